"""Memory, time and signals: exit 7 or 128 + signal, a sentence that helps, and the old output as it was."""
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import geotiff  # noqa: E402
from support import SLOW, KERB, kerb, run_all, sample_city  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "city" / "city.gpkg"
OUT = FOLDER / "out"
FILES = ("audit.gpkg", "summary.json", "report.html", "run.json")


def kept():
    """What the folder holds, temporary names too."""
    return {entry.name: entry.read_bytes() if entry.is_file() else None for entry in OUT.iterdir()}


def an_earlier_audit():
    sample_city(FOLDER / "city")
    OUT.mkdir()
    for name in FILES:
        (OUT / name).write_text(f"the old {name}", encoding="utf-8")


def memory_is_a_limit():
    if SLOW:
        print("test_limits: skipped: a program that is watched takes far more memory")
        return
    before = kept()
    done = kerb("audit", CITY, "-o", OUT, "--overwrite", "--memory", "1M", code=7)
    assert "--memory 1M" in done.stderr and "--where" in done.stderr and kept() == before, done.stderr
    assert "--memory 1M" in kerb("audit", CITY, "-o", OUT, "--overwrite", "--memory", "1M", "--lang", "zh", code=7).stderr
    assert kept() == before
    whole = kerb("coverage", "length", "--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", "--within", "30m")
    bounded = kerb("coverage", "length", "--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", "--within", "30m",
                   "--memory", "1G")
    assert bounded.stdout == whole.stdout


def time_is_a_limit():
    before = kept()
    started = time.monotonic()
    done = kerb("audit", CITY, "-o", OUT, "--overwrite", "--time-limit", "0.3s", code=7)
    assert time.monotonic() - started < 15, "it ended long after its time"
    assert "0.3s" in done.stderr or "kerb-tmp" in done.stderr, done.stderr
    assert {name: text for name, text in kept().items() if not name.startswith(".kerb-tmp-")} == before
    kerb("profile", "list", "--time-limit", "10min")


def signals_stop_a_run():
    """At several moments; nothing is half-written, and the next run works."""
    for number, moment in ((signal.SIGINT, 0.05), (signal.SIGTERM, 0.5), (signal.SIGINT, 1.5), (signal.SIGTERM, 3.0)):
        before = {name: text for name, text in kept().items() if not name.startswith(".kerb-tmp-")}
        run = subprocess.Popen([KERB, "audit", CITY, "-o", OUT, "--overwrite", "--quiet"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
        time.sleep(moment)
        run.send_signal(number)
        _, told = run.communicate(timeout=60)
        now = {name: text for name, text in kept().items() if not name.startswith(".kerb-tmp-")}
        if run.returncode == 0:  # it was done before
            continue
        assert run.returncode in (128 + number, -number), (run.returncode, told)
        for name, text in now.items():  # each file old or new, and whole
            assert text == before[name] or len(text) > 100, name
    two = subprocess.Popen([KERB, "audit", CITY, "-o", OUT, "--overwrite", "--quiet"], stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True)
    time.sleep(0.5)
    two.send_signal(signal.SIGINT)
    two.send_signal(signal.SIGTERM)  # at once
    two.communicate(timeout=10)
    assert two.returncode in (0, 130, 143), two.returncode
    kerb("audit", CITY, "-o", OUT, "--overwrite", "--quiet")
    assert len((OUT / "audit.gpkg").read_bytes()) > 1_000_000


def limits_have_units():
    for arguments, word in ((("--memory", "lots"), "512M"), (("--memory", "-1G"), "512M"), (("--time-limit", "soon"), "10min"),
                            (("--time-limit", "0s"), "10min"), (("--time-limit", "5"), "10min")):
        assert word in kerb("profile", "list", *arguments, code=2).stderr, arguments
    before = kept()
    kerb("audit", CITY, "-o", OUT, "--overwrite", "--time-limit", "1e-9s", code=7)  # however short, it is a limit
    assert {name: text for name, text in kept().items() if not name.startswith(".kerb-tmp-")} == before


def a_pipe_that_closes():
    """Whoever reads the output goes away: no fault of kerb's."""
    run = subprocess.Popen([KERB, "profile", "show", "cn-gb", "--format", "json"], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
    run.stdout.close()
    told = run.stderr.read().decode()
    assert run.wait(timeout=30) in (-signal.SIGPIPE, 6, 0) and "bug" not in told, told


def a_file_that_may_not_grow():
    """A bound on the size of files (ulimit -f): exit 6 with the file and the reason, no signal."""
    def bounded():
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))

    homes = ("coverage", "points", "--points", f"{CITY}::buildings", "--assets", f"{CITY}::streetlights", "--within", "30m")
    for ending, why in (("csv", "too large"), ("gpkg", ""), ("geojson", ""), ("shp", "")):
        place = FOLDER / f"bounded-{ending}"
        place.mkdir()
        done = kerb(*homes, "-o", place / f"out.{ending}", code=6, preexec_fn=bounded)
        assert f"out.{ending}" in done.stderr and why in done.stderr and not list(place.iterdir()), done.stderr


def names_without_room_for_a_journal():
    """A database whose journal could have no name is refused before it is begun; other formats need none."""
    homes = ("coverage", "points", "--points", f"{CITY}::buildings", "--assets", f"{CITY}::streetlights", "--within", "30m")
    place = FOLDER / "names"
    place.mkdir()
    done = kerb(*homes, "-o", place / ("n" * 245 + ".gpkg"), code=6)
    assert "name too long" in done.stderr and len(done.stderr) < 1500 and not list(place.iterdir()), done.stderr
    kerb(*homes, "-o", place / ("n" * 245 + ".csv"))


def rasters_and_layers_together():
    """Of several outputs one has no room: none of the others is new."""
    def bounded():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))

    place = FOLDER / "together"
    place.mkdir()
    geotiff.write(place / "dem.tif", rows=[[9, 9, 9, 9, 9], [9, 5, 9, 6, 9], [9, 9, 9, 9, 9]])
    names = ("filled.tif", "depth.tif", "out.gpkg")
    for name in names:
        (place / name).write_bytes(b"old")
    arguments = ("waterlogging", "depressions", "--dem", place / "dem.tif", "--filled", place / "filled.tif",
                 "--depth-raster", place / "depth.tif", "-o", place / "out.gpkg", "--overwrite")
    done = kerb(*arguments, code=6, preexec_fn=bounded)
    assert "out.gpkg" in done.stderr and [(place / name).read_bytes() for name in names] == [b"old"] * 3, done.stderr
    assert len(list(place.iterdir())) == 4, list(place.iterdir())
    kerb(*arguments)
    assert all((place / name).read_bytes() != b"old" for name in names)


def nobody_who_listens():
    """Errors, warnings and progress that cannot be told: the run ends as it would have, and its output is whole."""
    homes = ("coverage", "points", "--points", f"{CITY}::buildings", "--assets", f"{CITY}::streetlights", "--within", "30m",
             "--progress", "json", "--overwrite")
    for arguments in (("import", "nope"), ("--nope",), (), ("audit", FOLDER / "nope.gpkg", "-o", OUT, "--overwrite"),
                      (*homes, "-o", FOLDER / "heard.csv"), (*homes, "-o", FOLDER / "heard.gpkg")):
        told = subprocess.run([KERB, *map(str, arguments)], capture_output=True, check=False)
        assert told.returncode in (0, 2, 3), (arguments, told)
        heard = (FOLDER / "heard.csv").read_bytes() if "heard.csv" in str(arguments[-1:]) else b""
        for mute in ("2>&-", "2>/dev/full"):
            done = subprocess.run(["sh", "-c", f'"$@" {mute}', "sh", KERB, *map(str, arguments)], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, check=False)
            assert done.returncode == told.returncode and done.stdout == told.stdout, (arguments, mute, done, told)
            assert not heard or (FOLDER / "heard.csv").read_bytes() == heard, mute
        gone, pipe = os.pipe()
        os.close(gone)
        done = subprocess.run([KERB, *map(str, arguments)], stdout=subprocess.PIPE, stderr=pipe, check=False)
        os.close(pipe)
        assert done.returncode == told.returncode and done.stdout == told.stdout, (arguments, done, told)


run_all([an_earlier_audit, memory_is_a_limit, time_is_a_limit, signals_stop_a_run, limits_have_units, a_pipe_that_closes,
         a_file_that_may_not_grow, names_without_room_for_a_journal, rasters_and_layers_together, nobody_who_listens])
