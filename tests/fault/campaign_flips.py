"""Bits flipped in every kind of file that kerb reads: no crash, nothing that hangs, an exit of the list, and an account
that adds up.   campaign_flips.py [COUNT [SEED [READER …]]]"""
import json
import random
import shutil
import sys

from campaign_readers import account_adds_up, flipped, make_readers
from campaign_support import ALLOWED, close_campaign, contents, run, scratch

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 200
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20240607
NAMES = sys.argv[3:]
SECONDS = 20


def read_count(text):
    found = json.loads(text)
    return found.get("read") if isinstance(found, dict) else None


def try_reader(reader, samples, folder):
    sound = run(reader.command(samples), limit=60)
    assert sound.code in (0, 1) and account_adds_up(sound.out) in (True, None), (reader.name, sound.code, sound.err)
    whole = read_count(sound.out)
    count = dict.fromkeys(("same", "other answer", "fewer rows", "refused", "crashed", "hung", "other exit", "account",
                           "changed input"), 0)
    told = []
    for number in range(COUNT):
        draw = random.Random(f"{SEED} {reader.name} {number}")
        place = folder / "flip"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(samples, place)
        name = reader.files[number % len(reader.files)]
        data, places = flipped((place / name).read_bytes(), draw)
        (place / name).write_bytes(data)
        before = contents(place)
        done = run(reader.command(place), limit=SECONDS)
        after = contents(place)
        after.pop("out.gpkg", None)
        if done.hung:
            what = "hung"
        elif done.crashed:
            what = "crashed"
        elif done.code not in ALLOWED - {70} or (done.code and not done.err.strip()):
            what = "other exit"
        elif after != {key: value for key, value in before.items() if key != "out.gpkg"}:
            what = "changed input"
        elif done.code not in (0, 1):
            what = "refused"
        elif account_adds_up(done.out) is False:
            what = "account"
        elif whole is not None and read_count(done.out) < whole:
            what = "fewer rows"
        else:
            what = "same" if done.out.replace(str(place), str(samples)) == sound.out else "other answer"
        count[what] += 1
        if what in ("crashed", "hung", "other exit", "account", "changed input", "fewer rows") and len(told) < 6:
            told.append(f"   flip {number} {name} {places}: {what}, exit {done.code}: {done.err.strip()[:300]}")
    print(f"{reader.name:13} {COUNT:4} flips: " + ", ".join(f"{name} {n}" for name, n in count.items()), flush=True)
    for text in told:
        print(text)
    return sum(count[name] for name in ("crashed", "hung", "other exit", "account", "changed input"))


def main():
    folder = scratch()
    print(f"campaign_flips: seed {SEED}, {COUNT} flips of each kind of file", flush=True)
    readers, samples = make_readers(folder)
    failed = 0
    for reader in readers:
        if not NAMES or reader.name in NAMES:
            failed += try_reader(reader, samples, folder)
    close_campaign(failed)


main()
