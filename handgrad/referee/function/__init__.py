"""Is this gradient the derivative of this function? A referee for any Python function."""

from handgrad.referee.function.check import Check, Discrepancy
from handgrad.referee.function.checking import check_gradient

__all__ = ["Check", "Discrepancy", "check_gradient"]
