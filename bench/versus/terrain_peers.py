"""Depressions of a terrain beside peers, in one run: terrain_peers.py BUILD [KIND:SIZE …]

kerb's stages are those of kerb_versus_terrain; peers are whole programs (SAGA, GRASS: reading and writing included) or one
call on data in memory (scikit-image, libtopotoolbox through its Python package). A peer that is not there is skipped with
a line. Filled volumes have to agree to 1e-9, or the run fails. KERB_BENCH_PYTHON names a Python with scikit-image and
topotoolbox.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IN_MEMORY = """
import sys, time, numpy as np
which, file = sys.argv[1:]
import topotoolbox
dem = topotoolbox.read_tif(file)
z = np.asarray(dem.z)
if which == "skimage":
    from skimage.morphology import reconstruction
    seed = np.full_like(z, z.max())
    seed[0], seed[-1], seed[:, 0], seed[:, -1] = z[0], z[-1], z[:, 0], z[:, -1]
    start = time.perf_counter()
    filled = reconstruction(seed, z, method="erosion", footprint=np.ones((3, 3)))
else:
    start = time.perf_counter()
    filled = np.asarray(dem.fillsinks().z)
took = time.perf_counter() - start
print(took, float((filled.astype("f8") - z.astype("f8")).sum()))
"""


def run(command, **more):
    """Seconds, megabytes at most, and what was printed."""
    with tempfile.NamedTemporaryFile() as memory:
        start = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%M", "-o", memory.name, *map(str, command)], text=True,
                              capture_output=True, check=True, **more)
        took = time.perf_counter() - start
        return took, int(Path(memory.name).read_text().split()[-1]) / 1024, done.stdout


def in_memory(python, which, dem):
    _, peak, out = run([python, "-c", IN_MEMORY, which, dem])
    took, volume = map(float, out.split())
    return took, peak, volume


def saga(dem, folder):
    took, peak, _ = run(["saga_cmd", "--cores=1", "ta_preprocessor", "5", "-ELEV", dem, "-FILLED", folder / "saga.sdat",
                         "-MINSLOPE", "0"])
    return took, peak, None


def grass(dem, folder):
    inner = "r.in.gdal -o input=%s output=d --quiet && g.region raster=d && r.watershed elevation=d accumulation=a --quiet" % dem
    took, peak, _ = run(["grass", "--tmp-location", dem, "--exec", "sh", "-c", inner])
    return took, peak, None


def peers(dem, folder):
    python = os.environ.get("KERB_BENCH_PYTHON", sys.executable)
    have = lambda module: subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
    sides = {}
    for name, module in (("libtopotoolbox, fillsinks (hybrid)", "topotoolbox"), ("scikit-image, reconstruction", "skimage")):
        if have("topotoolbox") and have(module):
            sides[name] = lambda which=module: in_memory(python, which, dem)
        else:
            print(f"{name}: skipped, {module} is not in {python}", file=sys.stderr)
    for name, program, side in (("SAGA, Wang–Liu XXL, whole program", "saga_cmd", saga),
                                ("GRASS, r.watershed, whole program", "grass", grass)):
        if shutil.which(program):
            sides[name] = lambda side=side: side(dem, folder)
        else:
            print(f"{name}: skipped, {program} is not installed", file=sys.stderr)
    return sides


def main(build, *terrains):
    for terrain in terrains or ("urban:2000", "urban:4000", "noisy_bowl:2000"):
        kind, size = terrain.split(":")
        cells, repeats = int(size) ** 2, 3 if int(size) <= 4000 else 1
        with tempfile.TemporaryDirectory(prefix="kerb-bench-") as folder:
            folder = Path(folder)
            dem, kerb = folder / "dem.tif", {}
            program = Path(build) / "bench" / "kerb_versus_terrain"
            subprocess.run([program, kind, size, "1", "512", dem], check=True, capture_output=True)
            for threads in ("1", "2"):
                runs = [json.loads(run([program, kind, size, threads, "512"])[2]) for _ in range(repeats)]
                kerb[threads] = {key: statistics.median(r[key] for r in runs) if isinstance(value, (int, float)) else value
                                 for key, value in runs[0].items()}
            print(f"\n### {kind}, {size}² cells\n\n| side | ns a cell | times kerb's fill, 1 thread | peak memory |\n|---|---|---|---|")
            one = kerb["1"]
            for threads, figures in kerb.items():
                for stage in [key for key in figures if key.endswith("_ns") and key != "filled_ns"]:
                    print(f"| kerb, {stage[:-3].replace('_', ' ')}, {threads} thread{'s' * (threads != '1')} | "
                          f"{figures[stage]:.1f} | {figures[stage] / one['fill_ns']:.2f} | {figures['peak_mb']:.0f} MB |")
            for name, side in peers(dem, folder).items():
                runs = [side() for _ in range(repeats)]
                ns = statistics.median(r[0] for r in runs) / cells * 1e9
                print(f"| {name} | {ns:.1f} | {ns / one['fill_ns']:.2f} | {max(r[1] for r in runs):.0f} MB |", flush=True)
                volume = runs[0][2]
                if volume is not None and abs(volume - one["volume_m3"]) > 1e-9 * abs(volume) + 1e-3:
                    sys.exit(f"{name}: {volume} m³ filled, kerb {one['volume_m3']}")


main(*sys.argv[1:])
