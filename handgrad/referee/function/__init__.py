"""Is this gradient the derivative of this function? A referee for any Python function."""

from handgrad.referee.function.check import Check, Finding, Hint
from handgrad.referee.function.checking import check_gradient

__all__ = ["Check", "Finding", "Hint", "check_gradient"]
