"""The verdicts, and the one place where `right` is said."""

from collections.abc import Sequence
from typing import NamedTuple

RIGHT = "right"
WRONG = "wrong"
UNDECIDED = "undecided"
INVALID = "invalid"
KEY_WRONG = "key-wrong"

_WORST_FIRST = (KEY_WRONG, WRONG, INVALID, UNDECIDED, RIGHT)


class Comparison(NamedTuple):
    """One claimed value held against one trusted value.

    `agrees` is None where the evidence does not tell; `finite` and `shapes_fit` speak of
    the claimed value.
    """

    agrees: bool | None
    finite: bool = True
    shapes_fit: bool = True


def judge(comparisons: Sequence[Comparison]) -> str:
    """The verdict on all comparisons together: one that differs is proof, none is no evidence.

    >>> judge([])
    'undecided'
    >>> judge([Comparison(True), Comparison(None)])
    'undecided'
    >>> judge([Comparison(True), Comparison(False)])
    'wrong'
    """
    if any(c.agrees is False for c in comparisons):
        return WRONG
    if comparisons and all(c.agrees is True and c.finite and c.shapes_fit for c in comparisons):
        return RIGHT
    return UNDECIDED


def worst(verdicts: Sequence[str]) -> str:
    """The verdict on a whole whose parts have these; of no parts nothing is known.

    >>> worst(["right", "undecided"])
    'undecided'
    """
    return min(verdicts, key=_WORST_FIRST.index, default=UNDECIDED)
