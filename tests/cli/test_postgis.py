"""kerb import with a PostGIS database: what goes in comes out, and what fails changes nothing."""
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "fault"))
import gpkg  # noqa: E402
import postgres  # noqa: E402
from campaign_support import compiled  # noqa: E402
from support import KERB, kerb, run_all, sample_city  # noqa: E402

SERVER = postgres.Server()
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
THREADS = ThreadPoolExecutor(6)
LAYERS = ("roads", "streetlights", "luminaires", "green_spaces", "zones", "buildings")


def tables_of(path):
    """Layer → columns and rows of a GeoPackage, geometry as its bytes."""
    with sqlite3.connect(path) as base:
        names = [r[0] for r in base.execute("select table_name from gpkg_contents where data_type <> 'x'")]
        found = {}
        for name in names:
            if name not in ("kerb_run", "kerb_schema", "kerb_label", "layer_styles"):
                rows = base.execute(f'select * from "{name.replace(chr(34), chr(34) * 2)}" order by fid')
                found[name] = [d[0] for d in rows.description], rows.fetchall()
    base.close()
    return found


def city(name, lamps=40, roads=3):
    """A small inventory."""
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    (folder / "lamps.csv").write_text("key,lon,lat,height\n" + "".join(
        f"L{i},{114.07 + i / 10000},32.13,{8 + i / 7}\n" for i in range(lamps)), encoding="utf-8")
    (folder / "roads.csv").write_text("key,WKT,name\n" + "".join(
        f'R{i},"LINESTRING ({114.07 + i / 1000} 32.13,{114.07 + i / 1000} 32.14)",人民路{i}\n' for i in range(roads)),
        encoding="utf-8")
    (folder / "map.toml").write_text(
        'name="m"\n[[layer]]\nlayers="lamps"\nclass="streetlight"\nshape="point"\n[layer.fields]\nkey="key"\n'
        'height_m="height"\n[[layer]]\nlayers="roads"\nclass="road"\nshape="line"\n[layer.fields]\nkey="key"\n'
        'name_zh="name"\n', encoding="utf-8")
    out = folder / f"{name}.gpkg"
    kerb("import", folder / "lamps.csv", folder / "roads.csv", "--mapping", folder / "map.toml", "--source-crs",
         "EPSG:4326", "--frame", "EPSG:4547", "-o", out, "--overwrite")
    return out


def state(schema="kerb"):
    """Every table of a schema with its rows: what must be as it was after a failure."""
    names = [r[0] for r in SERVER.sql(f"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                                      f"WHERE n.nspname = '{schema}' ORDER BY 1")]
    tables = [r[0] for r in SERVER.sql(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' ORDER BY 1")]
    return names, {t: SERVER.sql(f'SELECT * FROM "{schema}"."{t}" ORDER BY fid') for t in tables}


def writes(source, *more, code=0, target=None, schema="kerb", **options):
    return kerb("import", source, "--postgis", target or SERVER.words(), "--schema", schema, *more, code=code, **options)


def reads(out, *more, code=0, target=None, schema="kerb", **options):
    return kerb("import", "--postgis", target or SERVER.words(), "--schema", schema, "-o", out, *more, code=code,
                **options)


def sample_city_round_trip():
    sample_city(FOLDER / "s")
    source, direct, back = FOLDER / "s" / "city.gpkg", FOLDER / "direct.gpkg", FOLDER / "back.gpkg"
    kerb("import", source, "--mapping", "kerb", "-o", direct)
    done = json.loads(writes(source, "-f", "json", schema="round").stdout)
    assert done["read"] == done["used"] > 80_000, done
    answer = json.loads(reads(back, "-f", "json", schema="round").stdout)
    assert answer["read"] == answer["used"] == done["read"], answer
    one, two = tables_of(direct), tables_of(back)
    assert set(LAYERS) <= set(one) and one == two
    (facts,) = SERVER.sql("SELECT Find_SRID('round','roads','geom'), (SELECT count(*) FROM pg_indexes WHERE "
                          "schemaname='round' AND indexdef LIKE '%gist (geom)'), (SELECT count(*) FROM pg_indexes WHERE "
                          "schemaname='round' AND indexname LIKE '%_pkey'), max(fid), count(*) FROM round.streetlights")
    assert facts[0] == "4547" and int(facts[2]) == len(one) and 5 <= int(facts[1]) < int(facts[2]), facts
    assert facts[3] == facts[4], facts
    # The next row that somebody adds has a number of its own.
    assert SERVER.sql("INSERT INTO round.zones (key) VALUES ('new') RETURNING fid = (SELECT count(*) + 1 FROM "
                      "round.zones)") == [["t"]]
    lights, = [layer for layer in answer["layers"] if layer["layer"] == "streetlights"]
    assert "dbname=city" in lights["source"], lights


def existing_tables_are_refused():
    old = city("old")
    writes(old)
    before = state()
    assert set(before[1]) == {"roads", "streetlights"}
    done = writes(city("new", 55, 5), code=2)
    assert "--overwrite" in done.stderr and "roads" in done.stderr and state() == before
    SERVER.sql("CREATE TABLE kerb.mine (fid bigint PRIMARY KEY, a text); INSERT INTO kerb.mine VALUES (1, 'x')")
    done = writes(FOLDER / "new" / "new.gpkg", "--overwrite")
    assert "mine" in done.stderr, done.stderr  # not of this inventory, so it is named and stays
    after = state()
    assert [len(after[1][t]) for t in ("roads", "streetlights", "mine")] == [5, 55, 1]
    assert {n.replace("mine", "") for n in after[0]} == {*before[0], "", "_pkey"}, after[0]
    SERVER.sql("DROP TABLE kerb.mine")
    # A view hangs on the old table: it is not dropped behind its owner's back.
    SERVER.sql("CREATE VIEW kerb.v AS SELECT fid FROM kerb.roads")
    before = state()
    done = writes(old, "--overwrite", code=6)
    assert "depend" in done.stderr and state() == before
    SERVER.sql("DROP VIEW kerb.v")
    done = writes(old, "--overwrite", "--dry-run")
    assert "would write" in done.stderr and state()[1] == before[1]


def failing(trigger, **more):
    """Makes the server do something at a step of the next write; undone at the end."""

    class Guard:
        def __enter__(self):
            SERVER.sql("CREATE FUNCTION public.fault() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN "
                       f"{more.get('does', 'PERFORM pg_terminate_backend(pg_backend_pid());')} END$$; "
                       f"CREATE EVENT TRIGGER fault ON {trigger} EXECUTE FUNCTION public.fault()")

        def __exit__(self, *_):
            SERVER.sql("DROP EVENT TRIGGER fault; DROP FUNCTION public.fault()")

    return Guard()


def a_failing_write_changes_nothing():
    writes(city("old"), "--overwrite")
    new, before = city("new", 55, 5), state()
    steps = ("ddl_command_start WHEN TAG IN ('CREATE TABLE')", "ddl_command_end WHEN TAG IN ('CREATE INDEX')",
             "ddl_command_start WHEN TAG IN ('DROP TABLE')", "sql_drop WHEN TAG IN ('DROP TABLE')",
             "ddl_command_end WHEN TAG IN ('ALTER TABLE')", "ddl_command_end WHEN TAG IN ('ALTER INDEX')")
    for step in steps:
        with failing(step):
            done = writes(new, "--overwrite", code=8)
        assert "terminating connection" in done.stderr and state() == before, done.stderr
        with failing(step, does="RAISE EXCEPTION 'no space on this disk';"):
            done = writes(new, "--overwrite", code=6)
        assert "no space on this disk" in done.stderr and state() == before, done.stderr
        with failing(step, does="RAISE EXCEPTION 'x' USING ERRCODE = '40001';"):
            writes(new, "--overwrite", code=8)
        assert state() == before
    # Rows that vanish before they are counted (a trigger of the server's, say) are missed.
    with failing("ddl_command_end WHEN TAG IN ('CREATE INDEX')", does="DELETE FROM kerb.\"kerb~1\" WHERE fid = 2;"):
        done = writes(new, "--overwrite", code=6)
    assert "of 55 rows" in done.stderr and state() == before, done.stderr
    # The schema too is only there when the rest is.
    with failing("ddl_command_end WHEN TAG IN ('CREATE INDEX')"):
        writes(new, code=8, schema="never")
    assert SERVER.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'never'") == []
    writes(new, "--overwrite")
    assert state() != before


def a_broken_wire_changes_nothing():
    """Cut at many places: what the server has is all of the old or all of the new, and the program says which."""
    SERVER.sql("CREATE SCHEMA wire AUTHORIZATION planner")
    old, new = city("old"), city("new", 55, 5)
    address = SERVER.address()
    writes(old, target=address, schema="wire")
    before = state("wire")
    whole = 0
    for sent in (300, 900, 1500, 2500, 4000, 6000, 9000, 12000, 15000, 10 ** 9):
        cut = postgres.Cut(SERVER.port, sent=sent)
        done = subprocess.run([KERB, "import", new, "--postgis", SERVER.address(cut.port), "--schema", "wire",
                               "--overwrite", "--lang", "en"], capture_output=True, text=True, check=False)
        cut.close()
        assert postgres.PASSWORD not in done.stdout + done.stderr, done.stderr
        assert done.returncode in (0, 8), (sent, done.returncode, done.stderr)
        whole += done.returncode == 0
        after = state("wire")
        assert (after == before) == (done.returncode == 8), (sent, done.stderr)
        if done.returncode == 0:
            writes(old, "--overwrite", target=address, schema="wire")
            before = state("wire")
    assert whole > 0
    # When the answer to the last step alone is lost the new is there, and the program says that it does not know.
    wire = postgres.Cut(SERVER.port, received=10 ** 9)
    writes(old, "--overwrite", target=SERVER.address(wire.port), schema="wire")
    wire.close()
    cut = postgres.Cut(SERVER.port, received=10 ** 9 - wire.left["received"] - 1)
    done = writes(new, "--overwrite", target=SERVER.address(cut.port), schema="wire", code=8)
    cut.close()
    assert "all of the old or all of the new" in done.stderr, done.stderr
    assert len(state("wire")[1]["roads"]) == 5
    for received in (100, 700, 3000, 8000):
        cut = postgres.Cut(SERVER.port, received=received)
        out = FOLDER / "wire.gpkg"
        done = reads(out, target=SERVER.address(cut.port), schema="wire", code=8)
        cut.close()
        assert not out.exists() and postgres.PASSWORD not in done.stderr, done.stderr


def locks_do_not_hang():
    new, before = city("new", 56, 6), state()
    other = SERVER.session()
    other.sql("BEGIN; LOCK TABLE kerb.roads IN ACCESS SHARE MODE")
    started = time.monotonic()
    done = writes(new, "--overwrite", code=8)
    assert time.monotonic() - started < 60 and "lock timeout" in done.stderr, done.stderr
    assert state() == before
    other.sql("COMMIT")
    other.sql("BEGIN; LOCK TABLE kerb.roads IN ACCESS EXCLUSIVE MODE")
    done = reads(FOLDER / "locked.gpkg", code=8)
    assert "lock timeout" in done.stderr and not (FOLDER / "locked.gpkg").exists(), done.stderr
    other.sql("COMMIT")
    other.close()


def counts(path):
    return tuple(len(list(gpkg.rows(path, layer))) for layer in ("roads", "streetlights"))


def readers_see_all_old_or_all_new():
    old, new = city("old"), city("new", 55, 5)
    writes(old, "--overwrite")
    out = FOLDER / "seen.gpkg"
    # While a write is under way the old tables are there, and nobody waits for it.
    with failing("ddl_command_end WHEN TAG IN ('CREATE INDEX')", does="PERFORM pg_sleep(1);"):
        writer = THREADS.submit(writes, new, "--overwrite")
        while not SERVER.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'kerb' AND query LIKE 'CREATE "
                             "INDEX%'"):
            time.sleep(0.01)
        reads(out, "--overwrite")
        assert counts(out) == (3, 40) and not writer.done()
        writer.result()
    reads(out, "--overwrite")
    assert counts(out) == (5, 55)
    # Readers beside a writer that does not stop.
    seen, stop = set(), threading.Event()

    def write_on():
        while not stop.is_set():
            for source in (old, new):
                writes(source, "--overwrite")

    writer = THREADS.submit(write_on)
    for _ in range(12):
        done = subprocess.run([KERB, "import", "--postgis", SERVER.words(), "--schema", "kerb", "-o", out,
                               "--overwrite", "--quiet"], capture_output=True, text=True, check=False)
        assert done.returncode in (0, 8), done.stderr
        if done.returncode == 0:
            seen.add(counts(out))
    stop.set()
    writer.result()
    assert seen and seen <= {(3, 40), (5, 55)}, seen


def two_writers():
    old, new = city("old"), city("new", 55, 5)
    for writer in [THREADS.submit(writes, source, "--overwrite") for source in (old, new) * 3]:
        writer.result()
    tables = state()[1]
    assert (len(tables["roads"]), len(tables["streetlights"])) in ((3, 40), (5, 55)), tables


def no_connection():
    out, port = FOLDER / "none.gpkg", postgres.free_port()
    for target, says in ((f"host=127.0.0.1 port={port} dbname=city", "refused"),
                         ("host=no-such-host.invalid dbname=city", "no-such-host"),
                         (SERVER.words("nowhere"), "nowhere"), ("no_such_service", "no_such_service"),
                         (SERVER.address(password="wrong"), "password authentication failed")):
        for more in ((), ("--lang", "zh")):
            done = reads(out, *more, target=target, code=8)
            assert says in done.stderr and not out.exists(), done.stderr
        writes(city("old"), target=target, code=8)


def passwords_are_not_shown():
    out = FOLDER / "secret.gpkg"
    for target, code in ((SERVER.address(password="xyzzy%40no%2Fplugh"), 8), (SERVER.address(password="xyzzy/plugh"), 2),
                         (SERVER.address(password="xyzzy@plugh"), 2), ("host=127.0.0.1 password=xyzzy plugh", 2),
                         ("host=127.0.0.1 pasword=xyzzyplugh", 2), ("planner:xyzzy@127.0.0.1", 2),
                         ("postgresql://planner:xyzzy%zzplugh@127.0.0.1/city", 2), ("=xyzzy", 2), (" ", 2)):
        for more in ((), ("--lang", "zh")):
            done = reads(out, *more, target=target, code=code)
            assert "xyzzy" not in done.stderr and "plugh" not in done.stderr and done.stdout == "", done.stderr
    for word in ("postgresql://planner:xyzzy@127.0.0.1/city", "PG:host=127.0.0.1 password=xyzzy"):
        done = kerb("import", word, "--mapping", "kerb", "-o", out, code=4)
        assert "xyzzy" not in done.stderr, done.stderr
    # With the right one it is not said either, nor kept in the output.
    reads(out, target=SERVER.address(), schema="wire")
    done = reads(out, "--overwrite", "-f", "json", target=SERVER.address(), schema="wire")
    assert postgres.PASSWORD not in done.stdout + done.stderr and postgres.PASSWORD.encode() not in out.read_bytes()


def a_service_and_the_environment():
    services = FOLDER / "services.conf"
    services.write_text(f"[city]\nhost=127.0.0.1\nport={SERVER.port}\ndbname=city\nuser=planner\n", encoding="utf-8")
    passwords = FOLDER / "pgpass"
    passwords.write_text(f"*:*:*:*:{postgres.PASSWORD}\n", encoding="utf-8")
    passwords.chmod(0o600)
    os.environ.update(PGSERVICEFILE=str(services), PGPASSFILE=str(passwords))
    try:
        done = reads(FOLDER / "service.gpkg", target="city", schema="wire", code=0)
        assert "service=city" in json.loads(reads(FOLDER / "service.gpkg", "--overwrite", "-f", "json", target="city",
                                                  schema="wire").stdout)["layers"][0]["source"], done.stdout
    finally:
        for name in ("PGSERVICEFILE", "PGPASSFILE"):
            del os.environ[name]


def hostile_names():
    evil = 'a"; DROP TABLE kerb.roads; --'
    before = state()
    folder = FOLDER / "evil"
    folder.mkdir()
    (folder / "lamps.csv").write_text("key,lon,lat\n\"x'); DROP TABLE kerb.roads; --\t\\.\",114.07,32.13\n\\N,114.08,32.13\n"
                                      "\"two\nlines\",114.09,32.13\n", encoding="utf-8")
    (folder / "m.toml").write_text(f"name='m'\n[[layer]]\nlayers='*'\nclass='{evil}'\nshape='point'\n[layer.fields]\n"
                                   "key='key'\n", encoding="utf-8")
    for schema in (evil, "城市 $1 %s \\", "kerb'x"):
        writes(folder / "lamps.csv", "--mapping", folder / "m.toml", schema=schema)
        out = FOLDER / "evil.gpkg"
        reads(out, "--overwrite", "-l", evil, schema=schema)
        columns, rows = tables_of(out)[evil]
        keys = [row[columns.index("key")] for row in rows]
        assert keys == ["x'); DROP TABLE kerb.roads; --\t\\.", "\\N", "two\nlines"], keys
    assert state() == before
    done = reads(FOLDER / "no.gpkg", "-l", "roads; DROP TABLE x", code=2)
    assert "roads, streetlights" in done.stderr
    done = writes(folder / "lamps.csv", "--mapping", folder / "m.toml", schema="城" * 22, code=2)
    assert "63" in done.stderr
    reads(FOLDER / "no.gpkg", schema="nowhere'; --", code=3)


def values_of_every_type():
    SERVER.sql("""CREATE SCHEMA v; CREATE TYPE v.mood AS ENUM ('好', '坏'); CREATE DOMAIN v.metres AS numeric(6,2);
        CREATE TABLE v."路灯" (id int PRIMARY KEY, "名称" text, d date, t timestamp, z timestamptz, clock time,
          n numeric(8,0), m v.metres, r real, b boolean, j jsonb, a int[], c text[], u uuid, e v.mood, big bigint, raw bytea,
          long interval, pad char(5), g geometry(PointZM, 4547), h geometry);
        INSERT INTO v."路灯" VALUES
        (7, '人民路 "1"', '2020-02-29', '2020-02-29 13:14:15.123456', '2020-02-29 13:14:15+08', '06:07:08', 12, 3.25, 0.1,
          true, '{"a": [1, null]}', '{1,NULL,3}', '{"x","y,z"}', '00000000-0000-0000-0000-00000000000a', '好',
          9007199254740993, '\\x00ff', '1 day 2 hours', 'ab', 'SRID=4547;POINT ZM (506600 3557000 5 6)', 'POINT(1 2)'),
        (3, '', 'infinity', '-infinity', NULL, NULL, 'NaN', NULL, 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, 'SRID=4547;POINT ZM (506601 3557000 5 6)', NULL),
        (9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL);
        CREATE TABLE v.plain (key text, g geometry(Point, 4547)); INSERT INTO v.plain SELECT k, ST_SetSRID(ST_Point(1,
          2), 4547) FROM unnest(ARRAY['b', 'a', 'c']) k; CREATE TABLE v.luminaires (key text); INSERT INTO v.luminaires
          VALUES ('x');
        CREATE VIEW v.busy AS SELECT id, "名称" AS key, g FROM v."路灯" WHERE b;
        CREATE MATERIALIZED VIEW v.still AS SELECT id, "名称" AS key, g FROM v."路灯" WHERE b;
        CREATE TABLE v.parts (id int, g geometry(LineString, 4547)) PARTITION BY LIST (id);
        CREATE TABLE v.parts_1 PARTITION OF v.parts FOR VALUES IN (1);
        INSERT INTO v.parts VALUES (1, 'SRID=4547;LINESTRING(506600 3557000, 506700 3557000)');""")
    out = FOLDER / "values.gpkg"
    answer = json.loads(reads(out, "-f", "json", schema="v").stdout)
    skipped = {s["reason"]: s["count"] for s in answer["skipped"]}
    assert answer["read"] == answer["used"] + sum(skipped.values()) == 10 and skipped == {"geometry.null": 1}, answer
    reasons = [i["reason"] for i in answer["issues"]]
    assert reasons.count("field.unread") == 2 and "geometry.height_dropped" in reasons, reasons
    assert "postgis.more_geometries" in reasons, reasons
    read = tables_of(out)
    assert set(read) == {"路灯", "plain", "luminaires", "busy", "still", "parts"}, set(read)
    columns, rows = read["路灯"]
    odd, good = (json.loads(row[columns.index("extra")]) for row in rows)
    assert (odd["id"], good["id"]) == ("3", "7")  # by primary key
    want = {"名称": '人民路 "1"', "d": "2020-02-29", "t": "2020-02-29T13:14:15.123456", "z": "2020-02-29T05:14:15+00:00",
            "clock": "06:07:08", "n": "12", "m": "3.25", "r": "0.1", "b": "1", "j": '{"a": [1, null]}', "a": "[1,null,3]",
            "c": '["x","y,z"]', "u": "00000000-0000-0000-0000-00000000000a", "e": "好", "big": "9007199254740993",
            "raw": "\\x00ff", "long": "P1DT2H"}
    assert {k: good[k] for k in want} == want, good
    # Nothing became 0: what is no number is missing, and what is no day says so.
    assert odd == {"id": "3", "d": "infinity", "t": "-infinity"}, odd
    key = read["plain"][0].index("key")
    assert [row[key] for row in read["plain"][1]] == ["a", "b", "c"]  # without a primary key by content
    assert SERVER.sql('SELECT count(*) FROM v."路灯"') == [["3"]]


def coordinate_systems():
    SERVER.sql("""CREATE SCHEMA crs;
        CREATE TABLE crs.none (key text, g geometry(Point)); INSERT INTO crs.none VALUES ('a', 'POINT(114.07 32.13)');
        CREATE TABLE crs.degrees (key text, g geometry); INSERT INTO crs.degrees VALUES ('a', 'SRID=4490;POINT(114 32)');
        CREATE TABLE crs.ball (key text, g geography); INSERT INTO crs.ball VALUES ('a', 'POINT(114 32)');
        CREATE TABLE crs.mixed (key text, g geometry);
        INSERT INTO crs.mixed VALUES ('a', 'SRID=4490;POINT(114 32)'), ('b', 'SRID=4547;POINT(506600 3557000)');
        CREATE TABLE crs.arcs (key text, g geometry(CompoundCurve, 4547));
        INSERT INTO crs.arcs VALUES ('a', 'SRID=4547;COMPOUNDCURVE(CIRCULARSTRING(0 0, 1 1, 2 0),(2 0, 3 0))');
        CREATE TABLE crs.odd (key text, g geometry(Geometry, 4547));
        INSERT INTO crs.odd VALUES ('a', 'SRID=4547;TIN(((0 0, 0 1, 1 1, 0 0)))'),
          ('b', 'SRID=4547;POINT EMPTY'), ('c', 'SRID=4547;MULTIPOINT(1 1, 2 2)'), ('d', 'SRID=4547;POINT(NaN 1)'),
          ('e', 'SRID=4547;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))');""")
    out = FOLDER / "crs.gpkg"
    done = reads(out, "-l", "none", schema="crs", code=5)
    assert "--source-crs" in done.stderr and not out.exists(), done.stderr
    reads(out, "-l", "none", "--source-crs", "EPSG:4326", schema="crs")
    reads(out, "-l", "mixed", "--overwrite", schema="crs", code=5)
    for layer in ("degrees", "ball"):
        answer = json.loads(reads(out, "-l", layer, "--overwrite", "-f", "json", schema="crs").stdout)
        assert answer["frame"]["name"].startswith("local:tmerc"), answer["frame"]
    # A local plane has no number: the database learns it, once, and it comes back the same.
    lines = FOLDER / "roads.csv"
    lines.write_text('key,WKT\nR,"LINESTRING (114.07 32.13,114.08 32.13)"\n', encoding="utf-8")
    arguments = (lines, "--mapping", FOLDER / "old" / "map.toml", "--source-crs", "EPSG:4490")
    own = "SELECT count(*) FROM spatial_ref_sys WHERE srid > 910000 AND srid < 998999"
    ((before,),) = SERVER.sql(own)
    kerb("import", *arguments, "-o", FOLDER / "local.gpkg")
    for _ in range(2):
        writes(*arguments, "--overwrite", schema="local")
    assert SERVER.sql(own) == [[str(int(before) + 1)]]
    reads(FOLDER / "local2.gpkg", schema="local")
    one, two = (list(gpkg.rows(FOLDER / f, "roads")) for f in ("local.gpkg", "local2.gpkg"))
    assert one == two, (one, two)
    # Who may not teach it that hears of it, and nothing is changed.
    SERVER.sql("CREATE SCHEMA other AUTHORIZATION planner")
    done = writes(*arguments, "--frame", "+proj=tmerc +lon_0=114.5 +datum=WGS84",
                  target=SERVER.address(), schema="other", code=6)
    assert "spatial_ref_sys" in done.stderr and state("other") == ([], {}), done.stderr
    answer = json.loads(reads(out, "-l", "arcs", "-l", "odd", "--overwrite", "-f", "json", schema="crs").stdout)
    skipped = {s["reason"]: s["count"] for s in answer["skipped"]}
    assert answer["used"] == 3 and answer["read"] == 7 and sum(skipped.values()) == 4, answer
    assert "geometry.curve_stroked" in [i["reason"] for i in answer["issues"]], answer


def rights_and_wrong_use():
    out = FOLDER / "rights.gpkg"
    done = reads(out, target=SERVER.address(), code=3)  # planner may not look into the administrator's schema
    assert "permission denied" in done.stderr, done.stderr
    done = writes(city("old"), "--overwrite", target=SERVER.address(), code=6)
    assert "permission denied" in done.stderr, done.stderr
    done = reads(out, target=SERVER.words("postgres"), schema="public", code=3)
    assert "public" in done.stderr
    done = writes(city("old"), target=SERVER.words("postgres"), code=6)
    assert "CREATE EXTENSION postgis" in done.stderr, done.stderr
    writes(city("old"), "-o", out, code=2)
    writes(city("old"), "-l", "roads", code=2)
    kerb("import", "--postgis", SERVER.words(), code=2)  # no --output
    reads(out, "-l", "rivers", code=2)
    # Reading can change nothing, not even through a view that would.
    SERVER.sql("CREATE SCHEMA sly; CREATE TABLE sly.t (a int); CREATE FUNCTION sly.f() RETURNS int LANGUAGE sql AS "
               "$$INSERT INTO sly.t VALUES (1) RETURNING a$$; CREATE VIEW sly.v AS SELECT sly.f() AS a")
    done = reads(out, "-l", "v", schema="sly", code=3)
    assert "read-only" in done.stderr and SERVER.sql("SELECT count(*) FROM sly.t") == [["0"]], done.stderr
    assert not out.exists()


def an_address_off_this_machine_must_prove_itself():
    """Without a certificate that can be checked no password leaves the machine, unless the target says so."""
    address = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout.split()
    if not address or ":" in address[0] or address[0].startswith("127."):
        return
    cut = postgres.Cut(SERVER.port, address=address[0])
    words = f"host={address[0]} port={cut.port} dbname=city user=planner password={postgres.PASSWORD}"
    done = reads(FOLDER / "far.gpkg", target=words, schema="wire", code=8)
    assert "certificate" in done.stderr or "SSL" in done.stderr, done.stderr + SERVER.log()
    reads(FOLDER / "far.gpkg", target=words + " sslmode=disable", schema="wire")
    cut.close()


def what_is_lost_on_the_way_is_missed():
    """Rows or places that the server does not keep, by a trigger on every new table: nothing is changed."""
    source = city("kept")
    for name, does, code in (("rows", "RETURN NULL", 6), ("places", "NEW.geom := NULL; RETURN NEW", 6),
                             ("server", "RAISE 'going down' USING ERRCODE = '57P01'", 8)):
        SERVER.sql(f"CREATE FUNCTION lose_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {does}; END$$;"
                   f"CREATE FUNCTION on_table_{name}() RETURNS event_trigger LANGUAGE plpgsql AS $$DECLARE t record; BEGIN "
                   "FOR t IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP "
                   "EXECUTE format('CREATE TRIGGER lose BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION "
                   f"public.lose_{name}()', t.object_identity); END LOOP; END$$;"
                   f"CREATE EVENT TRIGGER losing_{name} ON ddl_command_end EXECUTE FUNCTION on_table_{name}()")
        done = writes(source, schema="lost", code=code)
        SERVER.sql(f"DROP EVENT TRIGGER losing_{name}")
        assert "of " in done.stderr or "going down" in done.stderr, done.stderr
        assert state("lost")[0] == [], name


def a_number_that_the_database_does_not_know():
    """A frame of EPSG that is not in its list is kept by its definition."""
    known = SERVER.sql("SELECT srid, auth_name, auth_srid, srtext, proj4text FROM spatial_ref_sys WHERE auth_srid = 4547")
    assert len(known) == 1
    SERVER.sql("UPDATE spatial_ref_sys SET auth_name = 'elsewhere' WHERE auth_srid = 4547")
    writes(city("number"), schema="number")
    assert int(SERVER.sql("SELECT Find_SRID('number', 'roads', 'geom')")[0][0]) >= 910000
    out = FOLDER / "number.gpkg"
    reads(out, schema="number")
    assert len(list(gpkg.rows(out, "roads"))) == 3
    SERVER.sql("UPDATE spatial_ref_sys SET auth_name = 'EPSG' WHERE auth_srid = 4547")


def each_call_of_the_client_that_fails():
    """The first and the last call of each name to the database's client: exit 6 or 8, and the tables as they were."""
    library = compiled("failing_calls", FOLDER)
    if library is None:
        print("test_postgis: skipped: calls that fail need a C compiler")
        return
    source, names, tried = city("calls"), FOLDER / "names", set()
    for schema in ("calls", "counted"):
        writes(city("before", 5, 1), schema=schema)
    before = state("calls")

    def run_with(schema, **more):
        names.unlink(missing_ok=True)
        return subprocess.run([KERB, "import", source, "--postgis", SERVER.words(), "--schema", schema, "--overwrite"],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "LD_PRELOAD": str(library), "KERB_FAIL_LIBPQ": "1", "KERB_FAIL_NAMES": str(names), **more})

    assert run_with("counted").returncode == 0
    called = names.read_text(encoding="ascii").split()
    for number, name in enumerate(called, 1):
        if name not in called[:number - 1] or name not in called[number:]:
            done = run_with("calls", KERB_FAIL_AT=str(number))
            assert done.returncode in (6, 8) and done.stderr.strip() and state("calls") == before, (number, name, done)
            assert ": ." not in done.stderr, (name, done.stderr)  # a reason, always
            assert names.read_text(encoding="ascii").split()[number - 1] == name, number
            tried.add(name)
    assert tried >= {"PQconnectdbParams", "PQexec", "PQexecParams", "PQputCopyData", "PQputCopyEnd"}, tried


def what_only_the_library_writes():
    """Titles, places without a frame, the longest name: by the test program of the module, if it is here."""
    program = pathlib.Path(KERB).resolve().parent / "tests" / "test_io"
    if not program.exists():
        print("test_postgis: skipped: no test program of the library beside kerb")
        return
    done = subprocess.run([program, "[.database]"], capture_output=True, text=True, check=False,
                          env={**os.environ, "KERB_TEST_DATABASE": SERVER.words()})
    assert done.returncode == 0 and "2 test cases" in done.stdout, done.stdout + done.stderr
    assert SERVER.sql("SELECT obj_description('library.poles'::regclass), col_description('library.poles'::regclass, 2), "
                      "Find_SRID('library', 'poles', 'geom')") == [
        ["O'Brien's \\ poles; DROP TABLE x --", "the pole's \"key\" 杆号", "0"]]
    assert SERVER.sql(f"SELECT count(*) FROM library.{'n' * 63}") == [["1"]]


run_all([sample_city_round_trip, existing_tables_are_refused, a_failing_write_changes_nothing,
         a_broken_wire_changes_nothing, locks_do_not_hang, readers_see_all_old_or_all_new, two_writers, no_connection,
         passwords_are_not_shown, a_service_and_the_environment, hostile_names, values_of_every_type,
         coordinate_systems, rights_and_wrong_use, an_address_off_this_machine_must_prove_itself,
         what_is_lost_on_the_way_is_missed, a_number_that_the_database_does_not_know, each_call_of_the_client_that_fails,
         what_only_the_library_writes])
