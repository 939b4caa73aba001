"""Curves of repair and lives of a million lamps beside R's survival package, in one run: r_survival.py KERB_BENCH

kerb's side are the kernels of outage_time_bench.cpp, which also write the rows that R then reads; both sides run on one
core, and seconds are of the processor. Medians of the curves have to agree to 1e-12, fits to 1e-6 of ln scale and
shape, or the run fails. R is optional (`apt install r-cran-survival`): without it the run is skipped.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

IN_R = r"""
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(TRUE)[1]
rows <- function(name) {
  file <- file.path(folder, name)
  matrix(readBin(file, "double", file.info(file)$size / 8), ncol = 4, byrow = TRUE)
}
timed <- function(what) {
  times <- numeric(3)
  for (i in 1:3) { gc(); times[i] <- sum(system.time(made <- what(), gcFirst = FALSE)[1:2]) }
  list(seconds = median(times), made = made)
}
say <- function(name, run, values) cat(name, format(c(run$seconds, values), digits = 17), "\n")
new <- rows("new.f64"); late <- rows("late.f64")
curve <- timed(function() survfit(Surv(new[, 2], new[, 3]) ~ 1))
say("repair_curve/0", curve, quantile(curve$made, 0.5, conf.int = FALSE))
curve <- timed(function() survfit(Surv(late[, 1], late[, 2], late[, 3]) ~ 1))
say("repair_curve/1", curve, quantile(curve$made, 0.5, conf.int = FALSE))
fit <- timed(function() lapply(0:2, function(g) { d <- new[new[, 4] == g, ]; survreg(Surv(d[, 2], d[, 3]) ~ 1) }))
say("weibull_lives/0", fit, unlist(lapply(fit$made, function(f) c(coef(f), 1 / f$scale))))
"""


def median_of(runs, name, key="median"):
    return next(r for r in runs if r["run_name"] == name and r.get("aggregate_name") == key)


def measured_by_kerb(bench, folder):
    """Seconds of the processor and answers by kernel."""
    output = subprocess.run(
        [bench, "--benchmark_filter=^(repair_curve|weibull_lives)", "--benchmark_repetitions=5", "--benchmark_format=json",
         "--benchmark_report_aggregates_only=true"], env=dict(os.environ, KERB_BENCH_ROWS=folder), check=True,
        capture_output=True, text=True).stdout
    runs = json.loads(output)["benchmarks"]
    names = sorted({r["run_name"] for r in runs})
    made = {}
    for name in names:
        run = median_of(runs, name)
        answers = [run["median"]] if "median" in run else [run[f"{what}_{g}"] for g in range(3)
                                                           for what in ("ln_scale", "shape")]
        made[name] = (run["cpu_time"] / 1e3, answers)
    return made


def measured_by_r(folder):
    output = subprocess.run(["Rscript", "-", folder], input=IN_R, check=True, capture_output=True, text=True).stdout
    made = {}
    for line in output.splitlines():
        name, *numbers = re.split(r"\s+", line.strip())
        made[name] = (float(numbers[0]), [float(n) for n in numbers[1:]])
    return made


def has_survival():
    return shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(survival)"],
                                                      capture_output=True).returncode == 0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not has_survival():
        print("R's survival package: skipped, not installed (apt install r-cran-survival)")
        return
    title = {"repair_curve/0": "Kaplan-Meier, 1 M, right-censored", "repair_curve/1": "Kaplan-Meier, 1 M, delayed entry",
             "weibull_lives/0": "Weibull, 1 M, 3 groups", "weibull_lives/1": "Weibull, 1 M, 3 groups, left-truncated"}
    with tempfile.TemporaryDirectory() as folder:
        kerb, peer = measured_by_kerb(sys.argv[1], folder), measured_by_r(folder)
    print("| job | kerb CPU s | R CPU s | ratio |\n|---|---|---|---|")
    for name, (seconds, answers) in kerb.items():
        if name not in peer:
            print(f"| {title[name]} | {seconds:.3f} | no left truncation in survreg | |")
            continue
        by_r, theirs = peer[name]
        allowed = 1e-6 if name.startswith("weibull") else 1e-12
        for ours, their in zip(answers, theirs, strict=True):
            if abs(ours - their) > allowed * abs(their):
                sys.exit(f"{name}: {ours!r} is not R's {their!r}")
        print(f"| {title[name]} | {seconds:.3f} | {by_r:.2f} | {by_r / seconds:.1f}x |")


if __name__ == "__main__":
    main()
