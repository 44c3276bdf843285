"""Numbers of many digits that go through other people's code without a silent loss."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any, ClassVar

from handgrad import arithmetic
from handgrad.arithmetic.elementary import ELEMENTARY

# What a function like exp costs, beside a product.
TRANSCENDENTAL = 50


class TooMuchWork(ArithmeticError):
    """A function of many digits has done as much work as it may."""


@dataclass(slots=True)
class Meter:
    """What is left of the operations that a function may do in many digits."""

    left: int = 0

    def spend(self, operations: int) -> None:
        self.left -= operations
        if self.left < 0:
            raise TooMuchWork("too much work in many digits")


class Exact(Decimal):
    """A Decimal that mixes with floats and Fractions, and refuses to become a float.

    A float constant counts as the binary number that it is. `math.exp` and the like ask for
    a float: they get a TypeError, so that a fall back to sixteen digits is never silent.
    NumPy's functions on arrays of objects call the methods `exp`, `log`, `tanh`, ...

    >>> 0.5 * Exact(3)
    Exact('1.5')
    >>> import math
    >>> math.exp(Exact(1))
    Traceback (most recent call last):
        ...
    TypeError: a number of many digits was turned into a float
    """

    __slots__ = ()
    meter: ClassVar[Meter | None] = None

    def __repr__(self) -> str:
        return f"Exact({str(self)!r})"

    def __float__(self) -> float:
        raise TypeError("a number of many digits was turned into a float")

    def __complex__(self) -> complex:
        raise TypeError("a number of many digits was turned into a complex number")

    # Python's floor division and remainder follow the divisor, Decimal's the dividend.

    def __floordiv__(self, other: Any) -> Any:
        quotient = self / other
        return self.__class__(quotient.to_integral_value(ROUND_FLOOR))

    def __rfloordiv__(self, other: Any) -> Any:
        return self.__class__(lifted(other)) // self

    def __mod__(self, other: Any) -> Any:
        return self - other * (self // other)

    def __rmod__(self, other: Any) -> Any:
        return self.__class__(lifted(other)) % self

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        return self.__class__(1) if other == 0 else _power(self, other)

    def __rpow__(self, other: Any, modulus: Any = None) -> Any:
        return self.__class__(lifted(other)) ** self


def lifted(value: Any) -> Any:
    """Floats and Fractions as Decimals; everything else as it is."""
    if isinstance(value, float):
        return Decimal(value)
    if isinstance(value, Decimal | int):
        return value
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / value.denominator
    return value


def _binary(name: str) -> Callable[[Exact, Any], Any]:
    operation = getattr(Decimal, name)

    def method(self: Exact, other: Any) -> Any:
        if self.meter is not None:
            self.meter.spend(1)
        value = operation(self, other if isinstance(other, Decimal) else lifted(other))
        return value if value is NotImplemented else self.__class__(value)

    return method


def _unary(operation: Callable[[Any], Decimal], work: int = 1) -> Callable[[Exact], Exact]:
    def method(self: Exact) -> Exact:
        if self.meter is not None:
            self.meter.spend(work)
        return self.__class__(operation(self))

    return method


def metered() -> tuple[type[Exact], Meter]:
    """A kind of numbers of its own, whose operations are counted by a meter."""
    meter = Meter()
    return type("Exact", (Exact,), {"__slots__": (), "meter": meter}), meter


_power = _binary("__pow__")

for _name in ("add", "sub", "mul", "truediv"):
    setattr(Exact, f"__{_name}__", _binary(f"__{_name}__"))
    setattr(Exact, f"__r{_name}__", _binary(f"__r{_name}__"))
for _name in ("neg", "pos", "abs"):
    setattr(Exact, f"__{_name}__", _unary(getattr(Decimal, f"__{_name}__")))
for _name in (name for name, known in ELEMENTARY.items() if known.rational is None):
    setattr(Exact, _name, _unary(getattr(arithmetic, _name), TRANSCENDENTAL))
