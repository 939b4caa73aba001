"""What 200 facilities reach within 500 m along the streets: kerb beside SciPy and pgRouting, on the same graph.

usage: network_peers.py FOLDER_OF_PROGRAMS CITY.gpkg [runs = 9]; prints a table. SciPy gives distances of nodes only, and
pgRouting, which reads its tables at each question, nodes and costs; kerb the stretches of edges besides. A peer that is not
installed is skipped with a line.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

programs, city = pathlib.Path(sys.argv[1]), sys.argv[2]
runs = sys.argv[3] if len(sys.argv) > 3 else "9"
here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "tests" / "support"))


def pgrouting(arrays):
    """Seconds of one question, the tables loaded before."""
    import numpy as np
    import postgres
    if not list(pathlib.Path("/usr/share/postgresql").glob("*/extension/pgrouting.control")):
        print("pgRouting: skipped, not installed")
        return None
    server = postgres.Server()
    edges, places = np.fromfile(arrays + ".edges").reshape(-1, 3), np.fromfile(arrays + ".places").reshape(-1, 2)
    rows = "\n".join(f"{i}\t{int(a) + 1}\t{int(b) + 1}\t{length!r}" for i, (a, b, length) in enumerate(edges.tolist()))
    starts = "\n".join(f"{i}\t{int(e)}\t{min(1 - 1e-9, max(1e-9, at / edges[int(e), 2]))!r}"
                       for i, (e, at) in enumerate(places.tolist(), 1))
    server.sql("CREATE EXTENSION pgrouting; CREATE TABLE edges (id bigint PRIMARY KEY, source bigint, target bigint, cost "
               "float8); CREATE TABLE starts (pid bigint, edge_id bigint, fraction float8);\n"
               f"COPY edges FROM STDIN;\n{rows}\n\\.\nCOPY starts FROM STDIN;\n{starts}\n\\.\nANALYZE edges;")
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        server.sql("SELECT count(*), sum(c) FROM (SELECT node, min(agg_cost) AS c FROM pgr_withPointsDD('SELECT id, source, "
                   "target, cost, cost AS reverse_cost FROM edges', 'SELECT pid, edge_id, fraction FROM starts', (SELECT "
                   "array_agg(-pid) FROM starts), 500, directed => false, driving_side => 'b', equicost => false) GROUP BY "
                   "node) AS t")
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


with tempfile.TemporaryDirectory(prefix="kerb-network-") as folder:
    arrays = folder + "/graph"
    ours = json.loads(subprocess.run([programs / "kerb_versus_reach", city, "1", runs, arrays], check=True,
                                     capture_output=True, text=True).stdout)
    print("kerb:", json.dumps(ours))
    own = ours["reach_again"]["compute_s"]
    lines = [("kerb", own), ("kerb, one search alone", ours["reach_once"]["compute_s"]),
             ("kerb, graph and snapping too", ours["graph_snap_reach"]["compute_s"])]
    scipy = subprocess.run([sys.executable, here / "scipy_reach.py", arrays, runs], capture_output=True, text=True, check=False)
    if scipy.returncode == 0:
        found = json.loads(scipy.stdout)
        assert found["same_nodes"] and found["farthest_apart_m"] < 1e-9, found
        print("SciPy:", scipy.stdout.strip())
        lines.append(("SciPy, bounded Dijkstra", found["compute_s"]))
    else:
        print("SciPy: skipped,", scipy.stderr.strip().splitlines()[-1:])
    peer = pgrouting(arrays)
    if peer is not None:
        lines.append(("pgRouting, pgr_withPointsDD", peer))
    print("| 200 facilities, 500 m | median | times kerb |\n|---|---|---|")
    for name, seconds in lines:
        print(f"| {name} | {seconds * 1000:.2f} ms | {seconds / own:.1f} |")
