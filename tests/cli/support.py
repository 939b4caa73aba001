"""Shared by the tests of the program: run it, read its JSON, check it against a schema."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KERB = os.environ.get("KERB", "kerb")
SLOW = bool(os.environ.get("KERB_SLOW"))  # by sanitizers or counters: far more memory and time


def kerb(*arguments, code=0, language="en", **more):
    """Runs the program and insists on its exit code."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": language}
    if language == "zh":
        environment["LC_ALL"] = "zh_CN.UTF-8"
    done = subprocess.run([KERB, *map(str, arguments)], capture_output=True, text=True, env=environment,
                          check=False, **more)
    assert done.returncode == code, (
        f"kerb {' '.join(map(str, arguments))}\nexit {done.returncode}, expected {code}\n{done.stdout}\n{done.stderr}")
    return done


def sample_city(folder, size="s"):
    """The sample city as `kerb synth --seed 7 --size SIZE -o folder` writes it; a copy where a test run made it once for
    all. Size xs where no figure is asked for that needs a large town."""
    if made := os.environ.get("KERB_SAMPLE"):
        shutil.copytree(pathlib.Path(made) / size, folder, dirs_exist_ok=True)
    else:
        kerb("synth", "--seed", 7, "--size", size, "-o", folder, "--quiet")


def set_limits(seconds, memory):
    """For this process, as a child does before it becomes the program."""
    if not SLOW:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fits(value, schema, where="$"):
    """Checks a value against the part of JSON Schema that docs/schema uses."""
    if "oneOf" in schema:
        errors = []
        for choice in schema["oneOf"]:
            try:
                return fits(value, choice, where)
            except AssertionError as error:
                errors.append(str(error))
        raise AssertionError(f"{where}: none of the choices fits: {errors}")
    names = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int,
             "boolean": bool, "null": type(None)}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        good = any(isinstance(value, names[t]) and (t == "boolean" or not isinstance(value, bool)) for t in types)
        assert good, f"{where}: {value!r} is not {types}"
    if "enum" in schema:
        assert value in schema["enum"], f"{where}: {value!r} is not in {schema['enum']}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        assert value >= schema.get("minimum", value), f"{where}: {value} is too small"
        assert value <= schema.get("maximum", value), f"{where}: {value} is too large"
    if isinstance(value, list):
        assert len(value) <= schema.get("maxItems", len(value)), f"{where}: too long"
        for i, item in enumerate(value):
            fits(item, schema.get("items", {}), f"{where}[{i}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            assert name in value, f"{where}: {name} is missing"
        for name, item in value.items():
            more = schema.get("additionalProperties", {})
            assert name in properties or more is not False, f"{where}: {name} is not in the schema"
            fits(item, properties.get(name, more if isinstance(more, dict) else {}), f"{where}.{name}")


def schema(name):
    return json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))


def run_all(tests):
    """Runs them in order; the caller's FOLDER goes when all are well, and stays to be looked at when one is not."""
    for test in tests:
        test()
        print(f"ok {test.__name__}")
    folder = sys._getframe(1).f_globals.get("FOLDER")
    if folder and str(folder).startswith(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0)
