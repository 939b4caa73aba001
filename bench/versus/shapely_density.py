"""Road length and green ground of a city's districts with Shapely's STRtree and GEOS.

The same questions as kerb_versus_density, index included, the fastest way that we found: what lies in a district as a
whole is told by a prepared district and summed, only the rest is cut. Prints one JSON object.
usage: shapely_density.py CITY.gpkg [runs = 5]
"""

import json
import sqlite3
import sys

import shapely
from shapely_points import read, timed


def main():
    city = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    districts = read(city, "zones", "kind = 'district'")
    roads, greens = read(city, "roads"), read(city, "green_spaces")

    def summed(shapes, measure):
        tree, sizes, total = shapely.STRtree(shapes), measure(shapes), 0.0
        for district in districts:
            shapely.prepare(district)
            near = tree.query(district)
            whole = shapely.contains_properly(district, shapes[near])
            total += sizes[near[whole]].sum()
            total += measure(shapely.intersection(shapes[near[~whole]], district)).sum()
            shapely.destroy_prepared(district)
        return total

    def road_length():
        return summed(roads, shapely.length)

    def green_ground():
        return summed(greens, shapely.area)

    print(json.dumps({work.__name__: timed(runs, work) for work in (road_length, green_ground)}))


if __name__ == "__main__":
    main()
