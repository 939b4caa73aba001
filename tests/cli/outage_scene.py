"""A small street of lamps for the tests of kerb outage, and the sample city."""
import contextlib
import json
import pathlib
import shutil
import sqlite3
import tempfile

import support
from support import fits, kerb, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-outage-"))
CITY = FOLDER / "city" / "city.gpkg"


def sample_city():
    """The city of seed 7, and what it says of itself."""
    if not CITY.exists():
        support.sample_city(CITY.parent)
    return CITY, json.loads((CITY.parent / "truth.json").read_text(encoding="utf-8"))


def thin_city():
    """The sample city with every eighth pole and what befell it and the circuits: where the program is asked often."""
    city, _ = sample_city()
    thin = CITY.parent / "thin.gpkg"
    if not thin.exists():
        shutil.copy(city, thin)
        with contextlib.closing(sqlite3.connect(thin)) as base, base:
            base.execute("create temp table gone as select key from streetlights where rowid % 8 <> 0")
            base.execute("insert into gone select key from luminaires where pole in (select key from gone)")
            base.execute("create index temp.gone_key on gone(key)")
            for name, column in (("luminaires", "key"), ("streetlights", "key"), ("events", "asset"),
                                 ("inspections", "asset")):
                base.execute(f"delete from {name} where {column} in (select key from gone)")
    return thin


def table(name, *lines):
    path = FOLDER / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def street(name="lamps.csv", lamps=8, circuits=2, **more):
    """Lamps L1… every 30 m at 114° E, 32° N; circuits C1… in turn. Further columns by name: a value for each lamp."""
    lines = ["key,x,y,circuit" + "".join(f",{column}" for column in more)]
    for i in range(lamps):
        cells = "".join(f",{values[i]}" for values in more.values())
        lines.append(f"L{i + 1},{500000 + 30 * i},3541000,C{i % circuits + 1}{cells}")
    return table(name, *lines)


def ask(command, *more, code=0, **options):
    return kerb("outage", command, *more, code=code, **options)


def measure(command, *more, **options):
    envelope = json.loads(ask(command, *more, "-f", "json", **options).stdout)
    fits(envelope, schema(f"outage-{command}"))
    assert envelope["read"] == envelope["used"] + sum(s["count"] for s in envelope["skipped"]), envelope
    return envelope, envelope["result"]
