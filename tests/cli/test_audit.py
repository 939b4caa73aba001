"""kerb synth and kerb audit, end to end."""
import hashlib
import json
import pathlib
import sqlite3
import tempfile

from support import fits, kerb, run_all, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "sample" / "city.gpkg"


def same_seed_same_bytes():
    kerb("synth", "--seed", "7", "--size", "s", "-o", CITY.parent)
    done = kerb("synth", "--seed", "7", "--size", "s", "-o", FOLDER / "again", "--threads", "1", "--format", "json")
    counts = json.loads(done.stdout)
    fits(counts, schema("inventory-counts"))
    assert counts["result"]["roads"] == 10000 and counts["result"]["streetlights"] == 33000, counts["result"]
    for name in ("city.gpkg", "terrain.tif", "truth.json"):
        assert (CITY.parent / name).read_bytes() == (FOLDER / "again" / name).read_bytes(), name
    truth = json.loads((CITY.parent / "truth.json").read_text(encoding="utf-8"))
    assert len(truth["water"]["low_spots"]) == 12 and truth["faults"] == [], truth["water"]
    assert counts["result"]["waterlogging_points"] == 11, counts["result"]
    kerb("synth", "--seed", "7", "--size", "s", "-o", CITY.parent, code=2)


def audit_of_the_sample():
    out = FOLDER / "out"
    done = kerb("audit", CITY, "-o", out)
    assert len(done.stdout.splitlines()) <= 30 and "COVERAGE" in done.stdout, done.stdout
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    fits(summary, schema("audit-summary"))
    lit = summary["result"]["lit_roads"]["coverage"]
    assert 0 < lit["share"] < 1 and lit["gap_count"] == len(lit["gaps"]) and len(lit["zones"]) == 16, lit["share"]
    assert summary["read"] == summary["used"] + sum(s["count"] for s in summary["skipped"])
    lengths = [g["length_m"] for g in lit["gaps"]]
    assert lengths == sorted(lengths, reverse=True)
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    fits(run, schema("run"))
    assert run["inputs"][0]["sha256"] == hashlib.sha256(CITY.read_bytes()).hexdigest()
    with sqlite3.connect(out / "audit.gpkg") as base:
        names = [r[0] for r in base.execute("select table_name from gpkg_contents where data_type='features'")]
        assert names == ["streetlights", "dark_stretches", "roads", "districts"], names
        assert base.execute("select count(*) from dark_stretches").fetchone() == (lit["gap_count"],)
    kerb("audit", CITY, "-o", out, code=2)


def the_city_is_no_output():
    before = CITY.read_bytes()
    place = FOLDER / "trap"
    place.mkdir()
    (place / "audit.gpkg").hardlink_to(CITY)
    kerb("audit", CITY, "-o", place, "--overwrite", code=2)
    assert CITY.read_bytes() == before and {p.name for p in place.iterdir()} == {"audit.gpkg"}


def audit_in_chinese():
    done = kerb("audit", CITY, "-o", FOLDER / "zh", "--lang", "zh")
    assert "暗段" in done.stdout and "audit.lit" not in done.stdout, done.stdout


def rules_of_ones_own():
    rules = FOLDER / "rules.toml"
    rules.write_text('title="t"\nsource="s"\nstatus="own"\n[lit_roads]\ndefault_reach="25 m"\nzone_kinds=[]\n'
                     '[lit_roads.reach]\nmotorway="9 m"\n', encoding="utf-8")
    assert "motorway" in kerb("audit", CITY, "-o", FOLDER / "r", "--rules", rules, code=2).stderr
    rules.write_text(rules.read_text(encoding="utf-8").replace("motorway", "lane"), encoding="utf-8")
    kerb("audit", CITY, "-o", FOLDER / "r2", "--rules", rules)


run_all([same_seed_same_bytes, audit_of_the_sample, the_city_is_no_output, audit_in_chinese, rules_of_ones_own])
