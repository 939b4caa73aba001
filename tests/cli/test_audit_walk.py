"""Walks, trees and open ground of kerb audit: a street of one's own by hand, and the sample city."""
import json
import math
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402

from support import fits, kerb, run_all, sample_city, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))


def write_layer(name, features):
    path = FOLDER / f"{name}.geojson"
    path.write_text(json.dumps({
        "type": "FeatureCollection", "name": name, "crs": {"type": "name", "properties": {"name": "EPSG:4547"}},
        "features": [{"type": "Feature", "properties": p, "geometry": {"type": t, "coordinates": c}}
                     for p, t, c in features]}), encoding="utf-8")
    return path


def square(x, y, side):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


X, Y = 500000, 3500000
PEOPLE = {"H1": 10, "H2": 20, "H3": 30, "H4": 40}


def street_of_ones_own():
    """A street 1,000 m to the east, and one that runs beside it 60 m north, joined at the far end only."""
    layers = [
        write_layer("roads", [
            ({"key": "A", "road_class": "local", "width_m": 8}, "LineString", [[X, Y], [X + 1000, Y]]),
            ({"key": "B", "road_class": "local", "width_m": 8}, "LineString", [[X, Y + 60], [X + 1000, Y + 60]]),
            ({"key": "C", "road_class": "local", "width_m": 8}, "LineString", [[X + 1000, Y], [X + 1000, Y + 60]]),
            ({"key": "E", "road_class": "expressway", "width_m": 20}, "LineString", [[X, Y], [X, Y + 60]])]),
        # The park is at A from 40 to 140 m: 20 m around its 60 m side, 10 m off the street's axis.
        write_layer("green_spaces", [({"key": "P", "green_class": "G11", "open": True}, "Polygon", square(X + 60, Y - 70, 60))]),
        write_layer("buildings", [
            ({"key": "H1", "population": 10}, "Point", [X + 300, Y + 10]),   # along A: 300 − 137.32… + 10
            ({"key": "H2", "population": 20}, "Point", [X + 100, Y + 50]),   # on B: the way round is 1,900 m
            ({"key": "H3", "population": 30}, "Point", [X + 600, Y - 10]),   # too far either way
            ({"key": "H4", "population": 40}, "Point", [X + 80, Y + 300])]), # at no street
        write_layer("trees", [({"key": f"T{i}", "crown_m": 4}, "Point", [X + 300 + i, Y + 20]) for i in range(3)]),
        write_layer("zones", [({"key": "D", "kind": "district"}, "Polygon", square(X - 200, Y - 600, 1400))])]
    city = FOLDER / "own.gpkg"
    kerb("import", *layers, "--mapping", "kerb", "--frame", "EPSG:4547", "--overwrite", "-o", city, "--quiet")
    return city


def by_hand():
    out = FOLDER / "own"
    done = kerb("audit", street_of_ones_own(), "-o", out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    fits(summary, schema("audit-summary"))
    result = summary["result"]
    walks = {w["rule"]["id"]: w for w in result["walks"]}
    open_space = walks["sdg.11.7.1b"]
    # 400 m: H1 alone on foot; by the straight line H2 (60 m) and H4 (310 m), too. H3 is 480 m away.
    assert open_space["by"] == "people" and open_space["walk"]["weight"] == 100
    assert open_space["walk"]["served_weight"] == 10 and open_space["share"] == 0.1, open_space
    assert math.isclose(open_space["euclidean_share"], 0.7) and math.isclose(open_space["difference"], 0.6)
    assert open_space["homes_off_streets"] == 1 and open_space["facilities_off_streets"] == 0
    distances = {u["id"]: u["distance_m"] for u in open_space["walk"]["unserved"]}
    assert set(distances) == {"H2", "H3", "H4"}, distances
    # The rounded corner of 20 m around the park meets the axis √(20² − 10²) beyond its side.
    at = 120 + math.sqrt(20 ** 2 - 10 ** 2)
    p50 = open_space["walk"]["distance"]["p50_m"]
    assert p50 is None or p50 > 0
    limits = FOLDER / "limits.toml"
    walk = 300 - at + 10
    for within, served in ((walk + 0.02, 10), (walk - 0.02, 0)):
        limits.write_text(
            'title="t"\nsource="s"\nstatus="own"\n[lit_roads]\ndefault_reach="25 m"\nzone_kinds=["district"]\n'
            '[walked_streets]\nclasses=["local"]\nsnap="100 m"\nbeside="20 m"\n[[walk]]\nid="w"\ntitle="w"\n'
            f'serves="green"\nwithin="{within:.6f} m"\nsource="s"\nstatus="own"\n', encoding="utf-8")
        kerb("audit", FOLDER / "own.gpkg", "-o", FOLDER / "limits", "--rules", limits, "--overwrite", "--quiet")
        found = json.loads((FOLDER / "limits" / "summary.json").read_text(encoding="utf-8"))["result"]["walks"][0]
        assert found["walk"]["served_weight"] == served, (within, found["walk"])
    # No green of a hectare: nobody has one, and that is known.
    assert walks["green.300m"]["share"] == 0 and walks["green.300m"]["facilities"] == 0
    assert "toilet.300m" in {r["id"] for r in result["unmeasured"]}
    trees = result["near_trees"]
    assert (trees["buildings"], trees["buildings_with"], trees["people_with"], trees["share"]) == (4, 1, 10, 0.1)
    # Three crowns of 4 m in a row, 1 m apart: the union of discs.
    lens = 2 * 4 * math.acos(0.25) - 0.5 * math.sqrt(16 - 1)
    crowns = result["canopy"]
    assert math.isclose(crowns["covered_m2"], 3 * math.pi * 4 - 2 * lens, rel_tol=1e-9), crowns
    assert crowns["total_m2"] == 1400 ** 2 and crowns["assumed"] == 0
    # Streets as strips with round ends; the park; what they share counts once.
    strips = (3 * 1000 - 1000) * 8 + 60 * 8 + 60 * 20
    ground = result["open_ground"]["covered_m2"]
    assert 3600 + strips - 4 * 60 * 20 < ground < 3600 + strips + 4 * math.pi * 100, ground
    assert "along the streets" in done.stdout and "straight line" in done.stdout
    with sqlite3.connect(out / "audit.gpkg") as base:
        beyond = base.execute("select building, population from walk_unserved where rule = 'sdg.11.7.1b' order by rank").fetchall()
    assert beyond == [("H4", 40), ("H3", 30), ("H2", 20)], beyond


def the_sample_by_another_way():
    """The walk is never shorter than the straight line, and its figures are those of `kerb coverage network`."""
    city = FOLDER / "sample" / "city.gpkg"
    sample_city(city.parent)
    out = FOLDER / "sample-audit"
    done = kerb("audit", city, "-o", out)
    assert len(done.stdout.splitlines()) <= 30, done.stdout
    result = json.loads((out / "summary.json").read_text(encoding="utf-8"))["result"]
    assert len(result["walks"]) == 3
    for walk in result["walks"]:
        assert 0 <= walk["share"] <= walk["euclidean_share"] + 0.05, walk["rule"]
        assert walk["walk"]["count"] == 10000
    toilets = next(w for w in result["walks"] if w["rule"]["id"] == "toilet.300m")
    stands = "(status is null or status not in ('planned', 'removed'))"
    alone = json.loads(kerb(
        "coverage", "network", "--lines", f"{city}::roads", "--where", f"road_class != 'expressway' and {stands}",
        "--assets", f"{city}::toilets", "--assets-where", stands, "--points", f"{city}::buildings", "--weight", "population",
        "--within", "300m", "--access", "charged", "--snap", "100m", "-f", "json", "--quiet").stdout)["result"]
    assert math.isclose(alone["points"]["weighted_share"], toilets["share"], rel_tol=1e-12), (alone["points"], toilets["share"])


def words_in_chinese_and_wrong_rules():
    text = kerb("audit", FOLDER / "own.gpkg", "-o", FOLDER / "zh", "--lang", "zh").stdout
    assert "沿道路" in text and "along the streets" not in text
    rules = FOLDER / "wrong.toml"
    rules.write_text((pathlib.Path(__file__).resolve().parents[2] / "data/rules/audit.toml").read_text(encoding="utf-8")
                     .replace('serves = "toilets"', 'serves = "pubs"'), encoding="utf-8")
    assert "pubs" in kerb("audit", FOLDER / "own.gpkg", "-o", FOLDER / "wrong", "--rules", rules, code=2).stderr


run_all([by_hand, the_sample_by_another_way, words_in_chinese_and_wrong_rules])
