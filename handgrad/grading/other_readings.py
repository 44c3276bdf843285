"""What is wrong because of a line above that can be read in two ways: it is not decided."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from handgrad.errors import FormulaError
from handgrad.grading.execution import Execution
from handgrad.grading.marks import Mark, Result, leave_open
from handgrad.grading.program import Program
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Node, Product, children, names, with_children
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.text.line import Line
from handgrad.regex import regex
from handgrad.verdict import RIGHT, WRONG

MOST_READINGS = 6
_DOT = regex(r"[·⋅∙]|\\cdot(?![A-Za-z])")


def doubt_readings(
    execution: Execution, lines: Sequence[Line], execute: Callable[[Sequence[Line]], Execution]
) -> None:
    """Leave open what is wrong, and right where a line above it is read in another way.

    A line about its own claim has had its readings tried.
    """
    results = [result for _, result in execution.run()]
    for n, members in _readings(lines, execution.program) if _wrong(results) else ():
        line = lines[n]._replace(members=members, alternatives=())
        told = f"line {line.number} as {plain(lines[n].members[-1])} or as {plain(members[-1])}"
        note = (
            f"there are two ways to read this: {told}, with which this is right; write it "
            "so that it is clear which is meant"
        )
        _doubt(results, execute((*lines[:n], line, *lines[n + 1 :])), note, above=n + 1)
    for other in _all_at_once(lines) if _wrong(results) else ():
        note = (
            "there is another way to read these lines, with which this is right; write @ or *"
        )
        _doubt(results, execute(other), note)
    if _wrong(results):
        _doubt_points(results, lines, execution.model)
    if _wrong(results) and (numbers := _numbers_said(lines, execution.model)):
        said = ", ".join(f"{name} = {plain(number)}" for name, number in numbers.items())
        note = f"this may be meant at a point, {said}; give the point with --at"
        for letters in ({}, numbers):
            other = [_in_letters(line, numbers, letters) for line in lines]
            _doubt(results, execute(other), note)
        for mark in [mark for _, mark in _numbered(results)]:
            if mark.verdict == WRONG and not any(map(names, lines[mark.line].members)):
                leave_open(results, mark, note)


def doubt_dots(
    execution: Execution, lines: Sequence[Line], execute: Callable[[Sequence[Line]], Execution]
) -> None:
    """Leave open what is right only where a dot between square arrays is the matrix product."""
    for n, line in enumerate(lines):
        for members in line.alternatives if _DOT.search(line.text) else ():
            pairs = list(zip(members, line.members, strict=False))
            if not any(_are_square(a, b, execution.model) for a, b in pairs):
                continue
            other = line._replace(members=members, alternatives=())
            note = (
                f"the dot may be {plain(line.members[-1])} or {plain(members[-1])}, and both "
                "fit: write @ or *"
            )
            others = execute((*lines[:n], other, *lines[n + 1 :])).run()
            verdicts = {key: mark.verdict for key, mark in _numbered(r for _, r in others)}
            results = [result for _, result in execution.run()]
            for key, mark in _numbered(results):
                if mark.verdict == RIGHT and verdicts.get(key) == WRONG and mark.line >= n:
                    leave_open(results, mark, note)


def _are_square(other: Node, tree: Node, model: CheckedPage) -> bool:
    """Whether a formula differs from another by entrywise products of square arrays alone."""
    if other == tree:
        return False
    if isinstance(other, Product) and isinstance(tree, Product):
        signs = [(a[0], b[0], b[1]) for a, b in zip(other.rest, tree.rest, strict=False)]
        turned = [factor for a, b, factor in signs if (a, b) == ("*", "@")]
        if turned and len(other.rest) == len(tree.rest):
            return all(_is_square(factor, model) for factor in turned)
    pairs = list(zip(children(other), children(tree), strict=False))
    differing = [(a, b) for a, b in pairs if a != b]
    return bool(differing) and all(_are_square(a, b, model) for a, b in differing)


def _is_square(factor: Node, model: CheckedPage) -> bool:
    try:
        rows, columns = fitted(factor, model.shapes, sizes=model.sizes).shape
    except FormulaError:
        return False
    return rows == columns != 1


def _doubt_points(results: Sequence[Result], lines: Sequence[Line], model: CheckedPage) -> None:
    """Leave open what does not speak of a parameter below a line that says what that is.

    `Substituting \\mu = \\bar x`: what follows may hold there only.
    """
    for n, line in enumerate(lines):
        spoken = {name for member in line.members for name in names(member)}
        if line.name not in model.parameters or not spoken or line.name in spoken:
            continue
        for _, mark in _numbered(results):
            if mark.verdict == WRONG and mark.line > n and mark.found is not None:
                trees = (mark.found.tree, *(formula.tree for _, formula in mark.found.uses))
                if not any(line.name in names(tree) for tree in trees):
                    point = f"{line.name} = {plain(line.members[-1])}"
                    note = f"this may be meant where {point}; write it in general"
                    leave_open(results, mark, note)


def _numbers_said(lines: Sequence[Line], model: CheckedPage) -> dict[str, Node]:
    """The names given by a page that an answer says to be numbers: `n = 4`."""
    given = (*model.sizes, *model.data, *model.parameters)
    return {
        line.name: line.members[0]
        for line in lines
        if line.name in given and len(line.members) == 1 and not names(line.members[0])
    }


def _in_letters(line: Line, numbers: Mapping[str, Node], letters: Mapping[str, Node]) -> Line:
    """A line without the value at a point at its end, some numbers in it as their letters."""
    if line.name in numbers:
        return line._replace(members=(Name(line.name),), alternatives=())
    kept = [n for n, member in enumerate(line.members) if names(member)]
    last = kept[-1] if kept else len(line.members) - 1
    shown = [line.members[min(n, last)] for n in range(len(line.members))]
    members = tuple(_lettered(member, letters) for member in shown)
    return line._replace(members=members, alternatives=())


def _lettered(tree: Node, numbers: Mapping[str, Node]) -> Node:
    for name, number in numbers.items():
        if tree == number:
            return Name(name, tree.at)
    below = tuple(_lettered(child, numbers) for child in children(tree))
    return with_children(tree, below) if below else tree


def _doubt(results: Sequence[Result], other: Execution, note: str, *, above: int = 0) -> None:
    """Leave open what is wrong from a line on, and right in another execution."""
    verdicts = {
        key: mark.verdict for key, mark in _numbered(r for _, r in other.run_unexplained())
    }
    for key, mark in _numbered(results):
        is_wrong = mark.verdict == WRONG and mark.line >= above
        if is_wrong and verdicts.get(key) == RIGHT:
            leave_open(results, mark, note)


def _wrong(results: Sequence[Result]) -> bool:
    return any(mark.verdict == WRONG for result in results for mark in result.marks)


def _readings(
    lines: Sequence[Line], program: Program
) -> Iterator[tuple[int, tuple[Node, ...]]]:
    """The other members of lines on which another may stand, so many at most.

    Those of code are another way to take all vectors, which one line alone cannot.
    """
    found = [
        (n, members)
        for n, line in enumerate(lines)
        if not line.is_numpy and not (line.alternatives and _stands_alone(n, program))
        for members in line.alternatives
        if members and len(members) == len(line.members)
    ]
    yield from found[:MOST_READINGS]


def _all_at_once(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines with another reading of each that has one: a dot means one thing throughout."""
    open_lines = {n: line for n, line in enumerate(lines) if line.alternatives}
    if len(open_lines) < 2 or any(line.is_numpy for line in open_lines.values()):
        return
    for k in range(min(2, max(len(line.alternatives) for line in open_lines.values()))):
        yield [
            _read_again(line, k) if n in open_lines else line for n, line in enumerate(lines)
        ]


def _read_again(line: Line, k: int) -> Line:
    members = line.alternatives[min(k, len(line.alternatives) - 1)]
    is_whole = len(members) == len(line.members)
    return line._replace(members=members, alternatives=()) if is_whole else line


def _stands_alone(n: int, program: Program) -> bool:
    """Whether a line says the gradient by a parameter, and no other line speaks of that."""
    gradients = {program.model.derivative_name(by) for by in program.model.parameters}
    for chain in program.chains:
        if chain.lines == [n] and chain.target is not None:
            key = plain(chain.target)
            others = (c for c in program.chains if c is not chain)
            return key in gradients and not any(c.stands_on(key) for c in others)
    return False


def _numbered(results: Iterable[Result]) -> list[tuple[tuple[int, str, int], Mark]]:
    """Every mark by its line, by what it is about, and the how many-th it is of that."""
    found: dict[tuple[int, str, int], Mark] = {}
    for result in results:
        for mark in result.marks:
            times = 0
            while (mark.line, mark.part.target, times) in found:
                times += 1
            found[mark.line, mark.part.target, times] = mark
    return list(found.items())
