"""kerb coverage lighting: against plain Python, closed forms, the sample city and Cambridge."""
import csv
import io
import json
import math
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
import gpkg  # noqa: E402
import photometric  # noqa: E402
from geojson import FOLDER, X, Y, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"

GAMMAS = [5.0 * i for i in range(19)]
PLANES = [15.0 * i for i in range(25)]
TABLE = photometric.Table(photometric.batwing, GAMMAS, PLANES)
IES = photometric.ies(FOLDER / "road.ies", lambda h, g: photometric.batwing((h + 90) % 360, g), GAMMAS, PLANES)
LDT = photometric.ldt(FOLDER / "road.ldt", lambda c, g: photometric.batwing(c, g) / 4, GAMMAS, PLANES[:-1], 4000)
ROUND = photometric.ies(FOLDER / "round.ies", lambda h, g: 1000.0, [0.0, 180.0], [0.0])

XS = (10, 40, 70, 101, 131)
ROADS = write("roads.geojson", [
    line((0, 0), (140, 0), key="主干道", road_class="arterial", width_m=10.5, lanes=3),
    line((0, 500), (100, 500), key="side street", road_class="local", width_m=None, lanes=None),
    line((0, 900), (100, 900), key="path", road_class="footway", width_m=4.0, lanes=1)])
LAMPS = write("lamps.geojson", [
    *(point(x, 7, key=f"L{i}", height_m=9.0, state="working", luminaire_count=1, kind="road", purpose="functional")
      for i, x in enumerate(XS)),
    point(70, -7, key="across", height_m=9.0, state="out", luminaire_count=2, kind="round", purpose="functional"),
    point(10, 504, key="S0", height_m=None, state="ok", luminaire_count=None, kind="road", purpose="functional"),
    point(40, 504, key="S1", height_m=6.0, state="strange", luminaire_count=1, kind="road", purpose="functional"),
    point(10, 903, key="P0", height_m=5.0, state="lit", luminaire_count=1, kind="road", purpose="functional"),
    point(40, 903, key="P1", height_m=5.0, state="lit", luminaire_count=1, kind="other", purpose="functional"),
    point(50, 3, key="tree light", height_m=2.0, state="lit", luminaire_count=1, kind="road", purpose="landscape"),
    point(50, 300, key="far", height_m=8.0, state="lit", luminaire_count=1, kind="road", purpose="functional")])
MAP = FOLDER / "kinds.toml"
MAP.write_text("field = 'kind'\n[files]\nroad = 'road.ies'\nround = 'round.ies'\n", encoding="utf-8")


def ask(*more, lines=ROADS, lamps=LAMPS, photometry=IES, code=0, **options):
    return kerb("coverage", "lighting", "--lines", lines, "--lamps", lamps, "--photometry", photometry, *more, code=code,
                **options)


def measure(*more, **options):
    envelope = json.loads(ask("-f", "json", *more, **options).stdout)
    fits(envelope, schema("coverage-lighting"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    return envelope, envelope["result"]


def on(result, name):
    return sorted((s for s in result["list"] if s["line"] == name), key=lambda s: s["from_m"])


def row(height=9, arm=0.0):
    return [(x, 7 - arm, height, (0, -1)) for x in XS]


def across(table_of_heads=2):
    """The pole in the south with two heads: one looks north over the road, one away."""
    return [(70, -7, 9, (0, 1)), (70, -7, 9, (0, -1))][:table_of_heads]


def close(a, b, tolerance=1e-9):
    return a is not None and math.isclose(a, b, rel_tol=tolerance)


def every_section_is_what_plain_python_finds():
    _, result = measure("--width", "7m", "--height", "8m")
    main = on(result, "主干道")
    assert [(s["from_m"], s["to_m"]) for s in main] == [(10, 40), (40, 70), (70, 101), (101, 131)], main
    for s in main:
        e_av, e_min = photometric.section(TABLE, row() + across(), s["from_m"], s["to_m"], 10.5, 3, 0.8)
        assert close(s["tonight"]["e_av"], e_av) and close(s["tonight"]["e_min"], e_min), (s, e_av, e_min)
        assert close(s["tonight"]["u_e"], e_min / e_av)
        assert s["tonight"]["l_av"] is None and s["all_lit"] == s["tonight"]
    assert main[2]["points"] == 11 * 9, "31 m: 11 points along"
    side, = on(result, "side street")
    lamps = [(10, 4, 8, (0, -1)), (40, 4, 6, (0, -1))]
    e_av, e_min = photometric.section(TABLE, lamps, 10, 40, 7, 2, 0.8)
    assert close(side["tonight"]["e_av"], e_av) and close(side["tonight"]["e_min"], e_min), side
    assert result["lamps"] == {"count": 11, "placed": 10, "unplaced": 1, "known": 10, "out": 0}, result["lamps"]
    told = result["assumed"]
    assert (told["height_m"], told["heights"], told["width_m"], told["widths"], told["lanes"], told["several_heads"]) == (
        8, 1, 7, 1, 1, 1), told
    assert close(result["sections"]["length_m"], 121 + 30 + 30) and close(result["sections"]["bare_m"], 340 - 181)


def ies_and_eulumdat_are_the_same_lamp():
    _, a = measure("--width", "7m", "--height", "8m")
    _, b = measure("--width", "7m", "--height", "8m", photometry=LDT)
    for s, t in zip(a["list"], b["list"]):
        assert (s["line"], s["from_m"]) == (t["line"], t["from_m"])
        assert close(s["tonight"]["e_av"], t["tonight"]["e_av"]) and close(s["tonight"]["e_min"], t["tonight"]["e_min"])


def arms_tilts_and_maintenance():
    _, result = measure("--arm", "2m", "--maintenance", "1")
    e_av, _ = photometric.section(TABLE, row(arm=2) + [(70, -5, 9, (0, 1)), (70, -9, 9, (0, -1))], 10, 40, 10.5, 3, 1)
    assert close(on(result, "主干道")[0]["tonight"]["e_av"], e_av), (on(result, "主干道")[0], e_av)
    _, tilted = measure("--arm", "2m", "--maintenance", "1", "--tilt", "10")
    assert not close(on(tilted, "主干道")[0]["tonight"]["e_av"], e_av, 1e-3)


def classes_are_held_against_their_limits():
    _, result = measure("--width", "7m", "--height", "8m")
    assert result["profile"]["status"] == "secondary" and result["step"] == "low" and result["r_table"] is None
    limits = {"I": (20, 0.4), "III": (8, 0.3)}
    met = 0
    for s in result["list"]:
        if s["road_class"] == "footway":
            assert s["class"] is None and s["met"] is None
            continue
        e_av, u_e = limits[s["class"]]
        lacks = {f for f, value, limit in (("e_av", s["tonight"]["e_av"], e_av), ("u_e", s["tonight"]["u_e"], u_e))
                 if value < limit}
        assert {f["figure"] for f in s["lacks"]} == lacks and s["met"] == (not lacks), s
        met += s["met"]
    verdict = result["verdict"]
    assert (verdict["judged"], verdict["met"], verdict["no_class"]) == (5, met, 1), verdict
    order = [s["met"] for s in result["list"]]
    assert order == sorted(order, key=lambda m: {False: 0, True: 1, None: 2}[m]), "the worst first"
    _, high = measure("--width", "7m", "--height", "8m", "--step", "high")
    assert [c["asks"]["e_av"] for c in high["classes"]] == [30, 10], high["classes"]
    _, european = measure("--width", "7m", "--height", "8m", "--profile", "en13201")
    assert {s["judged_by"] for s in european["list"]} == {"C3", "C5", None}, "no luminance: the comparable class"
    assert european["verdict"]["comparable"] == 5


def luminance_needs_a_table():
    _, result = measure("--r-table", "r3", "--profile", "en13201", "--width", "7m", "--height", "8m")
    assert result["r_table"]["title"] == "R3" and result["verdict"]["comparable"] == 0
    for s in result["list"]:
        if s["state"] == "measured":
            figures = s["tonight"]
            assert all(figures[f] is not None for f in figures), s
            assert 0 < figures["u_o"] <= 1 and 0 < figures["u_l"] <= 1 and figures["ti"] >= 0
            # R3 sends back about 0.07 cd/m² per lx.
            assert 0.03 < figures["l_av"] / figures["e_av"] < 0.15, s


def what_is_dark_tonight():
    dark = FOLDER / "dark.csv"
    dark.write_text("id,state\nL1,out\nL2,lit\nacross,不亮\nnobody,out\n", encoding="utf-8")
    more = ("--width", "7m", "--height", "8m")
    envelope, result = measure(*more, "--out", dark)
    _, before = measure(*more)
    assert result["lamps"]["out"] == 2
    for s, t in zip(on(result, "主干道"), on(before, "主干道")):
        assert s["all_lit"] == t["tonight"]
        lamps = [lamp for i, lamp in enumerate(row()) if i != 1]
        e_av, e_min = photometric.section(TABLE, lamps, s["from_m"], s["to_m"], 10.5, 3, 0.8)
        assert close(s["tonight"]["e_av"], e_av) and close(s["tonight"]["e_min"], e_min), (s, e_av)
    named = [i for i in envelope["issues"] if i["reason"] == "lighting_plan.unknown_lamp"]
    assert len(named) == 1 and "nobody" in named[0]["text"]
    fallen = sum(1 for s in result["list"] if s["all_lit_met"] and not s["met"] and s["met"] is not None)
    assert result["verdict"]["fallen"] == fallen
    envelope, by_field = measure(*more, "--out-field", "state")
    assert by_field["lamps"]["out"] == 1, "across"
    assert [i["key"] for i in envelope["issues"] if i["reason"] == "lighting_plan.unknown_state"] == ["S1"]
    text = ask(*more, "--out", dark).stdout
    assert text.splitlines()[0].startswith(f"{result['verdict']['met']} of 5 sections"), text
    assert "tonight" in text.splitlines()[0]


def kinds_have_files_of_their_own():
    envelope, result = json_of_map("--width", "7m", "--height", "8m")
    ball = photometric.Table(lambda c, g: 1000.0, [0.0, 180.0], [0.0, 360.0])
    s = on(result, "主干道")[1]
    e_road = photometric.section(TABLE, row(), 40, 70, 10.5, 3, 0.8)[0]
    e_ball = photometric.section(ball, across(), 40, 70, 10.5, 3, 0.8)[0]
    assert close(s["tonight"]["e_av"], e_road + e_ball), (s, e_road, e_ball)
    path, = on(result, "path")
    assert path["state"] == "no_photometry" and path["tonight"]["e_av"] is None and path["met"] is None
    assert result["sections"]["no_photometry"] == 1 and result["lamps"]["known"] == 9
    assert any(skipped["reason"] == "lighting_plan.landscape" for skipped in envelope["skipped"])
    MAP.write_text(MAP.read_text(encoding="utf-8") + "\"*\" = 'round.ies'\n", encoding="utf-8")
    assert json_of_map("--width", "7m", "--height", "8m")[1]["sections"]["no_photometry"] == 0


def json_of_map(*more):
    envelope = json.loads(kerb("coverage", "lighting", "--lines", ROADS, "--lamps", LAMPS, "--photometry-map", MAP, "-f",
                               "json", *more).stdout)
    fits(envelope, schema("coverage-lighting"))
    return envelope, envelope["result"]


def what_is_not_known_is_said():
    _, result = measure()
    side, = on(result, "side street")
    assert side["state"] == "no_height" and side["met"] is None
    assert (result["sections"]["no_height"], result["sections"]["measured"]) == (1, 5)
    _, result = measure("--height", "8m")
    assert on(result, "side street")[0]["state"] == "no_width"
    text = ask().stdout
    assert "1 without a height" in text and "no height" in text, text
    odd = write("odd.geojson", [point(10, 7, key="a", height_m=-3.0), point(40, 7, key="b", height_m="tall"),
                                point(70, 7, key="c", height_m=5000.0)])
    envelope, result = measure(lamps=odd)
    assert {i["key"] for i in envelope["issues"] if i["reason"] == "lighting_plan.bad_height"} == {"a", "b", "c"}
    assert result["sections"]["no_height"] == 2


def tables_speak_both_languages():
    more = ("--width", "7m", "--height", "8m")
    _, result = measure(*more)
    text = ask(*more).stdout
    first = text.splitlines()[0]
    met, judged = result["verdict"]["met"], result["verdict"]["judged"]
    assert first.startswith(f"{met} of {judged} sections ({100 * met / judged:.1f} %)"), first
    assert "CJJ 45-2015" in first and "low step" in first, first
    assert "from a secondary source" in text and "assumed: height 8 m of 1 lamps" in text, text
    assert "no r-table" in text and "without: 159 m" in text, text
    text = ask(*more, language="zh").stdout
    assert f"{judged} 个路段中 {met} 个" in text.splitlines()[0], text
    assert "sections" not in text and "假定" in text and "维护系数 0.8" in text, text
    nobody = write("one.geojson", [point(10, 7, key="a", height_m=9.0)])
    assert ask(lamps=nobody).stdout.splitlines()[0].startswith("no section"), "n = 0 is no share"
    _, none = measure(lamps=nobody)
    assert none["verdict"]["share"] is None and none["list"] == []
    unclassed = ask(*more, "--where", "road_class = 'footway'").stdout
    assert unclassed.splitlines()[0].startswith("1 of 1 sections measured, none judged"), unclassed


def csv_is_the_same_list():
    more = ("--width", "7m", "--height", "8m")
    _, result = measure(*more)
    rows = list(csv.DictReader(io.StringIO(ask(*more, "-f", "csv").stdout)))
    assert len(rows) == len(result["list"]) == 6
    for cells, s in zip(rows, result["list"]):
        assert cells["line"] == s["line"] and float(cells["from_m"]) == s["from_m"]
        for f, value in s["tonight"].items():
            assert (float(cells[f]) if cells[f] else None) == value
        assert cells["met"] == {True: "true", False: "false", None: ""}[s["met"]]
    _, top = measure(*more, "--top", 2)
    assert top["list"] == result["list"][:2]


def layers_hold_sections_and_grid():
    out = FOLDER / "light.gpkg"
    _, result = measure("--width", "7m", "--height", "8m", "--grid", "-o", out)
    rows = list(gpkg.rows(out, "sections", ["line", "from_m", "e_av_lx", "e_min_lx", "lighting_class", "met", "state"]))
    assert len(rows) == 6
    told = {(s["line"], s["from_m"]): s for s in result["list"]}
    numbers = {}
    for number, geometry, name, start, e_av, e_min, wanted, met, state in rows:
        s = told[(name, start)]
        numbers[number] = s
        assert (e_av, e_min, wanted, state) == (s["tonight"]["e_av"], s["tonight"]["e_min"], s["class"], s["state"])
        assert met == (None if s["met"] is None else int(s["met"]))
        (a, b), = [chain for chain in geometry[1]]
        assert math.isclose(math.dist(a, b), s["length_m"]) and a[0] == X + start
    points = {}
    for _, geometry, section, lux, all_lit in gpkg.rows(out, "grid", ["section_no", "lux", "all_lit_lux"]):
        points.setdefault(section, []).append(lux)
        assert lux == all_lit
    assert {n: len(values) for n, values in points.items()} == {n: s["points"] for n, s in numbers.items()}
    for n, values in points.items():
        assert close(sum(values) / len(values), numbers[n]["tonight"]["e_av"], 1e-12)
        assert min(values) == numbers[n]["tonight"]["e_min"]
    with sqlite3.connect(out) as base:
        assert base.execute("select count(*) from layer_styles where useAsDefault = 1").fetchone() == (2,)
        assert base.execute("select value from kerb_run where name = 'command'").fetchone() == ("coverage lighting",)
    assert not geopackage_rules.broken_rules(out), geopackage_rules.broken_rules(out)[:5]
    ask("-o", out, code=2)
    for source in (ROADS, LAMPS):
        before = source.read_bytes()
        ask("--overwrite", "-o", source, code=2)
        assert source.read_bytes() == before
    dry = FOLDER / "dry.gpkg"
    assert "nothing was" in ask("--dry-run", "-o", dry).stdout.lower() or not dry.exists()
    assert not dry.exists()


def same_bytes_for_any_threads():
    texts = {ask("-f", "json", "--r-table", "r3", "--width", "7m", "--height", "8m", "--threads", n).stdout for n in (1, 2, 4)}
    assert len(texts) == 1


def wrong_use_is_told():
    for arguments, word in ((["--lamps", LAMPS, "--photometry", IES], "--lines"),
                            (["--lines", ROADS, "--photometry", IES], "--lamps"),
                            (["--lines", ROADS, "--lamps", LAMPS], "--photometry"),
                            (["--lines", ROADS, "--lamps", LAMPS, "--photometry", IES, "--photometry-map", MAP], "not both")):
        done = kerb("coverage", "lighting", *arguments, code=2)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    for more, word in ((("--maintenance", 0), "--maintenance"), (("--maintenance", 1.5), "--maintenance"),
                       (("--height", "8"), "--height"), (("--tilt", 100), "--tilt"), (("--profile", "dark"), "dark"),
                       (("--r-table", "r9"), "r9"), (("--height-field", "tall"), "tall"),
                       (("--fail-if", "lux<1"), "median_e_av")):
        assert word in ask(*more, code=2).stderr, more
    assert "/nowhere/lamp.ies" in ask(photometry="/nowhere/lamp.ies", code=3).stderr
    broken = FOLDER / "broken.ies"
    broken.write_text(IES.read_text(encoding="ascii")[:400], encoding="ascii")
    stderr = ask(photometry=broken, code=3).stderr
    assert "broken.ies, line" in stderr and "ends where 'candela'" in stderr, stderr
    done = ask(photometry=broken, code=3, language="zh")
    assert "broken.ies 第" in done.stderr, done.stderr
    no_key = FOLDER / "no_key.csv"
    no_key.write_text("name\nL1\n", encoding="utf-8")
    assert "key, id or lamp" in ask("--out", no_key, code=3).stderr
    ask("--fail-if", "unmeasured_count>0", code=1)
    ask("--fail-if", "median_e_av<0.001")


def luminaire(*more, file=IES, height="8m", code=0, **options):
    return kerb("coverage", "lighting", "luminaire", file, "--height", height, *more, code=code, **options)


def one_luminaire_is_told():
    envelope = json.loads(luminaire("--at", "0m", "--at", "8m", "--at", "20m", "-f", "json", file=ROUND).stdout)
    fits(envelope, schema("coverage-lighting-luminaire"))
    result = envelope["result"]
    assert close(result["flux_lm"], 4000 * math.pi) and close(result["below_share"], 0.5)
    assert result["symmetry"] == "axis" and result["lamp_lm"] is None and result["power_w"] == 60
    assert len(result["samples"]) == 12, "four planes"
    for s in result["samples"]:
        assert close(s["lx"], 1000 * 8 / (64 + s["distance_m"] ** 2) ** 1.5) and close(s["cd"], 1000)
    envelope = json.loads(luminaire("--at", "8m", "--towards", "0,30", "--maintenance", "0.5", "-f", "json", file=LDT).stdout)
    for s, c in zip(envelope["result"]["samples"], (0, 30)):
        assert close(s["gamma_deg"], 45) and close(s["cd"], TABLE(c, 45)), (s, TABLE(c, 45))
        assert close(s["lx"], 0.5 * TABLE(c, 45) * 8 / 128 ** 1.5)
    rows = list(csv.DictReader(io.StringIO(luminaire("--at", "0m", "-f", "csv").stdout)))
    assert len(rows) == 4 and float(rows[0]["cd"]) == 1500
    text = luminaire("--at", "0m", "--at", "8m").stdout
    assert text.startswith("Lamp: ") and "LM-63-2002" in text and "C0 along the road" in text, text
    text = luminaire(language="zh").stdout
    assert "绝对光度" in text and "absolute" not in text, text
    tilted = json.loads(luminaire("--at", "8m", "--towards", "90", "--tilt", "45", "-f", "json").stdout)["result"]["samples"][0]
    assert close(tilted["cd"], 1500), "the beam straight down now goes 45° ahead"
    assert "--at" in luminaire("--at", "41m", code=2).stderr and "--height" in luminaire(height="0m", code=2).stderr
    assert "--height" in kerb("coverage", "lighting", "luminaire", IES, code=2).stderr
    assert "FILE" in kerb("coverage", "lighting", "luminaire", "--height", "8m", code=2).stderr


def the_sample_city_needs_no_options():
    """Lamps, heights, heads, widths and classes of an inventory as they are; one road by hand."""
    city = FOLDER / "city" / "city.gpkg"
    sample_city(FOLDER / "city", "xs")
    lines, lamps = f"{city}::roads", f"{city}::streetlights"
    _, result = measure(lines=lines, lamps=lamps, photometry=ROUND)
    assert result["assumed"]["heights"] == 0 and result["assumed"]["widths"] == 0
    assert result["sections"]["measured"] == result["sections"]["count"] > 1000
    assert result["lamps"]["placed"] == result["lamps"]["count"]
    _, tonight = measure("--out-field", "state", lines=lines, lamps=lamps, photometry=ROUND)
    states = [r[2] for r in gpkg.rows(city, "streetlights", ["state", "purpose"]) if r[3] != "landscape"]
    assert tonight["lamps"]["out"] == states.count("out") > 0
    assert tonight["verdict"]["met_all_lit"] == result["verdict"]["met"]
    assert tonight["verdict"]["fallen"] == tonight["verdict"]["met_all_lit"] - tonight["verdict"]["met"] > 0
    listed = FOLDER / "listed.gpkg"  # what kerb outage writes
    kerb("outage", "rates", city, "-o", listed, "--quiet")
    _, by_list = measure("--out", f"{listed}::lamps", lines=lines, lamps=lamps, photometry=ROUND)
    assert by_list["lamps"]["out"] > 0
    all_lamps_by_hand(city, result)


def all_lamps_by_hand(city, result):
    """A ball of 1000 cd lights alike whichever way it looks: every pole near counts by its number of heads."""
    fields = ["height_m", "luminaire_count", "purpose"]
    poles = [(g[1], h, n) for _, g, h, n, purpose in gpkg.rows(city, "streetlights", fields) if purpose != "landscape"]
    roads = {key: (g[1], width) for _, g, key, width in gpkg.rows(city, "roads", ["key", "width_m"])}
    checked, bends = 0, 0
    order = sorted(result["list"], key=lambda s: (s["line"], s["from_m"]))
    for s in order[::max(1, len(order) // 12)]:
        chains, width = roads[s["line"]]
        across = s["lanes"] * 3
        along = s["points"] // across
        values = []
        for i in range(along):
            (x, y), (ux, uy) = place(chains[0], s["from_m"] + (i + 0.5) * s["length_m"] / along)
            for j in range(across):
                left = width / 2 - (j + 0.5) * width / across
                px, py = x - uy * left, y + ux * left
                e = 0
                for (x0, y0), h, n in poles:
                    d2 = (x0 - px) ** 2 + (y0 - py) ** 2
                    e += n * 1000 * h / (h * h + d2) ** 1.5 if d2 <= 25 * h * h else 0
                values.append(0.8 * e)
        assert close(s["tonight"]["e_av"], sum(values) / len(values), 1e-8), s
        assert close(s["tonight"]["e_min"], min(values), 1e-8), s
        checked += 1
        bends += len(chains[0]) > 2
    assert checked >= 12 and bends > 0, (checked, bends)


def place(chain, chainage):
    """Where a line is at a chainage, and which way it goes."""
    for (ax, ay), (bx, by) in zip(chain, chain[1:]):
        length = math.dist((ax, ay), (bx, by))
        if chainage < length or (bx, by) == tuple(chain[-1]):
            ux, uy = (bx - ax) / length, (by - ay) / length
            return (ax + ux * chainage, ay + uy * chainage), (ux, uy)
        chainage -= length


def cambridge():
    if not CAMBRIDGE.exists():
        print("skipped: no data of Cambridge")
        return
    lines, lamps = f"{CAMBRIDGE}::street_centerlines", f"{CAMBRIDGE}::street_lights"
    more = ("--height", "9m", "--width", "10m", "--id-field", "ID", "--class-field", "MajorRoad", "--measure", "ground")
    _, result = measure(*more, lines=lines, lamps=lamps)
    assert result["lamps"]["count"] == 6117 and result["assumed"]["heights"] == 6117
    assert result["assumed"]["widths"] == 2643 == result["assumed"]["lanes"]
    assert result["sections"]["measured"] == result["sections"]["count"] > 1000
    assert result["verdict"]["judged"] == 0, "its classes are no words of CJJ 45"
    e_av = sorted(s["tonight"]["e_av"] for s in result["list"])
    # Half as many lamps out must darken; none may gain light.
    out = FOLDER / "cambridge_out.csv"
    ids = [r[2] for r in gpkg.rows(CAMBRIDGE, "street_lights", ["PoleID"])]
    out.write_text("id\n" + "\n".join(sorted({str(i) for i in ids if i})[::10]) + "\n", encoding="utf-8")
    _, tonight = measure(*more, "--lamp-id", "PoleID", "--out", out, lines=lines, lamps=lamps)
    assert tonight["lamps"]["out"] > 300
    for s in tonight["list"]:
        assert s["tonight"]["e_av"] <= s["all_lit"]["e_av"]
    print(f"Cambridge: {result['sections']['count']} sections, half of them at least {e_av[len(e_av) // 2]:.1f} lx of a made "
          f"up luminaire at an assumed height of 9 m; with every tenth lamp out "
          f"{sum(1 for s in tonight['list'] if s['tonight']['e_av'] < 0.5 * s['all_lit']['e_av'])} lose half of their light")


run_all([every_section_is_what_plain_python_finds, ies_and_eulumdat_are_the_same_lamp, arms_tilts_and_maintenance,
         classes_are_held_against_their_limits, luminance_needs_a_table, what_is_dark_tonight,
         kinds_have_files_of_their_own, what_is_not_known_is_said, tables_speak_both_languages, csv_is_the_same_list,
         layers_hold_sections_and_grid, same_bytes_for_any_threads, wrong_use_is_told, one_luminaire_is_told,
         the_sample_city_needs_no_options, cambridge])
