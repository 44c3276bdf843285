"""The expressions of a program, run on numbers."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from handgrad.reading.code.answers.elsewhere import Elsewhere
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
    UnknownWord,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.target_words import base_word, joining_call, largest_of
from handgrad.reading.code.values.written_keys import may_be_text
from handgrad.reading.run import array_products, library, new_arrays
from handgrad.reading.run.bindings import Bindings, Closure
from handgrad.reading.run.entrywise import Calculator, kind, listed_entries
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.page_values import PageValues
from handgrad.reading.run.picking import class_numbers, entries_at
from handgrad.reading.run.strings import formatted
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_MODULES = word_set(
    "np numpy xp math torch F nn jnp jax scipy special functional linalg lib stride_tricks cp "
    "anp tf keras tfm K lax operator functools itertools stats"
)
_TABLES = regex(r"(?i)_?(?:\w+_)?param(?:eter)?s")
_CONSTANTS = {"True": True, "False": False, "None": None}
_TYPES = word_set("float int bool float32 float64 int32 int64 float_ int_ double long")
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")


class ExpressionRunner(ABC):
    """Runs expressions; how a statement runs is said above."""

    def __init__(self, page: PageValues, calculator: Calculator) -> None:
        self.page, self.calc = page, calculator
        self.kept = Bindings()
        self.line = self.depth = 0

    def canonical(self, word: str) -> str:
        """The name that a word stands for."""
        return self.page.canonical(word)

    def value(self, expression: Expression, names: Bindings) -> Any:
        """The value of an expression."""
        self.calc.spend(4)
        match expression:
            case Literal(number, is_float=is_float):
                return self.calc.real(number) if is_float else int(number)
            case Quoted(text):
                return text
            case Word(name):
                return self.word(name, names)
            case Row(items):
                return self.row(items, names)
            case Prefix(sign, operand):
                return self.prefix(sign, operand, names)
            case Infix():
                return self.infix(expression, names)
            case Conditional(condition, yes, no):
                return self.value(yes if self.truth(condition, names) else no, names)
            case Attribute():
                return self.attribute(expression, names)
            case Subscript():
                return self.subscript(expression, names)
            case Application():
                return self.application(expression, names)
            case Table(items):
                return {self.key(k, names): self.value(v, names) for k, v in items}
            case FunctionDefinition(parameters):
                return Closure(parameters, expression, names)
            case Collected():
                return list(self.collected(expression, names))
        raise NotPython("this is not run")

    def word(self, name: str, names: Bindings) -> Any:
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name == "...":
            return ...
        for spelled in (self.canonical(name), name):
            if names.has(spelled):
                return names.find(spelled)
        if name in _TYPES:
            return name
        return self.of_page(name)

    def of_page(self, word: str) -> Any:
        """The page's value of a word that the program has not bound.

        `params` of which the text says nothing is the dictionary of the page's parameters.
        """
        try:
            return self.page.value(word)
        except UnknownWord:
            if not _TABLES.fullmatch(word):
                raise
            return {p: self.of_page(p) for p in self.page.names.vocabulary.parameters}

    def key(self, expression: Expression, names: Bindings) -> str | int:
        found = self.value(expression, names)
        if not isinstance(found, str | int):
            raise NotPython("the keys of a dictionary are strings or whole numbers")
        return found

    def row(self, items: Sequence[Expression], names: Bindings) -> list[Any]:
        if len(items) == 1 and isinstance(items[0], Collected):
            return list(self.collected(items[0], names))
        return [self.value(item, names) for item in items]

    def prefix(self, sign: str, operand: Expression, names: Bindings) -> Any:
        if sign == "not":
            return not self.truth(operand, names)
        value = self.value(operand, names)
        if sign == "-":
            return self.calc.negated(value)
        if sign == "+":
            return value.copied() if isinstance(value, NDArray) else value
        if kind(value) != "b":
            raise NotPython("~ is run of truths only")
        return self.calc.broadcast(lambda x: not x, value, kind="b")

    def infix(self, expression: Infix, names: Bindings) -> Any:
        sign = expression.operator
        left = self.value(expression.left, names)
        if sign in ("and", "or"):
            self.calc.site = (self.line, expression.at)
            holds = self.holds(left)
            return left if holds == (sign == "or") else self.value(expression.right, names)
        right = self.value(expression.right, names)
        self.calc.site = (self.line, expression.at)
        return self.operated(sign, left, right)

    def operated(self, sign: str, left: Any, right: Any) -> Any:
        if isinstance(left, Elsewhere) or isinstance(right, Elsewhere):
            return Elsewhere()
        plain = (str, type(None), dict, bool)
        if sign in ("is", "is not"):
            same = left is right or (isinstance(left, int) and left == right)
            return same == (sign == "is")
        if sign in ("in", "not in"):
            return self.contains(right, left) == (sign == "in")
        if sign in ("==", "!=") and (isinstance(left, plain) or isinstance(right, plain)):
            if isinstance(left, NDArray) or isinstance(right, NDArray):
                raise NotPython("an array is compared with numbers only")
            return (left == right) == (sign == "==")
        if sign == "+" and isinstance(left, str) and isinstance(right, str | int):
            return f"{left}{right}"
        if sign == "%" and isinstance(left, str):
            return formatted(left, right if isinstance(right, list) else [right])
        lists = [isinstance(v, list) for v in (left, right)]
        arrays = [isinstance(v, NDArray) for v in (left, right)]
        if any(lists) and not any(arrays):
            return self.of_lists(sign, left, right)
        left, right = (new_arrays.array_of_list(self.calc, v) for v in (left, right))
        if sign == "@":
            return array_products.matrix_product_of(self.calc, left, right)
        if sign in _COMPARISONS:
            left, right = self.as_labels(left, right), self.as_labels(right, left)
        return self.calc.operate(sign, left, right)

    def as_labels(self, value: Any, beside: Any) -> Any:
        """One-hot rows beside whole numbers, as class numbers where the reading has those.

        Entries of rows are compared with 0 and 1 only.
        """
        if not (isinstance(value, NDArray) and value.is_one_hot and kind(beside) == "i"):
            return value
        if self.page.has_labels:
            return class_numbers(value)
        if any(x not in (0, 1) for x in listed_entries(beside)):
            raise NotPython("one-hot rows are compared with class numbers")
        return value

    def of_lists(self, sign: str, left: Any, right: Any) -> Any:
        """Python joins and repeats lists."""
        if sign == "+" and isinstance(left, list) and isinstance(right, list):
            return [*left, *right]
        if sign == "*" and isinstance(left, int):
            left, right = right, left
        if sign == "*" and isinstance(right, int) and isinstance(left, list):
            self.calc.spend(len(left) * max(right, 0))
            return left * right
        both = [left, right] if isinstance(left, list) and isinstance(right, list) else [[None]]
        if sign in ("==", "!=") and all(isinstance(x, int | str) for row in both for x in row):
            return (left == right) == (sign == "==")
        raise NotPython(f"{sign} is not run of lists")

    def contains(self, whole: Any, part: Any) -> bool:
        if isinstance(whole, dict | range) or (
            isinstance(whole, str) and isinstance(part, str)
        ):
            return part in whole
        if isinstance(whole, list) and all(isinstance(x, int | str) for x in (*whole, part)):
            return part in whole
        raise NotPython("'in' is run of dictionaries, and lists of whole numbers or strings")

    def truth(self, condition: Expression, names: Bindings) -> bool:
        found = self.value(condition, names)
        self.calc.site = (self.line, -1 - getattr(condition, "at", 0))
        return self.holds(found)

    def holds(self, value: Any) -> bool:
        """Whether a value counts as true."""
        if isinstance(value, NDArray):
            if value.size != 1:
                raise NotPython("the truth of an array is not known: write .any() or .all()")
            value = value.entries()[0]
        if isinstance(value, Elsewhere):
            raise NotPython("what this is compared with is not known", is_open=True)
        if isinstance(value, Closure):
            return True
        if value is None or isinstance(value, str | list | dict | int | range):
            return bool(value)
        return self.calc.truth(value)

    def is_module(self, path: str, names: Bindings) -> bool:
        head = path.partition(".")[0]
        is_one = head in _MODULES or head in self.page.names.modules
        is_one = is_one or bool(library.of_two_words(path))
        return bool(head) and is_one and not names.has(head)

    def attribute(self, expression: Attribute, names: Bindings) -> Any:
        name, path = expression.name, dotted(expression)
        if self.is_module(path, names):
            return self.of_module(name)
        if (word := self.held_word(expression)) is not None:
            return self.of_object(word, names)
        if name in ("indices", "values") and (largest := largest_of(expression.value, name)):
            return self.value(largest, names)
        value = self.value(expression.value, names)
        if isinstance(value, Elsewhere):
            return value
        if isinstance(value, NDArray):
            match name:
                case "T" | "mT":
                    return value.transposed()
                case "shape":
                    return list(value.shape)
                case "size":
                    return value.size
                case "ndim":
                    return value.ndim
                case "dtype":
                    return {"f": "float", "i": "int", "b": "bool"}[value.kind]
        if isinstance(value, NDArray | int) or kind(value) == "f":
            match name:
                case "T" | "data" | "values" | "real":
                    return value
                case "shape":
                    return []
                case "ndim":
                    return 0
                case "size":
                    return 1
        raise NotPython(f".{name} is not run")

    def held_word(self, expression: Expression) -> str | None:
        """The word of `self.W`, `params['W']` and `w.grad`, None for what is none of these."""
        word = base_word(expression)
        return None if isinstance(expression, Word) else word

    def of_object(self, word: str, names: Bindings) -> Any:
        """What an object, or a dictionary that the text does not make, has under a word.

        A name of the text that is bound again leaves what the object has as it is.
        """
        name = self.canonical(word)
        is_of_page = "/" not in name and name in self.page.names.vocabulary.shapes
        for held in (self.kept.bound, *(() if is_of_page else (names.bound,))):
            if name in held:
                return held[name]
        return self.of_page(word)

    def of_module(self, name: str) -> Any:
        match name:
            case "newaxis":
                return None
            case "pi":
                return self.calc.numbers.pi()
            case "e":
                return self.calc.numbers.functions["exp"](self.calc.real(1))
            case "inf":
                raise NotPython("infinity is not run")
        return name

    def subscript(self, expression: Subscript, names: Bindings) -> Any:
        joined = joining_call(expression)
        if joined is not None and self.is_module(dotted(joined.function), names):
            if dotted(expression.value).endswith(".r_"):
                return library.call(self.calc, "r_", [self.index(expression, names)], {})
            return self.value(joined, names)
        owner = base_word(expression.value)
        key = expression.items[0]
        is_free = owner is not None and not names.has(self.canonical(owner))
        is_free = is_free and not names.has(owner or "")
        kept = self.kept.bound.get(owner or "")
        if isinstance(key, Quoted) and isinstance(kept, dict) and key.text in kept:
            return kept[key.text]
        if is_free and may_be_text(key) and isinstance(text := self.value(key, names), str):
            key = Quoted(text)
            if word := base_word(Subscript(expression.value, (key,))):
                return self.of_object(word, names)
        value = self.value(expression.value, names)
        if isinstance(value, NDArray):
            self.calc.site = (self.line, expression.at)
            return entries_at(value, self.index(expression, names))
        if isinstance(value, Elsewhere):
            return value
        part = self.part(expression.items[0], names)
        if len(expression.items) > 1:
            raise NotPython("a list has one index")
        return self.entry(value, part)

    def entry(self, value: Any, place: Any) -> Any:
        if isinstance(value, dict):
            if not isinstance(place, str | int) or place not in value:
                raise NotPython("a dictionary has no such entry")
            return value[place]
        if isinstance(value, list | range | str) and isinstance(place, int | slice):
            if isinstance(place, int) and not -len(value) <= place < len(value):
                raise NotPython("a list has no such place")
            return value[place]
        raise NotPython("this has no entries")

    def index(self, expression: Subscript, names: Bindings) -> list[Any]:
        """The parts of an index of an array."""
        parts = [self.part(item, names) for item in expression.items]
        if len(parts) == 1 and isinstance(parts[0], list):
            is_tuple = any(isinstance(p, NDArray | slice) for p in parts[0])
            return parts[0] if is_tuple and parts[0] else parts
        return parts

    def part(self, item: Expression, names: Bindings) -> Any:
        if isinstance(item, SliceDisplay):
            bounds = [None if p is None else self.value(p, names)
                      for p in (item.start, item.stop, item.step)]  # fmt: skip
            if any(b is not None and not isinstance(b, int) for b in bounds) or bounds[2] == 0:
                raise NotPython("a slice has whole numbers as its bounds")
            return slice(*bounds)
        return self.value(item, names)

    def collected(self, expression: Collected, names: Bindings) -> Iterator[Any]:
        """The values of a comprehension."""
        inner = Bindings(names)
        for value in self.run_through(self.value(expression.source, names)):
            self.store(expression.target, value, inner)
            if expression.condition is None or self.truth(expression.condition, inner):
                yield self.value(expression.item, inner)

    def run_through(self, value: Any) -> Iterable[Any]:
        """What a loop runs through."""
        if isinstance(value, NDArray):
            return value.rows()
        if isinstance(value, list | range | dict):
            self.calc.spend(len(value))
            return list(value) if isinstance(value, list | dict) else value
        raise NotPython("a loop runs through a range, a list or an array")

    @abstractmethod
    def application(self, expression: Application, names: Bindings) -> Any:
        """The value of a call."""

    @abstractmethod
    def store(self, target: Expression, value: Any, names: Bindings) -> None:
        """Give a target a value."""
