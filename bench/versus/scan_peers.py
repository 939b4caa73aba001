"""Scans for clusters among the same 3,000 lamps beside peers, in one run: scan_peers.py KERB

kerb is the whole program on one thread, reading and the scan of runs included; seconds are of the processor, medians of
three runs. Peers are optional: spatstat's scan.test (R, `apt install r-cran-spatstat.explore`; twelve radii around
pixels, lamps counted by pixels, binomial likelihood) and pyscan-stats (PyPI; discs around a grid, a Poisson likelihood,
a scan without a test). Both look at other circles than those about lamps, so their greatest ratio may differ: the ratio
of each circle is worked out here from the lamps in it, and kerb's must be that. What a peer would take for 999 replicas
is scaled from fewer, and said so. SaTScan, which is no package, is quoted.
"""
import json
import math
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

LAMPS, RADIUS_M, REPLICAS, RUNS = 3000, 300, 999, 3
SATSCAN_S = 17.8  # SaTScan 10.3, 999 replicas, windows of up to half of 3,000 lamps: as quoted, not run here

IN_R = r"""
suppressPackageStartupMessages(library(spatstat.explore))
arguments <- commandArgs(TRUE)
lamps <- read.csv(arguments[1]); side <- as.numeric(arguments[2]); radius <- as.numeric(arguments[3])
places <- ppp(lamps$x, lamps$y, c(0, side), c(0, side), marks = factor(lamps$state, levels = c("lit", "out")))
set.seed(1)
for (i in 1:3) {
  spent <- system.time(test <- scan.test(places, r = seq(25, radius, 25), method = "binomial", case = "out", nsim = 19,
                                         alternative = "greater", verbose = FALSE))
  found <- as.data.frame(as.im(test)); at <- found[which.max(found$value), ]
  cat(format(c(sum(spent[1:2]), as.numeric(test$statistic) / 2, test$p.value, at$x, at$y), digits = 17), "\n")
}
"""

IN_PYSCAN = r"""
import csv, sys, time
import pyscan
rows = list(csv.DictReader(open(sys.argv[1])))
lamps = [pyscan.WPoint(1.0, float(r["x"]), float(r["y"]), 1.0) for r in rows]
out = [p for p, r in zip(lamps, rows) if r["state"] == "out"]
for _ in range(3):
    begin = time.process_time()
    disc, _ = pyscan.satscan_grid(out, lamps, 50.0, 25.0, pyscan.KULLDORF)
    spent = time.process_time() - begin
    print(spent, disc.get_origin()[0], disc.get_origin()[1], disc.get_radius())
"""


def town(folder):
    """Lamps at 400 to the square kilometre, 3 % of them out, and a place of 150 m where 40 % are."""
    draw = random.Random(11)
    side = math.sqrt(LAMPS / 400) * 1000
    lamps = []
    for i in range(LAMPS):
        x, y = draw.uniform(0, side), draw.uniform(0, side)
        rate = 0.4 if math.dist((x, y), (900, 900)) < 150 else 0.03
        lamps.append((f"L{i:04}", x, y, "out" if draw.random() < rate else "lit"))
    with open(folder / "lamps.csv", "w", encoding="utf-8") as file:
        file.write("x,y,state\n" + "".join(f"{x!r},{y!r},{state}\n" for _, x, y, state in lamps))
    with open(folder / "patrol.csv", "w", encoding="utf-8") as file:
        file.write("key,lamp,time,state\n" + "".join(f"S{k},{k},2024-11-19T20:00:00,{s}\n" for k, _, _, s in lamps))
    features = [{"type": "Feature", "properties": {"key": k},
                 "geometry": {"type": "Point", "coordinates": [500000 + x, 3500000 + y]}} for k, x, y, _ in lamps]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32650"}}
    (folder / "streetlights.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")
    return lamps, side


def ratio(c, n, all_c, all_n):
    """Kulldorff's log likelihood ratio, Bernoulli."""
    part = lambda a, b: a * math.log(a / b) if a > 0 else 0  # noqa: E731
    return (part(c, n) + part(n - c, n) + part(all_c - c, all_n - n) + part(all_n - n - all_c + c, all_n - n)
            - part(all_c, all_n) - part(all_n - all_c, all_n))


def ratio_of_circle(lamps, x, y, radius):
    inside = [state for _, lx, ly, state in lamps if math.dist((lx, ly), (x, y)) <= radius + 1e-6]
    return ratio(inside.count("out"), len(inside), sum(s == "out" for *_, s in lamps), len(lamps))


def by_kerb(kerb, folder, lamps, radius):
    """Seconds and the ratio of the first cluster."""
    command = [kerb, "outage", "clusters", "--lamps", folder / "streetlights.geojson", "--patrol", folder / "patrol.csv",
               "--most-share", "50%", "--most-radius", radius, "--replicas", str(REPLICAS), "--most-clusters", "1",
               "--threads", "1", "-f", "json", "--quiet"]
    spent = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    first = json.loads(text)["result"]["clusters"][0]
    x, y = first["centre"][0] - 500000, first["centre"][1] - 3500000
    if not math.isclose(first["llr"], ratio_of_circle(lamps, x, y, first["radius_m"] + 1e-3), rel_tol=1e-12):
        sys.exit("kerb's ratio is not that of its circle")
    return statistics.median(spent), first["llr"], first["p"]


def by_spatstat(folder, lamps, side):
    """Seconds for 19 replicas, its own ratio, that of circles there, and p; none without R or spatstat."""
    if not shutil.which("Rscript"):
        return None
    if subprocess.run(["Rscript", "-e", "library(spatstat.explore)"], capture_output=True, check=False).returncode:
        return None
    text = subprocess.run(["Rscript", "-", folder / "lamps.csv", repr(side), str(RADIUS_M)], input=IN_R, check=True,
                          capture_output=True, text=True).stdout
    rows = [[float(v) for v in line.split()] for line in text.strip().splitlines()]
    _, llr, p, x, y = rows[0]
    there = max(ratio_of_circle(lamps, x, y, radius) for radius in range(25, RADIUS_M + 1, 25))
    return statistics.median(r[0] for r in rows), llr, there, p


def by_pyscan(folder, lamps):
    """Seconds for one scan and the ratio of its disc; none without pyscan."""
    done = subprocess.run([sys.executable, "-c", IN_PYSCAN, folder / "lamps.csv"], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        if "ModuleNotFoundError" in done.stderr:
            return None
        sys.exit(done.stderr)
    rows = [[float(v) for v in line.split()] for line in done.stdout.strip().splitlines()]
    return statistics.median(r[0] for r in rows), ratio_of_circle(lamps, *rows[0][1:])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        lamps, side = town(folder)
        near, near_llr, near_p = by_kerb(sys.argv[1], folder, lamps, f"{RADIUS_M}m")
        wide, wide_llr, wide_p = by_kerb(sys.argv[1], folder, lamps, "100km")
        print(f"kerb, circles up to {RADIUS_M} m, {REPLICAS} replicas: {near:.2f} s, ratio {near_llr:.3f}, p {near_p}")
        print(f"kerb, windows up to half of the lamps, {REPLICAS} replicas: {wide:.2f} s, ratio {wide_llr:.3f}, p {wide_p}")
        print(f"SaTScan, windows up to half of the lamps: {SATSCAN_S} s (quoted, not run here), {SATSCAN_S / wide:.0f} x")
        if peer := by_spatstat(folder, lamps, side):
            seconds = peer[0] * (REPLICAS + 1) / 20
            print(f"spatstat scan.test, 12 radii up to {RADIUS_M} m: {peer[0]:.2f} s for 19 replicas, {seconds:.0f} s for "
                  f"{REPLICAS} (scaled), ratio {peer[1]:.3f} by its pixels, {peer[2]:.3f} by the lamps in its circle, "
                  f"p {peer[3]}; kerb {seconds / near:.0f} x as fast")
        else:
            print("spatstat: skipped, not installed (apt install r-cran-spatstat.explore)")
        if peer := by_pyscan(folder, lamps):
            seconds = peer[0] * (REPLICAS + 1)
            print(f"pyscan satscan_grid, grid of 50 m: {peer[0]:.2f} s for one scan, {seconds:.0f} s for {REPLICAS} "
                  f"replicas (scaled), ratio {peer[1]:.3f}; kerb {seconds / near:.0f} x as fast")
        else:
            print("pyscan: skipped, not installed (pip install pyscan-stats)")


if __name__ == "__main__":
    main()
