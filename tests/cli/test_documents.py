"""Manual pages and shell completion tell of every option, are read without a warning, and really complete."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import kerb, run_all

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-documents-"))


def commands(usage):
    yield usage
    for command in usage["commands"]:
        yield from commands(command)


USAGE = json.loads(kerb("--json-usage").stdout)
ALL = list(commands(USAGE))


def typed(option):
    return [name for name in option["name"].split(",") if name.startswith("-")]


def run(*arguments, **more):
    return subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False, **more)


def plain(page):
    """A page without roff's escapes."""
    for roff, text in (("\\fB", ""), ("\\fI", ""), ("\\fR", ""), ("\\:", ""), ("\\&", ""), ("\\-", "-"), ("\\(aq", "'"),
                       ("\\(ti", "~"), ("\\(ha", "^"), ("\\(ga", "`"), ("\\(rs", "\\")):
        page = page.replace(roff, text)
    return page


def page_of(usage, *more):
    return plain(kerb("man", *usage["name"].split()[1:], *more).stdout)


def usage_tells_what_is_allowed():
    length = next(u for u in ALL if u["name"] == "kerb coverage length")
    options = {o["name"]: o for o in length["options"]}
    assert options["-f,--format"]["allowed"] == ["table", "json", "csv"], options["-f,--format"]
    assert options["--threads"]["range"] == ">= 0" and options["--threads"]["allowed"] is None
    assert options["--within"]["allowed"] is None and options["--within"]["range"] is None
    assert length["examples"][0].startswith("kerb coverage length --lines "), length["examples"]
    assert len(ALL) > 30


def every_option_is_in_its_page():
    for usage in ALL:
        page = page_of(usage)
        for option in usage["options"]:
            wanted = ", ".join(option["name"].split(","))
            entry = re.search(r"\n\.TP\n" + re.escape(wanted) + r"( VALUE)?\n(.*?)(?=\n\.TP|\n\.SH)", page, re.S)
            assert entry, f"{usage['name']}: {wanted} is not in its page"
            assert option["text"] in entry[2], (usage["name"], wanted)
            if option["allowed"]:
                assert "Allowed: " + ", ".join(option["allowed"]) in entry[2], (usage["name"], entry[0])
            if option["default"]:
                assert "Default: " + option["default"] in entry[2], (usage["name"], entry[0])
        for line in usage["examples"]:
            assert line in page, (usage["name"], line)
        for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "OPTIONS", "EXIT STATUS", "FILES", "SEE ALSO"):
            assert f"\n.SH {heading}\n" in page, (usage["name"], heading)
        for code in ("0\ndone", "6\noutput not written", "70\nbug"):
            assert f".TP\n{code}\n" in page, (usage["name"], code)


def pages_speak_chinese():
    for usage in ALL:
        page = page_of(usage, "--lang", "zh")
        assert "\n.SH 选项\n" in page and "\n.SH EXIT" not in page, usage["name"]
    assert "有多长在设施服务范围内" in page_of(next(u for u in ALL if u["name"] == "kerb coverage length"), "--lang", "zh")


def all_pages_are_written():
    kerb("man", "-o", FOLDER)
    kerb("man", "--lang", "zh", "-o", FOLDER)
    wanted = {u["name"].replace(" ", "-") + ".1" for u in ALL}
    assert {f.name for f in (FOLDER / "man1").iterdir()} == wanted
    assert {f.name for f in (FOLDER / "zh_CN" / "man1").iterdir()} == wanted
    before = (FOLDER / "man1" / "kerb.1").read_bytes()
    assert "--overwrite" in kerb("man", "-o", FOLDER, code=2).stderr
    assert (FOLDER / "man1" / "kerb.1").read_bytes() == before
    kerb("man", "-o", FOLDER, "--overwrite")
    assert (FOLDER / "man1" / "kerb.1").read_bytes() == before
    for page in FOLDER.rglob("*.1"):  # each page that another names is there
        for name in re.findall(r"\.BR (\S+) \(1\)", page.read_text(encoding="utf-8")):
            assert plain(name) + ".1" in wanted, (page, name)


def pages_are_read_without_a_warning():
    if not shutil.which("groff"):
        print("skipped: groff is not installed")
        return
    for page in sorted((FOLDER / "man1").iterdir()):
        done = run("groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-P-cbou", page)
        assert done.returncode == 0 and done.stderr == "" and "OPTIONS" in done.stdout, (page, done.stderr)
    for page in sorted((FOLDER / "zh_CN" / "man1").iterdir()):
        done = run("groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-P-cbou", page)
        assert done.returncode == 0 and done.stderr == "", (page, done.stderr)


def mandoc_finds_nothing_but_the_date():
    if not shutil.which("mandoc"):
        print("skipped: mandoc is not installed")
        return
    done = run("mandoc", "-Tlint", "-Wwarning", *sorted((FOLDER / "man1").iterdir()))
    lines = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert not lines, lines


def man_shows_pages_without_a_warning():
    if not shutil.which("man"):
        print("skipped: man is not installed")
        return
    for name in ("man1/kerb.1", "man1/kerb-coverage-length.1", "zh_CN/man1/kerb-outage-rates.1"):
        done = run("man", "--warnings", "-l", FOLDER / name, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
        assert done.returncode == 0 and done.stderr == "" and "kerb" in done.stdout, (name, done.stderr)


def hostile_texts_stay_inert():
    """A leading dot or quote, and backslashes, are characters, not requests."""
    for page in FOLDER.rglob("*.1"):
        for line in page.read_text(encoding="utf-8").splitlines():
            assert not line.startswith("'"), (page, line)
            if line.startswith("."):
                assert re.match(r"\.(TH|SH|TP|PP|BR|br|nf|fi|ad)\b", line), (page, line)


def unknown_page_and_shell_are_refused():
    assert "kerb coverage lenth" in kerb("man", "coverage", "lenth", code=2).stderr
    assert "没有命令" in kerb("man", "lenth", "--lang", "zh", code=2).stderr
    kerb("completion", "tcsh", code=2)
    kerb("completion", code=2)


def script(shell):
    file = FOLDER / f"completion.{shell}"
    if not file.exists():
        kerb("completion", shell, "-o", file)
    return file


def scripts_are_read_by_their_shells():
    for shell in ("bash", "zsh", "fish"):
        if not shutil.which(shell):
            print(f"skipped: {shell} is not installed")
            continue
        done = run(shell, "-n", script(shell))
        assert done.returncode == 0 and done.stderr == "", (shell, done.stderr)


def every_option_is_in_each_script():
    bash, zsh, fish = (script(s).read_text(encoding="utf-8") for s in ("bash", "zsh", "fish"))
    for usage in ALL:
        known = re.search(r"'" + usage["name"] + r"'\) commands='(.*?)' options='(.*?)' ;;", bash)
        assert known, usage["name"]
        assert known[1].split() == [c["name"].split()[-1] for c in usage["commands"]], usage["name"]
        assert known[2].split() == [n for o in usage["options"] for n in typed(o)], usage["name"]
        function = re.search("^_" + usage["name"].replace(" ", "_") + r"\(\) \{\n(.*?)^\}", zsh, re.S | re.M)[1]
        here = [line for line in fish.splitlines() if f"(__kerb_command) = \"{usage['name']}\"" in line]
        for name in (n for o in usage["options"] for n in typed(o)):
            assert re.search(r"['\)]" + re.escape(name) + r"[=+]?\[", function), (usage["name"], name)
            flag = f" -l {name[2:]} " if name.startswith("--") else f" -s {name[1:]} "
            assert any(flag in line for line in here), (usage["name"], name)


def bash_words(line):
    """What bash offers for the last word of `line`, split as readline splits it."""
    words = [w for w in re.split(r"(=)|\s+", line) if w]
    if line.endswith(" "):
        words.append("")
    quoted = " ".join("'" + w + "'" for w in words)
    done = run("bash", "-c", f"set -eu; source {script('bash')}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
               "_kerb; printf '%s\\n' \"${COMPREPLY[@]-}\"")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


def bash_completes():
    assert bash_words("kerb ") == [c["name"].split()[-1] for c in USAGE["commands"]]
    assert bash_words("kerb cov") == ["coverage"]
    assert "length" in bash_words("kerb --lang zh coverage l")
    assert bash_words("kerb waterlogging swmm ") == ["export", "import", "compare"]
    assert bash_words("kerb coverage length --wi") == ["--within"]
    assert bash_words("kerb coverage length --within 30m --for") == ["--format"]
    assert bash_words("kerb coverage length --format ") == ["table", "json", "csv"]
    assert bash_words("kerb coverage length -f j") == ["json"]
    assert bash_words("kerb coverage length --format=c") == ["csv"]
    assert bash_words("kerb coverage length --format=") == ["table", "json", "csv"]
    assert bash_words("kerb synth --size ") == ["xs", "s", "m", "l"]
    assert bash_words("kerb coverage length --lines ") == []  # files, by the shell itself
    assert bash_words("kerb coverage length --lines ro") == []
    assert bash_words("kerb audit ") == []
    assert bash_words("kerb audit --within") == []  # an option of another command


def fish_completes():
    if not shutil.which("fish"):
        print("skipped: fish is not installed")
        return

    def offered(line):
        done = run("fish", "--no-config", "-c", f"source {script('fish')}; complete -C '{line}'")
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return [text.split("\t")[0] for text in done.stdout.splitlines()]

    assert set(offered("kerb ")) >= {c["name"].split()[-1] for c in USAGE["commands"]}
    assert offered("kerb coverage length --format ") == ["csv", "json", "table"]
    assert offered("kerb coverage length --with") == ["--within"]
    assert set(offered("kerb waterlogging swmm ")) == {"export", "import", "compare"}
    assert offered("kerb synth --size ") == ["l", "m", "s", "xs"]


def zsh_completes():
    """In a terminal of its own, as compsys runs nowhere else."""
    if not shutil.which("zsh"):
        print("skipped: zsh is not installed")
        return
    (FOLDER / "zsh").mkdir()
    shutil.copy(script("zsh"), FOLDER / "zsh" / "_kerb")
    (FOLDER / "asks.zsh").write_text(r"""
zmodload zsh/zpty
zpty shell zsh -f -i
say() { zpty -w shell "$1"; }
say "stty columns 400; PS1= PROMPT_EOL_MARK=; fpath=($2 \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=10000"
say "zstyle ':completion:*' list-separator '--'; bindkey '^I' complete-word; print REA''DY"
zpty -r shell seen '*READY*' || exit 3
zpty -n -w shell "$1"$'\t'
sleep 1
zpty -n -w shell $'\x15print DO\'\'NE\n'
zpty -r shell seen '*DONE*' || exit 4
print -r -- "$seen"
""", encoding="utf-8")

    def offered(line):
        done = run("zsh", "-f", FOLDER / "asks.zsh", line, FOLDER / "zsh", timeout=60)
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        return done.stdout

    for name in ("audit", "coverage", "waterlogging"):
        assert name in offered("kerb "), offered("kerb ")
    assert "--within" in offered("kerb coverage length --wi")
    for word in ("table", "json", "csv"):
        assert word in offered("kerb coverage length --format "), word


run_all([usage_tells_what_is_allowed, every_option_is_in_its_page, pages_speak_chinese, all_pages_are_written,
         pages_are_read_without_a_warning, mandoc_finds_nothing_but_the_date, man_shows_pages_without_a_warning,
         hostile_texts_stay_inert, unknown_page_and_shell_are_refused, scripts_are_read_by_their_shells,
         every_option_is_in_each_script, bash_completes, fish_completes, zsh_completes])
