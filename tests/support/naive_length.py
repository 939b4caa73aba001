"""Covered length of lines by interval union in plain Python: slow, simple, and written apart from the library."""
import math
from collections import defaultdict


def covered(lines, points, reach):
    """(total, covered, gaps) of all lines; gaps are (line index, from, to) and join over touching parts."""
    cells = defaultdict(list)
    for p in points:
        cells[int(p[0] // reach), int(p[1] // reach)].append(p)
    total, lit, gaps = [], [], []
    for index, chains in enumerate(lines):
        chainage, open_gap, last_point = 0.0, None, None
        for chain in chains:
            if open_gap is not None and chain[0] != last_point:
                gaps.append((index, open_gap, chainage))
                open_gap = None
            for a, b in zip(chain, chain[1:]):
                length = math.dist(a, b)
                if length == 0:
                    continue
                merged = _segment(a, b, length, cells, reach)
                at = 0.0
                for low, high in merged:
                    if low > at:
                        if at == 0.0 and open_gap is not None:
                            gaps.append((index, open_gap, chainage + low))
                        else:
                            gaps.append((index, chainage + at, chainage + low))
                    elif at == 0.0 and open_gap is not None:
                        gaps.append((index, open_gap, chainage))
                    open_gap = None
                    at = high
                    lit.append(high - low)
                if at < length and open_gap is None:
                    open_gap = chainage + at
                chainage += length
                total.append(length)
            last_point = chain[-1]
        if open_gap is not None:
            gaps.append((index, open_gap, chainage))
    return math.fsum(total), math.fsum(lit), [g for g in gaps if g[2] - g[1] > 1e-6]


def _segment(a, b, length, cells, reach):
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    spans = []
    for cx in range(int((min(a[0], b[0]) - reach) // reach), int((max(a[0], b[0]) + reach) // reach) + 1):
        for cy in range(int((min(a[1], b[1]) - reach) // reach), int((max(a[1], b[1]) + reach) // reach) + 1):
            for p in cells.get((cx, cy), ()):
                dx, dy = p[0] - a[0], p[1] - a[1]
                t, x = dx * ux + dy * uy, dx * uy - dy * ux
                if abs(x) <= reach:
                    s = math.sqrt((reach - abs(x)) * (reach + abs(x)))
                    if t + s >= 0 and t - s <= length:
                        spans.append((max(t - s, 0.0), min(t + s, length)))
    merged = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return merged
