"""A proposed formula for a derivative counts only where a difference confirms it."""

from fractions import Fraction

import pytest

from handgrad import Model
from handgrad.language.arrays import as_array
from handgrad.language.tree import Derivative, Name, Number
from handgrad.mistakes.draft import proposals
from handgrad.page.checks import Formula
from handgrad.referee.environment import common_places
from handgrad.referee.proposed import propose

PAGES = (
    """model logistic
sizes n, m
parameters W[1,n]
data X[n,m], Y[1,m] in {0, 1}
forward
    Z = W @ X
    A = sigmoid(Z)
    L = -sum(Y*log(A) + (1 - Y)*log(1 - A))/m
""",
    """model squares
sizes n, m
parameters W[1,n]
data X[n,m], Y[1,m]
forward
    Z = W @ X
    A = relu(Z)
    L = sum((A - Y)^2)
""",
)
BY_A = Derivative(Name("L"), Name("A"))


def wrong(model: Model) -> tuple[Formula, ...]:
    """The drafted formulas, each of them twice as large."""
    return tuple(f._replace(tree=Number(Fraction(2)) * f.tree) for f in proposals(model))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("digits", [60, 120])
@pytest.mark.parametrize("proposing", [proposals, wrong])
def test_a_value_is_that_of_the_differences(page: str, digits: int, proposing: object) -> None:
    alone, helped = Model.from_text(page), Model.from_text(page)
    propose(helped, proposing)  # type: ignore[arg-type]
    for one, two in zip(common_places(alone, 0), common_places(helped, 0), strict=True):
        measured, found = one(digits).derivative(BY_A), two(digits).derivative(BY_A)
        for x, y in zip(as_array(measured).entries, as_array(found).entries, strict=True):
            assert abs(x - y) <= abs(x) / 10 ** (digits - 3)


@pytest.mark.parametrize("proposing", [proposals, wrong])
def test_an_exact_value_is_exact(proposing: object) -> None:
    alone, helped = Model.from_text(PAGES[1]), Model.from_text(PAGES[1])
    propose(helped, proposing)  # type: ignore[arg-type]
    for one, two in zip(common_places(alone, 0), common_places(helped, 0), strict=True):
        assert one(None).derivative(BY_A) == two(None).derivative(BY_A)
