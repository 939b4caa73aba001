"""Length of lines per zone by cutting every segment at every border, in plain Python, and counts of points."""
import math

from naive_places import edges, inside


class Zones:
    """Areas ([[rings]] each) in the order of their preference: what lies in several counts for the first."""

    def __init__(self, areas):
        self.zones = []
        for polygons in areas:
            rings = [ring for polygon in polygons for ring in polygon]
            xs, ys = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
            self.zones.append(((min(xs), min(ys), max(xs), max(ys)), rings, list(edges(rings))))

    def of(self, p):
        for i, ((x0, y0, x1, y1), rings, _) in enumerate(self.zones):
            if x0 <= p[0] <= x1 and y0 <= p[1] <= y1 and inside(p, rings):
                return i
        return None

    def _cuts(self, a, b):
        cuts = [0.0, 1.0]
        low = (min(a[0], b[0]), min(a[1], b[1]))
        high = (max(a[0], b[0]), max(a[1], b[1]))
        for (x0, y0, x1, y1), _, borders in self.zones:
            if x0 > high[0] or x1 < low[0] or y0 > high[1] or y1 < low[1]:
                continue
            for c, d in borders:
                if min(c[0], d[0]) > high[0] or max(c[0], d[0]) < low[0] or min(c[1], d[1]) > high[1] or max(
                        c[1], d[1]) < low[1]:
                    continue
                t = _crossing(a, b, c, d)
                if t is not None:
                    cuts.append(t)
        return sorted(cuts)

    def lengths(self, lines):
        """(length per zone, length outside) of lines ([chains] each)."""
        sums, outside = [[] for _ in self.zones], []
        for chains in lines:
            for chain in chains:
                for a, b in zip(chain, chain[1:]):
                    length = math.dist(a, b)
                    cuts = self._cuts(a, b)
                    for s, t in zip(cuts, cuts[1:]):
                        middle = (s + t) / 2
                        zone = self.of((a[0] + (b[0] - a[0]) * middle, a[1] + (b[1] - a[1]) * middle))
                        (outside if zone is None else sums[zone]).append((t - s) * length)
        return [math.fsum(s) for s in sums], math.fsum(outside)


def _crossing(a, b, c, d):
    """Where on a–b it crosses c–d, 0 … 1; None when it does not, or runs along it."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = ux * vy - uy * vx
    if cross == 0:
        return None
    wx, wy = c[0] - a[0], c[1] - a[1]
    t, s = (wx * vy - wy * vx) / cross, (wx * uy - wy * ux) / cross
    return t if 0 <= t <= 1 and -1e-12 <= s <= 1 + 1e-12 else None
