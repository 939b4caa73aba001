"""What facilities reach along streets, by PostGIS and pgRouting: from the layer to the covered length, each part timed.

The server is of its own, on a socket in a folder that is gone at the end. Each way is given what makes it fast: memory to
sort in, indexes, statistics, and as many workers as kerb has threads.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import time

import postgres

WITHIN, SNAP = 500, 50

# Streets of which each is an edge: its ends are nodes where they are the same to the bit. No way is quicker in SQL.
BY_ENDS = """
CREATE TABLE edges AS SELECT id, ST_StartPoint(geom) AS a, ST_EndPoint(geom) AS b, ST_Length(geom) AS cost FROM roads;
CREATE TABLE ends AS SELECT row_number() OVER () AS node, x, y FROM (SELECT ST_X(a) AS x, ST_Y(a) AS y FROM edges UNION
  SELECT ST_X(b), ST_Y(b) FROM edges) AS t;
CREATE TABLE noded AS SELECT id, f.node AS source, t.node AS target, cost FROM edges
  JOIN ends f ON f.x = ST_X(a) AND f.y = ST_Y(a) JOIN ends t ON t.x = ST_X(b) AND t.y = ST_Y(b);
DROP TABLE edges; ALTER TABLE noded RENAME TO edges; CREATE INDEX ON edges (id); ANALYZE edges;
"""
# pgRouting's own way: a point at a time, within 1 mm.
BY_TOPOLOGY = """
ALTER TABLE roads ADD source bigint, ADD target bigint;
SELECT pgr_createTopology('roads', 0.001, 'geom');
CREATE TABLE edges AS SELECT id, source, target, ST_Length(geom) AS cost FROM roads; CREATE INDEX ON edges (id); ANALYZE edges;
"""
# pgRouting drops a start at exactly 0 or 1: the nearest doubles in between are no more than 1e-14 m away.
SNAPPED = f"""
CREATE TABLE starts AS SELECT pid, id AS edge_id,
  least(1 - 1.1102230246251565e-16::float8, greatest(1e-300::float8, ST_LineLocatePoint(geom, at))) AS fraction
  FROM (SELECT pid, p.geom AS at, r.id, r.geom FROM places p, LATERAL
        (SELECT id, geom FROM roads ORDER BY roads.geom <-> p.geom LIMIT 1) r
        WHERE ST_Distance(r.geom, p.geom) <= {SNAP}) AS t;
ANALYZE starts;
"""
# Distances of nodes: pgRouting's function for points on edges; and one search from a node 0 that is joined to both ends of
# each facility's edge, away from it only.
QUESTIONS = {
    "pgr_withPointsDD": f"""SELECT node, min(agg_cost) AS d FROM pgr_withPointsDD(
  'SELECT id, source, target, cost, cost AS reverse_cost FROM edges', 'SELECT pid, edge_id, fraction FROM starts',
  (SELECT array_agg(-pid) FROM starts), {WITHIN}, directed => false, driving_side => 'b', equicost => false)
  WHERE node > 0 GROUP BY node""",
    "pgr_drivingDistance from a node joined to all": f"""SELECT node, agg_cost AS d FROM pgr_drivingDistance(
  'SELECT id, source, target, cost, cost AS reverse_cost FROM edges UNION ALL
   SELECT -2 * pid, 0, source, fraction * cost, -1 FROM starts JOIN edges ON id = edge_id UNION ALL
   SELECT -2 * pid - 1, 0, target, (1 - fraction) * cost, -1 FROM starts JOIN edges ON id = edge_id',
  0, {WITHIN}, directed => true) WHERE node > 0""",
}
# Nodes, the sum of their distances, and the covered length: an edge is covered from both of its ends; where facilities
# stand on it, what they and the ends cover is united.
ANSWER = f"""
WITH near AS MATERIALIZED (QUESTION),
side AS (SELECT id, cost, {WITHIN} - a.d AS up, {WITHIN} - b.d AS down FROM edges
         LEFT JOIN near a ON a.node = source LEFT JOIN near b ON b.node = target WHERE a.d IS NOT NULL OR b.d IS NOT NULL),
own AS (SELECT id, cost, fraction * cost AS at FROM starts JOIN edges ON id = edge_id),
piece AS (SELECT id, greatest(0, at - {WITHIN}) AS low, least(cost, at + {WITHIN}) AS high FROM own
          UNION ALL SELECT id, 0, least(cost, up) FROM side WHERE up > 0 AND id IN (SELECT id FROM own)
          UNION ALL SELECT id, greatest(0, cost - down), cost FROM side WHERE down > 0 AND id IN (SELECT id FROM own)),
united AS (SELECT range_agg(float8range(low, high)) AS stretches FROM piece GROUP BY id)
SELECT (SELECT count(*) FROM near), (SELECT sum(d) FROM near),
  (SELECT sum(least(cost, coalesce(up, 0) + coalesce(down, 0))) FROM side WHERE id NOT IN (SELECT id FROM own))
  + (SELECT sum(upper(s) - lower(s)) FROM united, unnest(stretches) AS s);
"""


def missing():
    """What there is too little of, or None."""
    if not list(pathlib.Path("/usr/share/postgresql").glob("*/extension/pgrouting.control")):
        return "pgRouting (apt install postgresql-15-pgrouting)"
    return None if shutil.which("ogr2ogr") else "ogr2ogr (apt install gdal-bin)"


class Clock:
    """Wall and processor seconds of what runs meanwhile: children of this process, and of the server."""

    def __init__(self, server=None):
        self.postmaster = (server.data / "postmaster.pid").read_text().split()[0] if server else None
        self.begun, self.used = time.perf_counter(), self.processor()

    def processor(self):
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        total = used.ru_utime + used.ru_stime
        if self.postmaster:
            # Of the server's sessions that have ended, in hundredths of a second.
            words = pathlib.Path(f"/proc/{self.postmaster}/stat").read_text().rsplit(")", 1)[1].split()
            total += (int(words[13]) + int(words[14])) / os.sysconf("SC_CLK_TCK")
        return total

    def read(self):
        """(Wall, processor) since it was made."""
        wall = time.perf_counter() - self.begun
        if self.postmaster:
            time.sleep(0.1)  # until the server knows that its session is gone
        return wall, self.processor() - self.used


class Peer:
    def __init__(self, threads):
        self.server = postgres.Server()
        self.server.sql(
            "CREATE EXTENSION pgrouting; CREATE TYPE float8range AS RANGE (subtype = float8, subtype_diff = float8mi);"
            "ALTER DATABASE city SET work_mem = '512MB'; ALTER DATABASE city SET maintenance_work_mem = '512MB';"
            f"ALTER DATABASE city SET jit = off; ALTER DATABASE city SET max_parallel_workers_per_gather = {threads - 1}")
        # No vacuum of its own accord in between: what is asked is analysed.
        self.server.sql("ALTER SYSTEM SET shared_buffers = '512MB'")
        self.server.sql("ALTER SYSTEM SET autovacuum = off")
        self.server.program("pg_ctl", "-D", self.server.data, "-w", "-l", self.server.folder / "log", "restart")

    def timed(self, text):
        """Rows of some SQL, and (wall, processor) seconds, the client's included."""
        clock = Clock(self.server)
        rows = self.server.sql(text)
        return rows, clock.read()

    def load(self, city, points, frame):
        """Seconds to load the layer of roads with its index, and the facilities."""
        self.server.sql("DROP TABLE IF EXISTS roads, places")
        clock = Clock(self.server)
        subprocess.run(["ogr2ogr", "-q", "-f", "PostgreSQL", "PG:" + self.server.words(), city, "roads", "-nlt", "LINESTRING",
                        "-explodecollections", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=id", "-select", "", "--config",
                        "PG_USE_COPY", "YES"], check=True)
        rows = "".join(f"{i}\tSRID={frame};POINT({x} {y})\n" for i, (x, y) in enumerate(points, 1))
        self.server.sql(f"CREATE TABLE places (pid bigint, geom geometry);\nCOPY places FROM STDIN;\n{rows}\\.\nANALYZE roads;")
        return clock.read()

    def graph(self, how):
        self.server.sql("DROP TABLE IF EXISTS edges, ends, roads_vertices_pgr")
        return self.timed(how)[1]

    def snap(self):
        self.server.sql("DROP TABLE IF EXISTS starts")
        return self.timed(SNAPPED)[1]

    def answer(self, question):
        """(Nodes, sum of their distances, covered length), and seconds."""
        rows, seconds = self.timed(ANSWER.replace("QUESTION", QUESTIONS[question]))
        nodes, far, covered = rows[0]
        return (int(nodes), float(far), float(covered)), seconds

    def distances(self, question):
        """Of each node by its number, and seconds of the bare question, of which only two sums are sent."""
        _, seconds = self.timed(f"SELECT count(*), sum(d) FROM ({QUESTIONS[question]}) AS t")
        return {int(node): float(d) for node, d in self.server.sql(QUESTIONS[question])}, seconds

    def take(self, edges, starts):
        """Edges (from, to, length) and starts (edge, distance) that were made elsewhere, in place of its own."""
        rows = "".join(f"{i}\t{int(a) + 1}\t{int(b) + 1}\t{length!r}\n" for i, (a, b, length) in enumerate(edges))
        places = "".join(f"{i}\t{int(e)}\t{min(1 - 2**-53, max(1e-300, at / edges[int(e)][2]))!r}\n"
                         for i, (e, at) in enumerate(starts, 1))
        self.server.sql("DROP TABLE IF EXISTS edges, starts; CREATE TABLE edges (id bigint, source bigint, target bigint, cost "
                        "float8); CREATE TABLE starts (pid bigint, edge_id bigint, fraction float8);\n"
                        f"COPY edges FROM STDIN;\n{rows}\\.\nCOPY starts FROM STDIN;\n{places}\\.\n"
                        "CREATE INDEX ON edges (id); ANALYZE edges; ANALYZE starts;")
