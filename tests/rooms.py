"""The rooms of the package and the arrows between them: files and imports, by folder.

`python3 -m tests.rooms` prints the count of both; `test_architecture` holds the order.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "handgrad"
MODULES = tuple(sorted(PACKAGE.rglob("*.py")))


def name_of(path: Path) -> str:
    """The name of a module within handgrad: `language.tree`; "" for the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


@cache
def text(path: Path) -> str:
    """The text of a file."""
    return path.read_text("utf-8")


def body(path: Path) -> list[ast.stmt]:
    """The statements of a file."""
    return ast.parse(text(path)).body


NODES = (ast.Import, ast.ImportFrom, ast.Call)


@cache
def nodes(path: Path) -> tuple[ast.Import | ast.ImportFrom | ast.Call, ...]:
    """The imports and the calls of a file, anywhere in it."""
    found = (node for statement in body(path) for node in ast.walk(statement))
    return tuple(node for node in found if isinstance(node, NODES))


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules of handgrad that a file imports, anywhere in it and for whatever reason."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (_within(alias.name) for alias in node.names if _is_own(alias.name))
        elif isinstance(node, ast.ImportFrom) and _is_own(node.module or ""):
            module = _within(node.module or "")
            for alias in node.names:
                inner = f"{module}.{alias.name}".lstrip(".")
                yield inner if inner in NAMES else module


def _is_own(module: str) -> bool:
    return module.split(".")[0] == "handgrad"


def _within(module: str) -> str:
    return module.partition(".")[2]


def folder(name: str) -> str:
    """The folder that a module stands in, itself for a loose one."""
    return name.split(".")[0]


def arrows() -> Counter[tuple[str, str]]:
    """How many imports go from one folder to another."""
    found: Counter[tuple[str, str]] = Counter()
    for name, path in NAMES.items():
        for other in imports(path):
            if folder(name) != folder(other):
                found[folder(name), folder(other)] += 1
    return found


def circles() -> list[list[str]]:
    """The groups of files that import each other in a circle (Tarjan's components)."""
    graph = {name: sorted(imports(path) & NAMES.keys()) for name, path in NAMES.items()}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph[name]:
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            component = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(component) > 1:
                found.append(sorted(component))

    for name in graph:
        if name not in index:
            visit(name)
    return found


def main() -> None:
    lines = {name: len(text(path).splitlines()) for name, path in NAMES.items()}
    rooms = Counter(folder(name) for name in NAMES)
    for room, files in sorted(rooms.items()):
        total = sum(n for name, n in lines.items() if folder(name) == room)
        print(f"{room or '(package)':<12} {files:>4} files {total:>6} lines")
    found = arrows()
    print(f"{len(rooms)} rooms, {len(NAMES)} files, {len(found)} arrows between rooms")
    for (here, there), count in sorted(found.items()):
        print(f"  {here or '(package)'} -> {there} ({count})")
    for circle in circles():
        print("circle:", ", ".join(circle))


if __name__ == "__main__":
    main()
