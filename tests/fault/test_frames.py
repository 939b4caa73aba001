"""B26–B41: reference systems and units as they should not be. A question where nobody can know, a stated conversion where kerb can."""
import contextlib
import json
import math
import shutil
import sqlite3
import struct

from crafted import (CRS84, FOLDER, SYSTEMS, X, Y, add_layer, envelope, gpkg, kerb, line, point, reasons, road, run_all, skipped, untouched,
                     utm_wkt, wkb_line, wkb_point, write, WGS84_WKT)

import geotiff  # noqa: E402
import shp  # noqa: E402

LAMP = write("lamp.geojson", [point(50, 0)])
EPSG = "urn:ogc:def:crs:EPSG::"


def plane(name, crs, *chains, kind="LineString"):
    return write(name, [{"type": "Feature", "properties": {"key": str(i)}, "geometry": {"type": kind, "coordinates": chain}}
                        for i, chain in enumerate(chains)], crs=crs)


DEGREES = plane("degrees.geojson", CRS84, [[114.0, 32.0], [114.001, 32.0]])
LAMP_DEGREES = plane("lamp-degrees.geojson", CRS84, [114.0005, 32.0], kind="Point")
EAST_M = 94.4931  # 0.001° of longitude at 32° north, on the ellipsoid of WGS 84


def length(lines, *more, code=0, assets=LAMP):
    with untouched():
        done = kerb("coverage", "length", "--lines", lines, "--assets", assets, "--within", "20m", "-f", "json", *more, code=code)
    return done.stderr if code else envelope(done)


def asks(lines, *words, **more):
    said = length(lines, code=5, **more)
    assert all(word in said for word in words), said


def shapefile(prj):
    path = shp.write(FOLDER / "frame.shp", ["key"], [["A"]], [[(114.0, 32.0), (114.001, 32.0)]])
    if prj is None:
        path.with_suffix(".prj").unlink()
    else:
        path.with_suffix(".prj").write_text(prj, encoding="utf-8")
    return path


def b26_missing():
    asks(shapefile(None), "--source-crs")
    table = FOLDER / "b26.csv"
    table.write_text("key,x,y\nL,500050,3500000\n", encoding="utf-8")
    said = kerb("coverage", "length", "--lines", gpkg("road.gpkg", [(road(), "A")]), "--assets", table, "--within", "20m", code=5).stderr
    assert "--source-crs" in said and "b26.csv" in said, said
    assert abs(length(shapefile(None), "--source-crs", "EPSG:4326", assets=LAMP_DEGREES)["result"]["total_m"] - EAST_M) < 1e-3


def b27_null():
    path = write("b27.geojson", [line((0, 0), (100, 0))])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}', "null"), encoding="utf-8")
    asks(path, "--source-crs")


def b28_garbage_prj():
    for prj in ("garbage \x01\x02", "\0" * 300, "", "/etc/passwd", "PROJCS[", 'GEOGCS["x"]'):
        asks(shapefile(prj))


def b29_local_cs():
    asks(shapefile('LOCAL_CS["site plan",UNIT["Meter",1.0]]'), "site plan")
    asks(gpkg("b29.gpkg", [(road(), "A")], srs=77, system=("NONE", 77, 'LOCAL_CS["site plan",UNIT["m",1]]')), "site plan")


def b30_nested_wkt():
    asks(shapefile("PROJCS[" * 20000 + "]" * 20000))
    asks(shapefile('COMPD_CS["a",' * 5000 + WGS84_WKT + "]" * 5000))
    asks(gpkg("b30.gpkg", [(road(), "A")], srs=77, system=("NONE", 77, 'COMPD_CS["a",' * 5000 + WGS84_WKT + "]" * 5000)))


def b31_latitude_and_longitude_swapped():
    """Impossible degrees: a question; among sound rows of a layer, rows that are left out by name. Possible ones (40, 30) are
    measured where they say that they are, and a layer that lies elsewhere is named."""
    asks(plane("b31.geojson", CRS84, [[32.0, 114.0], [32.0, 114.001]]), "114", assets=LAMP_DEGREES)
    asks(DEGREES, "b31l.geojson", "swapped", assets=plane("b31l.geojson", CRS84, [32.0, 114.0005], kind="Point"))
    for kind, where in (("LineString", [[32.0, 114.0], [32.0, 114.001]]), ("Polygon", [[[32.0, 114.0], [32.0, 114.001], [32.001, 114.0], [32.0, 114.0]]])):
        asks(DEGREES, "b31l.geojson", "swapped", assets=plane("b31l.geojson", CRS84, where, kind=kind))
    told = length(DEGREES, assets=plane("b31m.geojson", CRS84, [32.0, 114.0005], [114.0005, 32.0], kind="Point"))
    assert skipped(told["layers"][1]) == {"tools.not_in_frame": 1} and told["result"]["covered_m"] > 0, told["layers"]
    told = length(plane("b31p.geojson", CRS84, [[40.0, 30.0], [40.001, 30.0]]), assets=plane("b31q.geojson", CRS84, [30.0, 40.0005], kind="Point"))
    assert told["result"]["covered_m"] == 0 and abs(told["result"]["total_m"] - 96.486) < 0.01, told["result"]
    (odd,) = [issue for issue in told["issues"] if issue["reason"] == "tools.elsewhere"]
    assert "b31q.geojson" in odd["text"] and "b31p.geojson" in odd["text"], odd
    near = length(DEGREES, assets=plane("b31n.geojson", CRS84, [114.001, 32.002], kind="Point"))
    assert near["result"]["covered_m"] == 0 and "tools.elsewhere" not in reasons(near), near["issues"]


def b32_metres_called_degrees():
    file = gpkg("b32.gpkg", [(road(), "A")], srs=4326)
    asks(file, "500100", assets=LAMP_DEGREES)
    assert "(degrees)" in length(file, "--frame", "EPSG:4547", assets=LAMP_DEGREES, code=5)


def b33_mixed_systems_in_a_layer():
    """Rows whose own bytes say another system than the layer; rows that say none are the layer's."""
    def second(srs):
        def change(base):
            base.execute("UPDATE things SET geom = ? WHERE fid = 2", (b"GP\0\x01" + struct.pack("<i", srs) + road(y=9),))
        return change
    for kind in ("LINESTRING", "GEOMETRY"):
        asks(gpkg("b33.gpkg", [(road(), "A"), (road(y=9), "B")], kind=kind, more=second(32649)), "1 rows", "b33.gpkg")
        for none in (0, -1):
            told = length(gpkg("b33.gpkg", [(road(), "A"), (road(y=9), "B")], kind=kind, more=second(none)))
            assert told["result"]["total_m"] == 200, told["result"]
    told = length(gpkg("b33.gpkg", [(road(), "A")]), assets=plane("b33l.geojson", EPSG + "4326", [117.0005, 31.6366], kind="Point"))
    assert told["layers"][1]["used"] == 1 and told["frame"]["name"] == "EPSG:32650", told["frame"]  # layers of their own come into one plane


def b33_layers_of_one_file_in_systems_of_their_own():
    """The same lamp in another zone and in degrees, beside the road in one GeoPackage."""
    for srs, place in ((32649, (1069485.529, 3515676.754)), (4326, (117.000527274, 31.63518622))):
        def lamps(base, srs=srs, place=place):
            base.execute("INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')", (f"system {srs}", srs, *SYSTEMS[srs]))
            add_layer(base, [(wkb_point(*place), "L")], "lamps", srs=srs)
        path = gpkg("b33m.gpkg", [(road(), "A")], more=lamps)
        told = length(f"{path}::things", assets=f"{path}::lamps")
        assert told["frame"]["name"] == "EPSG:32650" and abs(told["result"]["covered_m"] - 40) < 0.01, (srs, told["result"])


def b34_definition_that_is_not_its_code():
    """A code of EPSG goes before the text beside it, whatever that says."""
    for definition in (utm_wkt(49, 32649), WGS84_WKT, "garbage"):
        told = length(gpkg("b34.gpkg", [(road(), "A")], system=("EPSG", 32650, definition)))
        assert (told["frame"]["name"], told["result"]["total_m"], told["result"]["covered_m"]) == ("EPSG:32650", 100, 40), told["frame"]


def b35_srs_id_of_no_system():
    for srs in (-1, 0, 999999):
        asks(gpkg("b35.gpkg", [(road(), "A")], srs=srs), "--source-crs")
    asks(gpkg("b35.gpkg", [(road(), "A")], srs=4547, listed=False), "--source-crs")
    assert length(gpkg("b35.gpkg", [(road(), "A")], srs=-1), "--source-crs", "EPSG:32650")["result"]["total_m"] == 100


def b36_shifted_as_gcj02_is_suspected():
    """Some 600 m aside, as Chinese web maps shift: nothing is moved, and where a town's lamps would stand beside its roads without
    the shift, that is said."""
    told = length(DEGREES, assets=plane("b36.geojson", CRS84, [114.0005 + 0.0055, 32.0 - 0.0025], kind="Point"))
    assert told["result"]["covered_m"] == 0 and told["layers"][1]["used"] == 1 and not told["issues"], told
    roads = plane("b36r.geojson", CRS84, *([[114.05, 22.55 + 0.0011 * i + 0.0002 * (i * i % 5)], [114.07, 22.55 + 0.0011 * i + 0.0002 * (i * i % 5)]] for i in range(10)))
    places = [[114.0505 + 0.002 * k, 22.55005 + 0.0011 * i + 0.0002 * (i * i % 5)] for i in range(10) for k in range(8)]
    true = plane("b36t.geojson", CRS84, *places, kind="Point")
    shifted = plane("b36s.geojson", CRS84, *([x + 0.005115, y - 0.002715] for x, y in places), kind="Point")  # of GCJ-02, there
    assert not length(roads, assets=true)["issues"]
    told = length(roads, assets=shifted)
    (odd,) = [issue for issue in told["issues"] if issue["reason"] == "tools.web_map_offset"]
    assert all(word in odd["text"] for word in ("b36s.geojson", "GCJ-02", "80 points", " 80 with")), odd
    assert told["result"]["covered_m"] < 0.5 * length(roads, assets=true)["result"]["covered_m"]


def b37_feet_in_the_plane():
    lamp = plane("b37l.geojson", EPSG + "3435", [1170500.0, 1900000.0], kind="Point")
    told = length(plane("b37.geojson", EPSG + "3435", [[1170000.0, 1900000.0], [1171000.0, 1900000.0]]), assets=lamp)
    assert told["frame"]["name"] == "EPSG:3435 in metres" and told["frame"]["reason"] == "converted", told["frame"]
    assert math.isclose(told["result"]["total_m"], 1000 * 1200 / 3937, rel_tol=1e-12) and math.isclose(told["result"]["covered_m"], 40)


def b38_feet_of_height():
    """In a plane of feet the unit of heights must be said; and what is said is used."""
    rows = [[100 + min(2.0, math.hypot(c - 11.5, r - 11.5) ** 2 / 20) for c in range(24)] for r in range(24)]
    path = geotiff.write(FOLDER / "b38.tif", rows, epsg=3435, origin=(1170000.0, 1900000.0))
    volumes = {}
    with untouched():
        assert "--height-unit" in kerb("waterlogging", "depressions", "--dem", path, code=5).stderr
        for unit in ("m", "ft", "us-ft"):
            done = kerb("waterlogging", "depressions", "--dem", path, "--height-unit", unit, "-f", "json")
            volumes[unit] = envelope(done)["result"]["capacity_m3"]
    assert math.isclose(volumes["ft"], 0.3048 * volumes["m"], rel_tol=1e-5), volumes
    assert math.isclose(volumes["us-ft"], 1200 / 3937 * volumes["m"], rel_tol=1e-5), volumes


def b39_zoned_cgcs2000():
    """An easting with its zone's number belongs to EPSG:4526, one without to EPSG:4547; mistaken for each other both are a question."""
    with_zone, without = [[38500000.0, 3556500.0], [38500100.0, 3556500.0]], [[500000.0, 3556500.0], [500100.0, 3556500.0]]
    lamp = plane("b39l.geojson", EPSG + "4547", [500050.0, 3556500.0], kind="Point")
    told = length(plane("b39.geojson", EPSG + "4526", *[with_zone]), assets=lamp)
    assert (told["result"]["total_m"], told["result"]["covered_m"]) == (100, 40), told["result"]
    asks(plane("b39.geojson", EPSG + "4547", with_zone), "EPSG:4547", assets=lamp)
    asks(plane("b39.geojson", EPSG + "4526", without), "EPSG:4526", assets=lamp)


def b40_vertical_datum_beside_the_plane():
    """Of a compound system the plane is used; heights stay what the file says, and a second datum never enters a run."""
    wkt = (f'COMPD_CS["both",{utm_wkt(50, 32650)},VERT_CS["Yellow Sea 1985",VERT_DATUM["Yellow Sea 1985",2005],UNIT["metre",1]]]')
    told = length(gpkg("b40.gpkg", [(road(), "A")], srs=78, system=("NONE", 78, wkt)))
    assert told["result"]["total_m"] == 100 and told["result"]["covered_m"] == 40, told["result"]


def b40_vertical_systems_of_a_grid():
    """Metres above whichever level, undefined ones too, give the same volume; feet are converted."""
    rows = [[100 + min(2.0, math.hypot(c - 11.5, r - 11.5) ** 2 / 20) for c in range(24)] for r in range(24)]
    volumes = {}
    for code in (None, 5703, 5737, 32767, 6360):
        path = geotiff.write(FOLDER / "b40.tif", rows, vertical=code)
        with untouched():
            volumes[code] = envelope(kerb("waterlogging", "depressions", "--dem", path, "-f", "json"))["result"]["capacity_m3"]
    assert volumes[5703] == volumes[5737] == volumes[32767] == volumes[None] > 10, volumes
    assert math.isclose(volumes[6360], 1200 / 3937 * volumes[None], rel_tol=1e-5), volumes


def b40_levels_of_drains_on_another_datum():
    """Levels 1.7 m above the terrain, as of Wusong beside 1985: said by all that put the two together, in numbers."""
    city = FOLDER / "b40-city"
    kerb("synth", "--seed", "3", "--size", "xs", "-o", city, "--quiet")
    moved = FOLDER / "b40-moved.gpkg"
    shutil.copy(city / "city.gpkg", moved)
    with contextlib.closing(sqlite3.connect(moved)) as database, database:
        for name, count in ("ST_IsEmpty", 1), ("ST_MinX", 1), ("ST_MaxX", 1), ("ST_MinY", 1), ("ST_MaxY", 1):
            database.create_function(name, count, lambda blob: 0)  # of triggers that do not fire
        count = database.execute("UPDATE manholes SET ground_m = ground_m + 1.7").rowcount
        database.execute("UPDATE conduits SET invert_up_m = invert_up_m + 1.7, invert_down_m = invert_down_m + 1.7")
    assert count > 10, count
    rain = ["--city", "suzhou", "--return-period", "5", "--duration", "60min", "--watch-for", "30min"]
    for inventory, shifted in (city / "city.gpkg", False), (moved, True):
        swmm = ["waterlogging", "swmm", "export", "--inventory", inventory, "-o", FOLDER / "b40.inp", "--dry-run"]
        for command in (["waterlogging", "points", "--inventory", inventory], swmm):
            with untouched():
                done = kerb(*command, "--dem", city / "terrain.tif", *rain, "-f", "json")
            found = [i for i in json.loads(done.stdout)["issues"] if i["reason"] == "drains.other_datum"]
            assert len(found) == shifted, found
            assert not shifted or "+1.71 m" in found[0]["text"] and f"{count} manholes" in found[0]["text"], found
            assert ("datum" in done.stderr) == shifted, done.stderr


def drains_above(name, manholes, outfalls):
    """Two manholes and an outfall, each layer in a compound system of its own datum."""
    def system(datum):
        return f'COMPD_CS["both",{utm_wkt(50, 32650)},VERT_CS["{datum}",VERT_DATUM["{datum}",2005],UNIT["metre",1]]]'

    def more(base):
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('b', 79, 'NONE', 79, ?, '')", (system(outfalls),))
        add_layer(base, [(wkb_point(X + 18, Y + 12), "O", 98.0)], "outfalls", "POINT", 79, (("key", "TEXT"), ("invert_m", "REAL")))
    rows = [(wkb_point(X + 6 * i, Y + 12), f"M{i}", 101.0) for i in (1, 2)]
    return gpkg(name, rows, "manholes", "POINT", 78, (("key", "TEXT"), ("ground_m", "REAL")), more, ("NONE", 78, system(manholes)))


def b40_two_stated_vertical_datums():
    """Levels above one stated datum beside a terrain, or other drains, above another: a question, before anything is reckoned."""
    rows = [[100 + min(2.0, math.hypot(c - 11.5, r - 11.5) ** 2 / 20) for c in range(24)] for r in range(24)]
    rain = ["--city", "suzhou", "--return-period", "5", "--duration", "60min"]
    chinese, wusong = "1985国家高程基准", "Wusong"
    source = drains_above("b40-in.gpkg", chinese, chinese)
    with untouched():
        told = kerb("import", source, "--mapping", "kerb", "-o", FOLDER / "b40-out.gpkg", "--dry-run", "-f", "json")
    assert any(i["reason"] == "mapping.heights_not_kept" and chinese in i["text"] for i in envelope(told)["issues"]), told.stdout
    one, other = drains_above("b40-one.gpkg", chinese, "Yellow Sea 1985"), drains_above("b40-other.gpkg", wusong, wusong)
    for inventory, vertical, code in ((one, 5737, 0), (one, 5703, 5), (one, 32767, 0), (one, None, 0), (other, 5737, 5), (other, None, 0),
                                      (drains_above("b40-both.gpkg", wusong, chinese), None, 5)):
        terrain = geotiff.write(FOLDER / "b40d.tif", rows, origin=(X, Y + 24.0), epsg=32650, vertical=vertical)
        swmm = ["waterlogging", "swmm", "export", "--watch-for", "30min", "-o", FOLDER / "b40.inp", "--dry-run"]
        for command in (["waterlogging", "points"], swmm) if code else (["waterlogging", "points"],):  # for SWMM pipes are missing
            with untouched():
                said = kerb(*command, "--inventory", inventory, "--dem", terrain, *rain, code=code).stderr
            named = [word for word in (chinese, wusong, "Yellow Sea 1985", "North American Vertical Datum 1988") if word in said]
            assert len(named) == (2 if code else 0) and ("-a_srs EPSG:32650" in said) == bool(code), (vertical, said)


def b41_axis_order():
    """Files hold longitude first, whatever the order of axes that the authority states."""
    for lines, lamps in (("4326", "4490"), ("4490", "4326")):
        lamp = plane("b41l.geojson", EPSG + lamps, [114.0005, 32.0], kind="Point")
        told = length(plane("b41.geojson", EPSG + lines, [[114.0, 32.0], [114.001, 32.0]]), assets=lamp)
        assert abs(told["result"]["total_m"] - EAST_M) < 1e-3 and abs(told["result"]["covered_m"] - 40) < 1e-3, told["result"]
    line_ = wkb_line([(114.0, 32.0), (114.001, 32.0)])
    assert abs(length(gpkg("b41.gpkg", [(line_, "A")], srs=4326), assets=LAMP_DEGREES)["result"]["total_m"] - EAST_M) < 1e-3


run_all([b26_missing, b27_null, b28_garbage_prj, b29_local_cs, b30_nested_wkt, b31_latitude_and_longitude_swapped, b32_metres_called_degrees,
         b33_mixed_systems_in_a_layer, b33_layers_of_one_file_in_systems_of_their_own, b34_definition_that_is_not_its_code, b35_srs_id_of_no_system,
         b36_shifted_as_gcj02_is_suspected, b37_feet_in_the_plane, b38_feet_of_height, b39_zoned_cgcs2000,
         b40_vertical_datum_beside_the_plane,
         b40_vertical_systems_of_a_grid, b40_levels_of_drains_on_another_datum, b40_two_stated_vertical_datums,
         b41_axis_order])
