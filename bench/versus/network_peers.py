"""What 200 facilities reach within 500 m along the streets: kerb beside SciPy and pgRouting, like for like.

usage: network_peers.py FOLDER_OF_BENCHES CITY.gpkg [runs = 9] [threads = 1] [topology]; prints tables. Each pair does the
same work: from the file to the covered length; from streets in memory or in tables to it; the search alone. SciPy gives
distances of nodes only, kerb the stretches of edges besides. With `topology` pgr_createTopology is measured too, once: it
takes minutes at l. Exit 1 when answers differ. A peer that is not installed is skipped with a line.
"""
import array
import json
import math
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "tests" / "support"))
import pgrouting_reach  # noqa: E402

programs, city = pathlib.Path(sys.argv[1]), sys.argv[2]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 9
threads = int(sys.argv[4]) if len(sys.argv) > 4 else 1
with_topology = "topology" in sys.argv[5:]
SAME = 1e-6  # relative, of distances and of sums; what is measured is some 1e-13


def same(what, theirs, ours):
    if not math.isclose(theirs, ours, rel_tol=SAME):
        sys.exit(f"{what}: {theirs!r}, and {ours!r} by kerb")


def same_nodes(theirs, ours):
    """The same nodes, each as far, and the same sum."""
    if not ours or theirs.keys() != ours.keys():
        sys.exit(f"pgRouting reaches {len(theirs)} nodes and kerb {len(ours)}, {len(theirs.keys() & ours.keys())} both")
    for node, distance in ours.items():
        same(f"distance of node {node}", theirs[node], distance)
    same("sum of distances", math.fsum(theirs.values()), math.fsum(ours.values()))
    return max(abs(theirs[node] - ours[node]) for node in ours)


def row(name, taken):
    """Of several (wall, processor)."""
    walls, processors = zip(*taken)
    return name, statistics.median(walls), min(walls), statistics.median(processors)


def own_row(name, told):
    """Of a side that times itself."""
    return name, told["compute_s"], told["best_s"], told["processor_s"]


def table(heading, rows):
    """The first row is kerb's. Processor seconds do not mind what others do on the machine."""
    print(f"\n| {heading} | median | best | processor | times kerb: median, best, processor |\n|---|---|---|---|---|")
    for name, *times in rows:
        cells = [f"{s * 1000:.2f} ms" for s in times]
        ratios = [f"{s / own:.2f}" for s, own in zip(times, rows[0][1:])]
        print(f"| {name} | {' | '.join(cells)} | {', '.join(ratios)} |")


def doubles(name, width):
    """Rows of doubles from a file."""
    values = array.array("d", pathlib.Path(name).read_bytes())
    return list(zip(*(values[i::width] for i in range(width))))


def frame_of():
    base = sqlite3.connect(f"file:{city}?mode=ro", uri=True)
    (frame,) = base.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'roads'").fetchone()
    base.close()
    return frame


def program(arrays, frame):
    """Covered length and seconds of the program from the files to its answer: gaps and straight lines besides."""
    kerb = next(p for p in (programs / "kerb", programs.parent / "kerb") if p.is_file())
    command = [kerb, "coverage", "network", "--lines", f"{city}::roads", "--assets", arrays + ".csv", "--within", "500m",
               "--source-crs", f"EPSG:{frame}", "-f", "json", "--top", "1", "--threads", str(threads), "--quiet"]
    taken, covered = [], 0
    for _ in range(runs):
        clock = pgrouting_reach.Clock()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        taken.append(clock.read())
        covered = json.loads(done.stdout)["result"]["covered_m"]
    return covered, row("kerb", taken)


def scipy(arrays):
    """Rows of SciPy, if it is there."""
    done = subprocess.run([sys.executable, here / "scipy_reach.py", arrays, str(runs)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print("SciPy: skipped,", done.stderr.strip().splitlines()[-1:])
        return []
    found = json.loads(done.stdout)
    if not found["same_nodes"] or not found["farthest_apart_m"] < 1e-9:
        sys.exit(f"SciPy: {done.stdout}")
    print("SciPy:", done.stdout.strip())
    return [own_row("SciPy, bounded Dijkstra", found)]


def bare_questions(peer, arrays, ours):
    """pgRouting's questions on kerb's own graph and places, node by node the same; rows of them."""
    peer.take(doubles(arrays + ".edges", 3), doubles(arrays + ".places", 2))
    rows = []
    for question in pgrouting_reach.QUESTIONS:
        apart, taken = 0, []
        for _ in range(3):
            theirs, seconds = peer.distances(question)
            taken.append(seconds)
            apart = same_nodes({node - 1: distance for node, distance in theirs.items()}, ours)
        print(f"{question}: {len(ours)} nodes and {math.fsum(ours.values()):.3f} m in sum as kerb's, at most {apart:.1e} m apart")
        rows.append(row(question + ", all prepared", taken))
    return rows


def whole_peer(peer, points, frame, how, times, expected):
    """Of each run (loading, graph, snapping, question with covered length), by the quicker question; checked."""
    taken = []
    for _ in range(times):
        parts = [peer.load(city, points, frame), peer.graph(how), peer.snap()]
        asked = []
        for question in pgrouting_reach.QUESTIONS:
            (nodes, far, covered), seconds = peer.answer(question)
            if nodes != expected[0]:
                sys.exit(f"{question}: {nodes} nodes, and {expected[0]} by kerb")
            same(question + ", sum of distances", far, expected[1])
            same(question + ", covered length", covered, expected[2])
            asked.append(seconds)
        taken.append([*parts, min(asked)])
    return taken


def added(taken, first):
    """Of each run (wall, processor) of its parts from `first` on."""
    return [tuple(map(sum, zip(*parts[first:]))) for parts in taken]


def ways(peer, points, frame, expected):
    """Rows of pgRouting with loading and without, by each way to make a graph."""
    known = [("edges by their ends", pgrouting_reach.BY_ENDS, 3)]
    known += [("pgr_createTopology, one run", pgrouting_reach.BY_TOPOLOGY, 1)] if with_topology else []
    counted, not_counted = [], []
    for name, how, times in known:
        taken = whole_peer(peer, points, frame, how, times, expected)
        parts = zip(("loading", "graph", "snapping", "question with covered length"), zip(*taken))
        print(f"pgRouting, {name}:", ", ".join(f"{what} {row('', part)[1]:.3f} s" for what, part in parts))
        counted.append(row(f"pgRouting, {name}: loading counted", added(taken, 0)))
        not_counted.append(row(f"pgRouting, {name}: loading not counted", added(taken, 1)))
    return counted, not_counted


def compare(arrays):
    done = subprocess.run([programs / "kerb_versus_reach", city, str(threads), str(runs), arrays], check=True,
                          capture_output=True, text=True)
    ours, found = json.loads(done.stdout), dict(doubles(arrays + ".nodes", 2))
    print("kerb:", done.stdout.strip())
    frame = frame_of()
    covered, whole = program(arrays, frame)
    same("covered length by kerb_versus_reach", ours["graph_snap_reach"]["answer"], covered)
    searches = [own_row("kerb", ours["reach_again"]), own_row("kerb, one search alone", ours["reach_once"]), *scipy(arrays)]
    if lacking := pgrouting_reach.missing():
        print("pgRouting: skipped, no", lacking)
        return table("search alone", searches)
    peer = pgrouting_reach.Peer(threads)
    bare = bare_questions(peer, arrays, {int(node): distance for node, distance in found.items()})
    points = [line.split(",") for line in pathlib.Path(arrays + ".csv").read_text(encoding="utf-8").splitlines()[1:]]
    counted, not_counted = ways(peer, points, frame, (len(found), math.fsum(found.values()), covered))
    table("from file to covered length; kerb reads the file in both", [whole, *counted, *not_counted])
    table("from streets in memory or tables", [own_row("kerb: graph, snapping, search", ours["graph_snap_reach"]),
                                               *not_counted, *bare])
    return table("footnote: a search alone beside whole questions", [*searches, *bare])


print(f"{city}, {threads} thread(s), load of others {os.getloadavg()[0]:.1f}")
with tempfile.TemporaryDirectory(prefix="kerb-network-") as folder:
    compare(folder + "/graph")
