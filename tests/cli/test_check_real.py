"""kerb check on the city of Cambridge, whose warts are known; skipped where its data are not at hand."""
import json
import os
import pathlib
import sys
import tempfile
from collections import Counter

from support import kerb, run_all

DATA = pathlib.Path(os.environ.get("KERB_SHARED_DATA", "")) / "cambridge_ma"
SOURCES = sorted(DATA.glob("*.gpkg"))


def checked():
    with tempfile.TemporaryDirectory() as folder:
        city = pathlib.Path(folder) / "cambridge.gpkg"
        kerb("import", *SOURCES, "--mapping", "cambridge", "-o", city)
        return json.loads(kerb("check", city, "--today", "2026-01-01", "--format", "json").stdout)


def cambridge_is_found_as_it_is():
    result = checked()["result"]
    lights = Counter(i["rule"] for i in result["issues"] if i["layer"] == "streetlights")
    assert lights["zone.label_unknown"] == 924, lights
    assert lights["zone.label_differs"] == 188, lights
    assert lights["zone.outside"] == 8, lights
    assert lights["geometry.duplicate_place"] == 1, lights
    keys = Counter(i["layer"] for i in result["issues"] if i["rule"] == "asset.duplicate_key")
    assert keys["street_lights_2018"] == 24 and "streetlights" not in keys, keys
    # Two neighbourhoods overlap by a sliver, and six slivers belong to none.
    zones = Counter(i["rule"] for i in result["issues"] if i["layer"] == "zones")
    assert zones == {"zone.overlap": 1, "zone.gap": 6}, zones
    grave = {i["rule"] for i in result["issues"] if i["severity"] == "error"}
    assert grave == {"asset.duplicate_key", "geometry.duplicate", "zone.overlap"}, grave


if not SOURCES:
    sys.exit(77)
run_all([cambridge_is_found_as_it_is])
