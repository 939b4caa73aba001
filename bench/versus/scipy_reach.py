"""SciPy's bounded Dijkstra on the arrays that kerb_versus_reach wrote, and how its distances compare.

usage: scipy_reach.py ARRAYS [runs = 9]; prints one JSON object. Facilities are nodes of their own, with ways to both ends
of their edge; the graph is made before the clock starts. SciPy gives distances of nodes, kerb stretches of edges besides.
"""
import json
import statistics
import sys
import time

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

name, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9
edges = np.fromfile(name + ".edges").reshape(-1, 3)
places = np.fromfile(name + ".places").reshape(-1, 2)
ours = np.fromfile(name + ".nodes").reshape(-1, 2)
a, b, length = edges[:, 0].astype(int), edges[:, 1].astype(int), edges[:, 2]
on, at = places[:, 0].astype(int), places[:, 1]
nodes = int(max(a.max(), b.max())) + 1
starts = np.arange(nodes, nodes + len(places))
# Of parallel edges the short one: a sparse matrix would add them up. A place at an end of its edge is 1e-300 m away.
rows = np.r_[a, b, starts, starts]
columns = np.r_[b, a, a[on], b[on]]
costs = np.r_[length, length, np.maximum(at, 1e-300), np.maximum(length[on] - at, 1e-300)]
order = np.lexsort((costs, columns, rows))
rows, columns, costs = rows[order], columns[order], costs[order]
first = np.r_[True, (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])]
graph = csr_matrix((costs[first], (rows[first], columns[first])), shape=(nodes + len(places),) * 2)
seconds, processor = [], []
for _ in range(runs):
    begun, used = time.perf_counter(), time.process_time()
    distance = dijkstra(graph, directed=True, indices=starts, limit=500, min_only=True)
    seconds.append(time.perf_counter() - begun)
    processor.append(time.process_time() - used)
reached = np.flatnonzero(np.isfinite(distance[:nodes]))
same = len(reached) == len(ours) and bool((reached == ours[:, 0].astype(int)).all())
print(json.dumps({"compute_s": statistics.median(seconds), "best_s": min(seconds),
                  "processor_s": statistics.median(processor), "nodes_reached": len(reached),
                  "same_nodes": same, "farthest_apart_m": float(abs(distance[reached] - ours[:, 1]).max()) if same else None}))
