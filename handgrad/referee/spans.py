"""How many digits show everything that takes part: the same for the key and for an answer."""

from collections.abc import Callable

from handgrad.arithmetic import Arithmetic, decimal_arithmetic
from handgrad.arithmetic.magnitude import Span, measuring
from handgrad.errors import EvaluationError
from handgrad.language.evaluate import evaluate
from handgrad.language.functions import FUNCTIONS
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.directional import in_arithmetic
from handgrad.referee.points import SEED, points_of

DIGITS, MOST_DIGITS = 60, 900
SATURATING = frozenset(name for name, known in FUNCTIONS.items() if known.saturates)
PLAIN = 20
"""The widest span, in powers of ten, that the fewest digits show with products of two."""
_POINTS = 4
_BLOCK = 60


def digits_for(width: int) -> int:
    """The digits that show what is as small as this, and the square of it.

    >>> digits_for(5), digits_for(130)
    (60, 360)
    """
    if width <= PLAIN:
        return DIGITS
    return -(-(DIGITS + 2 * width) // _BLOCK) * _BLOCK


def measured(digits: int, span: Span) -> Arithmetic:
    """The decimal arithmetic of so many digits, noting in `span` how large its numbers are."""
    return measuring(decimal_arithmetic(digits), span, SATURATING)


def settled(measure: Callable[[int], Span]) -> Span | None:
    """The span that is measured with digits enough for it; None where no digits are enough."""
    digits = DIGITS
    while digits <= MOST_DIGITS:
        span = measure(digits)
        needed = max(digits_for(span.width), 4 * digits if span.lost else 0)
        if needed <= digits:
            return span
        if span.lost and digits < MOST_DIGITS:
            needed = min(needed, MOST_DIGITS)
        digits = needed
    return None


def page_span(model: CheckedPage, seed: int = SEED) -> Span | None:
    """The span of everything on a page, at the first of its points."""
    key = ("span", seed)
    if key not in model.cache:
        points = points_of(model, seed=seed).values
        few = points[:_POINTS]

        def measure(digits: int) -> Span:
            span = Span()
            numbers = measured(digits, span)
            for point in few:
                with numbers.working():
                    values = model.run_forward(in_arithmetic(model, point, numbers), numbers)
                    for formula in model.derivatives:
                        try:
                            values[formula.name] = evaluate(formula.tree, values, numbers)
                        except EvaluationError:
                            continue
            return span

        model.cache[key] = settled(measure)
    found: Span | None = model.cache[key]
    return found
