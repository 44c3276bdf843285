"""The record of a function: everything that the language knows of it, in one place.

Formulas in a record are in the page's own notation. In what is of one number, `z` is the
argument and `a` the value; else `a`, `b` and `d` are the arguments and `c` the value.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.language.arrays import Value, elementwise
from handgrad.language.shape import Dimension, Shape, broadcast_all

ShapeRule = Callable[[tuple[Shape, ...], int | None], Shape]
SizedRule = Callable[[tuple[Shape, ...], tuple[Dimension, ...]], Shape]
ValueRule = Callable[[Arithmetic, int | None, tuple[Value, ...]], Value]
Rules = tuple[ShapeRule, ValueRule]

T = TypeVar("T")


def same_shape(shapes: tuple[Shape, ...], axis: int | None) -> Shape:
    return broadcast_all(shapes)


class Function(NamedTuple):
    """One function of the language.

    For its value: `shape` and `value` through an arithmetic only, so that it runs on floats,
    fractions, decimals and the symbols of generated code alike; `arguments`, the numbers of
    arguments it may have; `takes_axis`, whether axis=0 or axis=1 may follow; `along`, whether
    it goes along the rows of a matrix where no axis says otherwise; `numbered`, for a function
    whose array is followed by whole numbers, shape and value by these; `sized`, for one whose
    `arrays` are followed by sizes (`eye(n)`, `reshape(A, n, m)`), the shape by both; `most`,
    for one of any number of arguments from the first of `arguments` up to so many; `yields`,
    whether a page may give its name to a value of its own.

    For reading and writing: `spellings`, what it is called elsewhere; `latex`, its command, or
    a text with # for the argument; `means`, the formula that LaTeX shows instead; `python`, an
    expression of one rounding or a choice, and `helper`, the function that this calls.

    For teaching and for mistakes, never for judging: `derivatives` by each argument, None for
    what has none; `mistaken`, what people write for the derivative of a function of one number;
    `backward`, the rule by which a derivative is pulled back through arrays, with the slips
    that are made there (see `handgrad.mistakes.rulebook`); `similar`, what it is confused with;
    `identities`, rows of other forms (see `patterns`); `at_kink`, what a kink leaves open.

    What it is like: `is_activation`, `is_positive` for never negative, `saturates` for values
    that stop changing within any number of digits.
    """

    name: str
    value: ValueRule
    shape: ShapeRule = same_shape
    arguments: tuple[int, ...] = (1,)
    takes_axis: bool = False
    along: bool = False
    numbered: Callable[[tuple[int, ...]], Rules] | None = None
    sized: SizedRule | None = None
    arrays: int = 1
    most: int = 0
    yields: bool = False
    spellings: str = ""
    latex: str = ""
    means: str = ""
    python: str = ""
    helper: str = ""
    derivatives: tuple[str, ...] = ()
    mistaken: str = ""
    backward: str = ""
    similar: tuple[str, ...] = ()
    identities: str = ""
    at_kink: str = ""
    is_activation: bool = False
    is_positive: bool = False
    saturates: bool = False

    def operands(self, arguments: tuple[T, ...]) -> tuple[T, ...]:
        """The arguments that are no whole numbers or sizes."""
        has_sizes = self.numbered is not None or self.sized is not None
        return arguments[: self.arrays] if has_sizes else arguments

    @property
    def pairs_up(self) -> bool:
        """Whether it is of all entries of one argument, or of two, entry by entry."""
        return self.arguments == (1, 2) and self.sized is None

    @property
    def is_elementwise(self) -> bool:
        """Whether it is a function of one number, of every entry."""
        return self.name in ELEMENTARY and self.arguments == (1,)

    def is_of_entries(self, count: int) -> bool:
        """Whether, of so many arguments, it is of the entries at one place after another."""
        return self.is_elementwise or (
            count == max(self.arguments) and self.name in (*ELEMENTARY, "where")
        )

    @property
    def derivative(self) -> str:
        """The derivative of a function of one number, in terms of z and a; "" without one."""
        return self.derivatives[0] if self.is_elementwise and self.derivatives else ""


def entrywise(name: str) -> ValueRule:
    """The value of an elementary function, by its name in the arithmetic."""

    def value(arithmetic: Arithmetic, axis: int | None, values: tuple[Value, ...]) -> Value:
        return elementwise(arithmetic.functions[name], *values)

    return value
