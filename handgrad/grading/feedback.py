"""What of a report may be shown: the verdict, where and what kind, or everything."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handgrad.grading.findings import LineReport, Part
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.verdict import RIGHT, WRONG

VERDICT, HINT, FULL = FEEDBACK = ("verdict", "hint", "full")

KINDS: Mapping[str, str] = MappingProxyType({
    "activation-derivative": "the derivative of a function is not the right one",
    "constant-factor": "a constant factor is wrong",
    "convention": "right under another convention",
    "extra-factor": "a factor too many",
    "extra-term": "a term too many",
    "gate": "a gate is missing or wrong",
    "integrated": "something was integrated, not differentiated",
    "missing-factor": "a factor is missing",
    "not-differentiated": "something was not differentiated",
    "not-summed": "something was not summed",
    "one-path": "the name reaches the loss in more than one way",
    "reversed": "something is the wrong way round",
    "sign": "a sign is wrong",
    "stopped-early": "the chain rule stopped too early",
    "swapped": "two names are swapped",
    "target": "this is the derivative of something else",
    "transposed": "something is transposed",
    "update-step": "this is an update step",
    "wrong-factor": "a factor of the chain rule has a wrong value",
    "wrong-line": "an earlier line is wrong",
    "wrong-variable": "a name stands for another, or this is by another",
    "zero": "this is not zero",
})  # fmt: skip
RIGHT_IS = "right is "
UNCLEAR = "there are two ways to read this; write it so that it is clear which is meant"


def limited(report: Report, feedback: str) -> Report:
    """The report without what the caller does not want shown.

    Below "full" nothing in it holds a right value, a right formula or an edit that leads there.
    """
    if feedback == FULL:
        return report
    show = feedback == HINT
    return replace(
        report,
        parts=tuple(_part(part, show=show) for part in report.parts),
        lines=tuple(_line(line) for line in report.lines) if show else (),
        hints=tuple(map(_kind, report.hints)) if show else (),
        notes=(),
        first_wrong=report.first_wrong if show else None,
    )


def _part(part: Part, *, show: bool) -> Part:
    note = _unclear(part.note)
    if part.verdict in (RIGHT, WRONG):
        note = note.partition(":")[0] if note.startswith("accepted as") else ""
    hints = _kinds(part.hints) if show else ()
    return replace(part, hints=hints, counterexample=None, note=note)


def _line(line: LineReport) -> LineReport:
    warnings = tuple(
        UNCLEAR if warning.startswith("there are two ways") else warning
        for warning in line.warnings
        if not warning.startswith(RIGHT_IS)
    )
    return replace(line, hints=_kinds(line.hints), warnings=warnings)


def _unclear(note: str) -> str:
    """A note without the readings that it shows: one of them is right."""
    return UNCLEAR if note.startswith("there are two ways") else note


def _kinds(hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
    return tuple(dict.fromkeys(map(_kind, hints)))


def _kind(hint: Hint) -> Hint:
    """A hint that says only which kind of mistake it is."""
    return Hint(hint.id, KINDS.get(hint.id, hint.id.replace("-", " ")))
