"""The statements of a program: what they bind in a scope."""

from collections.abc import Mapping, Sequence

from handgrad.reading.code.arrays import changed_parts, same_part, subscripts
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.program import for_loops as loops
from handgrad.reading.code.program.for_loops import RoundScope
from handgrad.reading.code.program.other_data import MADE_ANOTHER, is_of_other_data
from handgrad.reading.code.program.program_scope import names_in
from handgrad.reading.code.program.targets import Targets
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    NotPython,
    Quoted,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Group,
    Lone,
    Return,
    Skip,
    Statement,
    UnreadStatement,
)
from handgrad.reading.code.values import masks
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.numpy_arrays import NumPyArray, entrywise_operation
from handgrad.reading.code.values.program_values import ItemList, Lookup, Value
from handgrad.reading.code.values.scope import Scope
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

# NumPy's functions that change what they are given.
_CHANGING = word_set(
    "copyto put fill_diagonal fill sort at place putmask resize shuffle itemset partition "
    "setfield byteswap"
)
# What a call of a library alone on a line is for, if not to change an array.
# Functions that could change nothing but a second argument, and those that change none.
_OF_ONE = regex(
    r"sigmoid|relu|tanh|softmax|exp|log|sqrt|square|abs|sin|cos|sign|sum|mean|negative"
)
_PURE = regex(r"where|select|einsum")
_SHOWING = regex(
    r"set_printoptions|seterr|errstate|seed|manual_seed|save\w*|assert\w*|allclose|array_equal|"
    r"isclose|isfinite|isnan|shape|any|all|sum|max|min|mean|set_default_dtype|no_grad|figure"
)
_OF_LISTS = word_set("append extend insert pop remove update clear setdefault reverse")


class Interpreter(Targets):
    """Runs statements, in a scope, on arrays as trees."""

    def run(self, statement: Statement, scope: Scope) -> None:
        """Bind what a statement binds."""
        self.page.line = statement.line.number
        self.page.statement = statement
        match statement:
            case Assignment():
                self.assign(statement, scope)
            case ForLoop():
                self.loop(statement, scope)
            case Branch():
                self.branch(statement, scope)
            case Group(_, body):
                for inner in body:
                    self.run(inner, scope)
            case Return():
                raise NotPython(loops.HAND_IN)
            case Skip():
                if not isinstance(scope, RoundScope):
                    raise NotPython("'continue' stands in a loop")
                scope.leave()
            case Definition(_, name):
                scope.bind(name, statement)
            case Lone():
                self.alone(statement, scope)
            case UnreadStatement(_, problem, at):
                raise NotPython(problem, at)
            case Closed():
                self.run_while(statement, scope)

    def alone(self, statement: Lone, scope: Scope) -> None:
        """A call that changes an array in place, or nothing."""
        listed = assigned_names.appended(statement)
        if listed is not None:
            self.append(self.keyed(listed[0], scope), listed[1], scope)
            return
        match statement.value:
            case Application(Attribute(reversed_list, "reverse"), ()):
                self.turn_round(self.keyed(reversed_list, scope), scope)
            case Application(function, (target, places, added)) if dotted(function) in (
                "np.add.at",
                "numpy.add.at",
                "np.subtract.at",
            ):
                self.scatter(function, target, places, added, scope)
            case Application(function, (target, value)) if (
                dotted(function).rpartition(".")[2] == "fill_diagonal"
            ):
                size = Application(Attribute(Word("np"), "diag_indices_from"), (target,))
                part = Subscript(target, (size,))
                self.assign(Assignment(statement.line, (part,), "=", value), scope)
            case Application(function, arguments, keywords) as call:
                own = self.own_function(function, scope)
                if isinstance(own, Definition):
                    self.perform(own, call, scope)
                else:
                    self.check_harmless(function, len(arguments), dict(keywords))

    def turn_round(self, listed: Expression, scope: Scope) -> None:
        """`layers.reverse()`, of a list that has no other name."""
        name = self.slot(listed)
        found = None if name is None else self.current(name, scope)
        named = [v for inner in scope.around() for v in inner.bound.values() if v is found]
        if name is None or not isinstance(found, ItemList) or len(named) > 1:
            raise NotPython("write reversed(...) of the list")
        scope.bind(name, ItemList(found.values[::-1]))

    def scatter(
        self,
        function: Expression,
        target: Expression,
        places: Expression,
        added: Expression,
        scope: Scope,
    ) -> None:
        """np.add.at(dE, ids, g): the rows of g added where their class numbers say."""
        name = self.slot(target)
        numbers = self.page.as_class_numbers(self.value(places, scope))
        if name is None or numbers is None:
            raise NotPython("np.add.at is read with the class numbers of the page")
        rows = values.numpy_matmul(
            values.numpy_transpose(numbers.rows), self.array(added, scope)
        )
        sign = "-" if "subtract" in dotted(function) else "+"
        scope.change(
            name, entrywise_operation(sign, as_numpy(self.current(name, scope), name), rows)
        )

    def check_harmless(
        self, function: Expression, count: int, keywords: Mapping[str, Expression]
    ) -> None:
        """Raises NotPython for a call that might change an array and gives nothing back."""
        name = dotted(function)
        bare = function.name if isinstance(function, Attribute) else name
        is_changing = bare in _CHANGING or bare.endswith("_")
        if name.partition(".")[0] in ("np", "numpy", "torch"):
            is_of_one = count == 1 and _OF_ONE.fullmatch(bare) is not None
            is_pure = is_of_one or _PURE.fullmatch(bare) is not None
            is_changing = _SHOWING.fullmatch(bare) is None and not is_pure
        if isinstance(function, Attribute) and bare in _OF_LISTS:
            is_changing = bare != "update" or count < 2
        if is_changing or "out" in keywords:
            raise NotPython(f"{name}(...) changes an array in place; write it as an assignment")

    def changes_arrays(self, own: Definition | FunctionDefinition | None) -> bool:
        """Whether a function of the program may change what it is given."""
        return isinstance(own, Definition) and bool(
            assigned_names.loop_names(own.body, self.page)[1]
        )

    def perform(self, own: Definition, call: Application, scope: Scope) -> None:
        """A call for its effect: what it changes in place of the arrays that it is given."""
        inner = self.opened(own, call, scope)
        self.executed(own, inner)
        whole, partly = assigned_names.loop_names(own.body, self.page)
        given = [*zip(own.parameters, call.arguments, strict=False), *call.keywords]
        for parameter, argument in given:
            name, slot = self.page.canonical(parameter), self.slot(argument)
            value = inner.bound.get(name)
            if slot and name in partly - whole and isinstance(value, NumPyArray):
                scope.bind(slot, value)

    def assign(self, statement: Assignment, scope: Scope) -> None:
        statement = self.with_keys(statement, scope)
        sign = statement.operator.rstrip("=").rstrip(":")
        if self.is_taken_apart(statement, scope):
            return None
        if self.same_part(statement.targets, sign, statement.value, scope):
            return None
        if sign:
            return self.augmented(statement.targets[0], sign, statement.value, scope)
        more, target = assigned_names.added(statement), statement.targets[0]
        owner = assigned_names.owner_of(target)
        name = None if owner is None else self.page.canonical(owner)
        if more and name and isinstance(scope, RoundScope) and scope.adds_to(name):
            return self.augmented(target, *more, scope)
        value = self.value(statement.value, scope)
        for target in statement.targets:
            if isinstance(target, Word):
                self.check_same_data(target.name, statement.value, value, scope)
            self.store(target, value, scope)
        return None

    def check_same_data(
        self, word: str, expression: Expression, value: Value, scope: Scope
    ) -> None:
        """Refuse data of the page that are computed from data under another name."""
        name = self.page.canonical(word)
        is_given = name in self.page.names.vocabulary.data and scope.find(name) is None
        if is_given and name in names_in(value) and is_of_other_data(word, expression):
            raise NotPython(MADE_ANOTHER.format(name))

    def same_part(
        self, targets: Sequence[Expression], sign: str, value: Expression, scope: Scope
    ) -> bool:
        """`a[mask] = b[mask]*c` and `a[1:] += c*b[1:]`; whether the statement is one."""
        match targets:
            case (Subscript(owner) as target,) if (name := self.slot(owner)) is not None:
                found = same_part.whole_of(target, value)
            case _:
                return False
        if isinstance(scope.find(name), ItemList | Lookup):
            return False
        is_slice = same_part.is_bounded(target) and not self.page.is_unrolled
        parts, others = same_part.taken(value)
        is_sum = isinstance(scope, RoundScope) and scope.adds_to(name)
        if found is None or is_sum or not (is_slice or parts):
            return False
        a = as_numpy(self.current(name, scope), name)
        place = None if is_slice else self.indices(target, scope)
        mask = place[0] if place and len(place) == 1 else None
        is_mask = isinstance(mask, NumPyArray) and mask.is_mask and mask.ndim == a.ndim
        if not (is_slice or is_mask):
            return False
        if any(self.array(part, scope).dimensions != a.dimensions for part in parts) or any(
            self.array(other, scope).ndim for other in others
        ):
            raise NotPython("the parts on both sides are not of arrays of one shape")
        new = self.array(found, scope)
        if isinstance(mask, NumPyArray):
            scope.change(name, same_part.with_mask(a, mask, sign, new))
        else:
            part = same_part.sliced(target, a)
            scope.change(name, changed_parts.changed_part(a, part, sign, new))
        return True

    def augmented(
        self, target: Expression, sign: str, expression: Expression, scope: Scope
    ) -> None:
        """`a += b`: in place, so that a keeps its shape."""
        added = self.array(expression, scope)
        name = self.slot(target)
        match target:
            case Subscript(Word(own), (Quoted(key),)):
                table = scope.find(self.page.canonical(own))
                if isinstance(table, Lookup) and key in table.values:
                    return self.entry(own, key, table.values[key], sign, added, scope)
            case Subscript(Word(own), (place,)) if self.page.is_unrolled and isinstance(
                listed := scope.find(self.page.canonical(own)), ItemList | Lookup
            ):
                return self.listed_entry(own, listed, place, sign, added, scope)
        if name is None:
            if not isinstance(target, Subscript):
                raise NotPython("this cannot be assigned")
            target = self.flat(target, scope)
            return self.part(target.value, target, sign, added, scope)
        if isinstance(scope, RoundScope) and scope.adds_to(name):
            return scope.add(name, None, sign, added)
        before = as_numpy(self.current(name, scope), name)
        return scope.change(name, self.changed(before, sign, added))

    def entry(
        self, own: str, key: str, value: Value, sign: str, added: NumPyArray, scope: Scope
    ) -> None:
        """`kept['a'] += b` in a dictionary of the program's own."""
        if isinstance(scope, RoundScope):
            raise NotPython(loops.HAND_IN)
        before = as_numpy(value, key)
        new = values.in_place(self.changed(before, sign, added), before)
        scope.spread(before.memory, key)
        table = scope.find(self.page.canonical(own))
        if isinstance(table, Lookup):
            scope.bind(self.page.canonical(own), Lookup({**table.values, key: new}))

    def listed_entry(
        self,
        own: str,
        listed: ItemList | Lookup,
        place: Expression,
        sign: str,
        added: NumPyArray,
        scope: Scope,
    ) -> None:
        """`ds[t] += b` in a list, or in a dictionary by numbers."""
        if isinstance(listed, Lookup):
            key = self.number_key(place, scope)
            if key in listed.values:
                return self.entry(own, key, listed.values[key], sign, added, scope)
            raise NotPython("a dictionary has no such entry")
        before = as_numpy(self.item(listed, (place,), scope), own)
        new = values.in_place(self.changed(before, sign, added), before)
        scope.spread(before.memory, own)
        name = self.page.canonical(own)
        left = scope.find(name)
        if isinstance(left, ItemList):
            scope.bind(name, self.with_item(left, place, new, scope))
        return None

    def changed(self, before: NumPyArray, sign: str, added: NumPyArray) -> NumPyArray:
        """What `a += b` makes of a, which keeps its shape."""
        if sign == "@":
            new = values.numpy_matmul(before, added)
        elif sign in ("&", "|") and before.is_mask and added.is_mask:
            new = (masks.both if sign == "&" else masks.either)(before, added)
        else:
            new = entrywise_operation(sign, before, added)
        if before.ndim and new.dimensions != before.dimensions:
            shapes = (
                f"{values.dimensions_text(before.dimensions)} {sign}= "
                + values.dimensions_text(added.dimensions)
            )
            raise values.Misshapen(f"in NumPy {shapes} does not fit")
        return new

    def part(
        self, owner: Expression, target: Subscript, sign: str, value: NumPyArray, scope: Scope
    ) -> None:
        """`a[...] = value`, `a[...] += value`."""
        name = self.slot(owner)
        if name is None and self.is_part_of_item(owner, target, sign, value, scope):
            return None
        if name is None:
            raise NotPython("a part of this cannot be assigned")
        places = self.indices(target, scope)
        if isinstance(scope, RoundScope) and scope.adds_to(name):
            before = as_numpy(self.outside(name, scope), name)
            found = subscripts.places(self.page, before, places)
            return scope.add(name, found, sign, value)
        before = as_numpy(self.current(name, scope), name)
        new = changed_parts.with_part(self.page, before, places, sign, value)
        return scope.change(name, new)

    def is_part_of_item(
        self, owner: Expression, target: Subscript, sign: str, value: NumPyArray, scope: Scope
    ) -> bool:
        """`grads[0][...] = dW`, in an array that a list holds; whether it is one."""
        match owner:
            case Subscript(Word() as listed, (place,)):
                name = self.slot(listed)
            case _:
                return False
        held = None if name is None else scope.find(name)
        if name is None or not isinstance(held, ItemList):
            return False
        before = as_numpy(self.item(held, (place,), scope), "[...]")
        places = self.indices(target, scope)
        new = changed_parts.with_part(self.page, before, places, sign, value)
        scope.spread(before.memory, name)
        left = scope.find(name)
        if not isinstance(left, ItemList):
            raise NotPython("this list is not read")
        scope.bind(name, self.with_item(left, place, values.in_place(new, before), scope))
        return True
