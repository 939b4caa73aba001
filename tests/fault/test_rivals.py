"""Kills, rivals, and other places: the old output or the new, and the same numbers in every locale and time zone."""
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import threading

import campaign_kill
from campaign_support import (CANARY, TEMPORARY, WRITERS, Places, chosen, command, compiled, contents, crafted_inputs, must,
                              run, scratch, start, temporary, verdict)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from support import run_all  # noqa: E402

FOLDER = scratch()
INPUTS = crafted_inputs(FOLDER)
PLACES = Places(FOLDER, INPUTS)


def g84_killed():
    library = compiled("killing_calls", FOLDER)
    if library is None:
        print("skipped: g84 needs a C compiler")
        return
    for name, most in (("gpkg", 4), ("shp", 26), ("score folder", 20)):
        (writer,) = [writer for writer in WRITERS if writer.name == name]
        assert campaign_kill.at_each_call(writer, INPUTS, FOLDER / "kill" / name.replace(" ", "-"), library, most) == 0, name


def g87_two_writers():
    for writer in chosen(["gpkg", "shp", "score"]):
        place, old, new = PLACES.fresh(writer)
        seen, stop = set(), threading.Event()

        def look():
            while not stop.is_set():
                seen.add(verdict({"served.gpkg": (place / "served.gpkg").read_bytes()}, old, new))

        reader = threading.Thread(target=look) if writer.name == "gpkg" else None
        if reader:
            reader.start()
        for _ in range(3):
            both = [start(command(writer, INPUTS, version), folder=place) for version in ("old", "new") * 2]
            ends = [(process.communicate()[1], process.returncode) for process in both]
            assert all(code in (0, 6) for _, code in ends) and any(code == 0 for _, code in ends), (writer.name, ends)
            assert verdict(contents(place), old, new) in ("old", "new"), writer.name
            assert not temporary(place), writer.name
        stop.set()
        if reader:
            reader.join()
            assert seen <= {"old", "new"} and seen, seen


def g87_one_of_many_without_overwrite():
    """All begin where nothing is; one is first, and no other replaces what it made."""
    for writer in chosen(["gpkg", "shp", "csv", "score"]):
        place, _, _ = PLACES.fresh(writer)
        arguments = [*writer.arguments(INPUTS, "old"), "--quiet"]
        for attempt in range(4):
            shutil.rmtree(place)
            place.mkdir()
            if attempt == 0:
                must(arguments, folder=place)
                alone = contents(place)
                continue
            all_of_them = [start(arguments, folder=place) for _ in range(4)]
            ends = [(process.communicate()[1], process.returncode) for process in all_of_them]
            assert sorted(code for _, code in ends) == [0, 2, 2, 2], (writer.name, ends)
            assert contents(place) == alone and not temporary(place), writer.name


def g87_a_folder_in_use():
    """Who waits too long for others says so; what was there stays."""
    place, old, _ = PLACES.fresh(chosen(["gpkg"])[0])
    (place / ".kerb-tmp-begun" / "old").mkdir(parents=True)  # nor can what was begun be ended
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(held, fcntl.LOCK_EX)
    done = run(command(chosen(["gpkg"])[0], INPUTS, "new"), folder=place)
    os.close(held)
    assert done.code == 6 and done.err.strip() and contents(place) == old, done
    must(command(chosen(["gpkg"])[0], INPUTS, "new"), folder=place)
    assert not temporary(place)


def locales():
    """A folder with locales of our own making, and their names."""
    folder, made = FOLDER / "locales", []
    folder.mkdir()
    for name, source, charset in (("de_DE.UTF-8", "de_DE", "UTF-8"), ("tr_TR.UTF-8", "tr_TR", "UTF-8"),
                                  ("zh_CN.GB18030", "zh_CN", "GB18030")):
        try:
            subprocess.run(["localedef", "-i", source, "-f", charset, folder / name], capture_output=True, check=False)
        except FileNotFoundError:
            pass
        if (folder / name).is_dir():
            made.append(name)
        else:
            print(f"skipped: g88 in {name}, which cannot be made here")
    return folder, made


def g88_locales_and_zones():
    folder, names = locales()
    settings = [{"LC_ALL": name, "LANG": name, "LOCPATH": str(folder)} for name in names]
    settings += [{"TZ": zone} for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", ":nowhere")]
    settings.append({"OGR_CURRENT_DATE": "2038-01-20T00:00:00.000Z"})
    asked = [["coverage", "points", "--points", f"{INPUTS}/old.gpkg::buildings", "--assets", f"{INPUTS}/old.gpkg::streetlights",
              "--within", "30.5m", "-f", form] for form in ("json", "csv", "table")]
    asked += [["waterlogging", "depressions", "--dem", INPUTS / "old.tif", "-f", "json"],
              ["check", INPUTS / "old.gpkg", "--today", "2024-03-31", "-f", "json"]]
    plain = [must([*arguments, "--lang", "en"]).out for arguments in asked]
    for setting in settings:
        for arguments, expected in zip(asked, plain):
            assert must([*arguments, "--lang", "en"], **setting).out == expected, (setting, arguments)
    for writer in chosen(["csv", "geojson", "score"]):
        made, old, _ = PLACES.versions(writer)
        for setting in settings[:-1]:
            place = FOLDER / "elsewhere"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            must([*command(writer, INPUTS, "old"), "--lang", "en"], folder=place, **setting)
            now = contents(place)
            assert {name: data for name, data in now.items() if "run.json" not in name} == {
                name: data for name, data in old.items() if "run.json" not in name}, (writer.name, setting)
    if shutil.which("faketime") is None:
        print("skipped: g88 under another clock, as faketime is not installed")


def nobody_called():
    CANARY.heard_nobody()
    assert not [path for path in FOLDER.rglob("*") if path.name.startswith(TEMPORARY) and "kill" not in path.parts]


run_all([g84_killed, g87_two_writers, g87_one_of_many_without_overwrite, g87_a_folder_in_use, g88_locales_and_zones,
         nobody_called])
