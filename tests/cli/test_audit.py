"""kerb synth and kerb audit, end to end."""
import hashlib
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402

from support import fits, kerb, run_all, sample_city, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "sample" / "city.gpkg"
SMALL = FOLDER / "small" / "city.gpkg"


def same_seed_same_bytes():
    kerb("synth", "--seed", "7", "--size", "s", "-o", CITY.parent)
    done = kerb("synth", "--seed", "7", "--size", "s", "-o", FOLDER / "again", "--threads", "1", "--format", "json")
    counts = json.loads(done.stdout)
    fits(counts, schema("inventory-counts"))
    lamps = json.loads((CITY.parent / "truth.json").read_text(encoding="utf-8"))["systems"]["landscape_lamps"]["count"]
    assert counts["result"]["roads"] == 10000 and counts["result"]["streetlights"] == 33000 + lamps, counts["result"]
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
        assert names == ["dark_lamps", "waste_unserved", "walk_unserved", "ads_in_green", "excavation_conflicts", "overdue",
                         "streetlights", "dark_circuits", "dark_stretches", "wide_spacing", "duty_gaps", "roads", "park_gaps",
                         "toilet_gaps", "green_spaces", "districts"], names
        assert base.execute("select count(*) from dark_stretches").fetchone() == (lit["gap_count"],)
    kerb("audit", CITY, "-o", out, code=2)


def audit_finds_what_was_planted():
    summary = json.loads((FOLDER / "out" / "summary.json").read_text(encoding="utf-8"))["result"]
    truth = json.loads((CITY.parent / "truth.json").read_text(encoding="utf-8"))
    ads, digs = summary["ads_in_green"]["conflicts"], summary["excavation_conflicts"]["conflicts"]
    assert sorted({c["of"] for c in ads["conflicts"]}) == sorted(truth["order"]["billboards_in_belts"]), ads["of_count"]
    pairs = sorted(sorted((c["of"], c["against"])) for c in digs["conflicts"])
    assert pairs == sorted(truth["records"]["permits"]["conflicts"]), pairs
    assert all(c["from"] and c["to"] for c in digs["conflicts"])
    gaps = [polygon for _, g in gpkg.rows(FOLDER / "out" / "audit.gpkg", "toilet_gaps") for polygon in g[1]]
    for x, y in truth["order"]["toilet_gaps"]:
        assert any(gpkg.inside(polygon, x, y) for polygon in gaps), (x, y)


STANDS = "(status is null or status not in ('planned', 'removed'))"


def audit_agrees_with_coverage():
    """Each figure of the audit is that of the command which asks for it alone."""
    summary = json.loads((FOLDER / "out" / "summary.json").read_text(encoding="utf-8"))["result"]
    zones = ["--zones", f"{CITY}::zones", "--zones-where", "kind = 'district'"]

    def alone(*arguments):
        return json.loads(kerb("coverage", *arguments, "--format", "json").stdout)["result"]

    parks = alone("area", *zones, "--assets", f"{CITY}::green_spaces", "--assets-where",
                  f"green_class in ('G1', 'G11', 'G12', 'G13', 'G14') and (open is null or open = 1) and {STANDS}",
                  "--bands", "2000:300m,5000:500m", "--land", f"{CITY}::zones", "--land-where", "kind = 'residential'")
    assert [p["rule"]["id"] for p in summary["parks"]] == ["park_cover@GB55014", "park_cover@GBT51346",
                                                           "park_cover@eco_garden_city"]
    assert summary["parks"][0]["coverage"]["share"] == parks["share"], parks["share"]
    toilets = alone("area", *zones, "--assets", f"{CITY}::toilets", "--assets-where", STANDS, "--within", "300m",
                    "--land", f"{CITY}::zones", "--land-where", "kind = 'built_up'")
    assert summary["toilets"]["coverage"]["zones"] == toilets["zones"]
    waste = alone("points", *zones, "--points", f"{CITY}::buildings", "--weight", "population", "--assets",
                  f"{CITY}::waste_sites", "--assets-where", f"kind = 'collection_point' and {STANDS}", "--within", "70m")
    assert summary["waste"]["coverage"]["weighted_share"] == waste["weighted_share"]
    roads = alone("density", *zones, "--lines", f"{CITY}::roads", "--where",
                  f"road_class in ('expressway', 'arterial', 'collector', 'local') and {STANDS}")
    assert summary["road_density"]["density"]["inside"]["km_per_km2"] == roads["inside"]["km_per_km2"]
    spacing = alone("spacing", "--lines", f"{CITY}::roads", "--assets", f"{CITY}::streetlights", "--assets-where", STANDS,
                    "--within", "25m")
    assert summary["lamp_spacing"]["spacing"]["max_m"] == spacing["max_m"]


def every_system_is_told():
    """Sixteen systems, each with what is on record and its indicators, counted here once more in the file itself."""
    summary = json.loads((FOLDER / "out" / "summary.json").read_text(encoding="utf-8"))
    systems = {s["id"]: s for s in summary["result"]["systems"]}
    assert len(systems) == 16 and all(s["records"] and s["indicators"] for s in systems.values()), list(systems)
    told = {i["id"]: i for s in systems.values() for i in s["indicators"]}
    with sqlite3.connect(CITY) as base:
        def count(text):
            return base.execute(text).fetchone()[0]
        for system in systems.values():
            for record in system["records"]:
                parts = [row[0] for row in base.execute("select table_name from gpkg_contents where table_name = ?1 or "
                                                        "table_name like ?1 || '\\_\\_%' escape '\\'", (record["layer"],))]
                assert record["count"] == sum(count(f'select count(*) from "{part}"') for part in parts), record
        covers = "from manholes where system in ('storm', 'sewage', 'combined')"
        net = told["cover.net"]
        assert (net["k"], net["n"]) == (count(f"select count(*) {covers} and net"), count(f"select count(*) {covers}")), net
        titled = told["property.evidence"]
        assert (titled["k"], titled["n"]) == (count("select count(title) from public_properties"),
                                              count("select count(*) from public_properties")), titled
        assert titled["value"] == titled["k"] / titled["n"] and titled["threshold"] == 1 and titled["worst"]
    for indicator in told.values():
        assert (indicator["value"] is None) == (indicator["missing"] is not None), indicator
    assert told["drain.exposed_road"]["missing"]["zh"] and "terrain" in told["drain.exposed_road"]["missing"]["en"]


def audit_with_a_terrain():
    """The water of the audit is that of the command which asks for it alone."""
    sample_city(SMALL.parent, "xs")
    out, dem = FOLDER / "water", SMALL.parent / "terrain.tif"
    done = kerb("audit", SMALL, "--dem", dem, "--city", "suzhou", "-o", out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    fits(summary, schema("audit-summary"))
    water = summary["result"]["water"]
    alone = json.loads(kerb("waterlogging", "points", "--dem", dem, "--inventory", SMALL, "--city", "suzhou",
                            "--return-period", "5", "--duration", "120min", "--onsets", "3", "--fixes", "0",
                            "-f", "json").stdout)["result"]
    assert water == alone and water["points"]
    assert f"{len(water['points'])} points over 15 cm" in done.stdout and water["points"][0]["road"] in done.stdout, done.stdout
    with sqlite3.connect(out / "audit.gpkg") as base:
        assert base.execute("SELECT COUNT(*) FROM water_points").fetchone()[0] == len(water["points"])
        assert base.execute("SELECT COUNT(*) FROM ponds").fetchone()[0] == len(water["points"])
    kerb("audit", SMALL, "--dem", dem, "-o", FOLDER / "no-city", code=2)


def what_is_not_recorded_is_no_share_of_zero():
    rules = FOLDER / "none.toml"
    rules.write_text('title="t"\nsource="s"\nstatus="own"\n[lit_roads]\ndefault_reach="25 m"\n'
                     'zone_kinds=["district"]\n[[park_cover]]\nid="p"\ntitle="special parks"\nclasses=["G13"]\n'
                     'within="300 m"\nsource="s"\nstatus="own"\n', encoding="utf-8")
    done = kerb("audit", SMALL, "-o", FOLDER / "none", "--rules", rules)
    summary = json.loads((FOLDER / "none" / "summary.json").read_text(encoding="utf-8"))
    fits(summary, schema("audit-summary"))
    result = summary["result"]
    assert result["parks"] == [] and [r["id"] for r in result["unmeasured"]] == ["p"], result["unmeasured"]
    assert "special parks" in done.stdout and "not measured" in done.stdout, done.stdout
    assert result["toilets"] is None and result["ads_in_green"] is None


def the_city_is_no_output():
    before = SMALL.read_bytes()
    place = FOLDER / "trap"
    place.mkdir()
    (place / "audit.gpkg").hardlink_to(SMALL)
    kerb("audit", SMALL, "-o", place, "--overwrite", code=2)
    assert SMALL.read_bytes() == before and {p.name for p in place.iterdir()} == {"audit.gpkg"}


def audit_in_chinese():
    done = kerb("audit", SMALL, "-o", FOLDER / "zh", "--lang", "zh")
    assert "暗段" in done.stdout and "audit.lit" not in done.stdout, done.stdout


def rules_of_ones_own():
    rules = FOLDER / "rules.toml"
    rules.write_text('title="t"\nsource="s"\nstatus="own"\n[lit_roads]\ndefault_reach="25 m"\nzone_kinds=[]\n'
                     '[lit_roads.reach]\nmotorway="9 m"\n', encoding="utf-8")
    assert "motorway" in kerb("audit", SMALL, "-o", FOLDER / "r", "--rules", rules, code=2).stderr
    rules.write_text(rules.read_text(encoding="utf-8").replace("motorway", "lane"), encoding="utf-8")
    kerb("audit", SMALL, "-o", FOLDER / "r2", "--rules", rules)


def lamps_as_their_command_says():
    """The lamps of the audit are those of the command which asks for them alone."""
    lamps = json.loads((FOLDER / "out" / "summary.json").read_text(encoding="utf-8"))["result"]["lamps"]
    alone = json.loads(kerb("outage", "rates", CITY, "--by", "district,circuit", "--min-lit", "0.98", "--top", "1000", "-f",
                            "json").stdout)["result"]
    assert lamps["rates"] == alone and lamps["rule"]["target"] == 0.98
    with sqlite3.connect(FOLDER / "out" / "audit.gpkg") as base:
        assert base.execute("select count(*) from dark_lamps").fetchone() == (alone["night"]["out"],)
        assert base.execute("select count(*) from dark_circuits").fetchone() == (len(alone["faults"]["circuits"]),)

run_all([same_seed_same_bytes, audit_of_the_sample, audit_finds_what_was_planted, audit_agrees_with_coverage, every_system_is_told, audit_with_a_terrain,
         lamps_as_their_command_says, what_is_not_recorded_is_no_share_of_zero, the_city_is_no_output, audit_in_chinese, rules_of_ones_own])
