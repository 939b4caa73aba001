"""Reads the geometries of a GeoPackage with nothing but the standard library: the independent eye of the tests."""
import sqlite3
import struct


def _chain(blob, at, order, dims):
    (count,) = struct.unpack_from(order + "I", blob, at)
    values = struct.unpack_from(f"{order}{count * dims}d", blob, at + 4)
    return list(zip(values[0::dims], values[1::dims])), at + 4 + 8 * dims * count


def _wkb(blob, at):
    order = "<" if blob[at] == 1 else ">"
    (code,) = struct.unpack_from(order + "I", blob, at + 1)
    kind, dims = code % 1000, 2 + {0: 0, 1: 1, 2: 1, 3: 2}[code // 1000]
    at += 5
    if kind == 1:
        return ("point", struct.unpack_from(f"{order}{dims}d", blob, at)[:2]), at + 8 * dims
    if kind == 2:
        chain, at = _chain(blob, at, order, dims)
        return ("line", [chain]), at
    (count,) = struct.unpack_from(order + "I", blob, at)
    at += 4
    if kind == 3:
        rings = []
        for _ in range(count):
            ring, at = _chain(blob, at, order, dims)
            rings.append(ring)
        return ("polygon", [rings]), at
    parts, name = [], {4: "points", 5: "line", 6: "polygon"}[kind]
    for _ in range(count):
        (_, value), at = _wkb(blob, at)
        parts += [value] if kind == 4 else value
    return (name, parts), at


def wkb(blob):
    """The WKB within a GeoPackage blob."""
    return blob[8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]:]


def geometry(blob):
    """(kind, value) of a GeoPackage blob: point (x, y), line [chains], polygon [[rings]]."""
    return _wkb(wkb(blob), 0)[0]


def blobs(path, layer, columns=(), where="true"):
    """Yields (fid, blob or None, values of columns …) of a layer, or of some of its rows."""
    base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    (geom,) = base.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name=?", (layer,)).fetchone()
    wanted = ", ".join(f'"{c}"' for c in ("fid", geom, *columns))
    yield from base.execute(f'SELECT {wanted} FROM "{layer}" WHERE {where} ORDER BY fid')
    base.close()


def rows(path, layer, columns=()):
    """Yields (fid, geometry or None, values of columns …) of a layer."""
    for fid, blob, *values in blobs(path, layer, columns):
        yield (fid, geometry(blob) if blob else None, *values)


def inside(polygon, x, y):
    """Is a point within the rings of a polygon?"""
    odd = False
    for ring in polygon:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            odd ^= (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
    return odd
