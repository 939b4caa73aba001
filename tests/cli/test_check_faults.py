"""kerb check finds what kerb synth --faults planted, all of it and nothing else, and nothing grave in a clean city."""
import json
import pathlib
import tempfile

from support import kerb, run_all


def knows_check():
    return "check" in kerb("--help").stdout.split()


# Rows that reading leaves out, or whose text it cannot read, have no key yet: they are told by layer and row.
KEYLESS = {"geometry.invalid": "read.geometry", "read.geometry": "read.geometry", "read.text": "read.text"}


def checked(folder, code, *more):
    done = kerb("check", folder / "city.gpkg", "--today", "2026-01-01", "--format", "json", *more, code=code)
    return json.loads(done.stdout)["result"]


def by_rule(rows):
    found = {}
    for row in rows:
        told = row["rule"] if "rule" in row else row["reason"]
        key = "" if told in KEYLESS else row["key"] or ""
        found.setdefault(KEYLESS.get(told, told), []).append((row["layer"], key))
    return {rule: sorted(keys) for rule, keys in found.items()}


def test_clean_city_has_nothing_grave():
    for size in ("xs", "s"):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "city"
            kerb("synth", "--size", size, "-o", folder)
            grave = [issue for issue in checked(folder, 0)["issues"] if issue["severity"] != "info"]
            assert not grave, (size, by_rule(grave))


def test_each_fault_is_found_and_nothing_else():
    for size in ("xs", "s"):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "city"
            kerb("synth", "--faults", "--size", size, "-o", folder)
            planted = by_rule(json.loads((folder / "truth.json").read_text(encoding="utf-8"))["faults"])
            result = checked(folder, 1, "--fail-if", "error")
            found = by_rule(result["issues"])
            wrong = {rule: (planted.get(rule), found.get(rule)) for rule in {*planted, *found}
                     if planted.get(rule) != found.get(rule)}
            assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
            unplanted = {"geometry.invalid", "read.note", "read.other"}
            assert set(planted) | unplanted == {one["id"] for one in result["rules"]}


if not knows_check():
    raise SystemExit(77)
run_all([test_clean_city_has_nothing_grave, test_each_fault_is_found_and_nothing_else])
