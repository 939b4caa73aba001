"""kerb coverage density, spacing and conflicts: by hand, on a synthetic city, and on Cambridge."""
import csv
import io
import json
import math
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
import naive_density  # noqa: E402
import naive_places  # noqa: E402
from geojson import FOLDER, X, Y, box, line, point, write  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

CAMBRIDGE = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere")) / "cambridge_ma" / "cambridge_ma.gpkg"

# Two zones of 1 km² side by side. The first road crosses from one to the other, the second runs on their border.
ZONES = write("分区.geojson", [box(0, 0, 1000, 1000, key="A", people=500), box(1000, 0, 2000, 1000, key="B", people=None)])
ROADS = write("roads.geojson", [
    line((400, 500), (1300, 500), key="R1", cls="main"), line((1000, 100), (1000, 300), key="R2", cls="side"),
    line((1900, 900), (2100, 900), key="R3", cls="side", carriageway="left"),
    line((1900, 910), (2100, 910), key="R4", cls="side", carriageway="right")])
LAMPS = write("lamps.geojson", [point(450, 505, key="L1"), point(500, 495, key="L2"), point(620, 505, key="L3"),
                                point(1000, 200, key="L4"), point(1000, 500, key="L5"), point(3000, 3000, key="L6")])
GREENS = write("greens.geojson", [box(900, 0, 1100, 100, key="G1"), box(950, 50, 1150, 150, key="G2"),
                                  box(1500, 950, 1600, 1050, key="G3")])


def ask(command, *more, code=0, **options):
    return kerb("coverage", command, *more, code=code, **options)


def measure(command, *more, code=0):
    envelope = json.loads(ask(command, "-f", "json", *more, code=code).stdout)
    fits(envelope, schema(f"coverage-{command}"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    return envelope, envelope["result"]


def rows_of(command, *more):
    return list(csv.DictReader(io.StringIO(ask(command, "-f", "csv", *more).stdout)))


def agrees(row, figures):
    """Cells of a CSV row are the figures of the JSON object of the same names."""
    for name, cell in row.items():
        if name not in ("level", "id"):
            assert (float(cell) if cell else None) == figures[name], (name, row, figures)


DENSITY = ("--zones", ZONES, "--lines", ROADS, "--by", "cls")


def density_counts_everything_once():
    _, result = measure("density", *DENSITY, "--assets", LAMPS, "--population", "people")
    a, b = result["zones"]
    # R1 600 + 300 m; R2 on the border is A's; of the pair R3, R4 half of 100 m each is in B and half outside.
    assert (a["length_m"], b["length_m"], result["outside"]["length_m"]) == (800, 400, 100), result
    assert (a["count"], b["count"], result["outside"]["count"], result["total"]["count"]) == (5, 0, 1, 6)
    assert math.isclose(a["km_per_km2"], 0.8) and math.isclose(a["per_km"], 5 / 0.8) and a["area_m2"] == 1e6
    assert math.isclose(a["per_1000_people"], 10) and math.isclose(a["m_per_person"], 1.6) and a["population"] == 500
    assert b["population"] is None and b["m_per_person"] is None and result["inside"]["population"] is None
    assert result["halved_lines"] == 2
    assert {c["id"]: c["length_m"] for c in result["classes"]} == {"main": 900, "side": 400}
    assert {c["id"]: c["length_m"] for c in b["classes"]} == {"main": 300, "side": 100}
    assert a["ratio"] is None and a["assets_m2"] is None, "no areas were given"
    _, both = measure("density", *DENSITY, "--both-carriageways")
    assert both["halved_lines"] is None and both["zones"][1]["length_m"] == 500, both


def areas_are_clipped_and_joined():
    _, result = measure("density", "--zones", ZONES, "--assets", GREENS)
    a, b = result["zones"]
    # G1 ∪ G2 in A: 100·100 + 50·150 − 50·50; in B: 100·100 + 150·100 − 100·50, and half of G3.
    assert math.isclose(a["assets_m2"], 10000 + 5000 - 2500), a
    assert math.isclose(b["assets_m2"], 10000 + 15000 - 5000 + 5000), b
    assert math.isclose(result["outside"]["assets_m2"], 5000) and math.isclose(a["ratio"], 0.0125)
    assert a["length_m"] is None and a["count"] is None


def zones_that_overlap_count_once():
    zones = write("overlap.geojson", [box(0, 0, 1000, 1000, key="b"), box(500, 0, 1500, 1000, key="a")])
    envelope, result = measure("density", "--zones", zones, "--lines", ROADS)
    z = {zone["id"]: zone for zone in result["zones"]}
    assert z["a"]["area_m2"] == 1e6 and math.isclose(z["b"]["area_m2"], 5e5), z
    assert math.isclose(z["b"]["overlapped_m2"], 5e5) and z["a"]["length_m"] == 800 + 200 and z["b"]["length_m"] == 100
    assert "overlap" in ask("density", "--zones", zones, "--lines", ROADS).stderr


def density_in_every_form():
    more = (*DENSITY, "--assets", LAMPS, "--population", "people")
    _, result = measure("density", *more)
    rows = rows_of("density", *more)
    assert [(r["level"], r["id"]) for r in rows] == [("total", ""), ("inside", ""), ("outside", ""), ("zone", "A"),
                                                     ("zone", "B"), ("class", "main"), ("class", "side")], rows
    for row, figures in zip(rows, [result["total"], result["inside"], result["outside"], *result["zones"]]):
        agrees(row, figures)
    assert [float(r["length_m"]) for r in rows[5:]] == [900, 400]
    table = ask("density", *more).stdout
    assert "0.80" in table and "km/km²" in table and "2 lines of carriageway pairs" in table, table
    table = ask("density", *more, language="zh").stdout
    assert "zone" not in table and "0.80" in table, table
    out = FOLDER / "density.gpkg"
    measure("density", *more, "-o", out)
    told = list(gpkg.rows(out, "zones", ["id", "length_m", "count", "per_km", "population"]))
    assert [(g[0], *r) for _, g, *r in told] == [("polygon", "A", 800, 5, 6.25, 500), ("polygon", "B", 400, 0, 0, None)]


SPACING = ("--lines", ROADS, "--assets", LAMPS, "--limit", "100m", "--by", "cls")


def spacing_is_chainage_between_neighbours():
    _, result = measure("spacing", *SPACING)
    # On R1 at 50, 100, 220 and 600 m; on R2 at 100 m. L6 stands by no line, R3 and R4 are bare.
    assert (result["asset_total"], result["assets"], result["unplaced"]) == (6, 5, 1), result
    assert (result["count"], result["min_m"], result["median_m"], result["max_m"]) == (3, 50, 120, 380), result
    assert math.isclose(result["mean_m"], 550 / 3) and (result["over_count"], result["over_m"]) == (2, 500)
    assert (result["end_count"], result["end_over_count"], result["bare_count"], result["bare_m"]) == (4, 1, 2, 400)
    assert [(s["line"], s["from_m"], s["to_m"], s["end"], s["class"]) for s in result["stretches"]] == [
        ("R1", 220, 600, False, "main"), ("R1", 600, 900, True, "main"), ("R1", 100, 220, False, "main")], result
    classes = {c["id"]: c for c in result["classes"]}
    assert classes["main"]["count"] == 3 and classes["side"]["bare_count"] == 2 and classes["side"]["count"] == 0
    _, top = measure("spacing", *SPACING, "--top", 1)
    assert len(top["stretches"]) == 1 and top["stretch_count"] == 3


def each_side_is_measured_apart():
    _, result = measure("spacing", "--lines", ROADS, "--assets", LAMPS, "--limit", "100m", "--side", "each", "--where",
                        "key = 'R1'")
    # Left (north): 50, 220 and L5 on the road itself at 600; right: 100 and 600.
    assert (result["count"], result["min_m"], result["max_m"]) == (3, 170, 500), result
    assert {(s["side"], s["from_m"], s["to_m"]) for s in result["stretches"] if not s["end"]} == {
        ("left", 50, 220), ("left", 220, 600), ("right", 100, 600)}


def lines_have_their_own_limit():
    wished = write("wished.geojson", [line((0, 0), (300, 0), key="R", wanted=120.0),
                                      line((0, 50), (300, 50), key="S", wanted=None)])
    lamps = write("wished_lamps.geojson", [point(x, y, key=f"{x}-{y}") for x in (50, 160, 290) for y in (0, 50)])
    _, result = measure("spacing", "--lines", wished, "--assets", lamps, "--limit-field", "wanted")
    assert (result["judged"], result["over_count"], result["count"]) == (2, 1, 4), result
    _, result = measure("spacing", "--lines", wished, "--assets", lamps, "--limit-field", "wanted", "--limit", "100m")
    assert (result["judged"], result["over_count"]) == (4, 3), result


def spacing_in_every_form():
    _, result = measure("spacing", *SPACING)
    rows = rows_of("spacing", *SPACING)
    assert [(r["level"], r["id"]) for r in rows] == [("all", ""), ("class", "main"), ("class", "side")], rows
    for row, figures in zip(rows, [result, *result["classes"]]):
        agrees(row, figures)
    table = ask("spacing", *SPACING).stdout
    assert "380.0 m" in table and "2 / 3" in table and "5 of 6 assets" in table, table
    table = ask("spacing", *SPACING, language="zh").stdout
    assert "380.0 m" in table and "assets" not in table, table
    out = FOLDER / "spacing.gpkg"
    measure("spacing", *SPACING, "-o", out)
    told = list(gpkg.rows(out, "stretches", ["line", "spacing_m", "at_end"]))
    assert [r[2:] for r in told] == [("R1", 380, 0), ("R1", 300, 1), ("R1", 120, 0)], told
    assert told[0][1] == ("line", [[(X + 620, Y + 500), (X + 1000, Y + 500)]]), told[0]


ADS = write("ads.geojson", [point(1000, 75, key="in both"), point(920, 90, key="in one"), point(1150, 100, key="edge"),
                            point(1151, 100, key="near"), point(2000, 500, key="free")])


def conflicts_are_measured_by_their_shapes():
    _, result = measure("conflicts", "--of", ADS, "--against", GREENS)
    pairs = {(c["of"], c["against"]): c for c in result["conflicts"]}
    assert set(pairs) == {("in both", "G1"), ("in both", "G2"), ("in one", "G1")}, pairs
    assert pairs["in both", "G1"]["depth_m"] == 25 and pairs["in one", "G1"]["depth_m"] == 10, pairs
    assert all(c["kind"] == "overlap" and c["overlap_m2"] is None for c in pairs.values())
    assert (result["of_count"], result["of_total"], result["against_count"], result["share"]) == (2, 5, 2, 0.4)
    _, result = measure("conflicts", "--of", GREENS, "--against", GREENS)
    assert [(c["of"], c["against"], c["overlap_m2"]) for c in result["conflicts"]] == [("G1", "G2", 7500)], result
    _, result = measure("conflicts", "--of", ROADS, "--against", ZONES, "--where", "key = 'R1'")
    assert [(c["against"], c["length_m"]) for c in result["conflicts"]] == [("A", 600), ("B", 300)], result


def the_border_may_be_open_or_closed():
    for border, buffer, expected in (("open", "0m", set()), ("closed", "0m", {("edge", "touch")}),
                                     ("open", "1m", {("edge", "touch")}),
                                     ("closed", "1m", {("edge", "touch"), ("near", "near")})):
        _, result = measure("conflicts", "--of", ADS, "--against", GREENS, "--border", border, "--buffer", buffer,
                            "--where", "key in ('edge', 'near', 'free')")
        assert {(c["of"], c["kind"]) for c in result["conflicts"]} == expected, (border, buffer, result)


DIGS = write("digs.geojson", [
    box(0, 0, 10, 10, key="spring", start="2024-03-01", end="2024-03-31"),
    box(5, 0, 15, 10, key="april", start="2024-04-01", end="2024-04-30"),
    box(8, 0, 18, 10, key="whole year", start="2024-01-01", end=None),
    box(0, 0, 20, 20, key="odd", start="2024-05-01", end="2024-02-01")])


def periods_must_meet():
    envelope, result = measure("conflicts", "--of", DIGS, "--against", DIGS, "--start", "start", "--end", "end")
    assert {(c["of"], c["against"], c["from"], c["to"]) for c in result["conflicts"]} == {
        ("spring", "whole year", "2024-03-01", "2024-03-31"), ("april", "whole year", "2024-04-01", "2024-04-30")}, result
    assert envelope["skipped"] == [{"reason": "tools.bad_period", "count": 1}], envelope["skipped"]
    assert any(i["key"] == "odd" for i in envelope["issues"]), envelope["issues"]
    _, result = measure("conflicts", "--of", DIGS, "--against", DIGS)
    assert result["pair_count"] == 6, "without periods all four overlap"


def conflicts_in_every_form():
    more = ("--of", ADS, "--against", GREENS, "--buffer", "2m")
    _, result = measure("conflicts", *more)
    rows = rows_of("conflicts", *more)
    assert len(rows) == len(result["conflicts"]) == result["pair_count"] == 5, rows
    for row, told in zip(rows, result["conflicts"]):
        for name, cell in row.items():
            number = name.endswith("_m") or name.endswith("_m2")
            assert (float(cell) if number and cell else cell or None) == told[name], (name, row, told)
    table = ask("conflicts", *more).stdout
    assert "5 conflicts · 4 of 5 assets (80.0 %)" in table and "25.0 m" in table, table
    table = ask("conflicts", *more, language="zh").stdout
    assert "80.0 %" in table and "conflicts" not in table, table
    out = FOLDER / "conflicts.gpkg"
    measure("conflicts", *more, "-o", out)
    told = list(gpkg.rows(out, "conflicts", ["of", "kind", "distance_m"]))
    assert len(told) == 5 and all(g[0] == "point" for _, g, *_ in told)
    assert told[-1][2:] == ("near", "near", 1) and told[-1][1][1] == (X + 1151, Y + 100), told[-1]
    areas = FOLDER / "areas.gpkg"
    measure("conflicts", "--of", GREENS, "--against", GREENS, "-o", areas)
    ((_, common, overlap),) = gpkg.rows(areas, "conflicts", ["overlap_m2"])
    assert common[0] == "polygon" and math.isclose(naive_places.polygon_area(common[1][0]), overlap), common


def wrong_use_is_told():
    for command, arguments, word in (
            ("density", ["--lines", ROADS], "--zones"), ("density", ["--zones", ZONES], "--assets"),
            ("density", ["--zones", ZONES, "--assets", LAMPS, "--by", "cls"], "--lines"),
            ("density", ["--zones", ZONES, "--assets", ROADS], "--lines"),
            ("density", [*DENSITY, "--fail-if", "km<3"], "km_per_km2"),
            ("spacing", ["--lines", ROADS], "--assets"), ("spacing", ["--assets", LAMPS], "--lines"),
            ("spacing", [*SPACING, "--within", "15"], "--within"),
            ("spacing", [*SPACING, "--side", "left"], "--side"),
            ("conflicts", ["--of", ADS], "--against"), ("conflicts", ["--against", ADS], "--of"),
            ("conflicts", ["--of", ADS, "--against", GREENS, "--buffer=-1m"], "--buffer"),
            ("conflicts", ["--of", ADS, "--against", GREENS, "--border", "ajar"], "--border")):
        done = ask(command, *arguments, code=2)
        assert word in done.stderr and done.stdout == "", (command, arguments, done.stderr)
    for command, arguments in (("density", ["--zones", "/nowhere/z.gpkg", "--lines", ROADS]),
                               ("spacing", ["--lines", "/nowhere/z.gpkg", "--assets", LAMPS]),
                               ("conflicts", ["--of", "/nowhere/z.gpkg", "--against", GREENS])):
        assert "/nowhere/z.gpkg" in ask(command, *arguments, code=3).stderr, command
    for command, arguments in (("density", DENSITY), ("spacing", SPACING),
                               ("conflicts", ("--of", ADS, "--against", GREENS))):
        for source in arguments[1:4:2]:
            before = pathlib.Path(source).read_bytes()
            ask(command, *arguments, "--overwrite", "-o", source, code=2)
            assert pathlib.Path(source).read_bytes() == before


def limits_end_with_one():
    ask("density", *DENSITY, "--fail-if", "km_per_km2<1", code=1)
    ask("density", *DENSITY, "--fail-if", "km_per_km2<0.1")
    ask("spacing", *SPACING, "--fail-if", "over_share>0.5", code=1)
    ask("spacing", *SPACING, "--fail-if", "max_m>380")
    ask("conflicts", "--of", ADS, "--against", GREENS, "--fail-if", "pair_count>0", code=1)
    ask("conflicts", "--of", ADS, "--against", GREENS, "--fail-if", "share>0.4")


def same_bytes_for_any_threads():
    for command, arguments in (("density", (*DENSITY, "--assets", GREENS)), ("spacing", SPACING),
                               ("conflicts", ("--of", GREENS, "--against", GREENS))):
        assert len({ask(command, "-f", "json", *arguments, "--threads", n).stdout for n in (1, 2, 4)}) == 1, command


def synthetic_city():
    folder = FOLDER / "city"
    sample_city(folder)
    city, truth = folder / "city.gpkg", json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    _, result = measure("conflicts", "--of", f"{city}::billboards", "--against", f"{city}::green_spaces")
    assert {c["of"] for c in result["conflicts"]} == set(truth["order"]["billboards_in_belts"])
    districts = ("--zones", f"{city}::zones", "--zones-where", "kind = 'district'")
    envelope, result = measure("density", *districts, "--lines", f"{city}::roads", "--assets", f"{city}::streetlights",
                               "--by", "road_class")
    roads = [(g[1], side) for _, g, side in gpkg.rows(city, "roads", ["carriageway"]) if g]
    by_key = sorted((key, g[1]) for _, g, key, kind in gpkg.rows(city, "zones", ["key", "kind"]) if kind == "district")
    zones = naive_density.Zones([areas for _, areas in by_key])
    whole, outside = zones.lengths([chains for chains, side in roads if side not in ("left", "right")])
    halved, outside_halved = zones.lengths([chains for chains, side in roads if side in ("left", "right")])
    told = {z["id"]: z for z in result["zones"]}
    for (key, areas), length, half in zip(by_key, whole, halved):
        assert math.isclose(told[key]["length_m"], length + half / 2, rel_tol=1e-9), (key, told[key], length, half)
        assert math.isclose(told[key]["area_m2"], sum(map(naive_places.polygon_area, areas)), rel_tol=1e-9), key
    assert math.isclose(result["outside"]["length_m"], outside + outside_halved / 2, rel_tol=1e-9, abs_tol=1e-6)
    lamps = 33000 + truth["systems"]["landscape_lamps"]["count"]
    assert result["total"]["count"] == lamps and [l["role"] for l in envelope["layers"]] == ["zones", "lines", "assets"]


def cambridge():
    if not CAMBRIDGE.exists():
        print("skipped: no data of Cambridge")
        return
    zone_rows = sorted((key, g[1]) for _, g, key in gpkg.rows(CAMBRIDGE, "neighborhoods", ["N_HOOD"]))
    zones = naive_density.Zones([areas for _, areas in zone_rows])
    lengths, outside = zones.lengths([g[1] for _, g in gpkg.rows(CAMBRIDGE, "street_centerlines") if g])
    lights = [zones.of(p) for _, g in gpkg.rows(CAMBRIDGE, "street_lights") if g
              for p in ([g[1]] if g[0] == "point" else g[1])]
    _, result = measure("density", "--zones", f"{CAMBRIDGE}::neighborhoods", "--zone-id", "N_HOOD", "--lines",
                        f"{CAMBRIDGE}::street_centerlines", "--assets", f"{CAMBRIDGE}::street_lights")
    told = {z["id"]: z for z in result["zones"]}
    assert set(told) == {key for key, _ in zone_rows} and len(told) == 13
    overlaps = sum(z["overlapped_m2"] for z in told.values())
    for i, (key, areas) in enumerate(zone_rows):
        zone = told[key]
        # The neighbourhoods' borders are no perfect tiling: along a border a road may be in both or in neither.
        assert math.isclose(zone["length_m"], lengths[i], rel_tol=1e-9, abs_tol=1e-5), (key, zone, lengths[i])
        assert zone["count"] == lights.count(i), (key, zone["count"], lights.count(i))
        area = math.fsum(map(naive_places.polygon_area, areas))
        assert abs(zone["area_m2"] + zone["overlapped_m2"] - area) < 1e-6 * area, (key, zone["area_m2"], area)
        assert math.isclose(zone["km_per_km2"], zone["length_m"] / zone["area_m2"] * 1000, rel_tol=1e-12)
    assert math.isclose(result["outside"]["length_m"], outside, rel_tol=1e-9, abs_tol=1e-5), (result["outside"], outside)
    assert result["outside"]["count"] == lights.count(None)
    assert math.isclose(result["total"]["length_m"], sum(lengths) + outside, rel_tol=1e-9)
    least = min(told.values(), key=lambda z: z["km_per_km2"])
    print(f"Cambridge: {result['total']['km_per_km2']:.2f} km/km², least in neighbourhood {least['id']} with "
          f"{least['km_per_km2']:.2f}; {result['total']['per_km']:.1f} lights per km; zones overlap on {overlaps:.1f} m²")


run_all([density_counts_everything_once, areas_are_clipped_and_joined, zones_that_overlap_count_once,
         density_in_every_form, spacing_is_chainage_between_neighbours, each_side_is_measured_apart,
         lines_have_their_own_limit, spacing_in_every_form, conflicts_are_measured_by_their_shapes,
         the_border_may_be_open_or_closed, periods_must_meet, conflicts_in_every_form, wrong_use_is_told,
         limits_end_with_one, same_bytes_for_any_threads, synthetic_city, cambridge])
