"""SIGKILL of kerb, and of the server's process that serves it, while a city is written to PostGIS: the old tables or the
new, never a mixture, and the next run works.   campaign_postgis.py [COUNT [SEED]]"""
import random
import signal
import subprocess
import sys
import time

from campaign_support import ROOT, close_campaign, crafted_inputs, must, run, scratch, start

sys.path.insert(0, str(ROOT / "tests" / "support"))
import postgres  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 200
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20240607
SERVER = postgres.Server()
SCHEMA = "kerb"
# What tells the two cities apart, as one row; the names of all that is in the schema with it.
STATE = (f"SELECT (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace)",
         f"SELECT md5(string_agg(ST_AsText(geom), ' ' ORDER BY fid)), count(*) FROM {SCHEMA}.streetlights",
         f"SELECT md5(string_agg(ST_AsText(geom), ' ' ORDER BY fid)), count(*) FROM {SCHEMA}.buildings")


def state():
    return [SERVER.sql(text) for text in STATE]


def command(inputs, version):
    return ["import", inputs / f"{version}.gpkg", "--postgis", SERVER.words(), "--schema", SCHEMA, "--overwrite", "--quiet"]


def settled():
    """Waits until the server has ended what a dead client began."""
    while SERVER.sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'kerb'"):
        time.sleep(0.01)
    return state()


def backend_killed(process, moment):
    """Ends the session at a moment; the exit must be 8 when nothing was written."""
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        SERVER.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kerb'")
    return process.communicate()


def client_killed(process, moment):
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.communicate()


def campaign(kind, kill, inputs):
    must(command(inputs, "new"))
    new = settled()
    begun = time.monotonic()
    must(command(inputs, "old"))
    whole, old = time.monotonic() - begun, settled()
    assert old != new
    count = dict.fromkeys(("old", "new", "mixed", "wrong exit", "next run failed"), 0)
    draw, told = random.Random(f"{SEED} {kind}"), []
    for number in range(COUNT):
        process = start(command(inputs, "new"))
        _, err = kill(process, draw.uniform(0, 1.05 * whole))
        found = settled()
        word = "old" if found == old else "new" if found == new else "mixed"
        count[word] += 1
        # A session that ends after the last step is told as unknown: all of the old or all of the new.
        right = process.returncode in ((0, 8) if word == "new" else (8,)) or kill is client_killed
        count["wrong exit"] += not right
        if (word == "mixed" or not right) and len(told) < 3:
            told.append(f"   {number}: {word}, exit {process.returncode}: {err.strip()[:300]}")
        if word != "old":
            count["next run failed"] += run(command(inputs, "old")).code != 0 or settled() != old
    print(f"postgis       {kind:16} {COUNT:4} kills: " + ", ".join(f"{name} {n}" for name, n in count.items()), flush=True)
    for text in told:
        print(text)
    return count["mixed"] + count["wrong exit"] + count["next run failed"]


def main():
    inputs = crafted_inputs(scratch())
    print(f"campaign_postgis: seed {SEED}", flush=True)
    failed = campaign("kerb itself", client_killed, inputs)
    failed += campaign("its session", backend_killed, inputs)
    close_campaign(failed)


main()
