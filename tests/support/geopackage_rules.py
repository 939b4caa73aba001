"""Does a file keep the rules of the GeoPackage standard (OGC 12-128r15)? Nothing but the standard library is asked.

Requirements are quoted by what they say. Run it on files by hand: python3 geopackage_rules.py FILE.gpkg …
"""
import math
import re
import sqlite3
import struct
import sys

sys.path.insert(0, __file__.rsplit("/", 1)[0])
import gpkg  # noqa: E402

GEOMETRIES = {"GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
              "GEOMETRYCOLLECTION"}
TYPES = re.compile(r"^(BOOLEAN|TINYINT|SMALLINT|MEDIUMINT|INT|INTEGER|FLOAT|DOUBLE|REAL|(TEXT|BLOB)(\(\d+\))?|DATE|DATETIME|"
                   + "|".join(GEOMETRIES) + ")$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
EXTENSIONS = {"gpkg_rtree_index", "gpkg_schema", "gpkg_crs_wkt"}
SYSTEM = re.compile(r"^(gpkg_|rtree_|sqlite_)")


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Rules:
    """All that is found wrong with a file, as sentences in `broken`."""

    sound = {}  # the box of each geometry in which nothing was wrong, as the same ones come in many files

    def __init__(self, path):
        self.path, self.broken = path, []
        self.base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self.tables = {row[0] for row in self.base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.container()
        self.reference_systems()
        self.contents()
        for table, kind in self.base.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall():
            self.user_table(table, kind)
        self.extensions()
        if "gpkg_data_columns" in self.tables:
            self.schema()
        self.base.close()

    def must(self, holds, sentence):
        if not holds:
            self.broken.append(sentence)

    def rows(self, sql, *values):
        return self.base.execute(sql, values).fetchall()

    def columns(self, table):
        """Name → (type, not null, place in the primary key)."""
        return {row[1]: (row[2], row[3], row[5]) for row in self.rows(f"PRAGMA table_info({quoted(table)})")}

    def container(self):
        with open(self.path, "rb") as file:
            head = file.read(100)
        self.must(head[:16] == b"SQLite format 3\0", "a GeoPackage is a SQLite database")
        self.must(head[68:72] == b"GPKG", "its application id is GPKG")
        (version,) = struct.unpack(">I", head[60:64])
        self.must(10200 <= version <= 10400, f"its user version is that of a standard, not {version}")
        self.must(self.path.endswith(".gpkg"), "its name ends with .gpkg")
        self.must(self.rows("PRAGMA integrity_check") == [("ok",)], "its pages are whole")
        self.must(self.rows("PRAGMA foreign_key_check") == [], "its foreign keys are kept")

    def reference_systems(self):
        self.must({"srs_name", "srs_id", "organization", "organization_coordsys_id", "definition", "description"}
                  <= set(self.columns("gpkg_spatial_ref_sys")), "gpkg_spatial_ref_sys has its columns")
        known = {row[0]: row[1:] for row in self.rows(
            "SELECT srs_id, lower(organization), organization_coordsys_id, definition, srs_name "
            "FROM gpkg_spatial_ref_sys")}
        self.must(known.get(-1, ())[:3] == ("none", -1, "undefined"), "-1 is the undefined Cartesian system")
        self.must(known.get(0, ())[:3] == ("none", 0, "undefined"), "0 is the undefined geographic system")
        self.must(known.get(4326, ())[:2] == ("epsg", 4326), "WGS 84 is listed")
        for number, (_, _, definition, name) in known.items():
            self.must(name and definition, f"reference system {number} has a name and a definition")
        self.systems = set(known)

    def contents(self):
        identifiers = []
        for row in self.rows("SELECT table_name, data_type, identifier, last_change, min_x, min_y, max_x, max_y, srs_id "
                             "FROM gpkg_contents"):
            table, kind, identifier, changed, *box, system = row
            self.must(table in self.tables, f"{table} of gpkg_contents exists")
            self.must(kind in ("features", "attributes"), f"{table}: {kind} is a type of data")
            self.must(MOMENT.match(changed or ""), f"{table}: {changed} is a moment with milliseconds in UTC")
            self.must(system is None or system in self.systems, f"{table}: its reference system {system} is listed")
            self.must(kind != "features" or system is not None, f"{table}: a layer of features has a reference system")
            known = [b for b in box if b is not None]
            self.must(len(known) in (0, 4), f"{table}: its extent has four numbers or none")
            self.must(len(known) < 4 or (box[0] <= box[2] and box[1] <= box[3]), f"{table}: its extent is no extent")
            identifiers.append(identifier)
        self.must(len(set(identifiers)) == len(identifiers) and all(identifiers), "identifiers are there, each once")
        listed = {row[0] for row in self.rows("SELECT table_name FROM gpkg_contents")}
        self.must(listed >= {t for t in self.tables if not SYSTEM.match(t)}, "every table of data is listed")
        features = {row[0] for row in self.rows("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
        places = {row[0] for row in self.rows("SELECT table_name FROM gpkg_geometry_columns")}
        self.must(features == places, "a layer has a row in gpkg_geometry_columns, and nothing else has")

    def user_table(self, table, kind):
        columns = self.columns(table)
        keys = [name for name, (_, _, place) in columns.items() if place]
        self.must(len(keys) == 1 and columns[keys[0]][0] == "INTEGER", f"{table}: its primary key is one integer")
        (sql,) = self.rows("SELECT sql FROM sqlite_master WHERE name = ?", table)[0]
        self.must("AUTOINCREMENT" in sql.upper(), f"{table}: its primary key counts on by itself")
        for name, (declared, _, _) in columns.items():
            self.must(TYPES.match(declared), f"{table}.{name}: {declared} is no type of the standard")
            if declared == "BOOLEAN":
                odd = self.rows(f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(name)} NOT IN (0, 1)")
                self.must(odd == [(0,)], f"{table}.{name}: booleans are 0 or 1")
        if kind == "features":
            self.features(table, columns, keys[0])

    def features(self, table, columns, key):
        (column, kind, system, z, m), = self.rows(
            "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns WHERE table_name = ?", table)
        self.must(kind in GEOMETRIES and z in (0, 1, 2) and m in (0, 1, 2), f"{table}: {kind} z={z} m={m}")
        self.must(columns.get(column, [""])[0] == kind, f"{table}.{column} is declared as {kind}")
        (listed,), = self.rows("SELECT srs_id FROM gpkg_contents WHERE table_name = ?", table)
        self.must(system == listed, f"{table}: one reference system, not {system} and {listed}")
        found = [math.inf, math.inf, -math.inf, -math.inf]
        boxes = {}
        for fid, blob in self.rows(f"SELECT {quoted(key)}, {quoted(column)} FROM {quoted(table)}"):
            if blob is not None:
                boxes[fid] = self.sound.get((blob, kind, system)) or self.blob(table, fid, blob, kind, system)
                found = [f(a, b) for f, a, b in zip((min, min, max, max), found, boxes[fid])]
        (*stated,), = self.rows("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?", table)
        there = boxes and None not in stated
        close = (all(abs(a - b) <= 1e-14 * max(1, abs(a)) for a, b in zip(stated, found)) if there
                 else not boxes and stated == [None] * 4)  # GDAL writes 16 digits of it
        self.must(close, f"{table}: its extent is {found}, not {stated}")
        self.index(table, column, boxes)

    def blob(self, table, fid, blob, kind, system):
        where, wrong = f"{table} {fid}", len(self.broken)
        self.must(blob[:2] == b"GP" and blob[2] == 0, f"{where}: a geometry begins with GP and its version")
        order = "<" if blob[3] & 1 else ">"
        self.must(struct.unpack_from(order + "i", blob, 4)[0] == system, f"{where}: has the layer's reference system")
        self.must(blob[3] & 0b11110000 == 0, f"{where}: is a standard geometry that is not empty")
        named, value = gpkg.geometry(blob)
        names = {"point": "POINT", "line": "MULTILINESTRING", "polygon": "MULTIPOLYGON"}
        self.must(kind == names[named], f"{where}: a {named} in a layer of {kind}")
        points = [value] if named == "point" else [p for part in value for p in
                                                   (part if named == "line" else [q for ring in part for q in ring])]
        box = [f(p[i] for p in points) for f, i in ((min, 0), (min, 1), (max, 0), (max, 1))]
        self.must(all(map(math.isfinite, box)), f"{where}: coordinates are finite")
        envelope = (blob[3] >> 1) & 7
        if envelope:
            stated = struct.unpack_from(order + "4d", blob, 8)
            self.must(list(stated) == [box[0], box[2], box[1], box[3]], f"{where}: its envelope is its own")
        if len(self.broken) == wrong:
            self.sound[blob, kind, system] = box
        return box

    def index(self, table, column, boxes):
        name = f"rtree_{table}_{column}"
        listed = self.rows("SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index' AND table_name = ? "
                           "AND column_name = ?", table, column) if "gpkg_extensions" in self.tables else []
        self.must(bool(listed) == (name in self.tables), f"{table}: its index and gpkg_extensions agree")
        if not listed:
            return
        triggers = {row[0][len(name) + 1:] for row in self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND substr(name, 1, ?) = ?",
            table, len(name), name)}
        self.must({"insert", "delete"} <= triggers and len([t for t in triggers if t.startswith("update")]) >= 4,
                  f"{table}: triggers keep its index, not only {sorted(triggers)}")
        entries = {row[0]: row[1:] for row in self.rows(f"SELECT id, minx, miny, maxx, maxy FROM {quoted(name)}")}
        self.must(set(entries) == set(boxes), f"{table}: its index has its rows")
        for fid in set(entries) & set(boxes):
            low, high = zip(boxes[fid][:2], entries[fid][:2]), zip(boxes[fid][2:], entries[fid][2:])
            self.must(all(e <= b for b, e in low) and all(e >= b for b, e in high),
                      f"{table} {fid}: its entry of the index encloses it")

    def extensions(self):
        if "gpkg_extensions" not in self.tables:
            self.must("gpkg_data_columns" not in self.tables, "extensions are declared in gpkg_extensions")
            return
        for table, column, name, definition, scope in self.rows("SELECT * FROM gpkg_extensions"):
            self.must(name in EXTENSIONS, f"{name} is an extension of the standard")
            self.must(table is None or table in self.tables, f"{name}: {table} exists")
            self.must(column is None or column in self.columns(table), f"{name}: {table}.{column} exists")
            self.must(definition.startswith("http"), f"{name}: is defined somewhere")
            self.must(scope in ("read-write", "write-only"), f"{name}: {scope} is a scope")
        declared = {row[0] for row in self.rows(
            "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")}
        there = self.tables & {"gpkg_data_columns", "gpkg_data_column_constraints"}
        self.must(declared == there, f"gpkg_schema is declared for its tables {sorted(there)}, not {sorted(declared)}")
        wkt = "definition_12_063" in self.columns("gpkg_spatial_ref_sys")
        self.must(wkt == bool(self.rows("SELECT 1 FROM gpkg_extensions WHERE extension_name = 'gpkg_crs_wkt'")),
                  "gpkg_crs_wkt is declared when it is used")

    def schema(self):
        domains = {}
        for name, kind, value, least, least_in, most, most_in, _ in self.rows(
                "SELECT * FROM gpkg_data_column_constraints"):
            domains.setdefault(name, []).append((kind, value, least, most))
            self.must(name == name.lower(), f"constraint {name} is in lower case")
            self.must(kind in ("enum", "range", "glob"), f"constraint {name}: {kind} is a kind")
            if kind == "range":
                self.must(value is None and least is not None and most is not None and least < most
                          and least_in in (0, 1) and most_in in (0, 1), f"range {name}: from {least} to {most}")
            else:
                self.must(value is not None and (least, most, least_in, most_in) == (None,) * 4,
                          f"constraint {name}: {value} has no range")
        for name, entries in domains.items():
            self.must(len({e[0] for e in entries}) == 1 and (entries[0][0] == "enum" or len(entries) == 1),
                      f"constraint {name} is of one kind, and alone unless it lists values")
        used = set()
        for table, column, _, _, _, mime, domain in self.rows("SELECT * FROM gpkg_data_columns"):
            self.must(column in self.columns(table), f"{table}.{column} of gpkg_data_columns exists")
            self.must(mime is None, f"{table}.{column} holds no files")
            self.must(domain is None or domain in domains, f"{table}.{column}: constraint {domain} exists")
            used.add(domain)
            if domain in domains and domains[domain][0][0] == "enum":
                codes = {e[1] for e in domains[domain]}
                found = {row[0] for row in self.rows(f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)}")}
                self.must(found - {None} <= codes, f"{table}.{column}: {found - codes} are none of its codes")
        self.must(set(domains) <= used, f"constraints {set(domains) - used} belong to a column")


def broken_rules(path):
    """What a file does that a GeoPackage must not, as sentences; empty when it is valid."""
    return Rules(str(path)).broken


if __name__ == "__main__":
    for file in sys.argv[1:]:
        for sentence in broken_rules(file):
            print(f"{file}: {sentence}")
