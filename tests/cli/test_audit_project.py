"""kerb audit --qgis: the project beside audit.gpkg. tests/qgis opens it in QGIS."""
import pathlib
import sqlite3
import tempfile
import xml.etree.ElementTree

from support import kerb, run_all, sample_city

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"
OUT = FOLDER / "out"


def asked(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        return base.execute(sql).fetchall()


def only_when_asked():
    sample_city(FOLDER / "city", "xs")
    told = kerb("audit", CITY, "-o", OUT, "--qgis", "--dry-run").stdout
    assert "audit.qgs" in told and not OUT.exists(), told
    assert "audit.qgs" not in kerb("audit", CITY, "-o", OUT, "--dry-run").stdout
    (FOLDER / "plain").mkdir()
    kerb("audit", CITY, "-o", FOLDER / "plain", "--quiet")
    assert not (FOLDER / "plain" / "audit.qgs").exists()
    told = kerb("audit", CITY, "-o", OUT, "--qgis").stderr
    assert str(OUT / "audit.qgs") in told, told


def it_holds_the_layers_of_the_file():
    root = xml.etree.ElementTree.parse(OUT / "audit.qgs").getroot()
    shapes = dict(asked(OUT / "audit.gpkg", "select table_name, geometry_type_name from gpkg_geometry_columns"))
    titles = dict(asked(OUT / "audit.gpkg", "select table_name, identifier from gpkg_contents"))
    styles = dict(asked(OUT / "audit.gpkg", "select f_table_name, styleQML from layer_styles"))
    kinds = {"POINT": "Point", "MULTILINESTRING": "Line", "MULTIPOLYGON": "Polygon"}
    layers = {}
    for layer in root.iter("maplayer"):
        name = layer.findtext("id").removeprefix("kerb_layer_")
        layers[name] = layer
        assert layer.findtext("datasource") == f"./audit.gpkg|layername={name}"
        assert layer.get("geometry") == kinds[shapes[name]] and layer.findtext("layername") == titles[name], name
        written = xml.etree.ElementTree.fromstring(styles[name])
        for part in ("renderer-v2", "aliases"):  # the style of the file
            assert xml.etree.ElementTree.tostring(written.find(part)) == xml.etree.ElementTree.tostring(layer.find(part)), name
    assert set(layers) == set(shapes)
    order = [item.text.removeprefix("kerb_layer_") for item in root.find("layer-tree-group/custom-order")]
    ranks = [list(kinds).index(shapes[name]) for name in order]
    assert sorted(order) == sorted(shapes) and ranks == sorted(ranks), order
    assert root.findtext("projectCrs/spatialrefsys/authid") == "EPSG:4547"


def the_file_holds_points_lines_areas():
    ranks = [("POINT", "MULTILINESTRING", "MULTIPOLYGON").index(row[0]) for row in asked(
        OUT / "audit.gpkg", "select geometry_type_name from gpkg_contents c join gpkg_geometry_columns using (table_name) "
                            "order by c.rowid")]
    assert ranks == sorted(ranks) and set(ranks) == {0, 1, 2}, ranks


def the_same_bytes_again_and_never_over_another():
    before = (OUT / "audit.qgs").read_bytes()
    (OUT / "audit.gpkg").unlink()
    (OUT / "report.html").unlink()
    (OUT / "summary.json").unlink()
    (OUT / "run.json").unlink()
    kerb("audit", CITY, "-o", OUT, "--qgis", code=2)  # the project alone is in the way
    assert not (OUT / "audit.gpkg").exists() and (OUT / "audit.qgs").read_bytes() == before
    kerb("audit", CITY, "-o", OUT, "--qgis", "--overwrite", "--quiet")
    assert (OUT / "audit.qgs").read_bytes() == before


def in_chinese():
    kerb("audit", CITY, "-o", FOLDER / "zh", "--qgis", "--quiet", "--lang", "zh")
    root = xml.etree.ElementTree.parse(FOLDER / "zh" / "audit.qgs").getroot()
    assert root.findtext("title") == "city体检"
    groups = [group.get("name") for group in root.findall("layer-tree-group/layer-tree-group")]
    assert groups == ["照明", "公共服务", "市容秩序", "底图"], groups
    assert "暗段" in {layer.get("name") for layer in root.iter("layer-tree-layer")}


run_all([only_when_asked, it_holds_the_layers_of_the_file, the_file_holds_points_lines_areas,
         the_same_bytes_again_and_never_over_another, in_chinese])
