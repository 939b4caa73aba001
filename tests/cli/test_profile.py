"""kerb profile: what there is, what one asks, what is odd; in both languages and all forms."""
import csv
import hashlib
import io
import json
import pathlib
import tempfile
import tomllib

from support import ROOT, fits, kerb, run_all, schema

PROFILES = sorted(path.stem for path in (ROOT / "data" / "profiles").glob("*.toml"))
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-profile-"))

OWN = """[profile]
id = "own"
version = "1"
zh = "本市"
en = "Our city"
zone_kinds = ["district"]

[[indicator]]
id = "cover.net"
zh = "防坠网安装率"
en = "Fall nets"
explanation = { zh = "一", en = "e" }
method = { zh = "二", en = "m" }
data_source = { zh = "三", en = "d" }
reference = { zh = "四", en = "r" }
unit = "%"
op = "ratio_k_n"
numerator = { layer = "manholes", net = true }
denominator = { layer = "manholes" }
threshold = 100
source = "our council"
status = "official"
"""


def file(name, text):
    path = FOLDER / name
    path.write_text(text, encoding="utf-8")
    return path


def raw(name):
    return tomllib.loads((ROOT / "data" / "profiles" / f"{name}.toml").read_text(encoding="utf-8"))


def the_list_counts_what_the_files_hold():
    document = json.loads(kerb("profile", "list", "-f", "json").stdout)
    fits(document, schema("profile-list"))
    assert [one["id"] for one in document["profiles"]] == PROFILES
    for one in document["profiles"]:
        text = (ROOT / "data" / "profiles" / f"{one['id']}.toml").read_bytes()
        own = raw(one["id"])
        assert one["sha256"] == hashlib.sha256(text).hexdigest()
        assert one["indicators"] == len(own["indicator"]) and one["external"] == len(own.get("external", []))
        assert one["unverified"] == sum(i["status"] == "unverified" for i in own["indicator"]), one["id"]
    total = sum(one["indicators"] for one in document["profiles"])
    assert kerb("profile", "list").stdout.startswith(f"{len(PROFILES)} profiles with {total} indicators")
    assert kerb("profile", "list", "--lang", "zh").stdout.startswith(f"{len(PROFILES)} 个指标方案")
    rows = list(csv.DictReader(io.StringIO(kerb("profile", "list", "-f", "csv").stdout)))
    assert [row["id"] for row in rows] == PROFILES


def each_is_shown_as_it_is_written():
    for name in PROFILES:
        document = json.loads(kerb("profile", "show", name, "-f", "json").stdout)
        fits(document, schema("profile-show"))
        for one, own in zip(document["indicators"], raw(name)["indicator"], strict=True):
            assert (one["id"], one["op"], one["unit"], one["status"]) == (own["id"], own["op"], own["unit"], own["status"])
            assert one["name"] == {"zh": own["zh"], "en": own["en"]} and one["explanation"] == own["explanation"]
            given = own.get("threshold", {})
            given = given if isinstance(given, dict) else {"": given}
            scale = 100 if own["unit"] == "%" else 1
            assert {t["group"]: round(t["value"] * scale, 9) for t in one["thresholds"]} == given, one["id"]
        assert kerb("profile", "show", name, "--toml").stdout == (ROOT / "data" / "profiles" / f"{name}.toml").read_text(encoding="utf-8")
        for language in ("en", "zh"):
            assert "profile_text." not in kerb("profile", "show", name, "--lang", language).stdout


def all_39_measures_are_there():
    ids = {i["id"].split("@")[0] for name in PROFILES for i in raw(name)["indicator"]}
    wanted = """road.density road.area_ratio road.per_capita road.dead_end road.lane_upgraded drain.separation drain.pipe_ok
        drain.inlet_gap drain.point_cleared drain.relapse drain.exposed_road drain.underpass drain.dredged cover.net
        cover.ownerless light.lit light.ok light.installed light.repair_24h light.spacing light.level green.rate
        green.canopy green.park_pc green.park_cover green.greenway green.shade san.toilet_cover san.toilet_density
        san.transfer san.cleaned park.bays order.ads_green order.illegal grid.assigned case.ontime sdg.11.7.1a
        sdg.11.7.1b green.300m""".split()
    assert len(wanted) == 39 and not set(wanted) - ids, set(wanted) - ids


def the_score_sheet_has_a_thousand_points():
    own = raw("cn-kaoping")
    assert sum(i["weight"] for i in own["indicator"]) == 600 and sum(p["weight"] for p in own["external"]) == 400


def what_kerb_brings_is_sound():
    for name in PROFILES:
        document = json.loads(kerb("profile", "lint", name, "-f", "json").stdout)
        fits(document, schema("profile-lint"))
        assert document["errors"] == 0
        assert {f["reason"] for f in document["findings"]} <= {"scorecard_lint.unverified"}, name
        kerb("profile", "lint", name, "--strict", code=1 if document["findings"] else 0)


def a_sound_file_is_sound():
    path = file("own.toml", OWN)
    done = kerb("profile", "lint", path, "--strict")
    assert done.stdout.startswith("own: 0 errors and 0 warnings in 1 indicators"), done.stdout
    assert done.stdout.count("\n") == 1
    assert kerb("profile", "lint", path, "--lang", "zh").stdout.startswith("own：1 项指标中有 0 个错误")


def errors_are_input_that_cannot_be_used():
    path = file("bad.toml", OWN.replace("threshold = 100", "threshold = 120\ncalendar = \"cn\""))
    document = json.loads(kerb("profile", "lint", path, "-f", "json", code=3).stdout)
    fits(document, schema("profile-lint"))
    assert [f["reason"] for f in document["findings"]] == ["scorecard_lint.takes_not", "scorecard_lint.threshold"]
    assert "calendar" in kerb("profile", "lint", path, code=3).stdout
    rows = list(csv.DictReader(io.StringIO(kerb("profile", "lint", path, "-f", "csv", code=3).stdout)))
    assert len(rows) == 2


def what_cannot_be_read_is_named_with_its_place():
    for change, words in ((("op =", "opp ="), ("opp", "indicator[0]")), (("manholes", "manhole"), ("manhole", "manholes")),
                          (("net = true", "net = 3"), ("net", "false, true")), (("unit = \"%\"", "unit = \"mile\""), ("mile",)),
                          (("[profile]", "[profile"), ("line",))):
        path = file("broken.toml", OWN.replace(*change))
        for language in ("en", "zh"):
            done = kerb("profile", "lint", path, "--lang", language, code=3)
            assert "broken.toml" in done.stderr and done.stdout == "", done.stderr
        done = kerb("profile", "lint", path, code=3)
        assert all(word in done.stderr for word in words), done.stderr
    assert "cn-gb" in kerb("profile", "show", "cn-gbb", code=2).stderr
    assert "nowhere.toml" in kerb("profile", "show", "nowhere.toml", code=3).stderr
    assert "PROFILE" in kerb("profile", "show", code=2).stderr


def a_local_file_says_why():
    over = file("over.toml", '[override]\nprofile = "cn-gb"\nwhy = "council of 2026"\n\n[[indicator]]\nid = "cover.net"\n'
                             'why = "old town first"\nthreshold = 80\n')
    document = json.loads(kerb("profile", "show", "cn-gb", "--over", over, "-f", "json").stdout)
    net = next(i for i in document["indicators"] if i["id"] == "cover.net")
    assert net["thresholds"] == [{"group": "", "value": 0.8}] and net["status"] == "own"
    assert document["profile"]["overrides"] == ["council of 2026", "cover.net: old town first"]
    base = (ROOT / "data" / "profiles" / "cn-gb.toml").read_bytes()
    assert document["profile"]["sha256"] == hashlib.sha256(base + b"\0" + over.read_bytes()).hexdigest()
    assert "old town first" in kerb("profile", "show", "cn-gb", "--over", over).stdout
    silent = file("silent.toml", over.read_text().replace('why = "old town first"\n', ""))
    assert "why" in kerb("profile", "show", "cn-gb", "--over", silent, code=3).stderr
    assert "cn-gb" in kerb("profile", "show", "sdg", "--over", over, code=3).stderr


def one_indicator_shows_its_record():
    for language, words in (("zh", ("解释", "计算方法", "数据来源", "参考值", "计分方式", "95 %")), ("en", ("how", "held against", "95 %"))):
        text = kerb("profile", "show", "cn-kaoping", "--indicator", "san.cleaned", "--lang", language).stdout
        assert text.startswith("san.cleaned · ") and all(word in text for word in words), text
    document = json.loads(kerb("profile", "show", "cn-kaoping", "--indicator", "san.cleaned", "-f", "json").stdout)
    fits(document, schema("profile-show"))
    assert [i["id"] for i in document["indicators"]] == ["san.cleaned"]
    assert document["indicators"][0]["scoring"] == {"full": 1, "at": 0.95, "step": 0.05, "minus": 0.2, "floor": 0}
    assert "san.cleaned" in kerb("profile", "show", "cn-kaoping", "--indicator", "san.cleanedd", code=2).stderr


def outputs_are_written_once():
    target = FOLDER / "indicators.csv"
    assert "would write" in kerb("profile", "show", "sdg", "-f", "csv", "-o", target, "--dry-run").stdout
    assert not target.exists()
    kerb("profile", "show", "sdg", "-f", "csv", "-o", target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert [row["id"] for row in rows] == ["sdg.11.7.1a", "sdg.11.7.1b"]
    kerb("profile", "show", "sdg", "-o", target, code=2)
    kerb("profile", "show", "sdg", "-o", target, "--overwrite")
    assert target.read_text(encoding="utf-8").startswith("sdg")


run_all([the_list_counts_what_the_files_hold, each_is_shown_as_it_is_written, all_39_measures_are_there,
         the_score_sheet_has_a_thousand_points, what_kerb_brings_is_sound, a_sound_file_is_sound,
         errors_are_input_that_cannot_be_used, what_cannot_be_read_is_named_with_its_place, a_local_file_says_why, one_indicator_shows_its_record,
         outputs_are_written_once])
