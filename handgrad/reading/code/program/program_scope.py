"""The names of a whole program: what is bound there is a line of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from handgrad.language.fit import Source
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import (
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    names,
    substitute,
    walk,
)
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.arrays.views import is_certain, renewed, with_view
from handgrad.reading.code.syntax.nodes import (
    NotPython,
)
from handgrad.reading.code.syntax.statements import (
    Statement,
)
from handgrad.reading.code.values.gathered import as_stacked
from handgrad.reading.code.values.made_arrays import has_blanks, is_blank
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    in_place,
    own_memory,
    transposed_tree,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Gathered,
    ItemList,
    Lookup,
    Lost,
    Value,
    in_memory,
    memory_of,
)
from handgrad.reading.code.values.scope import Scope
from handgrad.reading.text.line import Line
from handgrad.visible import visible


@dataclass
class ProgramScope(Scope):
    """The names of the whole text; what is bound here is a line of the answer.

    `misfits` counts the answers that have not the shape of what they are by, `flat` are those
    that are no columns where what they are by is one. What is kept `aside` has no name.
    """

    lines: list[Line] = field(default_factory=list)
    at: Statement | None = None
    changing: bool = False
    misfits: int = 0
    flat: set[str] = field(default_factory=set)
    unsaid: set[str] = field(default_factory=set)
    aside: dict[str, Value] = field(default_factory=dict)
    waiting: dict[str, tuple[Statement, NumPyArray]] = field(default_factory=dict)

    def bind(self, name: str, value: Value) -> None:
        if isinstance(value, Gathered) and self.page.shape_of(name) is not None:
            value = as_stacked(value)
        is_changed = self.changing or name in names_in(value)
        is_own = is_changed and name not in self.sizes and isinstance(value, NumPyArray)
        if self.page.given(name) and not is_own and not self.shadows(name, value):
            return self.bind_given(name, value)
        self.keep_older(name)
        self.waiting.pop(name, None)
        self.unsaid.discard(name)
        if isinstance(value, Lost) and self.at is not None and self.is_answer(name):
            line = self.at.line
            source = Source(visible(line.original), line.number)
            error = source.error(value.problem, 0, is_open=value.is_open)
            touches = frozenset((name,))
            self.lines.append(Line(line.number, line.original, error=error, touches=touches))
        is_own = self.page.shape_of(name) is None or self.page.given(name)
        is_number = isinstance(value, NumPyArray) and not value.ndim
        if not isinstance(value, NumPyArray) or (
            is_own and is_number and self.is_known(value.tree)
        ):
            self.bound[name] = value
        elif self.page.given(name) or self.page.is_factor(name):
            self.bound[name] = self.emitted(self.fresh(name, "own"), value)
        elif (value.fill is not None or self.is_unfilled(value)) and self.at is not None:
            self.bound[name] = value
            self.waiting[name] = (self.at, value)
        else:
            self.bound[name] = self.emitted(name, value)
        return None

    def change(self, name: str, value: NumPyArray) -> None:
        self.changing = True
        try:
            if not self.rewritten(name, value):
                super().change(name, value)
        finally:
            self.changing = False

    def rewritten(self, name: str, value: NumPyArray) -> bool:
        """Give an array its new values under all its names; False where that is not known."""
        before = self.find(name) or self.page.known(name)
        if not isinstance(before, NumPyArray) or not is_certain(before):
            return False
        shared = [n for n, v in self.bound.items() if in_memory(v, before.memory)]
        shared += [n for n in self.page.sharing(before.memory) if n not in self.bound]
        held = {n: v for n in shared if (v := self.find(n) or self.page.known(n)) is not None}
        fills = [n for n, v in held.items() if isinstance(v, NumPyArray) and v.way == ()]
        if any(self.page.given(n) for n in held) or (before.way and not fills):
            return False
        self.bind(name, in_place(value, before))
        root = self.bound[name]
        if not isinstance(root, NumPyArray):
            return True
        if before.way:
            old = self.find(fills[0]) or self.page.known(fills[0])
            new = with_view(as_numpy(old or root, fills[0]), before.way, root)
            now = self.emitted(self.fresh(fills[0], "now"), new)
            root = in_place(now, replace(root, way=()))
        for other in [n for n in held if n != name]:
            self.renew(other, root, name)
        return True

    def renew(self, name: str, root: NumPyArray, changed: str) -> None:
        """What a name stands for after the memory that `root` fills was written to."""
        lost = Lost(self.page.shared(name, changed), is_open=True, memory=root.memory)
        held = self.find(name) or self.page.known(name)
        new = lost if held is None else renewed(held, root, lost)
        if "/" in name or new is lost:
            return self.bind(name, new)
        self.waiting.pop(name, None)
        self.bound[name] = new
        self.unsaid.add(name)
        return None

    def stand_at(self, statement: object) -> None:
        self.at = statement if isinstance(statement, Statement) else self.at

    def leave_behind(self, name: str, lost: Lost) -> None:
        is_value = self.is_answer(name) and lost.last is not None
        self.bind(name, lost.last if is_value and lost.last is not None else lost)

    def is_answer(self, name: str) -> bool:
        return any(name == self.page.by(p) for p in self.page.vocabulary.parameters)

    def shadows(self, name: str, value: Value) -> bool:
        """Whether a size's letter is taken for something else: `n = np.linalg.norm(v)`."""
        is_size = name in self.sizes
        return (
            is_size
            and isinstance(value, NumPyArray)
            and value.fill is None
            and (value.tree != Name(name))
        )

    @property
    def sizes(self) -> Mapping[str, int | None]:
        """The sizes of the page, with their numbers where those are known."""
        vocabulary = self.page.vocabulary
        return {**dict.fromkeys(vocabulary.sizes), **(vocabulary.numbers or {})}

    def is_unfilled(self, value: NumPyArray) -> bool:
        """Whether entries of a new array are still to be given."""
        return is_blank(value) or (self.page.is_unrolled and has_blanks(value))

    def is_known(self, tree: Node) -> bool:
        """Whether a value is one that never changes: a size, data, a parameter."""
        return isinstance(tree, Name) and self.page.given(tree.name)

    def bind_given(self, name: str, value: Value) -> None:
        """A name of the page may only get the value that it has, in another shape."""
        match value:
            case NumPyArray(Name(other) | Transpose(Name(other))) if other == name:
                self.bound[name] = value
            case ClassNumbers(NumPyArray(Name(other))) if other == name:
                pass
            case Lost():
                self.bound[name] = value
            case NumPyArray(fill=fill) if fill is not None and fill == self.sizes.get(name):
                pass
            case NumPyArray(tree, fill=fill) if name not in self.sizes and (
                fill is not None or not names(tree)
            ):
                pass
            case _:
                raise NotPython(f"{name} is given by the page and cannot get another value")

    def keep_older(self, name: str, inner: Sequence[Scope] = ()) -> None:
        leaning = [
            (bound, other)
            for bound in (self.bound, self.aside, *(scope.bound for scope in inner))
            for other, value in bound.items()
            if other != name and name in names_in(value)
        ]
        if leaning:
            trees: dict[str, Node] = {name: self.older(name)}
            for bound, other in leaning:
                bound[other] = with_names(bound[other], trees)

    def older(self, name: str) -> Name:
        """The value that a name has so far, under a name of its own."""
        older = self.fresh(name, "before")
        self.emit(Name(older), Name(name), self.at)
        self.define(older, self.shapes.get(name) or self.page.shape_of(name) or SCALAR)
        return Name(older)

    def kept_apart(
        self, slots: Sequence[str | None], values: Sequence[Value]
    ) -> Sequence[Value]:
        found = list(values)
        for n, name in enumerate(slots):
            if name is not None and any(name in names_in(v) for v in found[n + 1 :]):
                trees: dict[str, Node] = {name: self.older(name)}
                found[n + 1 :] = [with_names(v, trees) for v in found[n + 1 :]]
        return found

    def fresh(self, name: str, why: str) -> str:
        bare = name.replace(f"d{self.page.loss}/", "")
        older = f"{bare}_{why}"
        while older in self.shapes:
            older += "_"
        return older

    @property
    def shapes(self) -> dict[str, Shape]:
        return self.page.names.shapes

    def define(self, name: str, shape: Shape) -> None:
        if "/" not in name and name not in self.page.vocabulary.shapes:
            self.page.names.define(name, shape)

    def emitted(self, name: str, value: NumPyArray) -> NumPyArray:
        """A line for a value; what the name stands for from here on."""
        shape = shape_in_language(value)
        wanted = self.page.shape_of(name)
        is_turned = wanted is not None and wanted != shape and wanted == shape[::-1] != shape
        is_vector = 1 in shape
        is_flat = self.is_answer(name) and self.page.is_flattened(name, value.dimensions)
        (self.flat.add if is_flat else self.flat.discard)(name)
        if is_turned and is_vector:
            self.emit(Name(name), transposed_tree(value.tree), self.at)
            return replace(value, tree=Transpose(Name(name)), fill=None)
        self.misfits += wanted not in (None, shape) and self.is_answer(name)
        self.emit(Name(name), value.tree, self.at)
        self.define(name, shape)
        return replace(value, tree=Name(name), fill=None)

    def emit(self, target: Node | None, tree: Node, at: Statement | None) -> None:
        if target == tree or at is None:
            return
        if isinstance(target, Name):
            self.page.told[target.name] = tree
        original = at.line.original
        warnings = tuple(dict.fromkeys(self.page.warnings))
        self.page.warnings.clear()
        source = Source(visible(original), at.line.number)
        self.lines.append(
            Line(
                at.line.number,
                original,
                target,
                (tree,),
                (source,),
                warnings=warnings,
                is_numpy=True,
            )
        )

    def lost_in(self, found: Sequence[Line]) -> Lost | None:
        """A name without a value that lines of mathematics speak of."""
        for line in found:
            for name in sorted(n for tree in line.members for n in names(tree)):
                value = self.bound.get(name)
                if isinstance(value, Lost):
                    return replace(value, last=None)
        return None

    def mix(self, found: Sequence[Line]) -> None:
        """Take lines of mathematics in, with the constants that they speak of above them."""
        for line in found:
            spoken = _spoken(line.members)
            target = line.target.name if isinstance(line.target, Name) else ""
            if line.operator == "=" and line.part is None:
                self.waiting.pop(target, None)
            else:
                spoken.add(target)
            for name in sorted(spoken & self.unsaid):
                self.unsaid.discard(name)
                if isinstance(held := self.bound[name], NumPyArray):
                    self.emit(Name(name), held.tree, self.at)
            for name in sorted(spoken & set(self.waiting)):
                statement, value = self.waiting.pop(name)
                self.emit(Name(name), value.tree, statement)
            self.lines.append(line)
            self.bound.pop(target, None)
            if target:
                self.page.memories[target] = self.memory_behind(line.members)
            shape = self.page.shape_of(target)
            if "/" in target and shape is not None and line.error is None:
                self.bound[target] = self.page.held(target, shape)

    def memory_behind(self, members: Sequence[Node]) -> frozenset[object]:
        """The memory of what mathematics names: of the arrays in it where it only reshapes."""
        if any(isinstance(tree, Sum | Product | Power | Negative | Number) for tree in members):
            return own_memory()
        spoken = _spoken(members)
        values = [self.find(name) or self.page.known(name) for name in sorted(spoken)]
        return own_memory().union(*map(memory_of, values))

    def settle(self) -> None:
        """Lines for the constants that nothing was added to."""
        for name, (statement, value) in self.waiting.items():
            if "/" in name:
                self.emit(Name(name), value.tree, statement)
        self.waiting.clear()


def _spoken(members: Sequence[Node]) -> set[str]:
    """The names in trees, those of derivatives among them."""
    found = {n for tree in members for n in names(tree)}
    return found | {
        plain(n) for tree in members for n in walk(tree) if isinstance(n, Derivative)
    }


def shape_in_language(value: NumPyArray) -> Shape:
    match value.dimensions:
        case ():
            return SCALAR
        case (size,):
            return (size, 1)
        case (rows, columns):
            return (rows, columns)
    return SCALAR


def names_in(value: Value) -> set[str]:
    """The names that a value leans on."""
    match value:
        case NumPyArray(tree):
            return names(tree)
        case ClassNumbers(rows):
            return names(rows.tree)
        case Lost(last=NumPyArray(tree)):
            return names(tree)
        case Gathered(item, _, guard):
            return names(item.tree) | (names(guard.tree) if guard else set())
        case ItemList(values):
            return set().union(*map(names_in, values))
        case Lookup(values):
            return set().union(*map(names_in, values.values()))
    return set()


def with_names(value: Value, trees: dict[str, Node]) -> Value:
    match value:
        case NumPyArray(tree):
            return replace(value, tree=substitute(tree, trees))
        case Lost(last=NumPyArray() as last):
            return replace(value, last=replace(last, tree=substitute(last.tree, trees)))
        case Gathered(item, _, guard):
            held = None if guard is None else replace(guard, tree=substitute(guard.tree, trees))
            named = replace(item, tree=substitute(item.tree, trees))
            return replace(value, value=named, guard=held)
        case ItemList(values):
            return ItemList(tuple(with_names(v, trees) for v in values))
        case Lookup(values, is_partial):
            return Lookup({k: with_names(v, trees) for k, v in values.items()}, is_partial)
    return value
