"""kerb waterlogging swmm: round trip, what is refused and how, and the engine's answers where it can be imported."""
import json
import os
import pathlib
import re
import sqlite3
import sys
import tempfile

from support import fits, kerb, run_all, schema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-swmm-"))
SANTBOI = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "")) / "santboi_drainage" / "sant_boi_drainage.gpkg"
STORM = ("--city", "suzhou", "--return-period", "5", "--duration", "120min")
CRS = ("--source-crs", "EPSG:4547")

CHAIN = """[TITLE]
Three D600 pipes
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
LINK_OFFSETS ELEVATION
START_DATE 01/01/2000
START_TIME 00:00:00
END_DATE 01/01/2000
END_TIME 03:00:00
REPORT_STEP 00:01:00
ROUTING_STEP 1
INERTIAL_DAMPING PARTIAL
[JUNCTIONS]
M1 10 2 0 0 0
M2 9.7 2 0 0 0
M3 9.4 2 0 0 0
[OUTFALLS]
O 9.1 FREE NO
[CONDUITS]
C1 M1 M2 100 0.013 10 9.7
C2 M2 M3 100 0.013 9.7 9.4
C3 M3 O 100 0.013 9.4 9.1
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
C2 CIRCULAR 0.6 0 0 0
C3 CIRCULAR 0.6 0 0 0
[COORDINATES]
M1 500000 3400000
M2 500100 3400000
M3 500200 3400000
O 500300 3400000
[REPORT]
INPUT NO
"""


def ask(*arguments, code=0, **more):
    return kerb("waterlogging", "swmm", *arguments, code=code, **more)


def engine():
    """The EPA engine, or None."""
    try:
        from swmm.toolkit import solver
    except ImportError:
        return None
    return solver


def run_engine(solver, model):
    """The text of the report; the run has no error."""
    report, out = model.with_suffix(".rpt"), model.with_suffix(".out")
    solver.swmm_run(str(model), str(report), str(out))
    text = report.read_text(encoding="utf-8", errors="replace")
    assert "ERROR" not in text, text[:2000]
    errors = [float(e) for e in re.findall(r"Continuity Error \(%\) \.+\s+(\S+)", text)]
    assert errors and all(abs(e) < 5 for e in errors), errors
    print(f"{model.name}: continuity errors {errors} %")
    return report


def write(name, text):
    path = FOLDER / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(path, layer):
    """Key → (fields, place) of a class, whatever the shapes of its layers."""
    base = sqlite3.connect(path)
    base.row_factory = sqlite3.Row
    layers = [name for (name,) in base.execute("SELECT table_name FROM gpkg_contents")]
    found = {}
    for name in layers:
        if name.split("__")[0] == layer:
            for row in base.execute(f'SELECT * FROM "{name}"'):
                found[row["key"]] = (dict(row), gpkg.geometry(row["geom"]))
    base.close()
    return found


def same_network(first, second):
    """Keys, ends, sizes, levels and places, within what the format keeps."""
    for layer, fields in (("manholes", ("invert_m", "ground_m")), ("outfalls", ("invert_m", "flap_gate")),
                          ("storages", ("volume_m3", "invert_m")), ("catchments", ("outlet", "impervious", "slope")),
                          ("conduits", ("from", "to", "shape", "diameter_m", "width_m", "invert_up_m",
                                        "invert_down_m", "roughness", "length_m"))):
        one, two = rows(first, layer), rows(second, layer)
        assert one.keys() == two.keys(), (layer, set(one) ^ set(two))
        for key, (row, place) in one.items():
            other, there = two[key]
            for field in fields:
                a, b = row.get(field), other.get(field)
                assert a == b or (isinstance(a, float) and abs(a - b) < 1e-3), (layer, key, field, a, b)
            assert near(place[1], there[1]), (layer, key, place, there)


def near(a, b):
    if isinstance(a, (int, float)):
        return abs(a - b) < 2e-3
    return len(a) == len(b) and all(near(x, y) for x, y in zip(a, b))


def chain_city(name="chain"):
    model, city = write(f"{name}.inp", CHAIN), FOLDER / f"{name}.gpkg"
    if not city.exists():
        ask("import", model, "-o", city, *CRS, "--quiet")
    return city


def an_input_becomes_an_inventory():
    model, city = write("first.inp", CHAIN), FOLDER / "first.gpkg"
    envelope = json.loads(ask("import", model, "-o", city, *CRS, "-f", "json").stdout)
    fits(envelope, schema("inventory-counts"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    manhole = rows(city, "manholes")["M1"][0]
    assert manhole["invert_m"] == 10 and manhole["ground_m"] == 12 and manhole["depth_m"] == 2, manhole
    conduit = rows(city, "conduits")["C3"][0]
    assert conduit["diameter_m"] == 0.6 and conduit["invert_down_m"] == 9.1 and conduit["shape"] == "circular", conduit
    assert list(rows(city, "outfalls")) == ["O"]


def a_round_trip_keeps_the_network():
    city = FOLDER / "trip.gpkg"
    model = CHAIN.replace("[OUTFALLS]", "[STORAGE]\nT 8.5 3 0 FUNCTIONAL 0 0 100 0 0\n[OUTFALLS]")
    model = model.replace("[XSECTIONS]", "C4 M3 T 50 0.015 9.5 9\nC5 M2 T 70 0.012 9.8 9.2\n"
                          "[XSECTIONS]\nC4 RECT_CLOSED 1.2 2.4 0 0\nC5 EGG 0.9 0 0 0")
    model += ("T 500150 3400100\n[VERTICES]\nC4 500190 3400050\nC4 500170 3400080\n[POLYGONS]\nS 500000 3400000\n"
              "S 500100 3400000\nS 500100 3400100\nS 500000 3400100\n[SUBCATCHMENTS]\nS g M2 1 55 100 0.7 0\n")
    model = model.replace("[REPORT]\nINPUT NO\nT", "T")  # coordinates go on
    ask("import", write("trip.inp", model), "-o", city, *CRS, "--quiet")
    assert rows(city, "conduits")["C5"][0]["shape"] == "egg"
    again, back = FOLDER / "again.inp", FOLDER / "back.gpkg"
    ask("export", "--inventory", city, "-o", again, *STORM, "--quiet")
    ask("import", again, "-o", back, *CRS, "--quiet")
    same_network(city, back)
    third = FOLDER / "third.inp"
    ask("export", "--inventory", back, "-o", third, *STORM, "--quiet")
    assert third.read_bytes() == again.read_bytes(), "a second trip changes nothing"


def an_export_says_what_it_made():
    city, out = chain_city(), FOLDER / "said.inp"
    envelope = json.loads(ask("export", "--inventory", city, "-o", out, *STORM, "-f", "json").stdout)
    fits(envelope, schema("waterlogging-swmm-export"))
    assert envelope["result"]["counts"] == {"junctions": 3, "outfalls": 1, "storages": 0, "conduits": 3, "pumps": 0,
                                            "subcatchments": 3}, envelope["result"]
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    text = out.read_text(encoding="utf-8")
    rain = [float(line.split()[2]) for line in text.splitlines() if line.startswith("storm ")]
    assert abs(sum(rain) * 5 / 60 - envelope["result"]["rain_mm"]) < 1e-3, sum(rain)
    for section in ("OPTIONS", "RAINGAGES", "TIMESERIES", "SUBCATCHMENTS", "SUBAREAS", "INFILTRATION", "JUNCTIONS",
                    "OUTFALLS", "CONDUITS", "XSECTIONS", "COORDINATES", "VERTICES", "POLYGONS", "REPORT"):
        assert f"[{section}]" in text, section
    gauge = write("gauge.csv", "end_min,depth_mm\n10,5\n25,3\n30,1\n")
    ask("export", "--inventory", city, "-o", out, "--overwrite", "--hyetograph", gauge, "--outfall-level", "9.8m",
        "--watch-for", "2h", "--quiet")
    text = out.read_text(encoding="utf-8")
    assert "END_TIME 02:30:00" in text and "O 9.1000 FIXED 9.8000 NO" in text, text
    rain = [float(line.split()[2]) for line in text.splitlines() if line.startswith("storm ")]
    assert rain == [30, 30, 12, 12, 12, 12, 0], rain  # mm/h in steps of 5 min


def wrong_use_is_told():
    city, out = chain_city(), FOLDER / "wrong.inp"
    assert "--inventory" in ask("export", "-o", out, *STORM, code=2).stderr
    assert "--output" in ask("export", "--inventory", city, *STORM, code=2).stderr
    assert "--city" in ask("export", "--inventory", city, "-o", out, code=2).stderr
    assert "high" in ask("export", "--inventory", city, "-o", out, *STORM, "--outfall-level", "high", code=2).stderr
    assert not out.exists()
    out.write_text("mine", encoding="utf-8")
    ask("export", "--inventory", city, "-o", out, *STORM, code=2)
    assert out.read_text(encoding="utf-8") == "mine", "an output that exists stays"
    ask("export", "--inventory", city, "-o", city, "--overwrite", *STORM, code=2)
    dry = FOLDER / "dry.inp"
    ask("export", "--inventory", city, "-o", dry, *STORM, "--dry-run")
    assert not dry.exists()
    model = write("wrong_in.inp", CHAIN)
    assert "--source-crs" in ask("import", model, "-o", FOLDER / "x.gpkg", code=5).stderr
    ask("import", FOLDER / "nowhere.inp", "-o", FOLDER / "x.gpkg", *CRS, code=3)
    ask("import", write("prose.inp", "Dear reader,\n"), "-o", FOLDER / "x.gpkg", *CRS, code=3)
    assert "[COORDINATES]" in ask("import", write("bare.inp", CHAIN.split("[COORDINATES]")[0]), "-o",
                                  FOLDER / "x.gpkg", *CRS, code=3).stderr
    assert not (FOLDER / "x.gpkg").exists()
    dead = CHAIN.replace("C3 M3 O 100 0.013 9.4 9.1\n", "").replace("C3 CIRCULAR 0.6 0 0 0\n", "")
    ask("import", write("dead.inp", dead), "-o", FOLDER / "dead.gpkg", *CRS, "--quiet")
    assert "outfall" in ask("export", "--inventory", FOLDER / "dead.gpkg", "-o", FOLDER / "dead_out.inp", *STORM,
                            code=3).stderr
    ask("compare", model, "--inventory", city, code=3)


def broken_rows_are_named_with_their_line():
    broken = CHAIN.replace("C2 M2 M3 100", "C2 M2 M9 100").replace("M3 9.4 2", "M3 9.4 two")
    envelope = json.loads(ask("import", write("broken.inp", broken), "-o", FOLDER / "broken.gpkg", *CRS, "-f",
                              "json").stdout)
    lines = {(i["reason"], i["row"]) for i in envelope["issues"]}
    number = {line: i + 1 for i, line in enumerate(broken.splitlines())}
    assert ("swmm.no_number", number["M3 9.4 two 0 0 0"]) in lines, lines
    assert ("swmm.missing_node", number["C2 M2 M9 100 0.013 9.7 9.4"]) in lines, lines
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"])
    circle = CHAIN.replace("C3 M3 O 100", "C3 M3 M1 100")
    envelope = json.loads(ask("import", write("circle.inp", circle), "-o", FOLDER / "circle.gpkg", *CRS, "-f",
                              "json").stdout)
    assert "swmm.circle" in {i["reason"] for i in envelope["issues"]}, envelope["issues"]
    assert "第" in ask("import", write("broken.inp", broken), "-o", FOLDER / "zh.gpkg", *CRS, language="zh").stderr


def what_swmm_would_refuse_is_named_or_refused():
    wrong = CHAIN.replace("LINK_OFFSETS ELEVATION", "LINK_OFFSETS HEIGHT")
    for language in ("en", "zh"):
        told = ask("import", write("offsets.inp", wrong), "-o", FOLDER / "offsets.gpkg", *CRS, language=language, code=3)
        assert "LINK_OFFSETS" in told.stderr and "HEIGHT" in told.stderr, told.stderr
    assert not (FOLDER / "offsets.gpkg").exists()
    levels = CHAIN.replace("LINK_OFFSETS ELEVATION", "LINK_OFFSETS ELEVATIONS")
    ask("import", write("levels.inp", levels), "-o", FOLDER / "levels.gpkg", *CRS, "--quiet")
    same_network(chain_city(), FOLDER / "levels.gpkg")
    odd = CHAIN.replace("C1 CIRCULAR 0.6 0 0 0", "C1 CIRCULAR 0.6 0 0 0 5000").replace("M2 9.7 2 ", "M2 9.7 -2 ")
    odd = odd.replace("C3 CIRCULAR 0.6 0 0 0\n", "C2 CIRCULAR 0.8 0 0 0\n")
    envelope = json.loads(ask("import", write("odd.inp", odd), "-o", FOLDER / "odd.gpkg", *CRS, "-f", "json").stdout)
    number = {line: i + 1 for i, line in enumerate(odd.splitlines())}
    told = {(i["reason"], i["layer"], i["row"], i["key"]) for i in envelope["issues"]}
    assert told >= {
        ("swmm.no_count", "[XSECTIONS]", number["C1 CIRCULAR 0.6 0 0 0 5000"], "C1"),
        ("swmm.negative", "[JUNCTIONS]", number["M2 9.7 -2 0 0 0"], "M2"),
        ("swmm.again", "[XSECTIONS]", number["C2 CIRCULAR 0.8 0 0 0"], "C2"),
        ("swmm.no_size", "[CONDUITS]", number["C3 M3 O 100 0.013 9.4 9.1"], "C3")}, told
    assert {"reason": "swmm.again", "count": 1} in envelope["skipped"], envelope["skipped"]
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    conduits = rows(FOLDER / "odd.gpkg", "conduits")
    assert conduits["C2"][0]["diameter_m"] == 0.8 and conduits["C3"][0].get("diameter_m") is None, conduits


def report_of(inflow, flooded):
    """A report as SWMM 5.2.4 prints it for the chain."""
    flood = "".join(f"  {n:<20} {h:7.2f} {r:9.3f}      0  00:30 {v:11.3f} {0:9.3f}\n" for n, h, r, v in flooded)
    rule = "  " + "-" * 74 + "\n"
    table = (f"  Flooding refers to all water that overflows a node, whether it ponds or not.\n{rule}"
             f"  Node                 Flooded       CMS   days hr:min    10^6 ltr    Meters\n{rule}{flood}"
             if flooded else "  No nodes were flooded.\n")
    return f"""
  EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4)

  Flow Routing Continuity        hectare-m      10^6 ltr
  Continuity Error (%) .....        -0.109

  *******************
  Node Inflow Summary
  *******************

{rule}                                   Inflow   Inflow   Occurrence      Volume      Volume       Error
  Node                 Type           CMS      CMS  days hr:min    10^6 ltr    10^6 ltr     Percent
{rule}  M1                   JUNCTION     {inflow:.3f}    {inflow:.3f}     0  00:30         9.9         9.9       0.146
  M2                   JUNCTION     0.000    0.552     0  00:30           0         5.6       0.146
  M3                   JUNCTION     0.000    0.552     0  00:30           0         5.6       0.146

  *********************
  Node Flooding Summary
  *********************

{table}
"""


def compared(report, *more):
    envelope = json.loads(ask("compare", report, "--inventory", chain_city(), "-f", "json", *more).stdout)
    fits(envelope, schema("waterlogging-swmm-compare"))
    return envelope


def floods_are_held_against_kerbs_drains():
    wet = write("wet.rpt", report_of(1.0, [("M1", 2.73, 0.448, 4.215), ("M2", 0.01, 0.001, 0.0), ("X9", 1, 1, 1)]))
    envelope = compared(wet)
    result = envelope["result"]
    assert (result["both"], result["swmm_only"], result["kerb_only"], result["neither"]) == (1, 0, 0, 2), result
    node = result["nodes"][0]
    assert node["node"] == "M1" and node["flood_m3"] == 4215 and node["flooded_h"] == 2.73, node
    assert 0.448 < node["excess_m3s"] < 0.47 and node["limit"] == "conduit", node
    assert envelope["skipped"] == [{"reason": "swmm.not_in_inventory", "count": 1}], envelope["skipped"]
    dry = compared(write("dry.rpt", report_of(0.3, [])))["result"]
    assert (dry["both"], dry["swmm_only"], dry["kerb_only"], dry["neither"]) == (0, 0, 0, 3), dry
    table = ask("compare", wet, "--inventory", chain_city()).stdout
    assert "M1" in table and "4215 m³" in table and "-0.11 %" in table, table
    out = FOLDER / "compared.csv"
    ask("compare", wet, "--inventory", chain_city(), "-o", out)
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("M1,M1,500000,3400000,both,1,2.73"), out.read_text()


def floods_are_held_against_kerbs_points():
    wet = write("wet2.rpt", report_of(1.0, [("M1", 2.73, 0.448, 4.215), ("M3", 1, 0.1, 0.1)]))
    points = write("points.json", json.dumps({"frame": {"name": "EPSG:4547"}, "result": {"points": [
        {"id": "W-001", "x": 500010.0, "y": 3400020.0}, {"id": "W-002", "x": 501000.0, "y": 3400000.0}]}}))
    result = compared(wet, "--points", points)["result"]
    assert (result["both"], result["swmm_only"], result["kerb_only"], result["neither"]) == (1, 1, 1, 1), result
    verdicts = {n["node"] or n["point"]: n["verdict"] for n in result["nodes"]}
    assert verdicts == {"M1": "both", "M3": "swmm_only", "W-002": "kerb_only"}, verdicts
    assert compared(wet, "--points", points, "--within", "10m")["result"]["both"] == 0
    other = write("other.json", points.read_text(encoding="utf-8").replace("4547", "4549"))
    assert "--frame" in ask("compare", wet, "--inventory", chain_city(), "--points", other, code=2).stderr
    ask("compare", wet, "--inventory", chain_city(), "--points", write("no.json", "{}"), code=3)


def the_engine_floods_where_kerb_says():
    solver = engine()
    if solver is None:
        print("skipped: swmm.toolkit cannot be imported; tests/unit/waterlogging_swmm.cpp keeps its answers")
        return
    right = 0
    for tenths in range(2, 11):
        q = tenths / 10
        model = write(f"live{tenths}.inp", CHAIN + "[TIMESERIES]\nq 0:00 0\n" + f"q 0:30 {q}\nq 3:00 {q}\n" +
                      "[INFLOWS]\nM1 FLOW q FLOW 1 1\n")
        result = compared(run_engine(solver, model))["result"]
        assert result["swmm_only"] == 0 and result["kerb_only"] == 0, (q, result)
        right += 1
    print(f"{right} of 9 inflows: the same nodes flood")


def exports_run_in_the_engine():
    solver = engine()
    if solver is None:
        print("skipped: swmm.toolkit cannot be imported")
        return
    out = FOLDER / "engine.inp"
    ask("export", "--inventory", chain_city(), "-o", out, *STORM, "--quiet")
    compared(run_engine(solver, out))
    if SANTBOI.exists():
        city, model = FOLDER / "santboi.gpkg", FOLDER / "santboi.inp"
        kerb("import", SANTBOI, "--mapping", "santboi", "-o", city, "--quiet")
        ask("export", "--inventory", city, "-o", model, *STORM, "--quiet")
        report = run_engine(solver, model)
        ask("compare", report, "--inventory", city)


def help_is_complete():
    for language in ("en", "zh"):
        for command in ([], ["export"], ["import"], ["compare"]):
            assert "help." not in ask(*command, "-h", "--lang", language).stdout, (language, command)


if __name__ == "__main__":
    run_all([an_input_becomes_an_inventory, a_round_trip_keeps_the_network, an_export_says_what_it_made,
             wrong_use_is_told, broken_rows_are_named_with_their_line, what_swmm_would_refuse_is_named_or_refused,
             floods_are_held_against_kerbs_drains, floods_are_held_against_kerbs_points,
             the_engine_floods_where_kerb_says, exports_run_in_the_engine, help_is_complete])
