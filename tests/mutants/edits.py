"""The edits: each makes the judge or the referee blind in one way."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """In `file`, `old` becomes `new`; one of `tests` must fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


VERDICT = ("tests/grading/test_verdict.py",)

MUTANTS = (
    Mutant(
        "a comparison that was not decided counts as right",
        "verdict.py",
        "if comparisons and all(c.agrees is True",
        "if comparisons and all(c.agrees is not False",
        VERDICT,
    ),
    Mutant(
        "no comparison at all is right",
        "verdict.py",
        "if comparisons and all(",
        "if all(",
        VERDICT,
    ),
    Mutant(
        "one difference is not enough",
        "verdict.py",
        "if any(c.agrees is False for c in comparisons)",
        "if comparisons and all(c.agrees is False for c in comparisons)",
        VERDICT,
    ),
    Mutant(
        "the best verdict of the parts is the whole",
        "verdict.py",
        "return min(verdicts, key=_WORST_FIRST.index",
        "return max(verdicts, key=_WORST_FIRST.index",
        VERDICT,
    ),
)
