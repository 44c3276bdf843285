"""The report on an answer, as data and as a person reads it."""

from dataclasses import dataclass
from typing import Any

from handgrad.grading import display
from handgrad.grading.findings import Findings
from handgrad.verdict import RIGHT
from handgrad.visible import visible


@dataclass(frozen=True, slots=True)
class Report(Findings):
    """What was found about an answer; true only if it is right."""

    def __bool__(self) -> bool:
        return self.verdict == RIGHT

    def __str__(self) -> str:
        return display.text(self)

    def to_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "verdict": self.verdict,
            "score": self.score,
            "method_score": self.method_score,
            "complete": self.complete,
            "key": self.key,
            "review": list(self.review),
            "parts": [part.to_dict() for part in self.parts],
            "lines": [line.to_dict() for line in self.lines],
            "hints": [hint.to_dict() for hint in self.hints],
            "first_wrong": self.first_wrong,
            "seed": self.seed,
            "problem": visible(self.problem),
            "notes": list(self.notes),
        }
