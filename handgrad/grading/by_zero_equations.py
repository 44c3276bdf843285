"""Answers that say a gradient by the equation that sets it to zero."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.text.zero_equations import parameters_named, set_to_zero
from handgrad.verdict import INVALID, RIGHT

_READ = "what the text sets to zero is taken for the gradient"
_MOST_EQUATIONS = 4


def by_zero_equations(
    report: Report, page: CheckedPage, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on what a text sets to zero, where each of it is the gradient by a parameter.

    Equations may be multiplied by any number: one that is no gradient is not wrong.
    """
    is_open = report.verdict == INVALID and not any(p.verdict == RIGHT for p in report.parts)
    formulas = set_to_zero(text, page.parameters) if is_open and not is_code(text) else []
    if not 0 < len(formulas) <= min(len(page.parameters), _MOST_EQUATIONS):
        return report
    named = parameters_named(text, formulas, page.parameters)
    lines = _gradients(formulas, named, page, judged)
    found = judged("\n".join(lines)) if len(lines) == len(formulas) else report
    return replace(found, notes=(*found.notes, _READ)) if found.verdict == RIGHT else report


def _gradients(
    formulas: Sequence[str],
    named: Sequence[str],
    page: CheckedPage,
    judged: Callable[[str], Report],
) -> list[str]:
    """The formulas that are the gradient by a parameter, each said so, each by another.

    One beside which the text names a parameter is tried for that alone.
    """
    lines: dict[str, str] = {}
    for formula, said in zip(formulas, named, strict=True):
        for name in (said,) if said else page.parameters:
            line = f"{page.derivative_name(name)} = {formula}"
            if name not in lines and _is_right(judged(line), name):
                lines[name] = line
                break
    return list(lines.values())


def _is_right(report: Report, parameter: str) -> bool:
    verdicts = [part.verdict for part in report.parts if part.name == parameter]
    return verdicts == [RIGHT] and all(line.verdict == RIGHT for line in report.lines)
