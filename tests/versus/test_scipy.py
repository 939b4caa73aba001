"""kerb beside SciPy's bounded Dijkstra: the same streets, cut where they share a point, the same facilities."""
import json
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
try:
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra
except ImportError:
    print("skipped: no SciPy (apt install python3-scipy)")
    sys.exit(77)
import gpkg  # noqa: E402
from versus import FOLDER, kerb, sample_city  # noqa: E402

CITY = FOLDER / "city" / "city.gpkg"


def graph_of(courses):
    """Nodes are points; of parallel pieces the short one. All pieces, and the matrix of their lengths."""
    number, pieces = {}, []
    for course in courses:
        for a, b in zip(course, course[1:]):
            if a != b:
                pieces.append((number.setdefault(a, len(number)), number.setdefault(b, len(number)), math.dist(a, b)))
    ways = {}
    for a, b, length in pieces:
        for key in ((a, b), (b, a)):
            ways[key] = min(length, ways.get(key, math.inf))
    rows, columns = np.array(list(ways)).T
    return number, np.array(pieces), csr_matrix((list(ways.values()), (rows, columns)), shape=(len(number),) * 2)


def covered_by_scipy(courses, starts, within):
    number, pieces, graph = graph_of(courses)
    distance = dijkstra(graph, indices=[number[p] for p in starts], limit=within, min_only=True)
    left = np.maximum(0, within - distance)  # what is left at each node; nothing where it is not reached
    from_left, to_left = left[pieces[:, 0].astype(int)], left[pieces[:, 1].astype(int)]
    return float(np.minimum(pieces[:, 2], from_left + to_left).sum()), float(pieces[:, 2].sum())


def main():
    sample_city(FOLDER / "city")
    courses = [[tuple(round(v, 6) for v in p) for p in part] for _, g in gpkg.rows(CITY, "roads") if g for part in g[1]]
    with sqlite3.connect(CITY) as base:
        frame = base.execute("select srs_id from gpkg_geometry_columns where table_name = 'roads'").fetchone()[0]
    for every, within in ((311, 150), (97, 400), (13, 90), (997, 3000)):
        starts = [course[len(course) // 2] for course in courses[::every]]
        table = FOLDER / f"starts{every}.csv"
        rows = "".join(f"f{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(starts))
        table.write_text("key,x,y\n" + rows, encoding="utf-8")
        done = kerb("coverage", "network", "--lines", f"{CITY}::roads", "--assets", table, "--source-crs",
                    f"EPSG:{frame}", "--within", f"{within}m", "-f", "json")
        ours = json.loads(done.stdout)["result"]
        covered, total = covered_by_scipy(courses, starts, within)
        # The micrometre that points are rounded to here.
        assert math.isclose(ours["total_m"], total, rel_tol=1e-8), (ours["total_m"], total)
        assert math.isclose(ours["covered_m"], covered, rel_tol=1e-7), (within, ours["covered_m"], covered)
        print(f"{len(starts)} facilities, {within} m: {ours['covered_m']:.3f} m here, {covered:.3f} m by SciPy")


main()
