"""--weight and --class-weights of kerb coverage length, area and network, by hand."""
import json
import math
import pathlib
import tempfile

from support import fits, kerb, run_all, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
X, Y = 500000, 3500000


def layer(name, features):
    path = FOLDER / f"{name}.geojson"
    path.write_text(json.dumps({
        "type": "FeatureCollection", "name": name, "crs": {"type": "name", "properties": {"name": "EPSG:4547"}},
        "features": [{"type": "Feature", "properties": p, "geometry": {"type": t, "coordinates": c}}
                     for p, t, c in features]}), encoding="utf-8")
    return path


def square(x, y, side):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


# A is covered from 0 to 50 m of 100, B not at all, C as a whole; of D nobody knows how many live there.
ROADS = layer("roads", [({"id": "A", "class": "arterial", "people": 10}, "LineString", [[X, Y], [X + 100, Y]]),
                        ({"id": "B", "class": "lane", "people": 30}, "LineString", [[X, Y + 500], [X + 300, Y + 500]]),
                        ({"id": "C", "class": "lane", "people": 20}, "LineString", [[X - 40, Y], [X, Y]]),
                        ({"id": "D", "class": "lane", "people": None}, "LineString", [[X, Y + 900], [X + 60, Y + 900]])])
LAMPS = layer("lamps", [({"id": "L"}, "Point", [X, Y])])


def ask(command, *arguments):
    document = json.loads(kerb("coverage", command, *arguments, "-f", "json", "--quiet").stdout)
    fits(document, schema(f"coverage-{command}"))
    return document["result"]


def lines_by_people_and_by_class():
    arguments = ("--lines", ROADS, "--assets", LAMPS, "--within", "50m", "--by", "class", "--weight", "people",
                 "--class-weights", "arterial=4")
    result = ask("length", *arguments)
    people, classes = result["weighted"]
    assert (people["by"], people["classes"], people["weight"], people["unknown"]) == ("people", False, 60, 1)
    assert math.isclose(people["covered_weight"], 10 * 0.5 + 20) and math.isclose(people["share"], 25 / 60)
    # 100 m of arterial count four times: (4 x 50 + 40) of (4 x 100 + 400).
    assert math.isclose(classes["share"], 240 / 800) and math.isclose(classes["weight"], 800)
    assert math.isclose(result["share"], 90 / 500)
    text = kerb("coverage", "length", *arguments, "--quiet").stdout
    assert "weighted by people: 41.7 % of 60" in text and "class of class: 30.0 %" in text, text
    assert "按 people 加权：41.7 %" in kerb("coverage", "length", *arguments, "--quiet", language="zh").stdout
    rows = kerb("coverage", "length", *arguments, "-f", "csv", "--quiet").stdout.splitlines()
    assert rows[-2].startswith("weighted,people,60,25") and rows[-1].startswith("class_weighted,class,800,240"), rows[-2:]
    assert "weighted" not in ask("length", "--lines", ROADS, "--assets", LAMPS, "--within", "50m")


def ground_by_the_people_of_its_zones():
    zones = layer("zones", [({"id": "W", "people": 100}, "Polygon", square(X - 10, Y - 10, 20)),
                            ({"id": "F", "people": 300}, "Polygon", square(X + 1000, Y, 20))])
    result = ask("area", "--zones", zones, "--assets", LAMPS, "--within", "50m", "--weight", "people")
    assert math.isclose(result["share"], 0.5) and math.isclose(result["weighted"][0]["share"], 0.25)


def streets_by_class_and_parks_beside_them():
    park = layer("park", [({"id": "P"}, "Polygon", square(X + 20, Y - 30, 20))])  # 10 m off A
    arguments = ("--lines", ROADS, "--assets", park, "--within", "10m", "--by", "class", "--class-weights", "arterial=4,lane=1")
    near, beside = ask("network", *arguments), ask("network", *arguments, "--beside", "10m")
    assert math.isclose(near["covered_m"], 20 + 20) or math.isclose(near["covered_m"], 20), near["covered_m"]
    # The park's side touches the grown border along 20 m of the street, and 10 m of walk lie on either side.
    assert math.isclose(beside["covered_m"], 40, abs_tol=0.5) and beside["beside_m"] == 10
    assert math.isclose(beside["weighted"][0]["share"], 4 * beside["covered_m"] / 800, rel_tol=1e-9)


def wrong_wishes():
    lines = ("coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "50m")
    for more, word in ((("--class-weights", "lane=2"), "--by"), (("--by", "class", "--class-weights", "lane"), "residential=3"),
                       (("--by", "class", "--class-weights", "alley=2"), "alley"), (("--by", "class", "--class-weights", "lane=-1"), "lane=-1")):
        assert word in kerb(*lines, *more, "--quiet", code=2).stderr, more


run_all([lines_by_people_and_by_class, ground_by_the_people_of_its_zones, streets_by_class_and_parks_beside_them, wrong_wishes])
