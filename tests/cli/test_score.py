"""kerb score: on the sample city, held against an arithmetic of its own, with an earlier city to compare with."""
import csv
import fractions
import functools
import hashlib
import io
import json
import math
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
import gpkg  # noqa: E402
import photometric  # noqa: E402
from support import ROOT, fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
WHOLE = FOLDER / "city" / "city.gpkg"
CITY = FOLDER / "city.gpkg"  # with zones, manholes and cases only, to be read in no time
EARLIER = FOLDER / "earlier.gpkg"
MINI = FOLDER / "mini.toml"
MARKS = FOLDER / "marks.csv"
PARTS = ("departments", "third_party", "hotline_12345", "experts", "media")


def indicator(id_, layer, field, value, at, step, minus, weight, more=""):
    return f"""[[indicator]]
id = "{id_}"
zh = "{id_} 指标"
en = "{id_} in English"
group = "covers"
explanation = {{ zh = "甲", en = "a" }}
method = {{ zh = "甲", en = "a" }}
data_source = {{ zh = "甲", en = "a" }}
reference = {{ zh = "甲", en = "a" }}
scoring_text = {{ zh = "甲", en = "a" }}
unit = "%"
better = "high"
op = "ratio_k_n"
numerator = {{ layer = "{layer}", {field} = {value} }}
denominator = {{ layer = "{layer}" }}
threshold = {at}
score = {{ full = 1, at = {at}, step = {step}, minus = {minus}, floor = 0 }}
weight = {weight}
source = "a text"
status = "found"
{more}
"""


def mini_text(version="1", net_weight=60, more=""):
    return f"""[profile]
id = "mini"
version = "{version}"
zh = "小方案"
en = "Small profile"
zone_kinds = ["district"]
note = {{ zh = "甲", en = "a" }}

""" + indicator("cover.net", "manholes", "net", "true", 85, 1, 0.1, net_weight, more) + indicator(
        "case.closed", "cases", "closed", "{ filled = true }", 100, 2, 0.05, 30) + """
[[external]]
id = "hotline"
zh = "热线"
en = "Hotline"
weight = 10
full = 100
source = "a text"
status = "found"
"""


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def score(*arguments, city=CITY, out="out", profile=MINI, **more):
    return kerb("score", city, "--profile", profile, "-o", FOLDER / out, "--overwrite", "--quiet", *arguments, **more)


def result(out="out"):
    document = json.loads((FOLDER / out / "score.json").read_text(encoding="utf-8"))
    fits(document, schema("score"))
    return document["result"]


def changed_copy(path, *statements, source=CITY):
    shutil.copy(source, path)
    base = sqlite3.connect(path)
    for (name,) in base.execute("select name from sqlite_master where type = 'trigger' and name like 'rtree_%'").fetchall():
        base.execute(f'drop trigger "{name}"')  # they call functions that only spatial libraries have
    for statement in statements:
        base.execute(statement)
        base.commit()
    base.close()
    return path


def make_scene():
    sample_city(FOLDER / "city")
    MINI.write_text(mini_text(), encoding="utf-8")
    with sqlite3.connect(WHOLE) as base:
        tables = [name for (name,) in base.execute("select table_name from gpkg_contents where table_name not like 'kerb_%'")]
    base.close()
    kept = ("zones", "manholes", "cases", "layer_styles")
    changed_copy(CITY, *(f'delete from "{name}"' for name in tables if name not in kept), "vacuum", source=WHOLE)
    changed_copy(EARLIER, "update manholes set net = 1 where fid % 3 = 0", "delete from cases where fid % 5 = 0")
    lines = [f"D{z:04d},hotline,{60 + z}" for z in range(1, 16)]
    MARKS.write_bytes("\ufeffzone,part,value\r\n".encode() + "\r\n".join(lines).encode())


def inside(point, polygon):
    x, y = point
    odd = False
    for ring in polygon:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            odd ^= (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
    return odd


def begun(rule, value):
    """Points by the rule, in whole numbers: value as k/n."""
    short = fractions.Fraction(str(rule["at"])) / 100 - value
    if short <= 0:
        return fractions.Fraction(1)
    step = fractions.Fraction(str(rule["step"])) / 100
    return max(fractions.Fraction(0), 1 - math.ceil(short / step) * fractions.Fraction(str(rule["minus"])))


def by_hand_on_the_sample():
    """k and N counted here, point by point, and the arithmetic in fractions."""
    make_scene()
    before = sha256(CITY)
    done = score("--marks", MARKS)
    assert sha256(CITY) == before, "the input is never written to"
    districts = [(key, geometry[1]) for _, geometry, key, kind in gpkg.rows(CITY, "zones", ["key", "kind"])
                 if kind == "district"]
    counts = {key: [0, 0] for key, _ in districts}
    for _, geometry, net, status in gpkg.rows(CITY, "manholes", ["net", "status"]):
        if status in ("planned", "removed", "out_of_service") or net is None:
            continue
        home = next((key for key, area in districts if any(inside(geometry[1], part) for part in area)), None)
        if home:
            counts[home][0] += net
            counts[home][1] += 1
    found = result()
    rules = {one["id"]: one for one in tomllib.loads(MINI.read_text(encoding="utf-8"))["indicator"]}
    assert len(found["zones"]) == len(districts) == 16
    for zone in found["zones"]:
        items = {one["id"]: one for one in zone["indicators"]}
        k, n = counts[zone["zone"]]
        # A manhole on a border belongs to one side or the other; there are few.
        assert abs(items["cover.net"]["k"] - k) <= 3 and abs(items["cover.net"]["n"] - n) <= 3, (zone["zone"], k, n, items)
        total, possible = fractions.Fraction(0), fractions.Fraction(0)
        for id_, item in items.items():
            share = fractions.Fraction(int(item["k"]), int(item["n"]))
            assert math.isclose(item["value"], share)
            total += rules[id_]["weight"] * begun(rules[id_]["score"], share)
            possible += rules[id_]["weight"]
            assert math.isclose(item["points"], rules[id_]["weight"] * begun(rules[id_]["score"], share), abs_tol=1e-9)
        number = int(zone["zone"][1:])
        if number < 16:
            total, possible = total + fractions.Fraction(60 + number, 10), possible + 10
        assert math.isclose(zone["score"], 100 * total / possible, rel_tol=1e-12), zone
        assert math.isclose(zone["completeness"], possible / 100)
    ranked = [zone["rank"] for zone in found["zones"]]
    assert ranked == sorted(ranked) and ranked[0] == 1
    scores = [zone["score"] for zone in found["zones"]]
    assert scores == sorted(scores, reverse=True)
    assert math.isclose(found["all"]["score"], 100 * sum(z["points"] for z in found["zones"]) /
                        sum(z["possible"] for z in found["zones"]))
    first = done.stdout.splitlines()[0]
    assert first.startswith(f"{found['zones'][0]['zone']} ") and f"{scores[0]:.1f} of 100" in first, first
    assert "16/16 zones ranked, 2/2 indicators measured" in first and "mini 1" in first, first
    assert "not marked: Hotline in 1/16 zones" in done.stdout, done.stdout


def the_shipped_profile_by_fractions():
    """All indicators of cn-kaoping: points from values by the rules as they stand in the file."""
    done = score(profile="cn-kaoping", out="kaoping", city=WHOLE)
    found = result("kaoping")
    text = tomllib.loads((ROOT / "data" / "profiles" / "cn-kaoping.toml").read_text(encoding="utf-8"))
    rules = {one["id"]: one for one in text["indicator"]}
    checked = 0
    for zone in found["zones"]:
        total = possible = 0
        for item in zone["indicators"]:
            rule = rules[item["id"]]
            if item["value"] is None:
                assert item["points"] is None, item
                continue
            value = item["value"] * (100 if rule["unit"] == "%" else 1)
            gap = rule["score"]["at"] - value if rule["better"] == "high" else value - rule["score"]["at"]
            step, full = rule["score"].get("step"), rule["score"].get("full", 1)
            floor = rule["score"].get("floor", 0)
            points = (full if gap <= 1e-7 else floor if step is None else
                      max(floor, full - rule["score"].get("minus", 0) * math.ceil(gap / step - 1e-7)))
            assert math.isclose(item["points"], rule["weight"] * points / full, abs_tol=1e-9), (item, points)
            total, possible, checked = total + item["points"], possible + rule["weight"], checked + 1
        assert math.isclose(zone["score"], 100 * total / possible, rel_tol=1e-9), zone
        assert zone["rank_best"] <= zone["rank"] <= zone["rank_worst"], zone
    assert checked > 200
    assert len(text["external"]) == len(PARTS) == done.stdout.count("not marked: ")
    unverified = sum(1 for one in text["indicator"] if one["status"] == "unverified")
    assert f"† the numbers of {unverified} indicators" in done.stdout, done.stdout
    assert done.stdout.count(" †") == sum(1 for one in found["indicators"]
                                          if one["status"] == "unverified" and not one["missing"])
    measured = [one for one in found["indicators"] if not one["missing"]]
    assert f"{len(measured)}/{len(rules)} indicators measured" in done.stdout
    for one in found["indicators"]:
        if one["missing"]:
            assert f"– {one['missing']['en']}" in done.stdout, one


def csv_and_json_and_layers_agree():
    score("--marks", MARKS, "--previous", previous())
    found = result()
    text = (FOLDER / "out" / "score.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    number = lambda cell: float(cell) if cell else None  # noqa: E731
    assert [row["zone"] for row in rows] == [*(zone["zone"] for zone in found["zones"]), ""]
    for row, zone in zip(rows, [*found["zones"], found["all"]]):
        for column, key in (("rank", "rank"), ("previous_rank", "previous_rank"), ("rank_change", "rank_change"),
                            ("score", "score"), ("previous_score", "previous_score"), ("score_change", "score_change"),
                            ("completeness", "completeness"), ("rank_best", "rank_best"), ("rank_worst", "rank_worst")):
            assert number(row[column]) == zone[key], (column, row, zone)
        assert row["name"] == (zone["name"] or "all")
        for c in range(3):
            cause = zone["causes"][c] if c < len(zone["causes"]) else {"id": "", "points": None}
            assert (row[f"cause_{c + 1}"], number(row[f"cause_{c + 1}_points"])) == (cause["id"], cause["points"])
        for item in zone["indicators"]:
            assert number(row[item["id"]]) == item["value"] and number(row[item["id"] + " k"]) == item["k"]
            assert number(row[item["id"] + " n"]) == item["n"] and number(row[item["id"] + " points"]) == item["points"]
        for part in zone["parts"]:
            assert number(row[part["id"]]) == part["mark"] and number(row[part["id"] + " points"]) == part["points"]
    path = FOLDER / "out" / "score.gpkg"
    assert not geopackage_rules.broken_rules(path)
    by_key = {zone["zone"]: zone for zone in found["zones"]}
    layer = list(gpkg.rows(path, "score_zones", ["key", "score", "rank", "points_cover_net", "points_hotline", "main_cause"]))
    assert len(layer) == 16
    for _, _, key, points, rank, net, hotline, cause in layer:
        zone = by_key[key]
        assert (points, rank, net) == (zone["score"], zone["rank"], zone["indicators"][0]["points"])
        assert hotline == zone["parts"][0]["points"] and cause == (zone["causes"][0]["id"] if zone["causes"] else None)
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    stored = base.execute("select value, k, n, points, rank from kerb_result where indicator='cover.net' and zone_uid='D0003'")
    item = by_key["D0003"]["indicators"][0]
    assert stored.fetchone() == (item["value"], item["k"], item["n"], item["points"], item["rank"])
    assert base.execute("select count(*) from kerb_result").fetchone() == (2 * 17 + 16,)
    assert base.execute("select count(*) from kerb_snapshot").fetchone() == (1,)
    titles = dict(base.execute("select column_name, title from gpkg_data_columns where table_name='score_zones'"))
    assert titles["score"] == "score of 100" and titles["points_cover_net"] == "points: cover.net in English", titles
    styled = base.execute("select styleQML from layer_styles where f_table_name='score_zones'").fetchone()[0]
    assert "RuleRenderer" in styled
    base.close()


def previous():
    """The sheet of the earlier city, made once."""
    path = FOLDER / "q1" / "score.gpkg"
    if not path.exists():
        score("--marks", MARKS, city=EARLIER, out="q1")
    return path


def causes_add_up():
    before = sha256(previous())
    text = score("--marks", MARKS, "--previous", previous()).stdout
    assert sha256(previous()) == before
    now, then = result(), result("q1")
    earlier = {zone["zone"]: zone for zone in then["zones"]}
    moved = 0
    for zone in now["zones"]:
        old = earlier[zone["zone"]]
        assert (zone["previous_score"], zone["previous_rank"]) == (old["score"], old["rank"])
        assert zone["rank_change"] == old["rank"] - zone["rank"]
        change = sum(cause["points"] for cause in zone["causes"]) + zone["rest"]
        assert math.isclose(change, zone["score"] - old["score"], abs_tol=1e-9), zone
        assert abs(zone["rest"]) < 1e-9 and len(zone["causes"]) <= 3
        # What is possible has not changed, so each cause is its difference in points.
        points = {item["id"]: item["points"] for item in zone["indicators"]}
        for item in old["indicators"]:
            cause = [c["points"] for c in zone["causes"] if c["id"] == item["id"]]
            moved += len(cause)
            expected = 100 * (points[item["id"]] - item["points"]) / zone["possible"]
            assert math.isclose(cause[0] if cause else 0, expected, abs_tol=1e-9), (zone, item)
    assert moved > 10
    assert "what moved it" in text and "cover.net in English −" in text and "compared with snapshot" in text, text
    assert now["previous"]["snapshot"]["id"] == then["snapshot"]["id"] and now["previous"]["differences"] == []


def what_has_changed_is_refused():
    swapped = changed_copy(FOLDER / "swapped.gpkg",
                           "update zones set geom = (select geom from zones where key = 'D0002') where key = 'D0001'")
    done = score("--marks", MARKS, "--previous", previous(), city=swapped, out="refused", code=5)
    assert "zone D0001 has another boundary" in done.stderr and done.stdout == "", done.stderr
    assert not (FOLDER / "refused" / "score.gpkg").exists()
    few = MARKS.read_text(encoding="utf-8").replace("D0016", "X").replace("D0005,hotline,65\n", "")
    (FOLDER / "few.csv").write_text(few, encoding="utf-8")
    gone = changed_copy(FOLDER / "gone.gpkg", "update zones set key = 'D9999' where key = 'D0005'")
    done = score("--marks", FOLDER / "few.csv", "--previous", previous(), city=gone, out="refused", code=5)
    assert "as they are: zone D9999 is new; zone D0005 is gone. Give" in done.stderr, done.stderr
    text = score("--marks", FOLDER / "few.csv", "--previous", previous(), "--allow-changed", city=gone, out="allowed").stdout
    found = result("allowed")
    assert [(d["what"], d["id"]) for d in found["previous"]["differences"]] == [("zone_new", "D9999"), ("zone_gone", "D0005")]
    new = [zone for zone in found["zones"] if zone["zone"] == "D9999"][0]
    assert new["previous_score"] is None and new["causes"] == [] and new["score_change"] is None
    assert "zone D9999 is new" in text
    other = FOLDER / "other.toml"
    other.write_text(mini_text(net_weight=50), encoding="utf-8")
    done = score("--marks", MARKS, "--previous", previous(), profile=other, out="refused", code=5)
    assert "cover.net" in done.stderr and "scored in another way" in done.stderr, done.stderr
    other.write_text(mini_text().replace('layer = "cases", closed = { filled = true }',
                                         'layer = "cases", resolved = { filled = true }'), encoding="utf-8")
    done = score("--marks", MARKS, "--previous", previous(), profile=other, out="refused", code=5)
    assert "case.closed" in done.stderr and "measured in another way" in done.stderr, done.stderr
    done = score("--marks", MARKS, "--previous", previous(), "--lang", "zh", profile=other, out="refused", code=5)
    assert "口径有变" in done.stderr, done.stderr
    other.write_text(mini_text(version="2").replace("Small profile", "Another name"), encoding="utf-8")
    score("--marks", MARKS, "--previous", previous(), profile=other, out="renamed")  # names are no definition
    score("--previous", previous(), profile="cn-kaoping", out="refused", code=5)
    done = score("--previous", CITY, out="refused", code=3)
    assert "kerb_snapshot" in done.stderr, done.stderr


def marks_in_any_spelling():
    zh = FOLDER / "评分.csv"
    rows = "".join(f"第{z}区,热线,{60 + z}\n" for z in range(1, 16))
    zh.write_bytes(("区域,分项,得分\n" + rows).encode("gb18030"))
    score("--marks", MARKS)
    wanted = result()
    score("--marks", zh, "--encoding", "GB18030", out="zh")
    assert [z["score"] for z in result("zh")["zones"]] == [z["score"] for z in wanted["zones"]]
    for text, word in (("D0001,media,5", "media"), ("D9999,hotline,5", "D9999"), ("D0001,hotline,101", "101"),
                       ("D0001,hotline,many", "many"), ("D0001,hotline,5\nD0001,hotline,6", "twice")):
        bad = FOLDER / "bad.csv"
        bad.write_text("zone,part,value\n" + text + "\n", encoding="utf-8")
        done = score("--marks", bad, out="bad", code=3)
        assert word in done.stderr and done.stdout == "", done.stderr
        assert not (FOLDER / "bad" / "score.gpkg").exists()
    (FOLDER / "bad.csv").write_text("zone,mark\nD0001,5\n", encoding="utf-8")
    assert "part" in score("--marks", FOLDER / "bad.csv", out="bad", code=3).stderr
    assert "nowhere" in score("--marks", "/nowhere/marks.csv", out="bad", code=3).stderr


def same_bytes_twice_and_recomputed():
    score("--marks", MARKS, "--threads", "1")
    first = {name: (FOLDER / "out" / name).read_bytes() for name in ("score.gpkg", "score.json", "score.csv")}
    score("--marks", MARKS, "--threads", "4", out="again")
    for name, content in first.items():
        assert (FOLDER / "again" / name).read_bytes() == content, name
    snapshot = FOLDER / "out" / "score.gpkg"
    again = lambda city, *more, **options: kerb("score", city, "--recompute", snapshot, "--profile", MINI,  # noqa: E731
                                                "--quiet", *more, **options)
    text = again(CITY).stdout
    assert text.startswith("Recomputed: all 50 values") and "same to the last bit" in text, text
    assert sha256(CITY) in text and "differs" not in text, text
    text = again(EARLIER, code=1).stdout
    assert text.startswith("Not the same") and "differs   input" in text and "→" in text, text
    assert "逐位相同" in again(CITY, "--lang", "zh").stdout
    copy = FOLDER / "tampered.gpkg"
    shutil.copy(snapshot, copy)
    base = sqlite3.connect(copy)
    (value,) = base.execute("select value from kerb_result where indicator='cover.net' and zone_uid='D0003'").fetchone()
    base.execute("update kerb_result set value = ? where indicator='cover.net' and zone_uid='D0003'",
                 (math.nextafter(value, 2),))
    base.commit()
    base.close()
    text = kerb("score", CITY, "--recompute", copy, "--profile", MINI, "--quiet", code=1).stdout
    assert text.startswith("Not the same: 1 numbers") and "D0003 cover.net value" in text, text
    base = sqlite3.connect(copy)
    base.execute("update kerb_snapshot set profile = ?", (str(MINI),))  # a path in data is not followed
    base.commit()
    base.close()
    told = kerb("score", CITY, "--recompute", copy, "--quiet", code=2).stderr
    assert str(copy) in told and f"'{MINI}'" in told and "--profile" in told, told
    assert "mini" in kerb("score", CITY, "--recompute", snapshot, "--quiet", code=2).stderr
    other = FOLDER / "renamed.toml"
    other.write_text(MINI.read_text(encoding="utf-8").replace("Small profile", "Another name"), encoding="utf-8")
    text = kerb("score", CITY, "--recompute", snapshot, "--profile", other, "--quiet", code=1).stdout
    assert "what they were made of is not" in text and "differs   profile" in text, text
    assert "kerb_snapshot" in kerb("score", CITY, "--recompute", CITY, "--profile", MINI, code=3).stderr


def weights_dates_and_vetoes():
    score("--marks", MARKS, "--weights", "cover.net=10,hotline=60", "--as-of", "2024-06-30", out="weighed")
    found = result("weighed")
    assert found["full_points"] == 100 and found["zones"][0]["indicators"][0]["possible"] == 10
    assert any("hotline=60" in why for why in found["profile"]["overrides"]), found["profile"]
    assert found["snapshot"]["taken_on"] == "2024-06-30"
    kerb("score", CITY, "--recompute", FOLDER / "weighed" / "score.gpkg", "--profile", MINI, "--quiet")
    veto = FOLDER / "veto.toml"
    veto.write_text(mini_text(more="veto = true\nsmallest_n = 1400"), encoding="utf-8")
    text = score("--fail-if", "vetoed_count>0", profile=veto, out="veto", code=1).stdout
    found = result("veto")
    vetoed = [zone for zone in found["zones"] if zone["vetoed"]]
    assert vetoed and text.count("vetoed by cover.net in English") == len(vetoed), text
    for zone in found["zones"]:
        net = zone["indicators"][0]
        assert zone["vetoed"] == (net["value"] < 0.85) and net["small_n"] == (net["n"] < 1400)
        assert zone["small_n"] == net["small_n"]  # 60 of 90 points
        assert (zone["rank"] is None) == (zone["vetoed"] or zone["small_n"]), zone
        assert (zone["score"] is None) == zone["vetoed"]
        assert net["rank"] is None or not net["small_n"]


def limits_forms_and_languages():
    score("--fail-if", "lowest_score<1")
    score("--fail-if", "lowest_score<100", code=1)
    score("--fail-if", "unverified_count>0")
    assert "lowest_score" in score("--fail-if", "points<1", code=2).stderr
    printed = score("-f", "json").stdout
    assert printed == (FOLDER / "out" / "score.json").read_text(encoding="utf-8")
    with (FOLDER / "out" / "score.csv").open(encoding="utf-8", newline="") as file:
        assert score("-f", "csv").stdout == file.read().replace("\r\n", "\n")
    score("--bom", out="bom")
    assert (FOLDER / "bom" / "score.csv").read_bytes().startswith(b"\xef\xbb\xbfrank,")
    text = score("--lang", "zh", out="zh").stdout
    assert "居首" in text and "第" in text and "cover.net 指标" in text and "in English" not in text, text
    run = json.loads((FOLDER / "out" / "run.json").read_text(encoding="utf-8"))
    fits(run, schema("run"))
    assert {entry["path"] for entry in run["inputs"]} == {str(CITY), str(MINI)}


def formulas_are_inert():
    hostile = changed_copy(FOLDER / "hostile.gpkg", "update zones set name_zh = '=cmd|''/c calc''!A1' where key = 'D0001'",
                           "update zones set name_zh = '@x,\"y\"' where key = 'D0002'")
    score(city=hostile, out="hostile")
    rows = {row["zone"]: row for row in csv.DictReader(io.StringIO(
        (FOLDER / "hostile" / "score.csv").read_text(encoding="utf-8")))}
    assert rows["D0001"]["name"] == "'=cmd|'/c calc'!A1" and rows["D0002"]["name"] == "'@x,\"y\""


def water_and_a_profile_without_points():
    """With a terrain the roads under water are known; where nothing is scored, the answer is what is met."""
    sample_city(FOLDER / "small", "xs")
    city = FOLDER / "small" / "city.gpkg"
    water = ("--dem", city.with_name("terrain.tif"), "--city", "suzhou")
    done = score(*water, profile="cn-gb", out="gb", city=city)
    found = result("gb")
    flooded = [one for one in found["indicators"] if one["id"].startswith("drain.exposed_road")][0]
    assert flooded["missing"] is None and 0 < flooded["k"] < flooded["n"], flooded
    parts = [item["k"] for zone in found["zones"] for item in zone["indicators"] if item["id"] == flooded["id"]]
    assert math.isclose(flooded["k"], math.fsum(parts), rel_tol=1e-9), (flooded["k"], math.fsum(parts))
    judged = [one["met"] for one in found["indicators"] if one["met"] is not None]
    assert done.stdout.startswith(f"{sum(judged)}/{len(judged)} numbers are met by the city"), done.stdout
    assert found["full_points"] == 0 and all(zone["rank"] is None for zone in found["zones"])
    assert {one["name"] for one in found["snapshot"]["settings"]} >= {"terrain_sha256", "storm_city", "storm_return_period"}
    text = kerb("score", city, "--recompute", FOLDER / "gb" / "score.gpkg", *water[:2], "--quiet").stdout
    assert text.startswith("Recomputed") and "same      terrain" in text, text
    assert "--dem" in kerb("score", city, "--recompute", FOLDER / "gb" / "score.gpkg", "--quiet", code=2).stderr


ROUGHNESS = {"concrete": 0.013, "brick": 0.015, "stone": 0.017, "pvc": 0.010, "pe": 0.010, "frp": 0.010, "steel": 0.012}


def full_pipe(height, width, fall, metres, n):
    """Flow and minutes of travel of a full circle or box, by Manning."""
    section = height * width if width else math.pi / 4 * height ** 2
    radius = section / (2 * (height + width)) if width else height / 4
    flow = section / n * radius ** (2 / 3) * math.sqrt(max(fall, 0) / metres)
    return flow, metres * section / flow / 60 if flow else 0


def storm_drains():
    """Each storm drain and pump of the sample with flow, minutes and length, and the ground that enters at each node."""
    pipes, ground = [], {}
    columns = ("key", "from", "to", "system", "status", "diameter_m", "width_m", "invert_up_m", "invert_down_m", "roughness", "material")
    for _, (_, line), key, start, end, system, status, d, width, up, down, n, material in gpkg.rows(WHOLE, "conduits", columns):
        drawn = sum(math.dist(a, b) for chain in line for a, b in zip(chain, chain[1:]))
        if system in ("storm", "combined") and status not in ("planned", "removed"):
            flow, minutes = full_pipe(d, width, up - down, drawn, n or ROUGHNESS.get(material, 0.013))
            pipes.append((key, start, end, flow, minutes, drawn))
    for _, _, key, to in gpkg.rows(WHOLE, "pump_stations", ("key", "to")):
        pipes.append((key, key, to, 0, 0, 0))  # lifts what arrives
    for _, (_, polygon), outlet, runoff, inlet_min in gpkg.rows(WHOLE, "catchments", ("outlet", "runoff", "inlet_min")):
        rings = [abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))) / 2 for part in polygon for ring in part]
        assert len(rings) == 1
        ground.setdefault(outlet, []).append((runoff * rings[0], inlet_min))
    return pipes, ground


def drains_by_the_rational_method():
    """Storm drains by a recursion of its own; the formula of Suzhou for 3 years, L/(s·ha)."""
    score("--city", "suzhou", profile="cn-gb", out="pipes", city=WHOLE)
    found = [one for one in result("pipes")["indicators"] if one["id"] == "drain.pipe_ok"][0]
    pipes, ground = storm_drains()
    into, out = {}, {}
    for pipe in pipes:
        into.setdefault(pipe[2], []).append(pipe)
        out.setdefault(pipe[1], []).append(pipe)

    @functools.cache
    def at(node):
        entries = ground.get(node, []) + [load(pipe) for pipe in into.get(node, [])]
        entries = [entry for entry in entries if entry is not None]
        return (sum(area for area, _ in entries), max(minutes for _, minutes in entries)) if entries else None

    def load(pipe):
        here, beside = at(pipe[1]), [other[3] for other in out[pipe[1]]]
        share = pipe[3] / sum(beside) if min(beside) > 0 else 1 / len(beside)
        return here and (here[0] * share, here[1] + pipe[4])

    sys.setrecursionlimit(100000)
    k = n = 0
    for pipe in pipes:
        area, minutes = (load(pipe) or (0, 0))
        if area > 0:
            rate = 167 * 17.969 * (1 + 1.24 * math.log10(3)) / (minutes - pipe[4] + 18.415) ** 0.785
            k += pipe[5] * (pipe[3] >= rate / 1000 * area / 10000)
            n += pipe[5]
    assert found["k_unit"] == found["n_unit"] == "m" and 0 < k < n
    assert math.isclose(found["k"], k, rel_tol=1e-9) and math.isclose(found["n"], n, rel_tol=1e-9), (found["k"], found["n"], k, n)


def light_by_class():
    """Roads whose sections all have the light of their class; the sections are those of kerb coverage lighting."""
    gammas, planes = [float(g) for g in range(0, 91, 5)], [float(c) for c in range(0, 360, 15)]
    lamp = photometric.ldt(FOLDER / "road.ldt", lambda c, g: photometric.batwing(c, g) * 4, gammas, planes, 4000)
    score("--photometry", lamp, profile="cn-gb", out="light", city=WHOLE)
    found = [one for one in result("light")["indicators"] if one["id"] == "light.level"][0]
    text = kerb("coverage", "lighting", "--lines", f"{WHOLE}::roads", "--lamps", f"{WHOLE}::streetlights", "--photometry", lamp,
                "--format", "csv", "--quiet").stdout
    met = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["all_lit_met"] and row["road_class"] in ("expressway", "arterial", "collector", "local"):
            met[row["line"]] = met.get(row["line"], True) and row["all_lit_met"] == "true"
    assert (found["k"], found["n"]) == (sum(met.values()), len(met)) and 0 < found["k"] < found["n"], (found, len(met))
    settings = {one["name"]: one["value"] for one in result("light")["snapshot"]["settings"]}
    assert settings["photometry_sha256"] == sha256(lamp), settings
    snapshot = FOLDER / "light" / "score.gpkg"
    text = kerb("score", WHOLE, "--recompute", snapshot, "--photometry", lamp, "--quiet").stdout
    assert text.startswith("Recomputed") and "same      photometric data" in text, text
    assert "--photometry" in kerb("score", WHOLE, "--recompute", snapshot, "--quiet", code=2).stderr
    assert "no-such.ldt" in score("--photometry", "no-such.ldt", profile="cn-gb", out="bad", city=WHOLE, code=3).stderr


def wrong_use_is_told():
    out = ("-o", FOLDER / "wrong", "--quiet")
    for arguments, code, word in (
            ((CITY, "--profile", "cn-kaopin", *out), 2, "cn-kaoping"), ((CITY, "--profile", "/nowhere/p.toml", *out), 3, "nowhere"),
            ((CITY, "--profile", MINI), 2, "--output"), (("--profile", MINI, *out), 2, "CITY"),
            ((CITY, "--profile", MINI, "--as-of", "soon", *out), 2, "soon"),
            ((CITY, "--profile", MINI, "--weights", "cover.net", *out), 2, "cover.net"),
            ((CITY, "--profile", MINI, "--weights", "cover=1", *out), 2, "'cover'"),
            ((CITY, "--profile", MINI, "--weights", "cover.net=-1", *out), 2, "cover.net=-1"),
            ((CITY, "--profile", MINI, "--dem", "terrain.tif", *out), 2, "--city"),
            ((CITY, "--profile", MINI, "--r-table", "r3", *out), 2, "--photometry"),
            ((CITY, "--profile", "cn-kaoping", "--strict", *out), 2, "--strict"),
            ((MARKS, "--profile", MINI, *out), 3, "marks.csv"), (("/nowhere/c.gpkg", "--profile", MINI, *out), 3, "nowhere")):
        done = kerb("score", *arguments, code=code)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    assert not (FOLDER / "wrong" / "score.gpkg").exists()
    score(out="kept")
    before = sha256(FOLDER / "kept" / "score.gpkg")
    kerb("score", CITY, "--profile", MINI, "-o", FOLDER / "kept", code=2)
    assert sha256(FOLDER / "kept" / "score.gpkg") == before
    done = kerb("score", CITY, "--profile", MINI, "-o", FOLDER / "dry", "--dry-run")
    assert "score.gpkg" in done.stdout and not (FOLDER / "dry").exists()
    own = FOLDER / "own"
    own.mkdir()
    shutil.copy(CITY, own / "score.gpkg")
    kerb("score", own / "score.gpkg", "--profile", MINI, "-o", own, "--overwrite", code=2)
    assert sha256(own / "score.gpkg") == sha256(CITY)


run_all([by_hand_on_the_sample, the_shipped_profile_by_fractions, csv_and_json_and_layers_agree, causes_add_up,
         what_has_changed_is_refused, marks_in_any_spelling, same_bytes_twice_and_recomputed, weights_dates_and_vetoes,
         limits_forms_and_languages, formulas_are_inert,
         water_and_a_profile_without_points, drains_by_the_rational_method,
         light_by_class, wrong_use_is_told])
