"""F80: values that a spreadsheet, a page, a log or a terminal would obey: inert, and still there."""
import csv
import html.parser
import io
import json
import re
import shutil
import tomllib
import zipfile
from xml.etree import ElementTree

from crafted import (FOLDER, IN, LAMP, MAP, OUT, TESTS, X, Y, as_run, box, collection, controls_in, envelope, gpkg, line, make_room,
                     nobody_called, points, put, quietly, refused, run_all, wkb_point, write)

from campaign_support import crafted_inputs

make_room()
CITY = FOLDER / "city"
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "-5", "+8", "＝1+1"]
CONTROLS = ["\x1b[31mred", "\x1b]0;title\x07", "a\nkerb: error: false", "a\rb", "bell\x07", "back\x08\x08", "\x9b31m", "\x7f", "nul\x01", "tab\there"]
MARKUP = ["</script><script>alert(1)</script>", "<img src=http://evil.example/x onerror=alert(2)>", "\"><svg onload=alert(3)>",
          "' onmouseover='alert(4)", "]]>", "<!--", "&lt;b&gt;", "{{7*7}}", "\u2028\u2029", "javascript:alert(5)", "\\u003cscript\\u003e", "${x}"]


def zones_of(names):
    return write("zones.geojson", [box(20 * i, -50, 20 * i + 20, 50, key=name) for i, name in enumerate(names)])


def road_in(names, *more, **options):
    lines = write("road.geojson", [line((0, 0), (20 * len(names), 0), key="R")])
    return quietly("coverage", "length", "--lines", lines, "--assets", LAMP, "--within", "20m", "--zones", zones_of(names), "--id-field", "key",
                   *more, **options)


def no_formula(text):
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    for cell in cells:
        if cell[:1] in tuple("=+-@\t\r"):
            float(cell)  # a number may begin with its sign
    return cells


def f80_formulas():
    """A spreadsheet runs no cell; the value itself is still there."""
    for names in (FORMULAS, CONTROLS, MARKUP):
        cells = no_formula(road_in(names, "-f", "csv").out)
        for name in names:
            assert name in cells or "'" + name in cells, (name, cells)
    rows = [(wkb_point(X + i, Y), name) for i, name in enumerate(FORMULAS + CONTROLS + MARKUP)]
    path = gpkg("f80.gpkg", rows, folder=IN)
    table = OUT / "f80.csv"
    quietly(*points(path, "--id-field", "key", "-o", table))
    cells = no_formula(table.read_bytes().decode())
    for name in FORMULAS + CONTROLS + MARKUP:
        assert name in cells or "'" + name in cells, (name, cells)
    table.unlink()
    path.unlink()


def f80_terminals():
    """Nothing that a terminal obeys, and one line for one row."""
    tame = road_in([f"zone {i}" for i in range(len(CONTROLS))])
    wild = road_in(CONTROLS)
    assert not controls_in(wild.out) and not controls_in(wild.err), controls_in(wild.out + wild.err)
    assert len(wild.out.splitlines()) == len(tame.out.splitlines()), wild.out


def f80_messages():
    """Names of files, layers, fields and texts that cannot be read, in what goes to the terminal: one line each, without controls."""
    evil = "e\x1b[2J\x07\nkerb: error: all is well"
    path = gpkg("f80.gpkg", [(wkb_point(X, Y), "T", "abc")], layer=evil, columns=(("key", "TEXT"), (evil, "INTEGER")), folder=IN)
    told = [refused(*points(f"{path}::absent"), code=2, says="f80.gpkg"),
            refused(*points(path, "--points-where", "absent = 1"), code=2, says="absent"),
            quietly(*points(path, "--id-field", "key")), quietly("import", path, "--mapping", MAP, "-o", OUT / "f80.gpkg")]
    (OUT / "f80.gpkg").unlink()
    told.append(refused(*points(put(f"{evil}.csv", "")), code=3, says="all is well.csv"))
    table = put("f80.csv", f'"key","lon","lat"\n"{evil}","{evil}","32"\n')
    told.append(quietly(*points(table), code=(0, 3)))
    for done in told:
        assert not controls_in(done.err), (controls_in(done.err), done.err)
        assert not [one for one in done.err.splitlines() if one.startswith("kerb: error: all")], done.err
    for path in IN.iterdir():
        path.unlink()


EVIL = "\x1b]0;x\x07\x1b[2J\nkerb: error: all is well\u202eX\x9b\x7f"
IN_TOML = "\\u001b[2J\\u0007\\nkerb: error: all is well\\u202eX\\u009b"


def inert(*arguments, shows="\\u202e", **more):
    """The text shows what it may not send, and no line of it is one that the data made up."""
    done = quietly(*arguments, **more)
    for text in (done.out, done.err):
        assert not controls_in(text), (arguments, controls_in(text), text[:600])
        assert not [one for one in text.split("\n") if one.lstrip().startswith("kerb: error: all")], (arguments, text[:600])
    assert shows in done.out, (arguments, done.out[:600])
    return done


def wild_roads(name, places, **more):
    """A city with a road at each of the places, all of them with one hostile key and fields."""
    path = IN / "roads.geojson"
    path.write_bytes(write("wild.geojson", [line((0, y), (100, y), key=EVIL, name_zh=EVIL, **more) for y in places]).read_bytes())
    quietly("import", path, "--mapping", "kerb", "-o", OUT / name, "--quiet")
    path.unlink()
    shutil.move(OUT / name, FOLDER / name)
    return FOLDER / name


def f80_free_lines():
    """Findings and items of a diff, which are no cells of a table: keys, values and names of fields."""
    then = wild_roads("then.gpkg", (0, 50), owner="o", **{f"x{EVIL}": "1"})
    now = wild_roads("now.gpkg", (0, 150), owner=EVIL, **{f"x{EVIL}": "2"})
    inert("check", then)
    for more in ((), ("--extra",), ("--lang", "zh")):
        inert("diff", then, now, "--no-indicators", *more)
    for arguments in (("check", then), ("diff", then, now, "--no-indicators", "--extra")):
        assert EVIL in texts_of(json.loads(inert(*arguments, "-f", "json").out)), arguments
    then.unlink()
    now.unlink()


def texts_of(value):
    """Every text of a document."""
    if isinstance(value, dict):
        return [one for inner in value.values() for one in texts_of(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in texts_of(inner)]
    return [value] if isinstance(value, str) else []


def wild_table(path, keys):
    """A file of kerb's own data, with such a text in front of the values of some keys."""
    text = (TESTS.parent / "data" / path).read_text(encoding="utf-8")
    wild = re.sub(rf'\b({"|".join(keys)}) = "', lambda found: found.group() + IN_TOML, text)
    assert wild != text
    return put("f80.toml", wild)


def f80_tables_of_a_planner():
    """Notes, sources and documents of profiles, rules and formulas."""
    profile = wild_table("profiles/cn-kaoping.toml", ("zh", "en", "source"))
    for more in (("show", profile), ("show", profile, "--indicator", "road.dead_end"), ("show", profile, "--lang", "zh"),
                 ("show", profile, "-f", "json")):
        inert("profile", *more)
    inert("profile", "lint", profile, shows="")
    rules = wild_table("rules/check.toml", ("source", "status"))
    inert("check", "--rules", "--rules-file", rules)
    inert("check", "--rules", "--rules-file", rules, "-f", "json")
    formulas = wild_table("storms/suzhou.toml", ("name", "zone", "document", "source", "note"))
    storm = ("waterlogging", "storm", "--formula", formulas, "--return-period", "5")
    inert(*storm, "--duration", "180min")
    inert(*storm, "--duration", "180min", "-f", "json")
    inert("waterlogging", "storm", "--formula", formulas, "--list")
    formulas.unlink()


def f80_drafts():
    """A draft names fields as they are, in escapes of TOML."""
    path = put("f80.geojson", collection(None).replace('"key"', json.dumps(EVIL)))
    draft = inert("import", "--suggest", path).out
    assert tomllib.loads(draft)["layer"], draft
    named = put("f80.geojson", collection(None).replace('"key"', json.dumps(f"name{EVIL}")).replace('"A"', json.dumps(EVIL)))
    tomllib.loads(inert("import", "--suggest", named).out)
    path.unlink()


def f80_json():
    names = FORMULAS + CONTROLS + MARKUP + ["\u202eturned\u2066", "\x85\x9b31m"]
    done = road_in(names, "-f", "json")
    told = envelope(as_run(done))
    assert sorted(zone["id"] for zone in told["result"]["zones"]) == sorted(names), told["result"]["zones"]
    assert not controls_in(done.out), controls_in(done.out)


class Page(html.parser.HTMLParser):
    """Tags with the names of their attributes, in order; values of attributes; texts, and those of scripts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.values, self.texts, self.islands, self.within = [], [], [], [], None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]
        self.within = dict(attrs).get("type", "script") if tag == "script" else None

    def handle_endtag(self, tag):
        self.within = None

    def handle_data(self, data):
        if self.within:
            self.islands.append((self.within, data))
        else:
            self.texts.append(data)


def audited(name, texts):
    """The folder of an audit of a small city whose roads and zones have such names."""
    layers = FOLDER / f"{name}-layers"
    shutil.copytree(CITY / "old-layers", layers)
    for path in layers.glob("*.geojson"):
        held = json.loads(path.read_text(encoding="utf-8"))
        for i, feature in enumerate(held["features"]):
            feature["properties"] |= {field: texts[i % len(texts)] for field in ("name_zh", "name_en")} if path.stem in ("roads", "zones") else {}
        path.write_text(json.dumps(held), encoding="utf-8")
    city, folder = FOLDER / f"{name}.gpkg", FOLDER / name
    quietly("import", *sorted(layers.glob("*.geojson")), "--mapping", "kerb", "-o", city)
    quietly("audit", city, "-o", folder, "--qgis", "--quiet", code=(0, 1))
    return folder


def f80_pages():
    """Hostile names open no tag and no attribute in the page, its data, or the project for QGIS, and no formula in its tables."""
    CITY.mkdir()
    crafted_inputs(CITY)
    tame, wild = audited("tame", [f"name {i}" for i in range(len(MARKUP))]), audited("wild", MARKUP)
    one, two = (Page((folder / "report.html").read_text(encoding="utf-8")) for folder in (tame, wild))
    assert one.tags == two.tags, set(two.tags) ^ set(one.tags)
    assert not [value for value in two.values if value.startswith(("javascript:", "http:"))], two.values
    assert len(one.islands) == len(two.islands) and any(kind == "application/json" for kind, _ in two.islands)
    for kind, data in two.islands:
        if kind == "application/json":
            json.loads(data)
    assert any(MARKUP[0] in text for text in two.texts), "the name is shown as it is"
    for path in wild.rglob("*"):
        if path.suffix == ".qgs":
            ElementTree.parse(path)
        elif path.suffix == ".qgz":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    assert "/" not in name and ".." not in name
                    if name.endswith(".qgs"):
                        ElementTree.fromstring(archive.read(name))
        elif path.suffix == ".csv":
            no_formula(path.read_bytes().decode())
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    assert {p.name for p in wild.iterdir()} == {p.name for p in tame.iterdir()}


run_all([f80_formulas, f80_terminals, f80_messages, f80_free_lines, f80_tables_of_a_planner, f80_drafts, f80_json, f80_pages,
         nobody_called])
