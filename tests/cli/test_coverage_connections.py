"""kerb coverage connections: on streets that can be worked out by hand, on a synthetic city, and on real ones."""
import csv
import io
import json
import math
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import gpkg  # noqa: E402
from geojson import FOLDER, X, Y, box, line, point, write  # noqa: E402
from naive_streets import Streets  # noqa: E402
from support import fits, kerb, run_all, sample_city, schema  # noqa: E402

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "/nowhere"))
CAMBRIDGE = DATA / "cambridge_ma" / "cambridge_ma.gpkg"
HELSINKI = DATA / "helsinki" / "helsinki_centre_osm.gpkg"
LIECHTENSTEIN = DATA / "liechtenstein" / "liechtenstein_2015-07-27.osm.pbf"

# A block of 400 m by 100 m; two lanes lead into it, 20 m apart. A path by itself lies to the east.
RING = line((0, 0), (200, 0), (400, 0), (400, 100), (200, 100), (0, 100), (0, 0), key="环路", layer="0", oneway="no")
SOUTH = line((200, 0), (200, 40), key="south lane", layer="0", oneway="yes")
NORTH = line((200, 100), (200, 60), key="north lane", layer="0", oneway="-1")
PATH = line((450, 0), (450, 0), (450, 30), key="a path", layer=None, oneway=None)
ROADS = write("道路.geojson", [RING, SOUTH, NORTH, PATH])
ZONES = write("zones.geojson", [box(-100, -100, 300, 200, key="west"), box(300, -100, 600, 200, key="east")])
RIVER = write("river.geojson", [line((-50, 50), (500, 50), key="river"), point(200, 50, key="a ford")])


def ask(*more, lines=ROADS, code=0, **options):
    return kerb("coverage", "connections", "--lines", lines, *more, code=code, **options)


def measure(*more, **options):
    envelope = json.loads(ask("-f", "json", *more, **options).stdout)
    fits(envelope, schema("coverage-connections"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    result = envelope["result"]
    assert result["components"]["count"] >= len(result["components"]["items"])
    return envelope, result


def what_hangs_together_and_where_it_ends():
    _, result = measure("--margin", "0m", "--zones", ZONES)
    # Nodes: start of the ring, both forks, both ends of lanes, both ends of the path.
    assert (result["nodes"], result["edges"], result["length_m"]) == (7, 6, 1000 + 80 + 30), result
    parts = result["components"]
    assert (parts["count"], parts["largest_m"]) == (2, 1080) and math.isclose(parts["largest_share"], 1080 / 1110)
    assert [p["length_m"] for p in parts["items"]] == [1080, 30] and [p["edges"] for p in parts["items"]] == [5, 1]
    ends = result["dead_ends"]
    assert (ends["count"], ends["of"], ends["junctions"], ends["at_boundary"]) == (4, 6, 2, 0), ends
    assert math.isclose(ends["share"], 4 / 6)
    told = [(e["line"], e["blind_m"], e["to_junction"], e["zone"]) for e in ends["items"]]
    assert told == [("south lane", 40, True, "west"), ("north lane", 40, True, "west"),
                    ("a path", 30, False, "east"), ("a path", 30, False, "east")], told


def the_best_link_comes_first():
    _, result = measure("--zones", ZONES, "--margin", "0m")
    links = result["connections"]
    best = {(link["line"], link["to_line"]): link for link in links}
    lanes = best.get(("south lane", "north lane")) or best[("north lane", "south lane")]
    assert (lanes["link_m"], lanes["walk_m"], lanes["detour"]) == (20, 580, 29), lanes
    # Within 500 m of the lane's end: 460 m each way along the ring leave 80 m, and the other lane is 40 m.
    assert math.isclose(lanes["gained_m"], 80 + 40), lanes
    assert ("north lane", "south lane") not in best or ("south lane", "north lane") not in best, "told once"
    path = [link for link in links if link["line"] == "a path"]
    assert path and all(link["walk_m"] is None and link["detour"] is None for link in path), path
    assert [link["rank"] for link in links] == list(range(1, len(links) + 1))
    assert [link["gained_m"] for link in links] == sorted((link["gained_m"] for link in links), reverse=True)
    # From the path's end at (450, 0) to (400, 0): of 450 m that are left both ways all the ring but 100 m, both lanes.
    assert math.isclose(path[0]["gained_m"], 900 + 80) and path[0]["link_m"] == 50, path[0]


def options_of_links():
    only = ("--where", "key <> 'a path'", "--margin", "0m", "--zones", ZONES)
    assert measure(*only)[1]["connection_count"] == 1
    assert measure(*only, "--within", "19.9m")[1]["connection_count"] == 0
    assert measure(*only, "--detour", "29")[1]["connection_count"] == 1
    assert measure(*only, "--detour", "29.01")[1]["connection_count"] == 0
    assert measure(*only, "--walk", "30m")[1]["connections"][0]["gained_m"] == 10
    envelope, result = measure(*only, "--barriers", RIVER)
    assert result["connection_count"] == 0, result["connections"]
    assert [s for s in envelope["skipped"] if s["reason"] == "tools.point_barrier"][0]["count"] == 1
    assert [layer["role"] for layer in envelope["layers"]] == ["lines", "zones", "barriers"]


def ends_that_are_none():
    _, result = measure()  # the box around all streets, 20 m in
    ends = result["dead_ends"]
    assert (ends["count"], ends["at_boundary"]) == (2, 2), ends
    _, result = measure("--zones", ZONES, "--designed", "key = 'a path'")
    ends = result["dead_ends"]
    assert (ends["count"], ends["designed"], ends["at_boundary"], ends["of"]) == (2, 2, 0, 6), ends
    _, result = measure("--zones", ZONES, "--zones-where", "key = 'west'", "--margin", "1m")
    assert (result["dead_ends"]["count"], result["dead_ends"]["at_boundary"]) == (2, 2), "the path lies outside"


def a_blind_street_inside_a_ring_is_one():
    # The ring's north side has no node; the box of the nodes alone would be flat.
    ring = write("ring.geojson", [line((0, 0), (500, 0), (1000, 0), key="south"),
                                  line((0, 0), (0, 1000), (1000, 1000), (1000, 0), key="ring"),
                                  line((500, 0), (500, 300), key="blind")])
    _, result = measure("--fail-if", "dead_end_count>0", lines=ring, code=1)
    ends = result["dead_ends"]
    assert [(e["line"], e["blind_m"]) for e in ends["items"]] == [("blind", 300)] and ends["at_boundary"] == 0, ends


def an_end_on_a_street_without_a_node():
    tee = write("tee.geojson", [line((0, 0), (300, 0), key="through"), line((100, 0), (100, 90), (300, 90), (300, 0), key="side"),
                                line((-50, -300), (350, -300), key="far"), line((-50, 400), (350, 400), key="far too")])
    _, result = measure("--margin", "5m", "--detour", "1", lines=tee)
    touching = [link for link in result["connections"] if link["link_m"] == 0]
    assert [(k["line"], k["to_line"], k["walk_m"], k["detour"]) for k in touching] == [("side", "through", 580, None)], result
    text = ask("--margin", "5m", "--detour", "1", lines=tee).stdout
    assert "links without a length: 1" in text and "inf" not in text, text
    _, result = measure("--margin", "5m", "--detour", "1", "--node", "everywhere", lines=tee)
    assert all(link["link_m"] > 0 for link in result["connections"]), result


def where_streets_meet():
    cross = write("cross.geojson", [line((0, 0), (100, 0), key="a", layer=0), line((50, -50), (50, 50), key="b", layer=1),
                                    line((50.3, 50.4), (90, 90), key="c", layer=0),
                                    line((20, 0.3), (20, 40), key="d", layer=0)])
    assert measure(lines=cross)[1]["edges"] == 4
    _, result = measure("--node", "everywhere", lines=cross)
    assert (result["edges"], result["components"]["count"]) == (6, 3), result
    _, result = measure("--node", "everywhere", "--level-field", "layer", lines=cross)
    assert (result["edges"], result["components"]["count"]) == (4, 4), "a bridge"
    _, result = measure("--node", "everywhere", "--join", "0.5m", lines=cross)
    assert (result["edges"], result["components"]["count"], result["joined_count"]) == (7, 1, 2), result
    joined = {j["line"]: j for j in result["joined"]}
    assert (joined["c"]["other_line"], joined["c"]["end"]) == ("b", "start") and math.isclose(joined["c"]["gap_m"], 0.5)
    assert joined["d"]["other_line"] == "a" and math.isclose(joined["d"]["gap_m"], 0.3, rel_tol=1e-6)
    assert math.isclose(joined["d"]["to_y"], Y) and result["length_m"] == measure(lines=cross)[1]["length_m"]
    _, result = measure("--node", "ends", lines=ROADS)
    assert (result["edges"], result["nodes"]) == (4, 7), result


def words_of_direction_and_level():
    odd = write("odd.geojson", [line((0, 0), (9, 0), key="a", way="Yes", level="1"),
                                line((0, 0), (0, 9), key="b", way="perhaps", level="0;1"),
                                line((0, 0), (-9, 0), key="c", way=" -1\t", level="-2")])
    envelope, _ = measure("--one-way-field", "way", "--level-field", "level", lines=odd)
    told = {(i["reason"], i["key"]) for i in envelope["issues"]}
    assert told == {("tools.bad_one_way", "b"), ("tools.bad_level", "b")}, told
    assert envelope["issue_count"] == 2


def lines_that_are_none_are_counted():
    bad = write("bad.geojson", [RING, line((7, 7), (7, 7), key="a dot"), line((9, 9), (9, 9.0004), key="half a mm"),
                                line((0, 0), (5, 5), key="twice"), line((5, 5), (0, 0), key="twice again"),
                                {"type": "Feature", "properties": {"key": "nowhere"}, "geometry": None}])
    envelope, result = measure(lines=bad)
    left_out = sum(s["count"] for s in envelope["skipped"])
    assert envelope["read"] == 6 and left_out >= 1, envelope
    assert left_out + result["without_length"] == 3, (envelope["skipped"], result["without_length"])
    assert result["repeated"] == 1 and result["length_m"] == 1000 + 2 * math.hypot(5, 5)
    text = ask(lines=bad).stdout
    assert "drawn twice: 1" in text, text


def table_csv_and_languages():
    table = ask("--margin", "0m", "--zones", ZONES).stdout
    assert table.splitlines()[0] == "4 of 6 ends and junctions are dead ends (66.7 %)", table
    assert "97.3 % of 1110 m hang together; 2 parts in all" in table, table
    assert "29.0" in table and "no way" in table and "south lane" in table and "环路" in table, table
    table = ask("--margin", "0m", "--zones", ZONES, language="zh").stdout
    assert "断头路" in table and "dead end" not in table and "环路" in table, table
    rows = list(csv.DictReader(io.StringIO(ask("-f", "csv", "--margin", "0m", "--zones", ZONES).stdout)))
    _, result = measure("--margin", "0m", "--zones", ZONES)
    assert len(rows) == result["connection_count"] > 0
    for row, link in zip(rows, result["connections"]):
        assert (row["line"], row["to_line"]) == (link["line"], link["to_line"])
        for name in ("x", "y", "to_x", "to_y", "link_m", "walk_m", "detour", "gained_m", "blind_m"):
            assert (float(row[name]) if row[name] else None) == link[name], (name, row, link)
    _, result = measure("--top", 1, "--margin", "0m", "--zones", ZONES)
    assert len(result["connections"]) == len(result["dead_ends"]["items"]) == 1 < result["connection_count"]


def layers_say_what_was_found():
    out = FOLDER / "links.gpkg"
    _, result = measure("--zones", ZONES, "--margin", "0m", "-o", out)
    ends = list(gpkg.rows(out, "dead_ends", ["line", "blind_m", "zone"]))
    assert [(r[1][0], *r[2:]) for r in ends] == [("point", e["line"], e["blind_m"], e["zone"])
                                                 for e in result["dead_ends"]["items"]], ends
    links = list(gpkg.rows(out, "connections", ["rank", "line", "link_m", "gained_m"]))
    for (_, shape, *fields), link in zip(links, result["connections"]):
        assert fields == [link["rank"], link["line"], link["link_m"], link["gained_m"]]
        assert shape == ("line", [[(link["x"], link["y"]), (link["to_x"], link["to_y"])]]), shape
    streets = list(gpkg.rows(out, "streets", ["line", "length_m", "component", "component_m"]))
    assert len(streets) == result["edges"] and {r[4] for r in streets} == {1, 2}
    for _, (_, parts), _, length, component, size in streets:
        drawn = sum(math.dist(a, b) for part in parts for a, b in zip(part, part[1:]))
        assert math.isclose(drawn, length) and size == [1080, 30][component - 1]
    assert not list(gpkg.rows(out, "joined_ends", ["line"]))
    before = out.read_bytes()
    ask("-o", out, code=2)
    assert out.read_bytes() == before
    before = RIVER.read_bytes()
    ask("--barriers", RIVER, "--overwrite", "-o", RIVER, code=2)
    assert RIVER.read_bytes() == before
    dry = FOLDER / "dry.gpkg"
    assert "dry.gpkg" in ask("--dry-run", "-o", dry).stdout and not dry.exists()


def wrong_use_is_told():
    for arguments, word in ((["--within", "1"], "--within"), (["--join", "x"], "--join"), (["--walk", "-1m"], "--walk"),
                            (["--margin", "many"], "--margin"), (["--node", "nowhere"], "vertices"),
                            (["--detour", "0.5"], "--detour"), (["--level-field", "floor"], "layer"),
                            (["--fail-if", "ends<1"], "dead_end_count")):
        done = ask(*arguments, code=2)
        assert word in done.stderr and done.stdout == "", (arguments, done.stderr)
    assert "--lines" in kerb("coverage", "connections", code=2).stderr
    assert "/nowhere" in ask(lines="/nowhere/roads.gpkg", code=3).stderr
    assert ask(lines=write("none.geojson", []), code=3).stdout == ""
    ask("--fail-if", "dead_end_count>1", code=1)
    ask("--fail-if", "dead_end_count>2")
    ask("--fail-if", "largest_share<0.98", code=1)


def same_bytes_for_any_threads():
    more = ("--node", "everywhere", "--join", "0.5m", "--barriers", RIVER)
    assert len({ask("-f", "json", *more, "--threads", n).stdout for n in (1, 2, 4)}) == 1


def ground_measure_divides_lengths():
    _, grid = measure()
    _, ground = measure("--measure", "ground")
    assert math.isclose(ground["length_m"], grid["length_m"] / 0.9996, rel_tol=1e-6)
    assert math.isclose(ground["connections"][0]["link_m"], grid["connections"][0]["link_m"] / 0.9996, rel_tol=1e-6)


def like_counting_points(result, streets, lengths=True):
    ends = result["dead_ends"]
    assert (result["nodes"], result["edges"]) == (len(streets.links), len(streets.edges)), (
        result["nodes"], result["edges"], len(streets.links), len(streets.edges))
    assert ends["count"] + ends["at_boundary"] + ends["designed"] == len(streets.ends()), ends["count"]
    assert ends["junctions"] == streets.junctions()
    sizes = streets.components()
    assert result["components"]["count"] == len(sizes)
    if lengths:
        told = sorted((c["length_m"] for c in result["components"]["items"]), reverse=True)
        assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(told, sizes)), (told[:3], sizes[:3])
        by_place = {(e["x"], e["y"]): e for e in ends["items"]}
        found = [(by_place[n[0]]["blind_m"], streets.blind(n)) for n in streets.ends() if n[0] in by_place]
        assert len(found) == len(by_place) and all(math.isclose(a, b, rel_tol=1e-9) for a, b in found)


def say(name, result):
    ends, parts = result["dead_ends"], result["components"]
    best = result["connections"][0] if result["connections"] else None
    print(f"{name}: {ends['count']} of {ends['of']} ends and junctions are dead ends, {parts['count']} parts, the "
          f"largest {parts['largest_share']:.2%} of {result['length_m'] / 1000:.1f} km; {result['joined_count']} joined; "
          f"{result['connection_count']} links" + (
              f", the best {best['link_m']:.0f} m opens {best['gained_m']:.0f} m (walk today {best['walk_m']})"
              if best else ""))


def synthetic_city():
    city = FOLDER / "city" / "city.gpkg"
    sample_city(FOLDER / "city")
    streets = Streets([(0, g[1]) for _, g in gpkg.rows(city, "roads") if g])
    _, result = measure(lines=f"{city}::roads")
    like_counting_points(result, streets)
    say("Sample city", result)


def cambridge():
    if not CAMBRIDGE.exists():
        print("skipped: no data of Cambridge")
        return
    streets = Streets([(0, g[1]) for _, g in gpkg.rows(CAMBRIDGE, "street_centerlines") if g])
    source = f"{CAMBRIDGE}::street_centerlines"
    zones = ("--zones", f"{CAMBRIDGE}::city_boundary", "--margin", "50m")
    _, result = measure(*zones, lines=source)
    like_counting_points(result, streets)
    _, result = measure(*zones, "--join", "1m", "--barriers", f"{CAMBRIDGE}::water_bodies", lines=source)
    say("Cambridge", result)


def helsinki():
    if not HELSINKI.exists():
        print("skipped: no data of Helsinki")
        return
    source = f"{HELSINKI}::roads"
    rows = [(g, level) for _, g, level in gpkg.rows(HELSINKI, "roads", ["layer"]) if g]
    _, result = measure("--one-way-field", "oneway", lines=source)
    like_counting_points(result, Streets([(0, g[1]) for g, _ in rows]), lengths=False)
    number = lambda text: int(text) if text and text.lstrip("-").isdigit() else 0  # noqa: E731
    envelope, result = measure("--level-field", "layer", "--one-way-field", "oneway", "--barriers",
                               f"{HELSINKI}::water", "--barriers", f"{HELSINKI}::buildings", lines=source)
    like_counting_points(result, Streets([(number(level), g[1]) for g, level in rows]), lengths=False)
    odd = sum(1 for _, level in rows if level and not level.lstrip("-").isdigit())
    assert sum(i["count"] for i in envelope["issue_reasons"] if i["reason"] == "tools.bad_level") == odd > 0
    say("Helsinki", result)


def liechtenstein():
    if not LIECHTENSTEIN.exists():
        print("skipped: no data of Liechtenstein")
        return
    country = FOLDER / "country.gpkg"
    kerb("import", LIECHTENSTEIN, "--mapping", "osm", "-o", country, "--quiet")
    streets = Streets([(0, g[1]) for _, g in gpkg.rows(country, "roads") if g])
    _, result = measure(lines=f"{country}::roads")
    like_counting_points(result, streets, lengths=False)
    say("Liechtenstein", result)


run_all([what_hangs_together_and_where_it_ends, the_best_link_comes_first, options_of_links, ends_that_are_none,
         a_blind_street_inside_a_ring_is_one, an_end_on_a_street_without_a_node,
         where_streets_meet, words_of_direction_and_level, lines_that_are_none_are_counted, table_csv_and_languages,
         layers_say_what_was_found, wrong_use_is_told, same_bytes_for_any_threads, ground_measure_divides_lengths,
         synthetic_city, cambridge, helsinki, liechtenstein])
