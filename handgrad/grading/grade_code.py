"""A program that computes a gradient: called at several points, its arrays judged."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from handgrad.boundary import calling_back
from handgrad.errors import HandgradError
from handgrad.grading.findings import Part
from handgrad.grading.grade_values import grade_values
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.isolation import runner
from handgrad.isolation.process import SECONDS, Run, program_of, run_program
from handgrad.language.arrays import nested
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.standalone import sizes_told
from handgrad.page.loading import page_given
from handgrad.referee.points import points_of
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, worst
from handgrad.visible import visible

POINTS, LARGER = 5, 2
LONGEST_OUTPUT = 2000
# The text that a module begins with, as `show --python` writes it.
_HEADING = regex(r'(?s)\ufeff?(?:#[^\n]*\n|\s)*"""(?P<said>(?:[^"\\]|\\.|"(?!""))*)"""')


_NO_MODULE = regex(r"No module named '([A-Za-z]\w*)'")


@dataclass(frozen=True, slots=True)
class _Place:
    """A page, perhaps with other sizes, and values for everything it declares."""

    page: CheckedPage
    at: Mapping[str, Any]


@calling_back
def grade_code(
    model: CheckedPage | str,
    what: Callable[..., Any] | str | os.PathLike[str],
    *,
    function: str | None = None,
    accept: Sequence[str] = (),
    feedback: str = "full",
    seconds: float = SECONDS,
    require_isolation: bool = False,
) -> Report:
    """Judge a function, which runs here, or a program's file, in a process of its own.

    A file's function is the one named, else the only one with grad, back or loss in its name,
    else the only class with such a method: an object is made, goes forward and back. They are
    called by the names of their arguments: those of the page, `params` and `cache`; the result
    is a dictionary, a tuple in the page's order, or either after the loss; or it is left in
    `.grad` of PyTorch's parameters, or in the object as `dW1` or in its `grads`. It is judged
    at five points and at one with other sizes, if it does not say that it is written out for
    the page's. Raises HandgradError for a file that cannot be
    read and where isolation is required that this machine does not have.

    >>> grade_code("linear", lambda w, x, y: 2*(w*x - y)*x).verdict
    'right'
    >>> grade_code("linear", lambda w, x, y: (w*x - y)*x).hints[0].id
    'convention'
    """
    page = page_given(model)
    source = None if callable(what) else program_of(what)
    places = list(_places(page, source))
    if callable(what):
        names = {"answer": what, **_modules_of(what)}
        run = Run(tuple(runner.outcomes(names, _request(page, places, "answer"))))
    else:
        request = _request(page, places, function)
        run = run_program(
            source or b"", request, seconds=seconds, require_isolation=require_isolation
        )
    return _report(page, places, run, tuple(accept), feedback, is_own=not callable(what))


def _places(page: CheckedPage, source: bytes | None) -> Iterator[_Place]:
    """Five points of the page, and one with every size larger, where the sizes are free.

    One of the five is drawn from the text of a program, so that no table in it has the answers.
    """
    fixed = points_of(page).values
    if source is not None:
        seed = int.from_bytes(sha256(source).digest()[:8], "big")
        fixed = (*fixed[: POINTS - 1], points_of(page, seed=seed).values[0])
    for point in fixed[:POINTS]:
        yield _Place(page, _floats(page, point))
    sizes = {name: size + LARGER + i for i, (name, size) in enumerate(page.sizes.items())}
    if not sizes or _is_written_out(page, source):
        return
    try:
        larger = type(page).from_text(page.text, **sizes)
        yield _Place(larger, _floats(larger, points_of(larger).values[0]))
    except HandgradError:
        return


def _is_written_out(page: CheckedPage, source: bytes | None) -> bool:
    """Whether a program says, as those of pages do, that it is for the page's sizes only."""
    told = sizes_told(page.sizes)
    heading = _HEADING.match((source or b"").decode("utf-8", "replace").replace("\r\n", "\n"))
    lines = heading["said"].rstrip().split("\n") if heading else []
    return bool(told) and lines[-len(told) :] == told


def _floats(page: CheckedPage, point: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(nested(value, page.rank(name))) for name, value in point.items()}


def _plain(value: Any) -> Any:
    return [_plain(entry) for entry in value] if isinstance(value, list) else float(value)


def _request(
    page: CheckedPage, places: Sequence[_Place], function: str | None
) -> dict[str, Any]:
    """What the runner is asked: every value of the page at each point, by name."""
    return {
        "function": function,
        "parameters": list(page.parameters),
        "data": list(page.data),
        "sizes": list(page.sizes),
        "points": [
            {
                **place.at,
                **place.page.evaluate(place.at, arithmetic="float64"),
                **place.page.sizes,
            }
            for place in places
        ],
    }


def _modules_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The array libraries that the module of a function or a class uses for its values."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    used = getattr(function, "__globals__", None) or getattr(module, "__dict__", {})
    return {
        f"module {name}": value
        for name, value in used.items()
        if value is sys.modules.get("numpy") or value is sys.modules.get("torch")
    }


def _report(
    page: CheckedPage,
    places: Sequence[_Place],
    run: Run,
    accept: tuple[str, ...],
    feedback: str,
    *,
    is_own: bool,
) -> Report:
    notes = (*_isolation(run, is_own=is_own), *_output(run))
    why = _failure(run)
    if why or not run.outcomes or len(run.outcomes) != len(places):
        problem = why or run.problem or "the program gave no answer"
        return Report(page.name, INVALID, 0.0, problem=problem, notes=notes)
    reports = [
        grade_values(
            place.page, place.at, _values(place.page, one), accept=accept, feedback=feedback
        )
        for place, one in zip(places, run.outcomes, strict=True)
    ]
    parts = tuple(_worst_part(reports, name) for name in _answered(page, reports))
    right = [part for part in parts if part.verdict == RIGHT]
    notes = (*notes, *_sizes(page, places, reports), *_losses(page, places, run))
    if page.sizes and all(place.page is page for place in places):
        notes = (*notes, "run at the sizes of the page only")
    notes = (*notes, *reports[0].notes)
    return Report(
        model=page.name,
        verdict=worst([part.verdict for part in parts]) if parts else INVALID,
        score=len(right) / len(page.parameters),
        method_score=len(right) / len(parts) if parts else 0.0,
        complete={part.name for part in parts} >= page.parameters.keys(),
        key=reports[0].key,
        review=tuple(part.name for part in parts if part.verdict == UNDECIDED),
        parts=parts,
        problem="" if parts else "the program answered no parameter",
        notes=notes,
        hints=tuple({hint: None for part in parts for hint in part.hints}),
    )


def _failure(run: Run) -> str:
    """Why a call gave no values, with the line of the program, if one did not."""
    if run.problem:
        where = f" (line {run.line})" if run.line else ""
        return f"the program: {visible(run.problem)}{where}{_to_install(run.problem)}"
    for outcome in run.outcomes:
        if "misfit" in outcome:
            return visible(str(outcome["misfit"]))
        if "values" not in outcome:
            line = outcome.get("line")
            where = f" (line {line})" if isinstance(line, int) else ""
            return f"the program: {visible(str(outcome.get('error')))}{where}"
    return ""


def _to_install(problem: str) -> str:
    """How to have a module that a program imports and that is not there.

    >>> _to_install("ModuleNotFoundError: No module named 'numpy'")
    '; it runs with the Python of handgrad: install numpy there (python3 -m pip install numpy)'
    """
    match = _NO_MODULE.search(problem)
    if match is None:
        return ""
    install = f"install {match[1]} there (python3 -m pip install {match[1]})"
    return f"; it runs with the Python of handgrad: {install}"


def _values(page: CheckedPage, outcome: Mapping[str, Any]) -> dict[str, object]:
    """The gradients of an outcome as numbers, by name."""
    found = outcome["values"]
    return {name: _Given(found[name]) for name in page.parameters if name in found}


class _Given:
    """An array as a program gave it: its numbers, and the type of its entries."""

    def __init__(self, told: object) -> None:
        known = told if isinstance(told, Mapping) else {}
        self.dtype = str(known.get("dtype", ""))
        self.numbers = _unpacked(known.get("value"), 0)

    def tolist(self) -> object:
        return self.numbers


def _unpacked(value: object, depth: int) -> object:
    """Numbers from the hexadecimal texts of the runner; anything else is what it is not."""
    if isinstance(value, list) and depth < 4:
        return [_unpacked(entry, depth + 1) for entry in value]
    try:
        return float.fromhex(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _answered(page: CheckedPage, reports: Sequence[Report]) -> list[str]:
    names = {part.name for report in reports for part in report.parts}
    return [name for name in page.parameters if name in names]


def _worst_part(reports: Sequence[Report], name: str) -> Part:
    """The part of the first point where it is worst, with the hints that hold at all such."""
    parts = [part for report in reports for part in report.parts if part.name == name]
    verdict = worst([part.verdict for part in parts])
    chosen = next(part for part in parts if part.verdict == verdict)
    bad = [part for part in parts if part.verdict == verdict]
    hints: tuple[Hint, ...] = tuple(
        hint for hint in chosen.hints if all(hint.id in {h.id for h in p.hints} for p in bad)
    )
    if chosen.evidence is not None:
        chosen = replace(chosen, evidence=replace(chosen.evidence, points=len(parts)))
    return replace(chosen, hints=hints or chosen.hints[:0])


def _sizes(
    page: CheckedPage, places: Sequence[_Place], reports: Sequence[Report]
) -> Iterator[str]:
    """Whether it is only another size that a program does not stand."""
    first = [r for place, r in zip(places, reports, strict=True) if place.page is page]
    others = [r for place, r in zip(places, reports, strict=True) if place.page is not page]
    if all(report.verdict == RIGHT for report in first) and any(
        report.verdict not in (RIGHT, UNDECIDED) for report in others
    ):
        yield "right for the page's sizes, wrong for others: is a size written as a number?"


def _losses(page: CheckedPage, places: Sequence[_Place], run: Run) -> Iterator[str]:
    """Whether a loss that was given along is the page's."""
    for place, outcome in zip(places, run.outcomes, strict=True):
        told = outcome["values"].get("loss")
        if told is None:
            return
        loss = _unpacked(told.get("value") if isinstance(told, Mapping) else None, 0)
        right = place.page.loss(place.at, arithmetic="float64")
        if not isinstance(loss, float) or abs(loss - right) > 1e-6 * (abs(right) + 1e-6):
            yield f"the loss it gives is {loss!r}, the page's is {right:.12g}"
            return


def _isolation(run: Run, *, is_own: bool) -> Iterator[str]:
    if is_own and run.held:
        layers = [name for name in run.held if name != "limits"]
        yield f"isolation: {' + '.join([*layers, 'limits']) if layers else 'limits only'}"


def _output(run: Run) -> Iterator[str]:
    if run.printed.strip():
        cut = " ..." if len(run.printed) > LONGEST_OUTPUT else ""
        yield f"it printed: {visible(run.printed[:LONGEST_OUTPUT]).strip()}{cut}"
