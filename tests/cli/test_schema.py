"""Every GeoPackage that kerb writes keeps the rules of the standard and says what its layers mean."""
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geopackage_rules  # noqa: E402
from support import ROOT, kerb, run_all, sample_city  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"
POINTS = ("streetlight", "cabinet", "manhole", "inlet", "outfall", "pump_station", "tree", "toilet", "waste_site",
          "billboard", "case", "kiosk")


def asked(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        return base.execute(sql).fetchall()


def mapped(name, text, source):
    """Imports a source through a mapping of its own."""
    mapping, city = FOLDER / f"{name}.toml", FOLDER / f"{name}.gpkg"
    mapping.write_text(f"name = '{name}'\n{text}", encoding="utf-8")
    kerb("import", source, "--mapping", mapping, "-o", city, "--source-crs", "EPSG:4326", "--overwrite")
    return city


def many_classes():
    """A city with a layer for each of many classes, and one class in two shapes."""
    source = FOLDER / "things.csv"
    lines = ["key,sort,kind,system,WKT"]
    for i, sort in enumerate(POINTS):
        lines += [f"{sort}-{j},{sort},bin,storm,POINT (114.07{i:02d}{j} 32.13)" for j in range(3)]
    square = "POLYGON ((114.08 32.13,114.081 32.13,114.081 32.131,114.08 32.13))"
    lines += [f'{sort}-a,{sort},,,"{square}"' for sort in ("toilet", "building", "parking", "zone", "kiosk")]
    lines += [f'{sort}-l,{sort},river,sewage,"LINESTRING (114.07 32.13,114.08 32.13)"' for sort in
              ("road", "conduit", "channel", "kiosk")]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = sorted({line.split(",")[1] for line in lines[1:]})
    return mapped("many", "".join(f"""[[layer]]
layers = ['*']
class = '{name}'
where = {{ sort = ['{name}'] }}
[layer.fields]
key = 'key'
{"kind = 'kind'" if name in ("waste_site", "channel") else ""}
{"system = 'system'" if name in ("manhole", "conduit") else ""}
""" for name in names), source)


def coverage_files():
    """What the other commands of kerb coverage write, each once."""
    zones = ("--zones", f"{CITY}::zones", "--zones-where", "kind = 'district'")
    of = {"points": ("--points", f"{CITY}::buildings", "--assets", f"{CITY}::toilets", "--within", "500m", *zones),
          "network": ("--lines", f"{CITY}::roads", "--assets", f"{CITY}::toilets", "--within", "500m", "--points",
                      f"{CITY}::buildings", "--weight", "population", "--each", *zones),
          "density": ("--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", *zones),
          "spacing": ("--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", "--limit", "40m"),
          "conflicts": ("--of", f"{CITY}::excavation_permits", "--against", f"{CITY}::excavation_permits"),
          "connections": ("--lines", f"{CITY}::roads", *zones),
          "siting": ("--points", f"{CITY}::buildings", "--weight", "population", "--existing", f"{CITY}::toilets", "--candidates",
                     "grid", "--step", "500m", "--within", "300m", "--count", "5")}
    for name, arguments in of.items():
        path = FOLDER / f"coverage_{name}.gpkg"
        if not path.exists():
            kerb("coverage", name, *arguments, "-o", path, "--quiet")
        yield path


def the_rules_find_faults():
    """The eye is no blind one: what it must see, it sees."""
    sample_city(FOLDER / "city", "xs")
    for fault, sentence in (
            ("update gpkg_contents set min_x = min_x - 1 where table_name = 'roads'", "extent"),
            ("update gpkg_contents set last_change = 'yesterday'", "moment"),
            ("update gpkg_contents set identifier = null where table_name = 'roads'", "identifiers"),
            ("delete from gpkg_contents where table_name = 'kerb_run'", "every table"),
            ("delete from gpkg_extensions where extension_name = 'gpkg_schema'", "gpkg_schema"),
            ("delete from gpkg_extensions where table_name = 'roads'", "index"),
            ("delete from gpkg_spatial_ref_sys where srs_id = -1", "Cartesian"),
            ("update gpkg_geometry_columns set srs_id = 4326 where table_name = 'roads'", "reference system"),
            ("update gpkg_data_columns set constraint_name = 'none' where constraint_name = 'width_m'", "constraint"),
            ("update gpkg_data_column_constraints set max = -1 where constraint_name = 'width_m'", "range"),
            ("delete from gpkg_data_column_constraints where value = 'local'", "codes"),
            ("delete from rtree_roads_geom where id = 3", "index"),
            ("drop trigger rtree_roads_geom_insert", "triggers"),
            ("pragma application_id = 1", "GPKG"),
            ("pragma user_version = 1", "user version")):
        bad = FOLDER / "bad.gpkg"
        shutil.copy(CITY, bad)
        base = sqlite3.connect(bad)
        base.execute(fault)
        base.commit()
        base.close()
        found = geopackage_rules.broken_rules(bad)
        assert any(sentence in line for line in found), (fault, found[:5])


def every_file_is_valid():
    many = many_classes()
    kerb("audit", CITY, "-o", FOLDER / "audit", "--quiet")
    kerb("coverage", "length", "--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", "--within", "30m",
         "--assets-before", f"{CITY}::toilets", "--zones", f"{CITY}::zones", "-o", FOLDER / "covered.gpkg", "--quiet")
    for path in (CITY, many, FOLDER / "audit" / "audit.gpkg", FOLDER / "covered.gpkg", *coverage_files()):
        broken = geopackage_rules.broken_rules(path)
        assert not broken, (path, broken[:5])
        if shutil.which("ogrinfo"):
            done = subprocess.run(["ogrinfo", "-so", "-al", "-ro", path], capture_output=True, text=True, check=False)
            assert done.returncode == 0 and not done.stderr and "Warning" not in done.stdout, done.stderr


def every_layer_has_a_style():
    for path in (CITY, FOLDER / "many.gpkg", FOLDER / "audit" / "audit.gpkg", FOLDER / "covered.gpkg",
                 *coverage_files()):
        layers = {row[0] for row in asked(path, "select table_name from gpkg_contents where data_type = 'features'")}
        styles = asked(path, "select f_table_name, f_geometry_column, styleQML, useAsDefault, f_table_catalog, "
                             "f_table_schema from layer_styles")
        assert {row[0] for row in styles} == layers, (path, layers)
        # What QGIS asks for; where it fails, QGIS goes on without any style.
        for name in layers:
            assert len(asked(path, f"select styleQML from layer_styles where f_table_schema='' and f_table_name='{name}' "
                                   "and f_geometry_column='geom' order by case when useAsDefault then 1 else 2 end, "
                                   "update_time desc limit 1")) == 1, name
        shapes = dict(asked(path, "select table_name, geometry_type_name from gpkg_geometry_columns"))
        for name, column, text, default, catalog, schema in styles:
            assert (column, default, catalog, schema) == ("geom", 1, "", ""), name
            tree = xml.etree.ElementTree.fromstring(text)
            kinds = {symbol.get("type") for symbol in tree.iter("symbol")}
            wanted = {"POINT": "marker", "MULTILINESTRING": "line", "MULTIPOLYGON": "fill"}[shapes[name]]
            assert kinds == {wanted}, (name, kinds)
            columns = {row[1] for row in asked(path, f'pragma table_info("{name}")')}
            assert {alias.get("field") for alias in tree.iter("alias")} <= columns, name


def styles_fit_their_classes():
    """A style's codes are those of the field; every symbol is used, and every category has one."""
    usual = {"points": "marker", "lines": "line", "areas": "fill"}
    for path in sorted((ROOT / "data" / "styles").glob("*.qml")):
        tree = xml.etree.ElementTree.parse(path)
        symbols = {symbol.get("name") for symbol in tree.iter("symbol")}
        entries = [*tree.iter("category"), *tree.iter("range")]
        assert not entries or {entry.get("symbol") for entry in entries} == symbols, path
        categories = list(tree.iter("category"))
        assert not categories or categories[-1].get("value") == "", f"{path}: the rest has a symbol"
        shape = path.stem.split("__")[-1]
        assert shape not in usual or {s.get("type") for s in tree.iter("symbol")} == {usual[shape]}, path


def names_in_both_languages():
    zh, en = FOLDER / "zh", FOLDER / "en"
    kerb("synth", "--size", "xs", "-o", zh, "--quiet", "--lang", "zh")
    kerb("synth", "--size", "xs", "-o", en, "--quiet", "--lang", "en")
    for folder, road, width in ((zh, "道路", "宽度 (m)"), (en, "roads", "width (m)")):
        path = folder / "city.gpkg"
        assert asked(path, "select identifier from gpkg_contents where table_name = 'roads'") == [(road,)]
        assert asked(path, "select title from gpkg_data_columns where table_name = 'roads' and column_name = 'width_m'"
                     ) == [(width,)]
        assert not geopackage_rules.broken_rules(path)
    labels = "select * from kerb_label"
    assert asked(zh / "city.gpkg", labels) == asked(en / "city.gpkg", labels)
    assert asked(zh / "city.gpkg", "select * from roads") == asked(en / "city.gpkg", "select * from roads")


def other_versions():
    newer = FOLDER / "newer.gpkg"
    shutil.copy(CITY, newer)
    with sqlite3.connect(newer) as base:
        base.execute("update kerb_schema set version = version + 1")
    base.close()
    for language, word in (("en", "newer kerb"), ("zh", "更新的 kerb")):
        for arguments in (("audit", newer, "-o", FOLDER / "x"),
                          ("import", newer, "--mapping", "kerb", "-o", FOLDER / "x.gpkg")):
            done = kerb(*arguments, "--lang", language, code=3)
            assert str(newer) in done.stderr and word in done.stderr, done.stderr
    assert not (FOLDER / "x.gpkg").exists()


run_all([the_rules_find_faults, every_file_is_valid, every_layer_has_a_style, styles_fit_their_classes,
         names_in_both_languages, other_versions])
