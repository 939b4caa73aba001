"""Documents: links lead somewhere, and the commands and options that method notes quote are the program's."""
import json
import re
import shlex
import tomllib
from urllib.parse import unquote

from support import ROOT, kerb, run_all

NOTES = sorted((ROOT / "docs" / "method").glob("*.md"))
TEXT = {note.stem: note.read_text(encoding="utf-8") for note in NOTES}


def commands(usage):
    yield usage["name"], usage
    for command in usage["commands"]:
        yield from commands(command)


ALL = dict(commands(json.loads(kerb("--json-usage").stdout)))


def names_of(option):
    return [name for name in option["name"].split(",") if name.startswith("-")]


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))


def links_lead_to_files():
    pages = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
    checked = 0
    for page in pages:
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:|#", target):
                continue
            there = page.parent / unquote(target.split("#")[0])
            assert there.exists(), f"{page.relative_to(ROOT)}: {target} leads nowhere"
            home = (ROOT / "docs" if ROOT / "docs" in page.parents else ROOT).resolve()  # docs/ is installed by itself
            assert home in there.resolve().parents, f"{page.relative_to(ROOT)}: {target} leads out of {home.name}/"
            checked += 1
    assert checked > 40, checked


def documents_name_documents():
    """Paths that texts of the program, sources and documents name."""
    places = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"),
              *(ROOT / "data").rglob("*.toml"), *(ROOT / "include").rglob("*.hpp"), *(ROOT / "bench").glob("*.md")]
    named = 0
    for place in places:
        for path in re.findall(r"\bdocs/[\w./-]*\w\.(?:md|json|png)", place.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{place.relative_to(ROOT)} names {path}, which is not there"
            named += 1
    assert named > 5, named


def quoted_commands(text):
    """Lines `kerb …` in code; `a|b` is both, also within a table's cell."""
    lines = re.findall(r"`(kerb [^`\n]*)`", text)
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M):
        lines += [line for line in block.splitlines() if line.startswith("kerb ")]
    for line in lines:
        words = shlex.split(line.replace("\\|", "|"))
        several = next((i for i, word in enumerate(words) if "|" in word and not word.startswith("-")), None)
        for choice in words[several].split("|") if several is not None and not words[several - 1].startswith("-") else [None]:
            yield line, words if choice is None else words[:several] + [choice] + words[several + 1:]


def split_command(words):
    length = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in ALL), 0)
    return " ".join(words[:length]), words[length:]


def check_options(where, name, words):
    options = {n: o for o in ALL[name]["options"] for n in names_of(o)}
    for at, word in enumerate(words):
        if not word.startswith("-"):
            continue
        assert word in options, f"{where}: {name} has no option {word}"
        allowed = options[word]["allowed"]
        if allowed and at + 1 < len(words):
            for value in words[at + 1].split("|"):
                assert value in allowed, f"{where}: {word} {value} is none of {allowed}"


def quoted_commands_are_there():
    seen = set()
    for note, text in TEXT.items():
        for line, words in quoted_commands(text):
            name, rest = split_command(words)
            if not rest or rest[0].startswith("-") or not ALL[name]["commands"]:
                assert name != "kerb" or rest, (note, line)
                check_options(f"{note}: {line}", name, rest)
                seen.add(name)
            else:
                raise AssertionError(f"{note}: {line} is no command of kerb")
    assert len(seen) > 25, seen
    for name in sorted(seen):
        assert kerb(*name.split()[1:], "--help").stdout.startswith(name), name


def quoted_options_are_of_the_notes_commands():
    for note, text in TEXT.items():
        named = {split_command(words)[0] for _, words in quoted_commands(text)}
        if note == "README":
            named = set(ALL)
        for code in re.findall(r"`(--[^`\n]*)`", text):
            words = code.split()
            having = [name for name in named if words[0] in {n for o in ALL[name]["options"] for n in names_of(o)}]
            assert having, f"{note}: none of {sorted(named)} has {words[0]}"
            for name in having[:1]:
                check_options(f"{note}: {code}", name, words)


def every_command_and_section_has_a_note():
    index = TEXT["README"]
    for note in TEXT:
        assert note == "README" or f"({note}.md)" in index, note
    sections = tomllib.loads((ROOT / "data" / "messages" / "en" / "page.toml").read_text(encoding="utf-8"))["page"]["method"]
    told = re.findall(r"^\|.*\| `(\w+)` \|$", index, re.M)
    assert set(sections) <= set(told), f"no note of how the report computes {set(sections) - set(told)}"
    noted = {split_command(words)[0] for _, words in quoted_commands(index)}
    analyses = {name for name, usage in ALL.items() if not usage["commands"] and name.split()[1:2] and
                name.split()[1] in ("coverage", "outage", "waterlogging", "diff", "check", "score", "profile")}
    assert analyses <= noted, analyses - noted


def every_note_has_its_parts():
    for note, text in TEXT.items():
        assert len(text.splitlines()) <= 120, note
        parts = ("**k**", "**N**", "\n## Source\n", "\n## Accuracy\n", "oes not tell", "xample")
        missing = [part for part in parts if part not in text]
        assert note == "README" or not missing, (note, missing)


run_all([links_lead_to_files, documents_name_documents, quoted_commands_are_there,
         quoted_options_are_of_the_notes_commands, every_command_and_section_has_a_note, every_note_has_its_parts])
