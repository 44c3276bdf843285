"""Decimal contexts that depend on their precision alone."""

from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

_LARGEST_EXPONENT = 999_999


@lru_cache
def context_of(digits: int) -> Context:
    """A context of that precision, whatever the defaults have been set to."""
    return Context(
        prec=digits,
        rounding=ROUND_HALF_EVEN,
        Emin=-_LARGEST_EXPONENT,
        Emax=_LARGEST_EXPONENT,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[DivisionByZero, InvalidOperation, Overflow],
    )
