"""arcsin, arccos and arctan to sixty digits against mpmath, and in floats."""

from decimal import Decimal

import pytest

from handgrad.arithmetic import FLOAT64, RATIONAL, decimal_arithmetic
from handgrad.errors import EvaluationError, InexactError

NEAR = [
    "0",
    "1e-70",
    "-1e-9",
    "0.3",
    "-0.7071067811865475",
    "0.999999999999999999999",
    "1",
    "-1",
]
FAR = ["2", "-17.5", "1e12", "1e80"]
CASES = [(f, x) for f in ("arcsin", "arccos", "arctan") for x in NEAR]
CASES += [("arctan", x) for x in FAR]


@pytest.mark.parametrize(("name", "x"), CASES)
@pytest.mark.parametrize("digits", [20, 60, 200])
def test_all_digits_are_right(name: str, x: str, digits: int) -> None:
    mpmath = pytest.importorskip("mpmath")
    numbers = decimal_arithmetic(digits)
    with numbers.working():
        found = numbers.functions[name](Decimal(x))
    with mpmath.workdps(digits + 100):
        wanted = getattr(mpmath, name.replace("arc", "a"))(mpmath.mpf(x))
        gap = abs(mpmath.mpf(str(found)) - wanted)
        assert gap <= abs(wanted) * mpmath.mpf(10) ** (1 - digits)


def test_where_there_is_no_value() -> None:
    for name in ("arcsin", "arccos"):
        for numbers in (FLOAT64, decimal_arithmetic()):
            with numbers.working(), pytest.raises(EvaluationError):
                numbers.functions[name](numbers.convert(2))
        with pytest.raises(InexactError):
            RATIONAL.functions[name](RATIONAL.convert(0))
