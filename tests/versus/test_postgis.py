"""kerb beside PostGIS: one SQL statement a question, on tables that are filled without kerb."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import postgres  # noqa: E402
import versus  # noqa: E402

SERVER = postgres.Server()
SIDES = f"'quad_segs={versus.EDGES}'"


def load(table, city, layer, columns=(), where="true"):
    """Fills a table with rows of a layer; columns: "name type", read by their names and kept as c1, c2 …"""
    names, types = [c.split(" ")[0] for c in columns], [c.split(" ")[1] for c in columns]
    rows = "\n".join("\t".join([str(fid), gpkg.wkb(blob).hex(), *("\\N" if v is None else str(v) for v in values)])
                     for fid, blob, *values in gpkg.blobs(city.path, layer, names, where) if blob)
    more = "".join(f", c{i} {kind}" for i, kind in enumerate(types, 1))
    SERVER.sql(f"DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (fid int PRIMARY KEY, geom geometry{more});\n"
               f"COPY {table} FROM STDIN;\n{rows}\n\\.\nCREATE INDEX ON {table} USING gist (geom); ANALYZE {table}")


def numbers(statement):
    """The one row that a statement gives."""
    (row,) = SERVER.sql(statement)
    return [float(value) for value in row]


def roads_are_lit(city):
    load("roads", city, city.roads, where=city.roads_where)
    load("lamps", city, city.lamps)
    result = city.lit()
    total, low, high = numbers(
        "WITH b AS (SELECT r.geom, ST_Union(ST_Buffer(l.geom, 30, {s})) AS low, ST_Union(ST_Buffer(l.geom, {o}, {s})) "
        "AS high FROM roads r LEFT JOIN lamps l ON ST_DWithin(r.geom, l.geom, {o}) GROUP BY r.fid) SELECT "
        "sum(ST_Length(geom)), sum(ST_Length(ST_Intersection(geom, low))), sum(ST_Length(ST_Intersection(geom, high))) "
        "FROM b".format(s=SIDES, o=versus.outer(30)))
    versus.same("length", result["total_m"], total)
    versus.between("lit", low, result["covered_m"], high)
    print(f"lit: {low:.3f} < {result['covered_m']:.3f} < {high:.3f} of {total:.0f} m")


def ground_is_near_parks(city):
    load("parks", city, city.parks)
    load("zones", city, city.zones, [f"{city.zone_key} text"], city.zones_where)
    covered = city.ground("--within", "300m")
    low, high = ("(SELECT ST_Union(part) FROM (SELECT geom FROM parks UNION ALL SELECT ST_Buffer("
                 f"(ST_DumpSegments(geom)).geom, {radius}, {SIDES}) FROM parks) AS t (part))"
                 for radius in (300, versus.outer(300)))
    # What several zones claim is that of the first key, as kerb counts it.
    own = ("SELECT z.c1, coalesce(ST_Difference(z.geom, (SELECT ST_Union(o.geom) FROM zones o WHERE o.c1 < z.c1 COLLATE "
           "\"C\" AND ST_Area(ST_Intersection(o.geom, z.geom)) > 0)), z.geom) AS geom FROM zones z")
    rows = SERVER.sql(f"WITH r AS MATERIALIZED (SELECT {low} AS low, {high} AS high), own AS MATERIALIZED ({own}) SELECT c1, "
                      "ST_Area(geom), ST_Area(ST_Intersection(geom, low)), ST_Area(ST_Intersection(geom, high)) FROM own, r")
    assert covered.keys() == {row[0] for row in rows} and len(rows) > 10, rows
    for key, whole, low, high in rows:
        versus.between(key, float(low), covered[key], float(high), float(whole))
    print(f"near parks: {sum(float(r[2]) for r in rows):.1f} < {sum(covered.values()):.1f} < "
          f"{sum(float(r[3]) for r in rows):.1f} m²")


def people_are_near_parks(city):
    """Who is within 300 m, exactly, and how far it is: percentile_disc is the quantile of type 1."""
    load("homes", city, "buildings", ["population float8"])
    result = versus.ask("points", "--points", city["buildings"], "--weight", "population", "--assets",
                        city[city.parks], "--within", "300m")
    count, people, served, served_people = numbers(
        "SELECT count(*), sum(c1), count(*) FILTER (WHERE near), sum(c1) FILTER (WHERE near) FROM (SELECT c1, EXISTS "
        "(SELECT FROM parks p WHERE ST_DWithin(ST_Centroid(h.geom), p.geom, 300)) AS near FROM homes h) t")
    assert [count, people, served, served_people] == [
        result[k] for k in ("count", "weight", "served", "served_weight")], (served, served_people, result)
    distances = numbers(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY d), percentile_disc(0.9) WITHIN GROUP (ORDER BY d), "
        "percentile_disc(0.95) WITHIN GROUP (ORDER BY d), max(d) FROM homes h CROSS JOIN LATERAL (SELECT "
        "ST_Distance(ST_Centroid(h.geom), p.geom) FROM parks p ORDER BY ST_Centroid(h.geom) <-> p.geom LIMIT 1) n (d)")
    for name, peer in zip(("p50_m", "p90_m", "p95_m", "max_m"), distances):
        versus.same(name, result["distance"][name], peer)
    print(f"near a park: {served_people:.0f} of {people:.0f} people, the farthest {distances[-1]:.3f} m away")


def roads_are_dense(city):
    """No road runs along a border here, so a district drawn 10 µm in or out bounds what crosses it."""
    load("roads", city, "roads")
    result = versus.ask("density", *city.by_zone(), "--lines", city["roads"])
    told = {zone["id"]: zone for zone in result["zones"]}
    rows = SERVER.sql(
        "SELECT z.c1, ST_Area(z.geom), sum(ST_Length(ST_Intersection(r.geom, ST_Buffer(z.geom, -1e-5)))), "
        "sum(ST_Length(ST_Intersection(r.geom, ST_Buffer(z.geom, 1e-5)))) FROM zones z JOIN roads r ON "
        "ST_Intersects(r.geom, ST_Buffer(z.geom, 1e-5)) GROUP BY z.fid")
    assert told.keys() == {row[0] for row in rows}
    for key, ground, low, high in rows:
        versus.same(key, told[key]["area_m2"], float(ground))
        assert float(low) < told[key]["length_m"] < float(high) < float(low) + 0.01, (key, low, told[key], high)
        versus.same(key, told[key]["km_per_km2"], told[key]["length_m"] / float(ground) * 1000)
    (inside,) = numbers("SELECT sum(ST_Length(ST_Intersection(r.geom, z.geom))) FROM roads r, (SELECT ST_Union(geom) "
                        "AS geom FROM zones) z")
    versus.same("inside", result["inside"]["length_m"], inside)
    print(f"density: {inside:.3f} m of roads in {len(rows)} districts")


def lamps_are_spaced(city):
    """A lamp is on the nearest road within 15 m, the first of several that are equally near."""
    load("roads", city, "roads")
    load("lamps", city, "streetlights")
    result = versus.ask("spacing", "--lines", city["roads"], "--assets", city["streetlights"], "--limit", "40m")
    placed, count, mean, median, p95, most, over, over_m = numbers(
        "WITH spot AS (SELECT n.fid, ST_LineLocatePoint(ST_GeometryN(n.geom, 1), l.geom) * ST_Length(n.geom) AS at "
        "FROM lamps l CROSS JOIN LATERAL (SELECT * FROM roads r WHERE ST_DWithin(r.geom, l.geom, 15) ORDER BY "
        "ST_Distance(r.geom, l.geom), fid LIMIT 1) n), gap AS (SELECT at - lag(at) OVER (PARTITION BY fid ORDER BY at) "
        "AS m FROM spot) SELECT (SELECT count(*) FROM spot), count(m), avg(m), percentile_disc(0.5) WITHIN GROUP (ORDER "
        "BY m), percentile_disc(0.95) WITHIN GROUP (ORDER BY m), max(m), count(*) FILTER (WHERE m > 40), sum(m) FILTER "
        "(WHERE m > 40) FROM gap")
    assert [placed, count, over] == [result[k] for k in ("assets", "count", "over_count")], (placed, count, over)
    for name, peer in (("mean_m", mean), ("median_m", median), ("p95_m", p95), ("max_m", most), ("over_m", over_m)):
        versus.same(name, result[name], peer)
    print(f"spacing: {count:.0f} of {placed:.0f} lamps, {mean:.6f} m on average")


def assets_are_in_conflict(city):
    load("billboards", city, "billboards", ["key text"])
    load("parks", city, city.parks, ["key text"])
    load("digs", city, "excavation_permits", ["key text", "start date", "end date"])
    load("roads", city, "roads", ["key text"])
    found = pairs(city, "billboards", "green_spaces")
    assert found.keys() == peer_pairs("billboards a, parks b WHERE ST_Relate(a.geom, b.geom, 'T********')"), found
    found = pairs(city, "excavation_permits", "roads")
    common = SERVER.sql("SELECT a.c1, b.c1, ST_Length(ST_Intersection(a.geom, b.geom)) FROM digs a JOIN roads b ON "
                        "ST_Relate(a.geom, b.geom, 'T********')")
    assert found.keys() == {tuple(row[:2]) for row in common} and len(common) > 100, len(common)
    for of, against, length in common:
        versus.same((of, against), found[of, against]["length_m"], float(length))
    found = pairs(city, "excavation_permits", "excavation_permits", "--start", "start", "--end", "end")
    peer = peer_pairs("digs a, digs b WHERE a.fid < b.fid AND ST_Relate(a.geom, b.geom, 'T********') AND "
                      "daterange(a.c2, a.c3, '[]') && daterange(b.c2, b.c3, '[]')")
    assert {frozenset(pair) for pair in found} == {frozenset(pair) for pair in peer}, (found, peer)
    print(f"conflicts: {len(common)} permits on roads, {len(found)} pairs of permits")


def pairs(city, of, against, *more):
    result = versus.ask("conflicts", "--of", city[of], "--against", city[against], *more)
    assert result["pair_count"] == len(result["conflicts"]) > 0, result
    return {(c["of"], c["against"]): c for c in result["conflicts"]}


def peer_pairs(where):
    return {tuple(row) for row in SERVER.sql(f"SELECT a.c1, b.c1 FROM {where}")}


def main():
    for city in versus.cities():
        print(city.path.name)
        roads_are_lit(city)
        ground_is_near_parks(city)
        if city.is_sample:
            for question in (people_are_near_parks, roads_are_dense, lamps_are_spaced, assets_are_in_conflict):
                question(city)


main()
