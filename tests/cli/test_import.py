"""kerb import: good sources, bad ones, and what it says of each."""
import hashlib
import json
import os
import pathlib
import resource
import signal
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import pbf  # noqa: E402
from support import kerb, run_all  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
ANY = FOLDER / "any.toml"
ANY.write_text('name="any"\n[[layer]]\nlayers="*"\nclass="streetlight"\nshape="point"\n[layer.fields]\nkey="key"\n'
               'height_m="height"\n', encoding="utf-8")


def content(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else ""
            for p in sorted(folder.rglob("*")) if not p.is_fifo() and not p.is_symlink()}


def lamps(name, text="key,lon,lat\nA,114.07,32.13\nB,114.08,32.14\n"):
    path = FOLDER / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(code, *arguments, says="", folder=FOLDER, **more):
    """Ends with `code`, one sentence in either language, no output, and a folder that is as it was."""
    out = FOLDER / "never.gpkg"
    before = content(folder)
    texts = []
    for language in ("en", "zh"):
        done = kerb("import", *arguments, *(() if "-o" in arguments else ("-o", out)), "--lang", language, code=code,
                    **more)
        errors = [line for line in done.stderr.splitlines() if line.startswith("kerb: ")]
        assert len(errors) == 1 and done.stdout == "" and says in errors[0], done.stderr
        texts.append(errors[0])
    assert texts[0] != texts[1], texts
    assert content(folder) == before and not out.exists()


def a_small_extract():
    square = [(1, 24.90, 60.10, {}), (2, 24.91, 60.10, {}), (3, 24.91, 60.11, {}), (4, 24.90, 60.11, {}),
              (5, 24.905, 60.105, {"highway": "street_lamp", "ref": "灯1", "height": "30 ft"}),
              (6, 24.906, 60.105, {"highway": "street_lamp", "light:count": "2", "colour": "white"}),
              (7, 24.902, 60.102, {}), (8, 24.903, 60.102, {}), (9, 24.903, 60.103, {}),
              (10, 24.907, 60.105, {"natural": "tree"}), (11, 24.9, 60.1, {"shop": "bakery"})]
    ways = [(20, [1, 2], {"highway": "primary", "name:zh": "人民路", "name": "People's Road", "lit": "yes", "lanes": "2",
                          "maxspeed": "50"}),
            (21, [2, 3], {"highway": "footway"}), (22, [3, 99], {"highway": "residential"}),
            (23, [1, 2, 3, 4, 1], {}), (24, [7, 8, 9, 7], {}), (25, [1, 2, 3, 1], {"highway": "residential"}),
            (26, [7, 8, 9, 7], {"building": "yes"}), (27, [1, 1], {"highway": "service"}),
            (28, [2, 3, 99, 98, 4, 1, 97], {"highway": "tertiary"})]
    relations = [(30, [(23, "outer"), (24, "inner")], {"type": "multipolygon", "leisure": "park", "name": "Park"}),
                 (31, [(20, "outer")], {"type": "multipolygon", "landuse": "grass"})]
    return pbf.write(FOLDER / "城区.osm.pbf", square, ways, relations)


def osm_becomes_an_inventory():
    source, out = a_small_extract(), FOLDER / "osm.gpkg"
    before = content(FOLDER)
    done = kerb("import", source, "--mapping", "osm", "-o", out, "--format", "json")
    answer = json.loads(done.stdout)
    assert {k: v for k, v in content(FOLDER).items() if k != "osm.gpkg"} == before
    rows = {name: list(gpkg.rows(out, name, columns)) for name, columns in
            (("roads", ("key", "road_class", "name_zh", "lit", "lanes", "extra")), ("path", ("key",)),
             ("streetlights", ("key", "height_m", "luminaire_count", "extra")), ("green_spaces", ("key", "green_class")),
             ("buildings", ("key",)), ("trees", ("key",)))}
    roads = {r[2]: r[3:] for r in rows["roads"]}
    assert set(roads) == {"w20", "w25", "w28"}, roads
    (cut,) = [r[1] for r in rows["roads"] if r[2] == "w28"]
    assert [len(chain) for chain in cut[1]] == [2, 2], cut  # the stretches inside
    assert roads["w20"][:4] == ("arterial", "人民路", 1, 2) and json.loads(roads["w20"][4])["maxspeed"] == "50", roads
    lights = {r[2]: r[3:] for r in rows["streetlights"]}
    assert set(lights) == {"灯1", "n6"} and abs(lights["灯1"][0] - 9.144) < 1e-9 and lights["n6"][1] == 2, lights
    (park,) = rows["green_spaces"]
    assert park[2] == "r30" and park[3] == "G1" and len(park[1][1][0]) == 2, park
    assert len(rows["path"]) == 1 and len(rows["buildings"]) == 1 and len(rows["trees"]) == 1
    skipped = {s["reason"]: s["count"] for s in answer["skipped"]}
    assert answer["read"] == answer["used"] + sum(skipped.values()), answer
    assert skipped["osm.missing_nodes"] == 1 and skipped["osm.area_not_assembled"] == 1, skipped
    assert skipped["geometry.zero_length"] == 1, skipped
    named = {i["key"] for i in answer["issues"]}
    assert {"w22", "r31", "w27", "w28"} <= named, named
    assert "maxspeed" in done.stderr, done.stderr  # unmapped fields are listed
    assert answer["frame"]["name"].startswith("local:tmerc"), answer["frame"]


def one_layer_of_an_extract():
    source = a_small_extract()
    out = FOLDER / "points.gpkg"
    kerb("import", f"{source}::points", "--mapping", "osm", "-o", out)
    with sqlite3.connect(out) as base:
        names = {r[0] for r in base.execute("select table_name from gpkg_contents where data_type='features'")}
    assert names == {"streetlights", "trees"}, names
    refused(2, f"{source}::rivers", "--mapping", "osm", says="rivers")


def broken_extracts():
    whole = a_small_extract().read_bytes()
    for share in (0.2, 0.5, 0.9, 0.99):
        cut = FOLDER / "cut.osm.pbf"
        cut.write_bytes(whole[:int(len(whole) * share)])
        refused(3, cut, "--mapping", "osm", says="cut.osm.pbf")
    refused(4, lamps("wrong.osm.pbf", b"not an extract at all, not even nearly"), "--mapping", "osm")


def rows_are_used_or_named():
    source = lamps("junk.csv", "key,lon,lat,height\nA,114.07,32.13,8\nB,abc,32.13,8\nC,114.07,,8\nD,,,8\n"
                               "E,nan,32.13,8\nF,114.09,32.13,１２\nG,１１４,32.13,8\nF,114.10,32.13,9\n")
    out = FOLDER / "junk.gpkg"
    answer = json.loads(kerb("import", source, "--mapping", ANY, "-o", out, "-f", "json").stdout)
    assert (answer["read"], answer["used"]) == (8, 3), answer
    skipped = {s["reason"]: s["count"] for s in answer["skipped"]}
    assert skipped == {"geometry.not_a_number": 3, "geometry.null": 1, "geometry.not_finite": 1}, skipped
    reasons = sorted(i["reason"] for i in answer["issues"])
    assert reasons.count("field.not_a_number") == 1 and reasons.count("asset.duplicate_key") == 1, reasons
    kept = [r[2:] for r in gpkg.rows(out, "streetlights", ("key", "height_m"))]
    assert kept == [("A", 8.0), ("F", None), ("F", 9.0)], kept
    (extra,) = (r[2] for r in gpkg.rows(out, "streetlights", ("extra",)) if r[0] == 2)
    assert json.loads(extra)["height_m"] == "１２", extra


def what_is_no_file_is_refused():
    place = FOLDER / "gate"
    place.mkdir()
    os.mkfifo(place / "pipe.csv")
    (place / "zero.csv").symlink_to("/dev/zero")
    good = lamps("good.csv")
    for source in (place, place / "pipe.csv", place / "zero.csv", "/dev/zero", "/vsicurl/http://127.0.0.1:9/a.gpkg",
                   "/vsizip/a.zip/a.shp", "http://127.0.0.1:9/a.gpkg", "PG:host=127.0.0.1", f"CSV:{good}"):
        refused(4, source, "--mapping", ANY)
    refused(4, lamps("a.shp.zip", b"PK\3\4"), "--mapping", ANY)
    refused(4, lamps("magic.gpkg", b"\7" * 300), "--mapping", ANY)
    refused(4, lamps("a.geojson", "<OGRVRTDataSource/>"), "--mapping", ANY)
    refused(3, lamps("empty.gpkg", ""), "--mapping", ANY)
    refused(3, "/nowhere/city.gpkg", "--mapping", ANY, says="/nowhere/city.gpkg")
    refused(3, lamps("cut.geojson", '{"type":"FeatureCollection","features":[{"type":"Fea'), "--mapping", ANY)


def what_needs_a_decision():
    refused(5, lamps("plain.csv", "key,x,y\nA,500000,3556500\n"), "--mapping", ANY, says="--source-crs")
    refused(5, lamps("metres.csv", "key,lon,lat\nA,500000,3556500\n"), "--mapping", ANY)
    refused(5, lamps("gbk.csv", "key,lon,lat\n人民路,114,32\n".encode("gb18030")), "--mapping", ANY, says="--encoding")
    out = FOLDER / "gbk.gpkg"
    kerb("import", FOLDER / "gbk.csv", "--mapping", ANY, "--encoding", "GB18030", "-o", out)
    assert [r[2] for r in gpkg.rows(out, "streetlights", ("key",))] == ["人民路"]
    refused(5, FOLDER / "gbk.csv", "--mapping", ANY, "--encoding", "GB18030", "--frame", "EPSG:4326")


def hostile_geopackages():
    good = FOLDER / "city.gpkg"
    kerb("import", lamps("good.csv"), "--mapping", ANY, "-o", good)
    whole = good.read_bytes()
    for name, sql, says in (("view", "CREATE VIEW v AS SELECT 1", "v"),
                            ("trigger", "CREATE TRIGGER rtree_t AFTER INSERT ON streetlights BEGIN DELETE FROM "
                                        "gpkg_contents; END", "rtree_t"),
                            ("call", "CREATE TRIGGER gpkg_t AFTER INSERT ON streetlights BEGIN SELECT "
                                     "load_extension('x'); END", "gpkg_t")):
        bad = FOLDER / f"{name}.gpkg"
        bad.write_bytes(whole)
        with sqlite3.connect(bad) as base:
            base.execute(sql)
        base.close()
        refused(4, bad, "--mapping", "kerb", says=says)
    (FOLDER / "cut.gpkg").write_bytes(whole[:len(whole) // 2])
    refused(3, FOLDER / "cut.gpkg", "--mapping", "kerb")


def wrong_use():
    good = lamps("good.csv")
    refused(2, good, "--mapping", "osn", says="osm")
    refused(2, f"{good}::roads", "--mapping", ANY, says="good")
    refused(2, good, "--mapping", ANY, "-o", FOLDER / "city.xlsx")
    bad = FOLDER / "bad.toml"
    bad.write_text('name="b"\n[[layer]]\nlayers="*"\nclas="road"\n', encoding="utf-8")
    refused(3, good, "--mapping", bad, says="clas")


def outputs_are_whole_or_not_there():
    good, out = lamps("good.csv"), FOLDER / "kept.gpkg"
    kerb("import", good, "--mapping", ANY, "-o", out)
    refused(2, good, "--mapping", ANY, "-o", out, says="--overwrite")
    # A source is never its own output, whatever it is called.
    alias = FOLDER / "alias.gpkg"
    os.link(out, alias)
    refused(2, out, "--mapping", "kerb", "-o", alias, "--overwrite")
    alias.unlink()
    (FOLDER / "a file").write_text("x", encoding="utf-8")
    refused(6, good, "--mapping", ANY, "-o", FOLDER / "a file" / "out.gpkg")
    refused(6, good, "--mapping", ANY, "-o", "/proc/out.gpkg")
    refused(6, good, "--mapping", ANY, "-o", FOLDER / "none" / "out.gpkg")
    journal = FOLDER / "kept.gpkg-journal"
    journal.write_bytes(b"stale")
    refused(6, good, "--mapping", ANY, "-o", out, "--overwrite", says="kept.gpkg-journal")
    journal.unlink()
    link = FOLDER / "link.gpkg"
    link.symlink_to(out)
    refused(2, good, "--mapping", ANY, "-o", link, "--overwrite")
    kerb("import", good, "--mapping", ANY, "-o", out, "--overwrite")


def no_room_for_the_output():
    good, out = lamps("good.csv"), FOLDER / "kept.gpkg"
    assert out.exists()

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))

    refused(6, good, "--mapping", ANY, "-o", out, "--overwrite", preexec_fn=little_room, restore_signals=False)


def dry_run_and_round_trip():
    source, once, twice = a_small_extract(), FOLDER / "once.gpkg", FOLDER / "twice.gpkg"
    done = kerb("import", source, "--mapping", "osm", "-o", once, "--dry-run")
    assert not once.exists() and str(once) in done.stderr, done.stderr
    kerb("import", source, "--mapping", "osm", "-o", once)
    kerb("import", once, "--mapping", "kerb", "-o", twice)
    with sqlite3.connect(once) as a, sqlite3.connect(twice) as b:
        (layers,) = zip(*a.execute("select table_name from gpkg_contents where table_name not in "
                               "('kerb_run', 'kerb_schema')"))
        for layer in layers:
            one, two = (base.execute(f'select * from "{layer}" order by fid').fetchall() for base in (a, b))
            assert one == two and one, layer


def coverage_of_bad_files():
    good = lamps("good.csv")
    roads = FOLDER / "roads.csv"
    roads.write_text('key,WKT\nR,"LINESTRING (114.07 32.13,114.08 32.13)"\nS,"LINESTRING (114.07 32.13,114.07 32.13)"\n'
                     'T,"POINT (114 32)"\nU,\n', encoding="utf-8")
    arguments = ("coverage", "length", "--assets", good, "--within", "20m", "--source-crs", "EPSG:4326")
    answer = json.loads(kerb(*arguments, "--lines", roads, "-f", "json").stdout)
    lines = answer["layers"][0]
    assert (lines["read"], lines["used"]) == (4, 1), lines
    assert {s["reason"]: s["count"] for s in lines["skipped"]} == {
        "geometry.null": 1, "geometry.type": 1, "geometry.zero_length": 1}, lines
    for code, source in ((4, FOLDER), (4, "/vsimem/a.gpkg"), (3, lamps("empty.gpkg", "")), (3, "/nowhere.gpkg"),
                         (4, FOLDER / "view.gpkg"), (2, f"{roads}::other")):
        done = kerb(*arguments, "--lines", source, code=code)
        assert done.stdout == "" and done.stderr.startswith("kerb: error: "), done.stderr
    for more in (("--by", "KEY"), ("--where", "klass = 'a'"), ("--where", "key = "), ("--where", "key = R; DROP"),
                 ("--id-field", "none")):
        done = kerb(*arguments, "--lines", roads, *more, code=2)
        assert done.stdout == "" and done.stderr.startswith("kerb: error: "), done.stderr
    assert json.loads(kerb(*arguments, "--lines", roads, "--where", "key in (R, T)", "-f", "json").stdout)["layers"][0][
        "read"] == 2


run_all([osm_becomes_an_inventory, one_layer_of_an_extract, broken_extracts, rows_are_used_or_named,
         what_is_no_file_is_refused, what_needs_a_decision, hostile_geopackages, wrong_use,
         outputs_are_whole_or_not_there, no_room_for_the_output, dry_run_and_round_trip, coverage_of_bad_files])
