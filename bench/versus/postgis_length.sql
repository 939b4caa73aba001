-- Covered length of roads in exact arithmetic: the chord that each lamp's disc cuts out of each segment, united as
-- ranges. No buffers. Needs tables roads(geom) and lamps(geom, indexed) in one plane, psql variable reach.
WITH chain AS (
  SELECT (ST_DumpSegments(geom)).geom AS geom FROM roads
), segment AS MATERIALIZED (
  SELECT row_number() OVER () AS id, geom, ST_Length(geom) AS length,
         ST_X(ST_StartPoint(geom)) AS ax, ST_Y(ST_StartPoint(geom)) AS ay,
         ST_X(ST_EndPoint(geom)) AS bx, ST_Y(ST_EndPoint(geom)) AS by
  FROM chain
), near AS (
  SELECT s.id, s.length,
         ((ST_X(l.geom) - ax) * (bx - ax) + (ST_Y(l.geom) - ay) * (by - ay)) / s.length AS t,
         abs((ST_X(l.geom) - ax) * (by - ay) - (ST_Y(l.geom) - ay) * (bx - ax)) / s.length AS across
  FROM segment s JOIN lamps l ON l.geom && ST_Expand(s.geom, :reach)
  WHERE s.length > 0
), chord AS (
  SELECT id, length, t - half AS low, t + half AS high
  FROM (SELECT id, length, t, sqrt((:reach - across) * (:reach + across)) AS half FROM near WHERE across <= :reach) c
  WHERE t - half < length AND t + half > 0
), lit AS (
  SELECT range_agg(float8range(greatest(low, 0), least(high, length))) AS stretches FROM chord GROUP BY id
)
SELECT (SELECT sum(upper(stretch) - lower(stretch)) FROM lit, unnest(stretches) AS stretch),
       (SELECT sum(length) FROM segment);
