"""What kerb says of the sample city is what it said before, value by value, and two runs say the same bytes.

Golden outputs are in tests/golden. After a change that is meant they are rewritten by
    KERB=build/release/kerb python3 tests/cli/test_golden.py --renew
and the difference is read before it is committed.
"""
import csv
import hashlib
import json
import os
import pathlib
import re
import sqlite3
import sys
import tempfile

from support import ROOT, kerb, run_all, sample_city

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
CITY = FOLDER / "sample" / "city.gpkg"
GOLDEN = ROOT / "tests" / "golden"
RENEW = "--renew" in sys.argv[1:]
HOW = "if this is meant: python3 tests/cli/test_golden.py --renew"
KEPT = 5  # items of a long list; the rest is told by its number and digest


def without_folder(value):
    """Paths are those of a temporary folder: of a source its name is kept."""
    if isinstance(value, dict):
        return {name: without_folder(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_folder(item) for item in value]
    return value.replace(str(CITY), CITY.name) if isinstance(value, str) else value


def shortened(value):
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) <= 2 * KEPT:
        return [shortened(item) for item in value]
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {"first": [shortened(item) for item in value[:KEPT]], "count": len(value),
            "sha256_of_all": hashlib.sha256(text.encode("utf-8")).hexdigest()}


def difference(told, found, where="$"):
    """The first difference in words, else None."""
    if isinstance(told, dict) and isinstance(found, dict):
        for name in list(told) + [name for name in found if name not in told]:
            if name not in found or name not in told:
                return f"{where}.{name} is {'gone' if name in told else 'new'}"
            if (first := difference(told[name], found[name], f"{where}.{name}")) is not None:
                return first
        return None if list(told) == list(found) else f"{where}: the order of {list(told)} is {list(found)}"
    if isinstance(told, list) and isinstance(found, list):
        for i, (one, other) in enumerate(zip(told, found)):
            if (first := difference(one, other, f"{where}[{i}]")) is not None:
                return first
        return None if len(told) == len(found) else f"{where} had {len(told)} items and has {len(found)}"
    return None if type(told) is type(found) and told == found else f"{where} was {told!r} and is {found!r}"


def hold(name, text, parse):
    """The file of this name says what `text` says, or is rewritten."""
    file = GOLDEN / name
    if RENEW:
        file.write_text(text, encoding="utf-8", newline="")
        return
    assert file.exists(), f"{file} is missing; {HOW}"
    first = difference(parse(file.read_bytes().decode("utf-8")), parse(text))
    assert first is None, f"{name}: {first}; {HOW}"


def make_the_sample():
    sample_city(CITY.parent)
    one = min(os.sched_getaffinity(0))
    alone = {"preexec_fn": lambda: os.sched_setaffinity(0, {one})}  # the second run has one processor, so one thread
    for name, language, how in (("first", "en", {}), ("again", "en", alone), ("zh", "zh", {})):
        done = kerb("audit", CITY, "-o", FOLDER / name, "--lang", language, **how)
        (FOLDER / f"{name}.txt").write_text(done.stdout, encoding="utf-8")


def differences_are_named():
    """The comparison itself: it sees each kind of difference, and says where."""
    told = {"a": [1, {"b": 2.5}], "c": None}
    assert difference(told, {"a": [1, {"b": 2.5}], "c": None}) is None
    assert difference(told, {"a": [1, {"b": 2.5000001}], "c": None}) == "$.a[1].b was 2.5 and is 2.5000001"
    assert difference(told, {"a": [1, {"b": 2.5}]}) == "$.c is gone"
    assert difference(told, {"a": [1], "c": None}) == "$.a had 2 items and has 1"
    assert difference(told, {"c": None, "a": [1, {"b": 2.5}]}).startswith("$: the order")
    assert difference(1, True) == "$ was 1 and is True" and difference(1, 1.0) == "$ was 1 and is 1.0"
    long = list(range(3 * KEPT))
    other = long[:-1] + [0]
    assert ".sha256_of_all was" in difference(shortened(long), shortened(other))


def summary_is_as_before():
    found = json.loads((FOLDER / "first" / "summary.json").read_text(encoding="utf-8"))
    text = json.dumps(shortened(without_folder(found)), ensure_ascii=False, indent=1) + "\n"
    assert str(FOLDER) not in text, "a path of this run is in the summary"
    hold("audit-summary.json", text, json.loads)


def lines_of(text):
    return text.splitlines()


def printed_text_is_as_before():
    for name, language in (("first", "en"), ("zh", "zh")):
        text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").replace(str(FOLDER) + "/", "")
        text = re.sub(r"\d+(\.\d+)?( s| 秒)$", r"TIME\2", text, flags=re.MULTILINE)
        assert text.count("TIME") == 1, text
        hold(f"audit-{language}.txt", text, lines_of)


def scores_are_as_before():
    kerb("score", CITY, "--profile", "cn-kaoping", "-o", FOLDER / "score")
    text = (FOLDER / "score" / "score.csv").read_bytes().decode("utf-8")

    def table(csv_text):
        names, *rows = csv.reader(csv_text.splitlines())
        return [dict(zip(names, row, strict=True)) for row in rows]

    assert len(table(text)) >= 16, text
    hold("score-cn-kaoping.csv", text, table)


def golden_files_are_small():
    assert sum(file.stat().st_size for file in GOLDEN.glob("*")) < 300_000


def without_stamps(file):
    """The bytes but for when each layer was written, which stands in the file as a text of fixed length."""
    data = file.read_bytes()
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as base:
        stamps = {row[0] for row in base.execute("select last_change from gpkg_contents")}
    assert stamps and all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamp) for stamp in stamps), stamps
    for stamp in stamps:
        data = data.replace(stamp.encode("ascii"), b"-" * len(stamp))
    return data


def two_runs_give_the_same_bytes():
    for name in ("summary.json", "report.html"):
        assert (FOLDER / "first" / name).read_bytes() == (FOLDER / "again" / name).read_bytes(), name
    one, other = (without_stamps(FOLDER / name / "audit.gpkg") for name in ("first", "again"))
    assert len(one) == len(other), (len(one), len(other))
    at = next((i for i in range(0, len(one), 4096) if one[i:i + 4096] != other[i:i + 4096]), None)
    assert at is None, f"audit.gpkg differs in the page at byte {at}"


run_all([differences_are_named, make_the_sample, summary_is_as_before, printed_text_is_as_before, scores_are_as_before,
         golden_files_are_small, two_runs_give_the_same_bytes])
