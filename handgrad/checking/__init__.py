"""Is this gradient the derivative of this function? A referee for any Python function."""

from handgrad.checking.assertion import assert_gradient
from handgrad.checking.check import check_gradient
from handgrad.checking.report import Check, Finding, Hint

__all__ = ["Check", "Finding", "Hint", "assert_gradient", "check_gradient"]
