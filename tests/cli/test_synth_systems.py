"""What was planted in the systems of the sample city is what the indicators find: k and n come from truth.json."""
import json
import math
import pathlib
import sqlite3
import tempfile

from support import kerb, run_all

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "sample" / "city.gpkg"


def truth():
    return json.loads((CITY.parent / "truth.json").read_text(encoding="utf-8"))["systems"]


def indicators(profile):
    kerb("score", CITY, "--profile", profile, "-o", FOLDER / profile, "--overwrite")
    result = json.loads((FOLDER / profile / "score.json").read_text(encoding="utf-8"))["result"]
    return {i["id"]: i for i in result["indicators"]}


def close(value, told):
    assert math.isclose(value, told, rel_tol=1e-9, abs_tol=0), (value, told)


def make_the_sample():
    kerb("synth", "--seed", "7", "--size", "s", "-o", CITY.parent)
    told = truth()
    assert told["roads"]["dead_ends"] and told["landscape_lamps"]["out"] and told["outside_the_grids"], told


def the_sheet_finds_what_was_planted():
    told, found = truth(), indicators("cn-kaoping")
    ends = found["road.dead_end"]
    assert ends["k"] == ends["value"] == len(told["roads"]["dead_ends"]), ends
    assert set(ends["worst"]) <= set(told["roads"]["dead_ends"]), ends["worst"]
    separate = found["drain.separation"]
    drains = told["drains"]
    close(separate["k"], drains["storm_m"] + drains["sewage_m"])
    close(separate["n"], drains["storm_m"] + drains["sewage_m"] + drains["combined_m"])
    dredged = found["drain.dredged"]
    assert (dredged["k"], dredged["n"]) == (told["dredging"]["done_m3"], told["dredging"]["all_m3"]), dredged
    grids = found["grid.assigned"]
    assert grids["n"] - grids["k"] == len(told["outside_the_grids"]), grids
    assert set(grids["worst"]) <= set(told["outside_the_grids"]), grids["worst"]


def national_standards_find_what_was_planted():
    told, found = truth(), indicators("cn-gb")
    lamps, out = told["landscape_lamps"]["count"], len(told["landscape_lamps"]["out"])
    looks = found["light.landscape"]
    assert (looks["k"], looks["n"]) == (lamps - out, lamps), looks
    assert set(looks["worst"]) <= set(told["landscape_lamps"]["out"]), looks["worst"]
    assert found["light.lit"]["n"] <= 33000, found["light.lit"]  # the road's lamps alone
    bays = found["park.bays"]
    assert (bays["k"], bays["n"]) == (told["parking"]["bays"], told["parking"]["vehicles"]), bays


def other_systems_find_what_was_planted():
    told, found = truth(), indicators("cn-systems")
    bridges = found["bridge.recorded"]
    assert bridges["n"] == told["bridges"]["count"], bridges
    assert bridges["n"] - bridges["k"] == len(told["bridges"]["unrecorded"]), bridges
    assert sorted(bridges["worst"]) == told["bridges"]["unrecorded"], bridges["worst"]
    close(found["water.mains"]["k"], told["water_mains"]["length_m"])


def large_parks_are_within_reach():
    """Only the planted parks have a hectare: who lives within 300 m of one by the straight line is counted here."""
    told, found = truth(), indicators("green-3-30-300")["green.300m"]
    with sqlite3.connect(CITY) as base:
        people, = base.execute("select sum(population) from buildings").fetchone()
        keys = [row[0] for row in base.execute("select key from green_spaces where key like 'GP-%' order by key")]
    assert keys == told["green"]["large_parks"], keys
    assert found["n"] == people and 0 < found["k"] < 0.1 * people, found


def shade_is_where_trees_were_planted():
    """A tree within 10 m of a line of no width shades it 6.6 m each way: never more than the trees that were planted."""
    told, shade = truth(), indicators("cn-yuanlin")["green.shade"]
    with sqlite3.connect(CITY) as base:
        marks = ",".join("?" * len(told["roads"]["shaded"]))
        classes = base.execute(f"select road_class, count(*) from roads where key in ({marks}) group by 1",
                               told["roads"]["shaded"]).fetchall()
        trees, = base.execute("select count(*) from trees where key like 'TS-%'").fetchone()
    assert classes == [("local", len(told["roads"]["shaded"]))], classes
    assert trees == told["green"]["street_trees"] + told["green"]["park_trees"], trees
    # Behind the kerb of a street 12 m wide, that is 7.5 m from its line; every 10 m, and one at each end.
    reach = 2 * math.sqrt(10 ** 2 - 7.5 ** 2)
    between = 10 * (told["green"]["street_trees"] - len(told["roads"]["shaded"]))
    most = between + (reach + 0.5) * len(told["roads"]["shaded"])
    assert 0.95 * between < shade["k"] < most * 1.05, (between, shade["k"], most)


run_all([make_the_sample, the_sheet_finds_what_was_planted, national_standards_find_what_was_planted,
         other_systems_find_what_was_planted, large_parks_are_within_reach, shade_is_where_trees_were_planted])
