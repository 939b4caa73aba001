"""kerb coverage siting: on cases worked out by hand, against plain Python on the sample city, and on real lamps."""
import csv
import io
import itertools
import json
import math
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
import gpkg  # noqa: E402
import naive_places  # noqa: E402
from geojson import FOLDER, X, Y, area, box, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"

ROAD = write("straight.geojson", [line((0, 0), (300, 0), key="大街")])
LAMPS = write("lamps.geojson", [point(50, 0, key="a"), point(250, 0, key="b")])
# Two clusters of homes and one far off; a plot beside each, and one between the clusters that reaches neither well.
HOMES = write("homes.geojson", [
    point(0, 0, key="h1", people=10), point(20, 0, key="h2", people=20), point(200, 0, key="h3", people=25),
    point(220, 0, key="h4", people=5), point(1000, 0, key="far", people=40), point(5000, 0, key="lost", people=7)])
PLOTS = write("plots.geojson", [
    point(10, 0, key="west", price=3), point(210, 0, key="east", price=2),
    area([(990, -10), (1010, -10), (1010, 10), (990, 10)], key="park", price=10),
    point(15, 0, key="west again", price=9), point(110, 30, key="free", price=0)])


def ask(*more, code=0, **options):
    return kerb("coverage", "siting", *more, code=code, **options)


def measure(*more, **options):
    envelope = json.loads(ask("-f", "json", *more, **options).stdout)
    fits(envelope, schema("coverage-siting"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    result = envelope["result"]
    curve, sites = result["curve"], result["sites"]
    assert [c["count"] for c in curve] == list(range(len(sites) + 1)) and len(sites) == result["site_count"]
    assert curve[0]["served"] == result["before"] and curve[-1]["served"] == result["served"] <= result["reachable"]
    for before, after, site in zip(curve, curve[1:], sites):
        assert math.isclose(after["served"] - before["served"], site["adds"], rel_tol=1e-9, abs_tol=1e-6)
    assert all(a["adds"] >= b["adds"] for a, b in zip(sites, sites[1:])), "in the order of what each adds"
    return envelope, result


def homes(*more):
    return measure("--points", HOMES, "--candidates", PLOTS, "--within", "50m", *more)[1]


def a_straight_road_is_known_without_a_search():
    _, result = measure("--lines", ROAD, "--within", "15m", "--to", "100%")
    assert (result["site_count"], result["method"], result["proven"], result["bound"]) == (10, "line", True, 10)
    assert sorted(s["at_m"] for s in result["sites"]) == [15 + 30 * i for i in range(10)] and result["gaps"] == []
    assert all(s["line"] == "大街" and s["x"] == X + s["at_m"] for s in result["sites"])
    # Lamps at 50 and 250 leave 0–35, 65–235 and 265–300: 2 + 6 + 2.
    _, result = measure("--lines", ROAD, "--existing", LAMPS, "--within", "15m", "--to", "100%")
    assert (result["site_count"], result["before"], result["share"]) == (10, 60, 1.0), result
    # A part of it: 95 % of 300 m are 285; 60 are lit, 225 are missing, 30 each: 8 (7 would be 270).
    _, result = measure("--lines", ROAD, "--existing", LAMPS, "--within", "15m", "--to", "95%")
    assert (result["site_count"], result["reached"], result["bound"], result["proven"]) == (8, True, 8, True), result
    assert result["served"] >= 285 and result["candidates"]["from"] == "gaps and along"


def the_best_plots():
    result = homes("--count", 1)
    assert (result["served"], result["total"], result["unit"], result["proven"]) == (2, 6, "points", True), result
    assert [s["id"] for s in result["sites"]] == ["west"], "of equal ones that which comes first"
    result = homes("--count", 1, "--weight", "people")
    assert [(s["id"], s["adds"]) for s in result["sites"]] == [("park", 40)], result["sites"]
    result = homes("--count", 3, "--weight", "people", "--no-data", "40")
    assert [(s["id"], s["adds"]) for s in result["sites"]] == [("east", 30), ("west", 30)] or \
        [(s["id"], s["adds"]) for s in result["sites"]] == [("west", 30), ("east", 30)], result["sites"]
    assert (result["total"], result["reachable"]) == (67, 60) and result["left_count"] == 2
    assert [u["id"] for u in result["unserved"]] == ["lost", "far"], result["unserved"]


def prices_and_budgets():
    more = ("--weight", "people", "--cost-field", "price")
    # 5 buys both clusters (60 people), not the park (40).
    result = homes("--budget", 5, *more)
    assert {s["id"] for s in result["sites"]} == {"west", "east"} and (result["cost"], result["served"]) == (5, 60)
    assert result["candidates"]["without_cost"] == 1 and result["candidates"]["count"] == 4
    result = homes("--budget", 14, *more)
    assert {s["id"] for s in result["sites"]} == {"west", "park"} or result["served"] == 70, result["sites"]
    result = homes("--to", "60%", *more)  # of 107: 64.2 need the park (10) and the cheaper cluster (2)
    assert {s["id"] for s in result["sites"]} == {"east", "park"} and (result["cost"], result["bound"]) == (12, 12)


def impossible_targets_say_what_is_possible():
    result = homes("--to", "95%", "--weight", "people")
    assert (result["reached"], result["served"], result["reachable"]) == (False, 100, 100), result
    assert math.isclose(result["reachable_share"], 100 / 107) and result["site_count"] == 3 and result["proven"]
    text = ask("--points", HOMES, "--candidates", PLOTS, "--within", "50m", "--to", "95%", "--weight", "people").stdout
    assert "95.0 % cannot be served: 93.5 % at most" in text, text
    text = ask("--points", HOMES, "--candidates", PLOTS, "--within", "50m", "--to", "95%", "--weight", "people",
               language="zh").stdout
    assert "达不到 95.0 %" in text and "93.5 %" in text and "served" not in text, text


def forbidden_areas_and_spacing():
    zone = write("forbidden.geojson", [box(-50, -50, 12, 50, key="old town")])
    envelope, result = measure("--points", HOMES, "--candidates", PLOTS, "--within", "50m", "--count", 1, "--forbidden",
                               zone)
    assert [s["id"] for s in result["sites"]] == ["east"] or [s["id"] for s in result["sites"]] == ["west again"]
    assert result["candidates"]["in_forbidden"] == 1
    assert {"reason": "siting.in_forbidden", "count": 1} in envelope["skipped"], envelope["skipped"]
    # Within 250 m of each other only one cluster can be had; what is too close to an existing one is none.
    result = homes("--count", 3, "--spacing", "250m")
    assert {s["id"] for s in result["sites"]} <= {"west", "west again", "east", "park"} and result["served"] == 3
    near = write("near.geojson", [point(10, 240, key="standing")])
    result = homes("--count", 3, "--spacing", "250m", "--existing", near)
    assert result["candidates"]["near_existing"] == 3 and {s["id"] for s in result["sites"]} <= {"east", "park"}
    result = homes("--count", 3, "--spacing", "200m")
    assert result["served"] == 5, "200 m from west to east are just enough"


def candidates_that_are_made():
    _, result = measure("--points", HOMES, "--within", "50m", "--count", 1)
    assert result["candidates"]["from"] == "points" and result["sites"][0]["id"] == "h1", result["sites"]
    _, result = measure("--points", HOMES, "--within", "50m", "--candidates", "grid", "--step", "40m", "--to", "50%")
    assert result["reached"] and all(round(s["x"]) % 40 == 0 for s in result["sites"]), result["sites"]
    _, result = measure("--lines", ROAD, "--within", "20m", "--candidates", "along", "--step", "50m", "--to", "100%")
    assert result["reached"] is False and result["reachable"] == 240 and result["site_count"] == 7, result
    assert result["gap"] is None, "what falls short of its goal is no choice that another could beat"
    _, result = measure("--lines", ROAD, "--within", "20m", "--candidates", "gaps", "--to", "100%", "--spacing", "40m")
    assert (result["reached"], result["site_count"], result["spacing_m"]) == (True, 8, 40), result


def along_streets_it_is_farther():
    # A street that turns back beside itself, 10 m away.
    street = write("street.geojson", [line((0, 0), (0, 100), (10, 100), (10, 0), key="bend")])
    near = write("near_homes.geojson", [point(10, 0, key="across"), point(0, 40, key="along"), point(5, 300, key="off")])
    plots = write("near_plots.geojson", [point(0, 0, key="start"), point(10, 99, key="bow")])
    more = ("--points", near, "--candidates", plots, "--count", 1, "--within", "50m")
    _, result = measure(*more)
    assert (result["served"], result["distance"], result["off_streets"]) == (2, "straight", None), result
    _, result = measure(*more, "--along-streets", street)
    # From the start 40 m to "along" and 210 m to "across".
    assert (result["served"], result["distance"]) == (1, "streets"), result
    assert result["off_streets"] == {"points": 1, "existing": 0, "candidates": 0}, result["off_streets"]
    assert [u["id"] for u in result["unserved"]] == ["across", "off"] and result["unserved"][0]["distance_m"] is None
    _, result = measure(*more[:-1], "99m", "--along-streets", street)
    assert [s["id"] for s in result["sites"]] == ["bow"] and result["served"] == 2, "99 m, and 71 m round the bow"
    _, result = measure(*more[:-1], "100m", "--along-streets", street, "--existing", near)
    assert result["before"] == 2 and result["sites"] == []
    text = ask(*more, "--along-streets", street).stdout
    assert "off the streets are 1 points" in text, text
    done = ask("--lines", ROAD, "--within", "15m", "--count", 1, "--along-streets", street, code=2)
    assert "--along-streets" in done.stderr, done.stderr


def json_csv_table_and_layers_agree():
    more = ("--lines", ROAD, "--existing", LAMPS, "--within", "15m", "--count", 4)
    _, result = measure(*more)
    rows = list(csv.DictReader(io.StringIO(ask("-f", "csv", *more).stdout)))
    assert [float(r["served"]) for r in rows] == [c["served"] for c in result["curve"]]
    assert [r["id"] for r in rows[1:]] == [s["id"] for s in result["sites"]] and rows[0]["adds"] == ""
    table = ask(*more).stdout
    assert table.splitlines()[0] == "4 new sites: 20.0 % → 60.0 % served (180 m/300 m)", table
    assert "proven" in table and "大街" in table
    table = ask(*more, language="zh").stdout
    assert table.splitlines()[0] == "新增 4 处：服务比例 20.0 % → 60.0 %（180 m/300 m）", table
    out = FOLDER / "sites.gpkg"
    ask(*more, "-o", out)
    sites = list(gpkg.rows(out, "sites", ["rank", "line", "at_m", "adds_m", "served_share"]))
    assert [(r[2], r[3], r[4], r[5]) for r in sites] == [
        (s["rank"], s["line"], s["at_m"], s["adds"]) for s in result["sites"]], sites
    gaps = list(gpkg.rows(out, "gaps", ["line", "length_m"]))
    assert math.isclose(sum(g[3] for g in gaps), 120) and len(gaps) == result["left_count"], gaps
    assert not geopackage_rules.broken_rules(out)
    with sqlite3.connect(out) as base:
        assert base.execute("select count(*) from layer_styles where useAsDefault = 1").fetchone() == (2,)
    ask(*more, "-o", out, code=2)
    dry = FOLDER / "dry.gpkg"
    ask(*more, "-o", dry, "--dry-run")
    assert not dry.exists()
    before = ROAD.read_bytes()
    ask(*more, "--overwrite", "-o", ROAD, code=2)
    assert ROAD.read_bytes() == before
    ask("--points", HOMES, "--within", "50m", "--count", 1, "-o", FOLDER / "points.gpkg")
    assert not geopackage_rules.broken_rules(FOLDER / "points.gpkg")
    left = list(gpkg.rows(FOLDER / "points.gpkg", "unserved", ["id", "distance_m"]))
    assert {r[2] for r in left} == {"h3", "h4", "far", "lost"}, left


def wrong_use_is_told():
    good = ("--points", HOMES, "--within", "50m", "--count", "1")
    for arguments, word in ((("--within", "50m", "--count", 1), "--lines"),
                            (("--points", HOMES, "--lines", ROAD, "--within", "50m", "--count", 1), "--lines"),
                            (("--points", HOMES, "--count", 1), "--within"),
                            (("--points", HOMES, "--within", "50m"), "--to"),
                            ((*good, "--to", "95%"), "--to"),
                            (("--points", HOMES, "--within", "50m", "--to", "120%"), "120%"),
                            (("--points", HOMES, "--within", "50m", "--to", "many"), "many"),
                            (("--points", HOMES, "--within", "50", "--count", 1), "--within"),
                            (("--points", HOMES, "--within", "50m", "--count", -1), "--count"),
                            ((*good, "--candidates", "along"), "along"),
                            ((*good, "--cost-field", "price"), "--candidates"),
                            ((*good, "--fail-if", "people<1"), "site_count")):
        done = ask(*arguments, code=2)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    assert "/nowhere/homes.gpkg" in ask("--points", "/nowhere/homes.gpkg", *good[2:], code=3).stderr
    ask(*good, "--fail-if", "share<0.5", code=1)
    ask(*good, "--fail-if", "share<0.3")


def broken_rows_are_named():
    odd = write("odd.geojson", [line((0, 0), (0, 0), key="a point"), line((0, 0), (100, 0), (100, 0), (0, 0), key="twice"),
                                {"type": "Feature", "properties": {"key": "none"}, "geometry": None}])
    envelope, result = measure("--lines", odd, "--within", "30m", "--to", "100%")
    assert (result["total"], result["reached"], result["site_count"]) == (200, True, 2), result
    assert sum(s["count"] for s in envelope["skipped"]) >= 1, envelope["skipped"]
    empty = write("empty.geojson", [])
    _, result = measure("--points", HOMES, "--candidates", empty, "--within", "50m", "--to", "50%")
    assert (result["reached"], result["candidates"]["count"], result["reachable"]) == (False, 0, 0), result
    dots = write("dots.geojson", [line((0, 0), (0, 0), key="dot"), line((9, 0), (9, 0), key="dot, too")])
    assert "dots.geojson" in ask("--lines", dots, "--within", "30m", "--to", "95%", code=3).stderr
    result = homes("--to", "50%", "--weight", "people", "--no-data", "10,20,25,5,40,7")
    assert (result["total"], result["share"], result["reached"], result["sites"]) == (0, None, None, []), result


def same_bytes_for_any_threads():
    texts = {ask("-f", "json", "--points", HOMES, "--candidates", PLOTS, "--within", "50m", "--count", 2, "--threads",
                 n).stdout for n in (1, 2, 4)}
    assert len(texts) == 1


def best_pair(places, people, reach):
    """Most weight of people near at least one of two places: every pair that may be best, tried."""
    near = []
    for place in places:
        near.append({i for i, (home, _) in enumerate(people) if math.dist(home, place) <= reach})
    worth = [math.fsum(people[i][1] for i in ids) for ids in near]
    order = sorted(range(len(places)), key=lambda i: -worth[i])
    best = 0
    for a, b in itertools.combinations(order, 2):
        if worth[a] + worth[b] > best:
            best = max(best, worth[a] + worth[b] - math.fsum(people[i][1] for i in near[a] & near[b]))
    return best


def synthetic_city():
    """Two more toilets for the people of the sample city, against every pair of places in plain Python."""
    city = FOLDER / "city" / "city.gpkg"
    sample_city(FOLDER / "city", "xs")
    _, result = measure("--points", f"{city}::buildings", "--weight", "population", "--existing", f"{city}::toilets",
                        "--within", "300m", "--candidates", f"{city}::cabinets", "--count", 2)
    toilets = [g[1] for _, g in gpkg.rows(city, "toilets") if g]
    cabinets = [g[1] for _, g in gpkg.rows(city, "cabinets") if g]
    homes_of = [(naive_places.centroid(g[1]) if g[0] == "polygon" else g[1], weight or 0)
                for _, g, weight in gpkg.rows(city, "buildings", ["population"]) if g]
    open_homes = [(home, weight) for home, weight in homes_of if all(math.dist(home, t) > 300 for t in toilets)]
    total, before = math.fsum(w for _, w in homes_of), math.fsum(w for _, w in homes_of) - math.fsum(
        w for _, w in open_homes)
    assert math.isclose(result["total"], total) and math.isclose(result["before"], before), (total, before, result)
    assert result["proven"] and len(cabinets) == result["candidates"]["count"] > 10
    assert math.isclose(result["served"] - before, best_pair(cabinets, open_homes, 300)), result["served"]
    print(f"sample city: {result['before_share']:.1%} -> {result['share']:.1%} by {result['site_count']} toilets")


def cambridge():
    if not CAMBRIDGE.exists():
        print("skipped: no data of Cambridge")
        return
    more = ("--lines", f"{CAMBRIDGE}::street_centerlines", "--existing", f"{CAMBRIDGE}::street_lights", "--within", "30m")
    out = FOLDER / "cambridge.gpkg"
    _, result = measure(*more, "--to", "95%", "-o", out)
    assert result["reached"] and result["share"] >= 0.95 and result["bound"] <= result["site_count"]
    # What kerb coverage length measures of the lamps that stand is what siting begins with.
    before = json.loads(kerb("coverage", "length", "--lines", f"{CAMBRIDGE}::street_centerlines", "--assets",
                             f"{CAMBRIDGE}::street_lights", "--within", "30m", "-f", "json").stdout)["result"]
    assert math.isclose(before["covered_m"], result["before"], rel_tol=1e-9), (before["covered_m"], result["before"])
    assert math.isclose(before["total_m"], result["total"], rel_tol=1e-9)
    gaps = sum(g["length_m"] for g in result["gaps"])
    assert math.isclose(gaps, result["total"] - result["served"], rel_tol=1e-6, abs_tol=0.01), gaps
    print(f"Cambridge: {result['before_share']:.2%} lit, {result['site_count']} more lamps to 95 %, at least "
          f"{result['bound']:.0f} ({result['method']}, proven {result['proven']}); the first adds "
          f"{result['sites'][0]['adds']:.0f} m on {result['sites'][0]['line']}")


run_all([a_straight_road_is_known_without_a_search, the_best_plots, prices_and_budgets,
         impossible_targets_say_what_is_possible, forbidden_areas_and_spacing, candidates_that_are_made,
         along_streets_it_is_farther, json_csv_table_and_layers_agree, wrong_use_is_told, broken_rows_are_named, same_bytes_for_any_threads,
         synthetic_city, cambridge])
