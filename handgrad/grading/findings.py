"""What grading found, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handgrad.hints import Hint
from handgrad.language.arrays import Value
from handgrad.language.data import Record


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """How a verdict is known.

    `digits` is the digits of agreement, None for an exact comparison, which has `bound`
    instead: the largest chance that a wrong rational formula agrees at all these points.
    """

    arithmetic: str
    points: int
    digits: int | None = None
    bound: float | None = None
    branches: tuple[str, ...] = ()

    def __str__(self) -> str:
        points = f"{self.points} point{'' if self.points == 1 else 's'}"
        if self.digits is None and self.bound is None:
            return f"compared exactly at {points}"
        if self.digits is None:
            return (
                f"equal exactly at {points}; a wrong formula would be with a chance of at most "
                f"{self.bound:.0e}"
            )
        return f"equal to {self.digits} digits or more at {points}"


@dataclass(frozen=True, slots=True)
class Counterexample(Record):
    """A point where an answer and the key differ, and both values there."""

    at: Mapping[str, Value]
    given: Value = field(repr=False)
    right: Value = field(repr=False)


@dataclass(frozen=True, slots=True)
class Part(Record):
    """The verdict on the answer for one name."""

    name: str
    verdict: str
    target: str = ""
    given: str = ""
    read_as: str = ""
    hints: tuple[Hint, ...] = ()
    evidence: Evidence | None = None
    counterexample: Counterexample | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineReport(Record):
    """The verdict on one line of a derivation; `definition` for a line that only names a value.

    `carried_forward` marks a line that follows rightly from a wrong one above.
    """

    number: int
    text: str
    verdict: str
    read_as: str = ""
    hints: tuple[Hint, ...] = ()
    carried_forward: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings(Record):
    """Everything found about an answer.

    `score` is the share of names that are right, of those wanted or of all parameters of the
    page, `method_score` the share of steps that are. `review` names what a person has to look
    at because it was not decided. `complete` says that every parameter of the page is
    answered, `key` is the verdict on the page's own key, None where it has none. `problem` says
    why nothing could be judged, `first_wrong` is the number of the first line whose own step is
    wrong, `hints` are what is known of the whole answer, best first.
    """

    model: str
    verdict: str
    score: float
    method_score: float = 0.0
    complete: bool = False
    key: str | None = None
    review: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    lines: tuple[LineReport, ...] = ()
    hints: tuple[Hint, ...] = ()
    first_wrong: int | None = None
    seed: int = 0
    problem: str = ""
    notes: tuple[str, ...] = field(default=())
