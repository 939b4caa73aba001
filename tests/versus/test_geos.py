"""kerb beside GEOS: what lies within reach, by the buffers, unions and intersections of Shapely."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import versus  # noqa: E402
from versus import kerb  # noqa: E402

try:
    from shapely import wkb
    from shapely.geometry import LineString
    from shapely.ops import unary_union
    from shapely.strtree import STRtree
except ImportError:
    print("skipped: Shapely is not installed")
    sys.exit(77)


def shapes(path, layer, where="true"):
    return [wkb.loads(gpkg.wkb(blob)) for _, blob in gpkg.blobs(path, layer, where=where) if blob]


def zones_of(city):
    """Zones by their keys; what several claim is that of the first key, as kerb counts it."""
    rows = gpkg.blobs(city.path, city.zones, [city.zone_key], city.zones_where)
    drawn = {key: wkb.loads(gpkg.wkb(blob)) for _, blob, key in rows}
    own = {}
    for key in sorted(drawn):
        taken = [other for other in (drawn[k] for k in own) if other.intersection(drawn[key]).area > 0]
        own[key] = drawn[key].difference(unary_union(taken)) if taken else drawn[key]
    return {key: own[key] for key in drawn}


def reach_parts(area, radius):
    yield area
    for polygon in area.geoms:
        for ring in (polygon.exterior, *polygon.interiors):
            yield from (LineString(side).buffer(radius, versus.EDGES) for side in zip(ring.coords, ring.coords[1:]))


def reach(areas, radius_of):
    """The union of all areas with what is near them; radius_of: area → m."""
    return unary_union([unary_union(list(reach_parts(a, radius_of(a)))) for a in areas if radius_of(a) > 0])


def lit_length(roads, lamps, radius):
    reaches = [lamp.buffer(radius, versus.EDGES) for lamp in lamps]
    tree = STRtree(reaches)
    total = 0.0
    for road in roads:
        near = [found if hasattr(found, "area") else reaches[found] for found in tree.query(road)]  # Shapely 1 and 2
        total += road.intersection(unary_union(near)).length
    return total


def roads_are_lit(city):
    roads, lamps = shapes(city.path, city.roads, city.roads_where), shapes(city.path, city.lamps)
    result = city.lit()
    versus.same("length", result["total_m"], sum(road.length for road in roads))
    low, high = (lit_length(roads, lamps, radius) for radius in (30, versus.outer(30)))
    versus.between("lit", low, result["covered_m"], high)
    print(f"lit: {low:.3f} < {result['covered_m']:.3f} < {high:.3f} of {result['total_m']:.0f} m")


def is_near(what, covered, grounds, parks, radius_of):
    """covered: key → m², as kerb says; grounds: key → what is to be covered."""
    low, high = (reach(parks, radius) for radius in (radius_of, lambda a: versus.outer(radius_of(a))))
    assert covered.keys() == grounds.keys() and len(grounds) > 10, covered.keys()
    bounds = {key: (g.intersection(low).area, g.intersection(high).area) for key, g in grounds.items()}
    for key, (least, most) in bounds.items():
        versus.between((what, key), least, covered[key], most, grounds[key].area)
    least, most = (sum(b) for b in zip(*bounds.values()))
    print(f"{what}: {least:.1f} < {sum(covered.values()):.1f} < {most:.1f} m²")


def by_size(area):
    return 500 if area.area >= 5000 else 300 if area.area >= 2000 else 0


def the_audit_tells_the_same(city):
    """A planner's one command: residential land near the parks that two standards count."""
    kerb("audit", city.path, "-o", versus.FOLDER / "audit")
    summary = json.loads((versus.FOLDER / "audit" / "summary.json").read_text(encoding="utf-8"))["result"]
    lit, = [g for g in summary["lit_roads"]["coverage"]["groups"] if g["id"] == "arterial"]
    assert lit["covered_m"] == city.lit()["covered_m"], lit
    land = unary_union(shapes(city.path, city.zones, "kind = 'residential'"))
    homes = {key: zone.intersection(land) for key, zone in zones_of(city).items()}
    told = {p["rule"]["id"]: p["coverage"] for p in summary["parks"]}
    for rule, classes, radius_of in (("park_cover@GB55014", "G1 G11 G12 G13 G14", by_size),
                                     ("park_cover@GBT51346", "G1 G11 G12 G13 G14 G3", lambda _: 500)):
        parks = shapes(city.path, city.parks, f"open = 1 AND instr('{classes} ', green_class || ' ')")
        versus.same(rule, told[rule]["total_m2"], sum(h.area for h in homes.values()))
        is_near(rule, {z["id"]: z["covered_m2"] for z in told[rule]["zones"]}, homes, parks, radius_of)


def main():
    for city in versus.cities():
        print(city.path.name)
        roads_are_lit(city)
        parks, zones = shapes(city.path, city.parks), zones_of(city)
        is_near("bands", city.ground("--bands", "2000:300m,5000:500m"), zones, parks, by_size)
        if city.is_sample:
            is_near("300 m", city.ground("--within", "300m"), zones, parks, lambda _: 300)
            the_audit_tells_the_same(city)


main()
