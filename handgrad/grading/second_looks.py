"""What a text may say all the same where nothing in it can be read as it stands."""

from collections.abc import Callable

from handgrad.grading.by_labels import by_labels
from handgrad.grading.by_last_formula import by_last_formula
from handgrad.grading.by_log_density import by_log_density, by_log_likelihood
from handgrad.grading.by_loose_reading import by_loose_reading
from handgrad.grading.by_steps import by_steps
from handgrad.grading.by_unknown_function import by_unknown_function
from handgrad.grading.by_zero_equations import by_zero_equations
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.taken_back import taken_back
from handgrad.reading.text.words_in_text import with_words_behind


def looked_at_again(
    report: Report,
    page: CheckedPage,
    names: Vocabulary,
    text: str,
    judged: Callable[[str], Report],
) -> Report:
    """The report of the first of the ways to read an invalid text by which it is decided.

    Words of LaTeX that deny a formula are lost on those ways: such a text is left as it is.
    """
    if "\\" in text and _denials(with_words_behind(text)) > _denials(text):
        return report
    report = by_steps(report, page, names, text, judged)
    report = by_log_density(report, names, text, judged)
    report = by_log_likelihood(report, names, text, judged)
    report = by_unknown_function(report, names, text, judged)
    report = by_labels(report, names, text, judged)
    report = by_last_formula(report, names, text, judged)
    report = by_zero_equations(report, page, text, judged)
    return by_loose_reading(report, names, text, judged)


def _denials(text: str) -> int:
    return len(list(taken_back(text)))
