"""Streets as a graph by counting points, in plain Python: the independent eye of the tests."""
import math
from collections import Counter, defaultdict


class Streets:
    """Nodes, edges and what hangs together of lines: [(level, [part, …]), …], each part a list of points."""

    def __init__(self, lines):
        self.courses = []  # (line, level, course without repeats)
        for line, (level, parts) in enumerate(lines):
            for part in parts:
                course = [p for i, p in enumerate(part) if i == 0 or p != part[i - 1]]
                if len(course) > 1:
                    self.courses.append((line, level, course))
        ends = {p for _, _, course in self.courses for p in (course[0], course[-1])}
        through = Counter((p, level) for _, level, course in self.courses for p in course[1:-1])
        self.edges = []  # (from, to, length)
        for _, level, course in self.courses:
            start, size = (course[0], None), 0.0
            for a, b in zip(course, course[1:]):
                size += math.dist(a, b)
                node = (b, None) if b in ends else (b, level) if through[b, level] > 1 else None
                if node:
                    self.edges.append((start, node, size))
                    start, size = node, 0.0
        self.links = defaultdict(list)
        for e, (a, b, _) in enumerate(self.edges):
            self.links[a].append((e, b))
            self.links[b].append((e, a))

    def ends(self):
        return [n for n, links in self.links.items() if len(links) == 1]

    def junctions(self):
        return sum(len(links) > 2 for links in self.links.values())

    def components(self):
        """Lengths, the longest first."""
        seen, sizes = set(), []
        for first in self.links:
            if first in seen:
                continue
            seen.add(first)
            stack, edges = [first], set()
            while stack:
                for e, other in self.links[stack.pop()]:
                    edges.add(e)
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
            sizes.append(math.fsum(self.edges[e][2] for e in edges))
        return sorted(sizes, reverse=True)

    def blind(self, end):
        """Way back from an end to the first junction."""
        (edge, at), = self.links[end]
        way = self.edges[edge][2]
        while len(self.links[at]) == 2:
            (edge, at), = [link for link in self.links[at] if link[0] != edge]
            way += self.edges[edge][2]
        return way
