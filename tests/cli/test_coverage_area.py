"""kerb coverage area on figures that can be worked out by hand, and on real cities by sampling."""
import csv
import io
import json
import math
import os
import pathlib
import random
import sqlite3
import sys
import tempfile

from support import fits, kerb, run_all, schema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-area-"))
DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", ""))
X, Y = 500000.0, 3500000.0


def write(name, features, crs="urn:ogc:def:crs:EPSG::32650"):
    path = FOLDER / name
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}},
                                "features": features}), encoding="utf-8")
    return path


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def box(x0, y0, x1, y1, **properties):
    x0, y0, x1, y1 = X + x0, Y + y0, X + x1, Y + y1
    return feature("Polygon", [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]], **properties)


ZONES = write("zones.geojson", [box(0, 0, 1000, 1000, key="west"), box(1000, 0, 2000, 1000, key="east")])
POINT = write("point.geojson", [feature("Point", [X + 1000, Y + 500], reach=100.0)])
PARKS = write("parks.geojson", [box(100, 100, 140, 140, key="lawn", size=6000.0),  # 1,600 m²
                                box(400, 400, 450, 450, key="small"),              # 2,500 m²
                                box(1400, 400, 1500, 500, key="large")])           # 10,000 m²
LAND = write("land.geojson", [box(-100, 0, 500, 1000, use="R"), box(400, 0, 500, 1000, use="R"),
                              box(1000, 0, 1500, 500, use="B"), box(1000, 500, 1100, 600, use="R")])


def area(*more, zones=ZONES, assets=POINT, within="200m", code=0):
    given = (["--zones", zones] if zones else []) + (["--within", within] if within else [])
    done = kerb("coverage", "area", "--assets", assets, *given, "--format", "json", *more, code=code)
    envelope = json.loads(done.stdout)
    fits(envelope, schema("coverage-area"))
    return envelope, envelope["result"]


def close(a, b, relative=1e-9):
    assert math.isclose(a, b, rel_tol=relative, abs_tol=1e-6), (a, b)


def a_disc_on_a_border_is_shared():
    envelope, result = area()
    disc = math.pi * 200 ** 2
    close(result["total_m2"], 2e6)
    close(result["covered_m2"], disc)
    close(result["share"], disc / 2e6)
    assert [z["id"] for z in result["zones"]] == ["west", "east"] and result["gap_count"] == 2, result
    for zone in result["zones"]:
        close(zone["covered_m2"], disc / 2)
        close(zone["largest_gap_m2"], 1e6 - disc / 2)
        assert not zone["stroked"]
    close(sum(g["area_m2"] for g in result["gaps"]) + result["covered_m2"], result["total_m2"])
    assert envelope["frame"]["name"] == "EPSG:32650" and envelope["accuracy"]["method"] == "exact_arcs"


def areas_reach_round_their_corners():
    _, result = area(assets=PARKS, within="50m")
    close(result["covered_m2"], sum(s * s + 4 * s * 50 + math.pi * 2500 for s in (40, 50, 100)))


def ground_that_two_zones_claim_counts_once():
    zones = write("claimed.geojson", [box(0, 0, 1000, 1000, key="b"), box(500, 0, 1500, 1000, key="a")])
    _, result = area(zones=zones)
    close(result["total_m2"], 1.5e6)
    told = {z["id"]: z for z in result["zones"]}
    close(told["a"]["total_m2"], 1e6)
    close(told["b"]["total_m2"], 5e5)
    close(told["a"]["covered_m2"], math.pi * 200 ** 2)  # the disc at (1000, 500) lies in both
    close(told["b"]["covered_m2"], 0)
    close(sum(g["area_m2"] for g in result["gaps"]) + result["covered_m2"], result["total_m2"])
    done = kerb("coverage", "area", "--assets", POINT, "--zones", zones, "--within", "200m")
    assert "overlap on 500000.0" in done.stderr, done.stderr
    land = write("strip.geojson", [box(-10, 490, 1600, 510)])
    _, result = area("--land", land, zones=zones)
    close(result["total_m2"], 1500 * 20)


def land_without_zones_is_scaled_where_it_lies():
    # Two fields of 1 km² of the plane, 250 km apart: UTM's scale is 0.9996 in the west and larger in the east.
    fields = write("fields.geojson", [box(0, 0, 1000, 1000), box(250000, 0, 251000, 1000)])
    _, ground = area("--land", fields, "--measure", "ground", zones=None)
    expected = sum(1e6 / k ** 2 for k in (SCALE(500), SCALE(250500)))
    assert math.isclose(ground["total_m2"], expected, rel_tol=1e-6), (ground["total_m2"], expected)
    _, by = area("--land", fields, "--measure", "ground", "--zones", write(
        "each.geojson", [box(-10, -10, 1010, 1010, key="w"), box(249990, -10, 251010, 1010, key="e")]), zones=None)
    assert math.isclose(by["total_m2"], expected, rel_tol=1e-6), (by["total_m2"], expected)


def SCALE(east):
    """Of UTM, by the first terms of its series (Snyder 1987, eq. 8-11): east of the central meridian."""
    x = east / 0.9996 / 6372000
    return 0.9996 * (1 + x * x / 2 + x ** 4 / 24)


def a_limit_without_data_does_not_pass():
    empty = write("nothing.geojson", [box(5000, 5000, 5100, 5100, use="R")])
    done = kerb("coverage", "area", "--assets", POINT, "--zones", ZONES, "--land", empty, "--within", "200m",
                "--fail-if", "share<0.9", code=1)
    assert "no data to judge" in done.stderr and "–" in done.stdout, (done.stdout, done.stderr)


def assets_have_their_own_reach():
    _, result = area("--reach-field", "reach")
    close(result["covered_m2"], math.pi * 1e4)


def larger_parks_reach_farther():
    _, result = area("--bands", "2000:30m,5000:50m", assets=PARKS, within=None)
    swept = [(50, 30), (100, 50)]
    close(result["covered_m2"], sum(s * s + 4 * s * r + math.pi * r * r for s, r in swept))
    assert result["within_m"] is None and result["bands"] == [{"from_m2": 2000, "reach_m": 30},
                                                              {"from_m2": 5000, "reach_m": 50}], result
    _, by_field = area("--bands", "0.5ha:50m", "--size-field", "size", assets=PARKS, within=None)
    close(by_field["covered_m2"], 40 ** 2 + 4 * 40 * 50 + math.pi * 2500)
    envelope, none = area("--bands", "2000:30m", within=None)
    assert none["covered_m2"] == 0 and envelope["issues"][0]["reason"] == "tools.no_size", envelope["issues"]


def only_some_land_counts():
    where = ["--land", LAND, "--land-where", "use = 'R'"]
    _, result = area(*where)
    close(result["total_m2"], 500 * 1000 + 100 * 100)  # what overlaps counts once, what lies outside not at all
    close(result["covered_m2"], 100 * 100)              # (1000, 500) to (1100, 600) lies wholly within 200 m
    assert [round(z["total_m2"]) for z in result["zones"]] == [500000, 10000], result
    _, alone = area(*where, zones=None)
    close(alone["total_m2"], 600 * 1000 + 100 * 100)
    assert alone["zones"] == [] and all(g["zone"] is None for g in alone["gaps"]), alone
    _, by = area("--land", LAND, "--by", "use")
    classes = {c["id"]: c for c in by["classes"]}
    close(classes["R"]["total_m2"], 510000)
    close(classes["B"]["total_m2"], 250000)
    close(classes["B"]["covered_m2"], math.pi * 1e4)
    close(sum(c["covered_m2"] for c in classes.values()), by["covered_m2"])


def gaps_are_drawn_around_or_within():
    drawn = {}
    for side in ("outer", "inner"):
        out = FOLDER / f"{side}.gpkg"
        _, result = area("--drawn", side, "--stroke", "0.5m", "-o", out)
        assert result["drawn"] == {"sagitta_m": 0.5, "side": side}
        drawn[side] = sum(ring_area(polygon) for _, g in gpkg.rows(out, "gaps") for polygon in g[1])
        rows = sqlite3.connect(out).execute("select id, share, largest_gap_m2 from zones").fetchall()
        assert [r[0] for r in rows] == ["west", "east"], rows
        close(rows[0][1], math.pi * 2e4 / 1e6)
    exact = 2e6 - math.pi * 4e4
    assert exact < drawn["outer"] < exact + 2 * math.pi * 200 * 0.5, (exact, drawn)
    assert exact - 2 * math.pi * 201 * 0.5 < drawn["inner"] < exact, (exact, drawn)


def ring_area(polygon):
    areas = [abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(
        [(x - X, y - Y) for x, y in ring], [(x - X, y - Y) for x, y in ring[1:]]))) / 2 for ring in polygon]
    return areas[0] - sum(areas[1:])


def small_gaps_are_not_listed():
    _, all_gaps = area()
    _, large = area("--ignore-gaps", "1km2")
    assert all_gaps["gap_count"] == 2 and large["gap_count"] == 0
    assert large["covered_m2"] == all_gaps["covered_m2"] and large["largest_gap_m2"] == 0


def csv_and_text_tell_the_same():
    _, result = area()
    done = kerb("coverage", "area", "--assets", POINT, "--zones", ZONES, "--within", "200m", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [r["level"] for r in rows] == ["all", "zone", "zone"]
    for row, want in zip(rows, [result, *result["zones"]]):
        assert [float(row[k]) for k in ("total_m2", "covered_m2", "share")] == [
            want["total_m2"], want["covered_m2"], want["share"]], row
    text = kerb("coverage", "area", "--assets", POINT, "--zones", ZONES, "--within", "200m", language="zh").stdout
    assert "覆盖 6.3 %，共 2.00 km²" in text and "缺口 2 处" in text, text


def what_makes_no_sense_is_refused():
    base = ["coverage", "area", "--assets", POINT]
    for more, word in ((["--within", "200m"], "--zones"), (["--zones", ZONES], "--within"),
                       (["--zones", ZONES, "--within", "200"], "200"),
                       (["--zones", ZONES, "--bands", "5000"], "--bands"),
                       (["--zones", ZONES, "--bands", "5000:500m,2000:300m"], "2000:300m"),
                       (["--zones", ZONES, "--within", "9m", "--bands", "1:9m"], "--within"),
                       (["--zones", ZONES, "--within", "9m", "--ignore-gaps", "3 m"], "3 m"),
                       (["--zones", ZONES, "--within", "9m", "--by", "use"], "--land"),
                       (["--zones", ZONES, "--within", "0m"], "reach")):
        done = kerb(*base, *more, code=2)
        assert word in done.stderr, (more, done.stderr)
    done = kerb(*base, "--zones", ZONES, "--within", "9m", "--land", LAND, "--land-where", "use = 'X'", code=3)
    assert "land" in done.stderr, done.stderr


def a_limit_ends_with_1():
    area("--fail-if", "share<0.5", code=1)
    area("--fail-if", "largest_gap_m2>1000000")


def threads_do_not_matter():
    many = write("many.geojson", [feature("Point", [X + random.Random(7 + i).uniform(0, 2000), Y + (i * 37) % 1000])
                                  for i in range(200)])
    answers = {kerb("coverage", "area", "--assets", many, "--zones", ZONES, "--within", "60m", "-f", "json",
                    "--threads", n).stdout for n in (1, 2, 4)}
    assert len(answers) == 1


def reaches(polygon, x, y, r):
    """Is the point in a polygon or within r of its edges?"""
    for ring in polygon:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            dx, dy = bx - ax, by - ay
            length2 = dx * dx + dy * dy
            t = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length2)) if length2 else 0.0
            if math.hypot(ax + t * dx - x, ay + t * dy - y) <= r:
                return True
    return gpkg.inside(polygon, x, y)


def boxed(polygons, r):
    for polygon in polygons:
        xs, ys = [p[0] for p in polygon[0]], [p[1] for p in polygon[0]]
        yield min(xs) - r, min(ys) - r, max(xs) + r, max(ys) + r, polygon


def sampled(zones, assets, r, count=6000):
    """Share of the zones' ground within r, by random points: an estimate good to ± 4 standard errors."""
    chance = random.Random(11)
    zones, assets = list(boxed(zones, 0)), list(boxed(assets, r))
    x0, y0, x1, y1 = (min(z[0] for z in zones), min(z[1] for z in zones), max(z[2] for z in zones),
                      max(z[3] for z in zones))
    hit = taken = 0
    while taken < count:
        x, y = chance.uniform(x0, x1), chance.uniform(y0, y1)
        if not any(z[0] <= x <= z[2] and z[1] <= y <= z[3] and gpkg.inside(z[4], x, y) for z in zones):
            continue
        taken += 1
        hit += any(a[0] <= x <= a[2] and a[1] <= y <= a[3] and reaches(a[4], x, y, r) for a in assets)
    return hit / count, 4 * math.sqrt(0.25 / count)


def polygons_of(path, layer):
    return [polygon for _, g in gpkg.rows(path, layer) if g and g[0] == "polygon" for polygon in g[1]]


def cambridge_open_space():
    city = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
    if not city.exists():
        print("skipped: no data of Cambridge")
        return
    zones, parks = polygons_of(city, "neighborhoods"), polygons_of(city, "open_space")
    for within in (100, 300):
        _, result = area(zones=f"{city}::neighborhoods", assets=f"{city}::open_space", within=f"{within}m")
        share, error = sampled(zones, parks, within)
        assert abs(result["share"] - share) <= error, (within, result["share"], share, error)
        assert not any(z["stroked"] for z in result["zones"])
        close(sum(z["covered_m2"] for z in result["zones"]), result["covered_m2"], 1e-12)
        gaps = sum(g["area_m2"] for g in result["gaps"])
        assert -1e-3 <= result["total_m2"] - result["covered_m2"] - gaps < 1000, gaps  # slivers below 1 m² are not listed
        print(f"Cambridge: {result['share']:.2%} of {result['total_m2'] / 1e6:.2f} km² within {within} m of open space, "
              f"largest gap {result['largest_gap_m2'] / 1e4:.1f} ha")


def helsinki_greens():
    city = DATA / "helsinki" / "helsinki_centre_osm.gpkg"
    if not city.exists():
        print("skipped: no data of Helsinki")
        return
    envelope, result = area("--measure", "ground", zones=f"{city}::districts", assets=f"{city}::green", within="300m")
    assert result["share"] > 0.5 and envelope["frame"]["measure"] == "ground", result["share"]
    print(f"Helsinki: {result['share']:.2%} of {result['total_m2'] / 1e6:.2f} km² within 300 m of green")


if __name__ == "__main__":
    run_all([a_disc_on_a_border_is_shared, areas_reach_round_their_corners, ground_that_two_zones_claim_counts_once,
         land_without_zones_is_scaled_where_it_lies, a_limit_without_data_does_not_pass, assets_have_their_own_reach,
             larger_parks_reach_farther, only_some_land_counts, gaps_are_drawn_around_or_within,
             small_gaps_are_not_listed, csv_and_text_tell_the_same, what_makes_no_sense_is_refused,
             a_limit_ends_with_1, threads_do_not_matter, cambridge_open_space, helsinki_greens])
