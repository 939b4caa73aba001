"""C42–C58: terrains as they should not be. Each gives the answer of a sound one, or a question, and never a wrong number."""
import json
import math

from crafted import FOLDER, kerb, run_all, untouched

import ascii_grid  # noqa: E402
import geotiff  # noqa: E402

N = 24
OPEN = math.nan  # a void, where water leaves
LOWEST = -3.4028234663852886e38  # of a 32-bit float


def ground(column, row):
    """A bowl of 2 m, on a slope to the south, in quarters of a metre so that any type of number holds it."""
    r = math.hypot(column - 11.5, row - 11.5)
    return 100 + round(4 * min(2.0, r * r / 20)) / 4 - 0.25 * (row // 6) + (4 if min(column, row, N - 1 - column) == 0 else 0)


def rows(value=lambda z: z, void=None):
    return [[void if void is not None and (c, r) in ((11, 16), (12, 16)) else value(ground(c, r)) for c in range(N)] for r in range(N)]


def capacity(path, *more, code=0):
    """The result, or what was said; the file and what lies beside it stay as they are."""
    with untouched():
        done = kerb("waterlogging", "depressions", "--dem", path, "-f", "json", *more, code=code)
    return json.loads(done.stdout)["result"] if code == 0 else done.stderr


def tiff(name, **more):
    return geotiff.write(FOLDER / f"{name}.tif", **more)


REFERENCE = {void: capacity(tiff("void" if void else "sound", rows=rows(void=OPEN if void else None))) for void in (False, True)}


def same(result, void=False, factor=1.0):
    for key in ("depressions", "capacity_m3", "filled_volume_m3", "nodata_cells"):
        expected = REFERENCE[void][key] * (factor if key.endswith("_m3") else 1)
        assert math.isclose(result[key], expected, rel_tol=1e-9, abs_tol=1e-9), (key, result[key], expected)


def asks(path, void, *more):
    """A void that no flag marks: which value it is must be said, and then the answer is right."""
    said = capacity(path, *more, code=5)
    assert f"--void-value {void:g}" in said and path.name in said, said
    assert capacity(path, *more, "--void-value", f"{void:g}")["nodata_cells"] == 2


def reference_holds_water():
    assert REFERENCE[False]["capacity_m3"] > REFERENCE[True]["capacity_m3"] > 10, REFERENCE
    assert (REFERENCE[False]["nodata_cells"], REFERENCE[True]["nodata_cells"]) == (0, 2)


def c42_no_flag_with_9999():
    path = tiff("c42", rows=rows(void=-9999.0))
    asks(path, -9999)
    same(capacity(path, "--void-value", "-9999"), True)
    for void in (-32768.0, -3.4e38, 9999.0, -99999.0):
        marked = tiff("c42", rows=rows(void=void))
        done = kerb("waterlogging", "depressions", "--dem", marked, "-f", "json", code=5 if abs(void) < 1e38 else 0)
        if done.returncode == 0:  # beyond anything on earth: no ground whatever the file says
            same(json.loads(done.stdout)["result"], True)


def c43_nan():
    same(capacity(tiff("c43", rows=rows(void=OPEN))), True)
    same(capacity(tiff("c43", rows=rows(void=OPEN), nodata="nan")), True)
    same(capacity(tiff("c43", rows=rows(void=OPEN), kind="f8")), True)


def c44_wrong_flag():
    path = tiff("c44", rows=rows(void=-9999.0), nodata=0)
    asks(path, -9999)
    same(capacity(path, "--void-value", "-9999"), True)
    same(capacity(tiff("c44", rows=rows(), nodata=12345)))  # of which no cell holds the value


def c45_float_rounding():
    """A flag in more or fewer digits than the cells hold."""
    for nodata in ("-3.4028235e+38", "-3.40282346638528860e+38", "-3.40282e+38"):
        same(capacity(tiff("c45", rows=rows(void=LOWEST), nodata=nodata)), True)
    tenth = 0.1 * 3 - 1000  # no 32-bit float
    same(capacity(tiff("c45", rows=rows(void=tenth), nodata=repr(tenth))), True)
    text = [["-3.4028235e+38" if z == -1 else z for z in row] for row in rows(void=-1)]
    same(capacity(*ascii_grid.write(FOLDER, "c45", text, nodata="-3.402823466385289e+38")[1:]), True)


def c46_infinite_cells():
    same(capacity(tiff("c46", rows=rows(void=math.inf))), True)
    same(capacity(tiff("c46", rows=rows(void=-math.inf))), True)


def c47_int16_steps():
    """Whole metres make flat steps: an answer that is that of the same steps in floats."""
    steps, floats = (capacity(tiff("c47", rows=rows(int), kind="i2")), capacity(tiff("c47", rows=rows(lambda z: float(int(z))))))
    assert steps == floats and steps["depressions"] >= 1, (steps, floats)


def c48_uint16_wrap():
    asks(tiff("c48", rows=rows(lambda z: int(4 * z), 65535), kind="u2"), 65535)
    asks(tiff("c48", rows=rows(int, 65536 - 9999), kind="u2"), 65536 - 9999)


def c49_scale_and_offset():
    same(capacity(tiff("c49", rows=rows(lambda z: int(4 * z)), kind="i2", scale=0.25, offset=0)))
    same(capacity(tiff("c49", rows=rows(lambda z: int(4 * (z - 90))), kind="u1", scale=0.25, offset=90)))
    same(capacity(tiff("c49", rows=rows(lambda z: int(4 * (z - 90)), 255), kind="u1", scale=0.25, offset=90, nodata=255)), True)


def c50_all_nodata():
    for void, nodata in ((OPEN, None), (-9999.0, -9999)):
        assert "nodata" in capacity(tiff("c50", rows=[[void] * 4] * 4, nodata=nodata), code=3)


def c51_south_up():
    flip = [1.0, 0, 0, 500000.0, 0, 1.0, 0, 3556476.0, 0, 0, 0, 0, 0, 0, 0, 1]
    result = capacity(tiff("c51", rows=rows()[::-1], transform=flip))
    same(result)
    there, here = result["largest"][0], REFERENCE[False]["largest"][0]
    assert (there["x"], there["y"]) == (here["x"], here["y"]), (there, here)


def c52_rotated():
    turned = [0.8, 0.6, 0, 500000.0, 0.6, -0.8, 0, 3556500.0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert "rotated" in capacity(tiff("c52", rows=rows(), transform=turned), code=3)


def c53_not_square():
    same(capacity(tiff("c53", rows=rows(), cell=(2.0, 1.0))), factor=2)
    same(capacity(tiff("c53", rows=rows(), cell=(1.0, 0.5))), factor=0.5)


def c54_geographic():
    said = capacity(tiff("c54", rows=rows(), cell=(1e-5, 1e-5), origin=(114.0, 32.0), epsg=4326), code=5)
    assert "gdalwarp -t_srs EPSG:32650" in said or "gdalwarp -t_srs EPSG:32649" in said, said


def c55_one_cell_one_row_one_column():
    for shape in ([[5.0]], [[5.0, 3.0, 5.0]], [[5.0], [3.0], [5.0]]):
        path = tiff("c55", rows=shape)
        assert capacity(path)["capacity_m3"] == 0  # every cell lies at the open edge
        walled = capacity(path, "--edge", "wall")
        assert walled["cells"] == len(shape) * len(shape[0]), walled


def c56_zero_and_nan_transform():
    for name, width, height in (("nought", 0.0, 0.0), ("flat", 1.0, 0.0), ("nan", OPEN, -1.0), ("inf", 1.0, -math.inf),
                                ("small", 1e-320, -1.0), ("unresolved", 1.0, -1e-11), ("endless", 1e307, -1.0)):
        transform = [width, 0, 0, 500000.0, 0, height, 0, 3556500.0, 0, 0, 0, 0, 0, 0, 0, 1]
        assert f"c56{name}" in capacity(tiff(f"c56{name}", rows=rows(), transform=transform), code=3)
    assert "c56none" in capacity(tiff("c56none", rows=rows(), place=False), code=3)


def c57_aux_xml_override():
    """What lies beside says another place, another flag, another frame: the file's own word counts."""
    path = tiff("c57", rows=rows())
    path.with_suffix(".tif.aux.xml").write_text(
        "<PAMDataset><SRS>LOCAL_CS[\"x\"]</SRS><GeoTransform>0,9,0,0,0,-9</GeoTransform><PAMRasterBand band=\"1\">"
        "<NoDataValue>100</NoDataValue><Scale>7</Scale><Offset>1</Offset></PAMRasterBand></PAMDataset>", encoding="utf-8")
    same(capacity(path))


def c58_world_file_conflict():
    path = tiff("c58", rows=rows())
    path.with_suffix(".tfw").write_text("9\n0\n0\n-9\n0\n0\n", encoding="utf-8")
    same(capacity(path))
    alone = tiff("c58b", rows=rows(), place=False)
    alone.with_suffix(".tfw").write_text("2\n0\n0\n-1\n500001\n3556499.5\n", encoding="utf-8")
    same(capacity(alone), factor=2)  # where the file says nothing, the world file does


run_all([reference_holds_water, c42_no_flag_with_9999, c43_nan, c44_wrong_flag, c45_float_rounding, c46_infinite_cells, c47_int16_steps,
         c48_uint16_wrap, c49_scale_and_offset, c50_all_nodata, c51_south_up, c52_rotated, c53_not_square, c54_geographic,
         c55_one_cell_one_row_one_column, c56_zero_and_nan_transform, c57_aux_xml_override, c58_world_file_conflict])
