"""Writes Shapefiles byte by byte, so that names and texts are in any encoding, with or without a word about it."""
import pathlib
import struct

WGS84 = ('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
         'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]')


def _dbf(fields, rows, encoding, ldid):
    """Texts only; names are cut to 10 bytes as writers cut them, between characters."""
    widths = [max([1] + [len(str(row[i]).encode(encoding)) for row in rows]) for i in range(len(fields))]
    head = struct.pack("<BBBBIHH16xBB2x", 3, 124, 1, 1, len(rows), 33 + 32 * len(fields), 1 + sum(widths), 0, ldid)
    for name, width in zip(fields, widths):
        cut = name
        while len(cut.encode(encoding)) > 10:
            cut = cut[:-1]
        head += struct.pack("<11sc4xBB14x", cut.encode(encoding), b"C", width, 0)
    body = b"".join(b" " + b"".join(str(v).encode(encoding).ljust(w) for v, w in zip(row, widths)) for row in rows)
    return head + b"\r" + body + b"\x1a"


def _content(shape):
    if isinstance(shape, tuple):
        return 1, struct.pack("<idd", 1, *shape), shape * 2
    xs, ys = [p[0] for p in shape], [p[1] for p in shape]
    box = (min(xs), min(ys), max(xs), max(ys))
    kind = 5 if shape[0] == shape[-1] and len(shape) > 3 else 3
    return kind, struct.pack("<i4dii", kind, *box, 1, len(shape)) + struct.pack("<i", 0) + b"".join(
        struct.pack("<dd", *p) for p in shape), box


def write(path, fields, rows, shapes, encoding="utf-8", cpg=None, ldid=0):
    """Points as (x, y), lines and rings (clockwise, closed) as lists of them."""
    path = pathlib.Path(path)
    records, index, offset, boxes = b"", b"", 50, []
    for number, shape in enumerate(shapes, 1):
        kind, content, box = _content(shape)
        boxes.append(box)
        words = len(content) // 2
        records += struct.pack(">ii", number, words) + content
        index += struct.pack(">ii", offset, words)
        offset += 4 + words
    whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    for ending, body in ((".shp", records), (".shx", index)):
        head = struct.pack(">i20xi", 9994, 50 + len(body) // 2) + struct.pack("<ii4d32x", 1000, kind, *whole)
        path.with_suffix(ending).write_bytes(head + body)
    path.with_suffix(".dbf").write_bytes(_dbf(fields, rows, encoding, ldid))
    path.with_suffix(".prj").write_text(WGS84, encoding="ascii")
    if cpg:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    return path
