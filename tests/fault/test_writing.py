"""Outputs on full disks, without rights, in place of what is no file, beside journals: the old output to the last byte."""
import errno
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

from campaign_calls import Calls
from campaign_support import (CANARY, KERB, NOBODY, TEMPORARY, WRITERS, Disk, Places, chosen, command, compiled, contents,
                              crafted_inputs, environment, on_full_disk, run, scratch, temporary, used_kb)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import geotiff  # noqa: E402
from support import run_all  # noqa: E402

FOLDER = scratch()
INPUTS = crafted_inputs(FOLDER)
FAST = [writer for writer in WRITERS if writer.name != "synth folder"]
PLACES = Places(FOLDER, INPUTS)


def g82_full_disk():
    if not Disk.possible(FOLDER):
        print("skipped: g82 needs the right to mount")
        return
    for writer in FAST:
        made, old, new = PLACES.versions(writer)
        disk, ends = Disk(FOLDER), []
        with disk as place:
            held, added = used_kb(made / "old"), used_kb(made / "new")
            for size in (held + 8, held + max(12, added // 3), held + max(16, 2 * added // 3), held + 4 * added + 4096):
                disk.set(made / "old", size)
                done = run(command(writer, INPUTS, "new"), folder=place)
                ends.append(on_full_disk(done, place, old, new))
                assert ends[-1] in ("refused", "written"), (writer.name, size, ends, done.code, done.err)
        assert ends[0] == "refused" and ends[-1] == "written", (writer.name, ends)


def unread(arguments, place, how):
    """Runs kerb with a standard output that takes nothing."""
    return subprocess.run(["sh", "-c", f'"$@" {how}', "sh", KERB, *map(str, arguments)], cwd=place, env=environment(),
                          stderr=subprocess.PIPE, text=True, check=False)


def g82_full_standard_output():
    """What is to be read cannot be: the old files stay, and no new ones are made. A page is not read there."""
    for writer in FAST:
        for how in (">/dev/full", ">&-"):
            place, old, new = PLACES.fresh(writer)
            done = unread(command(writer, INPUTS, "new"), place, how)
            page = writer.name == "report.html"
            assert done.returncode == (0 if page else 6) and (page or done.stderr.strip()), (writer.name, how, done)
            assert contents(place) == (new if page else old) and not temporary(place), (writer.name, how)
    for number, arguments in enumerate((
            ["check", INPUTS / "new.gpkg", "-o", "found.gpkg"],
            ["waterlogging", "storm", "--city", "suzhou", "--return-period", "5", "--duration", "120min", "-o", "storm.csv"],
            ["waterlogging", "depressions", "--dem", INPUTS / "new.tif", "--filled", "filled.tif", "--depth-raster", "depth.tif",
             "-o", "hollows.gpkg"])):
        place = FOLDER / f"unread-{number}"
        place.mkdir()
        done = unread(arguments, place, ">/dev/full")
        assert done.returncode == 6 and done.stderr.strip() and not list(place.iterdir()), (arguments, done)


class Ending(Calls):
    """The same where killed runs left an exchange that is to be ended first, and a room that is to be cleared away."""

    def begin(self):
        super().begin()
        name = self.main or next(iter(self.old))
        room = self.place / ".kerb-tmp-begun"
        (room / "old").mkdir(parents=True)
        (self.place / name).rename(room / "old" / name)
        (self.place / ".kerb-tmp-stale").mkdir()
        for path in (room, self.place / ".kerb-tmp-stale"):  # old enough, were it not for what is in the first
            os.utime(path, (0, 0))


def g82_each_call_that_fails():
    """The first call of each name; the campaign of calls tries more of them, and every writer."""
    library = compiled("failing_calls", FOLDER)
    if library is None:
        print("skipped: g82 for each call needs a C compiler")
        return
    tried = [(Calls, name, "calls") for name in ("gpkg", "tif", "report.html")]
    for kind, name, failing in [*tried, (Calls, "gpkg", "looks"), (Calls, "gpkg", "sqlite"), (Calls, "shp", "reads"),
                                (Ending, "shp", "calls"), (Ending, "shp", "looks"), (Ending, "gpkg", "calls")]:
        (writer,) = chosen([name])
        trial = kind(writer, INPUTS, FOLDER / "calls" / writer.name, library, failing)
        assert trial.try_all(1) == 0 < sum(trial.count.values()), trial.told
        shutil.rmtree(FOLDER / "calls")


def g82_each_read_of_a_grid_that_is_being_made():
    """GDAL's threads wait for ever when the directory of a new file cannot be found once: exit 6. When it is found and cannot be
    read, libtiff 4.5 crashes as GDAL closes it, which nobody here can prevent: the old grid is there all the same."""
    library = compiled("failing_calls", FOLDER)
    if library is None:
        print("skipped: g82 for each read needs a C compiler")
        return
    inputs = FOLDER / "wide"
    inputs.mkdir()
    for step, version in enumerate(("old", "new")):  # two blocks, so that threads share them
        geotiff.write(inputs / f"{version}.tif", rows=[[100 + (c * 7919 + r * 104729) % 997 / 331 + step * (c % 11) for c in range(280)]
                                                       for r in range(60)])
    (writer,) = chosen(["tif"])
    trial, found = Calls(writer, inputs, FOLDER / "calls" / writer.name, library, "reads"), []
    for number in range(1, len(trial.names()) + 1):
        done = trial.fail(number, {"KERB_FAIL_ERROR": str(errno.EIO)})
        if "AddressSanitizer: SEGV (/lib/x86_64-linux-gnu/libtiff" in done.err:
            done.code = -signal.SIGSEGV
        assert not done.hung and done.code in (0, 6, -signal.SIGSEGV), (number, done)
        assert contents(trial.place) == trial.new if done.code == 0 else trial.old.items() <= contents(trial.place).items(), (number, done)
        found.append(done.code)
    assert found[:4] == [6] * 4 and found.count(6) > 10 > 2 >= found.count(-signal.SIGSEGV), found
    shutil.rmtree(FOLDER / "calls")


def g82_each_look_at_an_interrupted_exchange():
    """For want of memory too; of PROJ's own folders none is missed."""
    library = compiled("failing_calls", FOLDER)
    if library is None:
        print("skipped: g82 for each call needs a C compiler")
        return
    (writer,) = chosen(["tif"])
    for failing, call, error, ends in (("calls", "opendir", errno.ENOMEM, {0, 7}), ("calls", "opendir", errno.EIO, {0, 6}),
                                       ("looks", "stat", errno.EIO, {0, 6}), ("looks", "lstat", errno.EIO, {0, 6})):
        trial, found = Ending(writer, INPUTS, FOLDER / "calls" / writer.name, library, failing), set()
        for number in (at for at, name in enumerate(trial.names(), 1) if name == call):
            done = trial.fail(number, {"KERB_FAIL_ERROR": str(error)})
            now = contents(trial.place)
            assert now == trial.new if done.code == 0 else now == trial.old or trial.brought_back(), (call, number, done)
            found.add(done.code)
        assert found == ends, (call, error, found)
        shutil.rmtree(FOLDER / "calls")


def g83_no_rights():
    if os.geteuid() != 0:
        print("skipped: g83 as another user needs root")
        return
    for writer in FAST:
        place, old, _ = PLACES.fresh(writer)
        for path in place.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        place.chmod(0o555)
        done = run(command(writer, INPUTS, "new"), folder=place, who=NOBODY)
        assert done.code == 6 and done.err.strip(), (writer.name, done)
        assert contents(place) == old and not temporary(place), writer.name
    mounted = FOLDER / "mounted"
    mounted.mkdir()
    place, old, _ = PLACES.fresh(FAST[0])
    if subprocess.run(["mount", "--bind", place, mounted], capture_output=True, check=False).returncode != 0:
        print("skipped: g83 on a read-only disk needs the right to mount")
        return
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", mounted], check=True)
        assert run(command(FAST[0], INPUTS, "new"), folder=mounted).code == 6 and contents(mounted) == old
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)


def g83_a_folder_that_cannot_be_listed():
    """Who may write there but not look delivers single files; of several the turn cannot be had."""
    if os.geteuid() != 0:
        print("skipped: g83 as another user needs root")
        return
    for writer, code in ((chosen(["csv"])[0], 0), (chosen(["shp"])[0], 6)):
        place, old, new = PLACES.fresh(writer)
        os.chown(place, NOBODY, NOBODY)
        place.chmod(0o311)
        done = run(command(writer, INPUTS, "new"), folder=place, who=NOBODY)
        place.chmod(0o755)
        assert done.code == code and contents(place) == (old if code else new), (writer.name, done)


def g83_no_working_folder():
    """It is gone: what is to be written there cannot be, and the error says so."""
    for writer in chosen(["csv", "shp", "audit"]):
        gone = FOLDER / "gone"
        gone.mkdir()
        code = ("import os, shutil, sys; os.chdir(sys.argv[1]); os.rmdir(sys.argv[1]); "
                "os.execv(sys.argv[2], sys.argv[2:])")
        done = subprocess.run([sys.executable, "-c", code, gone, KERB, *map(str, command(writer, INPUTS, "new"))],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 6 and "No such file" in done.stderr, (writer.name, done)


def g83_existing_output():
    for writer in FAST:
        place, old, _ = PLACES.fresh(writer)
        done = run([*writer.arguments(INPUTS, "new"), "--quiet"], folder=place)
        assert done.code == 2 and "--overwrite" in done.err, (writer.name, done)
        assert contents(place) == old and not temporary(place), writer.name


def g83_no_file_to_replace():
    """Links, folders, devices, pipes, and what is read: exit 2, and they are what they were."""
    for writer in chosen(["gpkg", "csv", "shp", "tif", "report.html", "score"]):
        _, old, _ = PLACES.versions(writer)
        for name in {sorted(old)[0], sorted(old)[-1]}:
            for kind in ("link", "folder", "device", "pipe") if writer.name in ("gpkg", "shp") else ("link", "pipe"):
                place, _, _ = PLACES.fresh(writer)
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


def g85_journals_beside_the_target():
    (gpkg,) = chosen(["gpkg"])
    for beside in ("-journal", "-wal", "-shm"):
        place, old, _ = PLACES.fresh(gpkg)
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


def nobody_called():
    CANARY.heard_nobody()
    assert not [path for path in FOLDER.rglob("*") if path.name.startswith(TEMPORARY)]


run_all([g82_full_disk, g82_full_standard_output, g82_each_call_that_fails, g82_each_read_of_a_grid_that_is_being_made,
         g82_each_look_at_an_interrupted_exchange, g83_no_rights, g83_a_folder_that_cannot_be_listed,
         g83_no_working_folder, g83_existing_output, g83_no_file_to_replace, g85_journals_beside_the_target,
         g85_hot_inputs, nobody_called])
