"""What the functions of a program return, as answers to the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Name, Node, names
from handgrad.reading.code.gathered import as_stacked
from handgrad.reading.code.interpreter import Interpreter
from handgrad.reading.code.numpy_arrays import NumPyArray, transposed_tree
from handgrad.reading.code.parameter_layers import numbered_keys, of_gradients
from handgrad.reading.code.program_scope import ProgramScope, shape_in_language
from handgrad.reading.code.program_values import Gathered, ItemList, Lookup, Lost, Value
from handgrad.reading.code.scope import PageNames
from handgrad.reading.code.statements import (
    Definition,
    Statement,
)
from handgrad.reading.code.syntax import (
    Application,
    Expression,
    NotPython,
    Row,
    Table,
    Word,
    dotted,
    parts_of,
)
from handgrad.regex import regex

_PASSED_OVER = regex(
    r"(?i)_*(?:init|initialize|forward|predict|loss|cost|train|test|main|accuracy|sample|update)"
)
_BACKWARD = regex(r"(?i)grad|back|deriv|(?:cost|loss)\w*prime")
_OWN_GRADIENT = regex(r"(?i)(?:grads?|gradients?|g|dx)$")
_NAMED_AFTER = regex(
    r"(?i)(?:d|g|grad|gradient|delta|dl|dj|dloss)_?d?_?([a-z]\w*)|([a-z]\w*?)_?(?:g|grad|gradient)"
)
_OF_PARAMETERS = regex(
    r"(?i)(?:new_?|updated_?)?(?:params?|parameters|weights|thetas?|coeffs?|cache|model)"
)
_MOST_ORDERED = 4
_LOSS = regex(r"(?i)(?:loss|cost|j|l|error|err|nll|mse|data_loss|total_loss|ce)$")


def is_backward(function: str) -> bool:
    """Whether a function is by its name one that computes a gradient."""
    return bool(_BACKWARD.search(function))


@dataclass
class Returned:
    """What the functions of a program return, as answers.

    `alone` are the keys of values without a name, with the function that returns them, `unread`
    the lines of those that cannot be read; the lines from `start` on are the `function`'s.
    """

    page: PageNames
    program: ProgramScope
    interpreter: Interpreter
    function: str = ""
    start: int = 0
    alone: list[tuple[str, Statement, str]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def read(self, value: Expression) -> None:
        """The answers in a returned value: by name, by key, or in the order of the page."""
        items = list(parts_of(self.listed(value)))
        if self.in_order(items):
            return
        found: list[tuple[Expression, NumPyArray]] = []
        has_names = has_loss = False
        for item in items:
            slot = self.interpreter.slot(item)
            if slot is not None and slot.startswith(f"d{self.page.loss}/d"):
                has_names = True
                continue
            if slot is not None and (self.is_forward(slot) or _LOSS.match(slot)):
                has_loss = has_loss or bool(_LOSS.match(slot)) or slot == self.page.loss
                continue
            if isinstance(item, Table):
                self.table(item)
                has_names = True
                continue
            lost = self.program.find(slot) if slot is not None else None
            is_lost = isinstance(lost, Lost) and isinstance(item, Word)
            if is_lost and isinstance(item, Word) and self.by_layer(item.name, lost):
                has_names = True
                continue
            kept = (
                self.interpreter.value(item, self.program) if self.is_readable(item) else None
            )
            kept = as_stacked(kept) if isinstance(kept, Gathered) else kept
            if isinstance(item, Word) and self.by_layer(item.name, kept):
                has_names = True
            elif (
                isinstance(kept, Lookup)
                and isinstance(item, Word)
                and (_OF_PARAMETERS.fullmatch(item.name))
            ):
                continue
            elif isinstance(kept, Lookup):
                self.lookup(kept)
                has_names = True
            elif isinstance(kept, NumPyArray) and (parameter := self.scaled(item, kept)):
                self.answer(parameter, kept)
                has_names = True
            elif isinstance(kept, NumPyArray):
                found.append((item, kept))
        parameters = self.page.vocabulary.parameters
        if has_names or not found or (self.is_passed_over() and not has_loss):
            return
        if len(found) == len(parameters) > 1:
            self.answer_together(found)
        elif len(found) == 1 and not self.is_instead(found[0][1]):
            self.keep(found[0][1])

    def is_said(self) -> bool:
        """Whether the text has said what the gradient is, under a name such as grad."""
        bound = self.program.bound.items()
        return any(isinstance(v, NumPyArray) and _OWN_GRADIENT.match(n) for n, v in bound)

    def is_instead(self, value: NumPyArray) -> bool:
        """Whether what a function returns takes the place of what a name in it says.

        `grad_x = upstream.copy()`, then `return grad_x*mask`.
        """
        parameters = self.page.vocabulary.parameters
        if len(parameters) != 1 or not self.function or not self.fits(parameters[0], value):
            return False
        name = self.page.by(parameters[0])
        if not any(line.target == Name(name) for line in self.program.lines[self.start :]):
            return False
        self.answer(parameters[0], value)
        return True

    def listed(self, value: Expression) -> Expression:
        """`np.array([a, b])` as a and b, where the parameters are as many numbers."""
        vocabulary = self.page.vocabulary
        are_numbers = all(vocabulary.shapes[p] == SCALAR for p in vocabulary.parameters)
        match value:
            case Application(function, (Row(items) as row,), _) if are_numbers:
                is_array = dotted(function).endswith("array")
                return row if is_array and len(items) == len(vocabulary.parameters) else value
        return value

    def answer_together(self, found: Sequence[tuple[Expression, NumPyArray]]) -> None:
        """A value for each parameter: by their names, else in an order that the shapes allow.

        The page's order is taken where it fits; the others are other readings.
        """
        parameters = self.page.vocabulary.parameters
        named = [self.named_after(item) for item, _ in found]
        if None not in named and len(set(named)) == len(named):
            for parameter, (_, kept) in zip(named, found, strict=True):
                self.answer(parameter or "", kept)
            return
        values = [kept for _, kept in found]
        orders = permutations(values) if len(values) <= _MOST_ORDERED else iter([values])
        fitting = [order for order in orders if all(map(self.fits, parameters, order))]
        if not fitting:
            fitting = [tuple(values)]
        for n, parameter in enumerate(parameters):
            others = dict.fromkeys(order[n].tree for order in fitting[1:])
            self.answer(
                parameter, fitting[0][n], [t for t in others if t != fitting[0][n].tree]
            )

    def named_after(self, item: Expression) -> str | None:
        """The parameter of `gw`, `d_bias` and `weight_gradient`."""
        match = _NAMED_AFTER.fullmatch(item.name) if isinstance(item, Word) else None
        word = next(filter(None, match.groups()), "") if match else ""
        bare = {"weight": "w", "bias": "b", "intercept": "b"}.get(word.rstrip("s"), word)
        bare = "b" if word == "bias" else bare
        parameters = self.page.vocabulary.parameters
        found = [p for p in parameters if p == bare] or [
            p for p in parameters if p.lower() in (word.lower(), bare.lower())
        ]
        return found[0] if len(found) == 1 else None

    def fits(self, parameter: str, value: NumPyArray) -> bool:
        """Whether a value has the shape of a parameter, be it a row for a column."""
        shape, wanted = shape_in_language(value), self.page.vocabulary.shapes[parameter]
        return shape in (wanted, wanted[::-1] if 1 in wanted else wanted)

    def keep(self, value: NumPyArray) -> None:
        """A value that may be the answer, where nothing is answered by name."""
        if self.program.at is not None:
            key = str(len(self.program.aside))
            self.program.aside[key] = value
            self.alone.append((self.function, self.program.at, key))

    def kept(self) -> list[tuple[str, Statement, NumPyArray]]:
        """The values without a name, as they are now."""
        found = [(f, at, self.program.aside[key]) for f, at, key in self.alone]
        return [(f, at, value) for f, at, value in found if isinstance(value, NumPyArray)]

    def in_order(self, items: Sequence[Expression]) -> bool:
        """`return dw, 2*e`: an expression beside derivatives that stand in their places."""
        parameters = self.page.vocabulary.parameters
        slots = [self.interpreter.slot(item) for item in items]
        names = [self.page.by(p) for p in parameters]
        is_named = [slot == name for slot, name in zip(slots, names, strict=False)]
        fit = [slot in (None, name) or self.is_own(slot)
               for slot, name in zip(slots, names, strict=False)]  # fmt: skip
        if len(slots) != len(names) or not all(fit) or all(is_named) or not any(is_named):
            return False
        values = [self.interpreter.value(item, self.program) for item in items]
        arrays = [value for value in values if isinstance(value, NumPyArray)]
        if len(arrays) < len(items) or not all(map(self.fits, parameters, arrays)):
            return False
        for array, parameter, named in zip(arrays, parameters, is_named, strict=True):
            if not named:
                self.answer(parameter, array)
        return True

    def is_own(self, slot: str | None) -> bool:
        """Whether a name is the writer's, and neither a derivative nor a loss."""
        is_page = slot is None or "/" in slot or self.page.shape_of(slot) is not None
        return not is_page and slot is not None and not _LOSS.match(slot)

    def scaled(self, item: Expression, value: NumPyArray) -> str | None:
        """The parameter of `dW/N`: what is made of one gradient answers for it."""
        found = [
            p for p in self.page.vocabulary.parameters if self.page.by(p) in names(value.tree)
        ]
        return found[0] if len(found) == 1 and not isinstance(item, Word) else None

    def is_readable(self, item: Expression) -> bool:
        """Whether a returned name is one that matters: not a cache or a list of such."""
        slot = self.interpreter.slot(item)
        if slot is None or not isinstance(item, Word):
            return True
        return not isinstance(self.program.find(slot), Definition | None)

    def is_passed_over(self) -> bool:
        """Whether a function is by its name no gradient."""
        is_gradient = is_backward(self.function)
        is_known = bool(self.function) and self.page.names.function(self.function) is not None
        return not is_gradient and (is_known or bool(_PASSED_OVER.match(self.function)))

    def is_forward(self, slot: str) -> bool:
        return slot in self.page.vocabulary.shapes and "/" not in slot

    def answer(self, parameter: str, value: NumPyArray, others: Sequence[Node] = ()) -> None:
        """A line for the answer to a parameter, with what it is in other orders."""
        if not self.fits(parameter, value):
            order = ", ".join(self.page.vocabulary.parameters)
            raise NotPython(
                f"what is returned does not have the shapes of {order}, in this order"
            )
        self.program.emitted(self.page.by(parameter), value)
        lines = self.program.lines
        if others and lines and lines[-1].target == Name(self.page.by(parameter)):
            read = tuple((tree,) for tree in others)
            lines[-1] = lines[-1]._replace(alternatives=(*lines[-1].alternatives, *read))

    def table(self, item: Table) -> None:
        found = self.interpreter.value(item, self.program)
        if isinstance(found, Lookup):
            self.lookup(found)

    def by_layer(self, word: str, value: Value | None) -> bool:
        """`nabla_w`, `grads_b`: a list of a derivative for each layer; whether it is one."""
        wanted = of_gradients(word, self.page.vocabulary.parameters)
        if isinstance(value, Lost):
            for parameter in wanted:
                self.program.bind(self.page.by(parameter), value)
            return bool(wanted)
        values: Sequence[Value] = ()
        if isinstance(value, ItemList):
            values = value.values
        elif isinstance(value, Lookup):
            values = [value.values[k] for k in numbered_keys(value.values, len(wanted))]
        arrays = [v for v in values if isinstance(v, NumPyArray)]
        if not wanted or len(arrays) != len(wanted) or len(arrays) != len(values):
            return False
        if not all(map(self.fits, wanted, arrays)):
            return False
        for parameter, array in zip(wanted, arrays, strict=True):
            if self.page.told.get(self.page.by(parameter)) != array.tree:
                self.answer(parameter, array)
        return True

    def lookup(self, found: Lookup) -> None:
        """{'W': dW, 'db': ...}: each entry answers by its key."""
        for key, value in found.values.items():
            name = self.page.canonical(key)
            if not name.startswith(f"d{self.page.loss}/d"):
                name = self.page.by(name)
            is_itself = isinstance(value, NumPyArray) and value.tree == Name(
                name.removeprefix(self.page.by(""))
            )
            if self.page.shape_of(name) is None or is_itself:
                continue
            if isinstance(value, NumPyArray) and self.page.told.get(name) != value.tree:
                self.program.emitted(name, value)
            elif isinstance(value, Lost):
                self.program.bind(name, value)

    def answer_alone(self) -> None:
        """A gradient without a name, where nothing is answered by name."""
        for name, value in list(self.program.bound.items()):
            if self.program.at is not None:
                self.by_layer(name, value)
        self.answer_by_word()
        targets = {li.target.name for li in self.program.lines if isinstance(li.target, Name)}
        left = [p for p in self.page.vocabulary.parameters if self.page.by(p) not in targets]
        if len(left) < len(self.page.vocabulary.parameters):
            return self.answer_last([p for p in left if not self.answer_by_letter(p)])
        found = [a for a in self.kept() if is_backward(a[0])] or self.kept()
        touched = {name for line in self.program.lines for name in line.touches}
        if not found and len(left) == 1 and self.unread:
            problem = f"what line {self.unread[-1]} returns cannot be read"
            return self.program.bind(self.page.by(left[0]), Lost(problem))
        if not found and touched & {self.page.by(p) for p in left}:
            return None
        if not found and self.program.at is not None:
            own = {n: v for n, v in self.program.bound.items()
                   if _OWN_GRADIENT.match(n) and not self.page.given(n)}  # fmt: skip
            arrays = [v for n, v in own.items() if isinstance(v, NumPyArray)
                      and not any(self.is_used(n, other) for other in own)]  # fmt: skip
            found = [("", self.program.at, value) for value in arrays]
            lost = [v for v in own.values() if isinstance(v, Lost)]
            if lost and not arrays and len(left) == 1:
                self.program.bind(self.page.by(left[0]), lost[-1])
        if found:
            _, statement, value = found[-1]
            tree = transposed_tree(value.tree) if self.lies(value) else value.tree
            self.program.emit(None, tree, statement)
            self.put_above_formulas(statement)
        return None

    def answer_by_word(self) -> None:
        """`gw`, `grad_b`: values called after parameters, where none is answered."""
        vocabulary = self.page.vocabulary
        targets = {line.target for line in self.program.lines}
        if len(vocabulary.parameters) < 2 or self.program.at is None:
            return
        if targets & {Name(self.page.by(p)) for p in vocabulary.parameters}:
            return
        found: dict[str, list[NumPyArray]] = {}
        for name, value in list(self.program.bound.items()):
            parameter = self.named_after(Word(name))
            if parameter and isinstance(value, Lost) and not self.page.given(name):
                self.program.bind(self.page.by(parameter), value)
            is_own = parameter and isinstance(value, NumPyArray) and not self.page.given(name)
            if is_own and parameter and isinstance(value, NumPyArray):
                found.setdefault(parameter, []).append(value)
        for parameter, values in found.items():
            if len(values) == 1 and self.fits(parameter, values[0]):
                self.answer(parameter, values[0])

    def is_used(self, name: str, other: str) -> bool:
        """Whether a line for another name, or for what that was before, speaks of a name."""
        return name != other and any(
            name in names(tree)
            for line in self.program.lines
            for tree in line.members
            if isinstance(line.target, Name)
            and re.fullmatch(rf"{re.escape(other)}(?:_(?:before|now)_*)?", line.target.name)
        )

    def put_above_formulas(self, statement: Statement) -> None:
        """Set the line just made above the lone formulas of mathematics that stand below it."""
        *lines, last = self.program.lines
        below = [n for n, line in enumerate(lines)
                 if line.target is None and line.number > statement.line.number]  # fmt: skip
        if below:
            self.program.lines[:] = [*lines[: below[0]], last, *lines[below[0] :]]

    def answer_by_letter(self, parameter: str) -> bool:
        """Whether `dx` answers for X, where x is something else in the program."""
        shape = self.page.vocabulary.shapes[parameter]
        for name, value in list(self.program.bound.items()):
            is_like = name.lower() == f"d{parameter}".lower() != self.page.by(parameter)
            if not is_like or not isinstance(value, NumPyArray):
                continue
            if shape_in_language(value) == shape:
                self.answer(parameter, value)
                return True
        return False

    def answer_last(self, left: Sequence[str]) -> None:
        """What a layer's backward returns beside its own gradients: the one by its input."""
        found = [a for a in self.kept() if is_backward(a[0])]
        if len(left) == len(found) == 1:
            _, self.program.at, value = found[0]
            if shape_in_language(value) == self.page.vocabulary.shapes[left[0]]:
                self.answer(left[0], value)

    def lies(self, value: NumPyArray) -> bool:
        """Whether a value is a row where the only parameter is a column."""
        parameters = self.page.vocabulary.parameters
        shape = shape_in_language(value)
        wanted = self.page.vocabulary.shapes[parameters[0]] if len(parameters) == 1 else shape
        return wanted != shape and wanted == shape[::-1] and 1 in shape
