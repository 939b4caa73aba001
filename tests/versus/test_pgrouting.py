"""kerb beside pgRouting's driving distance from points on edges: the same streets, the same facilities."""
import json
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import postgres  # noqa: E402
from versus import FOLDER, kerb  # noqa: E402

if not list(pathlib.Path("/usr/share/postgresql").glob("*/extension/pgrouting.control")):
    print("skipped: no pgRouting (apt install postgresql-15-pgrouting)")
    sys.exit(postgres.SKIPPED)
SERVER = postgres.Server()
CITY = FOLDER / "city" / "city.gpkg"


def edges_of(courses):
    """Each piece between two points of a course: from, to, length; and the first piece of each course."""
    number, edges, first = {}, [], []
    for course in courses:
        first.append(len(edges))
        for a, b in zip(course, course[1:]):
            if a != b:
                edges.append((number.setdefault(a, len(number) + 1), number.setdefault(b, len(number) + 1), math.dist(a, b), a, b))
    return edges, first


def distances(within, same_cost):
    """Distance of each node from its nearest start. A start at exactly 0 or 1 would be dropped; ours are inside."""
    rows = SERVER.sql(
        "SELECT node, min(agg_cost) FROM pgr_withPointsDD('SELECT id, source, target, cost, cost AS reverse_cost FROM edges', "
        "'SELECT pid, edge_id, fraction FROM starts', (SELECT array_agg(-pid) FROM starts), "
        f"{within}, directed => false, driving_side => 'b', details => false, equicost => {same_cost}) "
        "WHERE node > 0 GROUP BY node")
    return {int(node): float(cost) for node, cost in rows}


def covered(edges, starts, found, within):
    """Of each edge what is within reach of its ends and of the starts on it, as a union of intervals."""
    on = {}
    for edge, fraction in starts:
        on.setdefault(edge, []).append(fraction)
    total = 0
    for i, (a, b, length, *_) in enumerate(edges):
        parts = [(0, within - found[a])] if found.get(a, math.inf) <= within else []
        parts += [(length - (within - found[b]), length)] if found.get(b, math.inf) <= within else []
        parts += [(f * length - within, f * length + within) for f in on.get(i, ())]
        end = 0
        for low, high in sorted((max(0, low), min(length, high)) for low, high in parts):
            if high > end:
                total += high - max(low, end)
                end = high
    return total


def load(edges, starts):
    table = "\n".join(f"{i}\t{a}\t{b}\t{length!r}" for i, (a, b, length, *_) in enumerate(edges))
    points = "\n".join(f"{i}\t{edge}\t{fraction!r}" for i, (edge, fraction) in enumerate(starts, 1))
    SERVER.sql("CREATE EXTENSION IF NOT EXISTS pgrouting; DROP TABLE IF EXISTS edges, starts;"
               "CREATE TABLE edges (id bigint, source bigint, target bigint, cost float8);"
               "CREATE TABLE starts (pid bigint, edge_id bigint, fraction float8);\n"
               f"COPY edges FROM STDIN;\n{table}\n\\.\nCOPY starts FROM STDIN;\n{points}\n\\.\n")


def nearest_edge(edges, p):
    """The edge nearest to a place, where on it, and how far off."""
    best = (math.inf, 0, 0.0)
    for i, (_, _, length, a, b) in enumerate(edges):
        if min(math.dist(p, a), math.dist(p, b)) - length > best[0]:
            continue
        t = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length ** 2
        t = min(1.0, max(0.0, t))
        off = math.dist(p, (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        best = min(best, (off, i, t))
    return best


def facilities(edges, frame):
    """Toilets of the city, each at the nearest place of a street. pgRouting drops a start at the very end of its edge."""
    toilets = [g[1] for _, g in gpkg.rows(CITY, "toilets") if g and g[0] == "point"]
    near = [(edge, min(1 - 1e-9, max(1e-9, t))) for off, edge, t in (nearest_edge(edges, p) for p in toilets) if off <= 50]
    assert len(near) > 100, (len(near), len(toilets))
    load(edges, near)
    within = 400
    found = distances(within, "false")
    theirs = covered(edges, near, found, within)
    table = FOLDER / "toilets.csv"
    table.write_text("key,x,y\n" + "".join(f"t{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(toilets)), encoding="utf-8")
    ours = json.loads(kerb("coverage", "network", "--lines", f"{CITY}::roads", "--assets", table, "--source-crs",
                           f"EPSG:{frame}", "--within", f"{within}m", "-f", "json").stdout)["result"]
    # Points are rounded to a micrometre here, and so is each of the thousands of ends of what is covered.
    assert math.isclose(ours["covered_m"], theirs, rel_tol=1e-9), (ours["covered_m"], theirs)
    print(f"{len(near)} toilets, {within} m: {ours['covered_m']:.6f} m here, {theirs:.6f} m by pgRouting")


def main():
    kerb("synth", "--seed", 7, "--size", "s", "-o", FOLDER / "city", "--quiet")
    courses = [[tuple(round(v, 6) for v in p) for p in part] for _, g in gpkg.rows(CITY, "roads") if g for part in g[1]]
    with sqlite3.connect(CITY) as base:
        frame = base.execute("select srs_id from gpkg_geometry_columns where table_name = 'roads'").fetchone()[0]
    edges, first = edges_of(courses)
    facilities(edges, frame)
    for every, within, fraction in ((211, 500, 0.37), (101, 150, 0.75)):
        starts = [(i, fraction) for i in first[::every]]
        load(edges, starts)
        places = [tuple(p + fraction * (q - p) for p, q in zip(*edges[i][3:])) for i, _ in starts]
        table = FOLDER / f"starts{every}.csv"
        table.write_text("key,x,y\n" + "".join(f"f{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(places)), encoding="utf-8")
        ours = json.loads(kerb("coverage", "network", "--lines", f"{CITY}::roads", "--assets", table, "--source-crs",
                               f"EPSG:{frame}", "--within", f"{within}m", "-f", "json").stdout)["result"]
        found = distances(within, "false")
        theirs = covered(edges, starts, found, within)
        # The micrometre that points are rounded to here.
        assert math.isclose(ours["covered_m"], theirs, rel_tol=1e-9), (within, ours["covered_m"], theirs)
        same = distances(within, "true")
        wrong = sum(1 for node, cost in found.items() if abs(same.get(node, math.inf) - cost) > 1e-6)
        print(f"{len(starts)} starts, {within} m: {ours['covered_m']:.3f} m here, {theirs:.3f} m by pgRouting; with "
              f"equicost => true {wrong} of {len(found)} nodes are missing or wrong, {covered(edges, starts, same, within):.3f} m")


main()
