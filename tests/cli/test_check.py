"""kerb check: its formats, exit codes, rules and layers, on a small city with faults planted by hand."""
import csv
import io
import json
import pathlib
import sqlite3
import tempfile

from support import fits, kerb, run_all, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-check-"))
CITY = FOLDER / "城市.gpkg"
CLEAN = FOLDER / "clean.gpkg"
TODAY = ("--today", "2026-01-01")


def feature(key, geometry, **properties):
    return {"type": "Feature", "properties": {"key": key, **properties}, "geometry": geometry}


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def line(*points):
    return {"type": "LineString", "coordinates": points}


def square(x, y, size):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def write_layer(name, features):
    path = FOLDER / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def make_city(target, roads, zones):
    kerb("import", write_layer("roads", roads), write_layer("zones", zones), "--mapping", "kerb", "--overwrite",
         "-o", target)


def make_cities():
    good = [feature("R1", line([114.0, 32.0], [114.01, 32.0]), width_m=7.0),
            feature("R2", line([114.0, 32.001], [114.01, 32.001]), width_m=7.0)]
    zones = [feature("D1", square(113.99, 31.99, 0.02), kind="district"),
             feature("D2", square(114.01, 31.99, 0.02), kind="district")]
    make_city(CLEAN, good, zones)
    bad = good + [feature("=R3", line([114.0, 32.001], [114.01, 32.001]), width_m=7.0),
                  feature("R4", line([114.0, 32.002], [114.01, 32.002]), width_m=-3.0),
                  feature("R5", line([114.0, 32.003], [114.01, 32.003]), width_m="broad")]
    make_city(CITY, bad, [*zones, feature("D3", square(114.02, 31.99, 0.02), kind="district")])


def result_of(*arguments, code=0):
    document = json.loads(kerb("check", *arguments, *TODAY, "--format", "json", code=code).stdout)
    fits(document, schema("check"))
    return document["result"]


def found(result):
    return sorted((issue["rule"], issue["key"] or "") for issue in result["issues"])


PLANTED = [("geometry.duplicate", "=R3"), ("value.out_of_domain", "R4"), ("zone.overlap", "D2")]


def the_table_is_for_people():
    text = kerb("check", CITY, *TODAY).stdout
    for wanted in ("geometry.duplicate", "R4: width_m is -3 m; possible is > 0 … 200", "→ Correct the value",
                   "Nothing found by", "3 errors, 0 warnings", "2026-01-01", "8 rows read, 8 used, 0 left out"):
        assert wanted in text, f"{wanted}\n{text}"
    assert "rule." not in text, text  # no code without its text
    few = kerb("check", CITY, *TODAY, "--show", "0").stdout
    assert "possible is" not in few and "geometry.duplicate" in few, few


def a_clean_city_has_no_error():
    result = result_of(CLEAN, "--fail-if", "warning")
    assert (result["errors"], result["warnings"]) == (0, 0), result["issues"]
    assert "Nothing found." in kerb("check", CLEAN, *TODAY).stdout


def json_fits_its_schema():
    result = result_of(CITY)
    assert found(result) == PLANTED, found(result)
    assert result["today"] == "2026-01-01" and result["errors"] == 3
    issue = next(i for i in result["issues"] if i["rule"] == "value.out_of_domain")
    assert issue["layer"] == "roads" and issue["arguments"]["value"] == -3 and issue["arguments"]["key"] == "R4"
    assert issue["x"] is not None and issue["hint"]
    outcome = {r["id"]: r for r in result["rules"]}
    assert outcome["geometry.duplicate"]["found"] == 1 and outcome["geometry.duplicate"]["looked_at"] == 8
    assert outcome["manhole.isolated"]["not_run"] and outcome["value.out_of_domain"]["severity"] == "error"


def csv_is_safe():
    text = kerb("check", CITY, *TODAY, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3 and rows[0]["key"] == "'=R3" and rows[0]["severity"] == "error", rows
    assert all(row["text"] and row["hint"] and float(row["x"]) for row in rows)


def exit_codes():
    for limit, code in (("error", 1), ("warning", 1), ("info", 1), ("none", 0)):
        done = kerb("check", CITY, *TODAY, "--fail-if", limit, code=code)
        assert ("--fail-if" in done.stderr) == (code == 1), done.stderr
    kerb("check", CITY, *TODAY, "--only", "date.future", "--fail-if", "info")
    kerb("check", CITY, "--fail-if", "fatal", code=2)
    kerb("check", CITY, "--today", "tomorrow", code=2)
    for option in ("--threads", "--show"):
        assert option in kerb("check", CITY, option, "-1", code=2).stderr
    kerb("check", code=2)
    kerb("check", FOLDER / "none.gpkg", code=3)
    kerb("check", CITY, CLEAN, code=2)


def rules_are_listed_and_named():
    text = kerb("check", "--rules").stdout
    assert "light.off_road · warning" in text and "beyond_m 15" in text and "→" in text, text
    listed = json.loads(kerb("check", "--rules", "--format", "json").stdout)
    fits(listed, schema("check-rules"))
    ids = [rule["id"] for rule in listed["rules"]]
    assert len(ids) >= 38 and len(set(ids)) == len(ids) and all(rule["hint"] for rule in listed["rules"])
    assert len(kerb("check", "--rules", "--format", "csv").stdout.splitlines()) == len(ids) + 1
    assert "did you mean geometry.overlap" in kerb("check", CITY, "--only", "geomtry.overlap", code=2).stderr
    assert "zone.gap" in kerb("check", CITY, "--only", "xyz", code=2).stderr
    result = result_of(CITY, "--only", "zone.overlap", "--only", "zone.gap")
    assert found(result) == [("zone.overlap", "D2")]
    assert sum(rule["not_run"] is None for rule in result["rules"]) == 2


def rules_of_ones_own():
    own = FOLDER / "own.toml"
    own.write_text('[rule."geometry.duplicate"]\nseverity = "info"\n[rule."zone.overlap"]\nenabled = false\n'
                   '[domain."road.width_m"]\nleast = -5\nmost = 50\n', encoding="utf-8")
    result = result_of(CITY, "--rules-file", own, "--fail-if", "warning")
    assert found(result) == [("geometry.duplicate", "=R3")] and result["infos"] == 1
    own.write_text('[rule."geometry.duplicates"]\nseverity = "info"\n', encoding="utf-8")
    assert "geometry.duplicate" in kerb("check", CITY, "--rules-file", own, code=3).stderr
    kerb("check", CITY, "--rules-file", FOLDER / "none.toml", code=3)


def issues_as_a_layer():
    target = FOLDER / "issues.gpkg"
    kerb("check", CITY, *TODAY, "-o", target)
    kerb("check", CITY, *TODAY, "-o", target, code=2)
    kerb("check", CITY, *TODAY, "-o", target, "--overwrite")
    with sqlite3.connect(target) as base:
        names = {r[0] for r in base.execute("select table_name from gpkg_contents")}
        assert {"issues", "issues_unlocated"} <= names, names
        rows = base.execute("select rule, severity, layer, key, text, hint from issues order by rule").fetchall()
        assert [(r[0], r[3]) for r in rows] == PLANTED and all(r[4] and r[5] for r in rows)
        style = base.execute("select styleQML from layer_styles where f_table_name='issues'").fetchone()[0]
        assert "categorizedSymbol" in style
        run = dict(base.execute("select name, value from kerb_run"))
        assert run["today"] == "2026-01-01" and run["command"] == "check", run
    before = CITY.read_bytes()
    kerb("check", CITY, *TODAY, "-o", CITY, "--overwrite", code=2)
    assert CITY.read_bytes() == before


def issues_as_other_files():
    table = FOLDER / "issues.csv"
    kerb("check", CITY, *TODAY, "-o", table)
    assert table.read_text(encoding="utf-8") == kerb("check", CITY, *TODAY, "--format", "csv").stdout.replace("\r", "") \
        or len(table.read_text(encoding="utf-8").splitlines()) == 4
    places = FOLDER / "issues.geojson"
    kerb("check", CITY, *TODAY, "-o", places)
    assert len(json.loads(places.read_text(encoding="utf-8"))["features"]) == 3
    kerb("check", CLEAN, *TODAY, "-o", FOLDER / "nothing.gpkg")
    kerb("check", CITY, *TODAY, "-o", FOLDER / "issues.xyz", code=2)
    dry = kerb("check", CITY, "--dry-run", "-o", FOLDER / "dry.gpkg")
    assert "dry.gpkg" in dry.stdout and not (FOLDER / "dry.gpkg").exists()


def foreign_sources_through_a_mapping():
    roads = write_layer("roads", [feature("R1", line([114.0, 32.0], [114.01, 32.0]), width_m="broad"),
                                  feature("R1", line([114.0, 32.01], [114.01, 32.01]), width_m=7)])
    document = json.loads(kerb("check", roads, "--mapping", "kerb", *TODAY, "--format", "json").stdout)
    assert found(document["result"]) == [("asset.duplicate_key", "R1"), ("read.number", "R1")], document["result"]
    assert document["read"] == 2 and document["used"] == 2


def the_same_bytes_again():
    one, two = (kerb("check", CITY, *TODAY, "--threads", n, "--format", "json").stdout for n in (1, 4))
    assert one == two


def chinese_throughout():
    text = kerb("check", CITY, *TODAY, "--lang", "zh").stdout
    assert "错误 3 处" in text and "不可能正确的值" in text and "→ 请" in text and "rule." not in text, text
    kerb("check", CITY, *TODAY, "--lang", "zh", "-o", FOLDER / "zh.gpkg")
    with sqlite3.connect(FOLDER / "zh.gpkg") as base:
        title = base.execute("select title from issues where rule='zone.overlap'").fetchone()[0]
        assert title == "同级分区相互重叠", title
    assert "城市台账" in kerb("check", "--help", "--lang", "zh").stdout


run_all([make_cities, the_table_is_for_people, a_clean_city_has_no_error, json_fits_its_schema, csv_is_safe, exit_codes,
         rules_are_listed_and_named, rules_of_ones_own, issues_as_a_layer, issues_as_other_files,
         foreign_sources_through_a_mapping, the_same_bytes_again, chinese_throughout])
