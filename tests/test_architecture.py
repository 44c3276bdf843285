"""The arrows between modules point one way, and nothing runs a stranger's text."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "handgrad"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A module may import from its own layer and from those above it in this list.
LAYERS = (
    ("errors",),
    ("verdict", "arithmetic"),
    ("differences", "degrees", "gates"),
    ("formula", "domains"),
    ("checking",),
    ("page", "inputs"),
    ("checked", "model", "slopes"),
    ("models",),
    ("loading", "descent", "training", "points", "explaining", "latex"),
    ("replaying", "grading"),
    ("testing",),
    ("submissions",),
    ("command", "__main__", "__init__"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def part(path: Path) -> str:
    relative = path.relative_to(PACKAGE).with_suffix("").parts
    return relative[0]


def imported(path: Path) -> set[str]:
    """The parts of handgrad that a module imports, other than for type checking alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
            if node.module == "handgrad":
                names = [f"handgrad.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {n.split(".")[1] for n in names if n.startswith("handgrad.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_up_the_layers(path: Path) -> None:
    """A module imports only from its own layer or a more basic one."""
    own = part(path)
    assert own in LEVEL, f"{own} has no layer"
    wrong = [name for name in imported(path) if LEVEL[name] > LEVEL[own]]
    assert not wrong, f"{own} imports {wrong}"


def test_pages_use_nothing_but_text() -> None:
    """The catalogue's files import each other and the standard library only."""
    for path in (PACKAGE / "models").glob("*.py"):
        assert imported(path) <= {"models"}, path


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_standard_library_is_imported_at_run_time(path: Path) -> None:
    """Nothing but the standard library, and hypothesis where a test suite asks for it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            allowed = {*sys.stdlib_module_names, "handgrad"}
            if part(path) == "testing":
                allowed |= {"hypothesis"}
            assert top in allowed, f"{path.name} imports {top}"


def calls(path: Path) -> list[ast.Call]:
    """The calls of plain names in a module."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]


def test_only_the_page_compiler_compiles() -> None:
    """eval, exec, compile, ast and pickle appear nowhere but where pages become code."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = set()
    for path in MODULES:
        if forbidden & {ast.unparse(call.func) for call in calls(path)}:
            found.add(path.relative_to(PACKAGE).as_posix())
        text = path.read_text("utf-8")
        assert not re.search(r"^\s*(import|from) (ast|pickle|marshal|shelve)\b", text, re.M)
    assert found == {"formula/code.py"}


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
