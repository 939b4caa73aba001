"""kerb check finds what kerb synth --faults planted, all of it and nothing else, and nothing grave in a clean city."""
import json
import pathlib
import tempfile

from support import kerb, run_all


def knows_check():
    return "check" in kerb("--help").stdout.split()


def checked(folder, code):
    done = kerb("check", folder / "city.gpkg", "--format", "json", code=code)
    return json.loads(done.stdout)


def by_rule(rows, rule, key):
    found = {}
    for row in rows:
        found.setdefault(row[rule], set()).add((row["layer"], row[key] or ""))
    return found


def test_clean_city_has_nothing_grave():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "city"
        kerb("synth", "-o", folder)
        grave = [issue for issue in checked(folder, 0)["issues"] if issue["severity"] != "info"]
        assert not grave, by_rule(grave, "rule", "key")


def test_each_fault_is_found_and_nothing_else():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "city"
        kerb("synth", "--faults", "-o", folder)
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        planted = by_rule(truth["faults"], "reason", "key")
        result = checked(folder, 1)
        found = by_rule(result["issues"], "rule", "key")
        wrong = {}
        for rule in (one["id"] for one in result["rules"]):
            missed = planted.get(rule, set()) - found.get(rule, set())
            invented = found.get(rule, set()) - planted.get(rule, set())
            if missed or invented:
                wrong[rule] = {"missed": sorted(missed), "invented": sorted(invented)[:20]}
        assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
        assert set(planted) == {one["id"] for one in result["rules"]}


if not knows_check():
    raise SystemExit(77)
run_all([test_clean_city_has_nothing_grave, test_each_fault_is_found_and_nothing_else])
