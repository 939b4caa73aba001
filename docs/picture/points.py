"""Draws waterlogging points on their terrain: docs/picture/points.py DEM.tif POINTS.gpkg [INVENTORY.gpkg] > map.svg

Hill shade below, ponds in blue, the ten deepest points with their depth; conduits and inlets of an inventory in the same
frame. Needs GDAL's Python module and numpy.
"""
import base64
import sys
from pathlib import Path

from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
import gpkg  # noqa: E402

WIDTH = 1200


def hill_shade(dem):
    shade = gdal.DEMProcessing("/vsimem/shade.png", dem, "hillshade", format="PNG", zFactor=2, computeEdges=True)
    shade = None
    data = gdal.VSIFOpenL("/vsimem/shade.png", "rb")
    gdal.VSIFSeekL(data, 0, 2)
    size = gdal.VSIFTellL(data)
    gdal.VSIFSeekL(data, 0, 0)
    return base64.b64encode(gdal.VSIFReadL(1, size, data)).decode()


def main(dem, points, inventory=None):
    grid = gdal.Open(dem)
    x0, dx, _, y0, _, dy = grid.GetGeoTransform()
    scale = WIDTH / (grid.RasterXSize * dx)
    height = -dy * grid.RasterYSize * scale

    def at(p):
        return (p[0] - x0) * scale, (y0 - p[1]) * scale

    def path(chain):
        return "M" + "L".join("%.1f %.1f" % at(p) for p in chain)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
           f'height="{height:.0f}"><image width="{WIDTH}" height="{height:.0f}" '
           f'xlink:href="data:image/png;base64,{hill_shade(dem)}"/>']
    if inventory:
        for _, geometry in gpkg.rows(inventory, "conduits"):
            for chain in geometry[1]:
                out.append(f'<path d="{path(chain)}" fill="none" stroke="#7a4b00" stroke-width="1.6"/>')
        for _, geometry in gpkg.rows(inventory, "inlets"):
            out.append('<circle cx="%.1f" cy="%.1f" r="2" fill="#e08a00"/>' % at(geometry[1]))
    for _, geometry in gpkg.rows(points, "ponds"):
        rings = "".join(path(ring) + "Z" for rings in geometry[1] for ring in rings)
        out.append(f'<path d="{rings}" fill="#1f6fd0" fill-opacity="0.75" fill-rule="evenodd"/>')
    rows = list(gpkg.rows(points, "water_points", ("id", "depth_m", "volume_m3", "cause")))[:10]
    for _, geometry, key, depth, volume, cause in rows:
        x, y = at(geometry[1])
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#c82828" stroke="#fff"/>'
                   f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" font-family="DejaVu Sans" font-size="13" paint-order="stroke" '
                   f'stroke="#fff" stroke-width="3">{key} {100 * depth:.0f} cm, {volume:.0f} m³, {cause}</text>')
    print("\n".join(out + ["</svg>"]))


main(*sys.argv[1:])
