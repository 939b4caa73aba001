"""Ground of a city's districts within 300 m of green and of toilets with Shapely and GEOS.

The same questions as kerb_versus_area, per district: what is near by an STRtree, buffers, their union, cut by the
district. Quarters of circles have 8 edges, as is usual, and 64, which comes near the truth. Prints one JSON object.
usage: shapely_area.py CITY.gpkg [runs = 3]
"""

import json
import sqlite3
import sys

import shapely
from shapely_points import read, reach_m, timed


def main():
    city = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    districts = read(city, "zones", "kind = 'district'")
    layers = {"green": read(city, "green_spaces"), "toilets": read(city, "toilets")}

    def within(shapes, edges):
        tree, total = shapely.STRtree(shapes), 0.0
        for district in districts:
            near = shapes[tree.query(district, predicate="dwithin", distance=reach_m)]
            reach = shapely.union_all(shapely.buffer(near, reach_m, quad_segs=edges))
            total += shapely.area(shapely.intersection(reach, district))
        return total

    print(json.dumps({f"near_{name}_{edges}": timed(runs, lambda: within(shapes, edges))
                      for name, shapes in layers.items() for edges in (8, 64)}))  # fmt: skip


if __name__ == "__main__":
    main()
