"""Calls in a program that is run: its own functions, Python's, NumPy's, and methods."""

from abc import abstractmethod
from typing import Any

from handgrad.language.functions import ELEMENTWISE
from handgrad.reading.code.answers.elsewhere import Elsewhere, is_from_elsewhere
from handgrad.reading.code.answers.idle import is_pure
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    NotPython,
    UnknownWord,
    dotted,
)
from handgrad.reading.code.syntax.statements import Definition
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.run import array_products, library, new_arrays
from handgrad.reading.run.bindings import Bindings, Closure
from handgrad.reading.run.entrywise import kind
from handgrad.reading.run.machine import ExpressionRunner
from handgrad.reading.run.named_slopes import slope_on_numbers
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.strings import formatted
from handgrad.reading.spelling.commands import word_set

_CASTS = word_set("to type cuda cpu double detach numpy contiguous requires_grad_ float")
_AXES = ("axis", "dim")
_DEEPEST = 12


class CallRunner(ExpressionRunner):
    """Calls what stands before brackets; how a statement runs is said above."""

    saved: list[Any]
    is_pytorch: bool

    def application(self, expression: Application, names: Bindings) -> Any:
        function, name = expression.function, dotted(expression.function)
        own = self.own_function(function, names)
        if own is None and is_from_elsewhere(function):
            return Elsewhere()
        given = [self.value(a, names) for a in expression.arguments]
        options = {k: self.value(v, names) for k, v in expression.keywords}
        self.calc.site = (self.line, expression.at)
        if own is not None:
            return self.called(own, given, options)
        bare = name.rpartition(".")[2]
        if bare == "save_for_backward":
            self.saved = given
            return None
        owner, _, method = name.partition(".")
        if owner in ("self", "cls") and method == bare and not names.has(owner):
            return self.of_its_class(bare, name, given, options)
        if isinstance(function, Attribute) and not self.is_module(name, names):
            return self.method(function, given, options, names)
        if any(isinstance(value, Elsewhere) for value in (*given, *options.values())):
            if not is_pure(expression):
                raise NotPython(f"{name}(...) of what is not known may change it")
            return Elsewhere()
        if "." not in name:
            found = self.builtin(bare, given, options)
            if found is not NotImplemented:
                return found
        bare = library.of_two_words(name) or bare
        if (found := self.folded(bare, given)) is not NotImplemented:
            return found
        if name == "math.pow" or "out" in options:
            raise NotPython(f"{name}(...) is not run")
        spelled = (
            bare if library.rule_of(bare) else self.page.names.names.function(bare) or bare
        )
        if spelled in library.OF_SAMPLES and name.startswith("torch."):
            spelled = name
        if spelled == "softmax" and len(given) == 1 and options.keys().isdisjoint(_AXES):
            options["axis"] = self.page.names.softmax_axis(name)
        if "." not in name and library.rule_of(spelled) is None:
            return self.of_nobody(bare, name, given)
        return library.call(self.calc, spelled, given, options)

    def of_its_class(
        self, bare: str, name: str, given: list[Any], options: dict[str, Any]
    ) -> Any:
        """`self.sigmoid(z)` where the text does not show it: the function of that name."""
        known = self.page.names.names.function(bare.lstrip("_"))
        if known not in (*ELEMENTWISE, "softmax") or library.rule_of(known) is None:
            return self.of_nobody(bare.lstrip("_"), name, given)
        if known == "softmax" and options.keys().isdisjoint(_AXES) and len(given) == 1:
            options["axis"] = self.page.names.softmax_axis(known)
        return library.call(self.calc, known, given, options)

    def of_nobody(self, bare: str, name: str, given: list[Any]) -> Any:
        """A function that the text does not show: a slope by its name, else unknown."""
        function = self.page.names.names.primed(bare)
        if function is None:
            raise UnknownWord(f"{name}(...) is not run: write what it gives")
        return slope_on_numbers(self.calc, self.page, function, given)

    def operated(self, sign: str, left: Any, right: Any) -> Any:
        """An operator; a star between an np.matrix and an array is the product of matrices."""
        arrays = [v for v in (left, right) if isinstance(v, NDArray)]
        if sign in ("*", "**") and any(a.is_matrix for a in arrays):
            if sign == "**":
                raise NotPython("powers of np.matrix are not run: write np.multiply(a, a)")
            if len(arrays) > 1:
                return array_products.matrix_product_of(self.calc, left, right)
        return super().operated(sign, left, right)

    def own_function(self, function: Expression, names: Bindings) -> Closure | None:
        if isinstance(function, FunctionDefinition):
            return Closure(function.parameters, function, names)
        word = base_word(function) or written(function).rpartition(".")[2]
        is_method = isinstance(function, Attribute) and base_word(function) is None
        if not word or (is_method and self.is_module(dotted(function), names)):
            return None
        if isinstance(function, Attribute) and isinstance(self.kept.bound.get(word), Closure):
            held: Closure = self.kept.bound[word]
            return held
        for spelled in (self.canonical(word), word):
            if names.has(spelled):
                found = names.find(spelled)
                if isinstance(found, Closure):
                    return found
        return None

    def called(self, own: Closure, given: list[Any], options: dict[str, Any]) -> Any:
        """The value of a function of the program's own."""
        if self.depth >= _DEEPEST:
            raise NotPython("functions call each other too deeply")
        inner = self.opened(own, given, options)
        self.depth += 1
        line = self.line
        try:
            if isinstance(own.made, FunctionDefinition):
                return self.value(own.made.body, inner)
            return self.executed(own.made, inner)
        finally:
            self.depth -= 1
            self.line = line

    def opened(self, own: Closure, given: list[Any], options: dict[str, Any]) -> Bindings:
        """The names of a call, with the arguments bound."""
        inner = Bindings(own.around)
        if len(given) > len(own.parameters) or set(options) - set(own.parameters):
            raise NotPython("the function takes other arguments")
        bound = {**dict(zip(own.parameters, given, strict=False)), **options}
        slots = [self.canonical(p) for p in own.parameters]
        if len(set(slots)) < len(slots):
            raise NotPython("two parameters are spellings of one name")
        defaults = own.made.defaults if isinstance(own.made, Definition) else {}
        for parameter, slot in zip(own.parameters, slots, strict=True):
            if parameter not in bound and parameter not in defaults:
                raise NotPython(f"the function needs a value for {parameter}")
            if parameter not in bound and parameter not in own.defaults:
                own.defaults[parameter] = self.value(defaults[parameter], own.around)
            inner.bound[slot] = (bound if parameter in bound else own.defaults)[parameter]
        return inner

    def builtin(self, name: str, given: list[Any], options: dict[str, Any]) -> Any:
        """A function of Python itself, NotImplemented for others."""
        first = given[0] if given else None
        match name, len(given):
            case ("range" | "xrange", 1 | 2 | 3) if all(isinstance(x, int) for x in given):
                return self.whole_range(given)
            case ("len", 1) if isinstance(first, NDArray) and first.ndim:
                return first.shape[0]
            case ("len", 1) if isinstance(first, list | dict | range | str):
                return len(first)
            case "enumerate", _:
                start = given[1] if len(given) > 1 else options.get("start", 0)
                return [[n, x] for n, x in enumerate(self.run_through(first), start)]
            case "zip", _:
                return [list(x) for x in zip(*map(self.run_through, given), strict=False)]
            case "reversed", 1:
                return list(self.run_through(first))[::-1]
            case (("list" | "tuple"), _):
                return list(self.run_through(first)) if given else []
            case "dict", _:
                return self.new_table(given, options)
            case (("int" | "float" | "bool"), 1) if not isinstance(first, str | list | dict):
                if isinstance(first, NDArray) and first.size == 1:
                    first = first.entries()[0]
                return new_arrays.cast(self.calc, first, name)
            case "sum", (1 | 2):
                return self.added_up(first, given[1] if len(given) > 1 else 0)
            case (("max" | "min"), _):
                return self.extreme(name, given)
            case (("abs" | "pow"), _):
                return library.call(self.calc, name, given, options)
            case "sorted", 1:
                return self.sorted_parts(list(self.run_through(first)), options)
            case (("any" | "all"), 1):
                truths = [self.holds(x) for x in self.run_through(first)]
                return any(truths) if name == "any" else all(truths)
            case ("str", 1) if isinstance(first, int | str):
                return str(first)
            case "print", _:
                return None
        return NotImplemented

    def folded(self, name: str, given: list[Any]) -> Any:
        """What takes a function: `reduce(f, values, start)`, `map(f, values)`."""
        match name, given:
            case "reduce", [function, values, *start]:
                parts = [*start, *self.run_through(values)]
                if not parts:
                    raise NotPython("reduce(...) of nothing has no value")
                found = parts[0]
                for part in parts[1:]:
                    found = self.applied(function, [found, part])
                return found
            case "map", [function, *values]:
                rows = zip(*map(self.run_through, values), strict=False)
                return [self.applied(function, list(row)) for row in rows]
        return NotImplemented

    def applied(self, function: Any, given: list[Any]) -> Any:
        """The value of a function that is a value itself: `np.add`, `lambda a, b: a + b`."""
        if isinstance(function, Closure):
            return self.called(function, given, {})
        if not isinstance(function, str):
            raise NotPython("this is no function that is run")
        return library.call(self.calc, function, given, {})

    def new_table(self, given: list[Any], options: dict[str, Any]) -> dict[Any, Any]:
        """`dict(...)` of other tables, or of pairs of keys and values."""
        found: dict[Any, Any] = {}
        for part in given:
            pairs = part.items() if isinstance(part, dict) else self.run_through(part)
            for key, value in pairs:
                if not isinstance(key, str | int):
                    raise NotPython("the keys of a dictionary are strings or whole numbers")
                found[key] = value
        return {**found, **options}

    def sorted_parts(self, parts: list[Any], options: dict[str, Any]) -> list[Any]:
        """Whole numbers, strings, and pairs with such first members, in their order."""
        firsts = [x[0] if isinstance(x, list) and x else x for x in parts]
        is_known = all(isinstance(x, int) for x in firsts) or all(
            isinstance(x, str) for x in firsts
        )
        if not is_known or set(options) - {"reverse"} or len(set(firsts)) < len(firsts):
            raise NotPython("sorted is run of whole numbers and of strings")
        order = sorted(range(len(parts)), key=firsts.__getitem__)
        found = [parts[n] for n in order]
        return found[::-1] if options.get("reverse") else found

    def whole_range(self, given: list[int]) -> range:
        """A range that is not longer than what may still be run."""
        start, stop, step = (0, given[0], 1) if len(given) == 1 else (*given, 1)[:3]
        if step == 0 or (stop - start) // step > self.calc.left:
            raise NotPython("this range is too long to be run", is_open=True)
        return range(start, stop, step)

    def added_up(self, values: Any, start: Any) -> Any:
        if self.page.names.has_numpy_sum:
            return library.call(self.calc, "sum", [values], {})
        found = start
        for value in self.run_through(values):
            found = (
                value
                if found == 0 and isinstance(found, int)
                else self.operated("+", found, value)
            )
        return found

    def extreme(self, name: str, given: list[Any]) -> Any:
        """max and min of Python."""
        values = list(self.run_through(given[0])) if len(given) == 1 else given
        if not values or any(isinstance(v, NDArray | list | str) for v in values):
            raise NotPython(f"{name} is run of numbers")
        found, *rest = values
        for value in rest:
            found = (self.calc.larger if name == "max" else self.calc.smaller)(found, value)
        return found

    def method(
        self, function: Attribute, given: list[Any], options: dict[str, Any], names: Bindings
    ) -> Any:
        """`a.sum(axis=0)`, `listed.append(x)`, `table.items()`."""
        name, value = function.name, self.value(function.value, names)
        self.calc.site = (self.line, function.at)
        if isinstance(value, Elsewhere):
            return value
        if isinstance(value, list):
            return self.of_list(name, value, given)
        if isinstance(value, dict):
            return self.of_table(name, value, given)
        if isinstance(value, str) and name == "format":
            return formatted(value, given)
        if name in library.CHANGING and isinstance(value, NDArray):
            self.change(value, library.CHANGING[name], given[0])
            return value
        if name == "zero_" and isinstance(value, NDArray):
            self.calc.assign(value, value.offsets(), [0] * value.size)
            self.touch(value)
            return value
        if name == "fill" and isinstance(value, NDArray) and len(given) == 1:
            self.calc.assign(value, value.offsets(), given * value.size)
            self.touch(value)
            return None
        if name in ("int", "long", "short"):
            return new_arrays.cast(self.calc, value, name)
        if name in ("to", "type") and (types := [x for x in given if new_arrays.as_kind(x)]):
            return new_arrays.cast(self.calc, value, types[0])
        if name in _CASTS or (name == "float" and not given):
            return value
        if name == "astype" and options:
            raise NotPython("whether this is a copy is not run")
        if name == "astype" and len(given) == 1:
            return new_arrays.cast(self.calc, value, given[0])
        if name == "size" and not given and isinstance(value, NDArray):
            return list(value.shape)
        if name == "size" and isinstance(value, NDArray):
            return self.entry(list(value.shape), given[0])
        if name == "tolist" and isinstance(value, NDArray):
            return _nested(value)
        if name == "item" and isinstance(value, NDArray) and not given and value.size == 1:
            return value.entries()[0]
        if name == "dim" and isinstance(value, NDArray):
            return value.ndim
        if name in ("sort", "resize", "partition", "put", "backward") or name.endswith("_"):
            raise NotPython(f".{name}(...) is not run")
        if not isinstance(value, NDArray | int) and kind(value) != "f":
            raise NotPython(f".{name}(...) is not run")
        if name in library.OF_SAMPLES and self.is_pytorch:
            name = f"torch.{name}"
        return library.call(self.calc, name, [value, *given], options)

    def of_list(self, name: str, value: list[Any], given: list[Any]) -> Any:
        match name, given:
            case "append", [x]:
                return value.append(x)
            case "extend", [x]:
                return value.extend(self.run_through(x))
            case ("insert", [int(n), x]):
                return value.insert(n, x)
            case ("pop", ([] | [int()])) if value:
                return value.pop(*given)
            case "reverse", []:
                return value.reverse()
            case "copy", []:
                return list(value)
        raise NotPython(f".{name}(...) of a list is not run")

    def of_table(self, name: str, value: dict[Any, Any], given: list[Any]) -> Any:
        match name, given:
            case "items", []:
                return [[k, v] for k, v in value.items()]
            case "keys", []:
                return list(value)
            case "values", []:
                return list(value.values())
            case "copy", []:
                return dict(value)
            case ("get", [key, *rest]) if isinstance(key, str | int) and len(rest) < 2:
                return value.get(key, *rest)
            case ("update", [dict() as other]):
                return value.update(other)
            case "clear", []:
                return value.clear()
            case ("pop", [key]) if key in value:
                return value.pop(key)
        raise NotPython(f".{name}(...) of a dictionary is not run")

    @abstractmethod
    def change(self, a: NDArray, sign: str, value: Any) -> None:
        """`a += value`, in the memory of a."""

    @abstractmethod
    def touch(self, a: NDArray) -> None:
        """Note that an array was written to here."""

    @abstractmethod
    def executed(self, made: Definition, names: Bindings) -> Any:
        """What the body of a function returns."""


def _nested(a: NDArray) -> list[Any]:
    return [_nested(x) if isinstance(x, NDArray) else x for x in a.rows()]
