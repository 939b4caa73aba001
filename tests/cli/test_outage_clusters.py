"""kerb outage clusters: a planted cluster, the sample city's dead circuits, requests by zone, what is wrong with a wish."""
import json
import math
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
import gpkg  # noqa: E402
from geojson import X, Y, box, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"
CHICAGO = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere")) / "chicago_outages" / "chicago_outages.gpkg"

# A town of 20 streets, 120 m apart, each with 40 lamps 30 m apart; a circuit for each half street, a cabinet for each
# five streets. Every 41st lamp is out by itself; a square of 25 lamps around (225, 844), all of
# cabinet K1, is out but for three; of these the lamps of the sixth street are of 2009, as few others; the
# circuit of the far end of the last street is dark as a whole.
STREETS, LAMPS = 20, 40
PLACES = {f"L{s:02}{i:02}": (15 + 30 * i, 120 * s + 4) for s in range(STREETS) for i in range(LAMPS)}
PLANTED = sorted(k for k, (x, y) in PLACES.items() if abs(x - 225) <= 60 and abs(y - 844) <= 240)
STILL_LIT = {PLANTED[3], PLANTED[12], PLANTED[20]}
DEAD = sorted(f"L19{i:02}" for i in range(20, 40))
SINGLE = sorted(PLACES)[7::41]
OUT = (set(PLANTED) - STILL_LIT) | set(DEAD) | set(SINGLE)


def circuit(key):
    return f"C{key[1:3]}{int(key[3:]) // 20}"


def year(key):
    return 2009 if key[1:3] == "06" and 5 <= int(key[3:]) < 10 else 2018


def town():
    lamps = [point(x, y, key=k, circuit=circuit(k), cabinet=f"K{int(k[1:3]) // 5}", road=f"R{k[1:3]}",
                   build_date=f"{year(k)}-05-01")
             for k, (x, y) in PLACES.items()]
    roads = [line((0, 120 * s), (1200, 120 * s), key=f"R{s:02}", road_class="local") for s in range(STREETS)]
    roads.append(line((0, 0), (0, 120 * STREETS), key="RX", road_class="arterial"))
    patrol = FOLDER / "patrol.csv"
    patrol.write_text("lamp,time,state,round\n" + "".join(
        f"{k},2024-11-19T20:00:00,{'out' if k in OUT else 'lit'},R1\n" for k in PLACES), encoding="utf-8")
    return ("--lamps", write("lamps.geojson", lamps), "--patrol", patrol, "--roads", write("roads.geojson", roads))


TOWN = town()


def result(*arguments, code=0):
    done = kerb("outage", "clusters", *arguments, "-f", "json", code=code)
    document = json.loads(done.stdout)
    fits(document, schema("outage-clusters"))
    return document["result"]


def ratio(c, n, all_c, all_n):
    """Kulldorff's log likelihood ratio, Bernoulli, from the paper."""
    part = lambda a, b: a * math.log(a / b) if a > 0 else 0  # noqa: E731
    return (part(c, n) + part(n - c, n) + part(all_c - c, all_n - n) + part(all_n - n - all_c + c, all_n - n)
            - part(all_c, all_n) - part(all_n - all_c, all_n))


def best_circles():
    """The likeliest circles about lamps of at most 1 km and 10 % of the lamps, by trying all; several when they tie."""
    known = [k for k in PLACES if k not in DEAD]
    all_c, best = sum(k in OUT for k in known), (0, set())
    for centre in known:
        near = sorted((round(math.dist(PLACES[centre], PLACES[k]), 6), k) for k in known)
        count = 0
        for i, (d, key) in enumerate(near):
            if d > 1000 or i + 1 > 0.1 * len(known):
                break
            count += key in OUT
            if (i + 1 == len(near) or near[i + 1][0] > d) and count / (i + 1) > all_c / len(known):
                llr, inside = ratio(count, i + 1, all_c, len(known)), tuple(sorted(k for _, k in near[:i + 1]))
                if llr > best[0]:
                    best = (llr, set())
                if llr == best[0]:
                    best[1].add(inside)
    return best


def the_planted_cluster_is_found_first():
    found = result(*TOWN)
    known, out = len(PLACES) - len(DEAD), len(OUT - set(DEAD))
    assert (found["scanned"]["n"], found["scanned"]["out"]) == (known, out)
    assert [(d["circuit"], d["lamps"], d["out"], d["by"]) for d in found["dead_circuits"]] == [("C191", 20, 20, "lamps")]
    first = found["clusters"][0]
    llr, tied = best_circles()
    inside = tuple(sorted(first["members"]))
    assert first["p"] == 0.001 and first["rank"] == 1 and first["shape"] == "circle"
    assert math.isclose(first["llr"], llr, rel_tol=1e-12), (first["llr"], llr)
    assert inside in tied
    assert set(first["members"]) & set(PLANTED) >= set(PLANTED) - STILL_LIT - {PLANTED[0], PLANTED[4], PLANTED[-1],
                                                                             PLANTED[-5]}
    assert not set(first["members"]) & set(DEAD)
    c, n = sum(k in OUT for k in inside), len(inside)
    assert (first["out"], first["lamps"]) == (c, n)
    assert math.isclose(first["expected"], n * out / known, rel_tol=1e-12)
    assert math.isclose(first["rr"], (c / n) / ((out - c) / (known - n)), rel_tol=1e-12)
    centre = PLACES[first["centre_lamp"]]
    assert first["centre"] == [X + centre[0], Y + centre[1]]
    assert math.isclose(first["radius_m"], max(math.dist(centre, PLACES[k]) for k in inside), abs_tol=2e-3)
    assert [one["rank"] for one in found["clusters"]] == list(range(1, len(found["clusters"]) + 1))
    assert all(one["p"] <= 0.05 for one in found["clusters"][1:])


def circuits_are_tested_against_their_class():
    found = result(*TOWN)
    tests = {c["circuit"]: c for c in found["circuits"]}
    assert "C191" not in tests and len(tests) == 2 * STREETS - 1
    rate = len(OUT - set(DEAD)) / (len(PLACES) - len(DEAD))
    tails = {}
    for name, one in tests.items():
        out = sum(k in OUT for k in PLACES if circuit(k) == name)
        assert (one["n"], one["out"], one["lamps"]) == (20, out, 20) and one["road_class"] == "local"
        assert math.isclose(one["expected"], 20 * rate, rel_tol=1e-12)
        tails[name] = sum(math.comb(20, i) * rate ** i * (1 - rate) ** (20 - i) for i in range(out, 21))
        assert math.isclose(one["p"], tails[name], rel_tol=1e-10), name
    ordered = sorted(tails, key=tails.get, reverse=True)
    q = 1.0
    for rank, name in zip(range(len(ordered), 0, -1), ordered):
        q = min(q, tails[name] * len(ordered) / rank)
        assert math.isclose(tests[name]["q"], q, rel_tol=1e-10), name
    assert tests["C060"]["q"] < 0.05 and tests["C151"]["q"] > 0.05


def a_cause_is_what_the_rest_does_not_share():
    found = result(*TOWN)
    first = found["clusters"][0]
    dark = [k for k in first["members"] if k in OUT]
    rest = [k for k in PLACES if k not in first["members"] and k not in DEAD]
    assert [c["kind"] for c in first["causes"]] == ["cabinet"] and first["cause"] == first["causes"][0]
    cause = first["cause"]
    shared = lambda keys: sum(int(k[1:3]) // 5 == 1 for k in keys)  # noqa: E731
    assert (cause["value"], cause["dark"], cause["dark_n"]) == ("K1", shared(dark), len(dark))
    assert (cause["rest"], cause["rest_n"]) == (shared(rest), len(rest))
    assert (cause["lit_inside"], cause["lit_inside_n"]) == (
        shared(first["members"]) - shared(dark), len(first["members"]) - len(dark))
    assert cause["dark_share"] >= 0.8 > cause["rest_share"]
    tail = sum(math.comb(len(dark), i) * cause["rest_share"] ** i * (1 - cause["rest_share"]) ** (len(dark) - i)
               for i in range(cause["dark"], len(dark) + 1))
    assert math.isclose(cause["p"], tail, rel_tol=1e-9)


def runs_lie_on_one_circuit():
    runs = result(*TOWN)["runs"]
    assert runs[0]["p"] == 0.001
    for run in runs:
        lamps = run["members"]
        assert {circuit(k) for k in lamps} == {run["circuit"]} and [run["first"], run["last"]] == [lamps[0], lamps[-1]]
        assert run["out"] == sum(k in OUT for k in lamps) and lamps[0] in OUT and lamps[-1] in OUT
        assert math.isclose(run["length_m"], 30 * (len(lamps) - 1), abs_tol=2e-3)
        # That they share their circuit is no news; the year is.
        old = run["circuit"] == "C060"
        assert (run["cause"] is not None) == old, run
        if old:
            assert (run["cause"]["kind"], run["cause"]["value"]) == ("install_year", "2009")
    assert any(run["circuit"] == "C060" for run in runs)


def streets_and_layers():
    target = FOLDER / "both.gpkg"
    found = result(*TOWN, "--shape", "both", "-o", target)
    along = [c for c in found["clusters"] if c["shape"] == "network"]
    assert along and along[0]["rank"] == 1 and along[0]["p"] == 0.001
    # From street to street one walks to the crossing at x = 0.
    farthest = max(PLACES[along[0]["centre_lamp"]][0] + abs(PLACES[along[0]["centre_lamp"]][1] - PLACES[k][1])
                   + PLACES[k][0] if k[1:3] != along[0]["centre_lamp"][1:3]
                   else abs(PLACES[k][0] - PLACES[along[0]["centre_lamp"]][0]) for k in along[0]["members"])
    assert math.isclose(along[0]["radius_m"], farthest, abs_tol=2e-3), along[0]
    assert not geopackage_rules.broken_rules(target)
    lamps = {row[2]: row[3:] for row in gpkg.rows(target, "lamps", ["id", "state", "dark_circuit", "cluster"])}
    assert len(lamps) == len(PLACES) and {k for k, row in lamps.items() if row[0] == "out"} == OUT
    assert {k for k, row in lamps.items() if row[1]} == set(DEAD)
    circles = [c for c in found["clusters"] if c["shape"] == "circle"]
    assert {k for k, row in lamps.items() if row[2] == 1} == set(circles[0]["members"])
    for (_, shape, rank, inside), cluster in zip(gpkg.rows(target, "clusters", ["rank", "inside"]), circles):
        ring = shape[1][0][0]
        assert (rank, inside) == (cluster["rank"], cluster["lamps"]) and ring[0] == ring[-1]
        reach = max(cluster["radius_m"], 5)
        edges = [math.dist(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), cluster["centre"]) for a, b in zip(ring, ring[1:])]
        assert all(math.isclose(e, reach, rel_tol=1e-6) for e in edges), "the circle lies inside, the polygon touches it"
    lines = list(gpkg.rows(target, "clusters__lines", ["kind", "rank", "radius_m"]))
    assert {row[2] for row in lines} == {"network", "run"} and all(shape[0] == "line" for _, shape, *_ in lines)
    ball = sum(math.dist(a, b) for chain in lines[0][1][1] for a, b in zip(chain, chain[1:]))
    centre, reach = PLACES[along[0]["centre_lamp"]][0], max(along[0]["radius_m"], 5)
    if reach < centre and reach < 1200 - centre:
        assert math.isclose(ball, 2 * reach, rel_tol=1e-6), (ball, reach)
    else:
        assert ball > reach


def dead_circuits_of_the_sample_are_no_clusters():
    sample_city(FOLDER / "city", "xs")
    told = json.loads((FOLDER / "city" / "truth.json").read_text(encoding="utf-8"))
    found = result(CITY, "--replicas", "99")
    assert {d["circuit"] for d in found["dead_circuits"]} == set(told["lighting"]["circuits_out"])
    census = told["records"]["inspections"]
    dead_known = sum(d["n"] for d in found["dead_circuits"])
    dead_out = sum(d["out"] for d in found["dead_circuits"])
    assert found["scanned"]["n"] == census["census_lamps"] - census["census_unknown"] - dead_known
    assert found["scanned"]["out"] == census["census_out"] - dead_out
    circuit_of = dict(row[2:] for row in gpkg.rows(CITY, "streetlights", ["key", "circuit"]))
    dead = set(told["lighting"]["circuits_out"])
    for cluster in found["clusters"] + found["runs"]:
        assert not {circuit_of[k] for k in cluster["members"]} & dead
    # All others fail by themselves in the sample, one as likely as the other.
    assert found["clusters"][0]["p"] > 0.05 and all(c["q"] > 0.05 for c in found["circuits"])


def same_bytes_for_any_threads():
    for more in (("--shape", "both"), ("--replicas", "99", "--most-radius", "300m", "--seed", "5")):
        texts = {kerb("outage", "clusters", *TOWN, *more, "-f", "json", "--threads", n).stdout for n in (1, 2, 4)}
        assert len(texts) == 1
    assert result(*TOWN, "--seed", "5")["seed"] == 5


def order_of_rows_shows_nowhere():
    patrol = TOWN[3].read_text(encoding="utf-8").splitlines()
    lamps = json.loads(TOWN[1].read_text(encoding="utf-8"))
    lamps["features"].reverse()
    turned = FOLDER / "turned.geojson"
    turned.write_text(json.dumps(lamps), encoding="utf-8")
    other = FOLDER / "turned.csv"
    other.write_text("\n".join([patrol[0], *reversed(patrol[1:])]) + "\n", encoding="utf-8")
    mine, theirs = result(*TOWN), result("--lamps", turned, "--patrol", other, "--roads", TOWN[5])
    for name in ("clusters", "runs"):
        members = [c["members"] for c in mine[name]]
        assert members == [c["members"] for c in theirs[name]] and (name == "runs" or members == [sorted(m) for m in members])


def options_are_obeyed():
    narrow = result(*TOWN, "--most-radius", "100m")
    assert all(c["radius_m"] <= 100 for c in narrow["clusters"]) and narrow["methods"]["most_radius_m"] == 100
    few = result(*TOWN, "--most-share", "1%", "--most-clusters", "1")
    assert few["clusters"][0]["lamps"] <= 0.01 * few["scanned"]["n"] and len(few["clusters"]) == 1
    untested = result(*TOWN, "--replicas", "0", "--most-clusters", "10")
    best = untested["clusters"][0]["llr"]
    assert all(c["llr"] == best for c in untested["clusters"]), "one pass, and what ties in it"
    assert untested["clusters"][0]["p"] is None and untested["clusters"][0]["gumbel_p"] is None
    loose = result(*TOWN, "--level", "0.9")
    assert all(c["p"] <= 0.9 for c in loose["clusters"][1:])
    assert loose["methods"]["ties"] and loose["methods"]["random"] and loose["methods"]["replicas"] == 999


def forms_and_languages():
    text = kerb("outage", "clusters", *TOWN).stdout
    first = text.splitlines()[0]
    assert "beyond chance" in first and "p = 0.001" in first and "C191 (20/20)" in text, text
    assert "95 %" in text.splitlines()[1] and "same cabinet K1" in first
    zh = kerb("outage", "clusters", *TOWN, language="zh").stdout
    assert "聚集" in zh.splitlines()[0] and "同一配电箱 K1" in zh and "整路熄灭" in zh and "chance" not in zh, zh
    rows = [row.split(",") for row in kerb("outage", "clusters", *TOWN, "-f", "csv").stdout.splitlines()]
    assert all(len(row) == len(rows[0]) for row in rows), [row for row in rows if len(row) != len(rows[0])][:2]
    found = result(*TOWN)
    kinds = [row[0] for row in rows[1:]]
    assert kinds.count("dead_circuit") == 1 and kinds.count("circuit") == len(found["circuits"])
    assert kinds.count("circle") == len(found["clusters"]) and kinds.count("run") == len(found["runs"])
    circle = dict(zip(rows[0], rows[1 + kinds.index("circle")]))
    assert float(circle["llr"]) == found["clusters"][0]["llr"] and circle["unit"] == found["clusters"][0]["centre_lamp"]


def small_zones():
    zones = [box(1000 * i, 1000 * j, 1000 * i + 1000, 1000 * j + 1000, key=f"Z{i}{j}", kind="district",
                 population=None if (i, j) == (5, 5) else 1000) for i in range(6) for j in range(6)]
    cases, number = [], 0
    for i in range(6):
        for j in range(6):
            for n in range(30 if (i, j) == (2, 3) else 5):
                number += 1
                cases.append(point(1000 * i + 100 + n, 1000 * j + 500, key=f"S{number}", kind="streetlight_out",
                                   reported="2024-05-01T08:00:00", state="closed"))
    cases.append(point(90000, 0, key="far", kind="streetlight_out", reported="2024-05-02T08:00:00", state="closed"))
    return ("--tickets", write("requests.geojson", cases), "--zones", write("zones.geojson", zones))


def requests_by_the_people_of_zones():
    zones = small_zones()
    target = FOLDER / "zones.gpkg"
    found = result(*zones, "-o", target)
    assert found["methods"]["model"] == "poisson" and found["dead_circuits"] == found["runs"] == []
    scanned = found["scanned"]
    assert (scanned["zones"], scanned["cases"], scanned["people"]) == (35, 34 * 5 + 30, 35000)
    assert (scanned["outside"], scanned["without_people"]) == (1, 5)
    first = found["clusters"][0]
    expected = 200 / 35
    assert first["members"] == ["Z23"] and first["p"] == 0.001 and first["cases"] == 30
    assert math.isclose(first["expected"], expected, rel_tol=1e-12)
    llr = 30 * math.log(30 / expected) + 170 * math.log(170 / (200 - expected))
    assert math.isclose(first["llr"], llr, rel_tol=1e-12)
    assert math.isclose(first["rr"], (30 / 1000) / (170 / 34000), rel_tol=1e-12)
    assert {z["zone"]: z["cluster"] for z in found["zones"]}["Z23"] == 1
    assert not geopackage_rules.broken_rules(target)
    rows = {row[2]: row[3:] for row in gpkg.rows(target, "request_zones", ["id", "requests", "requests_per_1000"])}
    assert rows["Z23"] == (30, 30.0) and len(rows) == 35
    texts = {kerb("outage", "clusters", *zones, "-f", "json", "--threads", n).stdout for n in (1, 2, 4)}
    assert len(texts) == 1
    lines = kerb("outage", "clusters", *zones, language="zh").stdout
    assert "Z23" in lines.splitlines()[0] and "报修" in lines
    assert kerb("outage", "clusters", *zones, "-f", "csv").stdout.count("\n") == 36
    kerb("outage", "clusters", *zones, "--shape", "network", code=2)


def chicago():
    if not CHICAGO.exists():
        print("skipped: no data of Chicago")
        return
    arguments = ("--tickets", f"{CHICAGO}::light_outages", "--zones", f"{CHICAGO}::community_areas", "--replicas", "99",
                 "--most-clusters", "2")
    found = result(*arguments)
    scanned = found["scanned"]
    assert scanned["cases"] + scanned["outside"] == 33580 and scanned["people"] == 2710498 and scanned["zones"] == 77
    people = {str(k): p for _, _, k, p in gpkg.rows(CHICAGO, "community_areas", ["area_num", "population_2017"])}
    zones = {z["zone"]: z for z in found["zones"]}
    assert {k: z["people"] for k, z in zones.items()} == people
    for cluster in found["clusters"][:1]:
        c, n = (sum(zones[z][f] for z in cluster["members"]) for f in ("cases", "people"))
        all_c = scanned["cases"]
        expected = all_c * n / 2710498
        assert cluster["cases"] == c and math.isclose(cluster["expected"], expected, rel_tol=1e-9)
        llr = c * math.log(c / expected) + (all_c - c) * math.log((all_c - c) / (all_c - expected))
        assert math.isclose(cluster["llr"], llr, rel_tol=1e-9) and cluster["p"] == 0.01
        assert n <= 0.1 * 2710498
        print(f"Chicago: {c} requests where {expected:.0f} are expected, {cluster['rr']:.2f} times the rest")


def wrong_wishes_are_told():
    for more, code, word in ((("--most-share", "0"), 2, "--most-share"), (("--most-radius", "300"), 2, "--most-radius"),
                             (("--level", "2"), 2, "--level"), (("--replicas", "-1"), 2, "--replicas"),
                             (("--shape", "square"), 2, "--shape"), (("--most-clusters", "0"), 2, "--most-clusters"),
                             (("--round", "none"), 2, "none"), (("--model", "poisson"), 3, "district")):
        done = kerb("outage", "clusters", *TOWN, *more, code=code)
        assert word in done.stderr and done.stdout == "", (more, done.stderr)
    assert "--roads" in kerb("outage", "clusters", *TOWN[:4], "--shape", "network", code=2).stderr
    kerb("outage", "clusters", code=2)
    bad = FOLDER / "bad.csv"
    bad.write_text((FOLDER / "patrol.csv").read_text(encoding="utf-8") + "NOBODY,2024-11-19T20:00:00,lit,R1\n"
                   "L0000,2024-11-19T20:10:00,purple,R1\n", encoding="utf-8")
    done = kerb("outage", "clusters", *TOWN[:2], "--patrol", bad, "-f", "json")
    document = json.loads(done.stdout)
    assert document["issue_reasons"] and "NOBODY" in json.dumps(document["issues"]), document["issue_reasons"]
    assert "purple" in json.dumps(document["issues"], ensure_ascii=False)


def nothing_out_is_no_cluster():
    patrol = FOLDER / "lit.csv"
    patrol.write_text("lamp,time,state,round\n" + "".join(f"{k},2024-11-19T20:00:00,lit,R1\n" for k in PLACES),
                      encoding="utf-8")
    found = result(*TOWN[:2], "--patrol", patrol)
    assert found["clusters"] == found["runs"] == [] and found["scanned"]["out"] == 0
    assert "nothing clusters" in found["summary"]
    kerb("outage", "clusters", *TOWN[:2], "--patrol", patrol, "-o", FOLDER / "lit.gpkg")


run_all([the_planted_cluster_is_found_first, circuits_are_tested_against_their_class,
         a_cause_is_what_the_rest_does_not_share, runs_lie_on_one_circuit, streets_and_layers, dead_circuits_of_the_sample_are_no_clusters,
         same_bytes_for_any_threads, order_of_rows_shows_nowhere, options_are_obeyed, forms_and_languages, requests_by_the_people_of_zones, chicago,
         wrong_wishes_are_told, nothing_out_is_no_cluster])
