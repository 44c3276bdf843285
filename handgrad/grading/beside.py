"""What a text does beside its gradients, and what makes right ones doubtful."""

from collections.abc import Collection

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.reading.code.answers.given_back import gives_none
from handgrad.reading.code.answers.other_rows import mixed_sets
from handgrad.reading.code.answers.rebound_elsewhere import rebound_elsewhere
from handgrad.reading.text.crossed_steps import CROSSED, crossed_steps
from handgrad.verdict import RIGHT

_NONE = "the function gives nothing back"


def beside_gradients(report: Report, text: str, parameters: Collection[str]) -> Report:
    """The report; right gradients are left open where other lines speak against them."""
    report = left_open(report, crossed_steps(text, parameters), CROSSED)
    right = {part.name for part in report.parts if part.verdict == RIGHT}
    doubt = mixed_sets(text) or rebound_elsewhere(text.split("\n"))
    doubt = doubt or (_NONE if gives_none(text) else "")
    return left_open(report, right if doubt else (), doubt)
