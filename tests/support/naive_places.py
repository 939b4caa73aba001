"""Distances, insides and centroids in plain Python: slow, simple, and written apart from the library."""
import math
from collections import defaultdict


def edges(rings):
    for ring in rings:
        yield from zip(ring, ring[1:])


def inside(p, rings):
    """Even-odd over all rings of an area."""
    odd = False
    for a, b in edges(rings):
        if (a[1] > p[1]) != (b[1] > p[1]) and p[0] < a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
            odd = not odd
    return odd


def ring_area(ring):
    x0, y0 = ring[0]
    return math.fsum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in zip(ring, ring[1:])) / 2


def polygon_area(rings):
    """Of one polygon: the outer ring less the holes."""
    return abs(ring_area(rings[0])) - math.fsum(abs(ring_area(hole)) for hole in rings[1:])


def centroid(polygons):
    """Of an area of several polygons, by the moments of its rings."""
    x0, y0 = polygons[0][0][0]
    total, mx, my = 0.0, 0.0, 0.0
    for rings in polygons:
        for i, ring in enumerate(rings):
            sign = (1 if i == 0 else -1) * (1 if ring_area(ring) > 0 else -1)
            for (ax, ay), (bx, by) in zip(ring, ring[1:]):
                ax, ay, bx, by = ax - x0, ay - y0, bx - x0, by - y0
                cross = sign * (ax * by - bx * ay)
                total += cross / 2
                mx += cross * (ax + bx) / 6
                my += cross * (ay + by) / 6
    return x0 + mx / total, y0 + my / total


def to_segment(p, a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0.0 if square == 0 else min(1.0, max(0.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


class Assets:
    """Points and areas ([[rings]] each) in cells of the reach: which distances up to the reach are there?"""

    def __init__(self, reach, points=(), areas=()):
        self.reach, self.cells, self.areas = reach, defaultdict(set), []
        for p in points:
            self._add(p, p)
        for polygons in areas:
            rings = [ring for polygon in polygons for ring in polygon]
            xs, ys = [p[0] for ring in rings for p in ring], [p[1] for ring in rings for p in ring]
            self.areas.append((min(xs), min(ys), max(xs), max(ys), rings))
            for a, b in edges(rings):
                self._add(a, b)

    def _add(self, a, b):
        for cx in range(int(min(a[0], b[0]) // self.reach), int(max(a[0], b[0]) // self.reach) + 1):
            for cy in range(int(min(a[1], b[1]) // self.reach), int(max(a[1], b[1]) // self.reach) + 1):
                self.cells[cx, cy].add((a, b))

    def distance(self, p):
        """To the nearest asset; None when none is within reach."""
        for x0, y0, x1, y1, rings in self.areas:
            if x0 <= p[0] <= x1 and y0 <= p[1] <= y1 and inside(p, rings):
                return 0.0
        cx, cy = int(p[0] // self.reach), int(p[1] // self.reach)
        near = (self.cells.get((x, y), ()) for x in (cx - 1, cx, cx + 1) for y in (cy - 1, cy, cy + 1))
        least = min((to_segment(p, a, b) for found in near for a, b in found), default=math.inf)
        return least if least <= self.reach else None
