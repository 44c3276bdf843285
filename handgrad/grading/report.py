"""The report on an answer, as data and as a person reads it."""

from collections.abc import Collection
from dataclasses import dataclass

from handgrad.grading import display
from handgrad.grading.findings import Findings
from handgrad.verdict import RIGHT, UNDECIDED


@dataclass(frozen=True, slots=True)
class Report(Findings):
    """What was found about an answer; true only if it is right."""

    def __bool__(self) -> bool:
        return self.verdict == RIGHT

    def is_beside(self, parameters: Collection[str]) -> bool:
        """Whether nothing is decided, and what is answered is by none of the parameters."""
        named = {part.name for part in self.parts}
        return self.verdict == UNDECIDED and bool(named) and named.isdisjoint(parameters)

    def __str__(self) -> str:
        return display.text(self)
