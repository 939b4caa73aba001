"""Real cities, end to end: counts, warts and coverage figures against an independent computation."""
import json
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import naive_length  # noqa: E402

KERB = os.environ["KERB"]
DATA = Path(os.environ.get("KERB_SHARED_DATA", ""))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
LIECHTENSTEIN = DATA / "liechtenstein" / "liechtenstein_2015-07-27.osm.pbf"
SANTBOI = DATA / "santboi_drainage" / "sant_boi_drainage.gpkg"
CHICAGO = DATA / "chicago_outages"
HELSINKI = DATA / "helsinki" / "helsinki_centre.osm.pbf"


def kerb(*args):
    done = subprocess.run([KERB, *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def close(a, b, what, relative=1e-9):
    assert math.isclose(a, b, rel_tol=relative, abs_tol=1e-9), f"{what}: {a!r} != {b!r}"


def check_envelope(answer):
    assert answer["read"] == answer["used"] + sum(s["count"] for s in answer["skipped"]), "read = used + skipped"
    result = answer["result"]
    close(result["covered_m"] + sum(g["to_m"] - g["from_m"] for g in result["gaps"]), result["total_m"],
          "covered + gaps = total", 1e-9)
    return result


def cambridge_layers_directly():
    for reach in (15, 30, 60):
        answer = json.loads(kerb("coverage", "length", "--lines", f"{CAMBRIDGE}::street_centerlines", "--assets",
                                 f"{CAMBRIDGE}::street_lights", "--within", f"{reach}m", "--zones",
                                 f"{CAMBRIDGE}::neighborhoods", "--format", "json"))
        result = check_envelope(answer)
        lines = [g[1] for _, g in gpkg.rows(CAMBRIDGE, "street_centerlines") if g]
        points = [p for _, g in gpkg.rows(CAMBRIDGE, "street_lights") if g
                  for p in ([g[1]] if g[0] == "point" else g[1])]
        total, covered, gaps = naive_length.covered(lines, points, float(reach))
        close(result["total_m"], total, "total")
        close(result["covered_m"], covered, f"covered within {reach} m")
        assert result["gap_count"] == len(gaps), (result["gap_count"], len(gaps))
        close(result["longest_gap_m"], max(b - a for _, a, b in gaps), "longest gap", 1e-7)
        assert len(result["zones"]) == 13
        inside = sum(z["total_m"] for z in result["zones"])
        assert inside <= result["total_m"] * (1 + 1e-12), "zones count no road twice"
        print(f"Cambridge {reach} m: {covered / total:.4%} of {total / 1000:.1f} km, {len(gaps)} gaps")


def cambridge_through_import(folder):
    city = folder / "cambridge.gpkg"
    kerb("import", CAMBRIDGE, "--mapping", "cambridge", "-o", city)
    assert sum(1 for _ in gpkg.rows(city, "streetlights")) == 6117
    assert sum(1 for _ in gpkg.rows(city, "roads")) == 2643
    assert sum(1 for _ in gpkg.rows(city, "zones")) >= 13
    print(kerb("audit", city, "-o", folder / "cambridge_audit"))
    summary = json.loads((folder / "cambridge_audit" / "summary.json").read_text())
    assert summary["read"] == summary["used"] + sum(s["count"] for s in summary["skipped"])
    warts = {i["reason"]: i["count"] for i in summary["issue_reasons"]}
    assert sum(warts.values()) == summary["issue_count"]
    assert warts["zone.label_unknown"] == 924 and warts["zone.label_differs"] == 188, warts
    assert warts["zone.outside"] == 8 and warts["asset.duplicate_place"] == 1, warts
    places = sum(1 for _ in gpkg.rows(folder / "cambridge_audit" / "audit.gpkg", "data_issues"))
    assert places >= 924 + 188 + 8 + 1, places


def helsinki(folder):
    city = folder / "helsinki.gpkg"
    kerb("import", HELSINKI, "--mapping", "osm", "-o", city)
    assert sum(1 for _ in gpkg.rows(city, "streetlights")) == 1128
    answer = json.loads(kerb("coverage", "length", "--lines", f"{city}::roads", "--assets", f"{city}::streetlights",
                             "--within", "30m", "--format", "json"))
    result = check_envelope(answer)
    lines = [g[1] for _, g in gpkg.rows(city, "roads") if g]
    points = [g[1] for _, g in gpkg.rows(city, "streetlights") if g]
    total, covered, gaps = naive_length.covered(lines, points, 30.0)
    close(result["total_m"], total, "total")
    close(result["covered_m"], covered, "covered")
    assert result["gap_count"] == len(gaps), (result["gap_count"], len(gaps))
    print(f"Helsinki 30 m: {covered / total:.4%} of {total / 1000:.1f} km, {len(gaps)} gaps")
    print(kerb("audit", city, "-o", folder / "helsinki_audit"))


# Rows of each layer as their publishers and an independent reading of the sources count them.
COUNTS = {
    "cambridge": {"streetlights": 6117, "roads": 2643, "zones": 13 + 1, "green_spaces": 276, "conduits": 111, "channels": 14,
                  "drainage_connector": 12, "utility_pole": 2457, "playground": 67, "community_garden": 14,
                  "census_block": 886, "park_lights": 858, "street_lights_2018": 6118, "street_lights_noncity": 1590,
                  "storages": 26 + 15, "channels__areas": 5, "water": 19 + 6 + 3, "fema_100yr": 21},
    "helsinki": {"streetlights": 1128, "manholes": 776, "trees": 1165, "toilets": 24, "toilets__areas": 2},
    "liechtenstein": {"roads": 2388, "path": 2270, "trees": 3000, "toilets": 10, "toilets__areas": 3, "channels": 187,
                      "bridges": 5, "buildings": 8985},
    "santboi": {"manholes": 190, "outfalls": 4, "storages": 2, "conduits": 206, "inlets": 231, "catchments": 168,
                "connection": 471, "service_link": 708},
    "chicago": {"cases": 33580, "zones": 77},
}


def counted(folder, name, mapping, *sources):
    """Imports, and compares the rows of every layer and the account."""
    city = folder / f"{name}_counted.gpkg"
    answer = json.loads(kerb("import", *sources, "--mapping", mapping, "-o", city, "--overwrite", "--format", "json"))
    assert answer["read"] == answer["used"] + sum(s["count"] for s in answer["skipped"]), f"{name}: the account"
    with sqlite3.connect(city) as base:
        layers = [r[0] for r in base.execute("select table_name from gpkg_contents where data_type='features'")]
        found = {layer: base.execute(f'select count(*) from "{layer}"').fetchone()[0] for layer in layers}
    wrong = {layer: (found.get(layer), n) for layer, n in COUNTS[name].items() if found.get(layer) != n}
    assert not wrong, f"{name}: {wrong}"
    assert sum(found.values()) == answer["used"], f"{name}: {found}"
    if mapping not in ("osm",):
        assert set(found) == set(COUNTS[name]), f"{name}: {sorted(set(found) ^ set(COUNTS[name]))}"
    return city


def column(city, layer, name):
    with sqlite3.connect(city) as base:
        return [r[0] for r in base.execute(f'select "{name}" from "{layer}"')]


def cities_by_count(folder):
    cities = {"cambridge": ("cambridge", CAMBRIDGE), "helsinki": ("osm", HELSINKI),
              "liechtenstein": ("osm", LIECHTENSTEIN), "santboi": ("santboi", SANTBOI),
              "chicago": ("chicago", CHICAGO / "chicago_outages.gpkg")}
    made = {name: counted(folder, name, mapping, source) for name, (mapping, source) in cities.items()
            if source.is_file()}
    if "helsinki" in made:
        systems = column(made["helsinki"], "manholes", "system")
        assert [systems.count(s) for s in ("water", "heating", "storm", "gas", "sewage")] == [244, 115, 91 + 1, 63, 6]
    if "liechtenstein" in made:
        ways = column(made["liechtenstein"], "roads", "one_way")
        assert set(ways) == {None, 0, 1}, set(ways)
    if "santboi" in made:
        conduits = made["santboi"]
        nodes = {k for layer in ("manholes", "outfalls", "storages") for k in column(conduits, layer, "key")}
        assert set(column(conduits, "conduits", "from")) | set(column(conduits, "conduits", "to")) <= nodes
        states = column(conduits, "conduits", "status")
        assert [states.count(s) for s in ("out_of_service", "in_service", "planned")] == [6, 193, 7]
        assert {0.75, 0.9} <= set(column(conduits, "catchments", "impervious"))
    if "chicago" in made:
        kinds = column(made["chicago"], "cases", "kind")
        assert [kinds.count(k) for k in ("all_out", "one_out", "alley")] == [12518, 10796, 10266]
        csv = folder / "chicago_csv.gpkg"
        kerb("import", *sorted(CHICAGO.glob("*.csv")), "--mapping", "chicago", "--source-crs", "EPSG:3435", "-o", csv)
        for name in ("key", "kind", "reported", "closed", "address", "state"):
            assert sorted(column(csv, "cases", name)) == sorted(column(made["chicago"], "cases", name)), name
    print("by count:", ", ".join(made))


def main():
    if not CAMBRIDGE.is_file() or not HELSINKI.is_file():
        print("skipped: the real data sets are not beside the project")
        return
    with tempfile.TemporaryDirectory() as name:
        cambridge_layers_directly()
        cambridge_through_import(Path(name))
        helsinki(Path(name))
        cities_by_count(Path(name))


main()
