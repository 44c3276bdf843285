"""The arrows between modules point one way, and nothing runs a stranger's text."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import handgrad
from handgrad.arithmetic.elementary import ELEMENTARY
from tests.rooms import (
    MODULES,
    NAMES,
    PACKAGE,
    body,
    circles,
    folder,
    imports,
    name_of,
    nodes,
    text,
)

ROOT = Path(__file__).parents[1]

# From the top of the house to its ground: a room may import from those below it in this list.
ORDER = (
    "__main__",
    "command",
    "testing",
    "",
    "model",
    "grading",
    "mistakes",
    "isolation",
    "teaching",
    "training",
    "referee",
    "page",
    "models",
    "reading",
    "hints",
    "language",
    "boundary",
    "arithmetic",
    "verdict",
    "errors",
    "visible",
    "regex",
)
FLOOR = {room: -floor for floor, room in enumerate(ORDER)}


@pytest.mark.parametrize("name", NAMES)
def test_every_arrow_points_down(name: str) -> None:
    """A module imports from its own folder or from those below it, for types too."""
    own = folder(name)
    assert own in FLOOR, f"{own} has no place in the order"
    wrong = [
        n for n in imports(NAMES[name]) if folder(n) != own and FLOOR[folder(n)] >= FLOOR[own]
    ]
    assert not wrong, f"{name} imports {wrong}"


# The stages of reading, from the last to the first.
STAGES = ("documents", "", "loosely", "run", "code", "grammar", "text", "names", "spelling")


@pytest.mark.parametrize("name", [name for name in NAMES if folder(name) == "reading"])
def test_a_stage_of_reading_uses_only_the_stages_before(name: str) -> None:
    for other in imports(NAMES[name]):
        if folder(other) == "reading":
            assert STAGES.index(stage(name)) <= STAGES.index(stage(other)), other


# The folders of `reading/code`, from the last to the first.
CODE = ("answers", "program", "arrays", "values", "dialects", "syntax", "")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("reading.code")])
def test_a_folder_of_code_uses_only_the_folders_before(name: str) -> None:
    for other in imports(NAMES[name]):
        if folder(other) == "reading" and stage(other) == "code":
            assert CODE.index(stage(name, "code")) <= CODE.index(stage(other, "code")), other


def stage(name: str, *within: str) -> str:
    """The folder of reading, or of one of its folders, that a module is in."""
    path = NAMES[name].relative_to(PACKAGE.joinpath("reading", *within))
    return path.parts[0] if len(path.parts) > 1 else ""


def test_no_circle_of_files() -> None:
    """No file needs, directly or through others, a file that needs it."""
    assert circles() == []


def test_the_map_names_every_room() -> None:
    """The package's docstring lists the folders and loose modules, from the top down."""
    listed = re.findall(r"`([a-z]+)`(?=[:,])", handgrad.__doc__ or "")
    assert listed == [room for room in ORDER if room not in ("", "__main__")]


def test_pages_use_nothing_but_text() -> None:
    """The catalogue's files import each other and the standard library only.

    The pieces that they share may ask the language for the derivative of an activation.
    """
    for path in (PACKAGE / "models").glob("*.py"):
        allowed = {"models", "language"} if path.stem == "_parts" else {"models"}
        assert {folder(name) for name in imports(path)} <= allowed, path


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_standard_library_is_imported_at_run_time(path: Path) -> None:
    """Nothing but the standard library, and hypothesis where a test suite asks for it."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            allowed = {*sys.stdlib_module_names, "handgrad"}
            if folder(name_of(path)) == "testing":
                allowed |= {"hypothesis"}
            assert top in allowed, f"{path.name} imports {top}"


def calls(path: Path) -> list[ast.Call]:
    """The calls of plain names in a module."""
    return [n for n in nodes(path) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]


def test_only_the_page_compiler_compiles() -> None:
    """eval, exec, compile, ast and pickle appear nowhere but where pages become code."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = set()
    for path in MODULES:
        if forbidden & {ast.unparse(call.func) for call in calls(path)}:
            found.add(path.relative_to(PACKAGE).as_posix())
        assert not re.search(
            r"^\s*(import|from) (ast|pickle|marshal|shelve)\b", text(path), re.M
        )
    assert found == {"page/compiled/straight_line.py"}


def test_every_sum_says_that_it_starts_from_something_exact() -> None:
    """`sum` of floats depends on the Python version, so a sum starts from an exact zero."""
    for path in MODULES:
        for call in calls(path):
            if ast.unparse(call.func) == "sum":
                starts = [ast.unparse(argument) for argument in call.args[1:]]
                assert starts in (["0"], ["Fraction(0)"], ["Decimal(0)"]), path


def test_importing_handgrad_loads_nothing_heavy() -> None:
    """No process, no sockets, no numerics of others, no work at import."""
    path = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
    program = f"{path}; import handgrad; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "handgrad" in loaded
    assert not {"subprocess", "ctypes", "socket", "numpy", "handgrad.command"} & loaded


# The same operation in several kinds of number, or on values, shapes, trees and their LaTeX.
SAME_IN_EACH = {
    "arithmetic": {*ELEMENTARY, "absolute", "maximum", "minimum"},
    "command": {"declare", "run"},
    "models": {"page", "forward_step", "backward_step"},
}


def test_no_public_name_has_two_meanings() -> None:
    """A class or function stands once, but for what every file of a room must have."""
    places: dict[str, set[str]] = {}
    for name, path in NAMES.items():
        same = SAME_IN_EACH.get(folder(name), set())
        for node in body(path):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
                place = folder(name) if node.name in same else name
                places.setdefault(node.name, set()).add(place)
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert not twice


def test_no_name_of_its_own_is_left_unused() -> None:
    """What a module keeps for itself, with an underscore, stands in it twice at least."""
    for name, path in NAMES.items():
        counted = Counter(re.findall(r"\w+", text(path)))
        private = re.findall(r"^(?:def |class )?(_[A-Za-z]\w*)(?=\(|:| = )", text(path), re.M)
        assert [word for word in private if counted[word] == 1] == [], name


def test_the_tests_mirror_the_rooms() -> None:
    """A folder of the package has one of the same name in the tests; fuzzing is for all."""
    here = ROOT / "tests"
    tested = {path.parent.name for path in here.rglob("test_*.py")} - {here.name, "fuzz"}
    assert tested == {
        path.parent.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/*.py")
    }


def test_no_file_name_stands_twice() -> None:
    names = [path.name for path in MODULES if path.name not in ("__init__.py", "__main__.py")]
    assert sorted(names) == sorted(set(names))
