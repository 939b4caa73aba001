"""Outputs on full disks, without rights, under kills, beside other writers, in other locales: the old output or the new."""
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading

import campaign_kill
from campaign_support import (CANARY, TEMPORARY, WRITERS, Disk, chosen, command, compiled, contents, crafted_inputs, must,
                              on_full_disk, prepare, restore, run, scratch, start, temporary, used_kb, verdict)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from support import run_all  # noqa: E402

FOLDER = scratch()
INPUTS = crafted_inputs(FOLDER)
FAST = [writer for writer in WRITERS if writer.name != "synth folder"]
NOBODY = 65534
MADE = {}


def versions(writer):
    """The folder of a writer's two outputs, and what they hold."""
    if writer.name not in MADE:
        place = FOLDER / "made" / writer.name.replace(" ", "-")
        MADE[writer.name] = place, *prepare(writer, INPUTS, place)
    return MADE[writer.name]


def a_place(writer, name="place"):
    """A folder that holds the old output, and its contents."""
    made, old, new = versions(writer)
    place = FOLDER / name
    restore(place, made / "old")
    return place, old, new


def g82_full_disk():
    if not Disk.possible(FOLDER):
        print("skipped: g82 needs the right to mount")
        return
    for writer in FAST:
        made, old, new = versions(writer)
        disk, ends = Disk(FOLDER), []
        with disk as place:
            held, added = used_kb(made / "old"), used_kb(made / "new")
            for size in (held + 8, held + max(12, added // 3), held + max(16, 2 * added // 3), held + 4 * added + 4096):
                disk.set(made / "old", size)
                done = run(command(writer, INPUTS, "new"), folder=place)
                ends.append(on_full_disk(done, place, old, new))
                assert ends[-1] in ("refused", "written"), (writer.name, size, ends, done.code, done.err)
        assert ends[0] == "refused" and ends[-1] == "written", (writer.name, ends)


def g83_no_rights():
    if os.geteuid() != 0:
        print("skipped: g83 as another user needs root")
        return
    for writer in FAST:
        place, old, _ = a_place(writer)
        for path in place.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        place.chmod(0o555)
        done = run(command(writer, INPUTS, "new"), folder=place, who=NOBODY)
        assert done.code == 6 and done.err.strip(), (writer.name, done)
        assert contents(place) == old and not temporary(place), writer.name
    mounted = FOLDER / "mounted"
    mounted.mkdir()
    place, old, _ = a_place(FAST[0])
    if subprocess.run(["mount", "--bind", place, mounted], capture_output=True, check=False).returncode != 0:
        print("skipped: g83 on a read-only disk needs the right to mount")
        return
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", mounted], check=True)
        assert run(command(FAST[0], INPUTS, "new"), folder=mounted).code == 6 and contents(mounted) == old
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)


def g83_existing_output():
    for writer in FAST:
        place, old, _ = a_place(writer)
        done = run([*writer.arguments(INPUTS, "new"), "--quiet"], folder=place)
        assert done.code == 2 and "--overwrite" in done.err, (writer.name, done)
        assert contents(place) == old and not temporary(place), writer.name


def g83_no_file_to_replace():
    """Links, folders, devices, pipes, and what is read: exit 2, and they are what they were."""
    for writer in chosen(["gpkg", "csv", "shp", "tif", "report.html", "score"]):
        _, old, _ = versions(writer)
        for name in {sorted(old)[0], sorted(old)[-1]}:
            for kind in ("link", "folder", "device", "pipe"):
                place, _, _ = a_place(writer)
                path, other = place / name, place / "other"
                path.unlink()
                if kind == "link":
                    other.write_text("mine", encoding="utf-8")
                    path.symlink_to(other)
                elif kind == "folder":
                    path.mkdir()
                elif kind == "pipe":
                    os.mkfifo(path)
                else:
                    path.symlink_to("/dev/null")
                done = run(command(writer, INPUTS, "new"), folder=place, limit=20)
                assert done.code == 2 and not temporary(place), (writer.name, name, kind, done)
                assert path.is_symlink() == (kind in ("link", "device")), (writer.name, name, kind)
                assert kind != "link" or other.read_text(encoding="utf-8") == "mine"
    city = FOLDER / "input.gpkg"
    shutil.copy(INPUTS / "old.gpkg", city)
    before = city.read_bytes()
    for arguments in (["import", city, "--mapping", "kerb", "-o", city],
                      ["coverage", "points", "--points", f"{city}::buildings", "--assets", f"{city}::streetlights", "--within",
                       "30m", "-o", city]):
        done = run([*arguments, "--overwrite"])
        assert done.code == 2 and city.read_bytes() == before, (arguments, done)


def g84_killed():
    library = compiled("killing_calls", FOLDER)
    if library is None:
        print("skipped: g84 needs a C compiler")
        return
    for name, most in (("gpkg", 4), ("shp", 26), ("score folder", 24)):
        (writer,) = [writer for writer in WRITERS if writer.name == name]
        assert campaign_kill.at_each_call(writer, INPUTS, FOLDER / "kill" / name.replace(" ", "-"), library, most) == 0, name


def g85_journals_beside_the_target():
    (gpkg,) = chosen(["gpkg"])
    for beside in ("-journal", "-wal", "-shm"):
        place, old, _ = a_place(gpkg)
        stale = place / f"served.gpkg{beside}"
        stale.write_bytes(b"stale")
        done = run(command(gpkg, INPUTS, "new"), folder=place)
        assert done.code == 6 and beside in done.err, done
        assert contents(place) == {**old, stale.name: b"stale"} and not temporary(place)


def hot(name, mode):
    """A city with a writer's transaction that never ended, as a power cut leaves it."""
    source, place = FOLDER / "hot.gpkg", FOLDER / name
    shutil.copy(INPUTS / "old.gpkg", source)
    place.mkdir()
    base = sqlite3.connect(source, isolation_level=None)
    base.execute(f"PRAGMA journal_mode={mode}")
    base.execute("PRAGMA cache_size=2")
    base.execute("BEGIN")
    base.execute("CREATE TABLE more (a)")
    base.executemany("INSERT INTO more VALUES (?)", [("x" * 900,)] * 2000)
    if mode == "wal":
        base.execute("COMMIT")
    for path in FOLDER.glob("hot.gpkg*"):
        shutil.copy(path, place)
    base.close()
    for path in FOLDER.glob("hot.gpkg*"):
        path.unlink()
    return place


def g85_hot_inputs():
    for name, mode, beside in (("hot-journal", "delete", "-journal"), ("hot-wal", "wal", "-wal")):
        place = hot(name, mode)
        assert (place / f"hot.gpkg{beside}").stat().st_size > 0, name
        before = contents(place)
        done = run(["check", place / "hot.gpkg"])
        assert done.code in (3, 4, 5) and "hot.gpkg" in done.err, (name, done)
        assert contents(place) == before, name


def g87_two_writers():
    for writer in chosen(["gpkg", "shp", "score"]):
        place, old, new = a_place(writer)
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
        made, old, _ = versions(writer)
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
    with socket.create_connection(("127.0.0.1", CANARY.port)):
        pass  # it would hear one
    while CANARY.hits == 0:
        pass
    assert CANARY.hits == 1, CANARY.hits
    assert not [path for path in FOLDER.rglob("*") if path.name.startswith(TEMPORARY) and "kill" not in path.parts]


run_all([g82_full_disk, g83_no_rights, g83_existing_output, g83_no_file_to_replace, g84_killed, g85_journals_beside_the_target,
         g85_hot_inputs, g87_two_writers, g88_locales_and_zones, nobody_called])
