"""Sources of kerb outage: names of fields, words for states, dates, and which layers are lamps."""
import itertools
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from support import kerb, run_all, sample_city  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CRS = ("--source-crs", "EPSG:4326")
NAMES = (f"{i}.csv" for i in itertools.count())


def table(head, rows, name=None):
    path = FOLDER / (name or next(NAMES))
    path.write_text(head + "\n" + "".join(",".join(str(cell) for cell in row) + "\n" for row in rows), encoding="utf-8")
    return path


def lamps(count=10, head="lamp_id,lon,lat,circuit", more=lambda i: (f"C{i // 5}",), name=None):
    return table(head, [(f"L{i:03}", f"{114.07 + i * 3e-4:.6f}", 32.13, *more(i)) for i in range(count)], name)


def rates(*arguments, code=0):
    done = kerb("outage", "rates", *arguments, *CRS, "--by", "circuit", "-f", "json", code=code)
    return json.loads(done.stdout) if code == 0 else done


def reasons(document):
    """Of issues; rows without a key are named by their number, which is told but harmless."""
    return {one["reason"]: one["count"] for one in document["issue_reasons"] if one["reason"] != "asset.no_key"}


def events_may_be_lamp_from_to():
    for form in (("2024-11-01 20:00", "2024-11-03 20:00"), ("11/01/2024 08:00:00 PM", "11/03/2024 08:00:00 PM")):
        log = table("lamp,from,to", [("L003", *form), ("L004", form[0], "")])
        for at, out in (("2024-11-02T21:00", 2), ("2024-11-04T21:00", 1), ("2024-10-30T21:00", 0)):
            night = rates("--lamps", lamps(), "--events", log, "--at", at)["result"]["night"]
            assert (night["n"], night["out"]) == (10, out), (form, at, night)
    log = table("circuit,from,to", [("C1", "2024-11-01 20:00", "")])
    assert rates("--lamps", lamps(), "--events", log, "--at", "2024-11-02T21:00")["result"]["night"]["out"] == 5


def patrols_and_readings_take_the_dates_of_events():
    looks = [(f"L{i:03}", "11/20/2024 08:15:00 PM", "out" if i == 2 else "lit") for i in range(10)]
    night = rates("--lamps", lamps(), "--patrol", table("lamp,time,state", looks))
    assert night["result"]["night"]["out"] == 1 and not reasons(night)
    assert night["result"]["round"] == "2024-11-20"
    said = [(f"L{i:03}", "11/20/2024 08:15:00 PM", 0 if i < 3 else 1) for i in range(10)]
    found = rates("--lamps", lamps(), "--telemetry", table("lamp,time,on", said))["result"]
    assert found["source"] == "telemetry" and (found["overall"]["n"], found["overall"]["out"]) == (10, 3)


def columns_of_readings_say_what_was_measured():
    for column, dark, lit in (("on", 0, 1), ("power", 0, 57.5), ("current", 0, 0.26), ("电流", 0, 0.26)):
        said = table(f"lamp,time,{column}", [(f"L{i:03}", "2024-11-20T21:00", dark if i < 2 else lit) for i in range(10)])
        found = rates("--lamps", lamps(), "--telemetry", said)["result"]["overall"]
        assert (found["n"], found["out"]) == (10, 2), (column, found)
    # A circuit's current is a current without a column that says so, so the dead circuit is heard of.
    looks = table("lamp,time,state", [(f"L{i:03}", "2024-11-20T21:00", "out" if i < 5 else "lit") for i in range(10)])
    currents = table("circuit,time,on,current", [("C0", "2024-11-20T20:55", 1, 0), ("C1", "2024-11-20T20:55", 1, 9.5)])
    heard = rates("--lamps", lamps(), "--patrol", looks, "--telemetry", currents)
    assert not reasons(heard)
    assert sum(layer["used"] for layer in heard["layers"] if layer["role"] == "reading") == 2
    assert heard["result"]["two_part"]["covers"] != "rest_only" or heard["result"]["two_part"]["dead_share"] == 0.5


def words_of_lamps_are_those_of_patrols():
    words = {"out": ("off", "OFF", "OUT", "Out", "dark", "故障", "灭", "不亮", "not working", "0"),
             "lit": ("on", "ON", "ok", "Ok", "正常", "亮", "Working", "1", "day_on", "dim"),
             "unknown": ("", "offline", "N/A", "离线")}
    for state, group in words.items():
        for word in group:
            head, more = "lamp_id,lon,lat,circuit,state", lambda i: (f"C{i // 5}", word if i == 7 else "working")
            found = rates("--lamps", lamps(10, head, more))
            night = found["result"]["night"]
            assert not reasons(found), word
            assert (night["out"], night["unknown"]) == (int(state == "out"), int(state == "unknown")), (word, night)
    found = rates("--lamps", lamps(10, head, lambda i: ("C0", "purple" if i < 2 else "on")))
    assert reasons(found) == {"field.unknown_code": 2} and found["result"]["night"]["unknown"] == 2


def only_layers_of_lamps_are_lamps():
    """A city's file has trees, manholes, parking: points, but no lamps."""
    sample_city(FOLDER / "made")
    city = FOLDER / "made" / "city.gpkg"
    told = json.loads((FOLDER / "made" / "truth.json").read_text(encoding="utf-8"))["records"]["inspections"]
    log = table("lamp,from,to", [("nobody", "2024-11-01", "")])
    done = kerb("outage", "rates", "--lamps", city, "--roads", city, "--events", log, "--at", "2024-11-02T21:00", "-f", "json")
    found = json.loads(done.stdout)
    assert found["result"]["night"]["lamps"] == told["census_lamps"]
    taken = {(layer["role"], layer["layer"]) for layer in found["layers"] if layer["used"] > 0}
    assert {place for role, place in taken if role == "streetlight"} == {"streetlights"}
    assert {place for role, place in taken if role == "road"} == {"roads"}


def a_single_or_named_layer_is_what_it_is_given_for():
    looks = table("lamp,time,state", [(f"P{i}", "2024-11-20T21:00", "out" if i == 1 else "lit") for i in range(10)])
    plain = table("id,lon,lat", [(f"P{i}", f"{114.07 + i * 3e-4:.6f}", 32.13) for i in range(10)], "assets.csv")
    for source in (plain, f"{plain}::assets"):
        night = rates("--lamps", source, "--patrol", looks)["result"]["night"]
        assert (night["n"], night["out"]) == (10, 1), source


def weights_and_looks_that_do_not_agree_are_told():
    looks = [(f"L{i:03}", "2024-11-20T21:00", "lit", 1) for i in range(6)]
    looks += [("L006", "2024-11-20T21:00", "lit", w) for w in ("-1", "0", "1e10")]
    looks += [("L000", "2024-11-20T21:00", "out", 1), ("L001", "2024-11-20T21:00", "lit", 1)]
    texts = []
    for order in (looks, looks[::-1]):
        found = rates("--lamps", lamps(), "--patrol", table("lamp,time,state,weight", order))
        told = reasons(found)
        assert told == {"sighting.bad_weight": 3, "sighting.contradicted": 1, "sighting.repeated": 1}, told
        texts.append((found["result"]["overall"]["n"], found["result"]["overall"]["out"]))
    assert texts == [(6, 1), (6, 1)], texts


def misspelt_lists_of_words_are_refused():
    """A list of words whose name is not known would do nothing."""
    own = FOLDER / "words.toml"
    sound = '[states]\nout = ["x"]\nlit = ["o"]\n[events]\nout = ["off"]\n[requests]\nout = ["*lamp*"]\n'
    looks = table("lamp,time,state", [(f"L{i:03}", "2024-11-20T20:15:00", "x" if i < 3 else "o") for i in range(10)])
    own.write_text('title = "t"\nsource = "s"\nstatus = "own"\n' + sound, encoding="utf-8")
    assert rates("--lamps", lamps(), "--patrol", looks, "--states", own)["result"]["overall"]["out"] == 3
    for key, text in (("a", "a = 1\n" + sound), ("litt", sound.replace("lit =", "litt =")), ("nonsense", sound + "[nonsense]\nout = []\n"),
                      ("off", sound.replace('out = ["off"]', 'off = ["off"]')), ("lit", sound + 'lit = ["*ok*"]\n')):
        own.write_text(text, encoding="utf-8")
        said = rates("--lamps", lamps(), "--patrol", looks, "--states", own, code=3).stderr
        assert "words.toml" in said and f"'{key}'" in said, (key, said)


run_all([events_may_be_lamp_from_to, patrols_and_readings_take_the_dates_of_events,
         columns_of_readings_say_what_was_measured, words_of_lamps_are_those_of_patrols, only_layers_of_lamps_are_lamps,
         a_single_or_named_layer_is_what_it_is_given_for, weights_and_looks_that_do_not_agree_are_told,
         misspelt_lists_of_words_are_refused])
