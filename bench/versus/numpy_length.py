"""Covered length of a city's roads with NumPy and SciPy: what a careful analyst writes instead of buffers.

The same one-dimensional interval union as kerb, without zones, classes and gaps. Prints one JSON object.
usage: numpy_length.py CITY.gpkg [tree | grid] [runs = 5]
"""

import json
import sqlite3
import sys
import time

import numpy as np
from scipy.spatial import cKDTree

reach_m = 30.0
chunk = 20_000  # segments at a time


def read_points(city):
    """(n, 2) coordinates: a GeoPackage point has a header of 8 bytes, then 5 of WKB, then x and y."""
    rows = [row[0] for row in city.execute("SELECT geom FROM streetlights")]
    if len(set(map(len, rows))) == 1 and len(rows[0]) == 29:
        return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 29)[:, 13:].copy().view("<f8")
    return np.array([np.frombuffer(row, "<f8", 2, len(row) - 16) for row in rows])


def read_segments(city):
    """Start and end of every segment, (n, 2) each, from multi-lines of any number of parts."""
    chains = []
    envelope = (0, 32, 48, 48, 64)
    for (blob,) in city.execute("SELECT geom FROM roads"):
        at = 8 + envelope[blob[3] >> 1 & 7] + 9
        for _ in range(int.from_bytes(blob[at - 4 : at], "little")):
            count = int.from_bytes(blob[at + 5 : at + 9], "little")
            chains.append(blob[at + 9 : at + 9 + 16 * count])
            at += 9 + 16 * count
    size = np.fromiter(map(len, chains), np.int64, len(chains)) // 16
    points = np.frombuffer(b"".join(chains), "<f8").reshape(-1, 2)
    inner = np.ones(len(points), bool)
    inner[np.cumsum(size) - 1] = False
    start = np.flatnonzero(inner)
    return points[start], points[start + 1]


class Tree:
    """Which lamps may touch which segments, from two k-d trees: lamps near the segments' midpoints."""

    def __init__(self, lamps, reach):
        self.reach, self.tree = reach, self.tree_of(lamps)

    @staticmethod
    def tree_of(points):
        return cKDTree(points, leafsize=16, balanced_tree=False, compact_nodes=False)

    def near(self, a, b):
        far = self.reach + np.hypot(*(b - a).T).max() / 2
        found = self.tree_of((a + b) / 2).sparse_distance_matrix(self.tree, far, output_type="ndarray")
        return found["i"], found["j"]


class Grid:
    """The same without SciPy: lamps counted into cells as wide as the reach, runs of cells per segment and row."""

    def __init__(self, lamps, reach):
        self.reach, self.low, self.high = reach, lamps.min(axis=0), lamps.max(axis=0)
        self.columns, rows = ((self.high - self.low) / reach).astype(np.int64) + 1
        cell = self.cells(lamps[:, 1], 1) * self.columns + self.cells(lamps[:, 0], 0)
        self.order = np.argsort(cell, kind="stable")
        self.begin = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=self.columns * rows))])

    def cells(self, values, axis):
        inside = np.clip(values, self.low[axis], self.high[axis])
        return ((inside - self.low[axis]) * (1 / self.reach)).astype(np.int64)

    def span(self, a, b, axis):
        low, high = np.minimum(a[:, axis], b[:, axis]), np.maximum(a[:, axis], b[:, axis])
        return self.cells(low - self.reach, axis), self.cells(high + self.reach, axis)

    def near(self, a, b):
        (left, right), (bottom, top) = self.span(a, b, 0), self.span(a, b, 1)
        segments, lamps = [], []
        for row in range((top - bottom).max() + 1):
            segment = np.flatnonzero(bottom + row <= top)
            first = (bottom[segment] + row) * self.columns
            start, end = self.begin[first + left[segment]], self.begin[first + right[segment] + 1]
            count = end - start
            step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
            segments.append(np.repeat(segment, count))
            lamps.append(self.order[np.repeat(start, count) + step])
        return np.concatenate(segments), np.concatenate(lamps)


def city_length(a, b, lamps, make_index):
    """In chunks of the file's order, where neighbours stand close: little memory, and most of it in the cache."""
    index = make_index(lamps, reach_m)
    covered = total = 0.0
    for begin in range(0, len(a), chunk):
        found = covered_length(a[begin : begin + chunk], b[begin : begin + chunk], lamps, reach_m, index)
        covered, total = covered + found[0], total + found[1]
    return covered, total


def covered_length(a, b, lamps, reach, index):
    d = b - a
    length = np.sqrt(d[:, 0] ** 2 + d[:, 1] ** 2)
    segment, lamp = index.near(a, b)
    u = d / length[:, None]
    dx, dy = lamps[lamp, 0] - a[segment, 0], lamps[lamp, 1] - a[segment, 1]
    ux, uy = u[segment, 0], u[segment, 1]
    t, across = dx * ux + dy * uy, np.abs(dx * uy - dy * ux)
    hit = across <= reach
    segment, t, across = segment[hit], t[hit], across[hit]
    half = np.sqrt((reach - across) * (reach + across))
    low, high = np.maximum(t - half, 0), np.minimum(t + half, length[segment])
    hit = low < high
    segment, low, high = segment[hit], low[hit], high[hit]
    # Every segment gets a stretch of one axis of its own; the union is then one running maximum.
    begin = np.concatenate([[0.0], np.cumsum(length + 1)[:-1]])[segment]
    order = np.argsort(begin + low)
    segment, low, high, begin = segment[order], low[order], high[order], begin[order]
    reached = np.maximum.accumulate(begin + high)
    before = np.concatenate([[-np.inf], reached[:-1]]) - begin
    return np.maximum(high - np.maximum(low, before), 0).sum(), length.sum()


def main():
    begun = time.perf_counter()
    city = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
    make_index = {"tree": Tree, "grid": Grid}[sys.argv[2] if len(sys.argv) > 2 else "tree"]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    (a, b), lamps = read_segments(city), read_points(city)
    read_s = time.perf_counter() - begun
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        covered, total = city_length(a, b, lamps, make_index)
        seconds.append(time.perf_counter() - begun)
    result = {"covered_m": covered, "total_m": total, "compute_s": float(np.median(seconds)), "best_s": min(seconds)}
    print(json.dumps(result | {"read_s": read_s}))


if __name__ == "__main__":
    main()
