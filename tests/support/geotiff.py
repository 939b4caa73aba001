"""Small GeoTIFFs, byte by byte: without the checks of any library."""
import struct

TYPES = {"f4": ("f", 32, 3), "f8": ("d", 64, 3), "i2": ("h", 16, 2), "u2": ("H", 16, 1), "u1": ("B", 8, 1)}


def write(path, rows, kind="f4", cell=(1.0, 1.0), origin=(500000.0, 3556500.0), epsg=4547, nodata=None, transform=None,
          scale=None, offset=None, place=True, vertical=None):
    """One strip, no compression. `transform`: 16 numbers in place of tie point and cell size; origin: upper left; vertical: the
    code of a system of heights."""
    code, bits, form = TYPES[kind]
    data = struct.pack(f"<{len(rows) * len(rows[0])}{code}", *(v for row in rows for v in row))
    tags = [(256, 3, [len(rows[0])]), (257, 3, [len(rows)]), (258, 3, [bits]), (259, 3, [1]), (262, 3, [1]),
            (277, 3, [1]), (278, 3, [len(rows)]), (279, 4, [len(data)]), (339, 3, [form])]
    if transform is not None:
        tags.append((34264, 12, transform))
    elif place:
        tags += [(33550, 12, [cell[0], cell[1], 0.0]), (33922, 12, [0.0, 0.0, 0.0, origin[0], origin[1], 0.0])]
    if epsg:
        geographic = epsg == 4326
        keys = [1, 1, 0, 3, 1024, 0, 1, 2 if geographic else 1, 1025, 0, 1, 1, 2048 if geographic else 3072, 0, 1, epsg]
        if vertical is not None:
            keys[3] = 4
            keys += [4096, 0, 1, vertical]
        tags.append((34735, 3, keys))
    if nodata is not None:
        tags.append((42113, 2, str(nodata).encode() + b"\0"))
    if scale is not None:
        text = f'<GDALMetadata><Item name="SCALE" sample="0" role="scale">{scale}</Item>' \
               f'<Item name="OFFSET" sample="0" role="offset">{offset or 0}</Item></GDALMetadata>'
        tags.append((42112, 2, text.encode() + b"\0"))
    tags.append((273, 4, [None]))
    tags.sort()
    head = 8 + 2 + 12 * len(tags) + 4
    extra, entries = b"", b""
    sizes = {2: "s", 3: "H", 4: "I", 12: "d"}
    for tag, type_, values in tags:
        if type_ == 2:
            packed, count = values, len(values)
        else:
            count = len(values)
            packed = None if values == [None] else struct.pack(f"<{count}{sizes[type_]}", *values)
        if packed is None:
            entries += struct.pack("<HHII", tag, type_, 1, 0xFFFFFFFF)
        elif len(packed) <= 4:
            entries += struct.pack("<HHI", tag, type_, count) + packed.ljust(4, b"\0")
        else:
            extra += b"\0" * (len(extra) % 2)
            entries += struct.pack("<HHII", tag, type_, count, head + len(extra))
            extra += packed
    extra += b"\0" * (-len(extra) % 8)
    entries = entries.replace(struct.pack("<HHII", 273, 4, 1, 0xFFFFFFFF), struct.pack("<HHII", 273, 4, 1, head + len(extra)))
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0) + extra + data)
    return path
