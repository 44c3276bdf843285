"""What became of each member of an answer's chains, as data."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from handgrad.grading.findings import Part
from handgrad.grading.formulas import MeantFormula
from handgrad.grading.program import Version
from handgrad.language.tree import Node
from handgrad.verdict import UNDECIDED, WRONG

CONVENTIONS = ("convention", "transposed", "sign")


class Mark(NamedTuple):
    """What one member of a chain claims, on a line of the answer, and what became of it.

    `carried` says that a wrong one follows from wrong lines above, `origins` which those are.
    `leans` are what a right one stands on that is not worked out. `convention` is the name of
    the right value, and the formula in it that a wrong one has by a convention.
    """

    line: int
    part: Part
    found: MeantFormula | None = None
    target: MeantFormula | None = None
    carried: bool = False
    origins: tuple[Version, ...] = ()
    convention: tuple[str, Node] | None = None

    @property
    def verdict(self) -> str:
        return self.part.verdict

    @property
    def follows_convention(self) -> bool:
        """Whether a wrong value is right under another convention."""
        hints = self.part.hints
        return self.verdict == WRONG and bool(hints) and hints[0].id in CONVENTIONS

    @property
    def has_other_shape(self) -> bool:
        """Whether what is claimed has not the shape of the derivative, in any reading."""
        known = self.found is not None and self.target is not None
        return known and self.found.shape != self.target.shape  # type: ignore[union-attr]

    @property
    def leans(self) -> frozenset[str]:
        return self.found.leans if self.found is not None else frozenset()


@dataclass(eq=False, slots=True)
class Result:
    """The marks on a chain, and for each name that it gives a value the last of them.

    `leans` is what a right value stands on that the writer has not worked out.
    """

    marks: list[Mark] = field(default_factory=list)
    answers: dict[str, Mark] = field(default_factory=dict)
    leans: dict[str, frozenset[str]] = field(default_factory=dict)


def leave_open(results: Sequence[Result], mark: Mark, note: str) -> None:
    """Put an open mark in the place of a decided one."""
    part = replace(mark.part, verdict=UNDECIDED, hints=(), counterexample=None, note=note)
    new = mark._replace(part=part, carried=False, origins=())
    for result in results:
        result.marks = [new if m is mark else m for m in result.marks]
        result.answers = {k: new if m is mark else m for k, m in result.answers.items()}
