"""Small GeoJSON files in a plane of metres, for tests of the program."""
import json
import pathlib
import tempfile

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
X, Y = 500000.0, 3500000.0  # of the plane; offsets in metres are exact


def write(name, features, crs="urn:ogc:def:crs:EPSG::32650"):
    """A file of features in the folder of this run; its path."""
    path = FOLDER / name
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}},
                                "features": features}), encoding="utf-8")
    return path


def _at(value):
    return [X + value[0], Y + value[1]] if isinstance(value[0], (int, float)) else [_at(v) for v in value]


def point(x, y, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": _at((x, y))}}


def line(*chain, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": _at(chain)}}


def area(*rings, **properties):
    """Rings without their closing point, the outer one first."""
    closed = [[*ring, ring[0]] for ring in rings]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": _at(closed)}}


def box(x0, y0, x1, y1, **properties):
    return area([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], **properties)
