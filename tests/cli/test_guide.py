"""Every command of the user guide runs, in its order, and ends as the guide says; both languages show the same ones."""
import os
import pathlib
import re
import subprocess
import tempfile

from support import KERB, ROOT, run_all

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-guide-"))


def guide(language):
    return (ROOT / "docs" / f"guide.{language}.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(r"^```sh\n(.*?)^```$", guide(language), re.S | re.M)


def commands(block):
    """(command, exit code or None where a test cannot run it): a line each, or up to the END of what it is given."""
    lines = iter(block.splitlines())
    for line in lines:
        if line.strip() and "<<'END'" in line:
            for more in lines:
                line += "\n" + more
                if more == "END":
                    break
            yield line + "\n", 0
        elif line.strip():
            command, _, remark = line.partition(" # ")
            assert not remark.strip() or re.match(r"\s*(exit \d+$|not run)", remark), line
            yield command, None if "not run" in remark else int(remark.split()[1]) if remark else 0


def every_command_runs():
    environment = {**os.environ, "LC_ALL": "C.UTF-8",
                   "PATH": f"{pathlib.Path(KERB).resolve().parent}{os.pathsep}{os.environ['PATH']}"}
    ran = 0
    for command, code in (c for block in blocks("en") for c in commands(block)):
        if code is None:
            print(f"skipped: {command.strip()}")
            continue
        command = command.replace("--size s", "--size xs")  # in a tenth of the time
        done = subprocess.run(["bash", "-c", command], cwd=FOLDER, env=environment, capture_output=True, text=True,
                              check=False)
        assert done.returncode == code, f"{command}\nexit {done.returncode}, the guide says {code}\n{done.stderr[-2000:]}"
        assert command.startswith(("cat", "cmp")) or done.stdout or done.stderr or "> " in command or "--quiet" in command, f"{command} says nothing"
        ran += 1
    assert ran > 50, ran


def both_languages_show_the_same_commands():
    def shown(language):
        return [c for block in blocks(language) for c in commands(block)]

    assert shown("en") == shown("zh")
    assert guide("en").count("\n## ") == guide("zh").count("\n## ")


def the_codes_are_those_of_the_help():
    text = subprocess.run([KERB, "--help", "--lang", "en"], capture_output=True, text=True, check=True).stdout
    codes = re.findall(r"(?:: |· )(\d+) ", text[text.index("Exit codes"):])
    for language in ("en", "zh"):
        assert re.findall(r"^\| (\d+) \|", guide(language), re.M) == codes, language


run_all([both_languages_show_the_same_commands, the_codes_are_those_of_the_help, every_command_runs])
