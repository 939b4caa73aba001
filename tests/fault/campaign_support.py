"""Shared by the campaigns and by the tests of writing: a watched environment, two cities, and every writer of kerb.

A writer is a command that is run once for the old output and again, with another question, for the new one. What is on
the disk afterwards is held against both, byte by byte: GDAL's time stamp is fixed, and the seconds of a run are put aside.
"""
import atexit
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
import geotiff  # noqa: E402
import gpkg  # noqa: E402

KERB = os.environ.get("KERB", "kerb")
SKIPPED = 77
ALLOWED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 70}
TEMPORARY = ".kerb-tmp-"
NOBODY = 65534


def scratch(prefix="kerb-fault-"):
    """A folder that is gone at the end; in memory where the machine has such a disk, as campaigns write a lot."""
    memory = pathlib.Path("/dev/shm")
    folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=memory if os.access(memory, os.W_OK) else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder.chmod(0o755)  # other users' tests look into it
    return folder


def compiled(name, folder):
    """A wrapper of ours as a library to be loaded before the C library; None without a compiler."""
    library = folder / f"{name}.so"
    try:
        done = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, ROOT / "tests" / "fault" / f"{name}.c", "-ldl"],
                              capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    assert done.returncode == 0, done.stderr
    return library


class Canary:
    """A listener on loopback that nobody must call; `proxies` would lead every request of a library to it."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.hits = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.hits += 1
            client.close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/"

    def heard_nobody(self):
        """Nobody called, and it would have heard one."""
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        while self.hits == 0:
            pass
        assert self.hits == 1, self.hits

    def proxies(self):
        names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "GDAL_HTTP_PROXY")
        return {**{name: self.address for name in names}, "PROJ_NETWORK": "ON", "PROJ_NETWORK_ENDPOINT": self.address}


CANARY = Canary()


@dataclass
class Done:
    code: int
    out: str
    err: str
    hung: bool = False

    @property
    def crashed(self):
        """Ended by a signal that was not sent to it."""
        return self.code < 0 or self.code in (128 + signal.SIGSEGV, 128 + signal.SIGABRT)


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    if "LD_PRELOAD" in more:  # what a library cannot free, as its own close fails, is no leak of kerb's
        kept["ASAN_OPTIONS"] = "detect_leaks=0"
    return {**kept, "LC_ALL": "C.UTF-8", "OGR_CURRENT_DATE": "2024-01-01T00:00:00.000Z", **CANARY.proxies(), **more}


def start(arguments, folder=None, who=None, **more):
    named = {"user": who, "group": who, "extra_groups": []} if who is not None else {}
    return subprocess.Popen([KERB, *map(str, arguments)], cwd=folder, env=environment(**more), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", **named)


def run(arguments, folder=None, limit=120, who=None, **more):
    """Runs kerb to its end, or for at most so many seconds; `more` is put into its environment."""
    process = start(arguments, folder, who, **more)
    try:
        out, err = process.communicate(timeout=limit)
        return Done(process.returncode, out, err)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        return Done(process.returncode, out, err, True)


def must(arguments, code=0, inside=None, **more):
    """Runs kerb and insists on its exit code; `{}` in the arguments stands for the folder `inside`."""
    done = run([str(word).replace("{}", str(inside)) if inside else word for word in arguments], **more)
    assert done.code == code, f"kerb {' '.join(map(str, arguments))}: exit {done.code}\n{done.out}\n{done.err}"
    return done


# ---- two small cities, cut out of the sample city

KINDS = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}
LAYERS = ("roads", "streetlights", "zones", "green_spaces", "toilets", "buildings", "waste_sites")


def _places(value):
    if isinstance(value[0], (int, float)):
        yield value
    else:
        for part in value:
            yield from _places(part)


def _cut(city, folder, east):
    """Layers of the city up to `east` as GeoJSON files."""
    folder.mkdir()
    with sqlite3.connect(f"file:{city}?mode=ro", uri=True) as base:
        columns = {layer: [row[1] for row in base.execute(f'pragma table_info("{layer}")')] for layer in LAYERS}
    base.close()
    for layer in LAYERS:
        names = [name for name in columns[layer] if name not in ("fid", "geom")]
        features = []
        for _, shape, *values in gpkg.rows(city, layer, names):
            row = dict(zip(names, values))
            inside = all(p[0] <= east and p[1] <= 3559500 for p in _places(shape[1]))
            if inside or (layer == "zones" and row.get("kind") == "district"):
                features.append({"type": "Feature", "properties": row,
                                 "geometry": {"type": KINDS[shape[0]], "coordinates": shape[1]}})
        frame = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
        (folder / f"{layer}.geojson").write_text(json.dumps(
            {"type": "FeatureCollection", "name": layer, "crs": frame, "features": features}), encoding="utf-8")
    return sorted(folder.glob("*.geojson"))


def make_inputs(folder, east=502500):
    """`old.gpkg`, `new.gpkg`, `old.tif` and `new.tif` in the folder, and the sample city they come from."""
    must(["synth", "--seed", 7, "--size", "s", "-o", folder / "sample", "--quiet"])
    for name, border in (("old", east), ("new", east + 300)):
        sources = _cut(folder / "sample" / "city.gpkg", folder / f"{name}-layers", border)
        must(["import", *sources, "--mapping", "kerb", "-o", folder / f"{name}.gpkg"])
        size = 300
        rows = [[100 + (c - size / 2) ** 2 / 900 + (r % 37) / 7 + (1 if name == "new" else 0) * (c % 11)
                 for c in range(size)] for r in range(size)]
        geotiff.write(folder / f"{name}.tif", rows=rows)
    return folder


def crafted_inputs(folder):
    """The same four files without the sample city: small, and made at once."""
    uneven = lambda i: (i * 7919 % 997) / 311  # noqa: E731  (no two things at equal distances)
    for number, version in enumerate(("old", "new")):
        layers = folder / f"{version}-layers"
        layers.mkdir()
        street = lambda i: [[500000 + 100 * i, 3556000], [500000 + 100 * i, 3556400 + uneven(i)]]  # noqa: E731
        square = lambda x, y, a: [[[[x, y], [x + a, y], [x + a, y + a], [x, y + a], [x, y]]]]  # noqa: E731
        rows = {
            "roads": ("MultiLineString", [({"key": f"R{i}", "road_class": "arterial", "width_m": 12}, [street(i)])
                                          for i in range(8)]),
            "streetlights": ("Point", [({"key": f"L{i}", "height_m": 8 + i % 5}, [500000 + 100 * (i % 8) + 5 + uneven(i),
                                                                                3556000 + 23 * (i // 8) + number])
                                       for i in range(130)]),
            "buildings": ("MultiPolygon", [({"key": f"B{i}"}, square(500020 + 40 * (i % 18) + uneven(i + 500), 3556010 + 30 * (i // 18), 15))
                                           for i in range(230)]),
            "green_spaces": ("MultiPolygon", [({"key": f"G{i}"}, square(500150 + 300 * i, 3556050, 60)) for i in range(2)]),
            "zones": ("MultiPolygon", [({"key": f"D{i}", "kind": "district"}, square(499900 + 500 * i, 3555900, 500))
                                       for i in range(2)]),
        }
        frame = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
        for name, (kind, features) in rows.items():
            (layers / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": frame, "features": [
                {"type": "Feature", "properties": row, "geometry": {"type": kind, "coordinates": places}}
                for row, places in features]}), encoding="utf-8")
        must(["import", *sorted(layers.glob("*.geojson")), "--mapping", "kerb", "-o", folder / f"{version}.gpkg"])
        geotiff.write(folder / f"{version}.tif", rows=[[100 + (c * 7919 + r * 104729) % 997 / 331 + number * (c % 11)
                                                        for c in range(120)] for r in range(120)])
    return folder


class Disk:
    """A tmpfs of our own at a folder, gone at the end; `size` in kB."""

    def __init__(self, folder):
        self.place = folder / "disk"
        self.place.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def possible(folder):
        with Disk(folder) as place:
            return place is not None

    def __enter__(self):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "none", self.place], capture_output=True, check=False)
        return self.place if done.returncode == 0 else None

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.place], capture_output=True, check=False)

    def set(self, old, size):
        """Holds a copy of `old`, and has so much room in all."""
        subprocess.run(["mount", "-o", "remount,size=1g", self.place], check=True)
        subprocess.run(["find", self.place, "-mindepth", "1", "-delete"], check=True)
        subprocess.run(["cp", "-a", f"{old}/.", self.place], check=True)
        subprocess.run(["mount", "-o", f"remount,size={size}k", self.place], check=True)


def used_kb(place):
    return int(subprocess.run(["du", "-sk", place], capture_output=True, text=True, check=True).stdout.split()[0])


def on_full_disk(done, place, old, new):
    """In a word, how a run on a small disk ended: refused and written are well."""
    found = verdict(contents(place), old, new)
    if done.code == 0:
        return "written" if found == "new" else "silent"
    if done.crashed or done.hung:
        return "crashed"
    if found != "old":
        return "damaged"
    if temporary(place):
        return "left"
    return "refused" if done.code == 6 and done.err.strip() else "other exit"


# ---- writers


@dataclass
class Writer:
    """One way by which kerb writes. `arguments(inputs, version)` gives the command; its output is in `out`, which is the
    folder the command is run in, so that no path tells two runs apart."""
    name: str
    arguments: callable
    kept: list = field(default_factory=list)  # what the folder holds of the old output


def _layer(ending):
    def arguments(inputs, version):
        city = inputs / f"{version}.gpkg"
        return ["coverage", "points", "--points", f"{city}::buildings", "--assets", f"{city}::streetlights", "--within",
                "30m" if version == "old" else "45m", "-o", f"served.{ending}"]
    return Writer(ending, arguments)


def _report(inputs, version):
    return ["report", inputs / f"audit-{version}", "-o", "report.html"]


WRITERS = [_layer(ending) for ending in ("gpkg", "geojson", "csv", "fgb", "shp")] + [
    Writer("tif", lambda inputs, version: ["waterlogging", "depressions", "--dem", inputs / f"{version}.tif", "--filled",
                                           "filled.tif"]),
    Writer("report.html", _report),
    Writer("import", lambda inputs, version: ["import", inputs / f"{version}.gpkg", "--mapping", "kerb", "-o", "city.gpkg"]),
    Writer("audit folder", lambda inputs, version: ["audit", inputs / f"{version}.gpkg", "-o", "out", "--qgis"]),
    Writer("score folder", lambda inputs, version: ["score", inputs / f"{version}.gpkg", "-o", "out"]),
    Writer("synth folder", lambda inputs, version: ["synth", "--seed", 7 if version == "old" else 8, "--size", "xs", "-o",
                                                    "out"]),
]


def command(writer, inputs, version):
    return [*writer.arguments(inputs, version), "--overwrite", "--quiet"]


def chosen(names):
    return [writer for writer in WRITERS if not names or writer.name in names or writer.name.split()[0] in names]


def contents(folder):
    """Path → bytes of all that is under a folder, temporary names aside; a run's seconds are no part of its answer."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(TEMPORARY) for part in inside.parts):
            data = path.read_bytes()
            found[str(inside)] = re.sub(rb'"seconds":[^,}\n]*', b"", data) if path.name == "run.json" else data
    return found


def temporary(folder):
    return [path for path in folder.rglob(TEMPORARY + "*")]


def prepare(writer, inputs, folder):
    """Runs both versions once: (old, new), the contents of the folder that each leaves."""
    made = []
    for version in ("old", "new"):
        if writer.name == "report.html" and not (inputs / f"audit-{version}").exists():
            must(["audit", inputs / f"{version}.gpkg", "-o", inputs / f"audit-{version}", "--quiet"])
        place = folder / version
        place.mkdir(parents=True)
        must(command(writer, inputs, version), folder=place)
        made.append(contents(place))
    assert made[0] != made[1] and made[0] and set(made[0]) == set(made[1]), f"{writer.name}: the two versions are alike"
    return made


def restore(target, source):
    """Makes `target` a copy of `source`."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


class Places:
    """Folders that hold a writer's old output, each version of which is made once."""

    def __init__(self, folder, inputs):
        self.folder, self.inputs, self.made = folder, inputs, {}

    def versions(self, writer):
        """The folder of a writer's two outputs, and what they hold."""
        if writer.name not in self.made:
            place = self.folder / "made" / writer.name.replace(" ", "-")
            self.made[writer.name] = place, *prepare(writer, self.inputs, place)
        return self.made[writer.name]

    def fresh(self, writer):
        """A folder that holds the old output, and the contents of both versions."""
        made, old, new = self.versions(writer)
        place = self.folder / "place"
        restore(place, made / "old")
        return place, old, new


def verdict(now, old, new):
    """What a folder holds: old, new, lost (a file is missing), mixed (files of both), or partial (a file is neither)."""
    if now == old:
        return "old"
    if now == new:
        return "new"
    if set(old) - set(now):
        return "lost"
    if all(now[name] in (old[name], new[name]) for name in old) and set(now) == set(old):
        return "mixed"
    return "partial"


def figures(answer):
    """All that it says but its issues and its seconds."""
    answer = re.sub(r'"seconds":[^,}]*', '"seconds":0', answer)
    try:
        told = json.loads(answer)
    except ValueError:
        return answer
    return {name: value for name, value in told.items() if not name.startswith("issue")} if isinstance(told, dict) else told


def close_campaign(failed):
    """The last line of each campaign: was the canary called, and was a goal missed?"""
    print(f"network canary: {CANARY.hits} calls", flush=True)
    sys.exit(1 if failed or CANARY.hits else 0)
