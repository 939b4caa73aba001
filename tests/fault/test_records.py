"""D59-D66 beyond coverage: odd values in records of lamps, patrols, controllers, drains and districts are named, never a silent number."""
import contextlib
import json
import shutil
import sqlite3

from crafted import FOLDER, envelope, kerb, run_all, untouched

CRS = ("--source-crs", "EPSG:4547")
NIGHT = "2024-11-20T21:00"


def table(name, *rows):
    path = FOLDER / name
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def lamps(name="lamps.csv", keys=("L1", "L2", "L3", "L4"), circuits=("C1", "C2", "C1", "C2")):
    return table(name, "key,x,y,circuit", *(f"{key},{500000 + 30 * i},3541000,{circuit}"
                                            for i, (key, circuit) in enumerate(zip(keys, circuits))))


def rates(*arguments, of=None):
    of = of or lamps()
    with untouched():
        told = envelope(kerb("outage", "rates", "--lamps", of, *arguments, *CRS, "--by", "circuit", "-f", "json"))
    night, reasons = told["result"]["night"] or told["result"]["overall"], {one["reason"]: one["count"] for one in told["issue_reasons"]}
    return night["out"], night["n"], {reason: count for reason, count in reasons.items() if reason != "asset.no_key"}, told["result"]


def d59_keys_of_digits_stay_as_written():
    """`1.10` is another lamp than `1.1`, whatever else its column holds."""
    of = lamps("digits.csv", ("1.1", "1.10", "A", "B"), ("CA", "CB", "CC", "CC"))
    log = table("digits-log.csv", "lamp,from,to", "1.10,2024-11-01 20:00,2024-11-05 20:00")
    out, n, odd, result = rates("--events", log, "--at", "2024-11-02T21:00", of=of)
    assert (out, n, odd) == (1, 4, {}), (out, n, odd)
    assert {one["unit"]: one["out"] for one in result["units"]} == {"CA": 0, "CB": 1, "CC": 0}, result["units"]
    for keys in (("1.10", "1.20"), ("1E5", "2E10"), ("1.10", "007")):
        city = FOLDER / "digits.gpkg"
        source = table("digits-in.csv", "灯杆编号,x,y", *(f"{key},{500000 + 9 * i},3541000" for i, key in enumerate(keys)))
        kerb("import", source, "--mapping", "chinese", *CRS, "-o", city, "--overwrite", "--quiet")
        with contextlib.closing(sqlite3.connect(f"file:{city}?mode=ro", uri=True)) as base:
            assert sorted(base.execute("SELECT key FROM streetlights")) == sorted((key,) for key in keys), keys


def kinds_in_any_case():
    def log(name, *kinds):
        return table(name, "lamp,from,to,kind", *(f"L{i},2024-11-01 20:00,2024-11-05 20:00,{kind}" for i, kind in enumerate(kinds, 1)))
    at = ("--at", "2024-11-02T21:00")
    assert rates("--events", log("small.csv", "off", "pole", "flicker"), *at)[:3] == (1, 4, {})
    assert rates("--events", log("big.csv", "OFF", "Pole", "Flicker"), *at)[:3] == (1, 4, {})
    assert rates("--events", log("zh.csv", "不亮", "灯杆倾斜", "闪烁故障"), *at)[:3] == (1, 4, {})
    assert rates("--events", log("odd.csv", "off", "pole", "gone fishing"), *at)[:3] == (2, 4, {"field.unknown_code": 1})


def d62_days_before_months_are_not_guessed():
    log = table("days.csv", "lamp,from,to", "L1,05/11/2024,07/11/2024", "L2,25/10/2024,26/10/2024", "L3,2024-11-01,2024-11-04")
    out, n, odd, _ = rates("--events", log, "--at", "2024-11-02T21:00")
    assert (out, n) == (1, 4) and odd == {"field.not_a_date": 4, "fault.no_begin": 2}, (out, n, odd)


def readings_that_say_nothing():
    def heard(name, *rows, head="lamp,time,quantity,value"):
        return rates("--telemetry", table(name, head, *rows))
    dark, lit = [f"L{i},{NIGHT},power,0" for i in (1, 2)], [f"L{i},{NIGHT},power,57" for i in (3, 4)]
    assert heard("sound.csv", *dark, *lit)[:3] == (2, 4, {})
    assert heard("case.csv", *(row.replace("power", "Power") for row in dark), *(row.replace("power", "功率") for row in lit))[:3] == (2, 4, {})
    assert heard("unknown.csv", dark[0], f"l2,{NIGHT},power,0", *lit)[2] == {"reading.no_lamp": 1}
    assert heard("other.csv", *dark, *lit, f"L3,{NIGHT},voltage,220")[:3] == (2, 4, {"reading.other_quantity": 1})
    out, _, odd, _ = heard("marker.csv", *dark, f"L3,{NIGHT},power,-9999", lit[1])
    assert (out, odd) == (2, {"reading.bad_value": 1}), (out, odd)


def looks_of_no_round():
    looks = [f"L{i},{NIGHT},lit" for i in (2, 3, 4)]
    out, n, odd, _ = rates("--patrol", table("timeless.csv", "lamp,time,state", "L1,,out", *looks))
    assert (out, n, odd) == (0, 3, {"sighting.no_round": 1}), (out, n, odd)
    named = [f"L{i},{NIGHT},{round},{'out' if i == 1 else 'lit'}" for i, round in enumerate(("N1", "n1", " N1 ", "N1"), 1)]
    assert rates("--patrol", table("rounds.csv", "lamp,time,round,state", *named))[:3] == (1, 4, {})


def d62_times_of_several_offsets():
    def log(name, *fixed):
        return table(name, "lamp,from,to", *(f"L{i},2024-11-01T20:00:00+08:00,{one}" for i, one in enumerate(fixed, 1)))
    at = ("--at", "2024-11-01T21:00")
    assert rates("--events", log("one.csv", "2024-11-02T08:00:00+08:00", "2024-11-03T00:00:00+08:00"), *at)[:3] == (2, 4, {})
    assert rates("--events", log("two.csv", "2024-11-02T00:00:00Z", "2024-11-02T16:00:00Z"), *at)[2] == {"field.several_offsets": 1}


def requests_of_other_kinds():
    def repair(name, *rows, code=0, more=()):
        tickets = table(name, "key,lamp,reported,closed,kind", *(f"{i},L{i},2024-03-01,2024-03-0{i + 1},{kind}" for i, kind in enumerate(rows, 1)))
        return kerb("outage", "repair", "--lamps", lamps(), "--tickets", tickets, *CRS, *more, "-f", "json", code=code)
    told = envelope(repair("kinds.csv", "路灯不亮", "灯坏", "灯坏"))
    assert told["result"]["overall"]["faults"] == 1, told["result"]
    assert {one["reason"]: one["count"] for one in told["issue_reasons"]}.get("fault.other_kind") == 1, told["issue_reasons"]
    assert any("requests of kind '灯坏': 2" in one["text"] and "--states" in one["text"] for one in told["issues"]), told["issues"]
    assert "灯坏" in (said := repair("odd-kinds.csv", "灯坏", "灯坏", code=2).stderr) and "--states" in said, said
    many = envelope(repair("texts.csv", "路灯不亮", *(f"text {i}" for i in range(8))))["issue_reasons"]
    assert {one["reason"]: one["count"] for one in many}.get("fault.other_kind") == 8, many
    said = envelope(kerb("outage", "rates", "--lamps", lamps(), "--tickets", FOLDER / "odd-kinds.csv", *CRS, "-f", "json"))["issues"]
    assert {one["layer"] for one in said if one["reason"] == "fault.log_not_used"} == {"cases"}, said
    words = table("words.toml", "[requests]", 'out = ["灯坏"]')
    assert envelope(repair("kinds.csv", "路灯不亮", "灯坏", "灯坏", more=("--states", words)))["result"]["overall"]["faults"] == 2


def a_lone_date_in_the_future():
    """It is not the moment as of which lamps are counted, and it is named."""
    rows = [f"L{i % 2 + 1},2024-{month:02}-{day:02}T20:00,2024-{month:02}-{day:02}T23:00" for i, (month, day) in
            enumerate((m, d) for m in range(1, 7) for d in range(1, 21))] + ["L3,2024-06-20T20:00,"]
    def night(name, *more):
        out, n, odd, result = rates("--events", table(name, "lamp,from,to", *rows, *more))
        return out, n, odd, result["as_of"]
    assert night("plain.csv") == (1, 4, {}, "2024-06-20T23:00:00")
    for year in (2026, 2034, 2099):
        out, n, odd, at = night(f"late{year}.csv", f"L4,{year}-01-01T20:00,")
        assert (out, n, at) == (1, 4, "2024-06-20T23:00:00") and odd == {"fault.late_record": 1}, (year, out, n, odd, at)
        said = envelope(kerb("outage", "rates", "--lamps", lamps(), "--events", FOLDER / f"late{year}.csv", *CRS, "-f", "json"))["issues"]
        assert any("--at" in one["text"] and "L4" in one["text"] for one in said), said
    told = rates("--events", FOLDER / "late2026.csv", "--at", "2026-01-02T00:00")
    assert (told[0], told[2]) == (2, {"fault.outside_record": 1}), told[:3]
    for at, expected in (("2025-06-01T20:00", (1, {"fault.outside_record": 1})), ("2026-01-01T20:00", (2, {}))):
        told = rates("--events", FOLDER / "late2026.csv", "--at", at)
        assert (told[0], told[2]) == expected, (at, told[:3])
    heard = [f"L{i % 3 + 1},2024-06-{i // 12 + 1:02}T{i % 4 + 20}:00,power,57" for i in range(240)]
    assert rates("--telemetry", table("heard.csv", "lamp,time,quantity,value", *heard, "L4,2031-01-01T20:00,power,0"))[2].get("fault.late_record") == 1
    # A record that has gaps of years: nearly all of it lies before none of them.
    gaps = table("gaps.csv", "lamp,from,to", *(f"L{i},20{20 + 2 * i}-01-01T20:00,20{20 + 2 * i}-01-05T20:00" for i in (1, 2, 3)))
    assert rates("--events", gaps)[2] == {}


def a_late_date_does_not_stretch_the_window():
    """Not of availability, times of repair and lives: it is left out, and named with the option that takes it."""
    def row(i, at, to, where):
        return f"k{i},L{i % 2 + 1},{at},{to}" + (",off" if where == "found" else ",路灯不亮")
    def asked(command, option, head, *more):
        rows = [row(i, f"2024-{1 + i // 25:02}-{1 + i % 25:02}T20:00", f"2024-{1 + i // 25:02}-{1 + i % 25:02}T23:00", head)
                for i in range(150)]
        log = table("stretched.csv", f"key,lamp,{head},{'fixed' if head == 'found' else 'closed'},kind", *rows, *more)
        of = table("built.csv", "key,x,y,type,build_date", *(f"L{i},{500000 + 30 * i},3541000,led,2020-01-01" for i in (1, 2, 3)))
        def run(*arguments):
            told = envelope(kerb("outage", command, "--lamps", of, option, log, *CRS, *arguments, "-f", "json"))
            return told["result"], [one for one in told["issues"] if one["reason"] in ("fault.late_record", "fault.odd_end")]
        return run
    for command, option, head in (("availability", "--events", "found"), ("repair", "--events", "found"), ("life", "--events", "found"),
                                  ("availability", "--tickets", "reported"), ("repair", "--tickets", "reported")):
        expected, none = asked(command, option, head)()
        assert none == [], none
        run = asked(command, option, head, row(160, "2030-06-01T20:00", "", head))
        result, odd = run()
        assert result == expected, (command, option, result, expected)
        assert len(odd) == 1 and "--window-to" in odd[0]["text"] and "k160" in odd[0]["text"], (command, odd)
        assert odd[0]["layer"] == ("events" if head == "found" else "cases"), odd
        result, odd = run("--window-to", "2031-01-01")
        assert result != expected and odd == [], (command, option, odd)
        result, odd = asked(command, option, head, row(160, "2024-06-01T20:00", "2034-06-01T20:00", head))()
        still, _ = asked(command, option, head, row(160, "2024-06-01T20:00", "", head))()
        assert result == still and len(odd) == 1, (command, option, odd)


def ends_that_no_one_can_know():
    log = table("ends.csv", "lamp,from,to", "L1,2024-06-01T20:00,9999-12-31", "L2,2024-06-01T20:00,2024-06-02T20:00")
    assert rates("--events", log)[:3] == (1, 4, {"fault.odd_end": 1})


def sample(change):
    """A copy of the sample town, changed."""
    folder = FOLDER / "town"
    if not folder.exists():
        kerb("synth", "--seed", "3", "--size", "xs", "-o", folder, "--quiet")
    if not change:
        return folder, folder / "city.gpkg"
    copy = FOLDER / "changed.gpkg"
    shutil.copy(folder / "city.gpkg", copy)
    with contextlib.closing(sqlite3.connect(copy)) as base, base:
        for name, count in ("ST_IsEmpty", 1), ("ST_MinX", 1), ("ST_MaxX", 1), ("ST_MinY", 1), ("ST_MaxY", 1):
            base.create_function(name, count, lambda blob: 0)  # of triggers that do not fire
        base.execute(change)
    return folder, copy


def water(change):
    folder, city = sample(change)
    with untouched():
        told = json.loads(kerb("waterlogging", "points", "--inventory", city, "--dem", folder / "terrain.tif", "--city", "suzhou",
                               "--return-period", "5", "--duration", "120min", "--onsets", "1", "--fixes", "0", "-f", "json").stdout)
    return told["result"], {one["reason"]: one["count"] for one in told["issue_reasons"]}


def drains_that_cannot_be():
    """What cannot be is not used: the answer is that of records which say nothing there, and each is named."""
    usual = water(None)[1]
    for table_, odd, none, reason in (("conduits", "roughness = -0.013", "roughness = NULL", "odd_roughness"),
                                      ("conduits", "roughness = 0", "roughness = NULL", "odd_roughness"),
                                      ("conduits", "invert_up_m = -9999", "invert_up_m = NULL", "odd_level"),
                                      ("inlets", "length_m = -1, width_m = -1", "length_m = NULL, width_m = NULL", "odd_inlet"),
                                      ("inlets", "clogging = 40", "clogging = NULL", "odd_inlet"),
                                      ("manholes", "ground_m = -9999", "ground_m = NULL", "odd_ground")):
        expected, _ = water(f"UPDATE {table_} SET {none} WHERE fid % 20 = 0")
        result, reasons = water(f"UPDATE {table_} SET {odd} WHERE fid % 20 = 0")
        assert result == expected, (odd, result["drained_m3"], expected["drained_m3"])
        assert reasons.get(f"drains.{reason}", 0) > 2 and f"drains.{reason}" not in usual, (odd, reasons)


def road_widths_that_cannot_be():
    expected, usual = water("UPDATE roads SET width_m = NULL WHERE fid % 20 = 0")
    for odd in ("-9999", "0", "9999", "1e308"):
        result, reasons = water(f"UPDATE roads SET width_m = {odd} WHERE fid % 20 = 0")
        assert result == expected, odd
        assert reasons.get("roads.odd_width", 0) > 2 and "roads.odd_width" not in usual, (odd, reasons)


def audits_of_road_widths_that_cannot_be():
    """Each is named once, with a storm or without one, and the answer is that of records which say nothing there."""
    def audit(change, *more):
        folder, city = sample(change)
        told = json.loads(kerb("audit", city, *(folder / one if one == "terrain.tif" else one for one in more),
                               "-o", FOLDER / "audit", "--overwrite", "-f", "json").stdout)
        reasons = {one["reason"]: one["count"] for one in told["issue_reasons"]}
        return told["result"], reasons.get("roads.odd_width", 0)
    storm = ("--dem", "terrain.tif", "--city", "suzhou")
    expected, usual = audit("UPDATE roads SET width_m = NULL WHERE fid = 20")
    assert usual == 0
    for odd in ("-9999", "0", "9999", "1e308"):
        assert audit(f"UPDATE roads SET width_m = {odd} WHERE fid = 20") == (expected, 1), odd
    assert audit("UPDATE roads SET width_m = -9999 WHERE fid = 20", *storm)[1] == 1


def districts_in_any_case():
    def score(change):
        city = sample(change)[1]
        told = json.loads(kerb("score", city, "--profile", "cn-gb", "--city", "suzhou", "-o", FOLDER / "score", "--overwrite", "-f", "json").stdout)
        return told["result"]["zones"], told["result"]["all"]
    assert score("UPDATE zones SET kind = 'District' WHERE kind = 'district'") == score(None)


run_all([d59_keys_of_digits_stay_as_written, kinds_in_any_case, d62_days_before_months_are_not_guessed,
         readings_that_say_nothing, looks_of_no_round, d62_times_of_several_offsets, requests_of_other_kinds,
         a_lone_date_in_the_future, a_late_date_does_not_stretch_the_window, ends_that_no_one_can_know,
         drains_that_cannot_be, road_widths_that_cannot_be, audits_of_road_widths_that_cannot_be, districts_in_any_case])
