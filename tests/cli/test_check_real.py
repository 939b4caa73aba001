"""kerb check on real cities whose warts are known; each skipped where its data are not at hand."""
import json
import os
import pathlib
import sys
import tempfile
from collections import Counter

from support import ROOT, kerb, run_all

sys.path.insert(0, str(ROOT / "tests" / "support"))
import gpkg  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
SANT_BOI = DATA / "santboi_drainage" / "sant_boi_drainage.gpkg"
CHICAGO = DATA / "chicago_outages" / "chicago_outages.gpkg"
HELSINKI = DATA / "helsinki" / "helsinki_centre.osm.pbf"
LIECHTENSTEIN = DATA / "liechtenstein" / "liechtenstein_2015-07-27.osm.pbf"


def checked(source, mapping):
    """The issues of a city."""
    with tempfile.TemporaryDirectory() as folder:
        city = pathlib.Path(folder) / "city.gpkg"
        kerb("import", source, "--mapping", mapping, "-o", city)
        return json.loads(kerb("check", city, "--today", "2026-01-01", "--format", "json").stdout)["result"]["issues"]


def by_rule(issues):
    return Counter(i["rule"] for i in issues)


def by_rule_and_layer(issues):
    return Counter((i["rule"], i["layer"]) for i in issues)


def cambridge_has_the_known_warts():
    issues = checked(CAMBRIDGE, "cambridge")
    lights = by_rule(i for i in issues if i["layer"] == "streetlights")
    assert lights == {"zone.label_unknown": 924, "zone.label_differs": 188, "zone.outside": 8,
                      "geometry.duplicate_place": 1, "light.off_road": 48, "light.too_close": 1}, lights
    keys = Counter(i["layer"] for i in issues if i["rule"] == "asset.duplicate_key")
    assert keys["street_lights_2018"] == 24 and "streetlights" not in keys, keys
    # Two neighbourhoods overlap by a sliver, and six slivers belong to none.
    zones = by_rule(i for i in issues if i["layer"] == "zones")
    assert zones == {"zone.overlap": 1, "zone.gap": 6}, zones
    grave = {i["rule"] for i in issues if i["severity"] == "error"}
    assert grave == {"asset.duplicate_key", "geometry.duplicate", "zone.overlap"}, grave


def sant_boi_has_four_pipes_that_rise_and_six_that_lead_nowhere():
    issues = checked(SANT_BOI, "santboi")
    assert by_rule_and_layer(issues) == {("conduit.adverse_slope", "conduits"): 4,
                                         ("conduit.no_outlet", "conduits"): 6}, by_rule_and_layer(issues)
    rising = {i["key"] for i in issues if i["rule"] == "conduit.adverse_slope"}
    assert rising == {"100011", "18966", "245", "100014"}, rising


def inside(x, y, rings):
    """Is the place inside by the even-odd rule, and how far is the nearest edge?"""
    odd, near = False, float("inf")
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
            dx, dy = bx - ax, by - ay
            t = min(1, max(0, ((x - ax) * dx + (y - ay) * dy) / ((dx * dx + dy * dy) or 1)))
            near = min(near, (ax + t * dx - x) ** 2 + (ay + t * dy - y) ** 2)
    return odd, near ** 0.5


def misplaced_in_chicago():
    """Cases outside of the community area that they name, by the naive way: strictly, and within 1 µm of its border."""
    areas = {str(number).strip(): [r for part in shape[1] for r in part]
             for _, shape, number in gpkg.rows(CHICAGO, "community_areas", ["area_num"])}
    strictly = border = 0
    for _, shape, label in gpkg.rows(CHICAGO, "light_outages", ["community_area"]):
        if str(label).strip() in areas:
            within, near = inside(*shape[1], areas[str(label).strip()])
            on_border = near * 1200 / 3937 <= 1e-6  # US survey feet
            strictly += not within
            border += not within and on_border
    return strictly, border


def chicago_names_the_wrong_area_1043_times():
    issues = checked(CHICAGO, "chicago")
    found = by_rule(issues)
    assert found == {"asset.duplicate_key": 12, "zone.label_differs": 849, "zone.label_unknown": 55,
                     "zone.outside": 215, "zone.gap": 3}, found
    outside = {i["row"] for i in issues if i["rule"] == "zone.outside"}
    unknown = {i["row"] for i in issues if i["rule"] == "zone.label_unknown"}
    # To lie on the border is to lie inside; the naive count knows no tolerance.
    strictly, border = misplaced_in_chicago()
    assert (strictly, border) == (1043, 11), (strictly, border)
    assert found["zone.label_differs"] + len(outside - unknown) == strictly - border


def open_street_map_has_what_it_has():
    # Lamps of parks and squares, drains without levels, carriageways that OpenStreetMap does not tell apart.
    found = by_rule_and_layer(checked(HELSINKI, "osm"))
    assert found == {("conduit.no_invert", "conduits"): 157, ("geometry.overlap", "buildings"): 26,
                     ("geometry.overlap", "green_spaces"): 38, ("light.off_road", "streetlights"): 448,
                     ("road.carriageway_pair", "roads"): 159}, found
    found = by_rule_and_layer(checked(LIECHTENSTEIN, "osm"))
    assert found == {("conduit.no_invert", "conduits"): 2, ("geometry.duplicate", "buildings"): 1,
                     ("geometry.overlap", "buildings"): 12, ("geometry.overlap", "green_spaces"): 3,
                     ("road.carriageway_pair", "roads"): 1, ("zone.overlap", "zones"): 1}, found


TESTS = {CAMBRIDGE: cambridge_has_the_known_warts,
         SANT_BOI: sant_boi_has_four_pipes_that_rise_and_six_that_lead_nowhere,
         CHICAGO: chicago_names_the_wrong_area_1043_times,
         HELSINKI: open_street_map_has_what_it_has}
if not all(path.exists() for path in TESTS):
    print("skipped: the shared data are not here")
    sys.exit(77)
run_all(TESTS.values())
