"""Regular expressions wait for their first use, and every one of them is one."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from handgrad.regex import regex
from tests.rooms import MODULES, name_of

WRITTEN = re.compile(r"(?<![\w.])regex\(")


def expressions(value: object) -> list[re.Pattern[str]]:
    """The expressions that a module holds, those in its tables too."""
    if type(value) is type(regex("")):
        return [value]  # type: ignore[list-item]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return [found for part in value for found in expressions(part)]
    return []


MAKERS = ("regex", "needed_signs")
HOLDERS = [p for p in MODULES if p.stem not in MAKERS and WRITTEN.search(p.read_text("utf-8"))]


@pytest.mark.parametrize("path", HOLDERS, ids=name_of)
def test_every_expression_compiles(path: Path) -> None:
    module = import_module(f"handgrad.{name_of(path)}")
    found = [e for value in vars(module).values() for e in expressions(value)]
    assert found
    for expression in found:
        assert expression.search("") is None or expression.sub("", "") == ""


def test_an_expression_is_what_re_compiles() -> None:
    text, flags = r"(?P<name>[a-z]+)\s*=", re.IGNORECASE
    ours, theirs = regex(text, flags), re.compile(text, flags)
    for line in ("dW = 2*x", "= 2", "a=b=c", ""):
        assert ours.findall(line) == theirs.findall(line)
        assert ours.split(line) == theirs.split(line)
        assert ours.sub("_", line) == theirs.sub("_", line)
        assert [m.span() for m in ours.finditer(line)] == [
            m.span() for m in theirs.finditer(line)
        ]
    assert ours.pattern == theirs.pattern


def test_a_method_that_no_expression_has() -> None:
    with pytest.raises(AttributeError):
        regex("a").serach("a")  # type: ignore[attr-defined]


def test_nothing_is_compiled_at_import() -> None:
    """Importing the judge compiles no expression of ours."""
    program = (
        "import re\n"
        "compiled, original = [], re.compile\n"
        "def counting(text, flags=0):\n"
        "    import sys\n"
        "    if sys._getframe(1).f_globals['__name__'].startswith('handgrad'):\n"
        "        compiled.append(text)\n"
        "    return original(text, flags)\n"
        "re.compile = counting\n"
        "import handgrad.grading.grade\n"
        "print(len(compiled))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "0", done.stderr
