"""kerb waterlogging storm: figures, formats, languages, what is refused and how."""
import csv
import io
import json
import math
import pathlib
import tempfile
import unicodedata

from support import fits, kerb, run_all, schema

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-cli-"))
STORM = ("--return-period", "5", "--duration", "120min")


def ask(*arguments, code=0, **more):
    return kerb("waterlogging", "storm", *arguments, code=code, **more)


def document(*arguments):
    envelope = json.loads(ask("-f", "json", *arguments).stdout)
    fits(envelope, schema("waterlogging-storm"))
    return envelope["result"]


def wide(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def suzhou(p, t):
    return 17.969 * (1 + 1.24 * math.log10(p)) / (t + 18.415) ** 0.785 * t


def figures_are_those_of_the_formula():
    result = document("--city", "suzhou", *STORM)
    assert math.isclose(result["depth_mm"], suzhou(5, 120), rel_tol=1e-12), result
    assert math.isclose(result["mean_rate_l_s_ha"], 167 * suzhou(5, 120) / 120, rel_tol=1e-12), result
    steps = result["steps"]
    assert len(steps) == 24 and [s["to_min"] for s in steps] == [5 * (i + 1) for i in range(24)]
    assert math.isclose(sum(s["depth_mm"] for s in steps), suzhou(5, 120), rel_tol=1e-12)
    assert math.isclose(steps[-1]["cumulative_mm"], suzhou(5, 120), rel_tol=1e-12)
    assert all(math.isclose(s["depth_mm"], 5 * s["intensity_mm_min"], rel_tol=1e-12) for s in steps)
    # Chicago by differences, r = 0.4: the peak is at 48 min, in the tenth block.
    before, after = suzhou(5, 3 / 0.4) * 0.4, suzhou(5, 2 / 0.6) * 0.6
    assert math.isclose(steps[9]["depth_mm"], before + after, rel_tol=1e-9), steps[9]
    assert max(steps, key=lambda s: s["depth_mm"]) is steps[9]
    assert result["peak"] == {"ratio": 0.4, "source": "default", "stated_in": None}
    assert [n["code"] for n in result["notes"]] == ["storm.note_secondary", "storm.note_ranges", "storm.note_peak"]


def the_published_storm_of_suzhou():
    result = document("--city", "苏州市", "--return-period", "3年", "--duration", "3h", "--step", "1min")
    assert abs(result["depth_mm"] - 80.918) < 0.0005 and result["peak"]["ratio"] == 0.43, result["depth_mm"]
    assert len(result["steps"]) == 180 and abs(sum(s["depth_mm"] for s in result["steps"]) - 80.918) < 0.0005


def the_factor_is_said():
    rounded = document("--city", "beijing", *STORM)
    exact = document("--city", "beijing", *STORM, "--factor", "exact")
    assert rounded["l_s_ha_per_mm_min"] == 167 and abs(exact["l_s_ha_per_mm_min"] - 500 / 3) < 1e-12
    assert math.isclose(exact["depth_mm"] / rounded["depth_mm"], 167 * 3 / 500, rel_tol=1e-12)
    assert math.isclose(exact["mean_rate_l_s_ha"], rounded["mean_rate_l_s_ha"], rel_tol=1e-12)
    assert "167" in ask("--city", "beijing", *STORM).stdout
    assert "166.67" in ask("--city", "beijing", *STORM, "--factor", "exact").stdout


def formats_agree():
    result = document("--city", "guangzhou", *STORM)
    rows = list(csv.DictReader(io.StringIO(ask("--city", "guangzhou", *STORM, "-f", "csv").stdout)))
    assert [{k: float(v) for k, v in row.items()} for row in rows] == result["steps"]
    table = ask("--city", "guangzhou", *STORM).stdout
    assert f"{result['depth_mm']:.2f} mm" in table and "guangzhou_centre_interval" in table, table
    for step in result["steps"]:
        assert f"{step['depth_mm']:.2f}" in table and f"{step['cumulative_mm']:.2f}" in table, step


def bars_are_as_long_as_the_rain():
    for language in ("en", "zh"):
        text = ask("--city", "suzhou", *STORM, "--lang", language).stdout
        rows = [line for line in text.splitlines() if "–" in line and line[:1].isdigit()]
        assert len(rows) == 24, text
        starts = set()
        for row, step in zip(rows, document("--city", "suzhou", *STORM)["steps"]):
            eighths = sum(8 - "█▉▊▋▌▍▎▏".index(c) for c in row if c in "█▉▊▋▌▍▎▏")
            highest = max(s["depth_mm"] for s in document("--city", "suzhou", *STORM)["steps"])
            assert abs(eighths - 320 * step["depth_mm"] / highest) <= 0.5 + 1e-6, row
            starts.add(wide(row[:min(row.index(c) for c in "█▉▊▋▌▍▎▏" if c in row)]))
        assert len(starts) == 1, "bars begin in one column"


def long_storms_are_joined_in_the_table_only():
    arguments = ("--city", "guangzhou", "--return-period", "5", "--duration", "24h")
    text = ask(*arguments).stdout
    rows = [line for line in text.splitlines() if "–" in line and line[:1].isdigit()]
    assert len(rows) == 48 and "6 steps" in text, text
    result = document(*arguments)
    assert len(result["steps"]) == 288 and result["formula"]["id"] == "guangzhou_centre_long"
    joined = sum(s["depth_mm"] for s in result["steps"][:6])
    assert f"{joined:.2f}" in rows[0], rows[0]


def both_languages_speak_wholly():
    zh = ask("--city", "苏州", *STORM, "--lang", "zh").stdout
    for word in ("苏州", "市区", "重现期 5 年", "芝加哥雨型", "转引", "累计"):
        assert word in zh, (word, zh)
    assert "storm." not in zh and "Suzhou," not in zh, zh
    en = ask("--city", "苏州", *STORM).stdout
    for word in ("Suzhou", "P = 5 a", "Chicago storm", "secondary", "default"):
        assert word in en, (word, en)
    assert "storm." not in en and "雨" not in en, en
    zh_help = ask("-h", "--lang", "zh").stdout
    assert "示例" in zh_help and "help." not in zh_help and "help." not in ask("-h").stdout


def shapes():
    blocks = document("--city", "suzhou", *STORM, "--shape", "blocks")["steps"]
    even = document("--city", "suzhou", *STORM, "--shape", "uniform")["steps"]
    for steps in (blocks, even):
        assert math.isclose(sum(s["depth_mm"] for s in steps), suzhou(5, 120), rel_tol=1e-12)
    assert math.isclose(max(s["depth_mm"] for s in blocks), suzhou(5, 5), rel_tol=1e-12)
    assert max(s["depth_mm"] for s in even) - min(s["depth_mm"] for s in even) < 1e-9


def the_list_shows_status():
    listed = json.loads(ask("--list", "-f", "json").stdout)
    fits(listed, schema("waterlogging-storm-formulas"))
    status = {f["id"]: f["status"] for f in listed["formulas"]}
    assert status["suzhou_2025"] == "secondary" and status["wuhan_641"] == "unverified" and len(status) == 20, status
    rows = list(csv.DictReader(io.StringIO(ask("--list", "-f", "csv").stdout)))
    assert {r["id"]: r["status"] for r in rows} == status
    table = ask("--list", "--lang", "zh").stdout
    assert all(i in table for i in status) and "未核实" in table and "已取代" in table, table
    one = ask("--list", "--city", "广州").stdout
    assert "guangzhou_centre_single" in one and "suzhou" not in one, one


def unknown_city():
    done = ask("--city", "suzho", *STORM, code=2)
    assert "suzhou" in done.stderr and "did you mean" in done.stderr and "guangzhou" in done.stderr, done.stderr
    done = ask("--city", "哥谭", *STORM, "--lang", "zh", code=2)
    assert "哥谭" in done.stderr and "广州" in done.stderr and "是否指" not in done.stderr, done.stderr


def unverified_needs_a_decision():
    done = ask("--city", "shanghai", *STORM, code=5)
    assert "--allow-unverified" in done.stderr and done.stdout == "", done.stderr
    text = ask("--city", "shanghai", *STORM, "--allow-unverified").stdout
    assert "* shanghai_2017 is unverified" in text, text
    assert "未核实" in ask("--city", "上海", *STORM, "--allow-unverified", "--lang", "zh").stdout


def zones_need_a_decision():
    done = ask("--city", "chongqing", *STORM, code=5)
    assert "yubei" in done.stderr and "--zone" in done.stderr, done.stderr
    assert document("--city", "重庆", "--zone", "渝北", *STORM)["formula"]["id"] == "chongqing_yubei_2017"
    assert "yubei" in ask("--city", "chongqing", "--zone", "moon", *STORM, code=2).stderr


def outside_the_range_there_is_no_number():
    for period, duration in (("200", "60min"), ("0.5", "60min"), ("5", "2000min"), ("5", "0.5min")):
        done = ask("--city", "guangzhou", "--return-period", period, "--duration", duration, "--step", duration, code=2)
        assert "P 1–100 a" in done.stderr and done.stdout == "", done.stderr
    # Shenzhen's upper interval holds from 10 a on, and its coefficients are not at hand.
    assert "P 1–<10 a" in ask("--city", "shenzhen", "--return-period", "10", "--duration", "30min", code=2).stderr


def wrong_use():
    assert "--city" in ask(code=2).stderr
    assert "--return-period" in ask("--city", "suzhou", code=2).stderr
    assert "--duration" in ask("--city", "suzhou", "--return-period", "5", code=2).stderr
    for option, bad in (("--duration", "120"), ("--duration", "0min"), ("--duration", "-5min"), ("--return-period", "0"),
                        ("--return-period", "five"), ("--step", "5")):
        arguments = {"--return-period": "5", "--duration": "120min", option: bad}
        done = ask("--city", "suzhou", *(f"{k}={v}" for k, v in arguments.items()), code=2)
        assert option in done.stderr, done.stderr
    assert "step" in ask("--city", "suzhou", *STORM, "--step", "7min", code=2).stderr
    assert "1.5" in ask("--city", "suzhou", *STORM, "--peak-ratio", "1.5", code=2).stderr
    ask("--city", "suzhou", *STORM, "--shape", "triangle", code=2)
    assert "--return-period" in ask("--city", "suzhou", "--retrun-period", "5", code=2).stderr
    assert "general" in ask("--city", "suzhou", *STORM, "--form", "single", code=2).stderr
    assert "suzhou_2025" in ask("--city", "suzhou", *STORM, "--id", "suzhou_1999", code=2).stderr


MINE = """city = "mine"
name = "Mine"
name_zh = "本市"
[[formula]]
id = "mine"
zone = "all"
edition = "1"
form = "general"
unit = "mm/min"
p_range = [1, 20]
t_range = [5, 180]
ranges_stated = true
sampling = "annual_maximum"
document = "notice 1"
source = "our archive"
status = "official"
a1 = 12.0
c = 0.8
b = 10.0
n = 0.7
[[peak]]
t = [5, 180]
ratio = 0.35
source = "notice 1"
"""


def a_formula_of_ones_own():
    file = FOLDER / "公式.toml"
    file.write_text(MINE, encoding="utf-8")
    result = document("--formula", file, *STORM)
    assert math.isclose(result["depth_mm"], 12 * (1 + 0.8 * math.log10(5)) / 130 ** 0.7 * 120, rel_tol=1e-12)
    assert result["peak"] == {"ratio": 0.35, "source": "city", "stated_in": "notice 1"} and result["notes"] == []
    assert "mine" in ask("--list", "--formula", file).stdout
    assert "--city" in ask("--formula", file, "--city", "suzhou", *STORM, code=2).stderr
    assert "nowhere" in ask("--formula", FOLDER / "nowhere.toml", *STORM, code=3).stderr


def a_wrong_transcription_is_refused():
    file = FOLDER / "wrong.toml"
    single = MINE.split("[[peak]]")[0].split("[[formula]]")[1].replace('"mine"', '"single"').replace("general", "single")
    single = "\n".join(line for line in single.splitlines() if line.split(" ")[0] not in ("p_range", "a1", "c", "b", "n"))
    file.write_text(MINE.replace("12.0", "2.0") + "[[formula]]\n" + single +
                    "\nsingle = [{p = 5, a = 18.7, b = 10.0, n = 0.7}]\n", encoding="utf-8")
    for language, word in (("en", "wrongly transcribed"), ("zh", "抄录错误")):
        done = ask("--formula", file, *STORM, "--lang", language, code=3)
        assert word in done.stderr and str(file) in done.stderr and done.stdout == "", done.stderr
    file.write_text(file.read_text(encoding="utf-8").replace("a1 = 2.0", "a1 = 12.0"), encoding="utf-8")
    assert document("--formula", file, *STORM)["formula"]["form"] == "single"
    file.write_text(MINE.replace("[1, 20]", "[1, 20"), encoding="utf-8")
    assert "line" in ask("--formula", file, *STORM, code=3).stderr


def a_given_hyetograph():
    file = FOLDER / "雨量.csv"
    file.write_text("end_min,depth_mm\n5,1.5\n10,6\n20,2\n", encoding="utf-8")
    envelope = json.loads(ask("--hyetograph", file, "-f", "json").stdout)
    fits(envelope, schema("waterlogging-storm"))
    result = envelope["result"]
    assert (envelope["read"], envelope["used"]) == (3, 3), envelope
    assert result["depth_mm"] == 9.5 and result["duration_min"] == 20 and result["city"] is None, result
    assert [s["intensity_mm_min"] for s in result["steps"]] == [0.3, 1.2, 0.2]
    assert "9.50 mm" in ask("--hyetograph", file, "--lang", "zh").stdout
    assert "--city" in ask("--hyetograph", file, "--city", "suzhou", code=2).stderr
    file.write_text("start_min,intensity_mm_h\n0,60\n10,30\n", encoding="utf-8")
    assert document("--hyetograph", file)["depth_mm"] == 15
    for text, word in (("end_min,depth_mm\n5,1\n4,1\n", "row 2"), ("end_min,depth_mm\n5,\n", "row 1"), ("end_min,depth_mm\n5,x\n", "depth_mm"),
                       ("end_min,what\n5,1\n", "intensity_mm_h")):
        file.write_text(text, encoding="utf-8")
        done = ask("--hyetograph", file, code=3)
        assert word in done.stderr and done.stdout == "", done.stderr


def what_is_written_reads_back():
    file = FOLDER / "storm.csv"
    ask("--city", "suzhou", *STORM, "-o", file, "--quiet")
    again = document("--hyetograph", file)
    assert again["steps"] == document("--city", "suzhou", *STORM)["steps"]
    before = file.read_bytes()
    assert "--overwrite" in ask("--city", "beijing", *STORM, "-o", file, code=2).stderr
    assert file.read_bytes() == before
    ask("--city", "beijing", *STORM, "-o", file, "--overwrite", "--quiet")
    assert file.read_bytes() != before
    assert str(file) in ask("--hyetograph", file, "-o", file, "--overwrite", code=2).stderr
    dry = FOLDER / "dry.csv"
    assert "suzhou_2025" in ask("--city", "suzhou", *STORM, "-o", dry, "--dry-run").stdout and not dry.exists()


run_all([figures_are_those_of_the_formula, the_published_storm_of_suzhou, the_factor_is_said, formats_agree,
         bars_are_as_long_as_the_rain, long_storms_are_joined_in_the_table_only, both_languages_speak_wholly, shapes,
         the_list_shows_status, unknown_city, unverified_needs_a_decision, zones_need_a_decision,
         outside_the_range_there_is_no_number, wrong_use, a_formula_of_ones_own, a_wrong_transcription_is_refused,
         a_given_hyetograph, what_is_written_reads_back])
