"""What the functions of a program return, as answers to the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Name, Node, names
from handgrad.reading.code.answers.returned_order import LOSS_WORD, ReturnedOrder
from handgrad.reading.code.program.program_scope import shape_in_language
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Row,
    Table,
    Word,
    dotted,
    parts_of,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Statement,
)
from handgrad.reading.code.values.gathered import as_stacked
from handgrad.reading.code.values.numpy_arrays import NumPyArray, transposed_tree
from handgrad.reading.code.values.parameter_layers import numbered_keys, of_gradients
from handgrad.reading.code.values.program_values import Gathered, ItemList, Lookup, Lost, Value
from handgrad.regex import regex

_PASSED_OVER = regex(
    r"(?i)_*(?:init|initialize|forward|predict|loss|cost|train|test|main|accuracy|sample|update)"
)
_BACKWARD = regex(r"(?i)grad|back|deriv|(?:cost|loss)\w*prime")
_OWN_GRADIENT = regex(r"(?i)(?:grads?|gradients?|g|dx)$")
_OF_PARAMETERS = regex(
    r"(?i)(?:new_?|updated_?)?(?:params?|parameters|weights|thetas?|coeffs?|cache|model)"
)


def is_backward(function: str) -> bool:
    """Whether a function is by its name one that computes a gradient."""
    return bool(_BACKWARD.search(function))


@dataclass
class Returned(ReturnedOrder):
    """What the functions of a program return, as answers.

    `alone` are the keys of values without a name, with the function that returns them, `unread`
    the lines of those that cannot be read; the lines from `start` on are the `function`'s.
    """

    function: str = ""
    start: int = 0
    alone: list[tuple[str, Statement, str]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def read(self, value: Expression) -> None:
        """The answers in a returned value: by name, by key, or in the order of the page."""
        items = list(parts_of(self.listed(value)))
        beside = value.items if isinstance(value, Row) else ()
        items = next((list(item.items) for item in beside if self.is_whole(item)), items)
        if self.in_order(items):
            return None
        found: list[tuple[Expression, NumPyArray]] = []
        parameters = self.page.vocabulary.parameters
        has_names = has_loss = False
        steps = 0
        for item in items:
            slot = self.interpreter.slot(item)
            if slot is not None and slot.startswith(f"d{self.page.loss}/d"):
                step = self.program.find(slot)
                if slot in map(self.page.by, parameters) or not isinstance(step, NumPyArray):
                    has_names = True
                else:
                    steps += 1
                    found.append((item, step))
                continue
            if slot is not None and (self.is_forward(slot) or LOSS_WORD.match(slot)):
                has_loss = has_loss or bool(LOSS_WORD.match(slot)) or slot == self.page.loss
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
            if isinstance(item, Word) and (
                self.by_layer(item.name, kept) or self.by_list(item.name, kept)
            ):
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
        is_of_steps = steps and (steps == len(found) or len(found) != len(parameters))
        if has_names or is_of_steps:
            return self.answer_rest(items, found)
        if not found or (self.is_passed_over() and not has_loss):
            return None
        if len(found) == len(parameters) > 1:
            self.answer_together(found)
        elif len(found) == 1 and not self.is_instead(found[0][1]):
            self.keep(found[0][1])
        return None

    def is_list(self, statement: Assignment) -> bool:
        """Whether `gradient = (ga, gb)` lists as many values as there are parameters."""
        match statement:
            case Assignment(_, (Word(name),), "=", Row() as row) if _OWN_GRADIENT.match(name):
                return self.is_whole(row)
        return False

    def is_whole(self, item: Expression) -> TypeGuard[Row]:
        """Whether `(ga, gb)` has as many values as there are parameters."""
        count = len(self.page.vocabulary.parameters)
        return isinstance(item, Row) and len(item.items) == count > 1

    def by_list(self, word: str, value: Value | None) -> bool:
        """Whether a name such as grads has a list of the answers, one for each parameter."""
        if not isinstance(value, ItemList) or not _OWN_GRADIENT.match(word):
            return False
        arrays = [(Word(""), v) for v in value.values if isinstance(v, NumPyArray)]
        if len(arrays) == len(value.values) == len(self.page.vocabulary.parameters) > 1:
            self.answer_together(arrays)
            return True
        return False

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
        own = {n: v for n, v in self.program.bound.items()
               if _OWN_GRADIENT.match(n) and not self.page.given(n)}  # fmt: skip
        lost = [v for v in own.values() if isinstance(v, Lost)]
        if found and lost and len(left) == 1 and not self.is_said():
            return self.program.bind(self.page.by(left[0]), lost[-1])
        if not found and self.program.at is not None:
            arrays = [v for n, v in own.items() if isinstance(v, NumPyArray)
                      and not any(self.is_used(n, other) for other in own)
                      and not self.is_of_factor(n)]  # fmt: skip
            found = [("", self.program.at, value) for value in arrays]
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
            if isinstance(value, Lookup) and _OWN_GRADIENT.match(name):
                self.lookup(value)
                return
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

    def is_of_factor(self, name: str) -> bool:
        """Whether a line multiplies what has this name by data: `w -= rate * X.T @ g`.

        Or makes of it what is called after a parameter: `delb = g*2`.
        """
        data = {*self.page.vocabulary.data}
        own = re.compile(rf"{re.escape(name)}(?:_(?:before|now)_*)?")
        members = (
            tree
            for line in self.program.lines
            if not (isinstance(line.target, Name) and own.fullmatch(line.target.name))
            for tree in line.members
            if data & names(tree) or (not line.is_update and self.is_called_after(line.target))
        )
        return any(name in names(tree) for tree in members)

    def is_called_after(self, target: Node | None) -> bool:
        """Whether a name of the text ends as a parameter does: `delb` and b."""
        word = target.name if isinstance(target, Name) else ""
        return word not in self.page.vocabulary.shapes and any(
            word != p and word.endswith(p) for p in self.page.vocabulary.parameters
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
