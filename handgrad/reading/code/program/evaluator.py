"""Expressions of a program to values."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Name
from handgrad.reading.code.arrays import subscripts
from handgrad.reading.code.arrays.call_arguments import as_numpy
from handgrad.reading.code.arrays.numpy_shapes import number_of_entries, shape_array
from handgrad.reading.code.arrays.part_reader import PartReader
from handgrad.reading.code.syntax.nodes import (
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
from handgrad.reading.code.syntax.target_words import base_word, is_of_gradients
from handgrad.reading.code.values import masks
from handgrad.reading.code.values import numpy_arrays as values
from handgrad.reading.code.values.made_arrays import of_lists
from handgrad.reading.code.values.numpy_arrays import (
    NumPyArray,
    entrywise_operation,
    scalar,
)
from handgrad.reading.code.values.program_values import (
    ClassNumbers,
    FixedValue,
    ItemList,
    Lookup,
    Position,
    Value,
    key_of_number,
)
from handgrad.reading.code.values.scope import PageNames, Scope
from handgrad.reading.code.values.written_keys import joined_texts
from handgrad.reading.spelling.commands import word_set

_MODULES = word_set(
    "np numpy xp math torch F nn tf jnp jax scipy special functional linalg cmath T mx "
    "cp onp anp losses activations"
)
_TYPES = word_set("float int bool float32 float64 int32 int64 float_ int_ double long floatX")
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")


class Evaluator(PartReader):
    """The value of an expression in a scope; how a statement runs is said above."""

    def __init__(self, page: PageNames) -> None:
        super().__init__(page)
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
        if (text := joined_texts(sign, left, right)) is not None:
            return text
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
        if (found := self.held_by(expression, scope)) is not None:
            return found
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

    @abstractmethod
    def application(self, expression: Application, scope: Scope) -> Value:
        """The value of a call."""

    def is_module(self, head: str, scope: Scope) -> bool:
        first = head.partition(".")[0]
        is_array = self.page.vocabulary.shapes.get(first, SCALAR) != SCALAR
        is_one = first in self.page.modules or (first in _MODULES and not is_array)
        return is_one and scope.find(first) is None
