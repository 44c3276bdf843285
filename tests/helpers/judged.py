"""The verdict of the judge of formulas on a tree, without reading it and without hints."""

from handgrad import Model
from handgrad.grading.claims import Claim
from handgrad.grading.comparison import compare
from handgrad.language.tree import Name, Node
from handgrad.referee.environment import is_rational
from handgrad.verdict import judge


def verdict(
    model: Model, by: str, tree: Node, *, seed: int = 0, exactly: bool | None = None
) -> str:
    """Whether a fitted tree is the derivative of the loss by a name."""
    claim = Claim(Name(model.derivative_name(by)), tree)
    exact = is_rational(model) if exactly is None else exactly
    _, outcomes = compare(model, claim, seed, exactly=exact)
    return judge([outcome.comparison for outcome in outcomes])
