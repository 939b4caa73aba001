"""Terrains as they should not be: the same answer as a sound one, or a question, and never a wrong number."""
import json
import math
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geotiff  # noqa: E402
from support import kerb, run_all  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
N = 24
OPEN = math.nan  # a void, where water leaves


def ground(column, row):
    """A bowl of 2 m, on a slope to the south, in quarters of a metre so that any type of number holds it."""
    r = math.hypot(column - 11.5, row - 11.5)
    return 100 + round(4 * min(2.0, r * r / 20)) / 4 - 0.25 * (row // 6) + (4 if min(column, row, N - 1 - column) == 0 else 0)


def rows(value=lambda z: z, void=None):
    return [[void if void is not None and (c, r) in ((11, 16), (12, 16)) else value(ground(c, r)) for c in range(N)]
            for r in range(N)]


def capacity(path, *more, code=0):
    done = kerb("waterlogging", "depressions", "--dem", path, "-f", "json", *more, code=code)
    return json.loads(done.stdout)["result"] if code == 0 else done.stderr


def sound(name, **more):
    return geotiff.write(FOLDER / f"{name}.tif", **more)


def reference(void=False):
    return capacity(sound("void" if void else "sound", rows=rows(void=OPEN if void else None)))


def same(result, void=False):
    expected = reference(void)
    for key in ("depressions", "capacity_m3", "filled_volume_m3", "nodata_cells"):
        assert math.isclose(result[key], expected[key], rel_tol=1e-9, abs_tol=1e-9), (key, result[key], expected[key])


def the_reference_holds_water():
    dry = reference(True)
    assert reference()["capacity_m3"] > dry["capacity_m3"] > 10 and dry["nodata_cells"] == 2, (reference(), dry)


def marked_voids():
    same(capacity(sound("tag", rows=rows(void=-9999.0), nodata=-9999)), True)
    same(capacity(sound("nan", rows=rows(void=OPEN))), True)
    same(capacity(sound("inf", rows=rows(void=math.inf))), True)
    same(capacity(sound("float", rows=rows(void=-3.4028234663852886e38), nodata=-3.4028234663852886e38)), True)
    # A tag that is not quite what the cells hold, and cells beyond any ground.
    same(capacity(sound("rounded", rows=rows(void=-3.4028230607370965e38), nodata="-3.4028235e+38")), True)


def unmarked_voids_are_a_question():
    for name, kind, void in (("no-flag", "f4", -9999.0), ("short", "i2", -32768), ("wrap", "u2", 65535), ("wrong", "f4", -9999.0)):
        value = (lambda z: z) if kind == "f4" else lambda z: int(4 * z)
        path = sound(name, rows=rows(value, void), kind=kind, nodata=0 if name == "wrong" else None)
        more = () if kind == "f4" else ("--height-unit", "m")
        said = capacity(path, *more, code=5)
        assert f"--void-value {void:g}" in said and f"{name}.tif" in said, said
        if kind == "f4":
            same(capacity(path, "--void-value", str(void)), True)
            assert capacity(path, "--void-value", "none")["nodata_cells"] == 0
        assert "--void-value" in capacity(path, *more, "--void-value", "deep", code=2)
    # Real ground that happens to be such a number is none.
    shelf = [[-999.0 - (c == 3) for c in range(8)] for _ in range(8)]
    assert capacity(sound("shelf", rows=shelf))["cells"] == 64


def types_scale_and_offset():
    same(capacity(sound("double", rows=rows(), kind="f8")))
    same(capacity(sound("scaled", rows=rows(lambda z: int(4 * z)), kind="i2", scale=0.25, offset=0)))
    same(capacity(sound("offset", rows=rows(lambda z: int(4 * (z - 90))), kind="u1", scale=0.25, offset=90)))
    steps = capacity(sound("steps", rows=rows(lambda z: int(z)), kind="i2"))
    assert steps["depressions"] >= 1 and steps["capacity_m3"] > 0


def nothing_and_next_to_nothing():
    assert "nodata" in capacity(sound("all", rows=[[OPEN] * 4] * 4), code=3)
    for shape in ([[5.0]], [[5.0, 3.0, 5.0]], [[5.0], [3.0], [5.0]]):
        assert capacity(sound("small", rows=shape))["capacity_m3"] == 0  # every cell lies at the open edge
        assert capacity(sound("small2", rows=shape), "--edge", "wall")["cells"] == len(shape) * len(shape[0])


def placement():
    up = rows()[::-1]
    flip = [1.0, 0, 0, 500000.0, 0, 1.0, 0, 3556476.0, 0, 0, 0, 0, 0, 0, 0, 1]
    same(capacity(sound("south-up", rows=up, transform=flip)))
    wide = capacity(sound("wide", rows=rows(), cell=(2.0, 1.0)))
    assert math.isclose(wide["capacity_m3"], 2 * reference()["capacity_m3"], rel_tol=1e-9)
    turned = [0.8, 0.6, 0, 500000.0, 0.6, -0.8, 0, 3556500.0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert "rotated" in capacity(sound("turned", rows=rows(), transform=turned), code=3)
    assert "gdalwarp" in capacity(sound("degrees", rows=rows(), cell=(1e-5, 1e-5), origin=(114.0, 32.0), epsg=4326), code=5)
    assert "--source-crs" in capacity(sound("nowhere", rows=rows(), epsg=0), code=5)
    capacity(sound("no-place", rows=rows(), place=False), code=3)
    nought = [0.0, 0, 0, 500000.0, 0, 0.0, 0, 3556500.0, 0, 0, 0, 0, 0, 0, 0, 1]
    capacity(sound("nought", rows=rows(), transform=nought), code=3)
    broken = [math.nan, 0, 0, 500000.0, 0, -1.0, 0, 3556500.0, 0, 0, 0, 0, 0, 0, 0, 1]
    capacity(sound("broken", rows=rows(), transform=broken), code=3)


def what_lies_beside_does_not_matter():
    path = sound("beside", rows=rows())
    path.with_suffix(".tif.aux.xml").write_text("<PAMDataset><GeoTransform>0,9,0,0,0,-9</GeoTransform></PAMDataset>",
                                                encoding="utf-8")
    same(capacity(path))
    path.with_suffix(".tfw").write_text("9\n0\n0\n-9\n0\n0\n", encoding="utf-8")
    same(capacity(path))


def a_cut_file_is_no_answer():
    whole = sound("whole", rows=rows()).read_bytes()
    for size in range(0, len(whole), 97):
        cut = FOLDER / "cut.tif"
        cut.write_bytes(whole[:size])
        capacity(cut, code=3)


run_all([the_reference_holds_water, marked_voids, unmarked_voids_are_a_question, types_scale_and_offset,
         nothing_and_next_to_nothing, placement, what_lies_beside_does_not_matter, a_cut_file_is_no_answer])
