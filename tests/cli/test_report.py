"""The page of an audit: the same bytes from its folder, figures of the summary, nothing from outside, nothing that acts."""
import base64
import hashlib
import html.parser
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402

from support import kerb, run_all, sample_city

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
OUT = FOLDER / "out"
HOSTILE = "</script><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\"'=cmd|' /C calc'!A0‮abc"
VOID = {"meta", "input", "br", "img", "link", "hr"}


class Page(html.parser.HTMLParser):
    """Keeps tags with their attributes and text, and insists that every tag that opens is closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts, self.scripts = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> while {self.open[-3:]} are open, {self.getpos()}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(path):
    return Page(path.read_text(encoding="utf-8"))


def nothing_from_outside(page):
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "href", "action", "poster", "data", "srcset", "xlink:href"):
                assert value.startswith("#"), (tag, name, value)
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img"), tag
    policy = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"][0]
    assert policy.startswith("default-src 'none'"), policy
    allowed = policy.split("script-src ")[1]
    assert "unsafe" not in allowed, policy
    # The policy names each script that runs by its hash.
    for script in page.scripts[1:]:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed, (digest, policy)


def same_bytes_from_the_folder():
    sample_city(FOLDER / "city", "xs")
    done = kerb("audit", FOLDER / "city" / "city.gpkg", "-o", OUT)
    assert str(OUT / "report.html") in done.stdout.splitlines()[-1] and len(done.stdout.splitlines()) <= 30, done.stdout
    made = (OUT / "report.html").read_bytes()
    assert len(made) < 3_000_000, len(made)
    kerb("report", OUT, "-o", FOLDER / "again.html")
    assert (FOLDER / "again.html").read_bytes() == made
    kerb("report", OUT, code=2)  # it exists
    kerb("report", OUT, "--overwrite", "--dry-run")
    kerb("report", OUT, "--overwrite")
    assert (OUT / "report.html").read_bytes() == made
    zh = FOLDER / "zh.html"
    kerb("report", OUT, "-o", zh, "--lang", "zh")
    assert zh.read_bytes() != made and 'lang="zh-CN"' in zh.read_text(encoding="utf-8")[:100]


def structure_and_figures():
    page = page_of(OUT / "report.html")
    nothing_from_outside(page)
    text = " ".join(page.texts)
    for landmark in ("header", "main", "footer"):
        assert len(page.all(landmark)) == 1, landmark
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids)), "an id twice"
    for link in page.all("a"):
        assert link["href"][1:] in ids, link
    assert all("scope" in th for th in page.all("th")) and page.all("caption")
    result = json.loads((OUT / "summary.json").read_text(encoding="utf-8"))["result"]

    def percent(share):
        return f"{share * 100:.1f} %"

    shown = [result["lit_roads"]["coverage"]["share"], result["toilets"]["coverage"]["share"],
             result["waste"]["coverage"]["weighted_share"], result["near_trees"]["share"], result["canopy"]["share"],
             result["open_ground"]["share"], 1 - result["lamps"]["rates"]["overall"]["rate"],
             *(p["coverage"]["share"] for p in result["parks"]), *(w["share"] for w in result["walks"])]
    for share in shown:
        assert percent(share) in page.texts, percent(share)
    for zone in result["lit_roads"]["coverage"]["zones"]:
        assert percent(zone["share"]) in page.texts, zone
    assert f"{result['road_density']['density']['total']['km_per_km2']:.2f} km/km²" in page.texts
    both = [" ".join(page.texts).count(word) for word in ("Coverage", "覆盖", "Services", "公里", "万平方米", "盏")]
    assert all(both), both
    assert "page." not in re.sub(r"page\.(js|css)", "", text), "a text is missing"


def scores_are_shown():
    """Ranks, scores and what cost most, as score.json has them; a sheet that is none is refused."""
    sheet = FOLDER / "sheet"
    kerb("score", FOLDER / "city" / "city.gpkg", "-o", sheet, "--quiet")
    kerb("report", OUT, "--scores", sheet, "-o", FOLDER / "scored.html")
    page = page_of(FOLDER / "scored.html")
    nothing_from_outside(page)
    assert len((FOLDER / "scored.html").read_bytes()) < 3_000_000
    assert "scores" in [a["id"] for _, a in page.tags if "id" in a]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", (FOLDER / "scored.html").read_text(encoding="utf-8")))
    result = json.loads((sheet / "score.json").read_text(encoding="utf-8"))["result"]
    names = {one["id"]: one["en"] for one in result["indicators"]}
    for zone in result["zones"]:
        assert f"{zone['rank']} {zone['score']:.1f} {zone['rank_best']} – {zone['rank_worst']}" in text, zone["zone"]
        lost = max(zone["indicators"], key=lambda one: one["possible"] - one["points"] if one["points"] is not None else 0)
        assert f"{names[lost['id']]} " in text and f"−{lost['possible'] - lost['points']:.1f}" in text, lost
    for one in result["indicators"]:
        assert one["missing"] is None or one["missing"]["zh"] in text, one["id"]
    assert "scores" not in [a.get("id") for _, a in page_of(OUT / "report.html").tags]
    target = FOLDER / "unscored.html"
    assert "score.json" in kerb("report", OUT, "--scores", FOLDER / "city", "-o", target, code=3).stderr
    assert "score.json" in kerb("audit", FOLDER / "city" / "city.gpkg", "--scores", FOLDER, "-o", FOLDER / "no", code=3).stderr
    (FOLDER / "none").mkdir()
    for broken in ("", "{", '{"result":{}}', (OUT / "summary.json").read_text(encoding="utf-8")):
        (FOLDER / "none" / "score.json").write_text(broken, encoding="utf-8")
        said = kerb("report", OUT, "--scores", FOLDER / "none", "-o", target, code=3).stderr
        assert "kerb score" in said and str(FOLDER / "none" / "score.json") in said, said
    assert not target.exists()


def names_of(layer):
    """One a line; `+n`: n more that count on; another + stands before what begins with one."""
    names = []
    for line in layer["names"].split("\n"):
        if re.fullmatch(r"\+\d+", line):
            digits = re.search(r"[0-9]{1,15}$", names[-1])[0]
            head = names[-1][:-len(digits)]
            names += [head + str(int(digits) + i).zfill(len(digits)) for i in range(1, int(line) + 1)]
        else:
            names.append(line[1:] if line.startswith("+") else line)
    return [layer["start"] + name for name in names]


def map_data_and_rows_lead_to_each_other():
    page = page_of(OUT / "report.html")
    data = json.loads(page.scripts[0])
    rows = [r for r in page.all("tr") if "data-layer" in r]
    layers = {layer["name"]: layer for layer in data["layers"]}
    assert {"roads", "districts", "green_spaces", "streetlights", "dark_stretches"} <= set(layers), list(layers)
    for row in rows:
        layer = layers[row["data-layer"]]
        assert int(row["data-row"]) < len(names_of(layer)), row
        assert row["id"] == f"{row['data-layer']}-{row['data-row']}"
    with sqlite3.connect(OUT / "audit.gpkg") as base:
        for name, layer in layers.items():
            assert base.execute(f"select count(*) from {name}").fetchone() == (layer["count"],), name
        for name in ("streetlights", "roads", "green_spaces"):
            assert names_of(layers[name]) == [key for (key,) in base.execute(f"select key from {name} order by fid")], name
        key, = base.execute("select road from dark_stretches order by fid limit 1").fetchone()
    stretches = layers["dark_stretches"]
    assert names_of(stretches)[0] == key


def hostile_names_stay_names():
    city = FOLDER / "hostile.gpkg"
    shutil.copyfile(FOLDER / "city" / "city.gpkg", city)
    with sqlite3.connect(city) as base:
        base.create_function("ST_IsEmpty", 1, lambda _: 0)
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0.0)
        for (trigger,) in base.execute("select name from sqlite_master where type='trigger'").fetchall():
            base.execute(f'drop trigger "{trigger}"')
        base.execute("update zones set name_zh = ?, name_en = ? where kind = 'district'", (HOSTILE, HOSTILE))
        base.execute("update roads set name_zh = ?", (HOSTILE,))
    kerb("audit", city, "-o", FOLDER / "hostile")
    text = (FOLDER / "hostile" / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    nothing_from_outside(page)
    assert len(page.scripts) == len(page_of(OUT / "report.html").scripts), "a script more"
    assert any(HOSTILE[:20] in t for t in page.texts), "the name is shown as it is"
    kerb("report", FOLDER / "hostile", "-o", FOLDER / "hostile.html")
    assert (FOLDER / "hostile.html").read_text(encoding="utf-8") == text


def what_is_no_audit_is_refused():
    empty = FOLDER / "empty"
    empty.mkdir()
    assert "audit.gpkg" in kerb("report", empty, code=3).stderr
    shutil.copyfile(OUT / "audit.gpkg", empty / "audit.gpkg")
    assert "summary.json" in kerb("report", empty, code=3).stderr
    for broken in ("", "{", "[]", '{"result":{}}', '{"result":{"lit_roads":3},"frame":{},"issues":[]}'):
        (empty / "summary.json").write_text(broken, encoding="utf-8")
        assert str(empty / "summary.json") in kerb("report", empty, code=3).stderr
    for broken, why in (('{"result":\n {"lit_roads" 3}}', "line 2"), ('{"result":{}}', "frame"), ('{"a\x1b[2J":', "line 1")):
        (empty / "summary.json").write_text(broken, encoding="utf-8")
        said = kerb("report", empty, code=3).stderr
        assert why in said and "json.exception" not in said and "\x1b" not in said, said
        assert why in kerb("report", empty, "--lang", "zh", code=3).stderr
    assert not (empty / "report.html").exists()
    kerb("report", code=2)


run_all([same_bytes_from_the_folder, structure_and_figures, scores_are_shown, map_data_and_rows_lead_to_each_other,
         hostile_names_stay_names, what_is_no_audit_is_refused])
