"""A01–A26: shapes as they should not be. Each is left out by name and place, or measured right; none is repaired silently."""
import json
import math
import struct
import time

from crafted import (CRS84, FOLDER, SLOW, X, Y, blob, box, envelope, gpkg, kerb, line, point, reasons, road, run_all, set_limits, skipped, untouched,
                     wkb_line, wkb_many, wkb_point, wkb_polygon, write)

import shp  # noqa: E402

LAMP = write("lamp.geojson", [point(50, 0)])
SQUARE = [(X, Y - 50), (X + 100, Y - 50), (X + 100, Y + 50), (X, Y + 50), (X, Y - 50)]
GIGABYTE = 1 << 30


def at(*points):
    return [(X + x, Y + y) for x, y in points]


def length(lines, *more, code=0, assets=LAMP, **limits):
    """Rows of the layer of lines, all issues, the result; the inputs stay as they are."""
    with untouched():
        done = kerb("coverage", "length", "--lines", lines, "--assets", assets, "-f", "json", *more,
                    *(() if "--within" in more else ("--within", "20m")), code=code, **limits)
    if code != 0:
        return done.stderr
    told = envelope(done)
    return told["layers"][0], told, told["result"]


def bad_zone(name, wkb, reason, place=None):
    """A zone that is none, beside a sound one: it is left out by its row and name, and the sound one measures the road."""
    zones = gpkg(f"{name}.gpkg", [(wkb_polygon(SQUARE), "sound"), (wkb, "odd")], kind="GEOMETRY")
    _, told, result = length(gpkg("road.gpkg", [(road(), "A")]), "--zones", zones)
    layer = told["layers"][2]
    assert (layer["role"], layer["read"], layer["used"], skipped(layer)) == ("zones", 2, 1, {reason: 1}), layer
    issue = next(i for i in told["issues"] if i["reason"] == reason)
    assert (issue["row"], issue["key"], issue["severity"]) == (2, "odd", "error") and issue["text"], issue
    if place:
        assert math.hypot(issue["x"] - X - place[0], issue["y"] - Y - place[1]) < 1e-6, issue
    zones = {z["id"]: z["total_m"] for z in result["zones"]}
    assert zones == {"sound": 100.0} and result["covered_m"] == 40, result


def a01_self_intersection():
    bad_zone("a01", wkb_polygon(at((200, 0), (210, 10), (210, 0), (200, 10), (200, 0))), "geometry.self_intersection", (205, 5))


def a02_unclosed_ring():
    bad_zone("a02", wkb_polygon(at((200, 0), (210, 0), (210, 10), (200, 10))), "geometry.not_closed", (200, 10))


def a03_fewer_than_four_points():
    bad_zone("a03", wkb_polygon(at((200, 0), (210, 0), (200, 0))), "geometry.too_few_points", (200, 0))


def a04_hole_outside():
    bad_zone("a04", wkb_polygon(at((200, 0), (210, 0), (210, 10), (200, 0)), at((220, 0), (221, 0), (221, 1), (220, 0))),
             "geometry.hole_outside")


def a05_nested_shells():
    outer = wkb_polygon(at((200, 0), (240, 0), (240, 40), (200, 40), (200, 0)))
    inner = wkb_polygon(at((210, 10), (220, 10), (220, 20), (210, 20), (210, 10)))
    bad_zone("a05", wkb_many(6, [outer, inner]), "geometry.nested_shells")


def a06_overlapping_parts():
    one = wkb_polygon(at((200, 0), (240, 0), (240, 40), (200, 40), (200, 0)))
    two = wkb_polygon(at((220, 20), (260, 20), (260, 60), (220, 60), (220, 20)))
    bad_zone("a06", wkb_many(6, [one, two]), "geometry.self_intersection")


def a07_spike():
    bad_zone("a07", wkb_polygon(at((200, 0), (210, 0), (210, 10), (220, 10), (210, 10), (200, 10), (200, 0))),
             "geometry.ring_self_intersection", (210, 10))


def a08_zero_area():
    bad_zone("a08", wkb_polygon(at((200, 0), (210, 0), (220, 0), (200, 0))), "geometry.self_intersection")
    bad_zone("a08b", wkb_polygon(at((200, 0), (200, 0), (200, 0), (200, 0))), "geometry.too_few_points")


def a09_duplicate_points_change_nothing():
    ring = [p for p in SQUARE for _ in range(3)]
    lines = gpkg("a09.gpkg", [(wkb_line([(X, Y)] * 3 + [(X + 40, Y)] * 2 + [(X + 100, Y)] * 4), "A")])
    layer, _, result = length(lines, "--zones", gpkg("a09z.gpkg", [(wkb_polygon(ring + [ring[-1]]), "Z")]))
    assert layer["used"] == 1 and result["total_m"] == 100 and result["covered_m"] == 40, result
    assert result["zones"][0]["total_m"] == 100, result


def a10_a11_a12_a13_lines_that_are_none():
    """No length, one point, null, empty parts: the first three are left out, an empty part costs nothing."""
    lines = gpkg("a10.gpkg", [(road(), "A"), (wkb_line(at((0, 9), (0, 9))), "none"), (wkb_line(at((0, 9))), "one"), (None, "null"),
                              (wkb_line([]), "empty"), (wkb_many(5, [wkb_line([]), road(30, 500)]), "part"),
                              (wkb_many(5, [wkb_line([]), wkb_line([])]), "parts")])
    layer, told, result = length(lines)
    assert (layer["read"], layer["used"], result["total_m"]) == (7, 2, 130), (layer, result)
    assert reasons(told) == [("geometry.empty", 5), ("geometry.empty", 7), ("geometry.null", 4), ("geometry.too_few_points", 3),
                             ("geometry.zero_length", 2)], reasons(told)


def a13_empty_parts_of_areas_and_points():
    """Beside a sound part they cost nothing; alone they are left out, and no kernel is asked about them."""
    sound, none = wkb_polygon(SQUARE), wkb_polygon()
    nowhere = wkb_point(math.nan, math.nan)  # how an empty point is written
    areas = gpkg("a13.gpkg", [(wkb_many(6, [none, sound]), "part"), (none, "empty"), (wkb_many(6, [none]), "parts"),
                              (wkb_polygon([]), "ring"), (nowhere, "point"), (wkb_many(4, [nowhere, wkb_point(X, Y)]), "points")])
    _, told, result = length(gpkg("road.gpkg", [(road(), "A")]), assets=areas)
    layer = told["layers"][1]
    assert (layer["read"], layer["used"]) == (7, 2) and skipped(layer) == {"geometry.empty": 5}, layer
    assert result["covered_m"] == 100, result


def a14_mixed_types_and_collections():
    """Each row is taken for what it is; a collection is none of it."""
    mixed = gpkg("a14.gpkg", [(road(), "line"), (wkb_point(X + 50, Y), "point"), (wkb_polygon(SQUARE), "area"),
                              (wkb_many(7, [road(), wkb_point(X, Y)]), "all"), (wkb_many(7, []), "none")])
    layer, _, result = length(mixed, assets=mixed)
    assert (layer["read"], layer["used"]) == (5, 1) and result["total_m"] == 100, layer
    assert skipped(layer) == {"geometry.type": 3, "geometry.empty": 1}, layer


def a15_a16_a18_a19_non_finite_huge_and_denormal():
    """NaN, infinite and 1e300 are left out by their row; a denormal is a number like any other."""
    tiny = 5e-324
    rows = [(road(), "A")]
    for odd in (math.nan, math.inf, -math.inf, 1e300, 1.7e308):
        rows += [(wkb_line([(X, Y), (odd, Y)]), "x"), (wkb_line([(X, odd), (X, Y)]), "y")]
    layer, told, result = length(gpkg("a15.gpkg", rows))
    assert (layer["read"], layer["used"], result["total_m"]) == (11, 1, 100), layer
    assert skipped(layer) == {"geometry.not_finite": 6, "geometry.out_of_range": 4}, layer
    assert [row for _, row in reasons(told)] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], reasons(told)
    zone = [(tiny, Y - 50), (X + 100, Y - 50), (X + 100, Y + 50), (tiny, Y + 50), (tiny, Y - 50)]
    _, _, result = length(gpkg("a19.gpkg", [(road(), "A"), (wkb_line([(tiny, Y), (tiny, Y + tiny)]), "none")]),
                          "--zones", gpkg("a19z.gpkg", [(wkb_polygon(zone), "Z")]))
    assert result["total_m"] == 100 and result["zones"][0]["total_m"] == 100, result
    for name, odd in (("nan", math.nan), ("inf", math.inf), ("huge", 1e300)):
        ring = at((200, 0), (210, 0), (210, 10), (200, 0))
        ring[1] = (odd, ring[1][1])
        bad_zone(f"a15{name}", wkb_polygon(ring), "geometry.out_of_range" if name == "huge" else "geometry.not_finite")


def a17_numbers_beyond_a_double():
    text = json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}},
                       "features": [line((0, 0), (100, 0)), line((0, 0), (7, 7)), line((0, 0), (8, 8))]})
    path = FOLDER / "a17.geojson"
    path.write_text(text.replace("500007.0", "1e400").replace("3500008.0", "-1e400"), encoding="utf-8")
    layer, told, result = length(path)
    assert (layer["read"], layer["used"], result["total_m"]) == (3, 1, 100), (layer, told["issues"])
    table = FOLDER / "a17.csv"
    table.write_text(f"x,y\n{X + 50},{Y}\n1e400,{Y}\nNaN,{Y}\n{X},-inf\n1e300,{Y}\n", encoding="utf-8")
    _, told, result = length(path, "--source-crs", "EPSG:32650", assets=table)
    layer = told["layers"][1]
    assert (layer["read"], layer["used"], result["covered_m"]) == (5, 1, 40) and len(layer["skipped"]) > 0, layer


def degrees(name, *chains):
    features = [{"type": "Feature", "properties": {"key": str(i)}, "geometry": {"type": "LineString", "coordinates": c}}
                for i, c in enumerate(chains)]
    return write(name, features, crs=CRS84)


def a20_antimeridian_line():
    """As two parts, or as one that goes the long way round: never its plain length of 40,000 km."""
    lamp = write("a20l.geojson", [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [179.9999, 0]}}],
                 crs=CRS84)
    for chains in ([[[179.999, 0.0], [-179.999, 0.0]]], [[[179.999, 0.0], [180.0, 0.0]], [[-180.0, 0.0], [-179.999, 0.0]]]):
        said = length(degrees("a20.geojson", *chains), assets=lamp, code=5)
        assert "too far for one plane" in said, said
    assert "180.001" in length(degrees("a20.geojson", [[179.999, 0.0], [180.001, 0.0]]), assets=lamp, code=5)
    _, _, result = length(degrees("a20.geojson", [[179.998, 0.0], [180.0, 0.0]]), assets=lamp)
    assert abs(result["total_m"] - 222.639) < 0.01, result  # 0.002° of the equator, up to the meridian itself


def a21_antimeridian_polygon():
    ring = [[179.999, -0.001], [-179.999, -0.001], [-179.999, 0.001], [179.999, 0.001], [179.999, -0.001]]
    zone = write("a21.geojson", [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}], crs=CRS84)
    with untouched():
        said = kerb("coverage", "area", "--zones", zone, "--assets", zone, "--within", "20m", code=5).stderr
    assert "too far for one plane" in said, said


def a22_pole():
    """Round the pole the plane is laid on the data, and the length is right."""
    ring = [[lon, 89.999] for lon in (0.0, 90.0, 180.0, -90.0, 0.0)]
    lamp = write("a22l.geojson", [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0.0, 90.0]}}],
                 crs=CRS84)
    for more in ((), ("--frame", "EPSG:32661", "--measure", "ground")):
        _, _, result = length(degrees("a22.geojson", ring), "--within", "100m", *more, assets=lamp)
        # Four chords over quarters of the circle 0.001°, or 111.694 m, from the pole; 100 m reach √(100² − 111.694²/2) to each side.
        assert abs(result["total_m"] - 4 * math.sqrt(2) * 111.694) < 0.01, result
        assert abs(result["covered_m"] - 8 * math.sqrt(100**2 - 111.694**2 / 2)) < 0.05, result


def bounded(seconds=20, memory=4 * GIGABYTE):
    return {"preexec_fn": lambda: set_limits(seconds, memory)}


def a23_twenty_thousand_vertices_that_cross():
    """A star polygon of 20,000 corners, each edge of which crosses half of the others."""
    n = 20001
    star = [(X + 500 + 100 * math.cos(2 * math.pi * i * (n // 2) / n), Y + 100 * math.sin(2 * math.pi * i * (n // 2) / n)) for i in range(n)]
    zones = gpkg("a23.gpkg", [(wkb_polygon(SQUARE), "sound"), (wkb_polygon(star + star[:1]), "star")])
    started = time.monotonic()
    _, told, result = length(gpkg("road.gpkg", [(road(), "A")]), "--zones", zones, **bounded())
    assert time.monotonic() - started < 20, "it took its time"
    assert skipped(told["layers"][2]) == {"geometry.self_intersection": 1} and len(result["zones"]) == 1, told["layers"][2]


def comb(teeth, across):
    """A comb of so many teeth, 1 m wide and 1 m apart."""
    size, chain = 2 * teeth, [(0, -1)]
    for i in range(teeth):
        chain += [(2 * i, 0), (2 * i, size), (2 * i + 1, size), (2 * i + 1, 0)]
    chain += [(size, 0), (size, -1), (0, -1)]
    return wkb_polygon(at(*((y, x) if across else (x, y) for x, y in chain)))


def a24_combs_over_each_other():
    """120 teeth over 120 make 14,400 squares, and are measured; 6,000 over 6,000 end at the limit of time or memory, with 7."""
    if SLOW:
        print("skipped: a24 bounds the memory of a sanitizer")
        return
    few = [gpkg(f"a24{c}.gpkg", [(comb(120, c), "comb")]) for c in (0, 1)]
    with untouched():
        done = kerb("coverage", "area", "--zones", few[0], "--assets", few[1], "--within", "0.001m", "-f", "json", "--time-limit", "20s",
                    "--memory", "1G", **bounded(40))
    share = envelope(done)["result"]["share"]
    assert 0.49 < share < 0.52, share
    many = [gpkg(f"a24{c}.gpkg", [(comb(6000, c), "comb")]) for c in (0, 1)]
    with untouched():
        kerb("coverage", "area", "--zones", many[0], "--assets", many[1], "--within", "0.001m", "--time-limit", "1s", "--memory", "512M",
             code=7, **bounded(40))


def a25_claimed_counts():
    """Bytes that say they hold 2³¹ points, parts or rings: the row is left out, and no memory is taken for it."""
    huge = [wkb_line(at((0, 0)), claimed=2**31), wkb_line(at((0, 0)), claimed=2**31 - 1), wkb_many(5, [road()], claimed=2**31),
            wkb_many(4, [wkb_point(X, Y)], claimed=2**32 - 1), wkb_polygon(SQUARE, claimed=2**31), struct.pack("<BII", 1, 3, 2**31),
            wkb_many(7, [road()], claimed=2**31)]
    lines = gpkg("a25.gpkg", [(road(), "A"), *((wkb, str(i)) for i, wkb in enumerate(huge))])
    layer, _, result = length(lines, **bounded(memory=GIGABYTE))
    assert (layer["read"], layer["used"], result["total_m"]) == (1 + len(huge), 1, 100), layer
    assert skipped(layer) == {"geometry.unreadable": len(huge)}, layer
    whole = shp.write(FOLDER / "a25.shp", ["key"], [["A"]], [[(117.0, 31.0), (117.001, 31.0)]]).read_bytes()
    for field in (144, 148):  # how many parts and points the record says it has
        for claimed in (2**31 - 1, -1, -2**31):
            (FOLDER / "a25.shp").write_bytes(whole[:field] + struct.pack("<i", claimed) + whole[field + 4:])
            layer, _, result = length(FOLDER / "a25.shp", "--frame", "EPSG:32650", **bounded(memory=GIGABYTE))
            assert skipped(layer) == {"geometry.unreadable": 1} and result["share"] is None, (field, claimed, layer)


def with_cells(name, cells):
    """A layer with a road, and rows whose geometry is what SQLite lets stand there."""
    return gpkg(name, [(road(), "A")], more=lambda base: base.executemany("INSERT INTO things (geom, key) VALUES (?, 'B')", [(c,) for c in cells]))


def a26_cells_that_hold_no_geometry():
    """Texts, numbers and other bytes are rows that cannot be read, and say nothing of a reference system; geometries do."""
    cells = ["hello world", "hello", "", 5, 1234567890123, 2.5, b"", b"GP", b"bytes of something else", wkb_point(X, Y)]
    layer, told, result = length(with_cells("a26.gpkg", cells))
    assert (layer["read"], layer["used"], result["total_m"]) == (1 + len(cells), 1, 100), layer
    assert skipped(layer) == {"geometry.unreadable": len(cells)}, layer
    assert [i["row"] for i in told["issues"] if i["reason"] == "geometry.unreadable"] == list(range(2, 2 + len(cells))), told["issues"]
    for foreign in (blob(road(), 32649), blob(road(), 32649).replace(b"GP\0\x01", b"GP\0\0")):
        assert "another coordinate system" in length(with_cells("a26.gpkg", [*cells, foreign]), code=5)


run_all([a01_self_intersection, a02_unclosed_ring, a03_fewer_than_four_points, a04_hole_outside, a05_nested_shells, a06_overlapping_parts,
         a07_spike, a08_zero_area, a09_duplicate_points_change_nothing, a10_a11_a12_a13_lines_that_are_none,
         a13_empty_parts_of_areas_and_points, a14_mixed_types_and_collections, a15_a16_a18_a19_non_finite_huge_and_denormal,
         a17_numbers_beyond_a_double, a20_antimeridian_line, a21_antimeridian_polygon, a22_pole, a23_twenty_thousand_vertices_that_cross,
         a24_combs_over_each_other, a25_claimed_counts, a26_cells_that_hold_no_geometry])
