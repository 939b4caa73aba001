"""What every command promises: help, wrong use, languages, exit codes."""
import json

from support import kerb, run_all


def help_shows_examples_first():
    text = kerb("coverage", "length", "-h").stdout
    assert text.index("Examples") < text.index("Options"), text
    assert "--ignore-gaps" in text and "[0m]" in text, text


def help_speaks_chinese():
    assert "示例" in kerb("coverage", "length", "-h", "--lang", "zh").stdout
    assert "示例" in kerb("audit", "-h", language="zh").stdout
    assert "Examples" in kerb("audit", "-h", "--lang", "en", language="zh").stdout


def no_text_is_missing():
    for language in ("en", "zh"):
        for command in ([], ["import"], ["coverage"], ["synth"], ["audit"], ["waterlogging"], ["waterlogging", "storm"], ["outage"], ["outage", "rates"], ["profile"], ["profile", "list"], ["profile", "show"], ["profile", "lint"], ["score"],
                        *(["coverage", c] for c in ("length", "points", "density", "spacing", "conflicts"))):
            text = kerb(*command, "-h", "--lang", language).stdout
            assert "help." not in text, text


def unknown_option_names_the_nearest():
    done = kerb("coverage", "length", "--wihtin", "30m", code=2)
    assert "--within" in done.stderr and done.stdout == "", done.stderr


def unknown_command_names_the_nearest():
    assert "coverage" in kerb("covrage", code=2).stderr


def distance_needs_its_unit():
    for bad in ("30", "-3m", "30 parsecs", "m"):
        done = kerb("coverage", "length", "--lines", "a.gpkg", "--assets", "b.gpkg", f"--within={bad}", code=2)
        assert "--within" in done.stderr, done.stderr


def missing_options_are_named():
    assert "--lines" in kerb("coverage", "length", code=2).stderr
    assert "--mapping" in kerb("import", "a.gpkg", code=2).stderr
    assert "--output" in kerb("audit", "a.gpkg", code=2).stderr


def limits_are_read_before_anything_else():
    for bad in ("share", "shar<1", "share<a", "share=1", "share<0.5x"):
        done = kerb("coverage", "length", "--lines", "a", "--assets", "b", "--within", "1m", "--fail-if", bad, code=2)
        assert "--fail-if" in done.stderr, done.stderr


def usage_as_json():
    usage = json.loads(kerb("coverage", "length", "--json-usage").stdout)
    assert usage["name"] == "kerb coverage length"
    within = [o for o in usage["options"] if o["name"] == "--within"]
    assert len(within) == 1 and within[0]["takes_value"], usage
    every = json.loads(kerb("--json-usage").stdout)
    assert [c["name"] for c in every["commands"]] == [
        f"kerb {name}" for name in ("audit", "check", "coverage", "diff", "import", "outage", "profile", "report", "score",
                                    "synth", "waterlogging")]


def empty_values_are_refused():
    """A variable that is not set is no option that was left out."""
    for command in (("diff", "a.gpkg", "b.gpkg", "--fail-if"), ("audit", "a.gpkg", "--rules"), ("score", "a.gpkg", "--profile"),
                    ("check", "a.gpkg", "--fail-if"), ("check", "a.gpkg", "--today"), ("check", "a.gpkg", "--memory"),
                    ("outage", "rates", "a.gpkg", "--time-limit"), ("score", "a.gpkg", "--weights"), ("profile", "list", "--lang")):
        for words in ((*command, ""), (*command[:-1], f"{command[-1]}=")):
            for language in ("en", "zh"):
                done = kerb(*words, language=language, code=2)
                assert command[-1] in done.stderr and done.stdout == "", (words, done.stderr)
    assert "without a value" in kerb("check", "", code=2).stderr


def missing_file_is_an_input_error():
    done = kerb("coverage", "length", "--lines", "/nowhere/a.gpkg", "--assets", "/nowhere/b.gpkg", "--within", "1m",
                code=3)
    assert "/nowhere/" in done.stderr and done.stdout == "", done.stderr


def version_and_mappings():
    assert kerb("--version").stdout.startswith("kerb ")
    assert "[[layer" in kerb("import", "--show-mapping", "osm").stdout
    assert "osm" in kerb("import", "--show-mapping", "osn", code=2).stderr


run_all([help_shows_examples_first, help_speaks_chinese, no_text_is_missing, unknown_option_names_the_nearest,
         unknown_command_names_the_nearest, distance_needs_its_unit, missing_options_are_named,
         limits_are_read_before_anything_else, usage_as_json, empty_values_are_refused, missing_file_is_an_input_error,
         version_and_mappings])
