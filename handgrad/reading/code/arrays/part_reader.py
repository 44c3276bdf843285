"""What stands between brackets: entries of arrays, of lists and of dictionaries."""

from abc import ABC, abstractmethod
from dataclasses import replace

from handgrad.reading.code.arrays import subscripts
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.arrays.same_part import is_same_expression
from handgrad.reading.code.arrays.subscripts import Whole
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    NotPython,
    Prefix,
    Quoted,
    Row,
    SliceDisplay,
    Subscript,
    Table,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.target_words import base_word, joining_call
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.array_spans import Bounds
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    Counter,
    FixedValue,
    ItemList,
    Lookup,
    Lost,
    Value,
    key_of_number,
)
from handgrad.reading.code.values.scope import PageNames, Scope
from handgrad.reading.code.values.written_keys import may_be_text, text_of


class PartReader(ABC):
    """The value of `a[...]` in a scope; that of other expressions is said above."""

    def __init__(self, page: PageNames) -> None:
        self.page = page

    @abstractmethod
    def value(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression."""

    @abstractmethod
    def held_by(self, expression: Attribute, scope: Scope) -> Value | None:
        """What an object of the program holds; None for other attributes."""

    @abstractmethod
    def is_module(self, head: str, scope: Scope) -> bool:
        """Whether a word is a library."""

    def subscript(self, expression: Subscript, scope: Scope) -> Value:
        expression = self.with_key(expression, scope)
        if isinstance(expression.items[0], Quoted):
            return self.by_key(expression, scope)
        call = joining_call(expression)
        if call is not None and self.is_module(dotted(call.function), scope):
            return self.value(call, scope)
        if dotted(expression.value).endswith(".needs_input_grad"):
            return FixedValue(True)
        value = self.value(expression.value, scope)
        if isinstance(value, ItemList):
            return self.item(value, expression.items, scope)
        if isinstance(value, Lookup):
            return self.kept_under(value, expression.items[0], scope)
        if isinstance(value, ClassNumbers):
            found = subscripts.picked(self.page, value.rows, self.indices(expression, scope))
            return ClassNumbers(found)
        if isinstance(value, Counter):
            return subscripts.of_range(value, self.indices(expression, scope))
        a = as_numpy(value, "[...]")
        if kept := self.kept_axis(expression.items, scope):
            axis, place = kept
            places = [Whole()] * axis + [place]
            row = subscripts.picked(self.page, a, places)
            sizes = list(row.dimensions)
            sizes.insert(axis, 1)
            found = values.reshaped(row, sizes)
            is_copy = any(isinstance(item, Row) for item in expression.items)
            return values.copied(found) if is_copy else found
        return subscripts.picked(self.page, a, self.indices(expression, scope))

    def with_key(self, expression: Subscript, scope: Scope) -> Subscript:
        """`params["W" + str(l)]` with the text that the key comes to."""
        match expression.items:
            case (Quoted(),):
                return expression
            case (Word(name) as item,) if isinstance(
                scope.find(self.page.canonical(name)), FixedValue
            ):
                key = text_of(self.value(item, scope))
            case (item,) if may_be_text(item):
                key = text_of(self.value(item, scope))
            case _:
                return expression
        return expression if key is None else replace(expression, items=(Quoted(key),))

    def kept_axis(
        self, items: tuple[Expression, ...], scope: Scope
    ) -> tuple[int, Value] | None:
        """The axis and the i of `X[i:i+1]`, `X[:, i:i+1]` and `X[[i]]`, which keep the axis."""
        whole = SliceDisplay(None, None, None)
        match items:
            case (SliceDisplay(), SliceDisplay()) if is_same_expression(items[0], whole):
                place = self.single(items[1], scope)
                return None if place is None else (1, place)
            case (first,) | (first, SliceDisplay(None, None, None)):
                place = self.single(first, scope)
                return None if place is None else (0, place)
        return None

    def single(self, item: Expression, scope: Scope) -> Value | None:
        """The i of `i:i+1` and `[i]`."""
        match item:
            case SliceDisplay(Word() as start, Infix("+", left, Literal(one)), None):
                is_it = is_same_expression(start, left) and one == 1
                return self.value(start, scope) if is_it else None
            case Row((one,)):
                return self.value(one, scope)
        return None

    def item(self, value: ItemList, items: tuple[Expression, ...], scope: Scope) -> Value:
        """`X.shape[0]`, an entry of a tuple, and a part of a list."""
        if len(items) == 1 and isinstance(items[0], SliceDisplay):
            bounds = self.bounds(items[0], scope)
            return ItemList(value.values[bounds.start : bounds.stop : bounds.step])
        place = as_numpy(self.value(items[0], scope), "[...]").fill
        count = len(value.values)
        is_whole = len(items) == 1 and place is not None and place.denominator == 1
        if is_whole and place is not None and -count <= place < count:
            return value.values[int(place)]
        raise NotPython("a tuple has no such entry")

    def by_key(self, expression: Subscript, scope: Scope) -> Value:
        """`params['W']`: of a dictionary of the program, else the name itself."""
        key = expression.items[0]
        if isinstance(expression.value, Table | Row):
            held = self.value(expression.value, scope)
            if isinstance(held, Lookup) and isinstance(key, Quoted) and key.text in held.values:
                return held.values[key.text]
            raise NotPython("a dictionary has no such entry")
        if isinstance(expression.value, Attribute) and isinstance(key, Quoted):
            table = self.held_by(expression.value, scope)
            if isinstance(table, Lookup):
                if key.text in table.values:
                    return table.values[key.text]
                raise NotPython(f"this dictionary holds no {key.text}")
        word = base_word(expression.value)
        if word is not None and isinstance(key, Quoted):
            own = scope.find(self.page.canonical(word))
            if isinstance(own, Lost):
                raise own.error()
            if isinstance(own, Lookup) and key.text in own.values:
                return own.values[key.text]
        found = base_word(expression)
        if found is None:
            raise NotPython("this entry of a dictionary is not read")
        return scope.value(found)

    def indices(self, expression: Subscript, scope: Scope) -> list[Value | Whole | Bounds]:
        found: list[Value | Whole | Bounds] = []
        for item in expression.items:
            held = self.value(item, scope) if isinstance(item, Application) else None
            if isinstance(held, ItemList) and any(isinstance(v, Counter) for v in held.values):
                found += held.values
            elif isinstance(item, Row):
                found += [self.index(part, scope) for part in item.items]
            else:
                found.append(self.index(item, scope))
        return found

    def index(self, item: Expression, scope: Scope) -> Value | Whole | Bounds:
        match item:
            case SliceDisplay(None, None, None) | Word("..."):
                return Whole()
            case SliceDisplay() if not self.page.is_unrolled:
                raise NotPython("a slice is read as a whole axis only: a[:, 0]")
            case SliceDisplay():
                return self.bounds(item, scope)
            case Prefix("-", Literal()) if not self.page.is_unrolled:
                raise NotPython("an index from the end is not read")
        value = self.value(item, scope)
        match value:
            case ItemList((NumPyArray(is_mask=True),)):
                return value.values[0]
        return value

    def bounds(self, item: SliceDisplay, scope: Scope) -> Bounds:
        """The whole numbers of `a:b:c`."""

        def whole(part: Expression | None) -> int | None:
            if part is None:
                return None
            found = as_numpy(self.value(part, scope), "a slice").fill
            if found is None or found.denominator != 1:
                raise NotPython("a slice has whole numbers as its bounds")
            return int(found)

        return Bounds(whole(item.start), whole(item.stop), whole(item.step))

    def kept_under(self, table: Lookup, place: Expression, scope: Scope) -> Value:
        """`hs[t]` of a dictionary whose keys are numbers."""
        found = table.values.get(self.number_key(place, scope))
        if found is None:
            raise NotPython("a dictionary has no such entry")
        return found

    def number_key(self, place: Expression, scope: Scope) -> str:
        """The key that a number is in a dictionary."""
        return key_of_number(as_numpy(self.value(place, scope), "[...]"))
