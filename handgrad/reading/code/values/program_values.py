"""What a name of a program can stand for, and the memory that it is in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handgrad.language.shape import Dimension
from handgrad.reading.code.syntax.nodes import FunctionDefinition, NotPython
from handgrad.reading.code.syntax.statements import Definition
from handgrad.reading.code.values.numpy_arrays import NumPyArray


@dataclass(frozen=True, slots=True)
class ClassNumbers:
    """Class numbers, by the one-hot rows that say the same."""

    rows: NumPyArray


@dataclass(frozen=True, slots=True)
class Counter:
    """`range(N)`, `np.arange(N)`; a loop may run through it from the end."""

    size: Dimension
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """The variable of a loop over a size."""

    name: str
    size: Dimension


@dataclass(frozen=True, slots=True)
class Tail:
    """`range(1, N)`: the places of a size from `start` on, in a loop."""

    size: Dimension
    start: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """`[value for i in range(N)]`: a value for each position, where the guard holds.

    One that `is_reversed` begins with the value of the last position.
    """

    value: NumPyArray
    position: Position
    guard: NumPyArray | None = None
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class ItemList:
    """A tuple or a list."""

    values: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A dictionary of the program's own; `is_partial` where a key has its value as a name."""

    values: Mapping[str, "Value"]
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class FixedValue:
    """True, False, None and strings."""

    value: bool | str | None


@dataclass(frozen=True, slots=True)
class ProgramClass:
    """A class of the program, with its functions and the names of those it builds on."""

    name: str
    methods: Mapping[str, Definition]
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the program, by its number in the text."""

    number: int
    of: ProgramClass = field(compare=False)

    @property
    def name(self) -> str:
        return f"own{self.number}_made"


A_CLASS, AN_OBJECT = FixedValue("class"), FixedValue("object")
ELSEWHERE = FixedValue("elsewhere")
"""What a function that is not in the text gives back; its entries are the page's by name."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a loop walks through side by side: `zip(X, y)`, `enumerate(X)`."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A name whose line cannot be read, or, where it `is_open`, whose value is not known.

    `memory` is what it may be in, `last` what the last round of a loop left there.
    """

    problem: str
    is_open: bool = False
    memory: frozenset[object] = field(default=frozenset(), compare=False, repr=False)
    last: NumPyArray | None = None

    def error(self) -> NotPython:
        return NotPython(self.problem, is_open=self.is_open, is_lost=True)


Value = (
    NumPyArray
    | ClassNumbers
    | Counter
    | Position
    | ItemList
    | Lookup
    | FixedValue
    | Pairs
    | Gathered
    | Tail
    | Lost
    | Definition
    | FunctionDefinition
    | ProgramClass
    | Instance
)


def memory_of(value: "Value | None") -> frozenset[object]:
    """Where a value may be stored."""
    match value:
        case NumPyArray(_, dimensions) if not dimensions:
            return frozenset()
        case NumPyArray() | Lost():
            return value.memory
        case Gathered(item):
            return item.memory
        case ItemList(found) | Pairs(found):
            return frozenset().union(*map(memory_of, found))
        case Lookup(found):
            return frozenset().union(*map(memory_of, found.values()))
    return frozenset()


def in_memory(value: "Value", memory: frozenset[object]) -> bool:
    """Whether a value, or one that it holds, is in a memory."""
    match value:
        case NumPyArray():
            return value.shares(memory)
        case Lost(last=NumPyArray() as last):
            return last.shares(memory)
        case Gathered(item):
            return item.shares(memory)
        case ItemList(found) | Pairs(found):
            return any(in_memory(v, memory) for v in found)
        case Lookup(found):
            return any(in_memory(v, memory) for v in found.values())
    return False


def with_lost(value: "Value", memory: frozenset[object], lost: Lost) -> "Value":
    """A value with what it holds in a memory lost."""
    match value:
        case NumPyArray() | Gathered() if in_memory(value, memory):
            return lost
        case ItemList(found):
            return ItemList(tuple(with_lost(v, memory, lost) for v in found))
        case Pairs(found):
            return Pairs(tuple(with_lost(v, memory, lost) for v in found))
        case Lookup(held, is_partial):
            return Lookup({k: with_lost(v, memory, lost) for k, v in held.items()}, is_partial)
    return value


def key_of_number(number: NumPyArray) -> str:
    """The key of a whole number in a table of values."""
    if number.ndim or number.fill is None or number.fill.denominator != 1:
        raise NotPython("the keys of a dictionary are strings or numbers: grads['W']")
    return f"[{number.fill}]"
