"""kerb waterlogging with --memory: the same bytes as without, or a refusal that tells what it takes."""
import json
import math
import pathlib
import struct
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import ascii_grid  # noqa: E402
import gpkg  # noqa: E402
from support import SLOW, kerb, run_all  # noqa: E402

if SLOW:
    print("test_waterlogging_memory: skipped: a program that is watched takes far more memory")
    sys.exit(77)

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))


def grid(name, rows, **more):
    return ascii_grid.write(FOLDER, name, rows, **more)


def rough(columns, rows):
    """Hills and noise in centimetres, with cells without a value; about one lowest place in ten cells."""
    state, lines = 1, []
    for row in range(rows):
        line = []
        for column in range(columns):
            state = (state * 1103515245 + 12345) % 2**31
            height = 40 + 3 * math.sin(column / 37) + 2 * math.cos(row / 23) + (state >> 16) % 100 / 100
            line.append(-9999 if (state >> 8) % 997 == 0 else f"{height:.2f}")
        lines.append(line)
    return lines


def geotiff(name, rows, strip=24, x=500000, y=3557000, crs="EPSG:4547"):
    """Floats in strips of some rows, not compressed; the frame is told."""
    width, height = len(rows[0]), len(rows)
    data = [struct.pack(f"<{width * len(rows[at:at + strip])}f", *(float(v) for row in rows[at:at + strip] for v in row))
            for at in range(0, height, strip)]
    offsets = [8 + sum(map(len, data[:i])) for i in range(len(data))]
    entries = [(256, "I", [width]), (257, "I", [height]), (258, "H", [32]), (259, "H", [1]), (262, "H", [1]),
               (273, "I", offsets), (277, "H", [1]), (278, "I", [strip]), (279, "I", list(map(len, data))), (339, "H", [3]),
               (33550, "d", [1, 1, 0]), (33922, "d", [0, 0, 0, x, y, 0]), (42113, "s", b"-9999\0")]
    at = 8 + sum(map(len, data))
    table, more = b"", b""
    for tag, kind, values in entries:
        packed = values if kind == "s" else struct.pack(f"<{len(values)}{kind}", *values)
        if len(packed) > 4:
            packed, more = struct.pack("<I", at + 6 + 12 * len(entries) + len(more)), more + packed
        table += struct.pack("<HHI", tag, {"H": 3, "I": 4, "d": 12, "s": 2}[kind], len(values)) + packed.ljust(4, b"\0")
    path = FOLDER / f"{name}.tif"
    path.write_bytes(b"II*\0" + struct.pack("<I", at) + b"".join(data) + struct.pack("<H", len(entries)) + table +
                     struct.pack("<I", 0) + more)
    return ("--dem", path, "--source-crs", crs)


def memory_changes_nothing():
    for dem in (geotiff("rough", rough(840, 700)), grid("rough", rough(840, 700))):
        for rim in ((), ("--nodata", "wall"), ("--edge", "wall"), ("--edge", "level=40m")):
            made = []
            # 588 000 cells can be 76 MB in memory.
            for name, memory in (("whole", ()), ("rows", ("--memory", "75M")), ("tiles", ("--memory", "75M", "--tile-size", "64",
                                                                                         "--threads", "1"))):
                filled, depth, out = FOLDER / f"{name}_f.tif", FOLDER / f"{name}_d.tif", FOLDER / f"{name}.gpkg"
                shown = kerb("waterlogging", "depressions", *dem, *rim, *memory, "-f", "json", "--deeper-than", "40cm",
                             "--filled", filled, "--depth-raster", depth, "-o", out, "--overwrite", "--quiet").stdout
                more = () if rim else (("-f", "csv", "--larger-than", "30"), ("-f", "table", "--top", "30"))
                listed = [kerb("waterlogging", "depressions", *dem, *memory, *form).stdout for form in more]
                assert json.loads(shown)["result"]["depressions"] > 100, shown
                layers = [list(gpkg.rows(out, layer)) for layer in ("depressions", "spill_points")]
                assert layers[0], name
                made.append((shown, listed, filled.read_bytes(), depth.read_bytes(), layers))
            assert made[0] == made[1] == made[2], [a == b for a, b in zip(made[0], made[1])]


def numbers_that_look_like_no_value():
    rows = [[-32768 if value == -9999 else value for value in row] for row in rough(840, 700)]
    dem = geotiff("unmarked", rows)
    said = [kerb("waterlogging", "depressions", *dem, *memory, code=5).stderr for memory in ((), ("--memory", "75M"))]
    assert said[0] == said[1] and "--void-value" in said[0], said
    for value in ("-32768", "none"):
        shown = [kerb("waterlogging", "depressions", *dem, "--void-value", value, *memory, "-f", "json").stdout
                 for memory in ((), ("--memory", "75M"))]
        assert shown[0] == shown[1], shown
        assert (json.loads(shown[0])["result"]["nodata_cells"] > 0) == (value != "none"), shown[0]


def memory_is_a_limit():
    dem = geotiff("limited", rough(600, 600))
    out, filled = FOLDER / "old.gpkg", FOLDER / "old.tif"
    for path in (out, filled):
        path.write_text("old", encoding="utf-8")
    for command in (("depressions", "--memory", "1M"), ("depressions", "--memory", "40M", "--nodata", "fill"),
                    ("points", "--runoff", "50mm", "--memory", "50M")):
        done = kerb("waterlogging", command[0], *dem, *command[1:], "--overwrite", code=7)
        assert "--memory" in done.stderr and "MB" in done.stderr, done.stderr
    # The list alone is too long: nothing is written, not even what was ready.
    done = kerb("waterlogging", "depressions", *dem, "--nodata", "wall", "--memory", "64M", "-o", out, "--filled", filled,
                "--overwrite", code=7)
    assert "--deeper-than" in done.stderr, done.stderr
    assert out.read_text(encoding="utf-8") == filled.read_text(encoding="utf-8") == "old"
    assert not [path for path in FOLDER.iterdir() if path.name.startswith(".kerb-tmp-")]
    for wrong in ("0", "-5M", "many", "5X"):
        assert "512M" in kerb("waterlogging", "depressions", *dem, "--memory", wrong, code=2).stderr, wrong
    for same in ("3G", "3GB", "3GiB", "3145728K", "3221225472"):
        text = kerb("waterlogging", "depressions", *dem, "--memory", same, "--dry-run").stdout
        assert "MB" in text, text
    points = [kerb("waterlogging", "points", *grid("bowl", [[9, 9, 9], [9, 4, 9], [9, 9, 9]]), "--runoff", "250mm", *memory,
                   "-f", "json").stdout for memory in ((), ("--memory", "1G"))]
    assert points[0] == points[1] and json.loads(points[0])["result"]["point_count"] == 1, points


run_all([memory_changes_nothing, numbers_that_look_like_no_value, memory_is_a_limit])
