"""Allocations that fail: the n-th after the input was opened, for n from 1 on, once and for ever. Accepted are the same
output with exit 0, or exit 3, 6, 7 or 70 with a sentence; 2, 4 and 5, whose
sentence is about something else, are counted apart. A crash within kerb is a defect; one within a library is told
with the library's name.   campaign_memory.py [COUNT [NAME …]]"""
import pathlib
import re
import sys

from campaign_readers import analyses, make_readers
from campaign_support import SKIPPED, close_campaign, compiled, figures, run, scratch

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 500
NAMES = sys.argv[2:]
SECONDS = 60
KNOWN = ("libc.so", "libstdc++", "libgcc_s", "failing_malloc", "ld-linux", "linux-vdso")


def at_fault(err):
    """Whose code crashed: the innermost frame that is of no library of the language."""
    if "Fatal glibc error" in err or err.rstrip().endswith("Unexpected error."):
        return "glibc", ""
    if re.search(r"\./(ogr|gcore|frmts|port)/\S+: Assertion", err):
        return "libgdal", ""
    nameless = None  # a frame of ours whose function is not told
    for line in err.partition("frame:\n")[2].splitlines():
        found = re.match(r"(\S+?)\((.*?)\)", line)
        name = pathlib.Path(found[1]).name if found else ""
        symbol = re.sub(r"\+0x.*", "", found[2]) if found else ""
        # Headers only, so they are compiled into ours.
        if (own := re.search("6osmium|9protozero|4toml|8nlohmann", symbol)) and not re.match("_ZN?K?4kerb", symbol):
            return {"4toml": "toml++", "8nlohmann": "nlohmann-json"}.get(own[0], "libosmium"), line
        if not name or any(known in name for known in KNOWN) or re.match(r"_ZN?K?S[ta-z]", symbol):
            continue
        if name != "kerb" and not name.startswith("libkerb"):
            if nameless:
                break
            return re.sub(r"\.so.*", "", name), line
        if symbol:
            return "kerb", nameless or line
        nameless = nameless or line
    return ("kerb", nameless) if nameless else ("nobody known", err[-300:])


class Trial:
    def __init__(self, name, arguments, opened, library, folder):
        self.name, self.arguments, self.library, self.folder = name, arguments, library, folder
        self.opened = pathlib.Path(opened).name
        self.count = dict.fromkeys(("same", "told", "misnamed", "warned", "crashed in kerb", "crashed in a library", "hung", "silent", "other exit"), 0)
        self.libraries, self.told = {}, []

    def run(self, **more):
        return run(self.arguments, limit=SECONDS, LD_PRELOAD=str(self.library), KERB_FAIL_OPEN=self.opened, **more)

    def calls(self):
        """How many allocations a sound run makes, and what it says."""
        file = self.folder / "calls"
        sound = self.run(KERB_FAIL_COUNT=str(file))
        assert sound.code in (0, 1), (self.name, sound.code, sound.err)
        self.sound = re.sub(r'"seconds":[^,}]*', "", sound.out)
        return int(file.read_text(encoding="ascii"))

    def judge(self, done, at):
        if done.hung:
            what = "hung"
        elif done.code < 0 or done.code > 128:
            by, line = at_fault(done.err)
            what = "crashed in kerb" if by in ("kerb", "nobody known") else "crashed in a library"
            self.libraries[by] = self.libraries.get(by, 0) + 1
        elif done.code in (0, 1):
            what = "same" if re.sub(r'"seconds":[^,}]*', "", done.out) == self.sound else "silent"
            if what == "silent" and (re.search("memory|bad_alloc", done.err) or
                                     (done.err.strip() and figures(done.out) == figures(self.sound))):
                what = "warned"  # the answer says what could not be looked up
        else:
            what = "told" if done.code in (3, 6, 7, 70) and done.err.strip() else "other exit"
            if what == "other exit" and done.code in (2, 4, 5) and done.err.strip():
                what = "misnamed"  # PROJ knows no way, a stream reads as empty, where there was no memory to look
        self.count[what] += 1
        if what not in ("same", "told", "misnamed", "warned", "crashed in a library") and self.count[what] < 3:
            said, _, frames = done.err.partition("frame:\n")
            where = [line.rpartition("/")[2][:110] for line in frames.splitlines()
                     if not any(known in line for known in KNOWN)][:5]
            self.told.append(f"   {at}: {what}, exit {done.code}: {said.strip()[:300]} {where}")

    def line(self, calls):
        libraries = ", ".join(f"{n} in {name}" for name, n in sorted(self.libraries.items()))
        print(f"{self.name:13} {sum(self.count.values()):5} failures ({calls} allocations): " +
              ", ".join(f"{name} {n}" for name, n in self.count.items()) + (f" ({libraries})" if libraries else ""), flush=True)
        for text in self.told:
            print(text)
        return sum(self.count[name] for name in ("crashed in kerb", "hung", "silent", "other exit"))


def try_one(name, arguments, opened, library, folder):
    trial = Trial(name, arguments, opened, library, folder)
    calls = trial.calls()
    first = range(1, min(COUNT, calls) + 1)
    for at in first:
        trial.judge(trial.run(KERB_FAIL_AT=str(at)), f"once, {at}")
        trial.judge(trial.run(KERB_FAIL_AT=str(at), KERB_FAIL_FOREVER="1"), f"for ever, {at}")
    for step in range(1, COUNT // 10 + 1):  # and some all over the run
        at = COUNT + (calls - COUNT) * step * 10 // (COUNT + 10)
        if at > COUNT:
            trial.judge(trial.run(KERB_FAIL_AT=str(at)), f"once, {at}")
            trial.judge(trial.run(KERB_FAIL_AT=str(at), KERB_FAIL_FOREVER="1"), f"for ever, {at}")
    return trial.line(calls)


def main():
    folder = scratch()
    library = compiled("failing_malloc", folder)
    if library is None:
        print("skipped: no C compiler")
        sys.exit(SKIPPED)
    print(f"campaign_memory: the first {COUNT} allocations, and {COUNT // 10} all over the run, once and for ever", flush=True)
    readers, samples = make_readers(folder)
    work = [(r.name, r.command(samples), r.files[0]) for r in readers] + analyses(folder)
    failed = 0
    for name, arguments, opened in work:
        if not NAMES or name in NAMES:
            failed += try_one(name, arguments, opened, library, folder)
    close_campaign(failed)


main()
