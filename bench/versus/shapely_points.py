"""Distances of a city's buildings to its lamps and parks with SciPy's cKDTree and Shapely's STRtree.

The same questions as kerb_versus_points, index included. Prints one JSON object.
usage: shapely_points.py CITY.gpkg [runs = 5]
"""

import json
import sqlite3
import sys
import time

import numpy as np
import shapely
from scipy.spatial import cKDTree

reach_m = 300.0
envelope = (0, 32, 48, 48, 64)


def read(city, layer, where="true"):
    rows = city.execute(f'SELECT geom FROM "{layer}" WHERE {where} ORDER BY rowid')
    return shapely.from_wkb([blob[8 + envelope[blob[3] >> 1 & 7] :] for (blob,) in rows])


def timed(runs, work):
    seconds, answer = [], None
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - begun)
    return {"compute_s": float(np.median(seconds)), "best_s": min(seconds), "answer": float(answer)}


def main():
    city = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    box = shapely.bounds(read(city, "buildings"))
    places = box[:, :2] + (box[:, 2:] - box[:, :2]) / 2
    buildings, parks = shapely.points(places), read(city, "green_spaces")
    lamps = shapely.get_coordinates(read(city, "streetlights"))

    def nearest_lamp():
        tree = cKDTree(lamps, balanced_tree=False, compact_nodes=False)
        return tree.query(places)[0].sum()

    def nearest_park():
        tree = shapely.STRtree(parks)
        (inputs, _), distance = tree.query_nearest(buildings, return_distance=True, all_matches=False)
        return distance[np.unique(inputs, return_index=True)[1]].sum()

    def within_park():
        tree = shapely.STRtree(parks)
        return len(np.unique(tree.query(buildings, predicate="dwithin", distance=reach_m)[0]))

    def within_by_nearest():
        tree = shapely.STRtree(parks)
        return len(np.unique(tree.query_nearest(buildings, max_distance=reach_m, all_matches=False)[0]))

    print(json.dumps({work.__name__: timed(runs, work)
                      for work in (nearest_lamp, nearest_park, within_park, within_by_nearest)}))  # fmt: skip


if __name__ == "__main__":
    main()
