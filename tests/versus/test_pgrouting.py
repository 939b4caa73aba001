"""kerb beside pgRouting's driving distance from points on edges: the same streets, the same facilities.

Distances of single nodes agree to 1e-9 m: PostgreSQL writes a double with the digits that bring it back, so that text loses
nothing. Covered lengths are sums of 10,000 stretches and agree to 1e-12 of themselves: at 8e5 m, whose neighbouring doubles
lie 1e-10 m apart, 1e-9 m would ask for more than sums of rounded stretches hold.
"""
import contextlib
import json
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import postgres  # noqa: E402
from versus import FOLDER, kerb, sample_city  # noqa: E402

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


def inside(fraction):
    """pgRouting drops a start at exactly 0 or 1: the nearest doubles in between are no more than 1e-14 m away."""
    return min(math.nextafter(1, 0), max(1e-300, fraction))


def distances(within, same_cost):
    """Distance of each node from its nearest start."""
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
    stretches = []
    for i, (a, b, length, *_) in enumerate(edges):
        parts = [(0, within - found[a])] if found.get(a, math.inf) <= within else []
        parts += [(length - (within - found[b]), length)] if found.get(b, math.inf) <= within else []
        parts += [(f * length - within, f * length + within) for f in on.get(i, ())]
        end = 0
        for low, high in sorted((max(0, low), min(length, high)) for low, high in parts):
            if high > end:
                stretches.append(high - max(low, end))
                end = high
    return math.fsum(stretches)


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


def ask(facilities, nodes, frame, within):
    """kerb's covered length, and its distances of the nodes, which it is given as points to serve."""
    tables = FOLDER / "facilities.csv", FOLDER / "nodes.csv"
    for table, places in zip(tables, (facilities, nodes)):
        table.write_text("key,x,y\n" + "".join(f"{i},{x!r},{y!r}\n" for i, (x, y) in places.items()), encoding="utf-8")
    written = FOLDER / "reach.gpkg"
    result = json.loads(kerb("coverage", "network", "--lines", f"{CITY}::roads", "--assets", tables[0], "--points", tables[1],
                             "--source-crs", f"EPSG:{frame}", "--within", f"{within}m", "-o", written, "--overwrite", "-f",
                             "json").stdout)["result"]
    with contextlib.closing(sqlite3.connect(written)) as base:
        found = base.execute("select id, distance_m from points where served").fetchall()
    return result["covered_m"], {int(node): distance for node, distance in found}


def compare(name, edges, starts, at, frame, within):
    """The same nodes within reach, each as far, and the same length covered. What pgRouting makes of equicost => true, which
    is to give each node once, is told only."""
    load(edges, starts)
    nodes = {node: place for a, b, _, *ends in edges for node, place in zip((a, b), ends)}
    found = distances(within, "false")
    theirs = covered(edges, starts, found, within)
    ours, reached = ask(dict(enumerate(at)), nodes, frame, within)
    assert reached.keys() == found.keys() and len(found) > 100, (name, reached.keys() ^ found.keys())
    apart = max(abs(found[node] - distance) for node, distance in reached.items())
    assert apart <= 1e-9, (name, apart)
    assert math.isclose(ours, theirs, rel_tol=1e-12), (name, ours, theirs)
    same = distances(within, "true")
    wrong = sum(1 for node, cost in found.items() if abs(same.get(node, math.inf) - cost) > 1e-6)
    print(f"{len(starts)} {name}, {within} m: {len(found)} nodes, at most {apart:.1e} m apart; {ours:.9f} m here, {theirs:.9f} m "
          f"by pgRouting; with equicost => true {wrong} nodes are missing or wrong")


def main():
    sample_city(FOLDER / "city")
    courses = [part for _, g in gpkg.rows(CITY, "roads") if g for part in g[1]]
    with contextlib.closing(sqlite3.connect(CITY)) as base:
        frame = base.execute("select srs_id from gpkg_geometry_columns where table_name = 'roads'").fetchone()[0]
    edges, first = edges_of(courses)
    toilets = [g[1] for _, g in gpkg.rows(CITY, "toilets") if g and g[0] == "point"]
    near = [(edge, inside(t)) for off, edge, t in (nearest_edge(edges, p) for p in toilets) if off <= 50]
    assert len(near) > 100, (len(near), len(toilets))
    for within in (150, 400):
        compare("toilets", edges, near, toilets, frame, within)
    for every, within, fraction in ((211, 500, 0.37), (101, 150, 0.75)):
        starts = [(i, fraction) for i in first[::every]]
        at = [tuple(p + fraction * (q - p) for p, q in zip(*edges[i][3:])) for i, _ in starts]
        compare("places on edges", edges, starts, at, frame, within)


main()
