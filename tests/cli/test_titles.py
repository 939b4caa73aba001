"""Every column of every layer that the program writes has a title in both languages, and every code a name."""
import pathlib
import re
import sqlite3
import tempfile

from support import kerb, run_all, sample_city

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY, TERRAIN = FOLDER / "city" / "city.gpkg", FOLDER / "city" / "terrain.tif"
BOOKS = ("kerb_run", "kerb_label", "kerb_schema", "layer_styles")
OWN = {("lines", "cls")}  # named by a source
# Words that are names: rules and their layers, fields and lists that the layer tells of.
NO_CODES = {"rule", "reason", "layer", "asset_layer", "changes", "stratum", "key", "id", "owner", "title", "road_part",
            "on_lists", "text", "hint", "cause_value", "lacks", "cause_key", "main_cause", "lighting_class", "judged_by"}


def asked(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        return base.execute(sql).fetchall()


def runs():
    """What each command writes, once: the file and the arguments."""
    zones = ("--zones", f"{CITY}::zones", "--zones-where", "kind = 'district'")
    roads, lamps = f"{CITY}::roads", f"{CITY}::streetlights"
    yield FOLDER / "audit" / "audit.gpkg", ("audit", CITY, "--dem", TERRAIN, "--city", "suzhou", "-o", FOLDER / "audit")
    yield FOLDER / "score" / "score.gpkg", ("score", CITY, "--profile", "cn-kaoping", "-o", FOLDER / "score")
    commands = {
        "check": ("check", CITY),
        "diff": ("diff", FOLDER / "city" / "city-earlier.gpkg", CITY),
        "depressions": ("waterlogging", "depressions", "--dem", TERRAIN),
        "length": ("coverage", "length", "--lines", roads, "--assets", lamps, "--within", "30m", "--assets-before",
                   f"{CITY}::toilets", *zones),
        "area": ("coverage", "area", "--assets", f"{CITY}::toilets", "--within", "500m", *zones),
        "density": ("coverage", "density", "--lines", roads, "--assets", lamps, *zones),
        "spacing": ("coverage", "spacing", "--lines", roads, "--assets", lamps, "--limit", "40m"),
        "conflicts": ("coverage", "conflicts", "--of", f"{CITY}::excavation_permits", "--against",
                      f"{CITY}::excavation_permits"),
        "connections": ("coverage", "connections", "--lines", roads, *zones),
        **{name: ("outage", name, CITY) for name in ("rates", "repair", "unreported", "clusters", "availability", "plan",
                                                     "life")}}
    for name, arguments in commands.items():
        yield FOLDER / f"{name}.gpkg", (*arguments, "-o", FOLDER / f"{name}.gpkg")


def every_column_has_a_title_and_every_code_a_name():
    sample_city(FOLDER / "city", "xs")
    seen = 0
    for path, arguments in runs():
        kerb(*arguments, "--quiet", "--overwrite")
        labels = {(table, column, language) for table, column, language in
                  asked(path, "select table_name, column_name, lang from kerb_label where value is null or value = ''")}
        for table, in asked(path, "select table_name from gpkg_contents"):
            if table in BOOKS:
                continue
            titles = dict(asked(path, f"select column_name, title from gpkg_data_columns where table_name = '{table}'"))
            columns = asked(path, f"select name, type from pragma_table_info('{table}')")
            for name, kind in columns:
                if name in ("fid", "geom") or (table, name) in OWN:
                    continue
                assert titles.get(name), f"{path.name}: {table}.{name} has no title"
                assert not re.search(r"[(（][^()（）]*[)）]\s*[(（]", titles[name]), titles[name]
                assert {(table, name, "en"), (table, name, "zh")} <= labels, (path.name, table, name)
                seen += 1
                if kind == "TEXT":
                    codes_are_named(path, table, name)
    assert seen > 250, seen


def codes_are_named(path, table, column):
    codes = {row[0] for row in asked(path, "select k.value from gpkg_data_columns d join gpkg_data_column_constraints k "
                                           f"using (constraint_name) where d.table_name = '{table}' and column_name = "
                                           f"'{column}' and constraint_type = 'enum'")}
    values = {row[0] for row in asked(path, f'select distinct "{column}" from "{table}" where "{column}" is not null '
                                            "limit 30")}
    if codes:
        assert values <= codes, (path.name, table, column, values - codes)
    elif values and len(values) < 12 and all(re.fullmatch("[a-z]+(_[a-z]+)*", value) for value in values):
        assert column in NO_CODES or table.startswith("kerb_"), f"{path.name}: {table}.{column} holds codes {values}"


run_all([every_column_has_a_title_and_every_code_a_name])
