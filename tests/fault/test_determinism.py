"""The same bytes for 1, 2 and 4 threads, any tile size, and rows in any order."""
import json
import os
import pathlib
import random
import sys

from campaign_support import contents, crafted_inputs, must, scratch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from support import run_all  # noqa: E402

FOLDER = scratch()
INPUTS = crafted_inputs(FOLDER)
CITY, TERRAIN = INPUTS / "old.gpkg", INPUTS / "old.tif"
ROADS, LAMPS, HOUSES, GREEN, ZONES = (f"{CITY}::{layer}" for layer in ("roads", "streetlights", "buildings", "green_spaces",
                                                                       "zones"))
ASKED = {
    "length": ["coverage", "length", "--lines", ROADS, "--assets", LAMPS, "--within", "30m"],
    "area": ["coverage", "area", "--zones", ZONES, "--assets", GREEN, "--within", "120m"],
    "points": ["coverage", "points", "--points", HOUSES, "--assets", LAMPS, "--within", "30m"],
    "density": ["coverage", "density", "--zones", ZONES, "--assets", LAMPS],
    "spacing": ["coverage", "spacing", "--lines", ROADS, "--assets", LAMPS, "--limit", "20m"],
    "network": ["coverage", "network", "--lines", ROADS, "--assets", GREEN, "--within", "200m"],
    "siting": ["coverage", "siting", "--points", HOUSES, "--existing", LAMPS, "--within", "20m", "--count", "3"],
    "depressions": ["waterlogging", "depressions", "--dem", TERRAIN],
    "ponds": ["waterlogging", "points", "--dem", TERRAIN, "--runoff", "50mm"],
    "check": ["check", CITY, "--today", "2024-01-01"],
    "diff": ["diff", CITY, INPUTS / "new.gpkg"],
}


def answer(name, *more):
    return must([*ASKED[name], "-f", "json", "--lang", "en", *more]).out


def h91_threads():
    for name in ASKED:
        expected = answer(name, "--threads", 1)
        for threads in (2, 4):
            assert answer(name, "--threads", threads) == expected, (name, threads)


def h91_files_by_threads():
    """Files, too, to the last byte."""
    made = []
    for threads in (1, 2, 4):
        place = FOLDER / f"threads-{threads}"
        place.mkdir()
        must(["score", CITY, "-o", "score", "--threads", threads], folder=place)
        must(["synth", "--seed", 3, "--size", "s", "-o", "synth", "--threads", threads], folder=place) if threads != 2 else None
        must(["waterlogging", "depressions", "--dem", TERRAIN, "--filled", "filled.tif", "--threads", threads], folder=place)
        made.append({name: data for name, data in contents(place).items() if "run.json" not in name})
    assert made[0] == made[2] and all(made[0][name] == data for name, data in made[1].items()) and len(made[1]) == 4


def h91_tiles():
    for name in ("depressions", "ponds"):
        expected = answer(name)
        for tile in (16, 33, 64, 1000):
            assert answer(name, "--tile-size", tile) == expected, (name, tile)


def in_any_order(value):
    """A row's number is that of its place in the file, and zones, and what is equally long, are listed as the file has
    them: all else must be the same."""
    if isinstance(value, dict):
        return {name: in_any_order(item) for name, item in value.items() if name not in ("row", "fid", "source")}
    if isinstance(value, list):
        return sorted((in_any_order(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def h91_order_of_rows():
    """Rows shuffled: every figure is the same to the last digit, and every list holds the same."""
    layers = {}
    for path in sorted((INPUTS / "old-layers").glob("*.geojson")):
        layers[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    folder = FOLDER / "shuffled"
    expected = None
    for seed in range(4):
        folder.mkdir(exist_ok=True)
        for name, layer in layers.items():
            features = list(layer["features"])
            if seed:
                random.Random(seed).shuffle(features)
            (folder / f"{name}.geojson").write_text(json.dumps({**layer, "features": features}), encoding="utf-8")
        must(["import", *sorted(folder.glob("*.geojson")), "--mapping", "kerb", "-o", folder / "city.gpkg", "--overwrite"])
        told = []
        for name in ("length", "area", "points", "density", "spacing", "network", "check"):
            words = [str(word).replace(str(CITY), str(folder / "city.gpkg")) for word in ASKED[name]]
            told.append((name, in_any_order(json.loads(must([*words, "-f", "json", "--lang", "en"]).out))))
        expected = expected or told
        for (name, one), (_, other) in zip(expected, told):
            assert one == other, (seed, name)


def made_city(name):
    place = FOLDER / name
    place.mkdir()
    must(["synth", "--seed", 3, "--size", "xs", "-o", "synth"], folder=place)
    return contents(place)


def h91_other_builds():
    """The same from -O0 and from another compiler, where KERB_OTHER names such programs, with colons between."""
    others = [path for path in os.environ.get("KERB_OTHER", "").split(":") if path]
    if not others:
        print("skipped: h91 for -O0, -O3 and clang; name their programs in KERB_OTHER")
    import campaign_support  # its KERB is set for each
    expected, own = {name: answer(name) for name in ASKED}, campaign_support.KERB
    city = made_city("own") if others else {}
    for number, other in enumerate(others):
        campaign_support.KERB = other
        assert {name: answer(name) for name in ASKED} == expected, other
        assert made_city(f"other{number}") == city, other
    campaign_support.KERB = own


run_all([h91_threads, h91_files_by_threads, h91_tiles, h91_order_of_rows, h91_other_builds])
