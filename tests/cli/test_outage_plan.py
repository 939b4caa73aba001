"""kerb outage plan: sizes against hand computation, the draw against the inventory, and the sheet's way back."""
import csv
import io
import json
import math
import pathlib
import shutil
import sqlite3
import sys
import tempfile
from statistics import NormalDist

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY, SMALL = FOLDER / "city.gpkg", FOLDER / "small.gpkg"
Z = NormalDist().inv_cdf(0.975)


def plan(*arguments, source=(SMALL,), code=0):
    """The result, which has the form of its schema."""
    done = kerb("outage", "plan", *source, *arguments, "-f", "json", "--quiet", code=code)
    if code != 0:
        return done
    envelope = json.loads(done.stdout)
    fits(envelope, schema("outage-plan"))
    return envelope["result"]


def asked(sql, path=None):
    with sqlite3.connect(f"file:{path or SMALL}?mode=ro", uri=True) as base:
        return base.execute(sql).fetchall()


def needed(p, h, deff, lamps):
    n0 = Z * Z * p * (1 - p) / h ** 2 * deff
    return math.ceil(min(n0 / (1 + (n0 - 1) / lamps), lamps) - 1e-9)


def the_line_a_planner_needs():
    """50 lamps a circuit, alike by 0.0596: as published in the design."""
    result = plan("--rate", "2%", "--rho", 0.0596, source=())
    assert (result["need"]["lamps"], result["need"]["clusters"], result["need"]["single_lamps"]) == (11808, 237, 3012)
    assert result["frame"] is None and result["drawn"] == [] and result["rate_source"] == "given"
    text = kerb("outage", "plan", "--rate", "2%", "--rho", 0.0596).stdout
    assert text.startswith("to know the share that is out to ±0.5 points (95 %): 11 808 lamps = 237 groups, against "
                           "3 012 lamps picked singly\n"), text
    zh = kerb("outage", "plan", "--rate", "2%", "--rho", 0.0596, language="zh").stdout
    assert "11 808 盏" in zh.splitlines()[0] and "lamps" not in zh, zh
    usual = plan(source=())
    assert (usual["rate"], usual["intraclass_correlation"], usual["rate_source"]) == (0.02, 0.06, "usual")
    row = next(csv.DictReader(io.StringIO(kerb("outage", "plan", "--rho", 0.0596, "-f", "csv").stdout)))
    assert (row["lamps"], row["clusters"]) == ("11808", "237")


def count_rules_by_the_binomial():
    result = plan("--good", "1%", "--bad", "3%", source=())
    for entry, below in zip(result["zero_failure"], (0.01, 0.03)):
        n = entry["lamps"]
        assert (1 - below) ** n <= 0.05 < (1 - below) ** (n - 1), entry
        assert entry["lamps_in_clusters"] == math.ceil(n * result["need"]["deff"] - 1e-9)
    rule = result["two_point"]
    passes = lambda n, c, p: sum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(c + 1))  # noqa: E731
    n, c = rule["lamps"], rule["most_out"]
    assert passes(n, c, 0.01) >= 0.95 and passes(n, c, 0.03) <= 0.05 < passes(n - 1, c, 0.03), rule
    take = plan("--rho", 0.06, "--cluster-cost", 25, source=())["best_take"]["lamps"]
    assert math.isclose(take, math.sqrt(25 * 0.94 / 0.06), rel_tol=1e-12)
    assert plan("--rho", 0, source=())["best_take"]["lamps"] is None


def the_last_round_tells():
    """Rate as in the truth; likeness near the analysis of variance; sizes by formula."""
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["records"]["inspections"]
    result = plan(source=(CITY,))
    told = result["last_round"]
    assert result["round"] == "census-2024-12" and told["out"] == truth["census_out"]
    assert told["n"] == truth["census_lamps"] - truth["census_unknown"]
    assert math.isclose(result["rate"], told["out"] / told["n"], rel_tol=1e-12)
    rows = asked("select s.road, count(*), sum(i.result = 'out') from inspections i join streetlights s on "
                 "s.key = i.asset where i.round = 'census-2024-12' and i.result <> 'unknown' group by 1", CITY)
    lamps = sum(m for _, m, _ in rows)
    p = sum(x for _, _, x in rows) / lamps
    k = len(rows)
    within = sum(m * (x / m) * (1 - x / m) for _, m, x in rows) / (lamps - k)
    between = sum(m * (x / m - p) ** 2 for _, m, x in rows) / (k - 1)
    typical = (lamps - sum(m * m for _, m, _ in rows) / lamps) / (k - 1)
    variance_ratio = (between - within) / (between + (typical - 1) * within)
    assert abs(result["intraclass_correlation"] - variance_ratio) < 0.08, (result["intraclass_correlation"],
                                                                            variance_ratio)
    sizes = [m for _, m in asked("select road, count(*) from streetlights where purpose = 'functional' group by 1", CITY)]
    frame = result["frame"]
    assert (frame["clusters"], frame["lamps"], frame["not_in_frame"]) == (len(sizes), sum(sizes), 0)
    by_size = sum(m * m for m in sizes) / sum(sizes)
    deff = 1 + (by_size - 1) * result["intraclass_correlation"]
    need = result["need"]
    assert math.isclose(need["deff"], deff, rel_tol=1e-12)
    assert need["lamps"] == needed(result["rate"], 0.005, deff, sum(sizes))
    assert need["single_lamps"] == needed(result["rate"], 0.005, 1, sum(sizes))
    assert need["clusters"] == math.ceil(need["lamps"] / (sum(sizes) / len(sizes)))
    # Without the dark circuits the rest is far less alike.
    assert told["dead_circuits"] > 0 and told["rest_out"] < told["out"]
    assert told["rest_intraclass_correlation"] < told["intraclass_correlation"] / 2
    assert result["need_of_rest"]["lamps"] < need["lamps"]
    earlier = plan("--round", "patrol-2024-11", source=(CITY,))["last_round"]
    assert earlier["out"] == sum(s["lamps_out"] for s in truth["strata"])
    given = plan("--rate", "1%")
    assert (given["rate_source"], given["correlation_source"], given["need_of_rest"]) == ("given", "round", None)


def what_is_drawn():
    """Each road once, of its class; chances are takes over roads; the whole city is in reach."""
    classes = dict(asked("select key, road_class from roads"))
    lamps = dict(asked("select road, count(*) from streetlights where purpose = 'functional' group by 1"))
    result = plan("--clusters", 300, "--seed", 5)
    strata = {s["stratum"]: s for s in result["strata"]}
    assert sum(s["take"] for s in strata.values()) == result["drawn_clusters"] == len(result["drawn"]) == 300
    assert {k: s["clusters"] for k, s in strata.items()} == {
        c: sum(1 for road in lamps if classes[road] == c) for c in strata}
    total = sum(lamps.values())
    for key, s in strata.items():
        assert abs(s["take"] - 300 * s["lamps"] / total) <= 1, (key, s)
    keys = [d["cluster"] for d in result["drawn"]]
    assert len(set(keys)) == 300
    for d in result["drawn"]:
        s = strata[d["stratum"]]
        assert classes[d["cluster"]] == d["stratum"] and d["lamps"] == lamps[d["cluster"]]
        assert math.isclose(d["inclusion"], s["take"] / s["clusters"], rel_tol=1e-12)
        assert math.isclose(d["weight"] * d["inclusion"], 1, rel_tol=1e-12)
    share = sum(d["lamps"] for d in result["drawn"]) / total
    assert math.isclose(result["expected_half_width"],
                        Z * math.sqrt(result["rate"] * (1 - result["rate"]) * result["need"]["deff"] /
                                      (300 * result["frame"]["mean_lamps"]) *
                                      (1 - 300 * result["frame"]["mean_lamps"] / total)), rel_tol=1e-9) and share < 1
    assert plan("--clusters", 300, "--seed", 6)["drawn"] != result["drawn"]
    size = plan("--clusters", 60, "--cluster", "circuit", "--draw", "by_size", "--strata", "district", "--allocation",
                "neyman")
    circuits = dict(asked("select circuit, count(*) from streetlights where purpose = 'functional' group by 1"))
    totals = {s["stratum"]: s for s in size["strata"]}
    assert len(totals) == 16 and sum(s["lamps"] for s in totals.values()) == sum(circuits.values())
    for d in size["drawn"]:
        s = totals[d["stratum"]]
        assert math.isclose(d["inclusion"], s["take"] * circuits[d["cluster"]] / s["lamps"], rel_tol=1e-12)
    # Neyman: more where more is out, by lamps × √(p (1 − p)).
    weight = {k: s["lamps"] * math.sqrt(s["rate"] * (1 - s["rate"])) for k, s in totals.items()}
    for k, s in totals.items():
        assert abs(s["take"] - 60 * weight[k] / sum(weight.values())) <= 1, (k, s)
    none = plan("--clusters", 20, "--strata", "none")
    assert [s["take"] for s in none["strata"]] == [20]


def layers_and_sheet():
    out = FOLDER / "patrol.gpkg"
    result = plan("--clusters", 200, "-o", out)
    assert not geopackage_rules.broken_rules(out)
    lines = asked("select cluster, stratum, lamps, inclusion, weight from patrol", out)
    assert [(d["cluster"], d["stratum"], d["lamps"], d["inclusion"], d["weight"]) for d in result["drawn"]] == lines
    sheet = asked("select lamp, stratum, cluster, weight, time, state, round from patrol_lamps", out)
    assert len(sheet) == result["drawn_lamps"] and all(row[4:] == (None, None, None) for row in sheet)
    roads = dict(asked("select key, road from streetlights"))
    assert all(roads[lamp] == cluster for lamp, _, cluster, *_ in sheet)
    plan("--clusters", 200, "-o", FOLDER / "sheet.csv")
    with open(FOLDER / "sheet.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["lamp"], r["stratum"], r["cluster"], float(r["weight"])) for r in rows] == [row[:4] for row in sheet]
    drawn = list(csv.DictReader(io.StringIO(kerb("outage", "plan", SMALL, "--clusters", 200, "-f", "csv").stdout)))
    assert [d["cluster"] for d in drawn] == [d["cluster"] for d in result["drawn"]]
    titles = {"zh": "下一轮巡查", "en": "the next patrol"}
    for language, title in titles.items():
        path = FOLDER / f"{language}.gpkg"
        kerb("outage", "plan", SMALL, "--clusters", 50, "-o", path, "--quiet", language=language)
        assert asked("select identifier from gpkg_contents where table_name = 'patrol'", path) == [(title,)]
    circuit = FOLDER / "circuits.gpkg"
    plan("--clusters", 20, "--cluster", "circuit", "-o", circuit)
    assert len(asked("select fid from patrol", circuit)) == 20


def filled(sheet, states, path, blank=()):
    """What a crew brings back: the sheet with what it saw."""
    with open(sheet, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["lamp"] not in blank:
            row.update(time="2025-01-07T20:30", state=states[row["lamp"]], round="next")
    assert "WKT" not in rows[0], "a table of lamps states no coordinates, so it needs no --source-crs"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return rows


def the_sheet_comes_back():
    """Twenty patrols of the census night: the design is read as it was drawn, and intervals hold the truth."""
    states = dict(asked("select asset, result from inspections where round = 'census-2024-12'"))
    known = [s for s in states.values() if s != "unknown"]
    truth = known.count("out") / len(known)
    held, widths, off = 0, [], []
    for seed in range(1, 21):
        sheet, back = FOLDER / f"s{seed}.csv", FOLDER / f"b{seed}.csv"
        drawn = plan("--clusters", 200, "--seed", seed, "-o", sheet)
        rows = filled(sheet, states, back)
        done = json.loads(kerb("outage", "rates", SMALL, "--patrol", back, "--by", "city", "-f", "json",
                               "--quiet").stdout)["result"]
        # Rounds that met a circuit dark as a whole have their interval in two parts; what is planned is that in one.
        overall, plain = done["overall"], done["one_part"] or done["overall"]
        assert done["methods"]["basis"] == "sample" and done["round"] == "next" and plain["method"] == "korn_graubard"
        seen = [row for row in rows if row["state"] != "unknown"]
        assert overall["n"] == len(seen) and overall["out"] == sum(row["state"] == "out" for row in seen)
        clusters = {(row["stratum"], row["cluster"]) for row in seen}
        assert overall["clusters"] == len(clusters)
        assert overall["degrees_of_freedom"] == len(clusters) - len(drawn["strata"])
        held += overall["lo"] <= truth <= overall["hi"]
        widths.append((plain["hi"] - plain["lo"]) / 2)
        off.append(overall["rate"] - truth)
    print(f"of 20 patrols {held} intervals held {truth:.2%}; half width {sum(widths) / 20:.2%}, expected "
          f"{drawn['expected_half_width']:.2%}; mean error {sum(off) / 20:+.3%}")
    assert held >= 17, held  # 95 % promised: fewer than 17 of 20 would come in 1 of 60 cities
    assert abs(sum(off) / 20) < 3 * max(widths) / 1.96 / math.sqrt(20)
    assert 0.6 < sum(widths) / 20 / drawn["expected_half_width"] < 1.6
    # Lamps that nobody got to stay out of it; a GeoPackage comes back the same way.
    rows = filled(FOLDER / "s1.csv", states, FOLDER / "part.csv", blank={r["lamp"] for r in rows_of(1)[:40]})
    done = json.loads(kerb("outage", "rates", SMALL, "--patrol", FOLDER / "part.csv", "-f", "json",
                           "--quiet").stdout)["result"]["overall"]
    assert done["n"] + done["unknown"] == len(rows) - 40, (done["n"], done["unknown"], len(rows))


def rows_of(seed):
    with open(FOLDER / f"s{seed}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong_use_is_told():
    for arguments, words in ((["--clusters", 99999], ["99999"]), (["--clusters", 0], ["0"]),
                             (["--half-width", "wide"], ["--half-width", "wide"]), (["--rate", "0"], ["--rate"]),
                             (["--good", "3%", "--bad", "2%"], ["good"]), (["--round", "none"], ["none", "census"]),
                             (["--half-width", "0"], ["width"])):
        done = plan(*arguments, code=2)
        assert all(word in done.stderr for word in words) and done.stdout == "", (arguments, done.stderr)
    assert "CITY.gpkg" in plan("-o", FOLDER / "none.gpkg", source=(), code=2).stderr
    assert not (FOLDER / "none.gpkg").exists()
    for option, value in (("--mapping", "chinese"), ("--states", "words.toml"), ("--round", "N1"), ("--roads", "r.gpkg"),
                          ("--unit", "head"), ("--within", "30m"), ("--zone-kind", "street"), ("--source-crs", "EPSG:4547")):
        done = plan(option, value, source=(), code=2)
        assert f"{option} {value}" in done.stderr and "--lamps" in done.stderr and done.stdout == "", done.stderr
    assert "--landscape is for lamps" in plan("--landscape", source=(), code=2).stderr
    bare = FOLDER / "bare.csv"
    bare.write_text("key,x,y\nL1,500050,3500000\nL2,500080,3500000\n", encoding="utf-8")
    source = ("--lamps", bare, "--source-crs", "EPSG:32650")
    assert "--cluster" in plan(source=source, code=2).stderr
    before = SMALL.read_bytes()
    plan("-o", SMALL, "--overwrite", code=2)
    assert SMALL.read_bytes() == before
    kerb("outage", "plan", SMALL, "--dry-run", "-o", FOLDER / "dry.gpkg")
    assert not (FOLDER / "dry.gpkg").exists()


def same_bytes():
    for threads in (1, 2, 4):
        kerb("outage", "plan", SMALL, "--clusters", 100, "--threads", threads, "-o", FOLDER / f"t{threads}.csv", "--quiet")
    assert len({(FOLDER / f"t{t}.csv").read_bytes() for t in (1, 2, 4)}) == 1


sample_city(FOLDER)
shutil.copy(CITY, SMALL)
with sqlite3.connect(SMALL) as base:  # a tenth of its roads, and lighting alone: it is read a hundred times
    base.execute("delete from streetlights where cast(substr(road, 3) as integer) % 10 <> 3")
    base.execute("delete from roads where cast(substr(key, 3) as integer) % 10 <> 3")
    base.execute("delete from inspections where asset not in (select key from streetlights)")
    base.execute("delete from zones where kind <> 'district'")
    for (table,) in base.execute("select table_name from gpkg_contents").fetchall():
        if table not in ("roads", "streetlights", "zones", "circuits", "cabinets", "inspections", "kerb_run",
                         "kerb_schema", "kerb_label", "layer_styles"):
            base.execute(f'delete from "{table}"')
    base.commit()
    base.execute("vacuum")
run_all([the_line_a_planner_needs, count_rules_by_the_binomial, the_last_round_tells, what_is_drawn, layers_and_sheet,
         the_sheet_comes_back, wrong_use_is_told, same_bytes])
