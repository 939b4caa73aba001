"""What kerb writes, opened in QGIS without a screen: layers, styles, titles, codes, the project, pictures.

Says so and is skipped where there is no QGIS (Debian: python3-qgis). Pictures stay in the folder that is printed."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-qgis-"))
for name in ("home", "config", "runtime"):
    (FOLDER / name).mkdir(mode=0o700)
os.environ.update(QT_QPA_PLATFORM="offscreen", HOME=str(FOLDER / "home"), XDG_RUNTIME_DIR=str(FOLDER / "runtime"),
                  QGIS_CUSTOM_CONFIG_PATH=str(FOLDER / "config"), LC_ALL="C.UTF-8")
try:
    from qgis.core import (Qgis, QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsProject, QgsRectangle,
                           QgsRenderContext, QgsVectorLayer, QgsWkbTypes)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage
except ImportError as missing:
    print(f"skipped: no QGIS for Python ({missing})")
    sys.exit(77)

KERB = os.environ.get("KERB", "kerb")
HOSTILE = "[% 1/0 %] @project_title <script>alert(1)</script> ]]> \"'&amp; =cmd‮abc"
SIZE = QSize(640, 480)
SHAPES = {"POINT": 0, "MULTILINESTRING": 1, "MULTIPOLYGON": 2}


def kerb(*arguments):
    subprocess.run([KERB, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def asked(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        return base.execute(sql).fetchall()


def layers_of(path):
    """Name → shape, in the order in which the file holds them."""
    return dict(asked(path, "select c.table_name, geometry_type_name from gpkg_contents c join gpkg_geometry_columns g "
                            "on c.table_name = g.table_name order by c.rowid"))


def opened(path, name):
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    assert layer.isValid(), (path, name, layer.error().message())
    return layer


def picture(layers, extent, crs=None, smooth=False):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(1400, 1000) if smooth else SIZE)
    settings.setExtent(extent)
    settings.setDestinationCrs(crs or layers[0].crs())
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(QgsMapSettings.Antialiasing, smooth)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [error.message for error in job.errors()]
    return job.renderedImage().convertToFormat(QImage.Format_RGB32)


def pixels(image):
    return image.constBits().asstring(image.sizeInBytes())


def colours(image):
    data = pixels(image)
    return {(data[i + 2], data[i + 1], data[i]) for i in range(0, len(data), 4)}


def is_blank(image):
    return colours(image) == {(255, 255, 255)}


def around(box, least):
    box = QgsRectangle(box)
    box.grow(max(least, 0.2 * max(box.width(), box.height())))
    return box


def cities():
    kerb("synth", "--seed", "7", "--size", "xs", "-o", FOLDER / "city", "--quiet")
    city = FOLDER / "city" / "city.gpkg"
    kerb("audit", city, "--dem", FOLDER / "city" / "terrain.tif", "--city", "suzhou", "-o", FOLDER / "audit", "--qgis")
    kerb("score", city, "--profile", "cn-kaoping", "-o", FOLDER / "score")
    kerb("outage", "rates", city, "-o", FOLDER / "rates.gpkg")
    kerb("outage", "clusters", city, "-o", FOLDER / "clusters.gpkg")
    kerb("diff", FOLDER / "city" / "city-earlier.gpkg", city, "-o", FOLDER / "diff.gpkg", "--lang", "zh")
    kerb("coverage", "length", "--lines", f"{city}::roads", "--assets", f"{city}::streetlights", "--within", "30m",
         "--zones", f"{city}::zones", "--zones-where", "kind = 'district'", "-o", FOLDER / "length.gpkg")
    return [FOLDER / "audit" / "audit.gpkg", FOLDER / "score" / "score.gpkg", *FOLDER.glob("*.gpkg")]


def classes_of(renderer):
    """What tells the classes of a renderer apart, in order."""
    if renderer.type() == "categorizedSymbol":
        return renderer.classAttribute(), [str(one.value()) for one in renderer.categories()]
    if renderer.type() == "graduatedSymbol":
        return renderer.classAttribute(), [(one.lowerValue(), one.upperValue()) for one in renderer.ranges()]
    if renderer.type() == "RuleRenderer":
        return "", [rule.filterExpression() for rule in renderer.rootRule().children()]
    return "", [""]


def classes_in(style):
    """The same, read from the style's text."""
    node = xml.etree.ElementTree.fromstring(style).find("renderer-v2")
    categories = [one.get("value") for one in node.iter("category")]
    ranges = [(float(one.get("lower")), float(one.get("upper"))) for one in node.iter("range")]
    rules = [one.get("filter") for one in node.find("rules").iter("rule")] if node.find("rules") is not None else []
    return node.get("type"), node.get("attr") or "", categories or ranges or rules or [""]


def layers_open_as_intended(path):
    order = []
    for name, shape in layers_of(path).items():
        layer = opened(path, name)
        assert layer.featureCount() == asked(path, f'select count(*) from "{name}"')[0][0], (path, name)
        kinds = {"POINT": QgsWkbTypes.PointGeometry, "MULTILINESTRING": QgsWkbTypes.LineGeometry,
                 "MULTIPOLYGON": QgsWkbTypes.PolygonGeometry}
        assert layer.geometryType() == kinds[shape], (path, name)
        order.append(SHAPES[shape])
        style = asked(path, f"select styleQML from layer_styles where f_table_name = '{name}'")[0][0]
        kind, attribute, classes = classes_in(style)
        assert layer.renderer().type() == kind, (path, name, layer.renderer().type())
        assert classes_of(layer.renderer()) == (attribute, classes), (path, name, classes_of(layer.renderer()), classes)
    assert order and order == sorted(order), (path, "points, then lines, then areas", order)


def fields_have_titles_and_codes(path):
    for name in layers_of(path):
        layer = opened(path, name)
        titles = dict(asked(path, f"select column_name, title from gpkg_data_columns where table_name = '{name}'"))
        codes = {}
        for column, value, text in asked(path, "select column_name, k.value, k.description from gpkg_data_columns d join "
                                               "gpkg_data_column_constraints k using (constraint_name) where "
                                               f"table_name = '{name}' and constraint_type = 'enum'"):
            codes.setdefault(column, {})[text] = value
        for at, field in enumerate(layer.fields()):
            if field.name() == "fid":
                continue
            assert layer.attributeAlias(at) == titles[field.name()], (path, name, field.name())
            if field.name() in codes:
                widget = layer.editorWidgetSetup(at)
                assert widget.type() == "ValueMap", (path, name, field.name(), widget.type())
                shown = {text: value for entry in widget.config()["map"] for text, value in entry.items()}
                assert shown == codes[field.name()], (path, name, field.name())


def shown_colour(symbol):
    """What the symbol's colour looks like on white."""
    colour = symbol.color()
    share = colour.alphaF() * symbol.opacity()
    return tuple(round(255 * (1 - share) + share * part) for part in (colour.red(), colour.green(), colour.blue()))


def each_class_is_seen(path):
    """One feature of each class that occurs, alone and near: the picture has the colour of the class."""
    for name in layers_of(path):
        layer = opened(path, name)
        renderer, context = layer.renderer().clone(), QgsRenderContext()
        context.expressionContext().setFields(layer.fields())
        renderer.startRender(context, layer.fields())
        found, without = {}, 0
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            symbols = renderer.originalSymbolsForFeature(feature, context)
            without += not symbols
            for symbol in symbols:
                found.setdefault(symbol.dump(), (feature.id(), feature.geometry().boundingBox(), symbol.clone()))
        renderer.stopRender(context)
        assert found, (path, name, "no feature has a symbol")
        assert without == 0 or renderer.type() == "graduatedSymbol", (path, name, without, "features without a symbol")
        for fid, box, symbol in found.values():
            layer.setSubsetString(f"fid = {fid}")
            image = picture([layer], around(box, 30))
            if symbol.color().alpha() == 0 or symbol.symbolLayer(0).properties().get("style") == "no":  # hollow
                assert not is_blank(image), (path, name)
                continue
            wanted = shown_colour(symbol)
            near = min(max(abs(a - b) for a, b in zip(one, wanted)) for one in colours(image))
            assert near <= 3, (path, name, symbol.color().name(), wanted, near)


def each_layer_draws(path):
    pictures = FOLDER / "pictures" / path.stem
    pictures.mkdir(parents=True, exist_ok=True)
    all_layers = [opened(path, name) for name in layers_of(path)]
    whole = QgsRectangle()
    for layer in all_layers:
        whole.combineExtentWith(layer.extent())
    for layer in all_layers:
        image = picture([layer], around(whole, 1), smooth=True)
        image.save(str(pictures / f"{layer.name()}.png"))
        assert not is_blank(image), (path, layer.name())
    picture(all_layers, around(whole, 1), smooth=True).save(str(pictures / "all.png"))


def read_project(path):
    project = QgsProject()
    assert project.read(str(path)), project.error()
    return project


def project_opens(path):
    project = read_project(path / "audit.qgs")
    assert project.title() == "Audit of city" and project.crs().authid() == "EPSG:4547", project.crs().authid()
    layers = project.layerTreeRoot().layerOrder()
    table = layers_of(path / "audit.gpkg")
    names = [layer.source().split("layername=")[1] for layer in layers]
    assert sorted(names) == sorted(table) and names.index("dark_lamps") < names.index("streetlights"), names
    assert [SHAPES[table[name]] for name in names] == sorted(SHAPES[shape] for shape in table.values()), names
    view = project.viewSettings().defaultViewExtent()
    titles = dict(asked(path / "audit.gpkg", "select table_name, identifier from gpkg_contents"))
    for layer, name in zip(layers, names):
        assert layer.isValid() and layer.source().startswith(str(path)), layer.source()
        assert layer.name() == titles[name], (layer.name(), titles[name])
        assert layer.crs() == project.crs() and view.contains(layer.extent()), layer.name()
        alone = opened(path / "audit.gpkg", name)
        assert classes_of(layer.renderer()) == classes_of(alone.renderer()), name
        for at in range(layer.fields().count()):
            assert layer.attributeAlias(at) == alone.attributeAlias(at), (name, at)
            assert layer.editorWidgetSetup(at).config() == alone.editorWidgetSetup(at).config(), (name, at)
    groups = [group.name() for group in project.layerTreeRoot().children()]
    assert groups == ["Lighting", "Water", "Services", "Street order", "Base map"], groups
    return project


def nothing_hides_another(project):
    """Each layer that is shown at first leaves its mark on the whole map."""
    tree = project.layerTreeRoot()
    shown = [layer for layer in tree.layerOrder() if tree.findLayer(layer.id()).isVisible()]
    view = project.viewSettings().defaultViewExtent()
    whole = picture(shown, view, project.crs(), smooth=True)
    whole.save(str(FOLDER / "pictures" / "project.png"))
    assert len(shown) >= 12, len(shown)
    for layer in shown:
        rest = [other for other in shown if other is not layer]
        assert pixels(picture(rest, view, project.crs(), smooth=True)) != pixels(whole), f"{layer.name()} is hidden"
    near = QgsRectangle(view)
    near.scale(0.2)
    picture(shown, near, project.crs(), smooth=True).save(str(FOLDER / "pictures" / "project_near.png"))


def a_moved_project_finds_its_layers():
    moved = FOLDER / "moved 移动"
    shutil.copytree(FOLDER / "audit", moved)
    shutil.move(FOLDER / "audit" / "audit.gpkg", FOLDER / "audit" / "away.gpkg")
    project_opens(moved)
    shutil.move(FOLDER / "audit" / "away.gpkg", FOLDER / "audit" / "audit.gpkg")


def hostile_names_are_inert():
    stem = HOSTILE.replace("/", "∕")
    city = FOLDER / f"{stem}.gpkg"
    shutil.copyfile(FOLDER / "city" / "city.gpkg", city)
    with sqlite3.connect(city) as base:
        for (trigger,) in base.execute("select name from sqlite_master where type='trigger'").fetchall():
            base.execute(f'drop trigger "{trigger}"')
        base.execute("update zones set name_zh = ?, name_en = ? where kind = 'district'", (HOSTILE, HOSTILE))
        base.execute("update roads set name_zh = ?", (HOSTILE,))
        base.execute("update streetlights set owner = ?", (HOSTILE,))
    base.close()
    out = FOLDER / "hostile"
    kerb("audit", city, "-o", out, "--qgis")
    project = read_project(out / "audit.qgs")
    layers = {layer.source().split("layername=")[1]: layer for layer in project.layerTreeRoot().layerOrder()}
    assert project.title() == "Audit of " + stem.replace("\u202e", "\\u202e"), project.title()
    for name, column in (("districts", "name_zh"), ("districts", "name_en"), ("roads", "name_zh"), ("streetlights", "owner")):
        layer = layers[name]
        assert {feature[column] for feature in layer.getFeatures()} == {HOSTILE}, name
        assert not layer.labelsEnabled() and not layer.mapTipTemplate(), name
    view = project.viewSettings().defaultViewExtent()
    for name, layer in layers.items():
        assert layer.isValid() and not is_blank(picture([layer], view, project.crs(), smooth=True)), name
    assert set(xml.etree.ElementTree.parse(out / "audit.qgs").getroot().itertext()), "well-formed"


def keep_pictures_only():
    for path in FOLDER.iterdir():
        if path.name != "pictures":
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def main():
    application = QgsApplication([], False)
    application.initQgis()
    failed = False
    try:
        run()
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        failed = True
    keep_pictures_only()
    sys.stdout.flush()
    os._exit(1 if failed else 0)  # QGIS may fall over when Python takes it apart


def run():
    print(f"QGIS {Qgis.QGIS_VERSION}, pictures in {FOLDER / 'pictures'}", flush=True)
    for path in cities():
        for test in (layers_open_as_intended, fields_have_titles_and_codes, each_class_is_seen, each_layer_draws):
            test(path)
            print(f"ok {test.__name__} {path.name}", flush=True)
    nothing_hides_another(project_opens(FOLDER / "audit"))
    print("ok project_opens, nothing_hides_another", flush=True)
    for test in (a_moved_project_finds_its_layers, hostile_names_are_inert):
        test()
        print(f"ok {test.__name__}", flush=True)


main()
