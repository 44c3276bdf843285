"""`check_gradient` for tests."""

from collections.abc import Callable
from typing import Any

from handgrad.referee.function.check import Check
from handgrad.referee.function.checking import check_gradient
from handgrad.verdict import RIGHT, UNDECIDED


def assert_gradient(
    f: Callable[..., Any],
    gradient: Callable[..., Any],
    at: Any,
    *,
    allow_undecided: bool = False,
    **options: Any,
) -> Check:
    """The Check of a right gradient; AssertionError with the whole report for any other.

    Nobody can tell is a failure too, unless `allow_undecided`. `options` are those of
    `check_gradient`.

    >>> assert_gradient(lambda x: x**3, lambda x: 3 * x**2, 2.0).verdict
    'right'
    """
    check = check_gradient(f, gradient, at, **options)
    accepted = (RIGHT, UNDECIDED) if allow_undecided else (RIGHT,)
    if check.verdict not in accepted:
        raise AssertionError(str(check))
    return check
