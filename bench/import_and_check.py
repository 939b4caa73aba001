#!/usr/bin/env python3
"""Wall time and peak memory of `kerb import` and `kerb check` on a sample city, medians of several runs.

usage: bench/import_and_check.py KERB CITY.gpkg [--runs 3] [--threads 0] [--goal-s 60] [--goal-gb 3]
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def run(command):
    """Wall seconds, processor seconds and peak gigabytes of a command; ends the program when it fails."""
    begin = time.monotonic()
    with open(os.devnull, "wb") as nothing, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=nothing, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{said.read().decode(errors='replace')}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e9


def medians(runs):
    return tuple(statistics.median(values) for values in zip(*runs))


def judge(what, value, goal, unit):
    verdict = "reached" if value <= goal else f"not reached: {value:.1f} of {goal:g} {unit}"
    return f"{what} ≤ {goal:g} {unit}: {value:.1f} {unit}, {verdict}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kerb")
    parser.add_argument("city", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", default="0", help="of the check")
    parser.add_argument("--goal-s", type=float, default=60)
    parser.add_argument("--goal-gb", type=float, default=3)
    options = parser.parse_args()

    print(f"{os.cpu_count()} cores; load of others at the start {os.getloadavg()[0]:.1f}")
    imports, checks = [], []
    with tempfile.TemporaryDirectory(dir=options.city.parent) as folder:
        made = os.path.join(folder, "imported.gpkg")
        for _ in range(options.runs):
            imports.append(run([options.kerb, "import", str(options.city), "--mapping", "kerb", "-o", made,
                                "--overwrite", "--format", "json"]))
            checks.append(run([options.kerb, "check", made, "--threads", options.threads, "--format", "json"]))

    print("| command | median | processor time | peak memory |\n|---|---|---|---|")
    for name, runs in (("kerb import", imports), ("kerb check", checks)):
        wall, processor, memory = medians(runs)
        print(f"| {name} | {wall:.1f} s | {processor:.1f} s | {memory:.2f} GB |")
    both = medians(imports)[0] + medians(checks)[0]
    peak = max(medians(imports)[2], medians(checks)[2])
    print("\n" + judge("import + check", both, options.goal_s, "s"))
    print(judge("peak memory", peak, options.goal_gb, "GB"))


if __name__ == "__main__":
    main()
