"""kerb waterlogging depressions and points: by hand, on the sample city, and on real terrains."""
import csv
import io
import json
import math
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import ascii_grid  # noqa: E402
import geopackage_rules  # noqa: E402
import geotiff  # noqa: E402
import gpkg  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city"
SHARED = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))


def grid(name, rows, **more):
    return ascii_grid.write(FOLDER, name, rows, **more)


# Two tanks of 2 × 2 cells and 1 m depth behind walls; the left one spills into the right one, that one off the map.
TANKS = grid("tanks", [[9, 9, 9, 9, 9, 9, 9], [9, 4, 4, 6, 3, 3, 9], [9, 4, 4, 5, 3, 3, 4], [9, 9, 9, 9, 9, 9, 9]], cell=10)


def envelope(command, *more, code=0):
    document = json.loads(kerb("waterlogging", command, "-f", "json", *more, code=code).stdout)
    fits(document, schema(f"waterlogging-{command}"))
    return document["result"]


def depressions_by_hand():
    result = envelope("depressions", *TANKS)
    assert (result["depressions"], result["cells"], result["nodata_cells"], result["cell_m2"]) == (2, 28, 0, 100), result
    assert result["capacity_m3"] == result["filled_volume_m3"] == 800, result
    left, right = sorted(result["largest"], key=lambda d: d["x"])
    assert (left["volume_m3"], left["area_m2"], left["sill_m"], left["depth_m"]) == (400, 400, 5, 1), left
    assert (right["volume_m3"], right["sill_m"], right["pit_m"]) == (400, 4, 3), right
    assert left["edge_limited"] and result["frame"] == "EPSG:4547"
    rows = list(csv.DictReader(io.StringIO(kerb("waterlogging", "depressions", *TANKS, "-f", "csv").stdout)))
    assert len(rows) == 2 and float(rows[0]["volume_m3"]) == 400
    zh = kerb("waterlogging", "depressions", *TANKS, language="zh").stdout
    assert "洼地" in zh and "hollows" not in zh, zh


def the_rim_decides():
    hole = [[9, 9, 9, 9, 9], [9, 2, 2, 2, 9], [9, 2, 2, -9999, 9], [9, 2, 2, 2, 9], [9, 9, 9, 9, 9]]
    dem = grid("hole", hole)
    assert envelope("depressions", *dem)["capacity_m3"] == 0
    assert envelope("depressions", *dem, "--nodata", "wall")["capacity_m3"] == 8 * 7
    filled = envelope("depressions", *dem, "--nodata", "fill")
    assert filled["depressions"] == 1 and filled["nodata_cells"] == 1 and filled["capacity_m3"] > 8 * 7, filled
    ditch = grid("ditch", [[9, 9, 9, 9], [1, 2, 3, 9], [9, 9, 9, 9]])
    assert envelope("depressions", *ditch)["depressions"] == 0
    assert envelope("depressions", *ditch, "--edge", "level=2.5m")["capacity_m3"] == 1.5 + 0.5
    assert "level=" in kerb("waterlogging", "depressions", *ditch, "--edge", "sea", code=2).stderr


def units_and_frames():
    feet = grid("feet", [[9, 9, 9], [9, 4, 9], [9, 9, 9]], cell=100, crs="EPSG:3435")
    assert "--height-unit" in kerb("waterlogging", "depressions", *feet, code=5).stderr
    result = envelope("depressions", *feet, "--height-unit", "ft")
    foot = 1200 / 3937
    assert math.isclose(result["cell_m2"], (100 * foot) ** 2, rel_tol=1e-12), result
    assert math.isclose(result["largest"][0]["depth_m"], 5 * 0.3048, rel_tol=1e-6), result
    centimetres = grid("cm", [[900, 900, 900], [900, 400, 900], [900, 900, 900]])
    assert math.isclose(envelope("depressions", *centimetres, "--height-unit", "cm")["capacity_m3"], 5, rel_tol=1e-6)
    degrees = grid("degrees", [[9, 9, 9], [9, 4, 9], [9, 9, 9]], cell=1e-4, crs="EPSG:4326", x=114, y=32)
    done = kerb("waterlogging", "depressions", *degrees, code=5)
    assert "gdalwarp -t_srs EPSG:32650" in done.stderr or "gdalwarp -t_srs EPSG:32649" in done.stderr, done.stderr
    nowhere = FOLDER / "nowhere.asc"
    nowhere.write_text("ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n", encoding="utf-8")
    assert "--source-crs" in kerb("waterlogging", "depressions", "--dem", nowhere, code=5).stderr


def outputs_are_whole():
    out, filled, depth = FOLDER / "d.gpkg", FOLDER / "filled.tif", FOLDER / "depth.tif"
    kerb("waterlogging", "depressions", *TANKS, "-o", out, "--filled", filled, "--depth-raster", depth, "--quiet")
    assert not geopackage_rules.broken_rules(out)
    assert len(list(gpkg.rows(out, "depressions"))) == 2 and len(list(gpkg.rows(out, "spill_points"))) == 2
    # What is filled holds nothing more, and what is not to be replaced is not.
    assert envelope("depressions", "--dem", filled)["depressions"] == 0
    before = out.read_bytes()
    kerb("waterlogging", "depressions", *TANKS, "-o", out, code=2)
    assert out.read_bytes() == before
    kerb("waterlogging", "depressions", *TANKS, "--filled", FOLDER / "tanks.asc", "--overwrite", code=2)
    same = [kerb("waterlogging", "depressions", *TANKS, "-f", "json", "--tile-size", size, "--threads", threads).stdout
            for size, threads in ((2, 1), (3, 4), (512, 2))]
    assert same[0] == same[1] == same[2]


def points_without_roads():
    # 250 mm on 28 cells; the left tank gets what falls on it and on the slopes to it.
    result = envelope("points", *TANKS, "--runoff", "250mm")
    assert math.isclose(result["rain_m3"], 28 * 100 * 0.25, rel_tol=1e-6) and result["balance_error"] < 1e-9, result
    assert math.isclose(result["rain_m3"], result["ponded_m3"] + result["outflow_m3"] + result["lost_m3"], rel_tol=1e-9)
    assert result["point_count"] == 2 and result["return_period_a"] is None, result
    for point in result["points"]:
        assert point["road"] is None and point["cause"] == "no_drains" and point["evidence"] == "terrain"
        assert 0 < point["onset_rain_mm"] <= 250 and point["over_min"] is None, point
        # At the onset (to a fiftieth of the rain) the water reaches the threshold, below it it does not.
        at = envelope("points", *TANKS, "--runoff", f"{point['onset_rain_mm'] + 0.01}mm")
        under = envelope("points", *TANKS, "--runoff", f"{point['onset_rain_mm'] - 5.1}mm")
        near = [p for p in at["points"] if (p["x"], p["y"]) == (point["x"], point["y"])]
        assert near, (point, at)
        assert not [p for p in under["points"] if (p["x"], p["y"]) == (point["x"], point["y"])], (point, under)
    deep = envelope("points", *TANKS, "--runoff", "250mm", "--deeper-than", "99cm")
    assert deep["point_count"] <= 2
    kerb("waterlogging", "points", *TANKS, "--runoff", "250mm", "--fail-if", "points>1", code=1)


def one_rain_and_one_only():
    assert "--runoff" in kerb("waterlogging", "points", *TANKS, code=2).stderr
    kerb("waterlogging", "points", *TANKS, "--runoff", "50mm", "--city", "suzhou", code=2)
    kerb("waterlogging", "points", *TANKS, "--runoff", "50", code=2)
    assert "level=" in kerb("waterlogging", "points", *TANKS, "--runoff", "50mm", "--edge", "level=nan", code=2).stderr
    kerb("waterlogging", "points", *TANKS, "--runoff", "50mm", "--losses", "sand", code=2)
    kerb("waterlogging", "points", *TANKS, "--city", "suzhou", "--return-period", "5000", "--duration", "120min", code=2)
    # Losses take, and what they take is told.
    half = envelope("points", *TANKS, "--city", "suzhou", "--return-period", "5", "--duration", "60min",
                    "--losses", "coefficient=0.5")
    assert math.isclose(half["lost_m3"], half["rain_m3"] / 2, rel_tol=1e-6), half
    none = envelope("points", *TANKS, "--city", "suzhou", "--return-period", "5", "--duration", "60min", "--losses", "none")
    assert abs(none["lost_m3"]) < 1e-3 and math.isclose(none["rain_mm"], 65.7, rel_tol=3e-3), none


def points_of_the_sample_city():
    sample_city(CITY)
    truth = json.loads((CITY / "truth.json").read_text(encoding="utf-8"))["water"]
    spots = truth["low_spots"] + ([truth["underpass"]] if truth.get("underpass") else [])
    out = FOLDER / "points.gpkg"
    result = envelope("points", "--dem", CITY / "terrain.tif", "--inventory", CITY / "city.gpkg", "--runoff", "100mm",
                      "-o", out)
    assert result["balance_error"] < 1e-9, result["balance_error"]
    assert not geopackage_rules.broken_rules(out)
    assert len(list(gpkg.rows(out, "water_points"))) == result["point_count"]
    # The register knows all hollows but one, and one place without any.
    assert result["known_count"] == 11 and result["known_found"] >= 10, result["known"]
    wrong = [k for k in result["known"] if k["key"] == truth["point_wrong"]]
    assert wrong and wrong[0]["found"] is None, wrong
    register = FOLDER / "register.csv"
    register.write_text("key,state,WKT\nA,cleared,POINT (500015 3556515)\nB,approved,POINT (500300 3556515)\n", encoding="utf-8")
    mine = envelope("points", *TANKS, "--runoff", "250mm", "--known", register, "--fail-if", "cleared_found>0", code=1)
    assert [(k["key"], k["found"] is not None) for k in mine["known"]] == [("A", True), ("B", False)], mine["known"]
    found = 0
    for spot in truth["low_spots"]:
        x, y = spot["place"]
        near = [p for p in result["points"] if math.hypot(p["x"] - x, p["y"] - y) < 30]
        found += bool(near)
        for point in near[:1]:
            # On its road, and as high as its sill, which cells of 2 m raise a little.
            assert point["road_key"] == spot["road"], (point, spot)
            assert -0.02 < point["level_m"] - spot["level_m"] < 0.12, (point, spot)
    assert found == len(truth["low_spots"]) and spots, (found, len(truth["low_spots"]))


def a_storm_on_the_sample_city():
    """The underpass and the low spots are found, good streets are not; and what the model says of each point."""
    truth = json.loads((CITY / "truth.json").read_text(encoding="utf-8"))["water"]
    spots = [spot["place"] for spot in truth["low_spots"]] + [truth["underpass"]["place"]]
    out, moving = FOLDER / "storm.gpkg", FOLDER / "moving.tif"
    storm = ("--dem", CITY / "terrain.tif", "--inventory", CITY / "city.gpkg", "--city", "suzhou", "--return-period", "5",
             "--duration", "120min")
    result = envelope("points", *storm, "-o", out, "--conveyance-raster", moving, "--fixes", "2")
    assert result["balance_error"] < 1e-9 and result["drained_m3"] > 1e6, result["balance_error"]
    for point in result["points"]:
        near = min(math.hypot(point["x"] - x, point["y"] - y) for x, y in spots)
        assert near < 30, (point, near)
    deepest = result["points"][0]
    assert (deepest["cause"], deepest["cause_key"]) == ("pump_station", truth["underpass"]["pump_station"]), deepest
    assert len(result["points"]) >= len(spots) - 3, (len(result["points"]), len(spots))
    # Each road under water has its onset; no earlier than that of some point, no later than the storm.
    assert result["roads"] and all(r["points"] >= 1 and r["length_m"] > 0 for r in result["roads"]), result["roads"]
    first = min(p["onset_rain_mm"] for p in result["points"])
    assert all(first <= r["onset_rain_mm"] <= result["rain_mm"] + 1e-9 for r in result["roads"]), result["roads"]
    alone = {p["road_key"]: p["onset_rain_mm"] for p in result["points"] if list(p["flooded"].values()) and
             sum(r["road_key"] == p["road_key"] for r in result["roads"]) == 1}
    assert any(r["onset_rain_mm"] == alone.get(r["road_key"]) for r in result["roads"]), (alone, result["roads"])
    # Fixes: never worse than nothing; the lower sill is worth at most what it is lowered by.
    assert [bool(p["fixes"]) for p in result["points"]] == [True, True] + [False] * (len(result["points"]) - 2)
    for point in result["points"][:2]:
        for fix in point["fixes"]:
            assert fix["depth_m"] <= point["depth_m"] + 0.005 and fix["over_min"] <= point["over_min"], (fix, point)
            assert fix["what"] != "sill" or point["depth_m"] - fix["depth_m"] < 0.06, (fix, point)
    # Streets that carry water are told apart from those where it stands.
    assert result["conveyance"] and all(s["depth_m"] > 0.15 for s in result["conveyance"])
    assert len(list(gpkg.rows(out, "conveyance"))) == len(result["conveyance"]) and moving.exists()
    assert [d["key"] for d in result["decks"]] == [truth["underpass"]["bridge"]] and result["culverts"] == []
    assert not [h for h in result["hints"] if h["what"] == "underpass_without_pump"], result["hints"]
    assert not geopackage_rules.broken_rules(out)
    # The same storm with every inlet blocked in half of the realisations: k of N, and the same for any threads.
    chance = ("--fixes", "0", "--onsets", "1", "--blocked", "0.5", "--realisations", "4")
    small = FOLDER / "small"
    sample_city(small, "xs")
    storm = ("--dem", small / "terrain.tif", "--inventory", small / "city.gpkg", *storm[4:])
    some = [envelope("points", *storm, *chance, "--threads", threads) for threads in (1, 2)]
    assert some[0] == some[1] and some[0]["realisations"] == 4
    assert [p["onset_rain_mm"] is not None for p in some[0]["points"]] == [True] + [False] * (len(some[0]["points"]) - 1)
    assert all(0 <= p["wet_in"] <= 4 for p in some[0]["points"]) and some[0]["points"][0]["wet_in"] == 4, some[0]["points"]


def terrain_error_and_land_cover():
    sure = envelope("points", *TANKS, "--runoff", "250mm", "--dem-sigma", "1mm", "--realisations", "20")
    assert sure["realisations"] == 20 and all(p["wet_in"] == 20 for p in sure["points"]), sure["points"]
    vague = envelope("points", *TANKS, "--runoff", "250mm", "--dem-sigma", "3m", "--dem-range", "5m", "--realisations", "40")
    assert any(0 < p["wet_in"] < 40 for p in vague["points"]), vague["points"]
    again = envelope("points", *TANKS, "--runoff", "250mm", "--dem-sigma", "3m", "--dem-range", "5m", "--realisations", "40",
                     "--threads", "4", "--tile-size", "3")
    assert again == vague
    other = envelope("points", *TANKS, "--runoff", "250mm", "--dem-sigma", "3m", "--dem-range", "5m", "--realisations", "40",
                     "--seed", "8")
    assert [p["wet_in"] for p in other["points"]] != [p["wet_in"] for p in vague["points"]]
    storm = ("--city", "suzhou", "--return-period", "5", "--duration", "60min")
    cover = grid("cover", [[50] * 7] * 2 + [[80] * 7] * 2, cell=10)[1]
    plain, wet = envelope("points", *TANKS, *storm), envelope("points", *TANKS, *storm, "--land-cover", cover)
    assert wet["lost_m3"] < plain["lost_m3"], (wet["lost_m3"], plain["lost_m3"])
    classes = FOLDER / "classes.toml"
    classes.write_text("[surface]\nroad = [80]\ngreen = [80]\n", encoding="utf-8")
    assert "80" in kerb("waterlogging", "points", *TANKS, *storm, "--land-cover", cover, "--land-cover-classes", classes,
                        code=3).stderr
    away = geotiff.write(FOLDER / "away.tif", [[50.0] * 7] * 4, cell=(10.0, 10.0), epsg=4548)
    assert "gdalwarp" in kerb("waterlogging", "points", *TANKS, *storm, "--land-cover", away, code=5).stderr
    rules = FOLDER / "rules.toml"
    rules.write_text("[inlet]\n", encoding="utf-8")
    city = CITY / "city.gpkg"
    assert "rules.toml" in kerb("waterlogging", "points", *TANKS, "--inventory", city, *storm, "--drain-rules", rules,
                                code=3).stderr
    kerb("waterlogging", "points", *TANKS, "--runoff", "50mm", "--conveyance-raster", FOLDER / "c.tif", code=2)
    # What does nothing is refused, and no input is an output, nor two outputs one.
    for lone in (("--blocked", "0.5"), ("--tail-water", "3m"), ("--clogging", "1"), ("--keep-decks",), ("--drain-rules", rules),
                 ("--land-cover-classes", classes), ("--dem-sigma", "1m", "--dem-range", "0m"), ("--dem-sigma", "3")):
        assert lone[0] in kerb("waterlogging", "points", *TANKS, "--runoff", "50mm", *lone, code=2).stderr or lone[0] == "--dem-sigma"
    before = cover.read_bytes()
    kerb("waterlogging", "points", *TANKS, *storm, "--land-cover", cover, "-o", cover, "--overwrite", code=2)
    one = FOLDER / "one.tif"
    kerb("waterlogging", "points", *TANKS, "--inventory", city, *storm, "--depth-raster", one, "--conveyance-raster", one, code=2)
    kerb("waterlogging", "depressions", *TANKS, "--filled", one, "--depth-raster", one, code=2)
    assert cover.read_bytes() == before and not one.exists()


def real_terrains():
    dem = SHARED / "santboi_drainage" / "sant_boi_dem_5m.tif"
    if not dem.exists():
        print("skipped: no shared data")
        return
    # As an independent priority-flood counts them (README of the data).
    result = envelope("depressions", "--dem", dem)
    assert result["depressions"] == 163 and result["nodata_cells"] == 0, result
    large = kerb("waterlogging", "depressions", "--dem", dem, "--deeper-than", "15cm", "--larger-than", "100m2", "-f", "csv")
    assert len(large.stdout.splitlines()) == 1 + 34, large.stdout
    town = SHARED / "dem_gothenburg" / "kronenhuset_dem_1m.tif"
    assert envelope("depressions", "--dem", town)["depressions"] == 645
    city = FOLDER / "santboi.gpkg"
    kerb("import", SHARED / "santboi_drainage" / "sant_boi_drainage.gpkg", "--mapping", "santboi", "-o", city, "--quiet")
    storm = envelope("points", "--dem", dem, "--inventory", city, "--city", "suzhou", "--return-period", "5",
                     "--duration", "120min")
    assert storm["drained_m3"] > 1000 and storm["balance_error"] < 1e-9, storm
    blocked = envelope("points", "--dem", dem, "--inventory", city, "--city", "suzhou", "--return-period", "5",
                       "--duration", "120min", "--clogging", "1")
    assert blocked["drained_m3"] == 0 and blocked["ponded_m3"] > storm["ponded_m3"], (blocked["drained_m3"])


run_all([depressions_by_hand, the_rim_decides, units_and_frames, outputs_are_whole, points_without_roads,
         one_rain_and_one_only, points_of_the_sample_city, a_storm_on_the_sample_city, terrain_error_and_land_cover, real_terrains])
