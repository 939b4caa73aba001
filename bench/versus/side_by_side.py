"""Sets kerb beside its peers on the same cities and writes the tables.

usage: side_by_side.py BUILD_DIR [s] [m] [l]; BUILD_DIR holds the bench build and city/SIZE/city.gpkg
KERB_BENCH_PYTHON names an interpreter with NumPy, SciPy and Shapely 2, when this one has none.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

here = Path(__file__).resolve().parent
runs = 5
tolerance = 1e-9
# Programs kerb_versus_NAME and shapely_NAME.py, and how far their answers may lie apart: buffers have straight edges.
shapely_sides = {"points": tolerance, "density": tolerance, "area": 2e-3}
# What a peer does in several ways and kerb in one.
one_way = {"within_by_nearest": "within_park", "near_green_8": "near_green", "near_green_64": "near_green",
           "near_toilets_8": "near_toilets", "near_toilets_64": "near_toilets"}  # fmt: skip


def measured(command, count=1):
    """Runs a command some times; gives the last output, the median wall time in s and the most memory in MB."""
    seconds, most, output = [], 0, b""
    for _ in range(count):
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - begun)
        most = max(most, usage.ru_maxrss / 1024)
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
    return output, statistics.median(seconds), most


def find_python(imports, otherwise):
    """An interpreter that can import what a peer needs; or None, and a word about what is left out."""
    for python in filter(None, (os.environ.get("KERB_BENCH_PYTHON"), sys.executable, "/usr/bin/python3")):
        found = shutil.which(python)
        if found and subprocess.run([found, "-c", imports], capture_output=True).returncode == 0:
            return found
    print(f"skipped: {otherwise}", file=sys.stderr)
    return None


def find_numpy():
    return find_python("import numpy, scipy", "NumPy, SciPy (apt install python3-numpy python3-scipy)")


def find_shapely():
    return find_python("import scipy, shapely; shapely.union_all, shapely.STRtree",
                       "points, districts and ground beside Shapely 2 (pip install shapely scipy, then name that Python "
                       "in KERB_BENCH_PYTHON)")  # fmt: skip


def find_postgis():
    extensions = Path("/usr/share/postgresql/15/extension/postgis.control")
    if extensions.exists() and shutil.which("ogr2ogr") and shutil.which("psql"):
        return True
    print("skipped: PostGIS (apt install postgresql-15-postgis-3 gdal-bin)", file=sys.stderr)
    return False


class Report:
    def __init__(self):
        self.lines = []

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def table(self, rows):
        """Rows of cells; the first is the heading."""
        self.say("| " + " | ".join(rows[0]) + " |")
        self.say("|" + "---|" * len(rows[0]))
        for row in rows[1:]:
            self.say("| " + " | ".join(row) + " |")
        self.say()


def seconds_text(seconds):
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def compare_compute(report, build, size, numpy, postgis):
    """The same question in memory: one covered length, one thread, no zones. Everyone must give the same answer."""
    city = str(build / "city" / size / "city.gpkg")
    kerb = [str(build / "bench" / "kerb_versus_compute"), city]
    script = str(here / "numpy_length.py")
    sides = [("kerb, 1 thread", [*kerb, "1", "15"]), ("kerb, 2 threads", [*kerb, "2", "15"])]
    if numpy:
        sides.append(("NumPy + SciPy cKDTree", [numpy, script, city, "tree", str(runs)]))
        sides.append(("NumPy, kerb's own grid", [numpy, script, city, "grid", str(runs)]))
    if postgis and size != "l":
        sides.append(("PostGIS, exact ranges", [str(here / "postgis_length.sh"), city, "3"]))
    rows = [["covered length in memory", "median", "best", "times kerb's", "peak memory", "covered", "off by"]]
    expected = base = None
    for name, command in sides:
        output, _, memory = measured(command)
        answer = json.loads(output)
        expected, base = expected or answer["covered_m"], base or answer["compute_s"]
        off = abs(answer["covered_m"] / expected - 1)
        if not off <= tolerance:
            sys.exit(f"{name}, size {size}: covered {answer['covered_m']} m, kerb says {expected} m")
        rows.append([name, seconds_text(answer["compute_s"]), seconds_text(answer["best_s"]),
                     f"{answer['compute_s'] / base:.2f}", "–" if "PostGIS" in name else f"{memory:.0f} MB",
                     f"{answer['covered_m']:.3f} m", f"{off:.0e}"])  # fmt: skip
    report.table(rows)


def compare_whole(report, build, size, numpy):
    """From the file to the answer, the process and all."""
    city = str(build / "city" / size / "city.gpkg")
    kerb = [str(build / "kerb"), "coverage", "length", "--within", "30m", "--quiet",
            "--lines", f"{city}::roads", "--assets", f"{city}::streetlights"]  # fmt: skip
    zones = ["--zones", f"{city}::zones"]
    script = str(here / "numpy_length.py")
    sides = [
        ("kerb: share, ranked gaps, districts; 2 threads", [*kerb, *zones, "--threads", "2"]),
        ("kerb: share, ranked gaps, districts; 1 thread", [*kerb, *zones, "--threads", "1"]),
        ("kerb: share, ranked gaps; 1 thread", [*kerb, "--threads", "1"]),
    ]
    if numpy:
        sides.append(("NumPy + SciPy cKDTree: one length", [numpy, script, city, "tree", "1"]))
        sides.append(("NumPy, kerb's own grid: one length", [numpy, script, city, "grid", "1"]))
    rows = [["from GeoPackage to answer", "median", "times kerb's (1 thread, no districts)", "peak memory"]]
    results = [(name, *measured(command, runs)[1:]) for name, command in sides]
    base = results[2][1]
    for name, seconds, memory in results:
        rows.append([name, seconds_text(seconds), f"{seconds / base:.2f}", f"{memory:.0f} MB"])
    report.table(rows)


def compare_shapely(report, build, size, python):
    """Points, districts and ground in memory, indexes included, one thread."""
    city = str(build / "city" / size / "city.gpkg")
    rows = [["question", "kerb", "Shapely 2", "times kerb's", "memory, kerb and peer", "off by"]]
    for name, most in shapely_sides.items():
        ours, _, memory = measured([str(build / "bench" / f"kerb_versus_{name}"), city, "1"])
        theirs, _, peer_memory = measured([python, str(here / f"shapely_{name}.py"), city])
        ours = json.loads(ours)
        for question, peer in json.loads(theirs).items():
            kerb = ours[one_way.get(question, question)]
            off = peer["answer"] / kerb["answer"] - 1
            if not abs(off) <= most:
                sys.exit(f"{question}, size {size}: Shapely says {peer['answer']}, kerb {kerb['answer']}")
            rows.append([question.replace("_", " "), seconds_text(kerb["compute_s"]), seconds_text(peer["compute_s"]),
                         f"{peer['compute_s'] / kerb['compute_s']:.2f}", f"{memory:.0f} and {peer_memory:.0f} MB",
                         f"{off:.0e}"])  # fmt: skip
    report.table(rows)


def kernels(report, build):
    file = build / "kernels.json"
    if not file.exists():
        return
    rows = [["kernel (city m)", "median"]]
    for entry in json.loads(file.read_text())["benchmarks"]:
        if entry.get("aggregate_name") == "median":
            name = entry["run_name"].removesuffix("/real_time")
            rows.append([name, f"{entry['real_time']:.3g} {entry['time_unit']}"])
    report.say("## Kernels\n")
    report.table(rows)


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    build, sizes = Path(sys.argv[1]).resolve(), sys.argv[2:] or ["s", "m"]
    numpy, postgis, shapely = find_numpy(), find_postgis(), find_shapely()
    report = Report()
    report.say(f"{os.cpu_count()} cores, {processor()}; load of others at the start {os.getloadavg()[0]:.1f}\n")
    kernels(report, build)
    for size in sizes:
        report.say(f"## City {size}\n")
        compare_compute(report, build, size, numpy, postgis)
        compare_whole(report, build, size, numpy)
        if shapely:
            compare_shapely(report, build, size, shapely)
    (build / "results.md").write_text("\n".join(report.lines))


if __name__ == "__main__":
    main()
