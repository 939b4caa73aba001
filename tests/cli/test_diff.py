"""kerb diff: two dates of hand-made cities and of the sample, its formats, layers, limits, and real cities."""
import csv
import io
import json
import math
import os
import pathlib
import shutil
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
import gpkg  # noqa: E402
from support import ROOT, fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-diff-"))
DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
LIECHTENSTEIN = [DATA / "liechtenstein" / f"liechtenstein_{day}.osm.pbf" for day in ("2013-08-03", "2015-07-27")]
SAMPLE = FOLDER / "sample" / "city.gpkg"
X, Y = 500000, 3556000  # of EPSG:4547


def wkt_line(*points):
    return "LINESTRING (" + ",".join(f"{X + x} {Y + y}" for x, y in points) + ")"


def wkt_box(x, y, width, height):
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return "POLYGON ((" + ",".join(f"{X + a} {Y + b}" for a, b in corners) + "))"


def wkt_point(x, y):
    return f"POINT ({X + x} {Y + y})"


BEFORE = {
    "streetlights": [dict(key="L1", WKT=wkt_point(50, 0), owner="city"), dict(key="L2", WKT=wkt_point(50, 300)),
                     dict(key="L3", WKT=wkt_point(150, 300)), dict(key="L4", WKT=wkt_point(250, 300), owner="市政"),
                     dict(key="L5", WKT=wkt_point(350, 300)), dict(key="L6", WKT=wkt_point(450, 300))],
    "roads": [dict(key="R1", WKT=wkt_line((0, 0), (200, 0)), road_class="local", name_en="Old Street"),
              dict(key="R2", WKT=wkt_line((0, 300), (600, 300)), road_class="local"),
              dict(key="R3", WKT=wkt_line((0, 600), (100, 600)), road_class="lane")],
    "green_spaces": [dict(key="G1", WKT=wkt_box(0, 1000, 100, 100), green_class="G2"),
                     dict(key="G2", WKT=wkt_box(200, 1000, 50, 50), green_class="G11"),
                     dict(key="G3", WKT=wkt_box(400, 1000, 50, 50), green_class="G11")],
    "zones": [dict(key="D1", WKT=wkt_box(-100, -100, 1000, 2000), kind="district")],
}
NOW = {
    # L1 stands 50 m farther on; L2 has another owner; L3 is gone; L4 moved by 5 m and has another owner; L5 has a new
    # number; L7 is new.
    "streetlights": [dict(key="L1", WKT=wkt_point(100, 0), owner="city"),
                     dict(key="L2", WKT=wkt_point(50, 300), owner="city"),
                     dict(key="L4", WKT=wkt_point(253, 304), owner="城管"), dict(key="L50", WKT=wkt_point(350.2, 300)),
                     dict(key="L6", WKT=wkt_point(450, 300)), dict(key="L7", WKT=wkt_point(550, 300))],
    # R1 has a new name; R2 is as it was; R3 is gone; R4 is new.
    "roads": [dict(key="R1", WKT=wkt_line((0, 0), (200, 0)), road_class="local", name_en="New Street"),
              dict(key="R2", WKT=wkt_line((0, 300), (600, 300)), road_class="local"),
              dict(key="R4", WKT=wkt_line((0, 700), (0, 850)), road_class="arterial")],
    # G1 became a park, G2 is larger by 30 m × 50 m, G3 is gone, G4 is new.
    "green_spaces": [dict(key="G1", WKT=wkt_box(0, 1000, 100, 100), green_class="G11"),
                     dict(key="G2", WKT=wkt_box(200, 1000, 80, 50), green_class="G11"),
                     dict(key="G4", WKT=wkt_box(600, 1000, 20, 20), green_class="G14")],
    "zones": BEFORE["zones"],
}


def city(name, layers, *more, turn=False, source_crs="EPSG:4547"):
    """Imports rows of layers as an inventory."""
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    sources = []
    for layer, rows in layers.items():
        columns = sorted({column for row in rows for column in row})
        path = folder / f"{layer}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(reversed(rows) if turn else rows)
        sources.append(path)
    target = folder / "city.gpkg"
    kerb("import", *sources, "--mapping", "kerb", "--source-crs", source_crs, "-o", target, "--overwrite", "--quiet",
         *more)
    return target


def document_of(before, now, *more, code=0):
    document = json.loads(kerb("diff", before, now, "--format", "json", *more, code=code).stdout)
    fits(document, schema("diff"))
    assert document["read"] == document["used"] + sum(s["count"] for s in document["skipped"])
    for part in [document["result"], *document["result"]["classes"]]:
        c = part["counts"]
        assert c["before"] == c["same"] + c["changed"] + c["moved"] + c["removed"], c
        assert c["now"] == c["same"] + c["changed"] + c["moved"] + c["added"], c
    return document


def result_of(*arguments, **more):
    return document_of(*arguments, **more)["result"]


def part_of(result, layer):
    return next(part for part in result["classes"] if part["layer"] == layer)


def told(result):
    return sorted((a["layer"], a["what"], a["key"]) for a in result["assets"])


def close(a, b, what="", relative=1e-9):
    assert math.isclose(a, b, rel_tol=relative, abs_tol=1e-6), (what, a, b)


def two_dates():
    return city("before", BEFORE), city("now", NOW)


def every_asset_is_told_once():
    before, now = two_dates()
    result = result_of(before, now)
    assert told(result) == sorted([
        ("streetlights", "moved", "L1"), ("streetlights", "changed", "L2"), ("streetlights", "removed", "L3"),
        ("streetlights", "moved+changed", "L4"), ("streetlights", "changed", "L50"), ("streetlights", "added", "L7"),
        ("roads", "changed", "R1"), ("roads", "removed", "R3"), ("roads", "added", "R4"),
        ("green_spaces", "changed", "G1"), ("green_spaces", "moved", "G2"), ("green_spaces", "removed", "G3"),
        ("green_spaces", "added", "G4")]), told(result)
    assert result["counts"] == {"before": 13, "now": 13, "same": 3, "changed": 4, "moved": 3, "moved_and_changed": 1,
                                "removed": 3, "added": 3}
    of = {a["key"]: a for a in result["assets"]}
    close(of["L1"]["moved_m"], 50)
    close(of["L4"]["moved_m"], 5)
    close(of["G2"]["moved_m"], 30)
    assert of["L4"]["changes"] == [{"field": "owner", "before": "市政", "now": "城管"}]
    assert of["L2"]["changes"] == [{"field": "owner", "before": None, "now": "city"}]
    assert (of["L50"]["key_before"], of["L50"]["paired_by"]) == ("L5", "place")
    assert of["L50"]["changes"] == [{"field": "key", "before": "L5", "now": "L50"}]
    assert of["G1"]["changes"] == [{"field": "green_class", "before": "G2", "now": "G11"}]
    close(of["L3"]["x"], X + 150)


def lengths_and_areas():
    before, now = two_dates()
    result = result_of(before, now)
    roads = part_of(result, "roads")["sizes"][0]
    for name, value in dict(before=900, now=950, added=150, removed=100, kept_before=800, kept_now=800,
                            changed_now=200).items():
        close(roads[name], value, name)
    assert [g["group"] for g in roads["groups"]] == ["arterial", "lane", "local"]
    green = part_of(result, "green_spaces")["sizes"][0]
    for name, value in dict(before=15000, now=14400, added=400, removed=2500, kept_before=12500, kept_now=14000,
                            changed_now=10000).items():
        close(green[name], value, name)
    ground = {g["layer"]: g for g in result["ground"]}
    for name, value in dict(before=900, now=950, fresh=150, gone=100, kept_before=800, kept_now=800,
                            improved=200).items():
        close(ground["roads"][name], value, name)
    for name, value in dict(before=15000, now=14400, fresh=1900, gone=2500, kept_before=12500, kept_now=12500,
                            improved=10000).items():
        close(ground["green_spaces"][name], value, name)
    by_class = {g["group"]: g for g in ground["green_spaces"]["groups"]}
    close(by_class["G14"]["fresh"], 400)
    close(by_class["G11"]["improved"], 10000)


def lit_roads_gained_and_lost():
    """Reach 25 m of local roads: L1 lights 50 m elsewhere; L3 lit 50 m of R2, L7 lights as much; L4 shifted by (3, 4)."""
    before, now = two_dates()
    lit = result_of(before, now)["lit"]
    s = math.sqrt(25 ** 2 - 4 ** 2)
    l4_gained, l4_lost = max(0, 3 + s - 25), max(0, (253 - s) - 225)
    shifted = 0.2  # L5
    close(lit["change"]["gained_m"], 50 + 50 + l4_gained + shifted)
    close(lit["change"]["lost_m"], 50 + 50 + l4_lost + shifted)
    close(lit["total_m"], 950 + 100)  # roads of both dates
    groups = {g["id"]: g for g in lit["groups"]}
    assert set(groups) == {"continued", "new", "removed"}, groups


def figures_then_and_now():
    before, now = two_dates()
    figures = {one["id"]: one for one in result_of(before, now)["indicators"]}
    lit = figures["lit_roads"]
    close(lit["before"]["n"], 900)
    close(lit["before"]["k"], 300)
    close(lit["before"]["value"], 1 / 3)
    close(lit["difference"], lit["now"]["value"] - lit["before"]["value"])
    density = next(one for one in figures.values() if one["unit"] == "km/km2")
    close(density["before"]["n"], 2e6)
    assert density["not_comparable"] is None
    redrawn = {**NOW, "zones": [dict(key="D1", WKT=wkt_box(-100, -100, 1100, 2000), kind="district")]}
    moved = city("redrawn", redrawn)
    density = next(one for one in result_of(before, moved)["indicators"] if one["unit"] == "km/km2")
    assert density["not_comparable"] == "zones" and density["difference"] is None
    close(density["now"]["n"], 2.2e6)
    text = kerb("diff", before, moved, "--lang", "zh").stdout
    assert "统计口径" in text, text
    no_lamps = city("no_lamps", {k: v for k, v in NOW.items() if k != "streetlights"})
    lit = next(one for one in result_of(before, no_lamps)["indicators"] if one["id"] == "lit_roads")
    assert lit["now"]["value"] is None and lit["difference"] is None  # no lamps: no data, not 0 %
    assert result_of(before, now, "--no-indicators")["indicators"] == []


def nothing_differs_from_itself():
    before, _ = two_dates()
    result = result_of(before, before)
    assert result["assets"] == [] and result["counts"]["same"] == 13
    assert kerb("diff", before, before, "--format", "csv").stdout.count("\n") == 1
    assert "13 of 13 assets are as they were" in kerb("diff", before, before).stdout


def another_frame_is_brought_to_the_old_one():
    before, now = two_dates()
    elsewhere = city("elsewhere", NOW, "--frame", "EPSG:4548")
    assert gpkg_frame(elsewhere) != gpkg_frame(before)
    here, there = result_of(before, now), result_of(before, elsewhere)
    assert told(here) == told(there)
    for a, b in zip(here["assets"], there["assets"]):
        assert a["changes"] == b["changes"]
        assert a["moved_m"] is None or math.isclose(a["moved_m"], b["moved_m"], abs_tol=1e-4), (a, b)
    assert result_of(now, elsewhere)["counts"]["same"] == 13


def gpkg_frame(path):
    with sqlite3.connect(path) as base:
        return base.execute("select srs_id from gpkg_geometry_columns limit 1").fetchone()[0]


def neither_threads_nor_the_order_of_rows_matter():
    before, now = two_dates()
    assert document_of(before, now, "--threads", "1") == document_of(before, now, "--threads", "4")
    one = result_of(before, now, "--no-indicators")
    # A length's sum is exact, yet lines stand in another order, and so do equal stretches of them.
    turned = result_of(city("before_turned", BEFORE, turn=True), city("now_turned", NOW, turn=True), "--no-indicators")
    turned["lit"]["change"]["gained"].sort(key=str)
    for result in (one, turned):
        for stretches in (result["lit"]["gaps"], *(result["lit"]["change"][k] for k in ("gained", "lost"))):
            stretches.sort(key=str)
    for name in one:
        assert turned[name] == one[name], (name, turned[name], one[name])


def one_layer_alone():
    before, now = two_dates()
    result = result_of(before, now, "--only", "streetlights,roads")
    assert {p["layer"] for p in result["classes"]} == {"streetlights", "roads"}
    assert [g["layer"] for g in result["ground"]] == ["roads"] and result["lit"] and result["indicators"] == []
    assert "green" not in kerb("diff", before, now, "--only", "streetlights").stdout
    error = kerb("diff", before, now, "--only", "streetlight", code=2).stderr
    assert "streetlights" in error, error


def what_is_told_of_fields():
    before, now = two_dates()
    result = result_of(before, now, "--ignore", "owner,key,green_class")
    assert [a["key"] for a in result["assets"] if a["changes"]] == ["R1"]
    assert "no class has a field ovner" in kerb("diff", before, now, "--ignore", "ovner", code=2).stderr
    by_place = result_of(before, now, "--match", "place")
    assert "L1" in {a["key"] for a in by_place["assets"] if a["what"] == "added"}  # 50 m away is another lamp
    far = result_of(before, now, "--match", "place", "--within", "60m", "--only", "streetlights")
    assert part_of(far, "streetlights")["counts"]["removed"] == 1
    assert part_of(result_of(before, now, "--moved", "40 m"), "streetlights")["counts"]["moved"] == 1


def csv_is_one_row_for_each():
    before, now = two_dates()
    rows = list(csv.DictReader(io.StringIO(kerb("diff", before, now, "--format", "csv").stdout)))
    assert len(rows) == 13
    l4 = next(row for row in rows if row["key"] == "L4")
    assert (l4["what"], l4["changes"]) == ("moved+changed", "owner: 市政 → 城管"), l4
    close(float(l4["moved_m"]), 5)


def the_table_is_for_people():
    before, now = two_dates()
    text = kerb("diff", before, now).stdout
    first = text.splitlines()[0]
    assert "3 of 13 assets are as they were (23.1 %)" in first and "13 now" in first, first
    for wanted in ("moved and changed  streetlights L4", "owner: 市政 → 城管", "improved", "G11"):
        assert wanted in text, f"{wanted}\n{text}"
    assert "diff." not in text and "class." not in text, text
    zh = kerb("diff", before, now, "--lang", "zh").stdout
    for wanted in ("13 项资产中 3 项不变", "移位并变更", "提升", "新增", "个百分点"):
        assert wanted in zh, f"{wanted}\n{zh}"
    few = kerb("diff", before, now, "--top", "1").stdout
    assert "and 12 more" in few, few


def layers_for_a_map():
    before, now = two_dates()
    target = FOLDER / "differs.gpkg"
    kerb("diff", before, now, "-o", target)
    assert not geopackage_rules.broken_rules(target)
    with sqlite3.connect(target) as base:
        layers = [row[0] for row in base.execute(
            "select table_name from gpkg_contents where data_type = 'features' order by rowid")]
        styles = {row[0] for row in base.execute("select f_table_name from layer_styles")}
    assert layers == ["diff_added", "diff_removed", "diff_changed", "diff_moved", "diff_added__lines",
                      "diff_removed__lines", "diff_changed__lines", "gained", "lost", "diff_added__areas",
                      "diff_removed__areas", "diff_changed__areas"], layers
    assert styles == set(layers)
    moves = {key: (shape[1][0], moved) for _, shape, key, moved in gpkg.rows(target, "diff_moved", ("key", "moved_m"))}
    assert set(moves) == {"L1", "L4", "G2"}
    (a, b), moved = moves["L4"]
    assert a == (X + 250, Y + 300) and b == (X + 253, Y + 304)
    close(moved, 5)
    (a, b), moved = moves["G2"]
    close(math.dist(a, b), 30)
    for name in ("gained", "lost"):
        change = result_of(before, now)["lit"]["change"]
        drawn = sum(math.dist(p, q) for _, shape in gpkg.rows(target, name) for c in shape[1] for p, q in zip(c, c[1:]))
        close(drawn, change[f"{name}_m"], name)
    kerb("diff", before, now, "-o", target, code=2)  # it is there
    kerb("diff", before, now, "-o", target, "--overwrite")
    assert kerb("diff", before, now, "-o", before, "--overwrite", code=2).stdout == ""  # an input
    dry = FOLDER / "dry.gpkg"
    assert str(dry) in kerb("diff", before, now, "-o", dry, "--dry-run").stdout and not dry.exists()


def limits_and_wrong_use():
    before, now = two_dates()
    for limit, code in (("removed_count>2", 1), ("removed_count>3", 0), ("changed_count>=5", 1), ("moved_count>3", 0),
                        ("added_count>0", 1), ("lost_m>1000", 0)):
        kerb("diff", before, now, "--no-indicators", "--fail-if", limit, code=code)
    kerb("diff", before, now, "--fail-if", "removed>1", code=2)
    assert "NEW" in kerb("diff", before, code=2).stderr
    for option in ("--within", "--moved"):
        assert option in kerb("diff", before, now, option, "2", code=2).stderr
    kerb("diff", before, FOLDER / "nowhere.gpkg", code=3)
    kerb("diff", before, now, "--match", "luck", code=2)


def broken_rows_are_named_and_counted():
    before, _ = two_dates()
    broken = {**NOW, "streetlights": NOW["streetlights"] + [dict(key="L8", WKT=""), dict(key="L6", WKT=wkt_point(450, 310))],
              "green_spaces": NOW["green_spaces"] + [dict(key="G9", WKT="POLYGON ((" + ",".join(
                  f"{X + x} {Y + y}" for x, y in ((0, 0), (10, 10), (10, 0), (0, 10), (0, 0))) + "))")]}
    result = result_of(before, city("broken", broken))
    lamps = part_of(result, "streetlights")
    assert lamps["ambiguous_keys"] == 1, lamps  # L6
    assert lamps["counts"]["before"] == 6
    text = kerb("diff", before, FOLDER / "broken" / "city.gpkg").stdout
    assert "keys that several assets of a class have: 1" in text, text


def box_of(blob):
    kind, value = gpkg.geometry(blob)
    points = [value] if kind == "point" else [p for part in value for p in part]
    return [f(p[i] for p in points) for i in (0, 1) for f in (min, max)]


def opened(path):
    """The file, with the functions that its triggers call."""
    base = sqlite3.connect(path)
    base.create_function("ST_IsEmpty", 1, lambda blob: 0)
    for i, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        base.create_function(name, 1, lambda blob, i=i: box_of(blob)[i])
    return base


def the_sample_with_a_few_changes():
    sample_city(FOLDER / "sample", "xs")
    later = FOLDER / "later.gpkg"
    shutil.copy(SAMPLE, later)
    base = opened(later)
    keys = [row[0] for row in base.execute("select key from streetlights order by fid limit 100")]
    removed, moved, renamed = keys[:3], keys[10:15], keys[20:24]
    for key in removed:
        base.execute("delete from streetlights where key = ?", (key,))
    for i, key in enumerate(moved):
        (blob,) = base.execute("select geom from streetlights where key = ?", (key,)).fetchone()
        x, y = struct.unpack("<2d", blob[-16:])
        base.execute("update streetlights set geom = ? where key = ?",
                     (blob[:-16] + struct.pack("<2d", x + 3 * (i + 1), y + 4 * (i + 1)), key))
    for key in renamed:
        base.execute("update streetlights set owner = '另一家' where key = ?", (key,))
    (road, lines) = base.execute("select key, geom from roads order by fid limit 1").fetchone()
    base.execute("update roads set name_en = 'Renamed' where key = ?", (road,))
    header, (kind, value) = lines[:8], gpkg.geometry(lines)
    far = [(box_of(lines)[1] + 50000.0, box_of(lines)[3]), (box_of(lines)[1] + 50000.0, box_of(lines)[3] + 123.0)]
    new = (header[:3] + bytes([1]) + header[4:] + struct.pack("<BII", 1, 5, 1) + struct.pack("<BII", 1, 2, 2) +
           struct.pack("<4d", *far[0], *far[1]))
    base.execute("insert into roads (geom, key, road_class) values (?, 'R-NEW', 'local')", (new,))
    base.execute("delete from green_spaces where fid = (select min(fid) from green_spaces)")
    base.commit()
    base.close()
    (gone,) = [row[1] for row in gpkg.rows(SAMPLE, "green_spaces", ("key",))][:1]
    area = abs(sum(ring_area(ring) for ring in gone[1][0]))
    result = result_of(SAMPLE, later)
    lamps = part_of(result, "streetlights")["counts"]
    assert (lamps["removed"], lamps["moved"], lamps["changed"], lamps["added"]) == (3, 5, 4, 0), lamps
    of = {a["key"]: a for a in result["assets"] if a["layer"] == "streetlights"}
    assert {k for k, a in of.items() if a["what"] == "removed"} == set(removed)
    for i, key in enumerate(moved):
        close(of[key]["moved_m"], 5 * (i + 1), key, 1e-6)
    assert {k for k, a in of.items() if a["what"] == "changed"} == set(renamed)
    roads = part_of(result, "roads")
    assert (roads["counts"]["added"], roads["counts"]["changed"], roads["counts"]["removed"]) == (1, 1, 0)
    close(roads["sizes"][0]["added"], 123)
    close({g["layer"]: g for g in result["ground"]}["roads"]["fresh"], 123, "fresh", 1e-6)
    green = part_of(result, "green_spaces")
    assert (green["counts"]["removed"], green["counts"]["same"] + 1) == (1, green["counts"]["before"])
    close(green["sizes"][0]["removed"], area, "removed", 1e-9)
    rest = [p for p in result["classes"] if p["layer"] not in ("streetlights", "roads", "green_spaces")]
    assert all(p["counts"]["same"] == p["counts"]["before"] == p["counts"]["now"] for p in rest)
    assert result["left_out"] == ["cases", "events", "readings", "inspections", "milestones"], result["left_out"]
    assert all(one["not_comparable"] is None for one in result["indicators"])


def ring_area(ring):
    """Of an outer ring positive, of a hole negative, as they are turned."""
    x, y = ring[0]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in zip(ring, ring[1:])) / 2


def naive_pairs(before, now, within):
    """Lamps (key, point) of two dates: by keys that are unique on both, then the nearest, again and again."""
    def unique(lamps):
        keys = [key for key, _ in lamps if key]
        return {key: i for i, (key, _) in enumerate(lamps) if key and keys.count(key) == 1}
    a, b = unique(before), unique(now)
    pairs = [(a[key], b[key]) for key in a if key in b]
    free_a = set(range(len(before))) - {i for i, _ in pairs}
    free_b = set(range(len(now))) - {j for _, j in pairs}
    near = sorted((math.dist(before[i][1], now[j][1]), i, j) for i in free_a for j in free_b
                  if math.dist(before[i][1], now[j][1]) <= within)
    for _, i, j in near:
        if i in free_a and j in free_b:
            pairs.append((i, j))
            free_a.discard(i)
            free_b.discard(j)
    return pairs, free_a, free_b


def cambridge_since_2018():
    if not CAMBRIDGE.exists():
        print("skipped: cambridge_ma is not there")
        return
    mapping = FOLDER / "cambridge_2018.toml"
    text = (ROOT / "data" / "mappings" / "cambridge.toml").read_text(encoding="utf-8")
    mapping.write_text(text.replace('["street_lights"]', '["street_lights_2018"]'), encoding="utf-8")
    for name, how, lamps in (("2018", mapping, "street_lights_2018"), ("today", "cambridge", "street_lights")):
        kerb("import", f"{CAMBRIDGE}::{lamps}", f"{CAMBRIDGE}::street_centerlines", f"{CAMBRIDGE}::neighborhoods",
             "--mapping", how, "-o", FOLDER / f"{name}.gpkg", "--quiet")
    result = result_of(FOLDER / "2018.gpkg", FOLDER / "today.gpkg")
    part = part_of(result, "streetlights")
    lamps = [[(key, shape[1]) for _, shape, key in gpkg.rows(FOLDER / f"{name}.gpkg", "streetlights", ("key",))]
             for name in ("2018", "today")]
    own = [[("" if key.startswith("streetlight-") and key[12:].isdigit() else key, p) for key, p in side]
           for side in lamps]
    pairs, gone, new = naive_pairs(*own, 2)
    assert (part["counts"]["before"], part["counts"]["now"]) == (6118, 6117), part["counts"]
    assert (part["counts"]["removed"], part["counts"]["added"]) == (len(gone), len(new)), (part["counts"], gone, new)
    moved = sum(math.dist(own[0][i][1], own[1][j][1]) > 0.5 for i, j in pairs)
    assert part["counts"]["moved"] == moved
    roads = part_of(result, "roads")["counts"]
    assert roads["same"] == roads["before"] == roads["now"] == 2643, roads
    assert {f["field"]: f["count"] for f in part["fields"]}.keys() >= {"valid_from"}
    strict = part_of(result_of(FOLDER / "2018.gpkg", FOLDER / "today.gpkg", "--ignore", "valid_from"), "streetlights")
    print(f"Cambridge 2018 → now: {part['counts']}, fields {part['fields']}; without the date of edit: "
          f"{strict['counts']}")


def points_along(chains, step):
    for chain in chains:
        for a, b in zip(chain, chain[1:]):
            length = math.dist(a, b)
            count = max(1, math.ceil(length / step))
            for k in range(count):
                t = (k + 0.5) / count
                yield (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])), length / count


def to_segment(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0 if square == 0 else max(0, min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return math.dist(p, (a[0] + t * dx, a[1] + t * dy))


def sampled_fresh(now, before, within, step=4.0, cell=50.0):
    """Length of lines farther than `within` from all others, by points along them."""
    grid = {}
    for chains in before:
        for chain in chains:
            for a, b in zip(chain, chain[1:]):
                for i in range(math.floor((min(a[0], b[0]) - within) / cell), math.floor((max(a[0], b[0]) + within) / cell) + 1):
                    for j in range(math.floor((min(a[1], b[1]) - within) / cell), math.floor((max(a[1], b[1]) + within) / cell) + 1):
                        grid.setdefault((i, j), []).append((a, b))
    fresh = 0
    for chains in now:
        for p, share in points_along(chains, step):
            near = grid.get((math.floor(p[0] / cell), math.floor(p[1] / cell)), ())
            fresh += share if all(to_segment(p, a, b) > within for a, b in near) else 0
    return fresh


def liechtenstein_in_two_years():
    if not all(path.exists() for path in LIECHTENSTEIN):
        print("skipped: liechtenstein is not there")
        return
    then, now = FOLDER / "li_2013.gpkg", FOLDER / "li_2015.gpkg"
    kerb("import", LIECHTENSTEIN[0], "--mapping", "osm", "-o", then, "--quiet")
    kerb("import", LIECHTENSTEIN[1], "--mapping", "osm", "-o", now, "--quiet", "--frame", wkt_of(then))
    result = result_of(then, now, "--within", "10m", "--top", "5")
    roads = part_of(result, "roads")
    lines = [[shape[1] for _, shape in gpkg.rows(path, "roads")] for path in (then, now)]
    lengths = [sum(math.dist(a, b) for chains in side for c in chains for a, b in zip(c, c[1:])) for side in lines]
    ground = {g["layer"]: g for g in result["ground"]}["roads"]
    close(ground["before"], lengths[0], "km then")
    close(ground["now"], lengths[1], "km now")
    close(roads["sizes"][0]["now"], lengths[1], "km now by records")
    for name, fresh in (("fresh", sampled_fresh(lines[1], lines[0], 10)), ("gone", sampled_fresh(lines[0], lines[1], 10))):
        assert math.isclose(ground[name], fresh, rel_tol=0.01), (name, ground[name], fresh)
    assert roads["renumbered"] > 1000  # the older extract has numbers of its own
    close(ground["fresh"] + ground["kept_now"], ground["now"])
    print(f"Liechtenstein 2013 → 2015: {result['counts']}; roads {roads['counts']}, {ground['before'] / 1000:.1f} km → "
          f"{ground['now'] / 1000:.1f} km, new ground {ground['fresh'] / 1000:.1f} km, given up "
          f"{ground['gone'] / 1000:.1f} km")


def wkt_of(path):
    with sqlite3.connect(path) as base:
        return base.execute("select s.definition from gpkg_geometry_columns g join gpkg_spatial_ref_sys s using (srs_id) "
                            "limit 1").fetchone()[0]


run_all([every_asset_is_told_once, lengths_and_areas, lit_roads_gained_and_lost, figures_then_and_now,
         nothing_differs_from_itself, another_frame_is_brought_to_the_old_one,
         neither_threads_nor_the_order_of_rows_matter, one_layer_alone, what_is_told_of_fields,
         csv_is_one_row_for_each, the_table_is_for_people, layers_for_a_map, limits_and_wrong_use,
         broken_rows_are_named_and_counted, the_sample_with_a_few_changes, cambridge_since_2018,
         liechtenstein_in_two_years])
