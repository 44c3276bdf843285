"""Expressions of a program to values."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from handgrad.language.tree import Call, Name
from handgrad.reading.code import masks, subscripts
from handgrad.reading.code import numpy_arrays as values
from handgrad.reading.code.array_spans import Bounds
from handgrad.reading.code.call_arguments import as_numpy
from handgrad.reading.code.made_arrays import of_lists
from handgrad.reading.code.numpy_arrays import (
    NumPyArray,
    entrywise_operation,
    scalar,
)
from handgrad.reading.code.numpy_shapes import number_of_entries, shape_array
from handgrad.reading.code.program_values import (
    ClassNumbers,
    Counter,
    FixedValue,
    ItemList,
    Lookup,
    Lost,
    Position,
    Value,
    key_of_number,
)
from handgrad.reading.code.same_part import is_same_expression
from handgrad.reading.code.scope import PageNames, Scope
from handgrad.reading.code.subscripts import Whole
from handgrad.reading.code.syntax import (
    Application,
    Attribute,
    Collected,
    Conditional,
    Expression,
    FunctionDefinition,
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
from handgrad.reading.code.target_words import base_word, is_of_gradients, joining_call
from handgrad.reading.spelling.commands import word_set

_MODULES = word_set(
    "np numpy math torch F nn tf jnp jax scipy special functional linalg cmath T mx "
    "cp onp anp losses activations"
)
_TYPES = word_set("float int bool float32 float64 int32 int64 float_ int_ double long floatX")
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
_DEEPEST_CALLS = 8
# Methods that give back the array whatever stands between their brackets.
_CASTS = word_set("to type cuda cpu double detach numpy contiguous requires_grad_")
_IN_PLACE = {"add_": "+", "sub_": "-", "mul_": "*", "div_": "/"}
# Functions that only look at what they are given.
_LOOKING = word_set("print display assert_allclose assert_equal cmp compare check")


class Evaluator(ABC):
    """The value of an expression in a scope; how a statement runs is said above."""

    def __init__(self, page: PageNames) -> None:
        self.page = page
        self.depth = 0

    def value(self, expression: Expression, scope: Scope) -> Value:
        match expression:
            case Literal(number):
                return scalar(number)
            case Quoted(text):
                return FixedValue(text)
            case Word(name):
                return FixedValue(name) if self.is_type(name, scope) else self.word(name, scope)
            case Row(items):
                return self.row(items, scope)
            case Prefix(sign, operand):
                return self.prefix(sign, self.value(operand, scope))
            case Infix(sign, left, right):
                return self.infix(sign, self.value(left, scope), self.value(right, scope))
            case Conditional(condition, yes, no):
                return self.conditional(condition, yes, no, scope)
            case Attribute():
                return self.attribute(expression, scope)
            case Subscript():
                return self.subscript(expression, scope)
            case Application():
                return self.application(expression, scope)
            case Table(items):
                return Lookup({self.text(k, scope): self.value(v, scope) for k, v in items})
            case FunctionDefinition():
                return expression
            case Collected():
                return self.collected(expression, scope)
            case SliceDisplay():
                raise NotPython("a slice stands between the brackets of an array")

    def word(self, name: str, scope: Scope) -> Value:
        """What a word stands for; a function's dictionary of gradients has those it bound."""
        found = scope.value(name)
        if not isinstance(found, Lookup) or scope.outer is None or not is_of_gradients(name):
            return found
        start = self.page.by("")
        bound = {n: v for n, v in scope.bound.items() if n.startswith(start)}
        return Lookup({**found.values, **bound})

    def is_type(self, name: str, scope: Scope) -> bool:
        return name in _TYPES and scope.find(name) is None

    def array(self, expression: Expression, scope: Scope) -> NumPyArray:
        return as_numpy(self.value(expression, scope), "this")

    def row(self, items: Sequence[Expression], scope: Scope) -> Value:
        if len(items) == 1 and isinstance(items[0], Collected):
            return self.value(items[0], scope)
        return ItemList(tuple(self.value(item, scope) for item in items))

    def text(self, expression: Expression, scope: Scope) -> str:
        found = self.value(expression, scope)
        if isinstance(found, NumPyArray):
            return key_of_number(found)
        if isinstance(found, FixedValue) and isinstance(found.value, str):
            return found.value
        raise NotPython("the keys of a dictionary are strings here: grads['W']")

    def prefix(self, sign: str, value: Value) -> Value:
        if isinstance(value, FixedValue) and sign == "not":
            return FixedValue(not value.value)
        a = as_numpy(value, sign)
        match sign:
            case "-":
                return values.negated(a)
            case "+":
                return values.copied(a)
        if not a.is_mask:
            raise NotPython(f"{sign} is read before a comparison only")
        return masks.opposite(a)

    def infix(self, sign: str, left: Value, right: Value) -> Value:
        if sign in _COMPARISONS and (found := self.compared_places(sign, left, right)):
            return found
        is_none = sign in ("is", "is not", "==", "!=") and right == FixedValue(None)
        if is_none or (sign in ("is", "is not", "==", "!=") and isinstance(left, FixedValue)):
            return FixedValue((left == right) == (sign in ("is", "==")))
        if sign in ("and", "or") and isinstance(left, FixedValue):
            return right if bool(left.value) == (sign == "and") else left
        if whole := of_lists(self.page.vocabulary.sizes, sign, left, right):
            return whole
        a, b = as_numpy(left, sign), as_numpy(right, sign)
        if sign in _COMPARISONS:
            known = masks.compared(sign, a, b) if self.page.is_unrolled else None
            if known is not None:
                return FixedValue(known)
            return masks.comparison_mask(sign, a, b)
        if sign in ("&", "|", "and", "or"):
            if not (a.is_mask and b.is_mask):
                raise NotPython(f"{sign} joins two comparisons: (z > 0) {sign} (y > 0)")
            return (masks.both if sign in ("&", "and") else masks.either)(a, b)
        if sign == "@":
            return values.numpy_matmul(a, b)
        return entrywise_operation(sign, a, b)

    def compared_places(self, sign: str, left: Value, right: Value) -> NumPyArray | None:
        """`j == y[i]` for the variable of a loop and a class number: an entry of a row."""
        if isinstance(right, Position) or isinstance(left, ClassNumbers):
            left, right = right, left
        is_place = isinstance(right, ClassNumbers) and isinstance(left, NumPyArray)
        if not isinstance(left, Position) and not (is_place and self.page.is_unrolled):
            return None
        numbers = self.page.as_class_numbers(right)
        if sign not in ("==", "!=") or numbers is None or numbers.rows.ndim != 1:
            raise NotPython("the variable of a loop is compared with a class number only")
        found = replace(subscripts.picked(self.page, numbers.rows, [left]), is_mask=True)
        return masks.opposite(found) if sign == "!=" else found

    @abstractmethod
    def collected(self, expression: Collected, scope: Scope) -> Value:
        """A list built entry by entry, one by one or for the position of a loop."""

    @abstractmethod
    def store(self, target: Expression, value: Value, scope: Scope) -> None:
        """Give a target a value in a scope."""

    @abstractmethod
    def flag(self, condition: Expression, scope: Scope) -> bool:
        """A condition that is known without numbers."""

    def conditional(
        self, condition: Expression, yes: Expression, no: Expression, scope: Scope
    ) -> Value:
        found = self.value(condition, scope)
        if isinstance(found, FixedValue):
            return self.value(yes if found.value else no, scope)
        chosen = (as_numpy(found, "if"), self.array(yes, scope), self.array(no, scope))
        if chosen[0].ndim or not chosen[0].is_mask:
            raise NotPython("'a if c else b' needs one condition; for arrays write np.where")
        return values.applied_entrywise(lambda c, x, y: Call("where", (c, x, y)), *chosen)

    def attribute(self, expression: Attribute, scope: Scope) -> Value:
        name = expression.name
        path = dotted(expression)
        head = path.partition(".")[0]
        if self.is_module(head, scope) and self.page.names.find(head) is None:
            return self.of_module(name)
        if (word := base_word(expression)) is not None:
            return scope.value(word)
        if name == "indices" and isinstance(expression.value, Application):
            return self.places_of_largest(expression.value, scope)
        value = self.value(expression.value, scope)
        if isinstance(value, ClassNumbers) and name in ("shape", "size"):
            size = values.size_number(value.rows.dimensions[0])
            return ItemList((size,)) if name == "shape" else size
        a = as_numpy(value, f".{name}")
        match name:
            case "T" | "mT":
                return values.numpy_transpose(a)
            case "shape":
                return shape_array(a)
            case "size":
                return number_of_entries(a)
            case "data" | "values" | "real":
                return a
            case "ndim":
                return scalar(a.ndim)
        raise NotPython(f".{name} is not read")

    def places_of_largest(self, call: Application, scope: Scope) -> Value:
        """`x.max(1).indices` of PyTorch, which is the argmax."""
        match call.function:
            case Attribute(value, "max"):
                return self.value(replace(call, function=Attribute(value, "argmax")), scope)
        raise NotPython(".indices is read behind max(...) only")

    def of_module(self, name: str) -> Value:
        if name == "newaxis":
            return FixedValue(None)
        if name == "pi":
            return NumPyArray(Name("pi"), ())
        if name == "e":
            return NumPyArray(Call("exp", (values.ONE,)), ())
        return FixedValue(name)

    def subscript(self, expression: Subscript, scope: Scope) -> Value:
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

    @abstractmethod
    def application(self, expression: Application, scope: Scope) -> Value:
        """The value of a call."""

    def is_module(self, head: str, scope: Scope) -> bool:
        first = head.partition(".")[0]
        is_one = first in _MODULES or first in self.page.modules
        return is_one and scope.find(first) is None
