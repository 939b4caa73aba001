"""Files as they should not be, made byte by byte, and what every fault must leave as it is: the inputs and their folder."""
import contextlib
import hashlib
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "cli")]
from geojson import FOLDER, X, Y, area, box, line, point, write  # noqa: E402,F401
from support import KERB, SLOW, kerb, run_all, set_limits  # noqa: E402,F401

from campaign_support import CANARY, TEMPORARY, Done, environment  # noqa: E402

GIGABYTE = 1 << 30
IN, OUT = FOLDER / "in", FOLDER / "out"
LAMP, MAP = FOLDER / "lamp.geojson", FOLDER / "map.toml"
CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"


# --- Well-known binary ------------------------------------------------------------------------------------------------

def wkb_point(x, y):
    return struct.pack("<BIdd", 1, 1, x, y)


def wkb_line(points, claimed=None):
    """`claimed`: the number of points that the bytes say they have."""
    return struct.pack("<BII", 1, 2, len(points) if claimed is None else claimed) + b"".join(
        struct.pack("<dd", *p) for p in points)


def wkb_polygon(*rings, claimed=None):
    """Rings as they are given, closed or not; `claimed`: the number of points that the first says it has."""
    data = struct.pack("<BII", 1, 3, len(rings))
    for number, ring in enumerate(rings):
        count = len(ring) if claimed is None or number > 0 else claimed
        data += struct.pack("<I", count) + b"".join(struct.pack("<dd", *p) for p in ring)
    return data


def wkb_many(kind, parts, claimed=None):
    """4 points, 5 lines, 6 polygons, 7 a collection."""
    return struct.pack("<BII", 1, kind, len(parts) if claimed is None else claimed) + b"".join(parts)


def blob(wkb, srs):
    """In the envelope of a GeoPackage; None is a null."""
    return None if wkb is None else b"GP\0\x01" + struct.pack("<i", srs) + wkb


# --- GeoPackages ------------------------------------------------------------------------------------------------------

SCHEMA = """
PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '2020-01-01T00:00:00.000Z', min_x DOUBLE,
  min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', ''),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', '');
"""
WGS84_WKT = ('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
             'UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]')


def utm_wkt(zone, epsg):
    return (f'PROJCS["WGS 84 / UTM zone {zone}N",{WGS84_WKT[:-24]},AUTHORITY["EPSG","4326"]],'
            'PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
            f'PARAMETER["central_meridian",{zone * 6 - 183}],PARAMETER["scale_factor",0.9996],'
            'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],'
            f'AUTHORITY["EPSG","{epsg}"]]')


SYSTEMS = {32650: ("EPSG", 32650, utm_wkt(50, 32650)), 32649: ("EPSG", 32649, utm_wkt(49, 32649)),
           4326: ("EPSG", 4326, WGS84_WKT)}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def gpkg(name, rows, layer="things", kind="GEOMETRY", srs=32650, columns=(("key", "TEXT"),), more=None, system=None,
         folder=None, listed=True):
    """A layer of (wkb or None, value …) rows. `system`: (organization, code, definition) of its srs_id; `more(base)` adds to
    the file before it is closed; `listed=False` leaves its reference system out of the table of them."""
    path = (folder or FOLDER) / name
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(SCHEMA)
    stated = system or SYSTEMS.get(srs)
    if stated and listed:
        base.execute("INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, '')",
                     (f"system {srs}", srs, *stated))
    add_layer(base, rows, layer, kind, srs, columns)
    if more:
        more(base)
    base.commit()
    base.close()
    return path


def add_layer(base, rows, layer, kind="GEOMETRY", srs=32650, columns=(("key", "TEXT"),)):
    names = "".join(f", {quoted(c)} {t}" for c, t in columns)
    base.execute(f"CREATE TABLE {quoted(layer)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{names})")
    base.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'features', ?, ?)",
                 (layer, layer, srs))
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer, kind, srs))
    marks = ", ".join("?" * (len(columns) + 1))
    fields = ", ".join(["geom", *(quoted(c) for c, _ in columns)])
    for wkb, *values in rows:
        base.execute(f"INSERT INTO {quoted(layer)} ({fields}) VALUES ({marks})", (blob(wkb, srs), *values))


def road(length=100.0, y=0.0):
    """A line east of the corner of the tests' plane."""
    return wkb_line([(X, Y + y), (X + length, Y + y)])


# --- What kerb says ---------------------------------------------------------------------------------------------------

def envelope(done):
    """The JSON of a run, each layer's rows adding up: read = used + skipped."""
    told = json.loads(done.stdout)
    for layer in told["layers"]:
        left_out = sum(one["count"] for one in layer["skipped"])
        assert layer["read"] == layer["used"] + left_out, layer
    return told


def skipped(layer):
    return {one["reason"]: one["count"] for one in layer["skipped"]}


def reasons(told):
    """Of all issues that are more than notes: (reason, row)."""
    return sorted((i["reason"], i["row"]) for i in told["issues"] if i["severity"] != "info")


# --- Nothing is touched, nobody is called -----------------------------------------------------------------------------

def state(folder):
    """Every name under a folder with the SHA-256 of what it holds."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() and not p.is_symlink()
            else None for p in sorted(folder.rglob("*"))}


@contextlib.contextmanager
def untouched(folder=FOLDER):
    """The folder holds the same names and bytes afterwards."""
    before = state(folder)
    yield
    after = state(folder)
    assert after == before, {n: (before.get(n, "not there"), after.get(n, "gone")) for n in before | after
                             if n not in before or n not in after or before[n] != after[n]}


# --- Runs of which inputs and outputs are watched ---------------------------------------------------------------------

def make_room():
    """The folders of inputs and of outputs, one lamp, and a mapping for any points."""
    IN.mkdir()
    OUT.mkdir()
    write(LAMP.name, [point(50, 0, key="L")])
    MAP.write_text('name="m"\n[[layer]]\nlayers="*"\nclass="streetlight"\nshape="point"\n[layer.fields]\nkey="key"\n', encoding="utf-8")


def put(name, content):
    path = IN / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def collection(crs, **more):
    return json.dumps({"type": "FeatureCollection", **({"crs": crs} if crs else {}), **more, "features": [
        {"type": "Feature", "properties": {"key": "A"}, "geometry": {"type": "Point", "coordinates": [117.0005, 31.6366]}}]})


def ended(*arguments, seconds=20, memory=4 * GIGABYTE, folder=None, **more):
    """How a run ended, with the memory that it took at most, in bytes."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([KERB, *map(str, arguments)], cwd=folder, env=environment(LANG="en", **more), stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, preexec_fn=lambda: set_limits(seconds, memory))
        hung = threading.Event()
        clock = threading.Timer(seconds * (20 if SLOW else 1), lambda: (hung.set(), process.kill()))
        clock.start()
        _, status, used = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = [(held.seek(0), held.read().decode(errors="replace"))[1] for held in (out, err)]
    done = Done(process.returncode, *texts, hung.is_set())
    done.memory = 0 if SLOW else used.ru_maxrss * 1024
    return done


def quietly(*arguments, code=0, **more):
    """Runs kerb; inputs, their folder and the folder of outputs stay as they are, nobody is called, and the exit is as stated."""
    codes = {code} if isinstance(code, int) else set(code)
    outputs = state(OUT)
    with untouched(IN):
        done = ended(*arguments, **more)
    shown = (arguments, done.code, done.out[:300], done.err[:600])
    assert not done.hung and not done.crashed, ("hung" if done.hung else "crashed", *shown)
    assert done.code in codes and CANARY.hits == 0, (CANARY.hits, *shown)
    assert done.code in (0, 1) or state(OUT) == outputs, shown
    return done


def refused(*arguments, says, code, **more):
    """One sentence in one line that names what it is about, and no answer unless it is the output that is refused."""
    done = quietly(*arguments, code=code, **more)
    errors = [one for one in done.err.splitlines() if one.startswith("kerb: error: ")]
    answered = done.out and "-o" not in arguments
    assert len(errors) == 1 and says in errors[0] and not answered, (arguments, done.code, done.out[:300], done.err[:600])
    return done


def points(path, *more):
    return ("coverage", "points", "--points", path, "--assets", LAMP, "--within", "30m", "-f", "json", *more)


def as_run(done):
    return subprocess.CompletedProcess([], done.code, done.out, done.err)


TURNING = {"\u2028", "\u2029", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def controls_in(text):
    """What a terminal obeys: controls, breaks of lines, and marks that turn the direction of what follows."""
    return sorted({c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in TURNING})


def nobody_called():
    assert CANARY.hits == 0 and not list(OUT.iterdir()), (CANARY.hits, list(OUT.iterdir()))
    assert not [path for path in FOLDER.rglob("*") if path.name.startswith(TEMPORARY)]
