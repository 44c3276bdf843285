"""Loops round by round, where the sizes of a page are numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handgrad.reading.code.arrays import subscripts
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.syntax.statements import (
    Branch,
    Leave,
    Return,
    Skip,
    Statement,
    statements_in,
)
from handgrad.reading.code.values.numpy_arrays import NumPyArray, scalar
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    Gathered,
    ItemList,
    Lost,
    Pairs,
    Tail,
    Value,
    in_memory,
)
from handgrad.reading.code.values.scope import HAND_IN, PageNames, Scope

_NOT_READ = f"a loop runs over a size or over the rows of an array: range(N), or {HAND_IN}"


def rounds(page: PageNames, source: Value) -> Sequence[Value] | None:
    """What the variable of a loop stands for, round by round; None where that is not known."""
    if isinstance(source, ItemList):
        return source.values
    if not page.is_unrolled:
        return None
    found = list(_rounds(page, source))
    page.spend(len(found))
    return found


def run_through(body: Sequence[Statement]) -> tuple[Statement, ...]:
    """A body that runs to its end in every round; raises NotPython for one that may not."""
    for statement in statements_in(body):
        if isinstance(statement, Leave | Return):
            raise NotPython(f"a loop that is left early is not read; {HAND_IN}")
    return without_skips(body)


def _rounds(page: PageNames, source: Value) -> Iterator[Value]:
    match source:
        case ItemList(values):
            yield from values
        case Counter(int(size), is_reversed):
            yield from map(scalar, reversed(range(size)) if is_reversed else range(size))
        case Tail(int(size), start):
            yield from map(scalar, range(start, size))
        case ClassNumbers(NumPyArray(_, (int(size), *_)) as rows):
            for n in range(size):
                yield ClassNumbers(subscripts.picked(page, rows, [scalar(n)]))
        case NumPyArray(_, (int(size), *_)):
            for n in range(size):
                yield subscripts.picked(page, source, [scalar(n)])
        case Pairs(parts):
            for values in zip(*(_rounds(page, part) for part in parts), strict=False):
                yield ItemList(values)
        case Gathered():
            raise NotPython(f"this list is not read round by round; {HAND_IN}")
        case _:
            raise NotPython(_NOT_READ)


def without_skips(body: Sequence[Statement]) -> tuple[Statement, ...]:
    """A body with what stands behind `if c: continue` on the other side of that branch."""
    for n, statement in enumerate(body):
        match statement:
            case Skip():
                return tuple(body[:n])
            case Branch(_, _, yes, no) if _skips(yes) or _skips(no):
                rest = tuple(body[n + 1 :])
                one = without_skips(yes if _skips(yes) else (*yes, *rest))
                other = without_skips(no if _skips(no) else (*no, *rest))
                return (*body[:n], replace(statement, body=one, otherwise=other))
    return tuple(body)


def _skips(body: Sequence[Statement]) -> bool:
    return any(isinstance(s, Skip) for s in body)


@dataclass
class SideScope(Scope):
    """One side of a branch of which only numbers say whether it is taken."""

    def change(self, name: str, value: NumPyArray) -> None:
        """What shares the memory of a name is not known on this side."""
        before = self.find(name) or self.page.known(name)
        super().bind(name, value)
        if not isinstance(before, NumPyArray):
            return
        self.bound[name] = replace(value, memory=before.memory)
        lost = Lost(self.page.shared(name, name), is_open=True, memory=before.memory)
        for scope in self.around():
            for other, held in list(scope.bound.items()):
                if other != name and in_memory(held, before.memory):
                    self.bound[other] = lost
        for other in self.page.sharing(before.memory):
            if other != name and self.find(other) is None:
                self.bound[other] = lost

    def written(self) -> Iterator[tuple[str, Value]]:
        """The names that this side gives a value."""
        for name, value in self.bound.items():
            if not isinstance(value, Lost):
                yield name, value
