"""Each call by which a writer makes or changes a file fails: once as on a full disk, with all later ones of its name as
where a quota is used up, and with all that follow as on a broken disk.
Then, in the same ways, each call fails that asks the disk of the files there, each that reads what was made, and each to
SQLite for a database there.
Accepted are the new output with exit 0, and the old one with exit 6; what is left under a temporary name is told. Of calls
of one name at most COUNT are tried, evenly over the run.   campaign_calls.py [COUNT [WRITER …]]"""
import errno
import shutil
import sys

from campaign_kill import Trial
from campaign_support import (SKIPPED, WRITERS, chosen, close_campaign, compiled, contents, crafted_inputs, must, restore, run,
                              scratch, temporary)

WAYS = (("once", {"KERB_FAIL_ERROR": str(errno.ENOSPC)}),
        ("all of the name", {"KERB_FAIL_ERROR": str(errno.EDQUOT), "KERB_FAIL_FOREVER": "name"}),
        ("for ever", {"KERB_FAIL_ERROR": str(errno.EIO), "KERB_FAIL_FOREVER": "1"}))
DATABASES = ("gpkg", "import", "audit folder", "score folder")
KINDS = ("calls", "looks", "reads", "sqlite")
GOOD = ("refused", "done", "left")
WORDS = (*GOOD, "absent", "silent", "damaged", "crashed", "other exit")


def spread(names, most):
    """The numbers of the calls that are tried, from 1 on."""
    places = {}
    for number, name in enumerate(names, 1):
        places.setdefault(name, []).append(number)
    for numbers in places.values():
        step = max(1, (len(numbers) - 1) / max(1, most - 1))
        yield from {numbers[int(i * step)] for i in range(min(most, len(numbers)))}


class Calls(Trial):
    """A writer, each of whose calls fails: those that change files, look at them or read them, or those to SQLite."""

    def __init__(self, writer, inputs, folder, library, kind="calls"):
        super().__init__(writer, inputs, folder)
        self.kind = kind
        which = {} if kind == "calls" else {f"KERB_FAIL_{kind.upper()}": str(self.place)}
        self.failing = {"LD_PRELOAD": str(library), **which}
        self.count = dict.fromkeys(WORDS, 0)

    def begin(self):
        restore(self.place, self.folder / "old")

    def names(self):
        file = self.folder / "names"
        self.begin()
        must(self.command, folder=self.place, KERB_FAIL_NAMES=str(file), **self.failing)
        assert contents(self.place) == self.new
        return file.read_text(encoding="ascii").split()

    def fail(self, call, more):
        self.begin()
        return run(self.command, folder=self.place, KERB_FAIL_AT=str(call), **self.failing, **more)

    def word(self, done):
        now = contents(self.place)
        if done.crashed or done.hung:
            return "crashed"
        if done.code == 0:
            return "done" if now == self.new else "silent"
        if now != self.old:
            return "absent" if self.brought_back() else "damaged"
        if done.code != 6 or not done.err.strip():
            return "other exit"
        return "left" if temporary(self.place) else "refused"

    def try_all(self, most):
        names = self.names()
        assert names or (self.kind == "sqlite" and self.writer.name not in DATABASES) or self.kind == "reads", self.writer.name
        tried = sorted(spread(names, most))
        for call in tried:
            for way, more in WAYS:
                done = self.fail(call, more)
                word = self.word(done)
                self.count[word] += 1
                if word not in GOOD and len(self.told) < 6:
                    self.told.append(f"   {names[call - 1]}, call {call} of {len(names)}, {way}: {word}, exit {done.code}: "
                                     f"{done.err.strip()[:200]}")
            if call % 10 == 0:
                self.again()
        return self.line_of_words(len(WAYS) * len(tried), len(names))

    def line_of_words(self, tried, calls):
        print(f"{self.writer.name:13} {tried:4} failures of {calls} {self.kind}: " +
              ", ".join(f"{word} {n}" for word, n in self.count.items()) + f", next run failed {self.broken_again}", flush=True)
        for text in self.told:
            print(text)
        return self.broken_again + sum(n for word, n in self.count.items() if word not in (*GOOD, "absent"))


def main():
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    folder = scratch()
    library = compiled("failing_calls", folder)
    if library is None:
        print("skipped: no C compiler")
        sys.exit(SKIPPED)
    print(f"campaign_calls: at most {most} calls of each name", flush=True)
    inputs = crafted_inputs(folder)
    failed = 0
    for number, writer in enumerate(chosen(sys.argv[2:]) or WRITERS):
        place = folder / f"w{number}"
        for kind in KINDS:
            failed += Calls(writer, inputs, place, library, kind).try_all(most)
            shutil.rmtree(place)
    close_campaign(failed)


if __name__ == "__main__":
    main()
