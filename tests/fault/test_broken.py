"""E67–E72: files that are empty, cut, flipped, mis-encoded or that lie about themselves. An end with its reason, or rows that are
counted; never part of an answer as if it were all."""
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess

from crafted import FOLDER, KERB, X, Y, envelope, gpkg, kerb, line, point, quoted, run_all, untouched, wkb_line, write

import geotiff  # noqa: E402
import pbf  # noqa: E402
import shp  # noqa: E402

ROWS = 60
CHAINS = [[(117.0 + i / 1000, 31.0), (117.0005 + i / 1000, 31.0)] for i in range(ROWS)]
LAMP = write("lamp.geojson", [point(50, 0)])
LOOKS_BROKEN = (3, 4)  # broken, or no longer of a kind that is let in
SAMPLES = FOLDER / "samples"
SAMPLES.mkdir()


def samples():
    """The same lines in each format; name → (main file, all of its files)."""
    shp.write(SAMPLES / "lines.shp", ["key"], [[f"R{i}"] for i in range(ROWS)], CHAINS, cpg="UTF-8")
    rows = [(wkb_line(chain), f"R{i}") for i, chain in enumerate(CHAINS)]
    gpkg("lines.gpkg", rows, kind="LINESTRING", srs=4326, folder=SAMPLES)
    features = [{"type": "Feature", "properties": {"key": f"R{i}"}, "geometry": {"type": "LineString", "coordinates": chain}}
                for i, chain in enumerate(CHAINS)]
    shutil.move(write("lines.geojson", features, crs="urn:ogc:def:crs:OGC:1.3:CRS84"), SAMPLES / "lines.geojson")
    (SAMPLES / "lines.csv").write_text("key,wkt\n" + "".join(
        f'R{i},"LINESTRING ({a[0]:.4f} {a[1]:.4f}, {b[0]:.4f} {b[1]:.4f})"\n' for i, (a, b) in enumerate(CHAINS)), encoding="utf-8")
    findings()
    nodes = [(n, *place, {}) for n, place in enumerate((p for chain in CHAINS for p in chain), 1)]
    ways = [(1000 + i, [2 * i + 1, 2 * i + 2], {"highway": "primary"}) for i in range(ROWS)]
    pbf.write(SAMPLES / "lines.osm.pbf", nodes, ways, [])
    geotiff.write(SAMPLES / "grid.tif", [[float(r + c) for c in range(20)] for r in range(20)])
    (SAMPLES / "grid.asc").write_text("ncols 20\nnrows 20\nxllcorner 500000\nyllcorner 3500000\ncellsize 1\nNODATA_value -9999\n" + "\n".join(
        " ".join(str(r + c) for c in range(20)) for r in range(20)) + "\n", encoding="utf-8")
    return sorted(p for p in SAMPLES.iterdir() if p.suffix not in (".prj", ".cpg"))


def findings():
    """A FlatGeobuf of as many points: what is wrong with keys that all are the same."""
    features = [{"type": "Feature", "properties": {"key": "A"}, "geometry": {"type": "Point", "coordinates": chain[0]}} for chain in CHAINS]
    shutil.move(write("trees.geojson", features, crs="urn:ogc:def:crs:OGC:1.3:CRS84"), FOLDER / "trees.geojson")
    kerb("check", FOLDER / "trees.geojson", "--mapping", "kerb", "--only", "asset.duplicate_key", "-o", SAMPLES / "points.fgb", "--quiet")


def read(path):
    """Exit code, and of a run that ended well the rows read, and how much was said about them."""
    if path.suffix in (".tif", ".asc"):
        arguments = ("waterlogging", "depressions", "--dem", path, "--source-crs", "EPSG:32650")
    elif path.suffix == ".pbf":
        arguments = ("import", path, "--mapping", "osm", "-o", FOLDER / "never.gpkg", "--overwrite")
    elif path.suffix == ".fgb":
        arguments = ("coverage", "length", "--lines", SAMPLES / "lines.gpkg", "--assets", path, "--within", "20m")
    else:
        main = path.with_suffix(".shp") if path.suffix in (".shx", ".dbf") else path
        arguments = ("coverage", "length", "--lines", main, "--assets", LAMP, "--within", "20m", "--source-crs", "EPSG:4326")
    done = subprocess.run([KERB, *map(str, arguments), "-f", "json", "--time-limit", "20s"], capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode in (0, *LOOKS_BROKEN, 5, 7), (path.name, done.returncode, done.stderr)
    if done.returncode != 0:
        assert done.stderr.startswith("kerb: error") or "\nkerb: error" in done.stderr, done.stderr
        return done.returncode, 0, 0
    told = envelope(done)
    layer = (told["layers"] or [{"read": 0, "used": 0}])[1 if path.suffix == ".fgb" else 0]
    return 0, layer["read"], len(told["issues"]) + layer["read"] - layer["used"]


def each_broken(change, allowed, rounds):
    """Changes each file of a copy of the samples and reads it; exit codes seen by suffix."""
    seen = {}
    work = FOLDER / "work"
    for path in FILES:
        for number in range(rounds):
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(SAMPLES, work)
            victim = work / path.name
            victim.write_bytes(change(victim.read_bytes(), random.Random(f"{path.name} {number}"), number))
            with untouched(work):
                code, rows, said = read(victim)
            seen.setdefault(path.suffix, []).append(code)
            allowed(path, number, code, rows, said)
    return seen


FILES = samples()


def samples_are_read_whole():
    for path in FILES:
        code, rows, said = read(path)
        assert code == 0 and said == 0 and rows == (0 if path.stem == "grid" else rows), (path, code, rows, said)
        assert path.stem == "grid" or rows >= ROWS - 1, (path, rows)


WHOLE = {path.name: read(path)[1] for path in FILES}


def e67_empty():
    def allowed(path, number, code, rows, said):
        assert code in LOOKS_BROKEN, (path.name, code)
    each_broken(lambda data, chance, number: b"", allowed, 1)
    for blank in (b"\n", b"   ", b"\0" * 100, b"{}", b"[]", b"\xef\xbb\xbf"):
        for name in ("blank.geojson", "blank.csv", "blank.gpkg", "blank.shp", "blank.fgb", "blank.tif"):
            (FOLDER / name).write_bytes(blank)
            assert read(FOLDER / name)[0] in (3, 4, 5), (name, blank)


def e68_cut_short():
    """All rows or an end; a text that is cut between two of its rows is whole, as nothing in it says how many there were."""
    def allowed(path, number, code, rows, said):
        if path.suffix == ".csv" or path.suffix == ".asc":
            assert code in (0, *LOOKS_BROKEN) and (path.suffix == ".csv" or code != 0), (path.name, code)
        elif code == 0:  # what was cut away held no row
            assert rows == WHOLE[path.name], (path.name, number, rows)
    shares = (0.02, 0.3, 0.7, 0.97, 0.999)
    seen = each_broken(lambda data, chance, number: data[:int(len(data) * shares[number])], allowed, len(shares))
    assert all(codes.count(0) < len(codes) or suffix == ".csv" for suffix, codes in seen.items()), seen


def e69_flipped_bits():
    """One bit of each file; the campaign does it 200 times."""
    def flip(data, chance, number):
        at = chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:]

    def allowed(path, number, code, rows, said):
        if code == 0:
            assert rows == WHOLE[path.name] or said > 0, (path.name, number, rows)
    each_broken(flip, allowed, 10)


def e70_byte_order_marks_and_utf16():
    for name in ("lines.geojson", "lines.csv"):
        text = (SAMPLES / name).read_text(encoding="utf-8")
        path = FOLDER / f"bom-{name}"
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read(path) == (0, ROWS, 0), name
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            path.write_bytes(text.encode(encoding))
            assert read(path)[0] in (3, 4, 5), (name, encoding)
    asc = (SAMPLES / "grid.asc").read_text(encoding="utf-8")
    (FOLDER / "bom.asc").write_bytes(asc.encode("utf-16"))
    assert read(FOLDER / "bom.asc")[0] in (3, 4)


def e71_lies_about_counts_boxes_and_indexes():
    """What a file says of itself is a hint at most: all rows are read, whatever it says."""
    def lie(base):
        base.execute("CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER)")
        base.execute("INSERT INTO gpkg_ogr_contents VALUES ('things', 9000000000)")
        base.execute("UPDATE gpkg_contents SET min_x = 0, min_y = 0, max_x = 0.5, max_y = 0.5")
        base.execute("CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,"
                     " scope TEXT NOT NULL)")
        base.execute("INSERT INTO gpkg_extensions VALUES ('things', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec', 'write-only')")
        base.execute("CREATE VIRTUAL TABLE rtree_things_geom USING rtree(id, minx, maxx, miny, maxy)")
        base.execute("INSERT INTO rtree_things_geom VALUES (1, 117, 117.0005, 31, 31)")  # of sixty
    rows = [(wkb_line(chain), f"R{i}") for i, chain in enumerate(CHAINS)]
    for kind in ("LINESTRING", "GEOMETRY"):
        assert read(gpkg("e71.gpkg", rows, kind=kind, srs=4326, more=lie)) == (0, ROWS, 0), kind
    path = gpkg("e71z.gpkg", rows, srs=4326, more=lambda base: (lie(base), base.execute("UPDATE gpkg_ogr_contents SET feature_count = 3")))
    assert read(path) == (0, ROWS, 0)
    whole = (SAMPLES / "lines.shp").read_bytes()
    for ending in (".dbf", ".shx", ".prj", ".cpg"):
        shutil.copy(SAMPLES / f"lines{ending}", FOLDER / f"e71{ending}")
    (FOLDER / "e71.shp").write_bytes(whole[:36] + struct.pack("<4d", 0, 0, 1, 1) + whole[68:])
    assert read(FOLDER / "e71.shp") == (0, ROWS, 0)
    head = bytearray((SAMPLES / "lines.dbf").read_bytes())
    struct.pack_into("<I", head, 4, 2**31 - 1)  # records of the table
    (FOLDER / "e71.dbf").write_bytes(head)
    code, rows_read, said = read(FOLDER / "e71.shp")
    assert code in LOOKS_BROKEN or rows_read == ROWS or said > 0, (code, rows_read, said)


def e72_wrong_application():
    """A SQLite file that is no GeoPackage, and a GeoPackage without its tables."""
    rows = [(wkb_line(chain), f"R{i}") for i, chain in enumerate(CHAINS)]
    for application in (0, 1, 0x47504B48):
        assert read(gpkg("e72.gpkg", rows, srs=4326, more=lambda base: base.execute(f"PRAGMA application_id = {application}")))[0] == 4
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "things"):
        code = read(gpkg("e72.gpkg", rows, srs=4326, more=lambda base: base.execute(f"DROP TABLE {quoted(table)}")))[0]
        assert code in (3, 5), (table, code)
    plain = FOLDER / "e72.sqlite"
    plain.unlink(missing_ok=True)
    with sqlite3.connect(plain) as base:
        base.execute("CREATE TABLE things (a)")
    plain.rename(FOLDER / "e72b.gpkg")
    assert read(FOLDER / "e72b.gpkg")[0] == 4


run_all([samples_are_read_whole, e67_empty, e68_cut_short, e69_flipped_bits, e70_byte_order_marks_and_utf16,
         e71_lies_about_counts_boxes_and_indexes, e72_wrong_application])
