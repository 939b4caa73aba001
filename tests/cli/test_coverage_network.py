"""kerb coverage network: on figures that can be worked out by hand, on a synthetic city, and on real ones."""
import csv
import heapq
import io
import json
import math
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
from geojson import FOLDER, X, Y, area, box, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
HELSINKI = DATA / "helsinki" / "helsinki_centre_osm.gpkg"
LIECHTENSTEIN = DATA / "liechtenstein"

# A ladder: two streets of 1,000 m, 100 m apart, joined at their west ends alone; a street that stands apart.
STREETS = write("街道.geojson", [
    line((0, 0), (400, 0), (1000, 0), key="south", sort="main"),
    line((0, 100), (1000, 100), key="north", sort="lane"),
    line((0, 0), (0, 100), key="west", sort="lane"),
    line((5000, 0), (5300, 0), key="apart", sort="lane"),
    line((3, 3), (3, 3), key="nowhere", sort="lane")])
KIOSKS = write("kiosks.geojson", [point(100, 10, key="A"), point(800, -20, key="B"), point(0, 900, key="far")])
HOMES = write("homes.geojson", [
    point(300, 5, key="near", people=10), point(600, 104, key="behind", people=20),
    point(5100, 0, key="apart", people=40), point(300, 400, key="off", people=80)])


def ask(*more, lines=STREETS, assets=KIOSKS, within="300m", code=0, **options):
    return kerb("coverage", "network", "--lines", lines, "--assets", assets, "--within", within, *more, code=code,
                **options)


def measure(*more, **options):
    envelope = json.loads(ask("-f", "json", *more, **options).stdout)
    fits(envelope, schema("coverage-network"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    return envelope, envelope["result"]


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9)


def length_is_that_along_the_streets():
    _, result = measure("--by", "sort")
    # A: south 0 … 400 and 100 m left at its west end: west 100 m, north 100 m. B: south 500 … 1000. Gap 400 … 500.
    assert close(result["total_m"], 2400) and close(result["covered_m"], 400 + 100 + 100 + 500), result
    assert close(result["share"], 1100 / 2400)
    gaps = [(g["line"], round(g["from_m"], 9), round(g["to_m"], 9)) for g in result["gaps"]]
    assert gaps == [("north", 100, 1000), ("apart", 0, 300), ("south", 400, 500)], gaps
    groups = {g["id"]: (g["covered_m"], g["total_m"]) for g in result["groups"]}
    assert close(groups["main"][0], 900) and close(groups["lane"][0], 200) and close(groups["lane"][1], 1400), groups
    assert close(result["unreached"]["length_m"], 1300)
    # As the crow flies both streets lie within 300 m of A and B on the stretches that a circle cuts out.
    def reach(x, y, street):
        return math.sqrt(300 ** 2 - (y - street) ** 2)
    south = [(100 - reach(0, 10, 0), 100 + reach(0, 10, 0)), (800 - reach(0, -20, 0), 800 + reach(0, -20, 0))]
    north = [(100 - reach(0, 10, 100), 100 + reach(0, 10, 100)), (800 - reach(0, -20, 100), 800 + reach(0, -20, 100))]
    crow = 100 + sum(min(1000, b) - max(0, a) for a, b in south + north)
    assert close(result["euclidean_covered_m"], crow), (result["euclidean_covered_m"], crow)
    assert close(result["share_difference"], (1100 - crow) / 2400)


def a_facility_off_the_streets_is_counted():
    _, result = measure()
    told = {f["id"]: f for f in result["facilities"]}
    assert told["far"]["off_streets"] and told["far"]["access_m"] is None and told["far"]["length_m"] == 0
    assert not told["A"]["off_streets"] and close(told["A"]["access_m"], 10) and close(told["A"]["length_m"], 600)
    assert close(told["B"]["access_m"], 20) and close(told["B"]["length_m"], 500)
    assert result["unreached"]["facilities_off_streets"] == 1
    assert "1 of 3 facilities" in ask().stdout
    _, result = measure("--snap", "1km")
    told = {f["id"]: f for f in result["facilities"]}
    assert close(told["far"]["access_m"], 800) and told["far"]["length_m"] > 0


def access_is_free_or_charged():
    _, result = measure("--access", "charged")
    # A has 290 m left on its street, B 280 m.
    assert close(result["covered_m"], (390 + 100 + 90) + (280 + 200)), result["covered_m"]
    assert (result["access"], result["walk"], result["snap_m"]) == ("charged", "either", 50)


def the_nearest_facility_changes_half_way():
    _, result = measure("--each", within="400m")
    split = result["split_points"]
    assert result["split_point_count"] == len(split) == 1, split
    assert (split[0]["line"], {split[0]["facility"], split[0]["other"]}) == ("south", {"A", "B"})
    assert close(split[0]["chainage_m"], 450) and close(split[0]["distance_m"], 350) and close(split[0]["x"], X + 450)
    told = {f["id"]: f for f in result["facilities"]}
    assert close(told["A"]["length_m"], 450 + 100 + 200) and close(told["B"]["length_m"], 550)
    assert close(told["A"]["own"]["length_m"], 500 + 100 + 200) and close(told["B"]["own"]["length_m"], 600)
    assert told["far"]["own"]["length_m"] == 0
    assert close(sum(f["length_m"] for f in result["facilities"]), result["covered_m"])


def points_are_served_along_the_streets():
    _, result = measure("--points", HOMES, "--weight", "people", "--each", within="450m")
    points = result["points"]
    # "near" is 200 m from A. "behind" is 500 m by the west end, though 216 m from B as the crow flies.
    assert (points["count"], points["served"], points["off_streets"]) == (4, 1, 1), points
    assert (points["weight"], points["served_weight"], points["unknown_weight"]) == (150, 10, 0), points
    assert [u["id"] for u in points["unserved"]] == ["off", "apart", "behind"], "the heaviest first"
    assert close(points["euclidean_share"], 3 / 4), "near, behind, and off by 450 m of A"
    told = {f["id"]: f for f in result["facilities"]}
    assert (told["A"]["points"], told["A"]["weight"], told["B"]["points"]) == (1, 10, 0)
    assert (result["unreached"]["points"], result["unreached"]["points_off_streets"]) == (3, 1)
    _, result = measure("--points", HOMES, within="800m")
    assert result["points"]["served"] == 2 and close(result["points"]["distance"]["p50_m"], 800), result["points"]
    _, result = measure("--points", HOMES, "--access", "charged", within="800m")
    assert result["points"]["served"] == 1, "10 m from the street to A, and 4 m from home, are 814 m"


def one_way_streets_are_walked_as_asked():
    streets = write("one_way.geojson", [line((0, 0), (1000, 0), key="a", oneway="yes"),
                                        line((1000, 0), (2000, 0), key="b", oneway="-1"),
                                        line((0, 0), (-1000, 0), key="c", oneway="-1")])
    at = write("at.geojson", [point(500, 0, key="F")])
    options = {"lines": streets, "assets": at, "within": "700m"}
    assert close(measure(**options)[1]["covered_m"], 1000 + 200 + 200)
    _, away = measure("--walk", "away", "--one-way-field", "oneway", **options)
    assert close(away["covered_m"], 500) and away["walk"] == "away"
    _, towards = measure("--walk", "towards", "--one-way-field", "oneway", **options)
    assert close(towards["covered_m"], 500 + 200), "c leads to a's start; b leads to its end, but from there not to F"


def ground_beside_covered_streets():
    blocks = write("blocks.geojson", [box(150, -60, 250, -10, key="south", use="home"),
                                      box(550, 60, 650, 140, key="north", use="home"),
                                      box(5000, 50, 5100, 90, key="apart", use="work")])
    _, result = measure("--area", blocks, "--strip", "30m")
    ground = result["area"]
    # Of the south block the 20 m next to the covered street.
    assert (ground["method"], ground["strip_m"]) == ("strip", 30)
    assert close(ground["total_m2"], 5000 + 8000 + 4000) and math.isclose(ground["covered_m2"], 2000, rel_tol=1e-9)
    assert 0.5 < ground["euclidean_share"] < 1, "A and B have both blocks near as the crow flies"
    _, result = measure("--area", blocks, "--area-where", "use = 'home'", "--strip", "30m", "--zones",
                        write("half.geojson", [box(0, -500, 200, 500, key="west")]))
    assert math.isclose(result["area"]["zones"][0]["covered_m2"], 1000, rel_tol=1e-9), result["area"]
    assert math.isclose(result["area"]["total_m2"], 2500, rel_tol=1e-9)
    _, result = measure("--area", blocks, "--strip", "30m", "--zones",
                        write("both.geojson", [box(0, -500, 210, 500, key="b"), box(190, -500, 300, 500, key="a")]))
    told = {z["id"]: z["total_m2"] for z in result["area"]["zones"]}
    assert math.isclose(result["area"]["total_m2"], 5000, rel_tol=1e-9), "what both claim counts once"
    assert math.isclose(told["a"], 3000, rel_tol=1e-9) and math.isclose(told["b"], 2000, rel_tol=1e-9), told
    _, result = measure("--area", blocks, "--strip", "30m", within="0m")
    assert result["area"]["euclidean_share"] == 0, result["area"]


def zones_add_up():
    zones = write("zones.geojson", [box(-10, -50, 450, 150, key="W"), box(450, -50, 2000, 150, key="E")])
    _, result = measure("--zones", zones, "--points", HOMES, "--weight", "people")
    told = {z["id"]: z for z in result["zones"]}
    assert close(told["W"]["total_m"], 450 + 450 + 100) and close(told["W"]["covered_m"], 400 + 100 + 100), told
    assert close(told["E"]["covered_m"], 500) and result["outside_zones"]["total_m"] == 300
    assert {g["line"]: g["zone"] for g in result["gaps"]}["north"] == "E"
    for figure in ("total_m", "covered_m"):
        assert sum(z[figure] for z in told.values()) + result["outside_zones"][figure] == result[figure]
    points = {z["id"]: z["count"] for z in result["points"]["zones"]}
    assert points == {"W": 1, "E": 1} and result["points"]["outside_zones"]["count"] == 2


def json_csv_and_table_agree():
    more = ("--points", HOMES, "--weight", "people", "--by", "sort")
    _, result = measure(*more)
    rows = list(csv.DictReader(io.StringIO(ask("-f", "csv", *more).stdout)))
    levels = [(r["level"], r["id"]) for r in rows]
    assert levels == [("all", ""), ("group", "lane"), ("group", "main"), ("facility", "A"), ("facility", "B"),
                      ("facility", "far")], levels
    assert float(rows[0]["covered_m"]) == result["covered_m"] and int(rows[0]["served"]) == result["points"]["served"]
    assert float(rows[3]["covered_m"]) == 600 and rows[3]["served_weight"] == "10"
    table = ask(*more).stdout.splitlines()
    assert "covered 45.8 % of 2400 m within 300 m along the streets (1100 m)" in table[1], table[1]
    assert "served 25.0 % of 4 points (1), 1 of them are off the streets" in table[2], table[2]
    text = ask(*more, language="zh").stdout
    assert "45.8 %" in text and "沿街道 300 m" in text and "covered" not in text, text


def layers_say_what_was_found():
    out = FOLDER / "reach.gpkg"
    _, result = measure("--each", "--points", HOMES, "-o", out, within="400m")
    covered = list(gpkg.rows(out, "covered", ["line", "facility", "from_m", "to_m", "length_m", "start_distance_m"]))
    assert close(sum(r[6] for r in covered), result["covered_m"]), covered
    assert {r[3] for r in covered if r[2] == "north"} == {"A"}
    gaps = [r[2:] for r in gpkg.rows(out, "gaps", ["rank", "line", "length_m"])]
    assert gaps == [(i + 1, g["line"], g["length_m"]) for i, g in enumerate(result["gaps"])]
    facilities = {r[2]: r[1:] for r in gpkg.rows(out, "facilities", ["id", "off_streets", "own_points"])}
    assert facilities["A"][0][1] == (X + 100, Y) and facilities["far"][2] == 1
    assert len(list(gpkg.rows(out, "split_points", ["line"]))) == 1
    assert {r[2]: r[3] for r in gpkg.rows(out, "points", ["id", "served"])}["near"] == 1
    with sqlite3.connect(out) as base:
        assert base.execute("select value from kerb_run where name = 'command'").fetchone() == ("coverage network",)
        assert base.execute("select count(*) from layer_styles where useAsDefault = 1").fetchone() == (5,)
    before = out.read_bytes()
    ask("-o", out, code=2)
    assert out.read_bytes() == before
    ask("--overwrite", "-o", STREETS, code=2)


def odd_input():
    none = write("none.geojson", [])
    _, result = measure(assets=none)
    assert result["share"] == 0 and result["facilities"] == [] and result["euclidean_share"] == 0
    _, result = measure(lines=write("dots.geojson", [line((3, 3), (3, 3), key="dot")]))
    assert result["share"] is None and result["streets"]["edges"] == 0, "no length is no data, not 0 %"
    _, result = measure(lines=write("twice.geojson", [line((0, 0), (9, 0), (9, 0), (9, 0), (1000, 0), key="a"),
                                                      line((0, 0), (9, 0), (1000, 0), key="b")]))
    # Facilities stand on the first; the other is entered where both have a node: 91 m and 200 m from them.
    assert close(result["covered_m"], 900 + (9 + 209) + 100), result["covered_m"]
    assert result["streets"]["repeated"] == 2, result["streets"]
    park = write("park.geojson", [area([(200, -40), (600, -40), (600, 40), (200, 40)], key="park")])
    _, result = measure(assets=park, within="100m")
    assert close(result["covered_m"], 100 + 400 + 100), "a park is at hand where the street runs through it"


def wrong_use_is_told():
    for arguments, word in ((["--lines", STREETS, "--assets", KIOSKS], "--within"),
                            (["--lines", STREETS, "--within", "1m"], "--assets"),
                            (["--assets", KIOSKS, "--within", "1m"], "--lines")):
        done = kerb("coverage", "network", *arguments, code=2)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    for more, word in ((["--walk", "away"], "--one-way-field"), (["--strip", "0m"], "--strip"),
                       (["--weight", "people"], "--points"), (["--snap", "50"], "--snap"),
                       (["--access", "dear"], "dear"), (["--fail-if", "shares<1"], "share")):
        done = ask(*more, code=2)
        assert word in done.stderr and done.stdout == "", (more, done.stderr)
    ask(lines="/nowhere/streets.gpkg", code=3)
    ask("--fail-if", "share<0.5", code=1)
    ask("--fail-if", "share<0.4")
    empty = ask("--fail-if", "share<0.4", lines=write("none.geojson", []), code=1)
    assert "no data to judge" in empty.stderr and "covered – of 0 m" in empty.stdout, empty
    out = FOLDER / "dry.gpkg"
    ask("--dry-run", "-o", out)
    assert not out.exists()


def same_bytes_for_any_threads():
    texts = {ask("-f", "json", "--points", HOMES, "--weight", "people", "--each", "--threads", n).stdout
             for n in (1, 2, 4)}
    assert len(texts) == 1


def ends_of(course):
    return [tuple(round(v, 6) for v in p) for p in course]


def walked(streets, starts, most):
    """Dijkstra in plain Python on pieces between shared points; nodes are points, `starts` are points of streets."""
    ways = {}
    for course in streets:
        for a, b in zip(course, course[1:]):
            if a != b:
                ways.setdefault(a, []).append((b, math.dist(a, b)))
                ways.setdefault(b, []).append((a, math.dist(a, b)))
    best, queue = {}, [(0.0, p) for p in starts]
    while queue:
        far, p = heapq.heappop(queue)
        if p in best or far > most:
            continue
        best[p] = far
        for q, step in ways.get(p, ()):
            heapq.heappush(queue, (far + step, q))
    covered = 0.0
    for course in streets:
        for a, b in zip(course, course[1:]):
            length = math.dist(a, b)
            ahead = max(0, most - best[a]) if a in best else 0
            behind = max(0, most - best[b]) if b in best else 0
            covered += min(length, ahead + behind)
    return covered


def synthetic_city():
    """Facilities on corners of streets, so that plain Python needs no snapping."""
    folder = FOLDER / "city"
    sample_city(folder)
    city = folder / "city.gpkg"
    courses = [ends_of(part) for _, g in gpkg.rows(city, "roads") if g for part in g[1]]
    levels = [r[2] for r in gpkg.rows(city, "roads", ["key"])]
    assert len(courses) >= len(levels) > 1000
    corners = [c[len(c) // 2] for c in courses[::97]]
    with sqlite3.connect(city) as base:
        srs = base.execute("select srs_id from gpkg_geometry_columns where table_name = 'roads'").fetchone()[0]
    table = FOLDER / "corners.csv"
    table.write_text("key,x,y\n" + "".join(f"c{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(corners)), encoding="utf-8")
    _, result = measure("--source-crs", f"EPSG:{srs}", lines=f"{city}::roads", assets=table, within="400m")
    expected = walked(courses, corners, 400)
    assert math.isclose(result["covered_m"], expected, rel_tol=1e-6), (result["covered_m"], expected)
    assert math.isclose(sum(f["length_m"] for f in result["facilities"]), result["covered_m"], rel_tol=1e-12)
    assert result["share"] <= result["euclidean_share"]
    gaps = sum(g["length_m"] for g in result["gaps"])
    assert math.isclose(gaps + result["covered_m"], result["total_m"], rel_tol=1e-9)


def helsinki():
    if not HELSINKI.exists():
        print("skipped: no data of Helsinki")
        return
    for assets, within in (("toilets_pt", "500m"), ("green", "300m")):
        _, result = measure("--points", f"{HELSINKI}::buildings", "--each", lines=f"{HELSINKI}::roads",
                            assets=f"{HELSINKI}::{assets}", within=within)
        assert 0 < result["share"] < result["euclidean_share"] <= 1, result["share"]
        assert math.isclose(sum(f["length_m"] for f in result["facilities"]), result["covered_m"], rel_tol=1e-12)
        assert all(f["own"]["length_m"] >= f["length_m"] - 1e-9 for f in result["facilities"])
        points = result["points"]
        assert sum(f["points"] for f in result["facilities"]) == points["served"]
        print(f"Helsinki: {assets} within {within}: {result['share']:.1%} of streets along them, "
              f"{result['euclidean_share']:.1%} as the crow flies; of {points['count']} buildings {points['share']:.1%} "
              f"against {points['euclidean_share']:.1%}")


def liechtenstein():
    files = sorted(LIECHTENSTEIN.glob("*2015*.pbf")) or sorted(LIECHTENSTEIN.glob("*.pbf"))
    if not files:
        print("skipped: no data of Liechtenstein")
        return
    country = FOLDER / "country.gpkg"
    kerb("import", files[-1], "--mapping", "osm", "-o", country, "--quiet")
    _, result = measure(lines=f"{country}::roads", assets=f"{country}::toilets", within="20km")
    assert 0 < result["share"] <= result["euclidean_share"], result["share"]
    print(f"Liechtenstein: {result['share']:.1%} of {result['total_m'] / 1000:.0f} km within 20 km of a toilet along "
          f"the streets, {result['euclidean_share']:.1%} as the crow flies")


run_all([length_is_that_along_the_streets, a_facility_off_the_streets_is_counted, access_is_free_or_charged,
         the_nearest_facility_changes_half_way, points_are_served_along_the_streets,
         one_way_streets_are_walked_as_asked, ground_beside_covered_streets, zones_add_up, json_csv_and_table_agree,
         layers_say_what_was_found, odd_input, wrong_use_is_told, same_bytes_for_any_threads, synthetic_city,
         helsinki, liechtenstein])
