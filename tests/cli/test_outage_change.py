"""kerb outage change: two rounds by hand, two moments of a log, and the rounds of the sample city against its records."""
import csv
import io
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
from outage_scene import CITY, FOLDER, ask, measure, sample_city, street, table  # noqa: E402
from support import run_all  # noqa: E402

CRS = ("--source-crs", "EPSG:32650")
Z = 1.959963984540054
OUT = {"spring": {1, 2, 3, 4, 5}, "summer": {4, 5, 6}}
LOOKS = table("looks.csv", "key,lamp,time,state,round",
              *(f"{name}{i},L{i},2024-0{3 if name == 'spring' else 6}-01T20:00:00,{'out' if i in out else 'lit'},{name}"
                for name, out in OUT.items() for i in range(1, 41) if not (name == "summer" and i == 40)),
              "x,L99,2024-06-01T20:00:00,out,summer")


def small(*more, **options):
    return measure("change", "--lamps", street(lamps=40, circuits=40), "--patrol", LOOKS, *CRS, *more, **options)


def by_hand():
    envelope, result = small("--by", "circuit")
    assert (result["before"]["round"], result["now"]["round"]) == ("spring", "summer"), "the latest two"
    all_ = result["overall"]
    assert (all_["before"]["out"], all_["before"]["n"], all_["now"]["out"], all_["now"]["n"]) == (5, 40, 3, 39), all_
    assert math.isclose(all_["difference"], 3 / 39 - 5 / 40) and 0.5 < all_["p_fell"] < 0.95
    assert -1 < all_["lo"] < all_["difference"] < all_["hi"] < 1 and all_["hi"] > 0
    assert result["newly_out"] == ["L6"] and result["repaired"] == ["L1", "L2", "L3"] and result["still_out"] == ["L4", "L5"]
    pairs = result["paired"]
    assert pairs["counts"] == {"lamps": 39, "still_out": 2, "newly_out": 1, "repaired": 3, "lit": 33}, pairs
    assert (pairs["only_before"], pairs["only_now"]) == (1, 0) and math.isclose(pairs["difference"], -2 / 39)
    # McNemar: of four changes one or fewer, or three or more, by chance.
    assert math.isclose(pairs["p_value"], 2 * (1 + 4) / 16), pairs["p_value"]
    # Each lamp its own circuit: the variance of changes 1, −1, −1, −1 and 35 of none.
    spread = math.sqrt((4 / 39 - (2 / 39) ** 2) / 38)
    assert pairs["clustered"]["clusters"] == 39 and math.isclose(pairs["clustered"]["standard_error"], spread)
    assert len(result["units"]) == 40
    assert {r["reason"]: r["count"] for r in envelope["issue_reasons"]} == {"sighting.no_lamp": 1}
    same = table("same.csv", "lamp,time,state,round", *(f"L{i},2024-0{m}-01T20:00:00,{'out' if i < 3 else 'lit'},{m}"
                                                          for m in (3, 6) for i in range(1, 9)))
    _, still = measure("change", "--lamps", street(), "--patrol", same, *CRS)
    assert still["overall"]["difference"] == 0 and still["paired"]["p_value"] == 1


def one_circuit_is_one_change():
    looks = table("dark.csv", "lamp,time,state,round",
                  *(f"L{i},2024-0{m}-01T20:00:00,{'out' if m == 6 and i % 4 == 0 else 'lit'},{m}" for m in (3, 6)
                    for i in range(1, 41)))
    _, result = measure("change", "--lamps", street(lamps=40, circuits=4), "--patrol", looks, *CRS)
    pairs = result["paired"]
    assert pairs["counts"]["newly_out"] == 10 and pairs["p_value"] < 0.01, "were it ten changes it would be shown"
    # D − d n: 10 − 2.5 and three times −2.5; V = 4/3 · 75/1600.
    assert math.isclose(pairs["clustered"]["standard_error"], math.sqrt(4 / 3 * 75 / 1600)), pairs
    assert pairs["clustered"]["lo"] < 0 < pairs["clustered"]["hi"], "it is one"
    assert result["overall"]["lo"] < 0, "nor do the rates show it"


def a_log_at_two_moments():
    log = table("log.csv", "key,lamp,found,fixed,kind", "a,L1,2024-01-01,2024-02-10,off", "b,L2,2024-01-20,,off",
                "c,L3,2024-02-20,,off")
    arguments = ("--lamps", street(), "--events", log, *CRS)
    _, result = measure("change", *arguments, "--before-at", "2024-02-01", "--at", "2024-03-01")
    assert (result["newly_out"], result["repaired"], result["still_out"]) == (["L3"], ["L1"], ["L2"]), result
    assert result["overall"]["difference"] == 0 and result["now"]["basis"] == "log"
    done = ask("change", *arguments, "--at", "2024-02-01", "--before-at", "2024-03-01", code=2)
    assert "2024-03-01" in done.stderr, done.stderr
    assert "--before-at" in ask("change", *arguments, code=2).stderr


def wilson(share, n):
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return middle - half, middle + half


def synthetic_city():
    city, truth = sample_city()
    out = FOLDER / "changes.gpkg"
    _, result = measure("change", city, "-o", out)
    told = truth["records"]["inspections"]
    all_ = result["overall"]
    assert (result["now"]["round"], result["before"]["round"]) == ("census-2024-12", "patrol-2024-11")
    assert all_["now"]["out"] == told["census_out"] and all_["now"]["n"] == 33000 - told["census_unknown"]
    strata = told["strata"]
    assert all_["before"]["out"] == sum(s["lamps_out"] for s in strata)
    # Newcombe's interval from the rates and the lamps that they are worth.
    p, q = all_["now"], all_["before"]
    (pl, ph), (ql, qh) = wilson(p["rate"], p["n_eff"]), wilson(q["rate"], q["n_eff"])
    d = p["rate"] - q["rate"]
    assert math.isclose(all_["lo"], d - math.hypot(p["rate"] - pl, qh - q["rate"]), rel_tol=1e-9)
    assert math.isclose(all_["hi"], d + math.hypot(ph - p["rate"], q["rate"] - ql), rel_tol=1e-9)
    with sqlite3.connect(CITY) as base:
        looks = {}
        for asset, name, state in base.execute("select asset, round, result from inspections"):
            looks.setdefault(asset, {})[name] = state
    def both(before, now):
        return sorted(k for k, v in looks.items() if v.get("patrol-2024-11") == before and v.get("census-2024-12") == now)
    assert sorted(result["newly_out"]) == both("lit", "out") and sorted(result["repaired"]) == both("out", "lit")
    assert sorted(result["still_out"]) == both("out", "out")
    rows = [r[2:] for r in gpkg.rows(out, "lamp_changes", ["id", "change"])]
    assert sorted(k for k, c in rows if c == "newly_out") == sorted(result["newly_out"])
    assert len(rows) == len(result["newly_out"]) + len(result["repaired"]) + len(result["still_out"])
    units = result["units"]
    assert sum(u["seen_twice"]["newly_out"] for u in units) == len(result["newly_out"])
    assert all(u["lo"] <= u["difference"] <= u["hi"] for u in units if u["difference"] is not None)
    assert len({ask("change", city, "-f", "json", "--threads", n).stdout for n in (1, 4)}) == 1


def csv_limits_and_language():
    arguments = ("--lamps", street(lamps=40, circuits=40), "--patrol", LOOKS, *CRS)
    rows = list(csv.DictReader(io.StringIO(ask("change", *arguments, "--by", "circuit", "-f", "csv").stdout)))
    assert len(rows) == 41 and (rows[0]["before_out"], rows[0]["now_out"], rows[0]["repaired"]) == ("5", "3", "3"), rows[0]
    ask("change", *arguments, "--fail-if", "p_fell<0.99", code=1)
    ask("change", *arguments, "--fail-if", "difference>0")
    text = ask("change", *arguments).stdout
    assert text.startswith("no change is shown: 7.69 % out now (3 of 39), 12.50 % before (5 of 40)"), text
    text = ask("change", *arguments, language="zh").stdout
    assert text.startswith("不能证明有变化") and "lamps" not in text, text
    one = table("one.csv", "lamp,time,state,round", "L1,2024-03-01T20:00:00,out,spring")
    done = ask("change", "--lamps", street(), "--patrol", one, *CRS, code=2)
    assert "spring" in done.stderr and "--before" in done.stderr, done.stderr
    for more, word in ((("--before", "winter"), "winter"),
                       (("--before", "summer", "--round", "summer"), "both looks are of round summer"), (("--by", "kind"), "kind"), (("--fail-if", "open>1"), "p_fell")):
        done = ask("change", *arguments, *more, code=2)
        assert word in done.stderr and done.stdout == "", (more, done.stderr)


run_all([by_hand, one_circuit_is_one_change, a_log_at_two_moments, synthetic_city, csv_limits_and_language])
