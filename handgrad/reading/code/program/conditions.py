"""Conditions that are known without numbers: which side of an `if` a program goes."""

from collections.abc import Callable
from fractions import Fraction

from handgrad.language.functions import ACTIVATIONS
from handgrad.language.tree import Name, names
from handgrad.reading.code.syntax.nodes import (
    Attribute,
    Expression,
    Infix,
    NotPython,
    Prefix,
    Quoted,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import FixedValue, Lookup, Lost, Value
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.spelling.commands import word_set

NOT_OF_PAGE = "which the page does not have"
"""How the reason ends why a name of a cache has no value."""
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_TRAINING = word_set("train training is_training is_train train_mode")


class Condition:
    """Decides conditions with what the page says of its names and the program of its own."""

    def __init__(self, page: PageNames, value: Callable[[Expression], Value]) -> None:
        self.page, self.value = page, value

    def holds(self, condition: Expression) -> bool:
        """Whether a condition holds; raises NotPython where that depends on numbers.

        A gradient is computed in training; an activation without a value is the page's.
        """
        match condition:
            case Prefix("not", operand):
                return not self.holds(operand)
            case Infix("and", left, right):
                return self.holds(left) and self.holds(right)
            case Infix("or", left, right):
                return self.holds(left) or self.holds(right)
            case Infix("in" | "not in" as sign, Quoted(key), right):
                return self.has(right, key) == (sign == "in")
            case Infix("==" | "!=" as sign, left, Quoted(text)):
                same = self.is_named(left, text)
                if same is not None:
                    return same == (sign == "==")
            case Infix(sign, left, right) if sign in _MIRRORED:
                known = self.compared(sign, self.value(left), self.value(right))
                if known is not None:
                    return known
            case Word() | Attribute() | Subscript() if self.is_of_training(condition):
                return True
        return self.truth(self.value(condition))

    def truth(self, found: Value) -> bool:
        """Whether a value counts as true."""
        if isinstance(found, FixedValue):
            return bool(found.value)
        if isinstance(found, NumPyArray) and not found.is_mask and not found.ndim:
            if found.fill is not None:
                return found.fill != 0
            if self.is_positive(found):
                return True
        raise NotPython(
            "which way this 'if' goes depends on numbers; write np.where(condition, a, b), or "
            "keep only the side that is meant",
            is_open=True,
        )

    def is_positive(self, value: NumPyArray) -> bool:
        """Whether a number is positive on every page like this: a size, data declared > 0."""
        vocabulary = self.page.vocabulary
        match value:
            case NumPyArray(Name(name), ()):
                return name in vocabulary.sizes or name in vocabulary.positive
        return False

    def compared(self, sign: str, left: Value, right: Value) -> bool | None:
        """A comparison of numbers, of which one is known and the other at least its sign."""
        if not isinstance(left, NumPyArray) or not isinstance(right, NumPyArray):
            return None
        if left.ndim or right.ndim:
            return None
        if left.fill is not None and right.fill is not None:
            return _compared_numbers(sign, left.fill, right.fill)
        if left.tree == right.tree and names(left.tree) <= {*self.page.vocabulary.sizes}:
            return sign in ("==", "<=", ">=")
        if left.fill is not None:
            return self.compared(_MIRRORED[sign], right, left)
        if self.is_positive(left) and right.fill is not None and right.fill <= 0:
            return sign in (">", ">=", "!=")
        return None

    def has(self, owner: Expression, key: str) -> bool:
        """Whether a dictionary of the program has a key."""
        table = self.value(owner)
        if isinstance(table, Lookup) and (key in table.values or not table.is_partial):
            return key in table.values
        raise NotPython("what this holds is not known")

    def is_named(self, left: Expression, text: str) -> bool | None:
        """Whether an option is this string, None where its value says nothing of strings."""
        try:
            found = self.value(left)
        except NotPython as error:
            if error.is_lost and not str(error).endswith(NOT_OF_PAGE):
                raise
            return self.by_page(left, text)
        if isinstance(found, FixedValue | Lost):
            return found == FixedValue(text)
        return None

    def by_page(self, option: Expression, text: str) -> bool:
        """An option without a value: training, or the only activation that the page has."""
        if text in ("train", "training", "test", "eval"):
            return text.startswith("train")
        used = [name for name in ACTIVATIONS if name in self.page.vocabulary.functions]
        if text.lower() != "softmax" and len(used) > 1:
            used = [name for name in used if name != "softmax"]
        name = self.page.names.function(text.lower())
        if name in ACTIVATIONS and len(used) == 1:
            return name == used[0]
        raise NotPython(
            f"the page does not say what {dotted(option) or 'this option'} is; keep only the "
            "side of this 'if' that is meant"
        )

    def is_of_training(self, option: Expression) -> bool:
        """`if self.training:`, where nothing says what it is."""
        word = dotted(option).rpartition(".")[2]
        if word not in _TRAINING:
            return False
        try:
            self.value(option)
        except NotPython:
            return True
        return False


def _compared_numbers(sign: str, a: Fraction, b: Fraction) -> bool:
    match sign:
        case "<":
            return a < b
        case ">":
            return a > b
        case "<=":
            return a <= b
        case ">=":
            return a >= b
        case "==":
            return a == b
    return a != b
