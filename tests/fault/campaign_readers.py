"""One small sound file of each kind that kerb reads, and the command that reads it; shared by two campaigns and a test."""
import json
import shutil
import sys
from dataclasses import dataclass

from campaign_support import CANARY, ROOT, crafted_inputs, geotiff, make_inputs, must

sys.path.insert(0, str(ROOT / "tests" / "support"))
import pbf  # noqa: E402
import photometric  # noqa: E402
import shp  # noqa: E402


@dataclass
class Reader:
    name: str
    files: list      # of the sample, the one that is named first
    arguments: list  # `{}` stands for the folder in which the files are
    output: bool = False

    def command(self, folder):
        return [str(word).replace("{}", str(folder)) for word in self.arguments]


def _points(name):
    return ["coverage", "points", "--points", f"{{}}/{name}", "--assets", f"{{}}/{name}", "--within", "30m", "-f", "json",
            "--source-crs", "EPSG:4326"]


def _lamps(count=40):
    return [(114.07 + (i % 8) / 3000, 32.13 + (i // 8) / 3000) for i in range(count)]


def _texts(folder):
    lamps = _lamps()
    (folder / "a.csv").write_text("key,lon,lat,height,name\n" + "".join(
        f"L{i},{x},{y},{8 + i / 7},人民路{i}\n" for i, (x, y) in enumerate(lamps)), encoding="utf-8")
    features = [{"type": "Feature", "properties": {"key": f"L{i}", "name": f"人民路{i}", "height_m": 8 + i / 7},
                 "geometry": {"type": "Point", "coordinates": place}} for i, place in enumerate(lamps)]
    for name, crs in (("a", {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
                      ("link", {"type": "link", "properties": {"href": CANARY.address, "type": "proj4"}})):
        (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}),
                                                encoding="utf-8")
    (folder / "map.toml").write_text(
        'name="m"\n[[layer]]\nlayers="a"\nclass="streetlight"\nshape="point"\n[layer.fields]\nkey="key"\n'
        'height_m="height_m"\nname_zh="name"\n', encoding="utf-8")


def _others(folder):
    shp.write(folder / "a.shp", ("key", "name"), [(f"L{i}", f"Lamp {i}") for i in range(40)], _lamps(), cpg="UTF-8")
    rows = [[100 + (c - 20) ** 2 / 50 + (r % 7) / 7 for c in range(40)] for r in range(40)]
    geotiff.write(folder / "a.tif", rows=rows)
    (folder / "ground.asc").write_text("ncols 20\nnrows 20\nxllcorner 500000\nyllcorner 3556000\ncellsize 1\nNODATA_value -9999\n"
                                  + "".join(" ".join(f"{v:.2f}" for v in row[10:30]) + "\n" for row in rows[:20]),
                                  encoding="ascii")
    lamps = _lamps()
    nodes = [(i + 1, x, y, {"highway": "street_lamp"}) for i, (x, y) in enumerate(lamps)]
    pbf.write(folder / "a.osm.pbf", nodes, [(100, [1, 2, 3, 4], {"highway": "primary", "name": "人民路"}),
                                            (101, [9, 10, 18, 17, 9], {"leisure": "park"})])
    gammas, planes = [float(g) for g in range(0, 91, 15)], [float(c) for c in range(0, 360, 45)]
    photometric.ies(folder / "a.ies", photometric.batwing, gammas, planes)
    photometric.ldt(folder / "a.ldt", lambda c, g: photometric.batwing(c, g) / 10, gammas, planes, 10000)
    shutil.copy(ROOT / "data" / "profiles" / "cn-gb.toml", folder / "profile.toml")


PIPES = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
LINK_OFFSETS ELEVATION
[JUNCTIONS]
M1 10 2 0 0 0
M2 9.7 2 0 0 0
[OUTFALLS]
O 9.1 FREE NO
[CONDUITS]
C1 M1 M2 100 0.013 10 9.7
C2 M2 O 100 0.013 9.7 9.1
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
C2 CIRCULAR 0.6 0 0 0
[COORDINATES]
M1 500000 3400000
M2 500100 3400000
O 500300 3400000
"""


def make_readers(folder):
    """Writes the samples into `folder` / samples; the readers, and the folder."""
    inputs = make_inputs(folder, east=501700)
    samples = _samples(folder, inputs)
    must(["waterlogging", "swmm", "export", "-i", folder / "sample" / "city.gpkg", "-o", samples / "a.inp", "--city",
          "suzhou", "--return-period", "5", "--duration", "60min", "--quiet"])
    text = (samples / "a.inp").read_text(encoding="utf-8")
    (samples / "a.inp").write_text(_shortened(text), encoding="utf-8")
    return _readers(), samples


def crafted_readers(folder):
    """The same without the sample city: small, and made at once."""
    samples = _samples(folder, crafted_inputs(folder))
    (samples / "a.inp").write_text(PIPES, encoding="utf-8")
    return _readers(), samples


def _samples(folder, inputs):
    samples = folder / "samples"
    samples.mkdir()
    _texts(samples)
    _others(samples)
    shutil.copy(inputs / "old.gpkg", samples / "a.gpkg")
    must([*_points("a.geojson")[:-4], "--source-crs", "EPSG:4326", "-o", "{}/a.fgb", "--quiet"], inside=samples)
    return samples


def _readers():
    out = ["-o", "{}/out.gpkg", "--overwrite", "-f", "json"]
    return [
        Reader("gpkg", ["a.gpkg"], ["import", "{}/a.gpkg", "--mapping", "kerb", *out], True),
        Reader("shp/dbf/shx", ["a.shp", "a.dbf", "a.shx"], _points("a.shp")),
        Reader("geojson", ["a.geojson"], _points("a.geojson")),
        Reader("geojson link", ["link.geojson"], _points("link.geojson")),
        Reader("fgb", ["a.fgb"], _points("a.fgb")),
        Reader("csv", ["a.csv"], _points("a.csv")),
        Reader("tif", ["a.tif"], ["waterlogging", "depressions", "--dem", "{}/a.tif", "-f", "json"]),
        Reader("asc", ["ground.asc"], ["waterlogging", "depressions", "--dem", "{}/ground.asc", "-f", "json", "--source-crs",
                                  "EPSG:4547"]),
        Reader("osm.pbf", ["a.osm.pbf"], ["import", "{}/a.osm.pbf", "--mapping", "osm", *out], True),
        Reader("ldt", ["a.ldt"], ["coverage", "lighting", "luminaire", "{}/a.ldt", "--height", "8m", "-f", "json"]),
        Reader("ies", ["a.ies"], ["coverage", "lighting", "luminaire", "{}/a.ies", "--height", "8m", "-f", "json"]),
        Reader("profile toml", ["profile.toml"], ["profile", "lint", "{}/profile.toml", "-f", "json"]),
        Reader("mapping toml", ["map.toml"], ["import", "{}/a.geojson", "--mapping", "{}/map.toml", *out], True),
        Reader("swmm inp", ["a.inp"], ["waterlogging", "swmm", "import", "{}/a.inp", "--source-crs", "EPSG:4547", *out], True),
    ]


def _shortened(text, most=30):
    """Of each section only the first lines."""
    kept, count = [], 0
    for line in text.splitlines():
        count = 0 if line.startswith("[") else count + 1
        if count <= most:
            kept.append(line)
    return "\n".join(kept) + "\n"


def analyses(inputs):
    """Commands whose allocations are made to fail, beside the readers: name, arguments, file at which counting starts."""
    city, terrain = inputs / "old.gpkg", inputs / "old.tif"
    layer = "{}::{}".format
    return [
        ("length", ["coverage", "length", "--lines", layer(city, "roads"), "--assets", layer(city, "streetlights"), "--within",
                    "30m", "-f", "json"], city),
        ("area", ["coverage", "area", "--zones", layer(city, "zones"), "--assets", layer(city, "green_spaces"), "--within",
                  "300m", "-f", "json"], city),
        ("network", ["coverage", "network", "--lines", layer(city, "roads"), "--assets", layer(city, "green_spaces"),
                     "--within", "500m", "-f", "json"], city),
        ("depressions", ["waterlogging", "depressions", "--dem", terrain, "-f", "json"], terrain),
        ("points", ["waterlogging", "points", "--dem", terrain, "--runoff", "50mm", "-f", "json"], terrain),
        ("rates", ["outage", "rates", city, "-f", "json"], city),
        ("check", ["check", city, "-f", "json", "--today", "2026-01-01"], city),
        ("diff", ["diff", city, inputs / "new.gpkg", "-f", "json"], city),
        ("audit", ["audit", city, "-o", inputs / "audit-out", "--overwrite", "-f", "json"], city),
        ("score", ["score", city, "-o", inputs / "score-out", "--overwrite", "-f", "json"], city),
    ]


def flipped(data, draw):
    """1 to 4 bits of a file, half of the times in its first 2 kB, where a format says what it is."""
    data = bytearray(data)
    places = []
    for _ in range(draw.choice((1, 1, 2, 4))):
        end = min(len(data), 2048) if draw.random() < 0.5 else len(data)
        at, bit = draw.randrange(end), draw.randrange(8)
        data[at] ^= 1 << bit
        places.append((at, bit))
    return bytes(data), places


def account_adds_up(text):
    """In every account of a JSON answer, is what was read what was used and skipped? None without any account."""
    found = []

    def look(value):
        if isinstance(value, dict):
            if isinstance(value.get("read"), int) and isinstance(value.get("used"), int):
                skipped = value.get("skipped") or []
                lost = sum(one["count"] for one in skipped) if isinstance(skipped, list) else sum(skipped.values())
                found.append(value["read"] == value["used"] + lost)
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(json.loads(text))
    return all(found) if found else None
