"""The page of the sample city, and of one with hostile names, in Chromium without a network.

Says what is missing and is skipped where there is no Chromium, Node or playwright-core (npm install playwright-core
axe-core in a folder that NODE_PATH or KERB_NODE_MODULES names)."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KERB = os.environ.get("KERB", "kerb")
HOSTILE = "</script><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\"'=cmd‮abc"


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


def node_environment():
    modules = os.environ.get("KERB_NODE_MODULES") or os.environ.get("NODE_PATH") or str(HERE / "node_modules")
    environment = {**os.environ, "NODE_PATH": modules}
    if not shutil.which("chromium") or not shutil.which("node"):
        skip("no chromium or no node")
    found = subprocess.run(["node", "-e", "require('playwright-core')"], env=environment, capture_output=True, check=False)
    if found.returncode != 0:
        skip(f"no playwright-core in {modules}")
    return {**environment, "CHROMIUM": shutil.which("chromium")}


def hostile(source, target):
    shutil.copyfile(source, target)
    with sqlite3.connect(target) as base:
        for (trigger,) in base.execute("select name from sqlite_master where type='trigger'").fetchall():
            base.execute(f'drop trigger "{trigger}"')
        base.execute("update zones set name_zh = ?, name_en = ? where kind = 'district'", (HOSTILE, HOSTILE))
        base.execute("update roads set name_zh = ?", (HOSTILE,))


def main():
    environment = node_environment()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kerb-page-"))
    subprocess.run([KERB, "synth", "--seed", "7", "--size", "s", "-o", folder / "city", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    hostile(folder / "city" / "city.gpkg", folder / "hostile.gpkg")
    bad = 0
    for name, city, more in (("sample", folder / "city" / "city.gpkg", ["--dem", folder / "city" / "terrain.tif", "--city", "suzhou"]),
                             ("hostile", folder / "hostile.gpkg", [])):
        subprocess.run([KERB, "audit", city, "-o", folder / name, *more], check=True, stdout=subprocess.DEVNULL)
        print(f"-- {name}, pictures in {folder / name}", flush=True)
        bad += subprocess.run(["node", HERE / "page.js", folder / name / "report.html", folder / name], env=environment,
                              check=False).returncode
    sys.exit(1 if bad else 0)


main()
