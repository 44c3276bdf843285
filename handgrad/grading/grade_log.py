"""The log of a training loop: is it the page's loop, and if not, which loop wrote it?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from math import isfinite
from numbers import Real

from handgrad.boundary import public
from handgrad.errors import FormulaError, HandgradError
from handgrad.grading.feedback import FEEDBACK
from handgrad.grading.findings import LineReport
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import page_given
from handgrad.page.values import plain_value
from handgrad.reading.training_log import LogLine, read_log
from handgrad.training.causes import causes
from handgrad.training.estimates import rate_of, start_of
from handgrad.training.lessons import LESSONS
from handgrad.training.loop_mistakes import RIGHT_LOOP
from handgrad.training.replayed import LogTrial, Parting, TrainingSetting
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge

MOST_LINES = 12
# So many numbers that agree say how a log is to be read.
ENOUGH = 3


@public
def grade_log(
    model: CheckedPage | str,
    text: str,
    *,
    rows: Iterable[object] | None = None,
    start: Mapping[str, object] | None = None,
    learning_rate: float | None = None,
    feedback: str = "full",
) -> Report:
    """Judge what a training loop printed, by replaying the page's loop in float64 and float32.

    `rows` are tuples of the page's data in their order, `start` maps the parameters to numbers;
    without them, and without a rate, they are those of the page's lesson, or are estimated from
    the log where the page has one parameter. A log that is not the page's loop is held against
    the loops that mistakes lead to: those that write it are the hints. Raises HandgradError for
    rows or a start that cannot be.

    >>> log = "grad: 1.0 2.0 -2.0\\ngrad: 2.0 4.0 -9.84\\ngrad: 3.0 6.0 -25.7088"
    >>> report = grade_log("linear", log)
    >>> report.verdict, report.hints[0].id
    ('wrong', 'never-zeroed')
    """
    page = page_given(model)
    if not isinstance(text, str):
        raise HandgradError(f"a log must be text, got {type(text).__name__}")
    if feedback not in FEEDBACK:
        raise HandgradError(f"feedback: one of {', '.join(FEEDBACK)}, got {feedback!r}")
    given = _rows(page, rows)
    begun = None if start is None else _start(page, start)
    rate = None if learning_rate is None else _number("learning_rate", learning_rate)
    try:
        trial = LogTrial(read_log(text, list(page.parameters)))
    except FormulaError as error:
        return Report(page.name, INVALID, 0.0, problem=str(error))
    setting, notes = _setting(page, given, begun, rate, trial)
    return _report(trial, setting, notes, feedback)


def _rows(page: CheckedPage, rows: Iterable[object] | None) -> list[tuple[float, ...]]:
    if rows is None:
        if page.name not in LESSONS:
            wanted = ", ".join(page.data)
            told = f"give rows, tuples of ({wanted}), or --rows FILE"
            raise HandgradError(f"{page.name} is no lesson: {told}")
        return [tuple(map(float, row)) for row in LESSONS[page.name].rows]
    found = plain_value(rows)
    if isinstance(found, str | Mapping) or not isinstance(found, Iterable):
        raise HandgradError(f"rows: a list of rows, got {type(rows).__name__}")
    listed = [_row(page, i, row) for i, row in enumerate(found)]
    if not listed:
        raise HandgradError("rows: at least one row, got none")
    return listed


def _row(page: CheckedPage, i: int, row: object) -> tuple[float, ...]:
    row = plain_value(row)
    if isinstance(row, Mapping):
        row = [row.get(name) for name in page.data]
    if not isinstance(row, list | tuple) or len(row) != len(page.data):
        wanted = ", ".join(page.data)
        raise HandgradError(f"rows[{i}]: {len(page.data)} numbers ({wanted}), got {row!r}")
    return tuple(_number(f"rows[{i}]", value) for value in row)


def _start(page: CheckedPage, start: Mapping[str, object]) -> dict[str, float]:
    if not isinstance(start, Mapping) or set(start) != set(page.parameters):
        wanted = ", ".join(page.parameters)
        raise HandgradError(f"start: a number for each of {wanted}, got {start!r}")
    return {name: _number(f"start[{name!r}]", start[name]) for name in page.parameters}


def _number(where: str, value: object) -> float:
    value = plain_value(value)
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        raise HandgradError(f"{where}: a finite number, got {value!r}")
    return float(value)


def _setting(
    page: CheckedPage,
    rows: list[tuple[float, ...]],
    start: dict[str, float] | None,
    rate: float | None,
    trial: LogTrial,
) -> tuple[TrainingSetting, tuple[str, ...]]:
    """What the loop was given, and what of it had to be estimated from the log."""
    if any(page.parameters.values()) or any(page.data.values()):
        raise HandgradError(f"{page.name} has vectors or matrices: its logs are not judged")
    lesson, notes = LESSONS.get(page.name), []
    if lesson:
        start = start or {name: float(value) for name, value in lesson.start.items()}
        rate = lesson.learning_rate if rate is None else rate
    unknown = TrainingSetting(
        page, rows, start or dict.fromkeys(page.parameters, 0.0), rate or 0.01
    )
    if start is None:
        found = start_of(trial.lines, unknown)
        if found is None:
            raise HandgradError("start: the log does not tell where the loop began; give it")
        start = dict.fromkeys(page.parameters, found)
        notes.append(f"by its first gradient the log begins at {_named(start)}")
    if rate is None:
        rate = rate_of(trial.lines, replace(unknown, start=start))
        if rate is None:
            raise HandgradError("learning_rate: the log does not tell it; give it")
        notes.append(f"by its second gradient the log has a rate of {rate:g}")
        rate = rate if rate > 0 else unknown.rate
    return TrainingSetting(page, rows, start, rate), tuple(notes)


def _named(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())


def _report(
    trial: LogTrial, setting: TrainingSetting, notes: tuple[str, ...], feedback: str
) -> Report:
    partings = trial.closest(RIGHT_LOOP, setting)
    first = partings[0] if partings else None
    hints = tuple(_hints(trial, setting, is_right=first is None))
    is_wrong = any(parting.is_certain for parting in partings)
    is_wrong = is_wrong and not (first and _is_unclear(trial, first, hints))
    verdict = judge([Comparison(True if first is None else False if is_wrong else None)])
    if feedback != "verdict" and len(partings) < ENOUGH and len(hints) > 1:
        notes = (*notes, _by_few(len(partings), len(hints)))
    return Report(
        model=setting.page.name,
        verdict=verdict,
        score=1.0 if verdict == RIGHT else 0.0,
        lines=tuple(_lines(setting.page, trial, partings, hints, feedback, is_wrong=is_wrong)),
        first_wrong=trial.lines[first.index].number if first and is_wrong else None,
        problem=_undecided(trial, first, hints) if verdict not in (RIGHT, WRONG) else "",
        notes=notes,
        hints=() if feedback == "verdict" else hints,
    )


def _by_few(lines: int, causes: int) -> str:
    """That so little of a log is off that a cause may fit by chance."""
    what = "one line is" if lines == 1 else f"{lines} lines are"
    return (
        f"only {what} off, which {causes} causes explain, some perhaps by chance: "
        "a longer log tells them apart"
    )


def _is_unclear(trial: LogTrial, first: Parting, hints: tuple[Hint, ...]) -> bool:
    """Whether the log never agreed with any loop, and does not say what its numbers are of."""
    kind = trial.lines[first.index].kind
    agreed = len([line for line in trial.lines[: first.index] if line.kind])
    is_open = kind == "loss" or (kind == "parameters" and trial.is_counted)
    return is_open and agreed < ENOUGH and not hints


def _undecided(trial: LogTrial, first: Parting | None, hints: tuple[Hint, ...]) -> str:
    if first is None:
        return ""
    if _is_unclear(trial, first, hints):
        return (
            "the log does not say of which epoch or row its numbers are, and agrees with no "
            "loop; print, for example, 'epoch 0: loss 4.05' or 'grad: 1.0 2.0 -2.0'"
        )
    return "a number is off by little more than rounding explains"


def _hints(trial: LogTrial, setting: TrainingSetting, *, is_right: bool) -> Iterator[Hint]:
    """The loops that write this log; of a right one, that it ends early."""
    lesson = LESSONS.get(setting.page.name)
    if not is_right:
        yield from causes(trial, setting)
    elif lesson and trial.epochs == lesson.epochs - 1:
        text = f"the log ends after {trial.epochs} epochs; the lesson has {lesson.epochs}"
        yield Hint("epochs-one-short", text)


def _lines(
    page: CheckedPage,
    trial: LogTrial,
    partings: Sequence[Parting],
    hints: tuple[Hint, ...],
    feedback: str,
    *,
    is_wrong: bool,
) -> Iterator[LineReport]:
    """The line before the first that differs, and those from there on, a dozen at most.

    Lines that show nothing of the loop are left out.
    """
    if not partings or feedback == "verdict":
        return
    first = partings[0].index
    differing = {parting.index: parting for parting in partings}
    telling = [index for index, line in enumerate(trial.lines) if line.kind]
    shown = telling[max(0, telling.index(first) - 1) :]
    for index in islice(shown, MOST_LINES):
        line, parting = trial.lines[index], differing.get(index)
        if parting is None:
            yield LineReport(line.number, line.text, RIGHT)
            continue
        told = _loop_has(page, line, parting.expected)
        yield LineReport(
            line.number,
            line.text,
            WRONG if is_wrong and parting.is_certain else UNDECIDED,
            hints=hints if index == first else (),
            carried_forward=is_wrong and index != first,
            warnings=(f"the page's loop has {told}",) if told and feedback == "full" else (),
        )


def _loop_has(page: CheckedPage, line: LogLine, expected: Sequence[float]) -> str:
    """The numbers that the page's loop has for those of a line, with what each is."""
    slopes = [*map(page.derivative_name, page.parameters)]
    match line.kind:
        case "gradient" if len(line.numbers) == len(slopes):
            names = slopes
        case "gradient":
            names = [*page.data, *slopes]
        case "parameters":
            names = []
        case "predicted":
            names = ["prediction"]
        case _:
            names = [page.loss_name]
    names += [name for name, _ in line.named]
    values = [f"{value:.10g}" for value in expected]
    if len(names) != len(values):
        return ", ".join(values)
    return ", ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))
