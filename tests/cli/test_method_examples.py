"""The worked examples of the method notes come out of the program, and the notes say the figures that are checked."""
import json
import math
import pathlib
import tempfile

from support import ROOT, kerb, run_all

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-examples-"))
FRAME = "EPSG:4547"
EAST, NORTH = 500000, 3500000


def moved(shape):
    return [EAST + shape[0], NORTH + shape[1]] if isinstance(shape[0], (int, float)) else [moved(part) for part in shape]


def layer(name, kind, *features):
    """A layer of (shape, fields); coordinates count from a corner of the plane."""
    rows = [{"type": "Feature", "properties": {"key": f"{name}-{i}", **fields},
             "geometry": {"type": kind, "coordinates": moved(shape)}} for i, (shape, fields) in enumerate(features)]
    file = FOLDER / f"{name}.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": FRAME}},
                                "features": rows}), encoding="utf-8")
    return file


def bare(*shapes):
    return [(shape, {}) for shape in shapes]


def csv(name, header, rows):
    file = FOLDER / f"{name}.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def asked(*arguments):
    return json.loads(kerb(*arguments, "--format", "json").stdout)["result"]


def says(note, *figures):
    text = " ".join((ROOT / "docs" / "method" / f"{note}.md").read_text(encoding="utf-8").split())
    for figure in figures:
        assert figure in text, f"{note}.md does not say {figure}"


def close(value, wanted, digits=1e-9):
    assert math.isclose(value, wanted, rel_tol=digits), (value, wanted)


def reach_along_lines():
    says("reach-along-lines", "together 48 m", "48/100 = 48 %", "Gaps: 0–18, 42–58, 82–100 m")
    road = layer("road", "LineString", *bare([[0, 0], [100, 0]]))
    lamps = layer("lamps", "Point", *bare([30, 5], [70, 5]))
    told = asked("coverage", "length", "--lines", road, "--assets", lamps, "--within", "13m")
    close(told["covered_m"], 48)
    close(told["share"], 0.48)
    gaps = sorted((gap["from_m"], gap["to_m"]) for gap in told["gaps"])
    assert [(round(a, 9), round(b, 9)) for a, b in gaps] == [(0, 18), (42, 58), (82, 100)], gaps


def ground_within_reach():
    says("ground-within-reach", "2 · 2,827.43 − 619.50 = 5,035.37 m²", "25.2 %")
    zone = layer("zone", "Polygon", *bare([[[0, 0], [200, 0], [200, 100], [0, 100], [0, 0]]]))
    toilets = layer("toilets", "Point", *bare([80, 50], [120, 50]))
    told = asked("coverage", "area", "--zones", zone, "--assets", toilets, "--within", "30m")
    lens = 1800 * math.acos(40 / 60) - 20 * math.sqrt(3600 - 1600)
    close(told["covered_m2"], 2 * math.pi * 900 - lens)
    assert (round(told["covered_m2"], 2), round(told["share"], 3)) == (5035.37, 0.252), told


def points_density_spacing_conflicts():
    note = "points-density-spacing-conflicts"
    says(note, "2 of 3 homes, 5 of 10 people", "Median by homes 250 m, by people 250 m", "p90 400 m", "= 10/2 = 5 km/km²",
         "one spacing, 40 m, over the limit: 1/1; two ends of 30 m, neither over", "overlap, depth 0.4 m")
    homes = layer("homes", "Point", ([100, 0], {"people": 2}), ([250, 0], {"people": 3}), ([400, 0], {"people": 5}))
    park = layer("park", "Polygon", *bare([[[-100, -50], [0, -50], [0, 50], [-100, 50], [-100, -50]]]))
    told = asked("coverage", "points", "--points", homes, "--weight", "people", "--assets", park, "--within", "300m")
    assert (told["count"], told["served"], told["weight"], told["served_weight"]) == (3, 2, 10, 5), told
    assert (told["distance"]["p50_m"], told["weighted_distance"]["p50_m"], told["distance"]["p90_m"]) == (250, 250, 400)

    district = layer("district", "Polygon", *bare([[[0, 0], [2000, 0], [2000, 1000], [0, 1000], [0, 0]]]))
    streets = layer("streets", "LineString", *[([[0, y], [2000, y]], {}) for y in (100, 200, 300, 400)],
                    ([[0, 500], [2000, 500]], {"carriageway": "left"}), ([[0, 520], [2000, 520]], {"carriageway": "right"}))
    told = asked("coverage", "density", "--zones", district, "--lines", streets)
    close(told["zones"][0]["km_per_km2"], 5)

    told = asked("coverage", "spacing", "--lines", layer("road", "LineString", *bare([[0, 0], [100, 0]])), "--assets",
                 layer("lamps", "Point", *bare([30, 5], [70, 5])), "--limit", "35m")
    assert (told["max_m"], told["over_count"], told["judged"]) == (40, 1, 1), told
    assert (told["end_count"], told["end_over_count"]) == (2, 0), told

    boards = layer("boards", "Point", *bare([-0.4, 0], [0.4, 0]))
    told = asked("coverage", "conflicts", "--of", boards, "--against", park, "--buffer", "1m")
    kinds = [(c["kind"], c["depth_m"], c["distance_m"]) for c in told["conflicts"]]
    assert [k[0] for k in kinds] == ["overlap", "near"], kinds
    assert round(kinds[0][1], 6) == 0.4 and round(kinds[1][2], 6) == 0.4, kinds


def streets_on_foot():
    says("streets-on-foot", "together 250 m of 300 m; the gap is 100–150 m")
    streets = layer("ways", "LineString", *bare([[-400, 0], [0, 0]], [[0, 0], [300, 0]], [[300, 0], [650, 0]]))
    toilets = layer("ends", "Point", *bare([-400, 0], [650, 0]))
    told = asked("coverage", "network", "--lines", streets, "--assets", toilets, "--within", "500m")
    close(told["covered_m"], 400 + 250 + 350)
    gap, = told["gaps"]
    assert (round(gap["from_m"], 6), round(gap["to_m"], 6)) == (100, 150), gap


def siting():
    says("siting", "⌈200/60⌉ = 4 are needed", "kerb answers B, C, proven")
    told = asked("coverage", "siting", "--lines", layer("dark", "LineString", *bare([[0, 0], [200, 0]])), "--within", "30m",
                 "--to", "100%")
    assert (told["site_count"], told["proven"], told["share"]) == (4, True, 1), told
    homes = layer("six", "Point", *bare([0, 0], [10, 0], [0, 10], [10, 10], [0, 20], [10, 20]))
    sites = layer("abc", "LineString", *bare([[0, 0], [10, 0], [10, 10], [0, 10]], [[0, 0], [0, 20]], [[10, 0], [10, 20]]))
    told = asked("coverage", "siting", "--points", homes, "--candidates", sites, "--id-field", "key", "--within", "1m", "--to",
                 "100%")
    assert (sorted(s["id"] for s in told["sites"]), told["proven"]) == (["abc-1", "abc-2"], True), told


def light_on_the_road():
    says("light-on-the-road", "= 12.5 lx", "= 6.4 lx")
    lamp = FOLDER / "even.ies"
    lamp.write_text("IESNA:LM-63-2002\nTILT=NONE\n1 10000 1 37 1 1 2 0 0 0\n1 1 100\n" +
                    " ".join(str(5 * i) for i in range(37)) + "\n0\n" + " ".join(["1000"] * 37) + "\n", encoding="utf-8")
    told = asked("coverage", "lighting", "luminaire", lamp, "--height", "8m", "--at", "0m", "--at", "6m", "--maintenance", "0.8")
    along = [at["lx"] for at in told["samples"] if at["c_deg"] == 0]
    assert [round(lx, 9) for lx in along] == [12.5, 6.4], told["samples"]


def terrain():
    file = FOLDER / "bowls.asc"
    file.write_text("ncols 5\nnrows 3\nxllcorner 500000\nyllcorner 3500000\ncellsize 1\n5 5 5 5 5\n5 3 4 2 5\n5 5 5 5 5\n",
                    encoding="utf-8")
    return "--dem", file, "--source-crs", FRAME, "--nodata", "open"


def depressions_and_ponds():
    says("depressions", "= 6 m³, 3 m² large, 3 m deep")
    hollow, = asked("waterlogging", "depressions", *terrain())["largest"]
    assert (hollow["volume_m3"], hollow["area_m2"], hollow["depth_m"]) == (6, 3, 3), hollow
    says("waterlogging-points", "0.4 m that run off their 3 m² are 1.2 m³, 0.4 in the bowl of 3 and 0.8 m deep in that of 2")
    told = asked("waterlogging", "points", *terrain(), "--runoff", "400mm", "--deeper-than", "1cm")
    depths = sorted(point["depth_m"] for point in told["points"])
    assert [round(d, 5) for d in depths] == [0.4, 0.8], told
    close(told["ponded_m3"], 1.2, 1e-5)


def design_storms():
    says("design-storms", "= 33.543", "83.94 mm", "1,684.0/85.86 = 19.61 mm")
    told = asked("waterlogging", "storm", "--city", "suzhou", "--return-period", "5", "--duration", "120min")
    a = 17.969 * (1 + 1.24 * math.log10(5))
    close(told["depth_mm"], a * 120 / 138.415 ** 0.785, 1e-6)
    assert (round(a, 3), round(told["depth_mm"], 2)) == (33.543, 83.94), told["depth_mm"]


def outage_rates():
    says("outage-rates", "Wilson 1.15–3.46 %, Clopper & Pearson 1.04–3.47 %", "P(met) = 48 %", "P(met) = 97 %", "0.37–2.16 %")
    lamps = layer("town", "Point", *bare(*([30 * i, 0] for i in range(600))))
    for out, bounds, exact, chance in ((12, (1.15, 3.46), (1.04, 3.47), 0.48), (6, (0.46, 2.16), (0.37, 2.16), 0.97)):
        sheet = csv(f"night{out}", "lamp,time,state,round",
                    [f"town-{i},2024-11-19T22:00:00,{'out' if i < out else 'lit'},R1" for i in range(600)])
        told = asked("outage", "rates", "--lamps", lamps, "--patrol", sheet, "--max-out", "2%", "--target", "process")
        row = told["overall"]
        assert (row["out"], row["n"], row["verdict"]) == (out, 600, "cannot_tell"), row
        assert [round(100 * row[b], 2) for b in ("lo", "hi")] == list(bounds), row
        assert [round(100 * row[b], 2) for b in ("exact_lo", "exact_hi")] == list(exact), row
        assert round(row["p_meets"], 2) == chance, row


def outage_times():
    says("outage-times", "S(1) = 4/5 = 0.80", "0.80 · 3/4 = 0.60", "one of two: 0.30", "Median 4 days", "= 2.3 days")
    lamps = layer("five", "Point", *bare(*([30 * i, 0] for i in range(5))))
    log = csv("faults", "lamp,from,to", ["five-0,2024-03-01T00:00:00,2024-03-02T00:00:00",
                                         "five-1,2024-03-01T00:00:00,2024-03-03T00:00:00",
                                         "five-2,2024-03-01T00:00:00,2024-03-05T00:00:00",
                                         "five-3,2024-03-29T00:00:00,", "five-4,2024-03-25T00:00:00,"])
    told = asked("outage", "repair", "--lamps", lamps, "--events", log, "--window-from", "2024-03-01", "--window-to", "2024-03-31")
    row = told["overall"]
    assert (row["faults"], row["repaired"], row["open"]) == (5, 3, 2), row
    curve = row["curve"]
    assert curve["at"] == [24, 48, 96] and curve["at_risk"] == [5, 4, 2], curve
    assert [round(share, 9) for share in curve["open"]] == [0.8, 0.6, 0.3], curve
    assert round(row["median"] / 24, 6) == 4 and round(row["closed_mean"] / 24, 3) == 2.333, row


def outage_unreported():
    says("outage-unreported", "N = 11 · 16/6 − 1 = 28.3", "= 22.4 to 20", "= 49.1", "Unreported: 8 (2–29)")
    lamps = layer("twenty", "Point", *bare(*([100 * i, 0] for i in range(20))))
    log = csv("log", "lamp,from,to", [f"twenty-{i},2024-03-05T20:00:00,2024-03-09T12:00:00" for i in range(10)])
    calls = csv("calls", "lamp,reported,closed,type",
                [f"twenty-{i},2024-03-06T20:00:00,2024-03-09T12:00:00,streetlight out" for i in range(5, 20)])
    told = asked("outage", "unreported", "--lamps", lamps, "--events", log, "--tickets", calls, "--lists", "events,tickets",
                 "--window-from", "2024-03-01", "--window-to", "2024-03-31")
    row = told["overall"]
    assert round(row["total"], 6) == round(11 * 16 / 6 - 1, 6), row
    assert (row["seen"], round(row["lo"], 1), round(row["hi"], 1)) == (20, 22.4, 49.1), row


def outage_plans():
    says("night-plans", "= 3,012 lamps picked singly", "= 11,867 lamps = 238 circuits", "None out of 149 lamps")
    told = kerb("outage", "plan", "--rate", "2%", "--rho", "0.06", "--cluster-lamps", "50", "--half-width", "0.5%").stdout
    for figure in ("11 867 lamps = 238 groups", "3 012 lamps picked singly", "design effect 3.94", "none out of 149 lamps"):
        assert figure in told.replace("\u00a0", " ").replace("\u202f", " "), told


def clusters():
    says("outage-clusters", "= 5.07", "5 · 5/20 = 1.25; relative risk (4/5)/(1/15) = 12")
    lamps = layer("row", "Point", *bare(*([30 * i, 0] for i in range(20))))
    sheet = csv("row", "lamp,time,state,round",
                [f"row-{i},2024-11-19T22:00:00,{'out' if i in (5, 6, 8, 9, 19) else 'lit'},R1" for i in range(20)])
    first = asked("outage", "clusters", "--lamps", lamps, "--patrol", sheet, "--most-share", "40%")["clusters"][0]
    assert (first["out"], first["lamps"], first["expected"]) == (4, 5, 1.25), first
    assert (round(first["llr"], 2), round(first["rr"], 9)) == (5.07, 12), first


def two_dates():
    says("two-dates", "gained 40–55 = 15 m, lost 20–35 = 15 m")
    road = layer("road", "LineString", *bare([[0, 0], [100, 0]]))
    told = asked("coverage", "length", "--lines", road, "--assets", layer("now", "Point", *bare([45, 0])), "--assets-before",
                 layer("then", "Point", *bare([30, 0])), "--within", "10m")
    change = told["change"]
    close(change["gained_m"], 15)
    close(change["lost_m"], 15)


def record_checks():
    says("record-checks", "(invert 12.30 m) to B (12.34 m)", "the lower end lies 0.04 m higher")
    nodes = layer("manholes", "Point", ([0, 0], {"key": "A"}), ([40, 0], {"key": "B"}))
    pipe = layer("conduits", "LineString", ([[0, 0], [40, 0]], {"from_node": "A", "to_node": "B", "invert_up_m": 12.30,
                                                                "invert_down_m": 12.34}))
    told = asked("check", nodes, pipe, "--mapping", "kerb", "--only", "conduit.adverse_slope")
    issue, = told["issues"]
    assert (issue["severity"], round(issue["arguments"]["rise"], 9)) == ("error", 0.04), issue
    rule, = [rule for rule in told["rules"] if rule["id"] == "conduit.adverse_slope"]
    assert (rule["found"], rule["looked_at"]) == (1, 1), rule


NETS = """
[profile]
id = "nets"
version = "1"
zh = "网"
en = "Nets"
zone_kinds = ["district"]

[[indicator]]
id = "cover.net"
zh = "防坠网"
en = "Nets"
group = "covers"
%s
unit = "%%"
better = "high"
op = "ratio_k_n"
numerator = { layer = "manholes", net = true }
denominator = { layer = "manholes", system = ["storm"] }
score = { full = 10, at = 98, step = 1, minus = 0.5, floor = 0 }
weight = 20
source = "an example"
status = "own"
""" % "\n".join(f'{key} = {{ zh = "无", en = "none" }}' for key in (
    "explanation", "method", "data_source", "reference", "scoring_text"))


def scorecard():
    says("scorecard", "10 − 1 = 9, weighted 18 of 20", "so 3 begun steps, 8.5, weighted 17")
    profile = FOLDER / "nets.toml"
    profile.write_text(NETS, encoding="utf-8")
    for netted, points in ((192, 18), (191, 17)):
        covers = layer("manholes", "Point", *[([i, 0], {"net": i < netted, "system": "storm"}) for i in range(200)])
        city = FOLDER / f"covers-{netted}.gpkg"
        kerb("import", covers, "--mapping", "kerb", "-o", city, "--quiet")
        kerb("score", city, "--profile", profile, "-o", FOLDER / f"score-{netted}", "--quiet")
        told = json.loads((FOLDER / f"score-{netted}" / "score.json").read_text(encoding="utf-8"))
        nets, = told.get("result", told)["indicators"]
        assert (nets["k"], nets["n"], round(nets["points"], 9), nets["possible"]) == (netted, 200, points, 20), nets


run_all([reach_along_lines, ground_within_reach, points_density_spacing_conflicts, streets_on_foot, siting,
         light_on_the_road, depressions_and_ponds, design_storms, outage_rates, outage_times,
         outage_unreported, outage_plans, clusters, two_dates, record_checks, scorecard])
