"""A disk that is full at every size: tmpfs from 64 kB up in steps until the run fits. The old output stays as it was to
the last byte, nothing else is left, the exit is 6 and says so.   campaign_disk.py [STEPS [WRITER …]]"""
import sys

from campaign_support import (SKIPPED, WRITERS, Disk, chosen, close_campaign, command, make_inputs, on_full_disk, prepare, run,
                              scratch, used_kb)

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
NAMES = sys.argv[2:]


def sizes(old_kb, new_kb):
    """From 64 kB, or what the old output takes, up: in even steps as far as twice the new output, then in wide ones."""
    first = max(64, old_kb + 4)
    middle = first + 2 * new_kb + 128
    yield from range(first, middle, max(4, (middle - first) // STEPS // 4 * 4))
    yield from range(middle, old_kb + 4 * new_kb + 8192, 512)


def try_writer(writer, inputs, folder):
    old, new = prepare(writer, inputs, folder)
    count = dict.fromkeys(("refused", "written", "silent", "damaged", "left", "crashed", "other exit"), 0)
    told = []
    disk, fits = Disk(folder), 0
    with disk as place:
        for size in sizes(used_kb(folder / "old"), used_kb(folder / "new")):
            disk.set(folder / "old", size)
            done = run(command(writer, inputs, "new"), folder=place)
            what = on_full_disk(done, place, old, new)
            count[what] += 1
            fits += what == "written"
            if what not in ("refused", "written") and len(told) < 3:
                told.append(f"   {size} kB: {what}, exit {done.code}: {done.err.strip()[:300]}")
            if fits == 3:
                break
    print(f"{writer.name:13} {sum(count.values()):4} sizes: " + ", ".join(f"{name} {n}" for name, n in count.items()), flush=True)
    for text in told:
        print(text)
    return sum(count[name] for name in count if name not in ("refused", "written")) + (not count["refused"]) + (not fits)


def main():
    folder = scratch()
    if not Disk.possible(folder):
        print("skipped: a small disk needs the right to mount")
        sys.exit(SKIPPED)
    inputs = make_inputs(folder)
    failed = 0
    for number, writer in enumerate(chosen(NAMES) or WRITERS):
        place = folder / f"w{number}"
        place.mkdir()
        failed += try_writer(writer, inputs, place)
    close_campaign(failed)


main()
