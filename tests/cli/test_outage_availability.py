"""kerb outage availability: by hand, by day and night, and on the sample city against sums in plain Python."""
import csv
import datetime
import io
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
from outage_scene import FOLDER, ask, measure, sample_city, street, table, thin_city  # noqa: E402
from support import run_all  # noqa: E402

CRS = ("--source-crs", "EPSG:32650")
LOG = table("events.csv", "key,lamp,found,fixed,kind",
            "a,L1,2024-01-01T06:00:00,2024-01-01T18:00:00,off",
            "b,L1,2024-01-01T12:00:00,2024-01-02T00:00:00,off",
            "c,C2,2024-01-03T00:00:00,2024-01-03T06:00:00,cable",
            "d,L3,2024-01-09T12:00:00,,off",
            "e,L5,2023-12-30T00:00:00,2024-01-01T12:00:00,off",
            "f,L99,2024-01-01T06:00:00,2024-01-01T18:00:00,off")
WINDOW = ("--window-from", "2024-01-01", "--window-to", "2024-01-11")


def small(*more, **options):
    return measure("availability", "--lamps", street(), "--events", LOG, *CRS, *WINDOW, *more, **options)


def by_hand():
    envelope, result = small("--all-day", "--by", "circuit")
    all_ = result["overall"]
    # 8 lamps of 10 days. L1: 6 h to midnight, told twice; four lamps of C2 for 6 h; L3 for 36 h; L5 for 12 h.
    assert result["nights"] is None and (all_["service_hours"], all_["down_hours"]) == (8 * 240, 18 + 24 + 36 + 12), all_
    assert math.isclose(all_["availability"], 1 - 90 / 1920, rel_tol=1e-12) and all_["unknown_hours"] == 0
    assert all_["lo"] < all_["availability"] < all_["hi"] and all_["bounds_by"] == "linearised"
    # Four of C2, L1 and L3; that of L5 began before.
    assert all_["failures"] == 6 and math.isclose(all_["lamp_years"], 80 / 365.25), all_
    assert math.isclose(all_["per_lamp_year"], 6 / (80 / 365.25))
    faults = result["outages"]
    assert (faults["merged"], faults["begun_before"], faults["open"]) == (1, 1, 1), faults
    down = {u["unit"]: u["down_hours"] for u in result["units"]}
    assert down == {"C1": 18 + 36 + 12, "C2": 24}, down
    # 1 January 2024 is a Monday; its week ends before the outage of L3.
    weeks = result["weeks"]
    assert [w["from"] for w in weeks] == ["2024-01-01", "2024-01-08"], weeks
    assert [w["down_hours"] for w in weeks] == [18 + 24 + 12, 36] and [w["service_hours"] for w in weeks] == [1344, 576]
    assert math.isclose(result["units"][0]["weeks"][0], 1 - 30 / (4 * 168))
    assert {r["reason"]: r["count"] for r in envelope["issue_reasons"]} == {"fault.no_lamp": 1}


def night_seconds(begin, end, latitude, longitude, offset_h):
    """Seconds between sunset and sunrise by the minute, with declination and equation of time of Spencer 1971."""
    count, time = 0, begin
    while time < end:
        utc = time - datetime.timedelta(hours=offset_h)
        day = utc.timetuple().tm_yday - 1 + (utc.hour + utc.minute / 60) / 24
        g = 2 * math.pi * day / 365
        decline = (0.006918 - 0.399912 * math.cos(g) + 0.070257 * math.sin(g) - 0.006758 * math.cos(2 * g)
                   + 0.000907 * math.sin(2 * g) - 0.002697 * math.cos(3 * g) + 0.00148 * math.sin(3 * g))
        equation = 229.18 * (0.000075 + 0.001868 * math.cos(g) - 0.032077 * math.sin(g) - 0.014615 * math.cos(2 * g)
                             - 0.040849 * math.sin(2 * g))
        hour = math.radians((utc.hour * 60 + utc.minute + equation + 4 * longitude) / 4 - 180)
        height = math.sin(math.radians(latitude)) * math.sin(decline) + math.cos(math.radians(latitude)) * math.cos(
            decline) * math.cos(hour)
        count += 60 if height < math.cos(math.radians(90.833)) else 0
        time += datetime.timedelta(minutes=1)
    return count


def nights():
    _, result = small()
    all_, sun = result["overall"], result["nights"]
    # The lamps stand at 117° E, 32° N; without a word of the records their clock is 8 hours ahead.
    assert abs(sun["longitude"] - 117) < 0.01 and abs(sun["latitude"] - 31.99) < 0.05, sun
    assert (sun["clock_min"], sun["clock_by"]) == (480, "longitude")
    at = lambda day, hour: datetime.datetime(2024, 1, day, hour)
    night = lambda a, b: night_seconds(a, b, sun["latitude"], sun["longitude"], 8) / 3600
    assert math.isclose(all_["service_hours"], 8 * night(at(1, 0), at(11, 0)), rel_tol=2e-3), all_["service_hours"]
    expected = (night(at(1, 6), at(2, 0)) + 4 * night(at(3, 0), at(3, 6)) + night(at(9, 12), at(11, 0))
                + night(at(1, 0), at(1, 12)))
    assert math.isclose(all_["down_hours"], expected, rel_tol=5e-3), (all_["down_hours"], expected)
    _, given = small("--clock-offset", "0")
    assert given["nights"]["clock_by"] == "option" and given["overall"]["down_hours"] != all_["down_hours"]
    log = table("offsets.csv", "key,lamp,found,fixed,kind", "a,L1,2024-01-01T12:00:00+09:00,2024-01-01T13:00:00+09:00,off")
    _, told = measure("availability", "--lamps", street(), "--events", log, *CRS, *WINDOW)
    assert (told["nights"]["clock_min"], told["nights"]["clock_by"]) == (540, "records")
    assert told["overall"]["down_hours"] == 0 and told["overall"]["lo"] < 1, "no night lost, and no certainty of none"


def silence_is_neither():
    readings = table("readings.csv", "node,time,value", "L2,2024-01-01T00:00:00,1", "L2,2024-01-02T00:00:00,1",
                     "L2,2024-01-05T00:00:00,1")
    _, result = small("--all-day", "--telemetry", readings)
    # Silent from a day after the second reading to the third, and from a day after that to the end.
    all_ = result["overall"]
    assert all_["unknown_hours"] == 2 * 24 + 5 * 24 and all_["service_hours"] == 1920 - 168, all_
    assert (all_["down_hours"], all_["failures_in_silence"]) == (84, 1), "nobody heard L2 while its cable was dead"
    _, result = small("--all-day", "--telemetry", readings, "--silence", "4d")
    assert result["overall"]["unknown_hours"] == 2 * 24


def synthetic_city():
    city, _ = sample_city()
    begin, end = datetime.datetime(2024, 3, 1), datetime.datetime(2024, 6, 1)
    moment = datetime.datetime.fromisoformat
    with sqlite3.connect(city) as base:
        lamps = base.execute("select key, circuit, valid_from from streetlights where purpose = 'functional'").fetchall()
        heads = dict(base.execute("select key, pole from luminaires"))
        events = base.execute("select asset, found, fixed from events where kind in ('off', 'cable')").fetchall()
    service = {k: max(begin, moment(since) if since else begin) for k, _, since in lamps}
    service = {k: since for k, since in service.items() if since < end}
    of_circuit = {}
    for key, circuit, _ in lamps:
        of_circuit.setdefault(circuit, []).append(key)
    spans = {}
    for asset, found, fixed in events:
        for lamp in of_circuit.get(asset, [heads.get(asset, asset)]):
            if lamp in service:
                a, b = max(moment(found), service[lamp]), min(moment(fixed) if fixed else end, end)
                if a < b:
                    spans.setdefault(lamp, []).append((a, b))
    down = 0.0
    for parts in spans.values():
        reached = datetime.datetime.min
        for a, b in sorted(parts):
            a = max(a, reached)
            down += max((b - a).total_seconds(), 0)
            reached = max(reached, b)
    hours = sum((end - since).total_seconds() for since in service.values()) / 3600
    window = ("--window-from", begin.date(), "--window-to", end.date())
    _, result = measure("availability", city, "--all-day", *window, "--by", "district,type")
    all_ = result["overall"]
    assert all_["lamps"] == len(service) and math.isclose(all_["service_hours"], hours, rel_tol=1e-12), all_
    assert math.isclose(all_["down_hours"], down / 3600, rel_tol=1e-9), (all_["down_hours"], down / 3600)
    for level in ("district", "type"):
        parts = [u for u in result["units"] if u["level"] == level]
        assert math.isclose(math.fsum(u["down_hours"] for u in parts), down / 3600, rel_tol=1e-9), level
        assert all(u["lo"] <= u["availability"] <= u["hi"] for u in parts)
    assert math.isclose(math.fsum(w["down_hours"] for w in result["weeks"]), down / 3600, rel_tol=1e-9)
    _, night = measure("availability", city, *window)
    assert 0.35 < night["overall"]["service_hours"] / hours < 0.5, "nights of spring"
    city = thin_city()
    assert len({ask("availability", city, "-f", "json", "--threads", n).stdout for n in (1, 4)}) == 1


def csv_layers_limits_and_language():
    city = thin_city()
    out = FOLDER / "availability.gpkg"
    _, result = measure("availability", city, "-o", out)
    rows = {r[2]: r[3:] for r in gpkg.rows(out, "availability", ["id", "availability", "per_lamp_year"])}
    told = {u["unit"]: (u["availability"], u["per_lamp_year"]) for u in result["units"]}
    assert rows == told and len(rows) == 16, rows
    arguments = ("--lamps", street(), "--events", LOG, *CRS, *WINDOW, "--all-day")
    rows = list(csv.DictReader(io.StringIO(ask("availability", *arguments, "--by", "circuit", "-f", "csv").stdout)))
    assert [(r["level"], r["unit"]) for r in rows] == [("city", ""), ("week", "2024-01-01"), ("week", "2024-01-08"),
                                                       ("circuit", "C1"), ("circuit", "C2")], rows
    assert float(rows[0]["down_hours"]) == 90
    ask("availability", *arguments, "--fail-if", "availability<0.98", code=1)
    ask("availability", *arguments, "--fail-if", "availability<0.9")
    text = ask("availability", *arguments).stdout
    assert text.startswith("lamps were able to burn for 95.312 %") and "dark for 90 of 1 920" in text, text
    text = ask("availability", *arguments, language="zh").stdout
    assert text.startswith("可用时间占 95.312 %") and "lamps" not in text, text
    for more, word in ((("--clock-offset", "noon"), "--clock-offset"), (("--silence", "x"), "--silence"),
                       (("--by", "kind"), "kind"), (("--fail-if", "median<2"), "per_lamp_year")):
        done = ask("availability", *arguments, *more, code=2)
        assert word in done.stderr and done.stdout == "", done.stderr
    ask("availability", "--events", LOG, *CRS, code=3)


run_all([by_hand, nights, silence_is_neither, synthetic_city, csv_layers_limits_and_language])
