"""kerb outage life: the lives that the sample city was made of lie within the bounds, and what bounds must do."""
import csv
import io
import math
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
from outage_scene import CITY, FOLDER, ask, measure, sample_city, street, table, thin_city  # noqa: E402
from support import run_all  # noqa: E402

CRS = ("--source-crs", "EPSG:32650")
# Away from the record's begin, when nothing was found yet that had failed before (lamps are found some twenty days after
# they fail), and from the census of December, for which the city darkens further lamps.
WINDOW = ("--window-from", "2023-04-01", "--window-to", "2024-08-01")


def lives_of_truth():
    city, truth = sample_city()
    lives = {life["source_type"]: life for life in truth["records"]["events"]["lives"]}
    _, every = measure("life", city, *WINDOW, "--draws", 100, "--kinds", "off,flicker,day_on,pole")
    _, off = measure("life", city, *WINDOW, "--draws", 100)
    for result, share in ((every, 1.0), (off, 0.86)):  # 86 % of all faults of a lamp are dark ones
        types = {t["type"].lower(): t for t in result["types"]}
        for name, life in lives.items():
            found, scale = types[name]["weibull"], life["scale_years"] * share ** (-1 / life["weibull_shape"])
            assert types[name]["state"] == "fitted" and types[name]["failures"] > 2000
            assert found["shape_lo"] <= life["weibull_shape"] <= found["shape_hi"], (name, found)
            assert found["scale_lo"] <= scale <= found["scale_hi"], (name, share, scale, found)
            assert math.isclose(found["median_years"], found["scale_years"] * math.log(2) ** (1 / found["shape"]))
            assert found["median_lo"] < found["median_years"] < found["median_hi"]


def failures_ahead_came():
    """What was expected of the next thirty days, beside what the log tells of them."""
    city, _ = sample_city()
    for begin, end in (("2024-06-01", "2024-07-01"), ("2024-07-01", "2024-07-31")):
        _, result = measure("life", city, "--window-from", "2023-04-01", "--window-to", begin)
        with sqlite3.connect(CITY) as base:
            came = base.execute("select count(distinct asset) from events where kind = 'off' and found >= ? and found < ?",
                                (begin, end)).fetchone()[0]
        ahead = result["ahead"]["all"]
        assert ahead["lo"] <= came <= ahead["hi"], (begin, came, ahead)
        assert math.isclose(math.fsum(d["ahead"]["expected"] for d in result["ahead"]["districts"]), ahead["expected"],
                            rel_tol=1e-9)
        assert math.isclose(math.fsum(t["ahead"]["expected"] for t in result["types"]), ahead["expected"], rel_tol=1e-9)
        assert ahead["lamps"] + sum(result["left_out"][k] for k in ("undated", "untyped", "built_after", "in_repair")) == 33000


def csv_layers_limits_and_language():
    city = thin_city()
    out = FOLDER / "life.gpkg"
    _, result = measure("life", city, "-o", out)
    rows = {r[2]: r[3] for r in gpkg.rows(out, "expected_failures", ["id", "expected"])}
    assert rows == {d["unit"]: d["ahead"]["expected"] for d in result["ahead"]["districts"]} and len(rows) == 16
    done = ask("life", city, "-f", "csv", "--fail-if", "expected>10", code=1)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    told = [*(("type", t["type"]) for t in result["types"]), *(("district", d["unit"]) for d in result["ahead"]["districts"])]
    assert [(r["level"], r["unit"]) for r in rows] == told
    assert float(rows[0]["shape"]) == result["types"][0]["weibull"]["shape"]
    _, longer = measure("life", city, "--ahead", "90d")
    assert 2.5 < longer["ahead"]["all"]["expected"] / result["ahead"]["all"]["expected"] < 3.2
    text = ask("life", city, "--draws", 200, "--fail-if", "expected>100000").stdout
    assert text.startswith("in the next 30 days ") and "the old fail" in text, text
    text = ask("life", city, "--draws", 200, language="zh").stdout
    assert text.startswith("今后 30 天") and "老化失效" in text and "lamps" not in text, text
    assert "失效（不亮）" in text and "(off)" not in text, text
    few = ("--draws", 200, "-f", "json")
    by_threads = {ask("life", city, *few, "--threads", n).stdout for n in (1, 2, 4)}
    assert len(by_threads) == 1 and ask("life", city, *few, "--seed", 2).stdout not in by_threads


def nothing_known_is_said():
    log = table("log.csv", "key,lamp,found,fixed,kind", "a,L1,2024-01-01T06:00:00,2024-01-01T18:00:00,off")
    _, result = measure("life", "--lamps", street(), "--events", log, *CRS)
    assert result["left_out"]["undated"] == 8 and result["ahead"]["all"]["lamps"] == 0, result
    assert "no data" in ask("life", "--lamps", street(), "--events", log, *CRS).stdout
    odd = table("odd.csv", "key,lamp,found,fixed,kind", "a,L1,2024-01-01T06:00:00,2024-01-01T18:00:00,off",
                "b,L2,2024-01-02T06:00:00,2024-01-01T06:00:00,off", "c,X9,2024-01-03T06:00:00,,off")
    told, _ = measure("life", "--lamps", street(), "--events", odd, *CRS)
    found = {one["reason"] for one in told["issues"] if one["reason"].startswith("fault.")}
    assert found == {"fault.negative", "fault.no_lamp"}, told["issues"]
    dated = street("dated.csv", installed=["2020-01-01"] * 8)
    _, result = measure("life", "--lamps", dated, "--events", log, *CRS)
    assert result["left_out"]["untyped"] == 8, result["left_out"]
    for more, word in ((("--kinds", "odd"), "flicker"), (("--ahead", "soon"), "--ahead"), (("--fail-if", "open>1"), "expected_hi"),
                       (("--window-from", "2025-01-01"), "2025-01-01"), (("--draws", "0"), "draw")):
        done = ask("life", "--lamps", street(), "--events", log, *CRS, *more, code=2)
        assert word in done.stderr and done.stdout == "", (more, done.stderr)
    assert "--events" in ask("life", "--lamps", street(), *CRS, code=2).stderr


run_all([lives_of_truth, failures_ahead_came, csv_layers_limits_and_language, nothing_known_is_said])
