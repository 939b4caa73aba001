"""kerb coverage points: on figures that can be worked out by hand, on a synthetic city, and on real ones."""
import csv
import io
import json
import math
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
import naive_places  # noqa: E402
from geojson import FOLDER, X, Y, area, box, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402
from transverse_mercator import project  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
HELSINKI = DATA / "helsinki"

HOMES = write("住宅.geojson", [
    point(28, -96, key="at 100", people=10), point(20, -99, key="at 101", people=20),
    point(0, 50, key="in the park", people=99), point(0, 42, key="in its hole", people=5),
    line((400, 0), (500, 0), key="a street", people=1), box(690, -10, 710, 10, key="a block", people=None)])
PARKS = write("parks.geojson", [
    point(0, 0, key="a kiosk"),
    area([(-60, 20), (60, 20), (60, 80), (-60, 80)], [(-20, 40), (20, 40), (20, 45), (-20, 45)], key="a park"),
    line((700, 30), (700, 60), key="a path", reach=30.0)])
ZONES = write("zones.geojson", [box(-200, -200, 28, 200, key="west"), box(28, -200, 600, 200, key="east")])


def ask(*more, points=HOMES, assets=PARKS, within="100m", code=0, **options):
    return kerb("coverage", "points", "--points", points, "--assets", assets, "--within", within, *more, code=code,
                **options)


def measure(*more, **options):
    envelope = json.loads(ask("-f", "json", *more, **options).stdout)
    fits(envelope, schema("coverage-points"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    return envelope, envelope["result"]


def the_threshold_is_closed():
    _, result = measure()
    # 100 m from the kiosk is served, 101 m is not; of the others the street alone is too far.
    assert (result["count"], result["served"], result["unserved_count"]) == (6, 4, 2), result
    assert math.isclose(result["share"], 4 / 6, rel_tol=1e-15) and result["within_m"] == 100
    assert [(u["id"], u["nearest"]) for u in result["unserved"]] == [("a street", "a path"), ("at 101", "a kiosk")]
    street = result["unserved"][0]
    assert (street["x"], street["y"]) == (X + 450, Y) and math.isclose(street["distance_m"], math.hypot(250, 30))
    assert result["weight"] is None and result["weighted_distance"] is None


def weights_and_unknown_ones():
    _, result = measure("--weight", "people", "--no-data", "99")
    assert (result["weight"], result["served_weight"], result["unknown_weight"]) == (36, 15, 2), result
    assert math.isclose(result["weighted_share"], 15 / 36)
    assert [u["weight"] for u in result["unserved"]] == [20, 1], "the heaviest first"
    _, result = measure("--weight", "people", "--no-data", "99,20", "--no-data", "5")
    assert (result["weight"], result["unknown_weight"]) == (11, 4), result
    assert [u["weight"] for u in result["unserved"]] == [1, None], "unknown ones last"
    _, result = measure("--weight", "people")
    assert (result["weight"], result["unknown_weight"]) == (135, 1), "99 is a number unless it is said to be none"


def a_weight_that_is_none_is_named():
    odd = write("odd.geojson", [point(0, 0, key="a", people="many"), point(0, 1, key="b", people=-1),
                                point(0, 2, key="c", people=7)])
    envelope, result = measure("--weight", "people", points=odd)
    named = [i for i in envelope["issues"] if i["reason"] == "tools.bad_weight"]
    assert len(named) == 2 and {i["key"] for i in named} == {"a", "b"}, named
    assert (result["weight"], result["unknown_weight"]) == (7, 2), result


def assets_have_their_own_reach():
    _, result = measure("--reach-field", "reach", within="10m")
    # The path reaches 30 m, exactly to the block's middle.
    assert {u["id"] for u in result["unserved"]} == {"at 100", "at 101", "a street"}, result["unserved"]
    _, result = measure("--reach-field", "reach", "--assets-where", "reach is null", within="10m")
    assert "a block" in {u["id"] for u in result["unserved"]}


def quantiles_are_distances_of_points():
    _, result = measure()
    distances = [0, 2, 30, 100, 101, math.hypot(250, 30)]
    told = result["distance"]
    assert math.isclose(told["p50_m"], distances[2]) and math.isclose(told["max_m"], distances[5]), (told, distances)
    assert math.isclose(told["p90_m"], distances[5]) and result["quantile_type"] == 1


def zones_add_up():
    _, result = measure("--zones", ZONES, "--weight", "people")
    zones = {z["id"]: z for z in result["zones"]}
    # On the border between the two the key that comes first has it.
    assert (zones["east"]["count"], zones["west"]["count"], result["outside_zones"]["count"]) == (2, 3, 1), result
    for figure in ("count", "served", "weight", "served_weight", "unknown_weight"):
        assert sum(z[figure] for z in zones.values()) + result["outside_zones"][figure] == result[figure], figure
    _, result = measure("--zones", ZONES, "--zones-where", "key = 'west'")
    assert [z["count"] for z in result["zones"]] == [4] and result["outside_zones"]["count"] == 2, "the border is alone its"


def json_csv_and_table_agree():
    more = ("--zones", ZONES, "--weight", "people", "--no-data", "99")
    _, result = measure(*more)
    text = ask("-f", "csv", *more).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["level"], r["id"]) for r in rows] == [("all", ""), ("zone", "west"), ("zone", "east"),
                                                     ("outside_zones", "")], rows
    told = [result, *result["zones"], result["outside_zones"]]
    for row, figures in zip(rows, told):
        for name, cell in list(row.items())[2:]:
            assert (float(cell) if cell else None) == figures[name], (name, row, figures)
    table = ask(*more).stdout
    assert "served 66.7 % of 6 points (4)" in table and "by weight 41.7 % of 36 (15)" in table, table
    assert "a street" in table and "west" in table, table
    table = ask(*more, language="zh").stdout
    assert "66.7 %" in table and "served" not in table and "个点" in table, table


def top_limits_the_list_alone():
    _, result = measure("--top", 1)
    assert len(result["unserved"]) == 1 and result["unserved_count"] == 2


def layers_say_what_was_found():
    out = FOLDER / "served.gpkg"
    measure("--zones", ZONES, "--weight", "people", "--no-data", "99", "-o", out)
    rows = {r[2]: r[1:] for r in gpkg.rows(out, "points", ["id", "weight", "distance_m", "nearest", "served", "zone"])}
    assert len(rows) == 6 and all(r[0][0] == "point" for r in rows.values()), rows
    assert rows["a street"][0][1] == (X + 450, Y) and rows["a block"][0][1] == (X + 700, Y)
    assert rows["in the park"][2:] == (None, 0, "a park", 1, "west"), rows["in the park"]
    assert rows["at 101"][2] == 20 and rows["at 101"][5] == 0 and rows["at 101"][6] == "west"
    zones = list(gpkg.rows(out, "zones", ["id", "point_count", "served_count", "weight"]))
    assert [(g[0], *z) for _, g, *z in zones] == [("polygon", "west", 3, 2, 25), ("polygon", "east", 2, 1, 11)], zones
    with sqlite3.connect(out) as base:
        assert base.execute("select value from kerb_run where name = 'command'").fetchone() == ("coverage points",)
        assert base.execute("select count(*) from layer_styles where useAsDefault = 1").fetchone() == (2,)
    before = out.read_bytes()
    ask("-o", out, code=2)
    assert out.read_bytes() == before
    for source in (HOMES, PARKS, ZONES):
        before = source.read_bytes()
        ask("--zones", ZONES, "--overwrite", "-o", source, code=2)
        assert source.read_bytes() == before


def without_assets_nothing_is_near():
    none = write("none.geojson", [])
    _, result = measure(assets=none)
    assert result["served"] == 0 and result["distance"]["max_m"] is None, result
    assert all(u["distance_m"] is None and u["nearest"] is None for u in result["unserved"])


def wrong_use_is_told():
    for arguments, word in ((["--points", HOMES, "--assets", PARKS], "--within"),
                            (["--points", HOMES, "--within", "1m"], "--assets"),
                            (["--assets", PARKS, "--within", "1m"], "--points"),
                            (["--points", HOMES, "--assets", PARKS, "--within", "300"], "--within"),
                            (["--points", HOMES, "--assets", PARKS, "--within", "1m", "--fail-if", "people<1"],
                             "weighted_share")):
        done = kerb("coverage", "points", *arguments, code=2)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    done = ask(points="/nowhere/homes.gpkg", code=3)
    assert "/nowhere/homes.gpkg" in done.stderr, done.stderr
    done = ask("--weight", "inhabitants", code=2)
    assert "inhabitants" in done.stderr and "people" in done.stderr, done.stderr
    table = FOLDER / "plain.csv"
    table.write_text("key,x,y\nL1,500050,3500000\n", encoding="utf-8")
    assert "--source-crs" in ask(points=table, code=5).stderr
    ask("--source-crs", "EPSG:32650", points=table)
    ask("--fail-if", "share<0.7", code=1)
    ask("--fail-if", "unserved_count>2")


def same_bytes_for_any_threads():
    texts = {ask("-f", "json", "--zones", ZONES, "--weight", "people", "--threads", n).stdout for n in (1, 2, 4)}
    assert len(texts) == 1


def ground_measure_divides_distances():
    _, grid = measure()
    _, ground = measure("--measure", "ground")
    assert ground["served"] == grid["served"] - 1, "100 m of the plane are 100.04 m of the ground"
    assert math.isclose(ground["distance"]["max_m"], grid["distance"]["max_m"] / 0.9996, rel_tol=1e-6)


def every_home_against_every_park(source_points, source_assets, reach, *more, points=(), areas=()):
    """The program against distances in plain Python; the layer of points, for more questions."""
    out = FOLDER / "naive.gpkg"
    _, result = measure("--overwrite", "-o", out, *more, points=source_points, assets=source_assets,
                        within=f"{reach}m")
    assets = naive_places.Assets(float(reach), points, areas)
    rows = list(gpkg.rows(out, "points", ["id", "distance_m", "served", "weight"]))
    assert len(rows) == result["count"]
    for _, place, key, distance, served, _ in rows:
        expected = assets.distance(place[1])
        assert served == (expected is not None), (key, expected, distance)
        assert expected is None or math.isclose(distance, expected, rel_tol=1e-12, abs_tol=1e-9), (key, expected)
    assert result["served"] == sum(r[4] for r in rows)
    return result, rows


def synthetic_city():
    city = FOLDER / "city" / "city.gpkg"
    sample_city(FOLDER / "city")
    parks = [g[1] for _, g in gpkg.rows(city, "green_spaces") if g]
    result, rows = every_home_against_every_park(f"{city}::buildings", f"{city}::green_spaces", 100, areas=parks)
    homes = {key: g[1] for _, g, key in gpkg.rows(city, "buildings", ["key"])}
    assert len(homes) == result["count"] > 5000 and 0 < result["served"] < result["count"], result["share"]
    for _, place, key, *_ in rows[:2000]:
        x, y = naive_places.centroid(homes[key])
        assert naive_places.inside(place[1], [r for p in homes[key] for r in p]) and math.dist(place[1], (x, y)) < 1e-6


def cambridge():
    if not CAMBRIDGE.exists():
        print("skipped: no data of Cambridge")
        return
    blocks = {str(fid): (g[1], people) for fid, g, people in gpkg.rows(CAMBRIDGE, "census_blocks_2000", ["POP_LAB"])}
    spaces = [g[1] for _, g in gpkg.rows(CAMBRIDGE, "open_space") if g]
    grounds = [g[1] for _, g in gpkg.rows(CAMBRIDGE, "playgrounds") if g]
    for layer, reach, points, areas in (("open_space", 300, (), spaces), ("playgrounds", 400, grounds, ())):
        result, rows = every_home_against_every_park(
            f"{CAMBRIDGE}::census_blocks_2000", f"{CAMBRIDGE}::{layer}", reach, "--weight", "POP_LAB", "--zones",
            f"{CAMBRIDGE}::neighborhoods", points=points, areas=areas)
        assert len(rows) == 886 and result["weight"] == sum(people for _, people in blocks.values()) == 101355
        assert result["served_weight"] == sum(r[5] for r in rows if r[4])
        inside = sum(naive_places.inside(r[1][1], [ring for p in blocks[r[2]][0] for ring in p]) for r in rows)
        assert inside == 886, "every block has its place inside"
        assert len(result["zones"]) == 13
        print(f"Cambridge: {result['weighted_share']:.2%} of {result['weight']:.0f} people have {layer} within "
              f"{reach} m, half of them within {result['weighted_distance']['p50_m']:.0f} m")


def helsinki():
    grid, osm = HELSINKI / "population_grid_2019.gpkg", HELSINKI / "helsinki_centre_osm.gpkg"
    if not grid.exists() or not osm.exists():
        print("skipped: no data of Helsinki")
        return
    to_grid = lambda p: project(p[0], p[1], 25, 25500000)  # noqa: E731
    toilets = [to_grid(g[1]) for _, g in gpkg.rows(osm, "toilets_pt") if g]
    greens = [[[[to_grid(p) for p in ring] for ring in polygon] for polygon in g[1]]
              for _, g in gpkg.rows(osm, "green") if g]
    ages = list(gpkg.rows(grid, "population_grid_2019", ["IKA0_9", "ASUKKAITA"]))
    confidential = sum(1 for r in ages if r[2] == 99)
    source = f"{grid}::population_grid_2019"
    for layer, reach, points, areas in (("toilets_pt", 500, toilets, ()), ("green", 300, (), greens)):
        options = ("--weight", "ASUKKAITA", "--frame", "EPSG:3879")
        result = projected_against(source, f"{osm}::{layer}", reach, options, points, areas)
        assert result["count"] == 199 and result["weight"] == sum(r[3] for r in ages) == 145525
        print(f"Helsinki: {result['weighted_share']:.2%} of {result['weight']:.0f} people have {layer} within {reach} m")
    _, result = measure("--weight", "IKA0_9", "--no-data", "99", points=source, assets=f"{osm}::green", within="300m")
    assert result["unknown_weight"] == confidential > 0, (result["unknown_weight"], confidential)
    assert result["weight"] == sum(r[2] for r in ages if r[2] != 99)
    _, careless = measure("--weight", "IKA0_9", points=source, assets=f"{osm}::green", within="300m")
    assert careless["weight"] - result["weight"] == 99 * confidential
    print(f"Helsinki: {confidential} cells do not tell their children; of the rest {result['weighted_share']:.2%}")


def projected_against(source, assets, reach, options, points, areas):
    """Like every_home_against_every_park where the assets were projected by two programs: micrometres may differ."""
    out = FOLDER / "helsinki.gpkg"
    _, result = measure("--overwrite", "-o", out, *options, points=source, assets=assets, within=f"{reach}m")
    naive = naive_places.Assets(float(reach), points, areas)
    for _, place, key, distance, served in gpkg.rows(out, "points", ["id", "distance_m", "served"]):
        expected = naive.distance(place[1])
        if abs(distance - reach) > 1e-3:
            assert served == (expected is not None), (key, expected, distance)
        assert expected is None or abs(distance - expected) < 1e-3, (key, expected, distance)
    return result


run_all([the_threshold_is_closed, weights_and_unknown_ones, a_weight_that_is_none_is_named,
         assets_have_their_own_reach, quantiles_are_distances_of_points, zones_add_up, json_csv_and_table_agree,
         top_limits_the_list_alone, layers_say_what_was_found, without_assets_nothing_is_near, wrong_use_is_told,
         same_bytes_for_any_threads, ground_measure_divides_distances, synthetic_city, cambridge, helsinki])
