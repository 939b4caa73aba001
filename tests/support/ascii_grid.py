"""Esri ASCII grids for the tests of terrain."""


def write(folder, name, rows, cell=1.0, crs="EPSG:4547", x=500000, y=3556500, nodata=-9999):
    """The options that name it, its frame included."""
    path = folder / f"{name}.asc"
    path.write_text(f"ncols {len(rows[0])}\nnrows {len(rows)}\nxllcorner {x}\nyllcorner {y}\ncellsize {cell}\n"
                    f"NODATA_value {nodata}\n" + "\n".join(" ".join(map(str, row)) for row in rows) + "\n",
                    encoding="utf-8")
    return ("--dem", path, "--source-crs", crs)
