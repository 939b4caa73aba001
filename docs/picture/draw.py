"""Draws the README's picture from the demo's audit: docs/picture/draw.py AUDIT.gpkg SUMMARY.txt > picture.svg

The colours are those of data/styles, so the map looks as it does in QGIS. Rendered by any browser:
  chromium --headless --no-sandbox --window-size=1280,900 --screenshot=docs/audit.png picture.svg
"""
import html
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "support"))
import gpkg  # noqa: E402

WIDTH, MAP_HEIGHT, ACROSS_M = 1280, 600, 2600.0


def main(audit, summary):
    centre = next(gpkg.rows(audit, "water_points", ("id",)))[1][1]
    text = Path(summary).read_text(encoding="utf-8").splitlines()
    map_top = 24 + 18 * len(text)
    scale = WIDTH / ACROSS_M
    left, top = centre[0] - ACROSS_M / 2, centre[1] + MAP_HEIGHT / scale / 2

    def path(chain):
        return "M" + "L".join(f"{(x - left) * scale:.1f} {map_top + (top - y) * scale:.1f}" for x, y in chain)

    def near(chain):
        return any(0 <= (x - left) * scale <= WIDTH and 0 <= (top - y) * scale <= MAP_HEIGHT for x, y in chain)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{map_top + MAP_HEIGHT}">',
           '<rect width="100%" height="100%" fill="#fff"/>',
           f'<rect width="100%" height="{map_top - 12}" fill="#1e1e1e"/>']
    for i, line in enumerate(text):
        out.append(f'<text x="14" y="{24 + 18 * i}" font-family="DejaVu Sans Mono" font-size="11" fill="#e8e8e8" '
                   f'xml:space="preserve">{html.escape(line)}</text>')
    out.append(f'<clipPath id="map"><rect y="{map_top}" width="{WIDTH}" height="{MAP_HEIGHT}"/></clipPath>'
               '<g clip-path="url(#map)" fill="none" stroke-linecap="round">')

    def lines(layer, colour, width, columns=()):
        for _, geometry, *values in gpkg.rows(audit, layer, columns):
            for chain in geometry[1]:
                if near(chain):
                    stroke = colour(*values) if callable(colour) else colour
                    out.append(f'<path d="{path(chain)}" stroke="{stroke}" stroke-width="{width}"/>')

    def by_share(share):
        return "#bd0026" if share < 0.5 else "#fd8d3c" if share < 0.8 else "#fed976" if share < 0.98 else "#787878"

    for _, geometry in gpkg.rows(audit, "districts"):
        for rings in geometry[1]:
            for ring in rings:
                out.append(f'<path d="{path(ring)}" stroke="#3c3c3c" stroke-width="3" stroke-dasharray="9 5"/>')
    lines("roads", by_share, 2.2, ("share",))
    lines("dark_stretches", "#7a0177", 6)
    for _, geometry in gpkg.rows(audit, "streetlights"):
        if near([geometry[1]]):
            x, y = geometry[1]
            out.append(f'<circle cx="{(x - left) * scale:.1f}" cy="{map_top + (top - y) * scale:.1f}" r="2.6" '
                       'fill="#ffbe00"/>')
    for _, geometry in gpkg.rows(audit, "ponds"):
        rings = "".join(path(ring) + "Z" for rings in geometry[1] for ring in rings)
        out.append(f'<path d="{rings}" fill="#1f6fd0" stroke="#1f6fd0"/>')
    for _, geometry, key, depth in gpkg.rows(audit, "water_points", ("id", "depth_m")):
        if near([geometry[1]]):
            x, y = (geometry[1][0] - left) * scale, map_top + (top - geometry[1][1]) * scale
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#c82828" stroke="#fff"/>'
                       f'<text x="{x + 11:.1f}" y="{y + 5:.1f}" font-family="DejaVu Sans" font-size="15" '
                       f'paint-order="stroke" stroke="#fff" stroke-width="4" fill="#000">{key} {100 * depth:.0f} cm</text>')
    out.append("</g></svg>")
    print("\n".join(out))


main(*sys.argv[1:])
