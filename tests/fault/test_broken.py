"""E67–E72: files that are empty, cut, flipped, in another encoding, or lie about themselves: refused by name, or counted row by row."""
import json
import os
import random
import re
import shutil
import sqlite3
import struct

from crafted import FOLDER, X, Y, envelope, gpkg, kerb, run_all, untouched, wkb_point

from campaign_readers import account_adds_up, crafted_readers, flipped
from campaign_support import ALLOWED, CANARY, NOBODY, compiled, contents, figures, run, temporary

import pbf  # noqa: E402

SEED = 20240607
READERS, SAMPLES = crafted_readers(FOLDER)
BY_NAME = {reader.name: reader for reader in READERS}
PLACE = FOLDER / "place"
shutil.copytree(SAMPLES, PLACE)
EXACT = ("gpkg", "shp/dbf/shx", "geojson", "fgb", "tif", "asc", "osm.pbf", "ldt", "ies")  # which say how much there is
TEXTS = ("geojson", "csv", "asc", "ldt", "ies", "profile toml", "mapping toml", "swmm inp")


def ask(reader, name=None, data=b""):
    """Runs a reader on the samples, of which one file holds `data`: it ends by itself, says in one sentence why it refuses which
    file, leaves nothing behind, and accounts for each row."""
    if name:
        (PLACE / name).write_bytes(data)
    try:
        return asked(reader, name, len(data))
    finally:
        (PLACE / "out.gpkg").unlink(missing_ok=True)
        if name:
            shutil.copy(SAMPLES / name, PLACE / name)


def asked(reader, name, size):
    before = contents(PLACE)
    done = run(reader.command(PLACE), limit=20)
    after = contents(PLACE)
    told = (reader.name, name, size, done.code, done.err[:400])
    assert not done.hung and not done.crashed and done.code in ALLOWED - {6, 8, 70}, told
    assert ("out.gpkg" in after) == (reader.output and done.code == 0) and not temporary(PLACE), told
    after.pop("out.gpkg", None)
    assert after == before, told
    errors = [line for line in done.err.splitlines() if line.startswith("kerb: error: ")]
    if done.code in (0, 1):
        assert errors == [] and account_adds_up(done.out) in (True, None), (told, done.out[:400])
    else:
        assert len(errors) == 1 and (done.code == 5 or any(one.rsplit(".", 1)[0] in errors[0] for one in reader.files)), told
    return done


SOUND = {reader.name: ask(reader) for reader in READERS}


def sound_files_are_read():
    for reader in READERS:
        done = SOUND[reader.name]
        assert done.code == 0 and account_adds_up(done.out) is not False, (reader.name, done)


def e67_empty():
    for reader in READERS:
        for name in reader.files:
            if reader.name != "profile toml":
                assert ask(reader, name).code == 3, (reader.name, name)


def e67_empty_profile():
    assert ask(BY_NAME["profile toml"], "profile.toml").code == 3


def cuts(data):
    size = len(data)
    return sorted({100, 2 * size // 3, size - 1} & set(range(size)))


def e68_truncated():
    """Of a file that says how much it holds, a part is never an answer: it is refused, unless nothing that counts was lost."""
    for reader in (BY_NAME[name] for name in EXACT):
        for name in reader.files:
            data = (SAMPLES / name).read_bytes()
            for size in cuts(data):
                done = ask(reader, name, data[:size])
                same = done.code == 0 and done.out == SOUND[reader.name].out
                counted = name == "a.shp" and done.code == 0 and rows_left_out(done) == rows_left_out(done, "geometry.unreadable") > 0
                assert same or counted or done.code == 3 or (done.code == 4 and size <= 100), (reader.name, name, size, len(data), done)


def rows_left_out(done, reason=None):
    return sum(one["count"] for one in json.loads(done.out)["skipped"] if reason in (None, one["reason"]))


def e68_disks_that_do_not_read():
    """Reads that fail, once and for ever, and questions about the file: refused, or all that counts was there, or what is
    left out is said. 5: of a tag that cannot be read GDAL says that it is not there."""
    library = compiled("failing_calls", FOLDER)
    if library is None:
        print("skipped: e68 for disks that do not read needs a C compiler")
        return
    for reader in READERS:
        for name in reader.files:
            for failing in ({"KERB_FAIL_READS": f"/{name}"}, {"KERB_FAIL_LOOKS": str(SAMPLES / name)}):
                fail_calls_of(reader, name, {"LD_PRELOAD": str(library), **failing})


def e68_no_right_to_read():
    """A file that may not be read is not an empty one."""
    if os.geteuid() != 0:
        print("skipped: e68 as another user needs root")
        return
    FOLDER.chmod(0o755)
    for reader in READERS:
        for name in reader.files[:1]:
            place = FOLDER / "locked"
            shutil.copytree(SAMPLES, place)
            place.chmod(0o777)
            (place / name).chmod(0)
            done = run(reader.command(place), who=NOBODY)
            assert done.code == 3 and name.split(".")[0] + "." in done.err, (reader.name, name, done)
            shutil.rmtree(place)


def fail_calls_of(reader, name, failing):
    arguments, names = reader.command(SAMPLES), FOLDER / "calls"
    done = run(arguments, KERB_FAIL_NAMES=str(names), **failing)
    assert done.code == 0 and names.read_text(encoding="ascii"), (reader.name, done)
    sound, count = figures(done.out), len(names.read_text(encoding="ascii").split())
    for at in sorted({1, count // 2 + 1, count} if count else ()):
        for more in ({}, {"KERB_FAIL_FOREVER": "1"}):
            failed = run(arguments, KERB_FAIL_AT=str(at), **failing, **more)
            what = (reader.name, name, at, failing, more, failed)
            good = (0, 3, 4, 5) if "KERB_FAIL_READS" in failing else (0, 2, 3, 4, 5)  # 2: there is no such file
            assert failed.code in good and not failed.hung, what
            assert failed.code or figures(failed.out) == sound or failed.err.strip(), what
            assert failed.code == 0 or name.split(".")[0] + "." in failed.err, what


def e68_truncated_tables():
    """Lines do not say how many there are: those that are left are read or named, and the last, which is cut, is no other value."""
    reader = BY_NAME["csv"]
    data = (SAMPLES / "a.csv").read_bytes()
    lines = [len(b"".join(data.splitlines(True)[:count])) for count in (2, 17, 39)]
    for size in {*cuts(data), *lines, lines[1] + 3, lines[1] + 14, lines[1] + 30}:
        left = data[:size]
        done = ask(reader, "a.csv", left)
        if done.code == 0:
            rows = len(left.splitlines()) - 1
            told = json.loads(done.out)
            assert {layer["read"] for layer in told["layers"]} == {rows}, (size, rows, told["layers"])
            placed = left.splitlines()[-1].count(b",") >= 2 and not left.endswith(b",")  # a place that is cut is a place
            assert told["layers"][0]["used"] == (rows if placed else rows - 1), (size, told)
        else:
            assert done.code in (3, 5) or (done.code == 4 and size <= 100), (size, done)
    for reader in (BY_NAME[name] for name in ("profile toml", "mapping toml", "swmm inp")):
        (name,) = reader.files
        data = (SAMPLES / name).read_bytes()
        for size in cuts(data)[1 if reader.name == "profile toml" else 0:]:
            done = ask(reader, name, data[:size])
            assert done.code in (0, 1, 2, 3), (reader.name, size, done)


def e69_flipped_bits():
    """A few of each kind of file; the campaign does the rest."""
    for reader in (one for one in READERS if one.name != "geojson link"):
        for number in range(5):
            name = reader.files[number % len(reader.files)]
            data, _ = flipped((SAMPLES / name).read_bytes(), random.Random(f"{SEED} {reader.name} {number} fast"))
            ask(reader, name, data)


def without_hash(done):
    return re.sub(r'"sha256": "\w+"', "", done.out)


def e70_byte_order_mark():
    """UTF-8 with its mark is UTF-8: the first name of a field is not lost to it."""
    for reader in (BY_NAME[name] for name in TEXTS):
        (name,) = reader.files
        done = ask(reader, name, b"\xef\xbb\xbf" + (SAMPLES / name).read_bytes())
        strict = reader.name in ("geojson", "csv", "profile toml", "mapping toml")
        assert without_hash(done) == without_hash(SOUND[reader.name]) or (not strict and done.code in (3, 4)), (reader.name, done)
    done = kerb("import", "--suggest", mark_csv(), "-f", "json")
    assert "\ufeff" not in done.stdout and '"key"' in done.stdout, done.stdout


def mark_csv():
    path = FOLDER / "mark.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (SAMPLES / "a.csv").read_bytes())
    return path


def e70_utf_16():
    for reader in (BY_NAME[name] for name in TEXTS):
        (name,) = reader.files
        text = (SAMPLES / name).read_text(encoding="utf-8")
        for data in (text.encode("utf-16"), text.encode("utf-16-be")):
            done = ask(reader, name, data)
            assert done.code in (3, 4), (reader.name, data[:4], done)


def replaced(data, at, form, value):
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form):]


def refused_or_whole(reader, name, data, what):
    """The answer of the whole file, or exit 3."""
    done = ask(reader, name, data)
    assert done.code == 3 or (done.code == 0 and done.out == SOUND[reader.name].out), (what, done.code, done.out[:600], done.err)


def e71_shapefiles_that_lie():
    """Of lengths, of the number of rows, of their box."""
    reader = BY_NAME["shp/dbf/shx"]
    shp, dbf, shx = ((SAMPLES / name).read_bytes() for name in reader.files)
    for count in (39, 41, 2**32 - 1):
        refused_or_whole(reader, "a.dbf", replaced(dbf, 4, "<I", count), f"dbf of {count} rows")
    for words in (50 + 4 * 41, 2**31 - 1, -1):
        refused_or_whole(reader, "a.shx", replaced(shx, 24, ">i", words), f"index of {words} words")
    for words in (50, 50 + 14 * 39, 2**31 - 1):
        refused_or_whole(reader, "a.shp", replaced(shp, 24, ">i", words), f"shapes of {words} words")
    for place in (36, 60):
        refused_or_whole(reader, "a.shp", replaced(shp, place, "<d", 1e9), "box")
    for offset in (0, 49, 2**31 - 1):  # an entry of the index that points elsewhere
        done = ask(reader, "a.shx", replaced(shx, 100 + 8 * 20, ">i", offset))
        assert done.code == 3 or rows_left_out(done) == 2, done


def e71_an_index_of_fewer_rows():
    """Of the first 20 rows only, or one that says so, while the table and the shapes hold 40: the others are not forgotten."""
    reader = BY_NAME["shp/dbf/shx"]
    shx = (SAMPLES / "a.shx").read_bytes()
    for rows in (0, 20, 39):
        said = replaced(shx, 24, ">i", 50 + 4 * rows)
        refused_or_whole(reader, "a.shx", said, f"index of {rows} rows")
        refused_or_whole(reader, "a.shx", said[:100 + 8 * rows], f"cut to {rows} rows")


def e71_flatgeobuf_that_lies():
    reader = BY_NAME["fgb"]
    data = (SAMPLES / "a.fgb").read_bytes()
    (size,) = struct.unpack_from("<I", data, 8)
    places = [at for at in range(12, 12 + size - 8) if data[at:at + 8] == struct.pack("<Q", 40)]
    assert len(places) == 1, places
    for count in (39, 41, 2**63):
        refused_or_whole(reader, "a.fgb", replaced(data, places[0], "<Q", count), f"{count} rows")
    for length in (8, size + 1, 2**32 - 1):
        refused_or_whole(reader, "a.fgb", replaced(data, 8, "<I", length), f"header of {length} bytes")
    for value in (b"\xff" * 40, b"\0" * 40):  # the tree, which is not asked for
        refused_or_whole(reader, "a.fgb", data[:12 + size] + value + data[12 + size + 40:], "tree")


def e71_geopackages_that_lie():
    """Of their box, of their count, of their index: all eleven rows are read, from all places."""
    def tables(base):
        base.execute("CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
                     "definition TEXT NOT NULL, scope TEXT NOT NULL)")
        base.execute("CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER)")

    def index(base, rows):
        tables(base)
        base.execute("INSERT INTO gpkg_extensions VALUES ('things', 'geom', 'gpkg_rtree_index', 'http://x', 'write-only')")
        base.execute("CREATE VIRTUAL TABLE rtree_things_geom USING rtree (id, minx, maxx, miny, maxy)")
        base.executemany("INSERT INTO rtree_things_geom VALUES (?, ?, ?, ?, ?)", rows)

    def count(base, value):
        tables(base)
        base.execute("INSERT INTO gpkg_ogr_contents VALUES ('things', ?)", (value,))

    lies = {"no lie": lambda base: None,
            "box elsewhere": lambda base: base.execute("UPDATE gpkg_contents SET min_x=0, min_y=0, max_x=1, max_y=1"),
            "no box": lambda base: base.execute("UPDATE gpkg_contents SET min_x=9e999, min_y='a', max_x=-9e999, max_y=x'00'"),
            "stale index": lambda base: index(base, [(i, X + i, X + i, Y, Y) for i in range(1, 6)]),
            "index elsewhere": lambda base: index(base, [(i, 0, 0, 0, 0) for i in range(1, 12)]),
            "index of more": lambda base: index(base, [(i, X + i, X + i, Y, Y) for i in range(1, 99)]),
            **{f"count {value}": lambda base, value=value: count(base, value) for value in (9_000_000_000, 3, "many")}}
    answers = set()
    for name, lie in lies.items():
        path = gpkg("e71.gpkg", [(wkb_point(X + i, Y), f"P{i}") for i in range(11)], more=lie)
        with untouched():
            done = kerb("coverage", "points", "--points", path, "--assets", path, "--within", "0.5m", "-f", "json")
        told = envelope(done)
        assert [layer["used"] for layer in told["layers"]] == [11, 11] and told["result"]["served"] == 11, (name, told)
        answers.add(done.stdout)
    assert len(answers) == 1, answers


def e71_grids_that_lie():
    reader, text = BY_NAME["asc"], (SAMPLES / "ground.asc").read_text(encoding="ascii")
    for key in ("ncols", "nrows"):
        for count in (19, 21, 0, -20, 2**31 - 1):
            done = ask(reader, "ground.asc", text.replace(f"{key} 20", f"{key} {count}").encode())
            assert done.code == 3 or (done.code == 7 and count > 65536), (key, count, done)


def tags_of_the_grid():
    """The bytes of the sample, and where each tag of its directory stands."""
    data = (SAMPLES / "a.tif").read_bytes()
    (count,) = struct.unpack_from("<H", data, 8)
    return data, {struct.unpack_from("<H", data, 10 + 12 * i)[0]: 10 + 12 * i for i in range(count)}


def e71_tags_that_lie():
    reader, (data, entries) = BY_NAME["tif"], tags_of_the_grid()
    for tag, values in ((256, (41, 4000)), (279, (1,)), (273, (2**32 - 1, len(data) - 4)), (277, (3,)), (258, (64, 0)), (259, (5, 65535))):
        for value in values:
            done = ask(reader, "a.tif", replaced(data, entries[tag] + 8, "<I", value))
            same = done.code == 0 and json.loads(done.out)["result"] == json.loads(SOUND["tif"].out)["result"]
            assert same or done.code in (2, 3, 7), (tag, value, done)


def e71_a_grid_of_more_rows_than_it_holds():
    """Rows of which the file has nothing are no ground at 0 m."""
    reader, (data, entries) = BY_NAME["tif"], tags_of_the_grid()
    for tag, value in ((257, 41), (257, 4000), (278, 1), (278, 20)):
        done = ask(reader, "a.tif", replaced(data, entries[tag] + 8, "<I", value))
        told = json.loads(done.out)["result"] if done.code == 0 else {}
        assert done.code == 3 or told["cells"] - told["nodata_cells"] <= 1600 and told["nodata_cells"] > 0, (tag, value, told["cells"], done.err)


def e71_extracts_that_lie():
    reader = BY_NAME["osm.pbf"]
    data = (SAMPLES / "a.osm.pbf").read_bytes()
    second = 4 + struct.unpack_from(">I", data)[0] + data[data.index(b"\x18") + 1]  # behind the header's blob
    for at in (0, second):
        for size in (1, 2**16, 2**32 - 1):
            done = ask(reader, "a.osm.pbf", replaced(data, at, ">I", size))
            assert done.code in (3, 4), (at, size, done)


def e71_an_extract_of_nothing():
    """Cut after its header, which is a whole extract without a thing in it: the sentence names the file."""
    reader = BY_NAME["osm.pbf"]
    data = (SAMPLES / "a.osm.pbf").read_bytes()
    second = 4 + struct.unpack_from(">I", data)[0] + data[data.index(b"\x18") + 1]
    assert ask(reader, "a.osm.pbf", data[:second]).code == 3


def e71_blobs_that_lie():
    reader = BY_NAME["osm.pbf"]
    data = (SAMPLES / "a.osm.pbf").read_bytes()
    second = 4 + struct.unpack_from(">I", data)[0] + data[data.index(b"\x18") + 1]
    for claimed in (10**6, 2**31 - 1, 2**40):  # a blob that says how large it is when unpacked, and is not
        blob = pbf._number(2, claimed) + pbf._bytes(3, b"x\x9c\x03\0\0\0\0\x01")
        head = pbf._bytes(1, "OSMData") + pbf._number(3, len(blob))
        done = ask(reader, "a.osm.pbf", data[:second] + struct.pack(">I", len(head)) + head + blob)
        assert done.code == 3, (claimed, done)


def luminaire_of(file, line, place, change):
    """Asks about a file of which one count is changed."""
    lines = (SAMPLES / file).read_text(encoding="ascii").splitlines()
    words = lines[line].split()
    words[place] = str(int(words[place]) + change)
    return ask(BY_NAME[file[2:]], file, "\r\n".join([*lines[:line], " ".join(words), *lines[line + 1:], ""]).encode())


COUNTS = (("a.ldt", 3, 0), ("a.ldt", 5, 0), ("a.ies", 4, 3), ("a.ies", 4, 4))  # of planes and of angles in a plane


def e71_luminaires_that_promise_more():
    for count in COUNTS:
        for change in (1, 10**9):
            done = luminaire_of(*count, change)
            assert done.code == 3, (count, change, done)


def e71_luminaires_that_hold_more():
    """Than they say: whoever reads on by a wrong count reads wrong numbers."""
    wrong = {(count, change): done.code for count in COUNTS for change in (-1, -2) if (done := luminaire_of(*count, change)).code != 3}
    assert not wrong, wrong


def e72_another_application():
    """The first bytes decide what a file is; one that says something else is nothing that kerb reads, or broken."""
    for name, file, at, values in (("gpkg", "a.gpkg", 68, (b"\0\0\0\0", b"MPBX", b"GP13")), ("gpkg", "a.gpkg", 0, (b"SQLite format 2",)),
                                   ("shp/dbf/shx", "a.shp", 0, (b"\0\0\x27\x0b", b"\x0a\x27\0\0")), ("fgb", "a.fgb", 0, (b"FGB\x03", b"fgb\x02")),
                                   ("tif", "a.tif", 0, (b"II\0*", b"\x89PNG")), ("osm.pbf", "a.osm.pbf", 6, (b"OSMData\0\0", b"OSMheader")),
                                   ("geojson", "a.geojson", 0, (b"[", b"x"))):
        data = (SAMPLES / file).read_bytes()
        for value in values:
            done = ask(BY_NAME[name], file, data[:at] + value + data[at + len(value):])
            assert done.code in (3, 4), (file, value, done)
    path = FOLDER / "plain.gpkg"
    for application in (0, 0x47504B47):  # a database without the tables of a GeoPackage
        path.unlink(missing_ok=True)
        with sqlite3.connect(path) as base:
            base.execute(f"PRAGMA application_id = {application}")
            base.execute("CREATE TABLE a (b)")
        base.close()
        with untouched():
            done = kerb("check", path, code=3 if application else 4)
        assert "plain.gpkg" in done.stderr, done.stderr


def nobody_called():
    assert CANARY.hits == 0


run_all([sound_files_are_read, e67_empty, e68_truncated, e68_disks_that_do_not_read, e68_no_right_to_read, e68_truncated_tables, e69_flipped_bits, e70_byte_order_mark, e70_utf_16,
         e71_shapefiles_that_lie, e71_flatgeobuf_that_lies, e71_geopackages_that_lie, e71_grids_that_lie, e71_tags_that_lie,
         e71_extracts_that_lie, e71_blobs_that_lie, e71_luminaires_that_promise_more, e72_another_application, nobody_called,
         e67_empty_profile, e71_an_index_of_fewer_rows, e71_a_grid_of_more_rows_than_it_holds, e71_an_extract_of_nothing,
         e71_luminaires_that_hold_more])
