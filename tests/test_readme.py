"""Every command and every example of the README does what the README says."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(
    r"```console\n\$ ([^\n]*)\n```(?:\n\n```text\n(.*?)```)?", README, re.DOTALL
)


def written(command: str) -> str:
    """What a command of the README prints, run in the checkout."""
    words = shlex.split(command)
    assert words[0] == "python3"
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(("command", "printed"), COMMANDS, ids=[c for c, _ in COMMANDS])
def test_the_commands_print_what_the_readme_shows(command: str, printed: str) -> None:
    if "pip install" in command:
        assert "-m pytest" in command
        assert "pip install '.[test]'" in command
        return
    assert printed
    assert written(command) == printed


def test_the_python_examples_run() -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_the_table_of_models_is_the_catalogue() -> None:
    table = written("python3 -m handgrad models --markdown")
    assert table in README, f"write this table into README.md:\n{table}"


def test_the_page_at_the_top_is_the_page() -> None:
    """What the README shows of `linear`, all but its notes, line by line."""
    [shown, *_] = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    page = written("python3 -m handgrad show linear").splitlines()
    assert shown.splitlines() == [n for n in page if not n.startswith(("note", "group"))]


def test_a_reader_finds_what_to_do_before_line_sixty() -> None:
    lines = README.splitlines()
    assert lines.index("| I want to | |") < 60
