"""What kerb and its peers are asked, and how far apart two right answers may lie.

A peer's reach has straight edges: GEOS buffers a point by a polygon of 4 · EDGES sides and a straight line by two sides
and two halves of such a polygon, all with their corners on the true border. So the buffer of r lies within the true
reach, and the buffer of outer(r) = r / cos(π / 4 / EDGES) holds it: a peer asked with both bounds the exact answer from
either side, and neither bound knows how kerb found it. An area's reach is put together from its inside and its sides,
one by one; buffered as a whole it is no bound, as GEOS leaves out hollows shallower than r / 100 (at 300 m and
EDGES = 256 a neighbourhood of Cambridge gains 8 m² by that).
"""
import json
import math
import os
import pathlib
import sys
import tempfile
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from support import kerb, sample_city  # noqa: E402

SCRATCH = tempfile.TemporaryDirectory(prefix="kerb-versus-")  # gone at the end
FOLDER = pathlib.Path(SCRATCH.name)
DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", ""))
EDGES = 64
NARROW = 2e-3     # how far apart, as a share of the answer, a peer's two bounds may lie; or they would say nothing
ROUNDING = 1e-9   # relative: coordinates of 4e6 m are held to 5e-10 m, and their differences are summed 1e5 times


@dataclass
class City:
    """A file, and which layers and rows of it are asked about."""
    path: pathlib.Path
    roads: str = "roads"
    roads_where: str = "road_class = 'arterial'"
    lamps: str = "streetlights"
    parks: str = "green_spaces"
    zones: str = "zones"
    zones_where: str = "kind = 'district'"
    zone_key: str = "key"
    is_sample: bool = True

    def __getitem__(self, layer):
        return f"{self.path}::{layer}"

    def by_zone(self):
        return "--zones", self[self.zones], "--zone-id", self.zone_key, "--zones-where", self.zones_where

    def lit(self):
        return ask("length", "--lines", self[self.roads], "--where", self.roads_where, "--assets", self[self.lamps],
                   "--within", "30m")

    def ground(self, *reach):
        """Ground of each zone near parks: key → m²."""
        result = ask("area", "--assets", self[self.parks], *reach, *self.by_zone())
        return {zone["id"]: zone["covered_m2"] for zone in result["zones"]}


def sample():
    sample_city(FOLDER / "s")
    return City(FOLDER / "s" / "city.gpkg")


def cities():
    """The sample city, and a real one where it is beside the project."""
    yield sample()
    path = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
    if path.exists():
        yield City(path, "street_centerlines", "MajorRoad = 1", "street_lights", "open_space", "neighborhoods",
                   "N_HOOD is not null", "N_HOOD", False)
    else:
        print("skipped: no data of Cambridge")


def ask(question, *arguments):
    """The result of a command of `kerb coverage`."""
    return json.loads(kerb("coverage", question, *arguments, "--format", "json").stdout)["result"]


def outer(reach):
    return reach / math.cos(math.pi / 4 / EDGES)


def same(what, value, peer):
    assert math.isclose(value, peer, rel_tol=ROUNDING), (what, value, peer)


def between(what, low, value, high, whole=None):
    """kerb's answer lies between the peer's bounds, truly so unless `whole`, all there is to be covered, is covered."""
    if whole is not None and math.isclose(low, whole, rel_tol=ROUNDING):
        return same(what, value, whole)
    assert low < value < high, (what, low, value, high)
    assert high - low < NARROW * value, (what, "bounds too wide", low, high)
    return None
