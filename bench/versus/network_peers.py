"""What 200 facilities reach within 500 m along the streets: kerb beside SciPy and pgRouting, on the same graph.

usage: network_peers.py FOLDER_OF_BENCHES CITY.gpkg [runs = 9] [threads = 1]; prints a table. SciPy gives distances of nodes
only, and pgRouting, which reads its tables at each question, nodes and costs; kerb the stretches of edges besides. Of kerb's
program the whole run is told, from the file to the answer; of pgRouting only the question, its tables loaded, noded and the
facilities snapped before. A peer that is not installed is skipped with a line.
"""
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

programs, city = pathlib.Path(sys.argv[1]), sys.argv[2]
runs = sys.argv[3] if len(sys.argv) > 3 else "9"
threads = sys.argv[4] if len(sys.argv) > 4 else "1"
here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "tests" / "support"))


def same_nodes(theirs, ours):
    """Both know the same nodes at the same distance; a node at the very end of the reach may be in or out. A facility at
    the end of its edge is drawn in by a thousand-millionth of that, since pgRouting would drop it."""
    for node in theirs.keys() ^ ours.keys():
        assert abs(theirs.get(node, ours.get(node)) - 500) < 1e-5, (node, theirs.get(node), ours.get(node))
    apart = max(abs(theirs[node] - ours[node]) for node in theirs.keys() & ours.keys())
    assert apart < 1e-5 and len(ours) > 0, apart
    return apart


def pgrouting(arrays):
    """Seconds of one question, the tables loaded before, and how far its distances are from ours."""
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
    question = ("SELECT node, min(agg_cost) AS c FROM pgr_withPointsDD('SELECT id, source, target, cost, cost AS "
                "reverse_cost FROM edges', 'SELECT pid, edge_id, fraction FROM starts', (SELECT array_agg(-pid) FROM "
                "starts), 500, directed => false, driving_side => 'b', equicost => false) WHERE node > 0 GROUP BY node")
    theirs = {int(node) - 1: float(cost) for node, cost in server.sql(question)}
    ours = {int(node): distance for node, distance in np.fromfile(arrays + ".nodes").reshape(-1, 2).tolist()}
    apart = same_nodes(theirs, ours)
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        server.sql(f"SELECT count(*), sum(c) FROM ({question}) AS t")
        seconds.append(time.perf_counter() - begun)
    print(f"pgRouting: {len(theirs)} nodes, at most {apart:.1e} m apart")
    return statistics.median(seconds)


def pgrouting_whole(arrays):
    """The same from file to answer: layer into PostGIS, topology, facilities on their nearest edges, the question."""
    import postgres
    if not shutil.which("ogr2ogr"):
        return None
    server = postgres.Server()
    server.sql("CREATE EXTENSION pgrouting")
    points = [line.split(",") for line in pathlib.Path(arrays + ".csv").read_text(encoding="utf-8").splitlines()[1:]]
    begun = time.perf_counter()
    subprocess.run(["ogr2ogr", "-q", "-f", "PostgreSQL", f"PG:host={server.folder} port={server.port} dbname=city user=postgres",
                    city, "roads", "-nln", "roads", "-nlt", "LINESTRING", "-explodecollections", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=id", "-select", "",
                    "--config", "PG_USE_COPY", "YES"], check=True)
    server.sql("ALTER TABLE roads ADD source bigint, ADD target bigint, ADD cost float8; "
               "UPDATE roads SET cost = ST_Length(geom); SELECT pgr_createTopology('roads', 0.001, 'geom');"
               "CREATE TABLE places (pid bigint, geom geometry);\nINSERT INTO places VALUES "
               + ",".join(f"({i}, ST_SetSRID(ST_MakePoint({x}, {y}), 4547))" for i, (x, y) in enumerate(points, 1)) + ";"
               "CREATE TABLE starts AS SELECT pid, id AS edge_id, least(1 - 1e-9, greatest(1e-9, ST_LineLocatePoint(geom, at))) "
               "AS fraction FROM (SELECT pid, p.geom AS at, r.id, r.geom FROM places p, LATERAL (SELECT id, geom FROM roads "
               "ORDER BY geom <-> p.geom LIMIT 1) r WHERE ST_Distance(r.geom, p.geom) <= 50) AS t; ANALYZE")
    count = server.sql("SELECT count(*), sum(c) FROM (SELECT node, min(agg_cost) AS c FROM pgr_withPointsDD('SELECT id, "
                       "source, target, cost, cost AS reverse_cost FROM roads', 'SELECT pid, edge_id, fraction FROM starts', "
                       "(SELECT array_agg(-pid) FROM starts), 500, directed => false, driving_side => 'b', equicost => false) "
                       "WHERE node > 0 GROUP BY node) AS t")
    print("pgRouting from file to answer:", *count)
    return time.perf_counter() - begun


def whole_run(arrays, threads):
    """Seconds of the program from the files to its answer: reading, graph, snapping, search, gaps, straight lines, JSON."""
    program = next(p for p in (programs / "kerb", programs.parent / "kerb") if p.is_file())
    command = [program, "coverage", "network", "--lines", f"{city}::roads", "--assets", arrays + ".csv", "--within", "500m",
               "--source-crs", "EPSG:4547", "-f", "json", "--threads", threads, "--quiet"]
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


with tempfile.TemporaryDirectory(prefix="kerb-network-") as folder:
    arrays = folder + "/graph"
    ours = json.loads(subprocess.run([programs / "kerb_versus_reach", city, threads, runs, arrays], check=True,
                                     capture_output=True, text=True).stdout)
    print("kerb:", json.dumps(ours))
    own = ours["reach_again"]["compute_s"]
    lines = [("kerb", own), ("kerb, one search alone", ours["reach_once"]["compute_s"]),
             ("kerb, graph and snapping too", ours["graph_snap_reach"]["compute_s"]),
             ("kerb, the program from file to answer", whole_run(arrays, threads))]
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
        lines += [("pgRouting, the question alone", peer), ("pgRouting, from file to answer", pgrouting_whole(arrays))]
    print("| 200 facilities, 500 m | median | times kerb |\n|---|---|---|")
    for name, seconds in [line for line in lines if line[1] is not None]:
        print(f"| {name} | {seconds * 1000:.2f} ms | {seconds / own:.1f} |")
