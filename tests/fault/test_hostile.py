"""F73–F79 and F81: files and names that want something: refused in one sentence, or inert. Nobody is called, nothing is touched."""
import gzip
import io
import json
import os
import shutil
import sqlite3
import struct
import tarfile
import time
import zipfile
import zlib

from crafted import (CANARY, FOLDER, GIGABYTE, IN, LAMP, MAP, OUT, X, Y, as_run, box, collection, controls_in, ended, envelope, gpkg, line,
                     make_room, nobody_called, points, put, quietly, refused, run_all, state, untouched, wkb_point, write)

from campaign_support import crafted_inputs

import geotiff  # noqa: E402
import pbf  # noqa: E402
import shp  # noqa: E402

make_room()
ROWS = [[100 + (c - 12) ** 2 / 50 + (r % 7) / 7 for c in range(24)] for r in range(24)]


def terrain(path, *more):
    return ("waterlogging", "depressions", "--dem", path, "-f", "json", *more)


def others(path):
    """Readers that do not go through the gate of layers."""
    yield "import", path, "--mapping", "osm", "-o", OUT / "never.gpkg"
    yield "import", LAMP, "--mapping", path, "-o", OUT / "never.gpkg"
    yield "profile", "lint", path
    yield "coverage", "lighting", "luminaire", path, "--height", "8m"
    yield "waterlogging", "swmm", "import", path, "-o", OUT / "never.gpkg", "--source-crs", "EPSG:4547"


# --- F73: drivers that open something else ------------------------------------------------------------------------------

SECRET = FOLDER / "secret.csv"
SECRET.write_text("key,lon,lat\nsecret,114,32\n", encoding="utf-8")
OPENERS = {
    "vector VRT": f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{SECRET}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
    "raster VRT": f'<VRTDataset rasterXSize="2" rasterYSize="2"><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">'
                  f'<SourceFilename relativeToVRT="0">{SECRET}</SourceFilename></VRTRasterBand></VRTDataset>',
    "WMS": f'<GDAL_WMS><Service name="WMS"><ServerUrl>{CANARY.address}</ServerUrl></Service></GDAL_WMS>',
    "WFS": f"<OGRWFSDataSource><URL>{CANARY.address}</URL></OGRWFSDataSource>",
    "WCS": f"<WCS_GDAL><ServiceURL>{CANARY.address}</ServiceURL></WCS_GDAL>",
    "GTI": f"<GDALTileIndexDataset><IndexDataset>{SECRET}</IndexDataset></GDALTileIndexDataset>",
    "KML": f"<?xml version='1.0'?><kml><NetworkLink><Link><href>{CANARY.address}</href></Link></NetworkLink></kml>",
    "GML": f'<?xml version="1.0"?><x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {CANARY.address}"/>',
    "PDF": "%PDF-1.4\n1 0 obj\n", "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(60), "netCDF": b"CDF\x01" + bytes(60), "MapInfo": "Version 300\n",
}


def f73_by_content():
    endings = ("gpkg", "shp", "geojson", "fgb", "csv", "json", "vrt", "dbf")
    for number, content in enumerate(OPENERS.values()):
        path = put(f"f73.{endings[number % 8]}", content)
        refused(*points(path), code=4, says=path.name)
        path.unlink()
        path = put(f"f73.{('tif', 'asc', 'vrt')[number % 3]}", content)
        refused(*terrain(path), code=4, says=path.name)
        path.unlink()
    for arguments in others(put("f73.any", OPENERS["vector VRT"])):
        refused(*arguments, code=(3, 4), says="f73.any")
    (IN / "f73.any").unlink()
    for name, content in (("topo", '{"type":"Topology","objects":{},"arcs":[]}'), ("esri", '{"displayFieldName":"","features":[]}'),
                          ("capabilities", f'{{"links":[{{"rel":"data","href":"{CANARY.address}"}}]}}'), ("list", "[1,2]")):
        path = put(f"{name}.geojson", content)
        refused(*points(path), code=(3, 4), says=path.name)
        path.unlink()


def f73_by_name():
    good = put("good.csv", "key,lon,lat\nA,114,32\n")
    host = CANARY.address.split("/")[2]
    names = [f"WFS:{CANARY.address}", f"/vsicurl/{CANARY.address}a.geojson", f"{CANARY.address}a.geojson", f"postgresql://u:geheim@{host}/x",
             f"WMS:{CANARY.address}", f"PG:host=127.0.0.1 port={CANARY.port} dbname=x", f"CSV:{good}", f"GeoJSON:{good}", f"ES:{CANARY.address}",
             f"vrt://{good}", f"/vsizip/{good}", "/vsistdin/", "/vsimem/x", f"MYSQL:x,host=127.0.0.1,port={CANARY.port}",
             "MEM:::DATAPOINTER=1,PIXELS=9,LINES=9", f"GTIFF_DIR:1:{good}", f"HDF5:{good}://x", f"GPKG:{good}:x", f"SQLITE:{good}"]
    for number, name in enumerate(names):
        for arguments in (points(name), terrain(name)) if number < 4 else (points(name),) if number % 2 else (terrain(name),):
            done = refused(*arguments, code=4, says=name.split("geheim")[0].split("://")[0].split(":::")[0][:12])
            assert "geheim" not in done.err, done.err
    for name in (names[2],):
        for arguments in others(name):
            refused(*arguments, code=(2, 3, 4), says=name[:4])
    for content in ('{"type":"Point","coordinates":[1,2]}', OPENERS["vector VRT"], OPENERS["WMS"]):  # what GDAL takes for a file
        for arguments in (points(content), terrain(content)):
            quietly(*arguments, code=(3, 4))
    good.unlink()


# --- F74: links ---------------------------------------------------------------------------------------------------------

def named(name):
    return put("f74.geojson", collection({"type": "name", "properties": {"name": name}}))


def f74_in_geojson():
    for kind in ("proj4", "ogcwkt", "esriwkt", "", None):
        for place in ("href", "url"):
            path = put("f74.geojson", collection({"type": "link", "properties": {place: CANARY.address, "type": kind}}))
            quietly(*points(path), code=5)
    for name in (CANARY.address, f"URL:{CANARY.address}", "/vsicurl/" + CANARY.address, f"+proj=longlat +nadgrids={CANARY.address} +type=crs",
                 f"+proj=longlat +geoidgrids={CANARY.address} +type=crs"):
        refused(*points(named(name)), code=5, says="")
    links = [{"rel": rel, "href": CANARY.address} for rel in ("next", "self", "describedby")]
    path = put("f74.geojson", collection(None, links=links, **{"$schema": CANARY.address, "@context": CANARY.address}))
    done = quietly(*points(path))
    assert [layer["used"] for layer in envelope(as_run(done))["layers"]] == [1, 1], done.out
    path.unlink()


def f74_init_files():
    """A system that PROJ would look up in a file of definitions, with its network switched on from outside."""
    refused(*points(named(f"+init={CANARY.address}x:1")), code=5, says="f74.geojson")
    refused(*points(named(f"+init={CANARY.address}x:1"), "--source-crs", "EPSG:4326"), code=4, says="f74.geojson")


def f74_pipes_named_as_systems():
    """A reference system in a file makes nobody open another file, of which a pipe would be waited for."""
    pipe = FOLDER / "pipe"
    os.mkfifo(pipe)
    try:
        none_waits([points(named(name)) for name in (f"+init={pipe}:1", f"+proj=longlat +nadgrids={pipe} +type=crs")], (5,), PROJ_NETWORK="OFF")
    finally:
        pipe.unlink()


def f74_a_refused_link_names_its_file():
    path = put("f74.geojson", collection({"type": "link", "properties": {"href": CANARY.address, "type": "proj4"}}))
    refused(*points(path), code=5, says="f74.geojson")
    path.unlink()


def f74_beside_files():
    """What lies beside a file and names an address is not looked up, and changes no answer."""
    path = shp.write(IN / "f74.shp", ["key"], [["A"]], [(117.0005, 31.6366)], cpg="UTF-8")
    sound = quietly(*points(path)).out
    aux = f"<PAMDataset><SRS>{CANARY.address}</SRS><Metadata><MDI key='x'>{CANARY.address}</MDI></Metadata></PAMDataset>"
    for ending, content in ((".shp.xml", f'<metadata xsi:schemaLocation="{CANARY.address}"/>'), (".shp.aux.xml", aux), (".qpj", CANARY.address)):
        put(f"f74{ending}", content)
    assert quietly(*points(path)).out == sound
    for text in (CANARY.address, "/vsicurl/" + CANARY.address, str(SECRET)):
        path.with_suffix(".prj").write_text(text, encoding="utf-8")
        refused(*points(path), code=5, says="f74")
    path = geotiff.write(IN / "f74.tif", ROWS)
    sound = quietly(*terrain(path)).out
    for ending, content in ((".tif.aux.xml", aux), (".tif.ovr", OPENERS["raster VRT"]), (".tif.msk", OPENERS["raster VRT"]), (".aux", OPENERS["WMS"]),
                            ("_RPC.TXT", CANARY.address), (".IMD", CANARY.address), (".xml", aux), (".tab", f'!table\nFile "{CANARY.address}"\n')):
        put(f"f74{ending}", content)
    assert quietly(*terrain(path)).out == sound
    for path in IN.iterdir():
        path.unlink()


def f74_in_geopackages_and_options():
    for organization, definition in (("NONE", CANARY.address), (CANARY.address, CANARY.address), ("NONE", "/vsicurl/" + CANARY.address)):
        path = gpkg("f74.gpkg", [(wkb_point(X, Y), "A")], srs=77, system=(organization, 77, definition), folder=IN)
        refused(*points(path), code=5, says="f74")
    path = gpkg("f74.gpkg", [(wkb_point(X, Y), "A")], folder=IN)
    for option in ("--source-crs", "--frame"):
        for value in (CANARY.address, str(SECRET), f"+proj=longlat +nadgrids={CANARY.address}x.gsb"):
            quietly(*points(path, option, value), code=(0, 2, 5) if option == "--source-crs" else (2, 5))
    path.unlink()


# --- F75 and F76: XML and archives ----------------------------------------------------------------------------------------

LAUGHS = "<!DOCTYPE l [<!ENTITY a \"ha\">" + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)) + "]>"
OUTSIDE = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{SECRET}"><!ENTITY f SYSTEM "{CANARY.address}">]>'


def f75_entities():
    for number, (name, content) in enumerate((("laughs", f"<?xml version='1.0'?>{LAUGHS}<l>&j;</l>"), ("outside", f"{OUTSIDE}<x>&e;&f;</x>"))):
        for ending in ("geojson", "gpkg", "csv", "shp")[number::2]:
            path = put(f"{name}.{ending}", content)
            assert refused(*points(path), code=4, says=path.name).memory < GIGABYTE
            path.unlink()
        path = geotiff.write(IN / "f75.tif", ROWS)
        sound = quietly(*terrain(path)).out
        put("f75.tif.aux.xml", content.split("?>")[-1].replace("<x>", "<PAMDataset><SRS>").replace("</x>", "</SRS></PAMDataset>"))
        assert quietly(*terrain(path)).out == sound
        # In the file itself, where GDAL keeps its notes as XML.
        tagged = geotiff.write(IN / "tagged.tif", ROWS, scale="1</Item></GDALMetadata>" + content.split("?>")[-1] + "<GDALMetadata><Item>")
        done = quietly(*terrain(tagged), code=(0, 3))
        assert done.memory < GIGABYTE and "secret" not in done.out + done.err, done
        for path in IN.iterdir():
            path.unlink()


def zipped(members, links=()):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
        for name, target in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, target)
    return held.getvalue()


def f76_archives():
    """Not opened, whatever they are called; nothing is unpacked anywhere."""
    csv_text = b"key,lon,lat\nA,114,32\n"
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../evil.csv"), io.BytesIO())
    bomb = gzip.compress(bytes(30 << 20))
    slip = zipped([("../../evil.csv", csv_text), ("/tmp/kerb-evil.csv", csv_text)])
    link = zipped([("a.csv", csv_text)], links=[("b.csv", "/etc/passwd")])
    for name, content in (("a.shp.zip", slip), ("a.gpkg.zip", link), ("a.zip", slip), ("a.csv.gz", bomb), ("a.geojson.gz", bomb),
                          ("a.tgz", tar.getvalue()), ("a.csv", slip), ("a.shp", link), ("a.gpkg", slip),
                          ("a.geojson", bomb), ("b.csv", bomb), ("a.kmz", slip)):
        path = put(name, content)
        assert refused(*points(path), code=4, says=name).memory < GIGABYTE, name
        path.unlink()
    for name, content in (("a.tif", bomb), ("a.asc.gz", bomb), ("a.asc", slip), ("a.tif.zip", slip)):
        path = put(name, content)
        refused(*terrain(path), code=4, says=name)
        path.unlink()
    for arguments in others(put("a.any", bomb)):
        refused(*arguments, code=(3, 4), says="a.any")
    (IN / "a.any").unlink()
    assert not list(FOLDER.rglob("*evil*")) and not os.path.exists("/tmp/kerb-evil.csv")
    hidden = put("real.shp.zip", slip)
    (IN / "plain.shp").symlink_to(hidden)
    refused(*points(IN / "plain.shp"), code=4, says="plain.shp")
    for path in IN.iterdir():
        path.unlink()


def f76_bombs_within_formats():
    """A blob of an extract and a strip of a grid that unpack to more than they say."""
    packed = zlib.compress(bytes(200 << 20), 1)
    for claimed in (100, 200 << 20):
        content = pbf._number(2, claimed) + pbf._bytes(3, packed)
        head = pbf._bytes(1, "OSMData") + pbf._number(3, len(content))
        path = put("bomb.osm.pbf", pbf._blob("OSMHeader", pbf._bytes(4, "OsmSchema-V0.6")) + struct.pack(">I", len(head)) + head + content)
        done = refused("import", path, "--mapping", "osm", "-o", OUT / "never.gpkg", code=3, says="bomb.osm.pbf")
        assert done.memory < GIGABYTE, done.memory
        path.unlink()
    path = tiff("bomb.tif", [(256, 24), (257, 24), (258, 32), (259, 8), (262, 1), (277, 1), (278, 24), (339, 3)], packed)
    assert quietly(*terrain(path, "--source-crs", "EPSG:4547"), code=(0, 3)).memory < GIGABYTE
    path.unlink()


# --- F77: sizes -----------------------------------------------------------------------------------------------------------

def tiff(name, tags, data=b"", after=0, placed=True, arrays=()):
    """Tags of one number each, `arrays` of many (tag, count, bytes); the first strip is `data`. `after`: where the next directory is."""
    extra = struct.pack("<3d", 1, 1, 0) + struct.pack("<6d", 0, 0, 0, X, Y, 0)
    entries = [(tag, 4, 1, struct.pack("<I", value)) for tag, value in tags]
    count = len(tags) + (2 if placed else 0) + (2 if data else 0) + len(arrays)
    at = 8 + 2 + 12 * count + 4
    if placed:
        entries += [(33550, 12, 3, struct.pack("<I", at)), (33922, 12, 6, struct.pack("<I", at + 24))]
    for tag, length, content in arrays:
        entries.append((tag, 4, length, struct.pack("<I", at + len(extra))))
        extra += content
    if data:
        entries += [(273, 4, 1, struct.pack("<I", at + len(extra))), (279, 4, 1, struct.pack("<I", len(data)))]
    packed = b"".join(struct.pack("<HHI", tag, kind, length) + value for tag, kind, length, value in sorted(entries))
    return put(name, b"II*\0" + struct.pack("<IH", 8, count) + packed + struct.pack("<I", after) + extra + data)


def f77_huge_grids():
    """Refused before memory is taken for them."""
    base = [(259, 1), (262, 1), (277, 1), (339, 3)]
    tiles = 19 * 19  # of 16,384 cells each way, none of which is there
    none = [(324, tiles, bytes(4 * tiles)), (325, tiles, bytes(4 * tiles))]
    few = struct.pack("<16f", *range(16))
    cases = {
        "2^31": tiff("a.tif", [(256, 2**31 - 1), (257, 2**31 - 1), (258, 32), (278, 1), *base], few),
        "2^32": tiff("b.tif", [(256, 2**32 - 1), (257, 2**32 - 1), (258, 32), (278, 1), *base], few),
        "sparse": tiff("c.tif", [(256, 300000), (257, 300000), (258, 32), (322, 16384), (323, 16384), *base], arrays=none),
        "wide": tiff("d.tif", [(256, 2**31 - 1), (257, 1), (258, 32), (278, 1), *base], few),
        "strip": tiff("e.tif", [(256, 60000), (257, 60000), (258, 32), (278, 60000), *base], few),
        "bands": tiff("f.tif", [(256, 4), (257, 4), (258, 32), (278, 4), (277, 65535), (259, 1), (262, 1), (339, 3)], few),
        "bits": tiff("g.tif", [(256, 4), (257, 4), (258, 65535), (278, 4), *base], few),
        "tags": put("i.tif", b"II*\0" + struct.pack("<IH", 8, 65535) + bytes(100)),
        "nothing": tiff("j.tif", [(256, 0), (257, 0), (258, 32), (278, 1), *base], few),
        "big": put("k.tif", b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2**63) + bytes(100)),
        "far": put("l.tif", b"II*\0" + struct.pack("<I", 2**32 - 2)),
    }
    for name, path in cases.items():
        started = time.monotonic()
        done = refused(*terrain(path, "--source-crs", "EPSG:4547"), code=(2, 3, 5, 7), says=path.name)
        assert done.memory < GIGABYTE // 2 and time.monotonic() - started < 10, (name, done.memory)
        assert done.code == 7 or name not in ("2^31", "sparse", "wide", "strip") or "read" in done.err, (name, done)
        path.unlink()
    one = tiff("m.tif", [(256, 4), (257, 4), (258, 32), (278, 4), *base], few)
    sound = quietly(*terrain(one, "--source-crs", "EPSG:4547")).out
    loop = tiff("m.tif", [(256, 4), (257, 4), (258, 32), (278, 4), *base], few, after=8)  # the directory follows itself
    looped = quietly(*terrain(loop, "--source-crs", "EPSG:4547")).out
    notes = tiff("m.tif", [(256, 4), (257, 4), (258, 32), (278, 4), *base], few, arrays=[(700, 2**32 - 1, b"x"), (42112, 2**31, b"x")])
    told = [json.loads(text)["result"] for text in (sound, looped, quietly(*terrain(notes, "--source-crs", "EPSG:4547")).out)]
    assert told[0] == told[1] == told[2], told
    notes.unlink()


def f77_huge_texts():
    for columns, rows in ((2 * 10**9, 2 * 10**9), (2**31 - 1, 2**31 - 1), (10**12, 10**12), (10**30, 1), (10**9, 1), (300000, 300000)):
        path = put("f77.asc", f"ncols {columns}\nnrows {rows}\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3 4\n")
        started = time.monotonic()
        done = refused(*terrain(path, "--source-crs", "EPSG:4547"), code=(3, 7), says="f77.asc")
        assert done.memory < GIGABYTE // 2 and time.monotonic() - started < 10, (columns, rows, done.memory)
    for cell in ("1e400", "0", "-1", "nan"):
        path = put("f77.asc", f"ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize {cell}\n1 2 3 4\n")
        refused(*terrain(path, "--source-crs", "EPSG:4547"), code=(2, 3, 5, 7), says="f77.asc")
    path.unlink()


def f77_deep_and_wide_texts():
    deep = 100_000
    for name, content in (("arrays.geojson", '{"type":"FeatureCollection","features":' + "[" * deep), ("objects.geojson", '{"type":' * deep),
                          ("point.geojson", '{"type":"Point","coordinates":' + "[" * deep + "]" * deep + "}"),
                          ("fields.csv", ",".join(f"f{i}" for i in range(30000)) + "\n1\n"),
                          ("line.csv", "key,lon,lat\n" + "x" * (12 << 20) + ",114,32\n")):
        path = put(name, content)
        refused(*points(path, "--source-crs", "EPSG:4326"), code=(3, 5, 7), says=name)
        path.unlink()
    for content in ("[" * deep, "a = " + "[" * deep, "a = " + "{a=" * deep, '"""' * 3 + "x" * 10):
        path = put("deep.toml", content)
        refused("profile", "lint", path, code=3, says="deep.toml")
    path.unlink()
    lines = [("(" * 60000 + "a=1", 2), ("not " * 30000 + "a=1", 2), (" or ".join(["key='L'"] * 10000), 0), (" and ".join(["key='L'"] * 10000), 0),
             (f"key in ({','.join(['L'] * 50000)})", 0)]
    for text, code in lines:
        quietly(*points(LAMP, "--points-where", text), code=code)


def f77_rows_of_a_drainage_model():
    """Two bytes a row, and none of use: named, counted, and in a small multiple of the file's memory."""
    def read(path, *more):
        return "waterlogging", "swmm", "import", path, "-o", OUT / "never.gpkg", "--source-crs", "EPSG:4547", *more

    start = "[JUNCTIONS]\nJ 1 2\n[COORDINATES]\nJ 500000 3400000\n"
    many = 5_000_000
    path = put("f77.inp", "[A]\n" * many)
    done = refused(*read(path), code=3, says="f77.inp")
    assert done.memory < 10 * path.stat().st_size, done.memory
    for rows, reason, skipped in (("[CONDUITS]\n" + "a\n" * many, "swmm.columns", many),
                                  ("".join(f"[{i}]\nx\n" for i in range(many // 4)), "swmm.unknown_section", many // 4),
                                  ("[GWF]\na\n[DWF]\nb\n" * (many // 4), "swmm.not_inventory", many // 2)):
        path = put("f77.inp", start + rows)
        done = quietly(*read(path, "--dry-run", "-f", "json", "--quiet"))
        told = json.loads(done.out)
        assert done.memory < 10 * path.stat().st_size, (reason, done.memory)
        assert told["skipped"] == [{"reason": reason, "count": skipped}], (reason, told["skipped"])
        assert told["read"] == told["used"] + skipped and len(told["layers"]) < 1010, (reason, told["read"], told["used"])
        counts = {one["reason"]: one["count"] for one in told["issue_reasons"]}
        assert counts[reason] == (2 if reason == "swmm.not_inventory" else skipped) and len(told["issues"]) <= 100, (reason, counts)
    for line in "x " * (10 << 20), '"' * (20 << 20):
        path = put("f77.inp", start + line + "\n")
        done = refused(*read(path), code=3, says="f77.inp, line 5")
        assert done.memory < 10 * path.stat().st_size, done.memory
    path.unlink()


def f77_deep_keys():
    """A dotted key of TOML is as deep as it has parts."""
    for content in (".".join(["a"] * 30_000) + " = 1", "[" + ".".join(["a"] * 30_000) + "]"):
        path = put("deep.toml", content)
        refused("profile", "lint", path, code=3, says="deep.toml")
        refused("import", LAMP, "--mapping", path, "-o", OUT / "never.gpkg", code=3, says="deep.toml")
    path.unlink()


# --- F78: GeoPackages that run something ----------------------------------------------------------------------------------

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom, i AS key FROM n"
CROSS = "SELECT a.fid, a.geom, a.key FROM things a, things b, things c, things d, things e, things f, things g, things h, things i, things j"


def listed_view(name, sql):
    def change(base):
        base.execute(f"CREATE VIEW {name} AS {sql}")
        base.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, 32650)", (name, name))
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 32650, 0, 0)", (name,))
    return change


def things(more, name="f78.gpkg", rows=30):
    return gpkg(name, [(wkb_point(X + i, Y), f"T{i}") for i in range(rows)], more=more, folder=IN)


def f78_triggers_and_virtual_tables():
    for sql in ("CREATE TRIGGER t AFTER INSERT ON things BEGIN DELETE FROM things; END",
                "CREATE TRIGGER rtree_things_geom_insert AFTER INSERT ON things BEGIN SELECT load_extension('/tmp/x'); END",
                "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT 1; DELETE FROM things; END",
                "CREATE TRIGGER t AFTER UPDATE ON things BEGIN INSERT INTO gpkg_contents SELECT * FROM gpkg_contents; END",
                "CREATE VIRTUAL TABLE notes USING fts5(text)", "CREATE VIRTUAL TABLE notes USING fts4(text)"):
        path = things(lambda base, sql=sql: (base.execute("CREATE VIEW v AS SELECT 1 AS a") if "ON v" in sql else None, base.execute(sql)))
        refused(*points(f"{path}::things"), code=4, says="f78.gpkg")
    refused("check", path, code=4, says="f78.gpkg")


def f78_views():
    """Refused; with --allow-views read, and what never ends is ended by the limits of the run."""
    for sql in (ENDLESS, CROSS, "SELECT fid, geom, key FROM things", "SELECT load_extension('/tmp/x') AS fid, NULL AS geom"):
        refused(*points(f"{things(listed_view('v', sql))}::v"), code=4, says="f78.gpkg")
    path = things(listed_view("v", "SELECT fid, geom, key FROM things WHERE fid < 11"))
    told = envelope(as_run(quietly(*points(f"{path}::v", "--allow-views"))))
    assert told["layers"][0]["used"] == 10, told["layers"]


def f78_views_that_never_end():
    path = things(listed_view("v", ENDLESS))
    started = time.monotonic()
    refused(*points(f"{path}::v", "--allow-views", "--time-limit", "0.5s"), code=7, says="")
    assert time.monotonic() - started < 8


def f78_views_that_call():
    for sql in ("SELECT fid, geom, load_extension('/tmp/x') AS key FROM things", "SELECT fid, geom, readfile('/etc/passwd') AS key FROM things",
                "SELECT fid, geom, fts3_tokenizer('x') AS key FROM things", "SELECT fid, geom, key FROM absent"):
        refused(*points(f"{things(listed_view('v', sql))}::v", "--allow-views"), code=(3, 4), says="f78.gpkg")


def f78_large_values_of_views():
    for sql in ("SELECT 1 AS fid, zeroblob(300000000) AS geom, 'a' AS key", "SELECT fid, geom, hex(zeroblob(40000000)) AS key FROM things"):
        done = quietly(*points(f"{things(listed_view('v', sql), rows=1)}::v", "--allow-views"), code=(0, 3, 4, 7))
        assert done.memory < GIGABYTE // 4, (sql, done.memory)


def f78_large_values():
    """A text and a geometry beyond their bounds, in rows that kerb reads and in those that GDAL reads, and in what a
    file says of itself: refused, at little cost, however the value is kept."""
    def grown(sql):
        return things(lambda base: base.execute(sql), rows=3)

    dated = "ALTER TABLE things ADD COLUMN day DATE"
    for first in ("SELECT 1", dated):
        for sql in ("UPDATE things SET key = CAST(zeroblob(100000000) AS TEXT) WHERE fid = 2",
                    "UPDATE things SET key = replace(hex(zeroblob(50000000)), '0', 'k') WHERE fid = 2",
                    "UPDATE things SET geom = zeroblob(250000000) WHERE fid = 2"):
            path = things(lambda base, all=(first, sql): [base.execute(one) for one in all], rows=3)
            done = quietly(*points(f"{path}::things"), code=7)
            assert "f78.gpkg" in done.err and "MiB" in done.err, done.err
            assert done.memory < GIGABYTE * 2 // 5, (first, sql, done.memory)
    wide = ",".join(["1"] * 2_000_000)
    done = quietly(*points(f"{grown(f'CREATE TABLE wide (a INTEGER CHECK (a IN ({wide})))')}::things"), code=3)
    assert "f78.gpkg" in done.err and done.memory < GIGABYTE // 4, (done.err[:300], done.memory)
    done = quietly(*points(f"{grown('UPDATE gpkg_contents SET description = CAST(zeroblob(100000000) AS TEXT)')}::things"), code=7)
    assert done.memory < GIGABYTE // 4, done.memory


def f78_what_looks_like_a_table():
    """A view under a name of the standard, or listed as a table; a column that computes."""
    def disguised(base):
        listed_view("v", ENDLESS)(base)
        base.execute("PRAGMA writable_schema = ON")
        base.execute("UPDATE sqlite_master SET type = 'table' WHERE name = 'v'")

    def trigger(base):
        base.execute("CREATE TRIGGER t AFTER INSERT ON things BEGIN DELETE FROM things; END")
        base.execute("PRAGMA writable_schema = ON")
        base.execute("UPDATE sqlite_master SET type = 'index' WHERE name = 't'")

    def contents(base):
        base.execute("ALTER TABLE gpkg_contents RENAME TO other")
        base.execute(f"CREATE VIEW gpkg_contents AS SELECT * FROM other, ({ENDLESS})")

    refused(*points(f"{things(contents)}::things"), code=4, says="f78.gpkg")
    refused(*points(f"{things(disguised)}::v"), code=(3, 4), says="f78.gpkg", seconds=3)
    refused(*points(f"{things(trigger)}::things"), code=(3, 4), says="f78.gpkg")


def f78_views_under_names_of_the_standard():
    for name in ("st_geometry_columns", "st_spatial_ref_sys"):
        refused(*points(f"{things(listed_view(name, ENDLESS))}::{name}"), code=4, says="f78.gpkg", seconds=3)


def f78_columns_that_compute():
    def computed(expression):
        def change(base):
            base.execute(f"ALTER TABLE things ADD COLUMN more TEXT GENERATED ALWAYS AS ({expression}) VIRTUAL")
        return change

    for expression in ("hex(zeroblob(40000000))", "printf('%80000000d', 1)"):
        done = quietly(*points(f"{things(computed(expression), rows=1)}::things"), code=(0, 3, 4, 7))
        assert done.memory < GIGABYTE // 4, (expression, done.memory)


# --- F79: SQL in names ------------------------------------------------------------------------------------------------------

EVIL = ['x"; DROP TABLE things; --', "x'; DELETE FROM things; --", 'a"b', "[x]", "`y`", "select", "人民 路", "%s%n", "a::b", "x) OR 1=1 --"]


def f79_names_of_layers_and_fields():
    """Each is read as what it is called, and written out again as that."""
    for number, name in enumerate(EVIL[:4]):
        path = gpkg("f79.gpkg", [(wkb_point(X + i, Y), f"T{i}", i) for i in range(3)], layer=name,
                    columns=(("key", "TEXT"), (EVIL[-1 - number], "INTEGER")), folder=IN)
        from_where = path if "::" in name else f"{path}::{name}"
        done = quietly(*points(from_where, "--id-field", "key", "--points-where", '"' + EVIL[-1 - number].replace('"', '""') + '" > 0'))
        told = envelope(as_run(done))
        assert told["layers"][0]["read"] == told["layers"][0]["used"] == 2, (name, told["layers"])
        done = quietly("import", path, "--mapping", MAP, "-o", OUT / "f79.gpkg", "--overwrite", "-f", "json")
        with sqlite3.connect(OUT / "f79.gpkg") as base:
            rows = base.execute("SELECT key, extra FROM streetlights ORDER BY fid").fetchall()
        assert [key for key, _ in rows] == ["T0", "T1", "T2"] and json.loads(rows[2][1])[EVIL[-1 - number]] == "2", (name, rows)
    path.unlink()
    (OUT / "f79.gpkg").unlink()


def f79_filters():
    path = gpkg("f79.gpkg", [(wkb_point(X + i, Y), f"T{i}") for i in range(3)], folder=IN)
    for text in ("key = 'T1'; DROP TABLE things", "1=1", "key = 'a' UNION SELECT * FROM gpkg_contents", "load_extension('/tmp/x')",
                 "key = (SELECT 1)", "key = 'T1' --"):
        refused(*points(f"{path}::things", "--points-where", text), code=2, says="")
    for text, count in (("key = 'T1'' OR ''1''=''1'", 0), ("key = 'T1'", 1), ("key != 'x\"; DROP TABLE things'", 3)):
        told = envelope(as_run(quietly(*points(f"{path}::things", "--points-where", text))))
        assert told["layers"][0]["read"] == count, (text, told["layers"])
    refused(*points(f"{path}::things; DROP TABLE things"), code=2, says="f79.gpkg")
    refused(*points(f"{path}::sqlite_master"), code=2, says="f79.gpkg")
    path.unlink()


# --- F81: names of files ------------------------------------------------------------------------------------------------------

def outputs(target):
    """Every kind of writer, all of which read LAMP, a road, or a terrain."""
    lines = write("road.geojson", [line((0, 0), (100, 0), key="R")])
    yield "import", LAMP, "--mapping", MAP, "-o", target
    yield "coverage", "length", "--lines", lines, "--assets", LAMP, "--within", "30m", "-o", target


def f81_outputs_that_are_no_files():
    kept = put("kept.txt", "kept")
    (OUT / "link.gpkg").symlink_to(kept)
    (OUT / "hanging.gpkg").symlink_to(IN / "never")
    (OUT / "folder.gpkg").mkdir()
    os.mkfifo(OUT / "pipe.gpkg")
    for target in ("link.gpkg", "hanging.gpkg", "folder.gpkg", "pipe.gpkg"):
        for arguments in outputs(OUT / target):
            refused(*arguments, "--overwrite", code=2, says=target)
    for target in ("/dev/null", "/dev/full", "/dev/stdout", "/proc/self/mem", "..", "/", OUT, f"{OUT}/", "PG:x", "-", "x.exe",
                   "/vsimem/x.gpkg", "/vsicurl/" + CANARY.address + "x.gpkg", CANARY.address + "x.gpkg"):
        refused(*next(outputs(target)), "--overwrite", code=(2, 6), says="", folder=IN)
    for path in (OUT / "link.gpkg", OUT / "hanging.gpkg", OUT / "pipe.gpkg"):
        path.unlink()
    (OUT / "folder.gpkg").rmdir()
    kept.unlink()


def f81_output_is_an_input():
    """Under its own name, another way to it, or a second name: it is not written to."""
    city = FOLDER / "city"
    city.mkdir()
    old = crafted_inputs(city) / "old.gpkg"
    road = write("road.geojson", [line((0, 0), (100, 0), key="R")])
    zones = write("zones.geojson", [box(0, -50, 20, 50, key="Z")])
    (IN / "sub").mkdir()
    for name, arguments in (("a.geojson", lambda a, o: ("coverage", "points", "--points", a, "--assets", LAMP, "--within", "30m", "-o", o)),
                            ("a.geojson", lambda a, o: ("coverage", "points", "--points", LAMP, "--assets", a, "--within", "30m", "-o", o)),
                            ("a.geojson", lambda a, o: ("coverage", "density", "--zones", a, "--assets", LAMP, "-o", o)),
                            ("a.geojson", lambda a, o: ("coverage", "length", "--lines", road, "--assets", LAMP, "--zones", a,
                                                        "--within", "30m", "-o", o)),
                            ("a.gpkg", lambda a, o: ("import", a, "--mapping", MAP, "-o", o)),
                            ("a.gpkg", lambda a, o: ("import", f"{a}::things", "--mapping", MAP, "-o", o)),
                            ("a.gpkg", lambda a, o: ("check", a, "-o", o)), ("a.gpkg", lambda a, o: ("diff", a, old, "-o", o)),
                            ("a.gpkg", lambda a, o: ("diff", old, a, "-o", o)),
                            ("a.tif", lambda a, o: ("waterlogging", "depressions", "--dem", a, "--filled", o)),
                            ("a.toml", lambda a, o: ("profile", "lint", a, "-o", o)),
                            ("a.inp", lambda a, o: ("waterlogging", "swmm", "import", a, "--source-crs", "EPSG:4547", "-o", o))):
        path = IN / name
        if name == "a.gpkg":
            gpkg(name, [(wkb_point(X, Y), "A")], folder=IN)
        elif name == "a.tif":
            geotiff.write(path, ROWS)
        else:
            path.write_bytes(zones.read_bytes() if name == "a.geojson" else b"[OPTIONS]\n" if name == "a.inp" else b"")
        os.link(path, IN / f"second.{name.split('.')[1]}")
        for target in (IN / "sub" / ".." / name,) if name == "a.geojson" else (IN / f"second.{name.split('.')[1]}",):
            done = quietly(*arguments(path, target), "--overwrite", code=(2, 3))
            assert done.code == 2 or name in ("a.toml", "a.inp"), (name, target, done)
        (IN / f"second.{name.split('.')[1]}").unlink()
        path.unlink()
    (IN / "sub").rmdir()


def f81_odd_names():
    """A name is a name: one with a line end, a dash in front, or two dots is read and written as it is, or refused in one line."""
    for name in ("a\nb.csv", "-o.csv", "--help.csv", "~.csv", "$(touch x).csv", "%41.csv", "a\x1b[2J.csv", "a\\b.csv"):
        path = put(name, "key,x,y\nA,500050,3500000\n")
        told = envelope(as_run(quietly(*points(path, "--source-crs", "EPSG:32650"))))
        assert told["layers"][0]["used"] == 1, (name, told)
        if name.startswith("-"):  # without its folder in front: a value, or no known option
            quietly("coverage", "points", "--points", name, "--assets", LAMP, "--within", "30m", "--source-crs", "EPSG:32650", folder=IN)
            refused("import", name, "--mapping", MAP, "-o", OUT / "never.gpkg", code=2, says="", folder=IN)
        path.unlink()
    for name in ("a\nb.gpkg", "-x.gpkg", "人.gpkg", "%41.gpkg", "a?b.gpkg"):
        place = OUT / "odd"
        place.mkdir()
        with untouched(IN):
            done = ended("import", LAMP, "--mapping", MAP, f"--output={name}", folder=place)
        assert done.code in (0, 2) and not controls_in(done.err), (name, done)
        assert [p.name for p in place.iterdir()] == ([name] if done.code == 0 else []), (name, list(place.iterdir()))
        shutil.rmtree(place)


def f81_values_that_are_paths():
    """Names of layers, zones and luminaires with slashes make no file anywhere else."""
    before = set(state(FOLDER))
    names = ["../../evil", "/tmp/kerb-evil", ".."]
    for name in names:
        path = gpkg("f81.gpkg", [(wkb_point(X, Y), name)], layer=name, folder=IN)
        quietly("import", path, "--mapping", MAP, "-o", OUT / "f81.gpkg", "--overwrite")
        quietly("import", path, "--suggest", "-o", OUT / "f81.toml", "--overwrite")
        quietly(*points(path, "--id-field", "key", "-o", OUT / "f81.geojson", "--overwrite"))
        path.unlink()
    for path in list(OUT.iterdir()):
        path.unlink()
    assert set(state(FOLDER)) == before and not os.path.exists("/tmp/kerb-evil") and not list(FOLDER.parent.glob("evil*"))


def f81_devices_as_inputs():
    for ending in ("csv", "gpkg", "tif", "toml", "any"):
        (IN / f"zero.{ending}").symlink_to("/dev/zero")
    for arguments in (points(IN / "zero.csv"), points(IN / "zero.gpkg"), terrain(IN / "zero.tif"), terrain(IN / "zero.any"),
                      *others(IN / "zero.any")):
        refused(*arguments, code=(2, 3, 4), says="zero.", seconds=5, memory=GIGABYTE)
    for path in IN.iterdir():
        path.unlink()


def none_waits(commands, codes, **more):
    """Each ends within two seconds, with one of the codes."""
    waiting = []
    for arguments in commands:
        try:
            refused(*arguments, code=codes, says="", seconds=2, **more)
        except AssertionError as error:
            waiting.append(error.args[0])
    assert not waiting, waiting


def clear(folder=IN):
    for path in folder.iterdir():
        path.unlink()


def f81_pipes_as_inputs():
    """Refused at once; nobody waits for a writer."""
    clear()
    pipe = IN / "pipe.any"
    os.mkfifo(pipe)
    (IN / "summary.json").symlink_to(pipe)
    (IN / "audit.gpkg").write_bytes(gpkg("audit.gpkg", [(wkb_point(X, Y), "A")]).read_bytes())
    try:
        none_waits([points(pipe), terrain(pipe), *others(pipe), ("report", IN)], (2, 3, 4))
    finally:
        clear()


def f81_pipes_beside_grids():
    clear()
    path = geotiff.write(IN / "a.tif", ROWS)
    sound = quietly(*terrain(path)).out
    text = put("b.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3 4\n")
    for name, source in (("a.tfw", path), ("a.wld", path), ("b.prj", text)):
        os.mkfifo(IN / name)
        refused(*terrain(source, "--source-crs", "EPSG:4547"), code=4, says=name, seconds=3)
        (IN / name).unlink()
    for name in ("a.tif.aux.xml", "a.tif.ovr", "a.tif.msk"):
        os.mkfifo(IN / name)
        assert quietly(*terrain(path), seconds=3).out == sound
    clear()


def f81_pipes_beside_layers():
    """A part of a Shapefile that is a pipe, or the types beside a table."""
    waiting = []
    for ending in (".dbf", ".shx", ".prj", ".cpg", ".csvt"):
        clear()
        table = put("a.csv", "key,lon,lat\nA,117,31\n")
        path = table if ending == ".csvt" else shp.write(IN / "a.shp", ["key"], [["A"]], [(117.0005, 31.6366)], cpg="UTF-8")
        path.with_suffix(ending).unlink(missing_ok=True)
        os.mkfifo(path.with_suffix(ending))
        try:
            quietly(*points(path), code=(0, 3, 4, 5), seconds=2)
        except AssertionError as error:
            waiting.append((ending, error.args[0][0]))
    clear()
    assert not waiting, waiting


def f81_a_pipe_as_a_log_of_a_geopackage():
    """Left where it is."""
    clear()
    path = gpkg("log.gpkg", [(wkb_point(X, Y), "A")], folder=IN)
    os.mkfifo(IN / "log.gpkg-wal")
    try:
        quietly(*points(path), code=(0, 3, 4))
    finally:
        clear()


run_all([f73_by_content, f73_by_name, f74_in_geojson, f74_beside_files, f74_in_geopackages_and_options, f75_entities,
         f76_archives, f76_bombs_within_formats, f77_huge_grids, f77_huge_texts, f77_deep_and_wide_texts,
         f77_rows_of_a_drainage_model, f78_triggers_and_virtual_tables, f78_views, f78_views_that_never_end, f78_views_that_call,
         f78_what_looks_like_a_table, f79_names_of_layers_and_fields, f79_filters, f81_outputs_that_are_no_files,
         f81_output_is_an_input, f81_odd_names, f81_values_that_are_paths, f81_devices_as_inputs, f81_pipes_beside_grids,
         f74_init_files, f74_pipes_named_as_systems, f74_a_refused_link_names_its_file, f77_deep_keys,
         f78_large_values_of_views, f78_large_values, f78_views_under_names_of_the_standard, f78_columns_that_compute,
         f81_pipes_as_inputs, f81_pipes_beside_layers, f81_a_pipe_as_a_log_of_a_geopackage, nobody_called])
