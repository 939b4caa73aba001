"""Real cities, end to end: counts, warts and coverage figures against an independent computation."""
import json
import math
import os
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


def main():
    if not CAMBRIDGE.is_file() or not HELSINKI.is_file():
        print("skipped: the real data sets are not beside the project")
        return
    with tempfile.TemporaryDirectory() as name:
        cambridge_layers_directly()
        cambridge_through_import(Path(name))
        helsinki(Path(name))


main()
