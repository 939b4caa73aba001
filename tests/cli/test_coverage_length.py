"""kerb coverage length on figures that can be worked out by hand."""
import json
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from geojson import FOLDER, X, Y, write  # noqa: E402
from support import fits, kerb, run_all, schema  # noqa: E402

def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties,
            "geometry": coordinates and {"type": kind, "coordinates": coordinates}}


ROADS = write("道路.geojson", [
    feature("LineString", [[X, Y], [X + 100, Y]], key="A", cls="main"),
    feature("LineString", [[X, Y + 500], [X + 200, Y + 500]], key="B", cls="side"),
    feature("LineString", None, key="C", cls="side")])
LAMPS = write("lamps.geojson", [feature("Point", [X + 50, Y + 12], reach=13.0), feature("Point", [X, Y + 500]),
                                feature("Point", [X + 2000, Y])])
ZONES = write("zones.geojson", [
    feature("Polygon", [[[X - 10, Y - 10], [X + 300, Y - 10], [X + 300, Y + 10], [X - 10, Y + 10], [X - 10, Y - 10]]],
            key="south"),
    feature("Polygon", [[[X - 10, Y + 10], [X + 100, Y + 10], [X + 100, Y + 900], [X - 10, Y + 900],
                         [X - 10, Y + 10]]], key="north")])


def measure(*more, within="20m", code=0):
    assets = () if "--assets" in more else ("--assets", LAMPS)
    done = kerb("coverage", "length", "--lines", ROADS, *assets, "--within", within, "--format", "json", *more,
                code=code)
    envelope = json.loads(done.stdout)
    fits(envelope, schema("coverage-length"))
    return envelope, envelope["result"]


def chords_are_exact():
    envelope, result = measure()
    # Lamp 1: half a chord √(20² − 12²) = 16; lamp 2: 20 m from the end of B.
    assert math.isclose(result["covered_m"], 32 + 20, rel_tol=1e-12), result
    assert result["total_m"] == 300 and math.isclose(result["share"], 52 / 300)
    assert [(g["line"], g["length_m"]) for g in result["gaps"]] == [("B", 180.0), ("A", 34.0), ("A", 34.0)], result
    assert result["gaps"][1]["from_m"] == 0 and result["gaps"][2]["from_m"] == 66
    assert envelope["frame"]["name"] == "EPSG:32650" and envelope["frame"]["reason"] == "kept"


def a_bad_row_is_counted_and_named():
    envelope, _ = measure()
    lines = envelope["layers"][0]
    assert (lines["read"], lines["used"], sum(s["count"] for s in lines["skipped"])) == (3, 2, 1), lines
    assert any(i["key"] == "C" or i["row"] is not None for i in envelope["issues"]), envelope["issues"]


def assets_have_their_own_reach():
    _, result = measure("--reach-field", "reach")
    assert math.isclose(result["covered_m"], 10 + 20, rel_tol=1e-12), result


def a_reach_that_is_none_is_named():
    odd = write("odd.geojson", [feature("Point", [X + 50, Y + 12], reach="wide"), feature("Point", [X, Y + 500], reach="")])
    done = kerb("coverage", "length", "--lines", ROADS, "--assets", odd, "--within", "20m", "--reach-field", "reach",
                "-f", "json")
    named = [i for i in json.loads(done.stdout)["issues"] if i["reason"] == "tools.bad_reach"]
    assert len(named) == 2 and "wide" in json.dumps(named), named


def an_input_is_no_output():
    for source in (ROADS, LAMPS, ZONES):
        alias = FOLDER / "alias.geojson"
        alias.symlink_to(source)
        before = source.read_bytes()
        for output in (source, alias):
            kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--zones", ZONES, "--within", "20m",
                 "--overwrite", "-o", output, code=2)
        alias.unlink()
        assert source.read_bytes() == before


def zones_and_classes_add_up():
    _, result = measure("--zones", ZONES, "--by", "cls")
    zones = {z["id"]: z for z in result["zones"]}
    assert zones["south"]["total_m"] == 100 and zones["north"]["total_m"] == 100
    assert result["outside_zones"]["total_m"] == 100
    assert [(g["id"], g["total_m"]) for g in result["groups"]] == [("main", 100), ("side", 200)]


def where_takes_rows():
    _, result = measure("--where", "cls = 'main'")
    assert result["total_m"] == 100


def ground_measure_corrects_by_the_scale():
    _, result = measure("--measure", "ground")
    # k = 0.9996 on the central meridian, where X = 500000.
    assert math.isclose(result["total_m"], 300 / 0.9996, rel_tol=1e-7), result


def grid_warns_of_its_scale():
    done = kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "--quiet")
    assert "--measure ground" in done.stderr, done.stderr


def limit_crossed_ends_with_one():
    _, result = measure("--fail-if", "share<0.98", code=1)
    assert result["gap_count"] == 3
    measure("--fail-if", "longest_gap_m>180.5")


def same_bytes_for_any_threads():
    texts = {kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "--zones", ZONES,
                  "--format", "json", "--threads", n).stdout for n in (1, 2, 4)}
    assert len(texts) == 1


def layers_are_written_once():
    out = FOLDER / "out.gpkg"
    measure("--zones", ZONES, "-o", out)
    with sqlite3.connect(out) as base:
        names = [r[0] for r in base.execute("select table_name from gpkg_contents where data_type='features'")]
        assert names == ["gaps", "lines", "zones"], names
        assert base.execute("select count(*), max(length_m) from gaps").fetchone() == (3, 180.0)
        assert base.execute("select share from lines where id='B'").fetchone() == (0.1,)
        assert base.execute("select count(*) from layer_styles where useAsDefault=1").fetchone() == (3,)
    before = out.read_bytes()
    kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "-o", out, code=2)
    assert out.read_bytes() == before
    measure("--overwrite", "-o", out)


def dry_run_writes_nothing():
    out = FOLDER / "dry.gpkg"
    done = kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "-o", out, "--dry-run")
    assert not out.exists() and str(out) in done.stdout and "EPSG:32650" in done.stdout, done.stdout


def table_and_csv():
    done = kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m")
    assert "17.3 %" in done.stdout and "180.0 m" in done.stdout, done.stdout
    rows = kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "-f",
                "csv").stdout.splitlines()
    assert rows[0] == "level,id,total_m,covered_m,share" and rows[1].startswith("all,,300,52"), rows


PARKS = write("parks.geojson", [
    feature("Polygon", [[[X + 10, Y - 5], [X + 30, Y - 5], [X + 30, Y + 5], [X + 10, Y + 5], [X + 10, Y - 5]]], reach=5.0),
    feature("LineString", [[X + 60, Y + 495], [X + 60, Y + 505]]),
    feature("MultiPoint", [[X + 150, Y + 500], [X + 190, Y + 500]], reach=1.0)])


def assets_are_points_lines_and_areas():
    _, result = measure("--assets", PARKS)
    # A: 0–50 of 100; B: 40–80 by the line, 130–170 and 170–200 by the two points.
    assert math.isclose(result["covered_m"], 50 + 40 + 70, rel_tol=1e-12), result
    envelope, result = measure("--assets", PARKS, "--reach-field", "reach", "--where", "cls = 'side'")
    assert math.isclose(result["covered_m"], 40 + 2 + 2, rel_tol=1e-12), result
    assets = envelope["layers"][1]
    assert (assets["role"], assets["read"], assets["used"], assets["skipped"]) == ("assets", 4, 4, []), assets


def two_dates_tell_what_was_gained_and_lost():
    lamps = write("later.geojson", [feature("Point", [X + 50, Y + 12], reach=13.0), feature("Point", [X + 90, Y + 500])])
    out = FOLDER / "change.gpkg"
    more = ("--assets", lamps, "--assets-before", LAMPS, "--zones", ZONES, "--by", "cls")
    envelope, result = measure(*more, "-o", out)
    change = result["change"]
    assert result["covered_m"] == 32 + 40 and change["before"]["covered_m"] == 32 + 20, result
    assert (change["gained_m"], change["lost_m"]) == (40, 20), change
    assert [(s["line"], s["from_m"], s["to_m"], s["zone"], s["class"]) for s in change["gained"]] == [
        ("B", 70, 110, "north", "side")]
    assert [(s["line"], s["from_m"], s["to_m"]) for s in change["lost"]] == [("B", 0, 20)]
    zones = {z["id"]: (z["gained_m"], z["lost_m"]) for z in change["zones"]}
    assert zones == {"south": (0, 0), "north": (30, 20)} and change["outside_zones"]["gained_m"] == 10, change
    assert {g["id"]: g["lost_m"] for g in change["groups"]} == {"main": 0, "side": 20}
    assert [layer["role"] for layer in envelope["layers"]] == ["lines", "assets", "assets_before", "zones"]
    with sqlite3.connect(out) as base:
        names = [r[0] for r in base.execute("select table_name from gpkg_contents where data_type='features'")]
        assert names == ["gaps", "gained", "lost", "lines", "zones"], names
        assert base.execute("select line, length_m, class from gained").fetchall() == [("B", 40, "side")]
        assert base.execute("select gained_m, lost_m from lines where id = 'B'").fetchone() == (40, 20)
        assert base.execute("select gained_m, lost_m from zones where id = 'north'").fetchone() == (30, 20)
    done = kerb("coverage", "length", "--lines", ROADS, "--within", "20m", *more)
    assert "gained 40 m, lost 20 m" in done.stdout and "gained on" in done.stdout, done.stdout
    assert "新增 40 m，失去 20 m" in kerb("coverage", "length", "--lines", ROADS, "--within", "20m", *more,
                                        language="zh").stdout
    rows = kerb("coverage", "length", "--lines", ROADS, "--within", "20m", *more, "-f", "csv").stdout.splitlines()
    assert rows[0] == "level,id,total_m,covered_m,share,covered_before_m,gained_m,lost_m", rows
    assert [float(cell) for cell in rows[1].split(",")[2:]] == [300, 72, 0.24, 52, 40, 20], rows
    texts = {kerb("coverage", "length", "--lines", ROADS, "--within", "20m", *more, "-f", "json", "--threads", n).stdout
             for n in (1, 2, 4)}
    assert len(texts) == 1


def limits_on_a_change_need_an_earlier_date():
    measure("--assets-before", LAMPS, "--fail-if", "lost_m>0")
    later = write("fewer.geojson", [feature("Point", [X + 50, Y + 12])])
    measure("--assets", later, "--assets-before", LAMPS, "--fail-if", "lost_m>0", code=1)
    done = kerb("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "20m", "--fail-if", "lost_m>0",
                code=2)
    assert "gap_count" in done.stderr and "lost_m" not in done.stderr.split("gap_count")[1], done.stderr


def no_crs_needs_a_decision():
    table = FOLDER / "plain.csv"
    table.write_text("key,x,y\nL1,500050,3500000\n", encoding="utf-8")
    kerb("coverage", "length", "--lines", ROADS, "--assets", table, "--within", "20m", code=5)
    kerb("coverage", "length", "--lines", ROADS, "--assets", table, "--within", "20m", "--source-crs", "EPSG:32650")


run_all([chords_are_exact, a_bad_row_is_counted_and_named, assets_have_their_own_reach, a_reach_that_is_none_is_named,
         an_input_is_no_output, zones_and_classes_add_up,
         where_takes_rows, ground_measure_corrects_by_the_scale, grid_warns_of_its_scale, limit_crossed_ends_with_one,
         same_bytes_for_any_threads, layers_are_written_once, dry_run_writes_nothing, table_and_csv,
         assets_are_points_lines_and_areas, two_dates_tell_what_was_gained_and_lost,
         limits_on_a_change_need_an_earlier_date, no_crs_needs_a_decision])
