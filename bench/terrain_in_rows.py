#!/usr/bin/env python3
"""Wall time and peak memory of `kerb waterlogging depressions` with all of a terrain in memory and with little memory,
and whether the bytes are the same. Makes the terrain itself; a Markdown table.

usage: bench/terrain_in_rows.py KERB KERB_VERSUS_TERRAIN [--kind urban] [--size 10000] [--memory 256M] [--runs 1]
"""
import argparse
import filecmp
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def run(command, output):
    """Wall seconds, processor seconds and peak megabytes (10⁶ bytes); ends the program when the command fails."""
    begin = time.monotonic()
    with open(output, "wb") as out, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=out, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{said.read().decode(errors='replace')}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kerb", type=pathlib.Path)
    parser.add_argument("maker", type=pathlib.Path)
    parser.add_argument("--kind", default="urban")
    parser.add_argument("--size", type=int, default=10000)
    parser.add_argument("--memory", default="256M")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        dem = folder / "dem.tif"
        run([options.maker, options.kind, str(options.size), "0", "0", dem], folder / "nothing")
        print("| terrain | result | memory | threads | wall | processor | peak |\n|---|---|---|---|---|---|---|")
        for result in ("figures", "filled"):
            first = None
            for memory in (None, options.memory):
                for threads in (1, 2):
                    made, shown = folder / f"{memory}-{threads}.tif", folder / f"{memory}-{threads}.json"
                    command = [options.kerb, "waterlogging", "depressions", "--dem", dem, "--threads", str(threads), "-f", "json",
                               "--quiet", "--overwrite"]
                    command += ["--memory", memory] if memory else []
                    command += ["--filled", made] if result == "filled" else []
                    wall, cpu, peak = map(statistics.median, zip(*(run(command, shown) for _ in range(options.runs))))
                    print(f"| {options.kind} {options.size}² | {result} | {memory or 'no limit'} | {threads} | {wall:.1f} s | "
                          f"{cpu:.1f} s | {peak:.0f} MB |", flush=True)
                    if first is None:
                        first = made, shown
                    elif not filecmp.cmp(shown, first[1], False) or (result == "filled" and not filecmp.cmp(made, first[0], False)):
                        sys.exit("the bytes differ")
    print("\nThe bytes are the same in all rows of a result.")


if __name__ == "__main__":
    main()
