"""kerb outage unreported: hand-made lists against closed forms, and the sample city's known truth."""
import csv
import io
import json
import math
import pathlib
import sqlite3
import sys
import tempfile
from statistics import NormalDist

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"
X, Y = 500000, 3500000
YEAR = ("--window-from", "2024-01-01", "--window-to", "2024-12-31")
SOURCE = ("--lamps", FOLDER / "lamps.csv", "--source-crs", "EPSG:32650")


def found(*arguments, source=SOURCE, code=0):
    done = kerb("outage", "unreported", *source, *arguments, "-f", "json", "--quiet", code=code)
    if code != 0:
        return done
    envelope = json.loads(done.stdout)
    fits(envelope, schema("outage-unreported"))
    return envelope["result"]


def table(name, head, rows):
    path = FOLDER / name
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def log(name, lamps, month=3):
    return table(name, "id,lamp,t_down,t_up,cause,source",
                 [(f"E{i}", f"L{lamp:03d}", f"2024-{month:02d}-02T20:00", f"2024-{month:02d}-09T09:00", "off", "patrol")
                  for i, lamp in enumerate(lamps)])


def requests(name, lamps):
    return table(name, "id,lamp,reported,closed",
                 [(f"Q{i}", f"L{lamp:03d}", "2024-03-04T08:00", "2024-03-10T09:00") for i, lamp in enumerate(lamps)])


def chapman(n1, n2, m):
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    unseen = total - (n1 + n2 - m)
    c = math.exp(NormalDist().inv_cdf(0.975) * math.sqrt(math.log(1 + variance / unseen ** 2)))
    seen = n1 + n2 - m
    return total, seen + unseen / c, seen + unseen * c


def two_lists_by_hand():
    """100 in the log, 60 requests, 30 of them on both."""
    events, tickets = log("e.csv", range(100)), requests("q.csv", range(70, 130))
    result = found("--events", events, "--tickets", tickets, *YEAR)
    all_ = result["overall"]
    total, lo, hi = chapman(100, 60, 30)
    assert [x["outages"] for x in result["lists"]] == [100, 60] and all_["seen"] == 130, result
    assert [(o["lists"], o["outages"]) for o in all_["overlap"]] == [(["events"], 70), (["tickets"], 30),
                                                                      (["events", "tickets"], 30)]
    for name, value in (("total", total), ("lo", lo), ("hi", hi), ("unseen", total - 130), ("unseen_hi", hi - 130)):
        assert math.isclose(all_[name], value, rel_tol=1e-12), (name, all_[name], value)
    share = result["lists"][1]
    assert math.isclose(share["share"], 60 / total) and math.isclose(share["share_lo"], 60 / hi)
    assert "dependence" in {w["code"] for w in result["warnings"]}
    text = kerb("outage", "unreported", *SOURCE, "--events", events, "--tickets", tickets, *YEAR, "--quiet").stdout
    assert text.startswith(f"{round(total - 130)} outages (95 % interval {round(lo - 130)}–{round(hi - 130)}) were told "
                           f"by nobody: about {round(total)} in all, 130 known"), text
    assert "taken for independent" in text and "too low" in text, text
    zh = kerb("outage", "unreported", *SOURCE, "--events", events, "--tickets", tickets, *YEAR, "--quiet", language="zh").stdout
    assert "无人上报" in zh and "总数因而偏低" in zh and "outages" not in zh, zh
    rows = list(csv.DictReader(io.StringIO(kerb("outage", "unreported", *SOURCE, "--events", events, "--tickets",
                                                tickets, *YEAR, "-f", "csv", "--quiet").stdout)))
    assert (rows[0]["events"], rows[0]["tickets"], rows[0]["in_common"]) == ("100", "60", "30"), rows[0]


def times_must_overlap():
    """The same lamps in May are other outages."""
    result = found("--events", log("may.csv", range(50), month=5), "--tickets", requests("q2.csv", range(50)), *YEAR)
    assert result["overall"]["seen"] == 100 and result["overall"]["none_in_common"] is True
    assert {"none_in_common", "few_in_common"} <= {w["code"] for w in result["warnings"]}
    window = found("--events", log("may.csv", range(50), month=5), "--tickets", requests("q2.csv", range(50)),
                   "--window-from", "2024-05-01", "--window-to", "2024-05-31")
    assert window["overall"]["total"] is None and window["left_out"]["outside_window"] == 50
    assert window["warnings"][0]["code"] == "nothing"


def a_place_is_linked_to_the_lamp_that_is_out():
    """12 m from a lamp that burns, 18 m from one that is out: the second, unless that is out of reach."""
    events = log("place.csv", [0, 5])
    tickets = table("place_q.csv", "id,reported,closed,x,y", [("Q1", "2024-03-04", "2024-03-10", X + 5 * 30 + 18, Y),
                                                              ("Q2", "2024-03-05", "2024-03-10", X + 300, Y + 200)])
    arguments = ("--events", events, "--tickets", tickets, "--window-from", "2024-03-01", "--window-to", "2024-03-31")
    result = found(*arguments)
    assert result["overall"]["overlap"][2]["outages"] == 1 and result["lists"][1]["by_place"] == 1, result
    assert found(*arguments, "--within", "15m")["overall"]["overlap"][2]["outages"] == 0
    envelope = json.loads(kerb("outage", "unreported", *SOURCE, *arguments, "-f", "json", "--quiet").stdout)
    lost = [i for i in envelope["issues"] if i["reason"] == "fault.no_lamp"]
    assert len(lost) == 1 and lost[0]["key"] == "Q2", envelope["issues"]


def three_lists():
    """Cells of independent lists with capture ½ each of 160: 20 in each cell, 20 unseen."""
    sets = {1: range(20), 2: range(20, 40), 4: range(40, 60), 3: range(60, 80), 5: range(80, 100), 6: range(100, 120),
            7: range(120, 140)}
    lamps = {bit: [lamp for s, r in sets.items() if s & bit for lamp in r] for bit in (1, 2, 4)}
    patrol = table("p.csv", "lamp,time,state,round",
                   [(f"L{i:03d}", "2024-03-06T21:00", "out" if i in lamps[1] else "lit", "r1") for i in range(200)])
    result = found("--patrol", patrol, "--events", log("e3.csv", lamps[2]), "--tickets", requests("q3.csv", lamps[4]))
    best = [m for m in result["models"] if m["best"]]
    assert len(result["models"]) == 8 and best[0]["pairs"] == [], result["models"]
    assert math.isclose(result["overall"]["total"], 160, rel_tol=1e-6) and result["overall"]["seen"] == 140
    assert result["round"] == "r1" and "three_way" in {w["code"] for w in result["warnings"]}
    two = found("--patrol", patrol, "--events", log("e3.csv", lamps[2]), "--tickets", requests("q3.csv", lamps[4]),
                "--lists", "patrol,tickets")
    assert math.isclose(two["overall"]["total"], chapman(80, 80, 40)[0], rel_tol=1e-12)


def truth_of_the_sample_city():
    """Events and requests against what happened: totals within 3 %, the reported share of each district."""
    truth = json.loads((FOLDER / "city" / "truth.json").read_text(encoding="utf-8"))["records"]["districts"]
    outages = sum(d["outages"] for d in truth)
    result = found("--lists", "events,tickets", source=(CITY,))
    all_ = result["overall"]
    print(f"events and requests: {all_['total']:.0f} ({all_['lo']:.0f}–{all_['hi']:.0f}) of {outages}, "
          f"{all_['total'] / outages - 1:+.1%}")
    assert abs(all_["total"] / outages - 1) < 0.03
    units = {u["unit"]: u for u in result["units"]}
    assert len(units) == 16 and math.isclose(sum(u["total"] for u in units.values()), all_["total"], rel_tol=1e-9)
    off = [units[d["key"]]["share_of_list"][1] - d["reported_share"] for d in truth]
    print(f"reported share by district: off by {max(map(abs, off)):.3f} at most, {sum(off) / 16:+.4f} on average")
    assert max(map(abs, off)) < 0.02, off
    tickets = [units[d["key"]]["on_lists"][1] - d["outages_reported"] for d in truth]
    assert max(map(abs, tickets)) <= 3, tickets
    # The log of the city holds what citizens told first; without those it is no independent list, and errs upwards.
    assert "from_reports" in {w["code"] for w in result["warnings"]}
    own = found("--lists", "events,tickets", "--event-sources", "patrol,telemetry", source=(CITY,))
    print(f"own events alone: {own['overall']['total']:.0f} of {outages}")
    assert own["overall"]["total"] > outages * 1.2 and "own_only" in {w["code"] for w in own["warnings"]}
    # A census night has all that was dark: nothing is left to be found.
    night = found("--round", "census-2024-12", source=(CITY,))
    assert night["overall"]["total"] == night["overall"]["seen"] < sum(d["lamps_out"] for d in truth)
    assert "no_model" in {w["code"] for w in night["warnings"]} and night["whole_circuits"]["outages"] > 0
    assert night["overall"]["hi"] > night["overall"]["total"]


def layers_say_what_was_found():
    out = FOLDER / "unreported.gpkg"
    result = found("--lists", "events,tickets", "--window-from", "2024-10-01", "-o", out, source=(CITY,))
    assert not geopackage_rules.broken_rules(out)
    with sqlite3.connect(out) as base:
        rows = base.execute("select id, seen, in_common, total, unseen from unreported").fetchall()
        assert rows == [(u["unit"], u["seen"], u["in_common"], u["total"], u["unseen"]) for u in result["units"]]
        on = dict(base.execute("select on_lists, count(*) from listed_outages group by 1").fetchall())
        assert on == {"+".join(o["lists"]): o["outages"] for o in result["overall"]["overlap"]}, on
        assert base.execute("select count(*) from layer_styles").fetchone() == (2,)
        assert base.execute("select min(first_told) from listed_outages").fetchone()[0] >= "2024-10-01"


def wrong_use_is_told():
    events = log("e.csv", range(100))
    for arguments, words in ((("--events", events), ["events", "--tickets"]),
                             (("--events", events, "--lists", "events,radio"), ["radio"]),
                             (("--lists", "patrol,events", "--events", events), ["--patrol"]),
                             (("--events", events, "--tickets", requests("q.csv", range(9)), "--window-from",
                               "2024-06-01"), ["2024-06-01"]),
                             (("--events", events, "--tickets", requests("q.csv", range(9)), "--window-from", "spring"),
                              ["spring"]),
                             (("--events", events, "--tickets", requests("q.csv", range(9)), "--event-sources", "owl"),
                              ["owl"])):
        done = found(*arguments, code=2)
        assert all(word in done.stderr for word in words) and done.stdout == "", (arguments, done.stderr)
    broken = table("broken.csv", "id,lamp,t_down,t_up,cause,source",
                   [("A", "L001", "2024-03-02", "2024-03-01", "off", ""), ("B", "L999", "2024-03-02", "", "off", ""),
                    ("C", "L002", "2024-03-03T01:00", "2024-03-08", "off", "")])
    envelope = json.loads(kerb("outage", "unreported", *SOURCE, "--events", broken, "--tickets",
                               requests("q.csv", [2]), "--window-from", "2024-03-01", "--window-to", "2024-03-31", "-f",
                               "json", "--quiet").stdout)
    told = {i["reason"]: i["key"] for i in envelope["issues"]}
    assert told["fault.negative"] == "A" and told["fault.no_lamp"] == "B", told
    assert envelope["result"]["overall"]["seen"] == 1
    kerb("outage", "unreported", *SOURCE, "--events", events, "--dry-run", "-o", FOLDER / "dry.gpkg")
    assert not (FOLDER / "dry.gpkg").exists()


def same_bytes():
    texts = {kerb("outage", "unreported", *SOURCE, "--events", FOLDER / "e.csv", "--tickets", FOLDER / "q.csv",
                  "--threads", n, *YEAR, "-f", "json",
                  "--quiet").stdout for n in (1, 2, 4)}
    assert len(texts) == 1


table("lamps.csv", "key,x,y", [(f"L{i:03d}", X + 30 * i, Y) for i in range(200)])
sample_city(FOLDER / "city")
run_all([two_lists_by_hand, times_must_overlap, a_place_is_linked_to_the_lamp_that_is_out, three_lists,
         truth_of_the_sample_city, layers_say_what_was_found, wrong_use_is_told, same_bytes])
