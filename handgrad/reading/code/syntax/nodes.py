"""What Python's grammar makes of an expression: a handful of small frozen nodes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


class NotPython(Exception):
    """A text that is no Python that is read here; the message says why, `at` where.

    `is_open` says that it can be read, and only what it comes to is not known; `is_lost` that
    it stands on a name whose line cannot be read.
    """

    stops = False

    def __init__(
        self, message: str, at: int = 0, *, is_open: bool = False, is_lost: bool = False
    ) -> None:
        super().__init__(message)
        self.at, self.is_open, self.is_lost = at, is_open, is_lost


class Unfitting(NotPython):
    """Arrays whose shapes do not fit: the program stops where they meet."""

    stops = True


class UnknownWord(NotPython):
    """A name, or a function, that neither the text nor the page says anything of."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number; `is_float` says that it is written as none of the whole ones."""

    value: Fraction
    at: int = 0
    is_float: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A string."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A name, also True, False and None."""

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.name`."""

    value: "Expression"
    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Subscript:
    """`value[a, b]`."""

    value: "Expression"
    items: tuple["Expression", ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """`function(a, b, name=c)`."""

    function: "Expression"
    arguments: tuple["Expression", ...]
    keywords: tuple[tuple[str, "Expression"], ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """`-a`, `+a`, `~a`, `not a`."""

    operator: str
    operand: "Expression"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Infix:
    """`a + b` and every other operator between two operands, comparisons and `and` too."""

    operator: str
    left: "Expression"
    right: "Expression"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Conditional:
    """`yes if condition else no`."""

    condition: "Expression"
    yes: "Expression"
    no: "Expression"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """`a, b`, `(a, b)` and `[a, b]`."""

    items: tuple["Expression", ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """`{'w': a}`."""

    items: tuple[tuple["Expression", "Expression"], ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class SliceDisplay:
    """`a:b:c` between brackets; None for what is left out."""

    start: "Expression | None"
    stop: "Expression | None"
    step: "Expression | None"
    at: int = 0


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """`lambda a, b: body`."""

    parameters: tuple[str, ...]
    body: "Expression"
    at: int = 0


@dataclass(frozen=True, slots=True)
class Collected:
    """`[item for target in source if condition]`."""

    item: "Expression"
    target: "Expression"
    source: "Expression"
    condition: "Expression | None" = None
    at: int = 0


Expression = (
    Literal | Quoted | Word | Attribute | Subscript | Application | Prefix | Infix
    | Conditional | Row | Table | SliceDisplay | FunctionDefinition | Collected
)  # fmt: skip


def dotted(expression: Expression) -> str:
    """`np.linalg.norm` as text; nothing for what is no dotted name."""
    match expression:
        case Word(name):
            return name
        case Attribute(value, name):
            before = dotted(value)
            return f"{before}.{name}" if before else ""
    return ""


def parts_of(target: Expression) -> Iterator[Expression]:
    """The single targets of `a, (b, c)`."""
    if isinstance(target, Row):
        for item in target.items:
            yield from parts_of(item)
    else:
        yield target


def parts_within(expression: object) -> Iterator[Expression]:
    """The names and parts of arrays anywhere in an expression."""
    if isinstance(expression, Word | Attribute | Subscript):
        yield expression
    if isinstance(expression, tuple):
        for part in expression:
            yield from parts_within(part)
    for name in getattr(expression, "__slots__", ()):
        part = getattr(expression, name)
        if isinstance(part, tuple) or hasattr(part, "__slots__"):
            yield from parts_within(part)
