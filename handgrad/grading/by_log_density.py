"""Answers about the logarithm of a density by a name that the page does not have."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.grading.report import Report
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.log_densities import (
    is_all_it_says,
    with_loss_for_its_logarithm,
    with_loss_for_log_density,
)
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG

_NEGATIVE = "log of -"
_READ_LIKELIHOOD = "log {loss} is read as {loss}, which is negative: a logarithm of its own"
_READ = "the logarithm of the density is read as {loss}, what the page is about"


def by_log_density(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on the gradient of a log density as that of the loss.

    A loss may be its negative, or more than it: what is the gradient of the negative is neither
    right nor wrong, and of what is wrong it has to be all that the text differentiates.
    """
    if report.verdict != INVALID:
        return report
    plain = with_loss_for_log_density(text, page.loss, page)
    if plain is None:
        return report
    found = judged(plain)
    is_turned = any(hint.id == "sign" for line in found.lines for hint in line.hints)
    is_judged = found.verdict == RIGHT or (
        found.verdict == WRONG and is_all_it_says(text, page)
    )
    if not is_judged or is_turned:
        return report
    return replace(found, notes=(*found.notes, _READ.format(loss=page.loss)))


def by_log_likelihood(
    report: Report, page: Vocabulary, text: str, judged: Callable[[str], Report]
) -> Report:
    """The report on `∂ log L/∂μ` as that on `∂L/∂μ`, where the page's L has no logarithm.

    A negative L is the logarithm of the likelihood itself; it may be the negative of that,
    and what is the negative of the gradient is not decided.
    """
    has_none = any(_NEGATIVE in part.note for part in report.parts)
    if report.verdict != UNDECIDED or not has_none:
        return report
    plain = with_loss_for_its_logarithm(text, page)
    found = judged(plain) if plain is not None else report
    is_turned = any(hint.id == "sign" for line in found.lines for hint in line.hints)
    if found.verdict not in (RIGHT, WRONG) or is_turned:
        return report
    return replace(found, notes=(*found.notes, _READ_LIKELIHOOD.format(loss=page.loss)))
