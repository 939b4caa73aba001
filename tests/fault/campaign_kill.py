"""SIGKILL at random moments, and at each call that changes a name: the old output or the new, never a mixture, and the
next run works. Where several files are exchanged there is a moment of some renames in which they are away: what stands
there then is called absent when the next run that writes into the folder, whatever it writes, brings old or new.
campaign_kill.py [COUNT [SEED [WRITER …]]]"""
import random
import shutil
import signal
import subprocess
import sys
import time

from campaign_support import (WRITERS, chosen, close_campaign, command, compiled, contents, make_inputs, must, prepare, restore,
                              run, scratch, start, verdict)

WORDS = sys.argv[1:] if __name__ == "__main__" else []
COUNT = int(WORDS[0]) if WORDS else 200
SEED = int(WORDS[1]) if len(WORDS) > 1 else 20240607
NAMES = WORDS[2:]
BAD = ("lost", "mixed", "partial")


class Trial:
    """One writer, its two versions, and how often each verdict was found."""

    def __init__(self, writer, inputs, folder):
        self.writer, self.inputs, self.folder = writer, inputs, folder
        self.old, self.new = prepare(writer, inputs, folder)
        self.main = {"served.shp", "out/run.json", "out/city-earlier.gpkg"} & set(self.old)
        self.main = next(iter(self.main), None)  # of several files the one that says that the others are there
        self.place = folder / "place"
        self.command = command(writer, inputs, "new")
        self.found = dict.fromkeys(("old", "new", "absent", *BAD), 0)
        self.broken_again = 0
        self.told = []

    def judge(self, when):
        found = verdict(contents(self.place), self.old, self.new)
        if found == "lost" and self.brought_back():
            found = "absent"
        self.found[found] += 1
        if found in BAD and len(self.told) < 3:
            now = contents(self.place)
            state = {n: "old" if now.get(n) == self.old[n] else "new" if now.get(n) == self.new[n] else
                     "missing" if n not in now else "neither" for n in self.old}
            self.told.append(f"   {when}: {found} {state}")
        return found

    def brought_back(self):
        """Does a run that writes something else into the folder end what was begun?"""
        now = contents(self.place)
        if any(now[name] not in (self.old[name], self.new[name]) for name in now) or (
                self.main in now and set(now) != set(self.old)):
            return False  # some of it could be taken for an output
        note = self.place / next(iter(self.old))
        note = note.parent / "note.toml"
        must(["profile", "show", "cn-gb", "-o", note, "--quiet"])
        note.unlink()
        return verdict(contents(self.place), self.old, self.new) in ("old", "new")

    def again(self):
        """The next run in the same folder works, and there is nothing else than its output."""
        done = run(self.command, folder=self.place)
        good = done.code == 0 and contents(self.place) == self.new
        if not good:
            self.broken_again += 1
            self.told.append(f"   the next run: exit {done.code} {done.err.strip()[:200]}")

    def line(self, kind, count):
        figures = " ".join(f"{name} {number}" for name, number in self.found.items())
        print(f"{self.writer.name:13} {kind:16} {count:4} kills: {figures}, next run failed {self.broken_again}", flush=True)
        for text in self.told:
            print(text)
        return self.broken_again + sum(self.found[name] for name in BAD)


def at_random(writer, inputs, folder):
    trial = Trial(writer, inputs, folder)
    restore(trial.place, folder / "old")
    begun = time.monotonic()
    must(trial.command, folder=trial.place)
    whole = time.monotonic() - begun
    moments = random.Random(f"{SEED} {writer.name}")
    for number in range(COUNT):
        restore(trial.place, folder / "old")
        moment = moments.uniform(0, 1.05 * whole)
        process = start(trial.command, folder=trial.place)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        trial.judge(f"{moment:.3f} s of {whole:.3f} s")
        if number % 20 == 0:
            trial.again()
    return trial.line(f"{whole:.2f} s, random", COUNT)


def at_each_call(writer, inputs, folder, library, most=None):
    """At each of the last calls, `most` of them: those before the first file is delivered are all alike."""
    most = most or COUNT
    trial = Trial(writer, inputs, folder)
    restore(trial.place, folder / "old")
    count = folder / "count"
    must(trial.command, folder=trial.place, LD_PRELOAD=str(library), KERB_KILL_COUNT=str(count))
    calls = int(count.read_text(encoding="ascii"))
    tried = range(max(1, calls - most + 1), calls + 1)
    for call in tried:
        restore(trial.place, folder / "old")
        run(trial.command, folder=trial.place, LD_PRELOAD=str(library), KERB_KILL_AT=str(call))
        found = trial.judge(f"call {call} of {calls}")
        if call % 10 == 0 or found in BAD:
            trial.again()
    return trial.line("each call", len(tried))


def main():
    folder = scratch()
    print(f"campaign_kill: seed {SEED}, {COUNT} kills of each of {len(chosen(NAMES))} writers", flush=True)
    inputs = make_inputs(folder)
    library = compiled("killing_calls", folder)
    failed = 0
    for number, writer in enumerate(chosen(NAMES) or WRITERS):
        place = folder / f"w{number}"
        failed += at_random(writer, inputs, place / "random")
        failed += at_each_call(writer, inputs, place / "calls", library) if library else 0
        shutil.rmtree(place)
    close_campaign(failed)


if __name__ == "__main__":
    main()
