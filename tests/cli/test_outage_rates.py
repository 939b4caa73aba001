"""kerb outage rates: the sample city's truth, patrols of one's own, verdicts, charts, and what is wrong with records."""
import json
import math
import pathlib
import sqlite3
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"


def result(*arguments, code=0):
    done = kerb("outage", "rates", *arguments, "-f", "json", code=code)
    document = json.loads(done.stdout)
    fits(document, schema("outage-rates"))
    return document["result"]


def truth():
    if not CITY.exists():
        sample_city(FOLDER / "city")
    return json.loads((FOLDER / "city" / "truth.json").read_text(encoding="utf-8"))["records"]


def rows(found, level):
    return {row["unit"]: row for row in found["units"] if row["level"] == level}


def the_census_finds_what_was_planted():
    told = truth()
    found = result(CITY, "--by", "district,circuit", "--min-lit", "98%")
    seen = told["inspections"]
    assert found["source"] == "patrol" and found["methods"]["basis"] == "census"
    known = seen["census_lamps"] - seen["census_unknown"]
    assert (found["night"]["n"], found["night"]["out"], found["night"]["unknown"]) == (
        known, seen["census_out"], seen["census_unknown"])
    districts = rows(found, "district")
    out = sum(d["lamps_out"] for d in told["districts"])
    for district in told["districts"]:
        row = districts[district["key"]]
        assert row["lamps"] == district["lamps"]
        # Some of the dark ones were not seen, so the count is at most the truth, and the truth is in the interval.
        assert row["out"] <= district["lamps_out"] <= row["out"] + row["unknown"]
        assert row["lo"] <= district["lamps_out"] / district["lamps"] <= row["hi"], row
    true_rate = out / seen["census_lamps"]
    for target in ("night", "process"):
        assert found[target]["lo"] <= true_rate <= found[target]["hi"], target
    assert found["overall"]["verdict"] == "not_met" and found["overall"]["p_meets"] < 1e-3
    # 9 circuits of the sample are dark as a whole; sums add up to all that is dark.
    faults = found["faults"]
    assert faults["circuit_lamps"] + faults["run_lamps"] + faults["sporadic"] == found["night"]["out"]
    assert all(c["out"] + c["unknown"] == c["lamps"] for c in faults["circuits"]) and len(faults["circuits"]) == 9
    dead = {c["circuit"] for c in faults["circuits"]}
    assert {unit for unit, row in rows(found, "circuit").items() if row["dead_circuit"]} == dead
    parts = found["two_part"]
    assert parts["covers"] == "rest_only"
    assert math.isclose(parts["dead_share"], sum(c["lamps"] for c in faults["circuits"]) / seen["census_lamps"])
    ranks = [row["expected_rank"] for row in rows(found, "district").values()]
    assert math.isclose(sum(ranks), len(ranks) * (len(ranks) + 1) / 2, rel_tol=1e-6)


def the_sample_says_how_it_was_drawn():
    told = truth()["inspections"]["strata"]
    found = result(CITY, "--round", "patrol-2024-11", "--by", "road_class", "--max-out", "2%")
    classes = rows(found, "road_class")
    for stratum in told:
        row = classes[stratum["stratum"]]
        assert row["lamps"] == stratum["lamps"]
        assert row["n"] == stratum["lamps_seen"] - stratum["lamps_unknown"] and row["out"] == stratum["lamps_out"]
        assert row["method"] == "korn_graubard" and row["lo"] < row["rate"] < row["hi"]
    # Post-stratified by hand: each class with its lamps.
    by_hand = sum(s["lamps"] * s["lamps_out"] / (s["lamps_seen"] - s["lamps_unknown"]) for s in told)
    assert math.isclose(found["one_part"]["rate"], by_hand / sum(s["lamps"] for s in told), rel_tol=1e-9)
    # It met a circuit that is dark as a whole, so the city's interval is that in two parts, which is wider.
    assert found["overall"]["method"] == "two_part" and found["overall"]["n_eff"] < found["one_part"]["n_eff"]
    assert [found["overall"][k] for k in ("rate", "lo", "hi")] == [found["two_part"][k] for k in ("rate", "lo", "hi")]
    assert found["night"] is None and found["two_part"]["only_sample_sees_dead"]


def one_own_patrol_of_one_own_lamps():
    lamps = FOLDER / "lamps.csv"
    lamps.write_text("lamp_id,lon,lat,circuit\n" + "".join(
        f"L{i:03},{114.07 + i * 3e-4:.6f},32.13,C{i // 50}\n" for i in range(400)), encoding="utf-8")
    patrol = FOLDER / "patrol.csv"
    patrol.write_text("lamp,time,state,round\n" + "".join(
        f"L{i:03},2024-11-20T20:{i % 60:02},{'不亮' if i in (7, 110) else '亮'},r1\n" for i in range(400))
        + "L999,2024-11-20T20:00,亮,r1\nL001,2024-11-20T21:00,紫,r1\n", encoding="utf-8")
    arguments = ("--lamps", lamps, "--source-crs", "EPSG:4326", "--patrol", patrol)
    done = kerb("outage", "rates", *arguments, "--max-out", "2%", "--by", "circuit", "-f", "json")
    found = json.loads(done.stdout)
    reasons = {one["reason"]: one["count"] for one in found["issue_reasons"]}
    assert reasons["sighting.no_lamp"] == 1 and reasons["sighting.no_word"] == 1
    night = found["result"]["night"]
    assert (night["n"], night["out"], night["rate"], night["verdict"]) == (400, 2, 0.005, "met")
    assert night["lo"] == night["hi"] == 0.005
    # The upkeep behind it: 2 of 400 in 8 circuits is not enough to promise 2 % (Clopper-Pearson alone: 1.79 %).
    process = found["result"]["process"]
    assert process["clusters"] == 8 and process["verdict"] == "cannot_tell" and process["more_lamps"] > 0
    kerb("outage", "rates", *arguments, "--max-out", "2%", "--fail-if", "not-met", "--quiet")
    kerb("outage", "rates", *arguments, "--max-out", "2%", "--fail-if", "not-shown", "--quiet", code=1)
    kerb("outage", "rates", *arguments, "--max-out", "2%", "--target", "night", "--fail-if", "not-shown", "--quiet")
    text = kerb("outage", "rates", *arguments, "--min-lit", "98%", language="zh").stdout
    assert text.startswith("灯杆亮灯率 99.50 %（95 % 区间") and "尚不能证明达到 98 %" in text


def intervals_are_those_of_the_books():
    """Newcombe 1998: 81 of 263; 0 of 20 by Clopper-Pearson and Wilson."""
    for out, of, method, lo, hi in ((81, 263, "wilson", 0.255289, 0.366210), (0, 20, "clopper-pearson", 0, 0.168433),
                                    (0, 20, "wilson", 0, 0.161125)):
        lamps, patrol = FOLDER / "one.csv", FOLDER / "one_patrol.csv"
        lamps.write_text("lamp_id,lon,lat,circuit\n" + "".join(
            f"L{i:03},{114.07 + i * 3e-4:.6f},32.13,C1\n" for i in range(of)), encoding="utf-8")
        patrol.write_text("lamp,state\n" + "".join(f"L{i:03},{'out' if i < out else 'lit'}\n" for i in range(of)),
                          encoding="utf-8")
        row = rows(result("--lamps", lamps, "--source-crs", "EPSG:4326", "--patrol", patrol, "--by", "circuit",
                          "--interval", method), "circuit")["C1"]
        assert abs(row["lo"] - lo) < 1e-6 and abs(row["hi"] - hi) < 1e-6, (method, row)
        assert row["method"] == method.replace("-", "_")


def a_log_and_reports_are_not_a_patrol():
    truth()
    log = result(CITY, "--from", "events", "--at", "2024-11-19T20:00", "--max-out", "2%")
    assert log["methods"]["basis"] == "log" and log["overall"]["n"] == log["overall"]["lamps"]
    with sqlite3.connect(f"file:{CITY}?mode=ro", uri=True) as base:
        at = "2024-11-19T20:00:00"
        heads = {row[0] for row in base.execute(
            "select distinct l.pole from events e join luminaires l on l.key = e.asset where e.kind = 'off' and "
            "e.found <= ? and (e.fixed is null or e.fixed > ?)", (at, at))}
        poles = {row[0] for row in base.execute(
            "select s.key from events e join streetlights s on s.circuit = e.asset where e.kind = 'cable' and "
            "e.found <= ? and (e.fixed is null or e.fixed > ?)", (at, at))}
        poles |= {row[0] for row in base.execute(
            "select s.key from events e join streetlights s on s.key = e.asset where e.kind = 'off' and "
            "e.found <= ? and (e.fixed is null or e.fixed > ?)", (at, at))}
    assert log["overall"]["out"] == len(heads | poles)
    reports = result(CITY, "--from", "tickets", "--at", "2024-11-19T20:00", "--max-out", "50%")
    assert reports["overall"]["verdict"] == "cannot_tell" and reports["overall"]["hi"] == 1
    assert reports["overall"]["p_meets"] is None


def what_nobody_told_of_stands_in_each_row():
    """20 seen dark, 20 told of by citizens, 10 of them the same: Chapman's 21 x 21 / 11 - 1; one list alone tells nothing."""
    lamps, patrol, tickets = FOLDER / "listed.csv", FOLDER / "round.csv", FOLDER / "told.csv"
    lamps.write_text("lamp_id,lon,lat,circuit\n" + "".join(
        f"L{i:03},{114.07 + i * 3e-4:.6f},32.13,C{i // 100}\n" for i in range(200)), encoding="utf-8")
    patrol.write_text("lamp,time,state,round\n" + "".join(
        f"L{i:03},2024-11-20T20:{i % 60:02},{'不亮' if i < 20 or i == 150 else '亮'},r1\n" for i in range(200)),
        encoding="utf-8")
    tickets.write_text("id,lamp,reported,closed\n" + "".join(
        f"Q{i},L{i:03},2024-11-18T08:00,2024-11-25T09:00\n" for i in range(10, 30)), encoding="utf-8")
    found = result("--lamps", lamps, "--source-crs", "EPSG:4326", "--patrol", patrol, "--tickets", tickets,
                   "--by", "circuit")
    units = rows(found, "circuit")
    total, seen = 21 * 21 / 11 - 1, 30
    variance = 21 * 21 * 10 * 10 / (11 ** 2 * 12)
    c = math.exp(1.959963984540054 * math.sqrt(math.log(1 + variance / (total - seen) ** 2)))
    assert units["C0"]["reported"] == seen
    for field, value in (("unreported", total - seen), ("unreported_lo", (total - seen) / c),
                         ("unreported_hi", (total - seen) * c)):
        assert math.isclose(units["C0"][field], value, rel_tol=1e-9), (field, units["C0"])
    assert units["C1"]["unreported"] is None and units["C1"]["reported"] is None
    alone = result("--lamps", lamps, "--source-crs", "EPSG:4326", "--patrol", patrol, "--by", "circuit")
    assert "unreported" not in rows(alone, "circuit")["C0"]


def a_citys_own_rule_and_its_two_risks():
    truth()
    found = result(CITY, "--rules", "changsha", "--by", "district")
    assert {row["limit"] for row in rows(found, "rule").values()} == {0.02, 0.04}
    risks = found["rules"][0]["small_roads"]
    assert [round(band["kept_fails"], 4) for band in risks][0] == 0.3712  # 1 - 0.6288 of 200 lamps
    assert round(risks[2]["broken_passes"], 4) == 0.4266  # 99 lamps with 3 % out
    kerb("outage", "rates", CITY, "--rules", "changsha", "--fail-if", "not-met", "--quiet", code=1)


def layers_and_charts():
    truth()
    path, charts = FOLDER / "rates.gpkg", FOLDER / "charts"
    kerb("outage", "rates", CITY, "--by", "district,circuit,road", "--max-out", "2%", "-o", path, "--charts", charts,
         "--quiet")
    assert not geopackage_rules.broken_rules(path)
    with sqlite3.connect(path) as base:
        assert base.execute("select count(*) from lamps").fetchone() == (33000,)
        crews = dict(base.execute("select crew, count(*) from lamps where state = 'out' group by 1"))
        assert sum(crews.values()) == 1844 and set(crews) == {"circuit", "single"}
        assert base.execute("select count(*) from circuits where verdict = 'dark'").fetchone() == (9,)
        assert base.execute("select count(*) from districts").fetchone() == (16,)
        assert base.execute("select count(*) from layer_styles").fetchone() == (4,)
    names = {file.name for file in charts.iterdir()}
    assert names == {"district-intervals.svg", "circuit-funnel.svg", "road-funnel.svg"}, names
    for file in charts.iterdir():
        xml.etree.ElementTree.parse(file)
    kerb("outage", "rates", CITY, "--by", "district", "--charts", charts, "--quiet", code=2)  # they are kept
    kerb("outage", "rates", CITY, "--by", "district", "--charts", path / "charts", "--quiet", code=6)  # below a file


def the_same_bytes_for_any_number_of_threads():
    truth()
    texts = {kerb("outage", "rates", CITY, "--by", "district,road,circuit", "--max-out", "2%", "--threads", n, "-f",
                  "json").stdout for n in (1, 2, 4)}
    assert len(texts) == 1


def what_makes_no_sense_is_refused():
    truth()
    for arguments, code, word in (
            ((), 2, "CITY.gpkg"), ((CITY, "--by", "planet"), 2, "planet"), ((CITY, "--max-out", "3"), 2, "--max-out"),
            ((CITY, "--max-out", "2%", "--min-lit", "98%"), 2, "two limits"), ((CITY, "--round", "no"), 2, "census-2024-12"),
            ((CITY, "--from", "telemetry"), 2, "currents"), ((CITY, "--at", "soon", "--from", "events"), 2, "soon"),
            ((CITY, "--rules", "nowhere"), 3, "nowhere"), ((CITY, "--confidence", "1"), 2, "0.95"),
            ((CITY, "--mapping", "nosuch"), 2, "--mapping nosuch is for layers")):
        done = kerb("outage", "rates", *arguments, code=code)
        assert word in done.stderr, (arguments, done.stderr)
    empty = FOLDER / "nothing.csv"
    empty.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "--patrol" in kerb("outage", "rates", CITY, "--patrol", empty, code=3).stderr


run_all([the_census_finds_what_was_planted, the_sample_says_how_it_was_drawn, one_own_patrol_of_one_own_lamps,
         intervals_are_those_of_the_books, a_log_and_reports_are_not_a_patrol,
         what_nobody_told_of_stands_in_each_row, a_citys_own_rule_and_its_two_risks,
         layers_and_charts, the_same_bytes_for_any_number_of_threads, what_makes_no_sense_is_refused])
