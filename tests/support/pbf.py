"""Writes small OpenStreetMap extracts (.osm.pbf) with nothing but the standard library."""
import struct


def _varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _number(field, value):
    return _varint(field << 3) + _varint(value & (2**64 - 1))


def _bytes(field, value):
    value = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _signed(value):
    return value << 1 if value >= 0 else (-value << 1) - 1


def _packed(field, values):
    return _bytes(field, b"".join(_varint(v) for v in values))


def _deltas(values):
    before = [0, *values]
    return [_signed(b - a) for a, b in zip(before, values)]


class _Strings:
    def __init__(self):
        self.texts = [""]

    def tags(self, tags):
        keys = [self.number(k) for k in tags]
        return _packed(2, keys) + _packed(3, [self.number(v) for v in tags.values()])

    def number(self, text):
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text)


def _blob(kind, content):
    blob = _bytes(1, content)
    header = _bytes(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def write(path, nodes=(), ways=(), relations=()):
    """nodes: (id, lon, lat, tags); ways: (id, [node ids], tags); relations: (id, [(way id, role)], tags)."""
    strings = _Strings()
    groups = [b"".join(_bytes(1, _number(1, _signed(i)) + strings.tags(tags) + _number(8, _signed(round(lat * 1e7))) +
                              _number(9, _signed(round(lon * 1e7)))) for i, lon, lat, tags in nodes),
              b"".join(_bytes(3, _number(1, i) + strings.tags(tags) + _packed(8, _deltas(refs)))
                       for i, refs, tags in ways),
              b"".join(_bytes(4, _number(1, i) + strings.tags(tags) +
                              _packed(8, [strings.number(role) for _, role in members]) +
                              _packed(9, _deltas([way for way, _ in members])) + _packed(10, [1] * len(members)))
                       for i, members, tags in relations)]
    table = b"".join(_bytes(1, text) for text in strings.texts)
    block = _bytes(1, table) + b"".join(_bytes(2, group) for group in groups if group)
    with open(path, "wb") as file:
        file.write(_blob("OSMHeader", _bytes(4, "OsmSchema-V0.6")) + _blob("OSMData", block))
    return path
