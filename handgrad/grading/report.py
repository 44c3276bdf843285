"""The report on an answer, as data and as a person reads it."""

from dataclasses import dataclass

from handgrad.grading import display
from handgrad.grading.findings import Findings
from handgrad.verdict import RIGHT


@dataclass(frozen=True, slots=True)
class Report(Findings):
    """What was found about an answer; true only if it is right."""

    def __bool__(self) -> bool:
        return self.verdict == RIGHT

    def __str__(self) -> str:
        return display.text(self)
