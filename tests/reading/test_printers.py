"""What other programs print is read back with the same value."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handgrad.arithmetic import decimal_arithmetic
from handgrad.grading.grade import vocabulary
from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.tree import (
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    Transpose,
    walk,
)
from handgrad.model import Model
from handgrad.page.loading import catalogue
from handgrad.reading.answer import Line, read_answer
from tests.helpers.notation_pages import NAMES, SCALAR
from tests.helpers.pages import model_of
from tests.helpers.values import valued

sympy = pytest.importorskip("sympy")
NUMBERS = decimal_arithmetic(30)
NUMPY = ("exp", "log", "sqrt", "tanh", "where", "abs", "sign", "outer")
# Functions of the language that NumPy has no single word for.
OWN = ("windows", "overlap_add", "reshape", "ones_like", "step", "tril", "triu", "diag")


def numpy(node: Node) -> str:
    """A formula in NumPy, as a person writes it."""
    match node:
        case Number(value):
            return str(value.numerator) if value.denominator == 1 else f"({value})"
        case Name(name):
            return "np.pi" if name == "pi" else name
        case Negative(operand):
            return f"(-{numpy(operand)})"
        case Sum(first, rest) | Product(first, rest):
            return f"({numpy(first)}" + "".join(f" {s} {numpy(t)}" for s, t in rest) + ")"
        case Power(base, exponent):
            return f"np.power({numpy(base)}, {numpy(exponent)})"
        case Transpose(operand):
            return f"{numpy(operand)}.T"
        case Compare(operator, left, right):
            return f"({numpy(left)} {operator} {numpy(right)})"
        case Index(operand, indices):
            places = (":" if i is None else numpy(i) for i in indices)
            return f"{numpy(operand)}[{', '.join(places)}]"
        case Call("sum" | "mean" as function, (argument,), axis):
            where = "" if axis is None else f", axis={axis}, keepdims=True"
            return f"np.{function}({numpy(argument)}{where})"
        case Call("max" | "min" as function, (left, right)):
            return f"np.{function}imum({numpy(left)}, {numpy(right)})"
        case Call("relu", (argument,)):
            return f"np.maximum({numpy(argument)}, 0)"
        case Call(function, arguments, axis):
            where = [] if axis is None else [f"axis={axis}"]
            if function in OWN:
                raise NotImplementedError
            module = "np." if function in NUMPY else ""
            return f"{module}{function}({', '.join([*map(numpy, arguments), *where])})"
        case Over():
            raise NotImplementedError
    raise AssertionError(node)


def test_numpy_of_every_page_means_the_same() -> None:
    """Every formula of the catalogue, written in NumPy, has its value.

    A vector of the page may be an array of one axis or a column there: one of the readings.
    """
    read = 0

    def gap(tree: Node, line: Line, wanted: list[Any]) -> Any:
        whole = fitted(tree, model.shapes, line.sources[0]).tree
        found = as_array(evaluate(whole, environment, NUMBERS)).entries
        if len(found) != len(wanted):
            return 1
        return max(map(abs, map(NUMBERS.subtract, found, wanted)))

    for name in catalogue():
        model = model_of(name)
        names = vocabulary(model)
        with NUMBERS.working():
            environment = valued(model, NUMBERS)
            for formula in (*model.steps, *model.derivatives):
                try:
                    text = f"{formula.name} = {numpy(formula.tree)}"
                except NotImplementedError:
                    continue
                [line] = read_answer(text, names)
                wanted = as_array(environment[formula.name]).entries
                gaps = [gap(tree, line, wanted) for tree in (line.members[0], *line.others(0))]
                assert min(gaps) < 1e-25, (name, text)
                read += 1
    assert read > 500


def expressions() -> Iterator[Any]:
    """Expressions of SymPy with every function that a scalar page may lead to."""
    x, y, z, w = sympy.symbols("x y z w", real=True)
    yield from (
        sympy.Max(0, x) * w, sympy.Max(x, y, z), sympy.Min(x, y), sympy.Abs(x - y),
        sympy.sign(x) * y, sympy.Heaviside(x, 0) * z, sympy.exp(-(x**2) / 2) * w,
        sympy.log(1 + sympy.exp(-z)), sympy.sqrt(x**2 + y**2), sympy.tanh(z) ** 2,
        1 / (1 + sympy.exp(-z)), sympy.Rational(3, 2) * sympy.Abs(x) ** sympy.Rational(1, 3),
        sympy.sin(x) ** 2 + sympy.cosh(y), sympy.erf(x), sympy.pi * x, -x / (y * z),
        sympy.Piecewise((x**2, x > 0), (0, True)),
        sympy.Piecewise((x, x > 1), (y, x > 0), (0, True)),
        sympy.Piecewise((x, (x > 0) & (y > 0)), (z, True)),
        2 * x * (w * x - y), (w - y) / (w * (1 - w)), x**-2, sympy.Rational(-7, 3) * x * y,
        sympy.diff(sympy.log(1 + sympy.exp(-y * w * x)), w), sympy.diff(sympy.tanh(w * x), w),
        sympy.diff((sympy.Max(0, w * x) - y) ** 2, w),
        sympy.diff(sympy.Piecewise(((x - y) ** 2, x > y), (sympy.Abs(x), True)), x),
    )  # fmt: skip


LATEX: tuple[dict[str, Any], ...] = (
    {}, {"mul_symbol": "dot"}, {"mul_symbol": "times"}, {"fold_short_frac": True},
    {"fold_frac_powers": True}, {"fold_func_brackets": True}, {"ln_notation": True},
    {"long_frac_ratio": 2}, {"root_notation": False}, {"mode": "inline"},
)  # fmt: skip


def printers() -> dict[str, Callable[[Any], str]]:
    pycode = pytest.importorskip("sympy.printing.pycode").pycode
    arrays = pytest.importorskip("sympy.printing.numpy").NumPyPrinter()
    found: dict[str, Callable[[Any], str]] = {
        "str": str, "pycode": pycode, "NumPy": arrays.doprint,
        "bare pycode": lambda e: pycode(e, fully_qualified_modules=False),
        "pretty names": lambda e: str(e).replace("**", "^").replace("*", "·"),
    }  # fmt: skip
    for settings in LATEX:
        found[f"latex {settings}"] = lambda e, s=settings: sympy.latex(e, **s)  # type: ignore[misc]
    return found


POINTS = ({"x": 3, "y": 2, "z": -1, "w": 5}, {"x": -2, "y": 3, "z": 4, "w": -3})


@pytest.mark.parametrize("printer", printers())
def test_what_sympy_prints_has_the_same_value(printer: str) -> None:
    """In every notation that SymPy has, at points on both sides of each branch.

    `x / y z`, which it prints for x/(y*z), has two readings, and the line says so.
    """
    for expression in expressions():
        text = printers()[printer](expression)
        [line] = read_answer(f"dL/dw = {text}", NAMES[SCALAR])
        for point in POINTS:
            with NUMBERS.working():
                values = {name: NUMBERS.convert(value) for name, value in point.items()}
                readings = (line.members[0], *line.others(0))
                found = [float(evaluate(tree, values, NUMBERS)) for tree in readings]  # type: ignore[arg-type]
            given = {symbol: point[symbol.name] for symbol in expression.free_symbols}
            wanted = expression.subs(given).evalf(30)
            if wanted.is_real:
                gaps = [abs(value - float(wanted)) / (1 + abs(value)) for value in found]
                assert min(gaps) <= 1e-12, text
                assert gaps[0] <= 1e-12 or line.warnings, text


def test_the_points_are_on_both_sides() -> None:
    """No branch of a maximum or a case is left out at both points."""
    x = [point["x"] for point in POINTS]
    assert re.fullmatch("-+|\\+-", "".join("+" if value > 0 else "-" for value in x))


def symbolic(node: Node, derivatives: dict[str, Any]) -> Any:
    """A formula of numbers in SymPy; a derivative by what the key says it is."""
    match node:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name("pi"):
            return sympy.pi
        case Name(name):
            return derivatives.get(name) or sympy.Symbol(name, real=True)
        case Negative(operand):
            return -symbolic(operand, derivatives)
        case Sum(first, rest):
            terms = [(s, symbolic(t, derivatives)) for s, t in rest]
            return symbolic(first, derivatives) + sympy.Add(
                *(t if s == "+" else -t for s, t in terms)
            )
        case Product(first, rest):
            found = symbolic(first, derivatives)
            for sign, factor in rest:
                value = symbolic(factor, derivatives)
                found = found / value if sign == "/" else found * value
            return found
        case Power(base, exponent):
            return symbolic(base, derivatives) ** symbolic(exponent, derivatives)
        case Compare(sign, left, right):
            return sympy.Rel(symbolic(left, derivatives), symbolic(right, derivatives), sign)
        case Call("where", (Compare() as condition, one, other)):
            cases = [(symbolic(one, derivatives), symbolic(condition, derivatives))]
            return sympy.Piecewise(*cases, (symbolic(other, derivatives), True))
        case Call(function, arguments) if function in SYMBOLIC:
            return SYMBOLIC[function](*(symbolic(a, derivatives) for a in arguments))
    raise NotImplementedError(type(node))


SYMBOLIC: dict[str, Callable[..., Any]] = {
    "exp": sympy.exp, "log": sympy.log, "tanh": sympy.tanh, "sqrt": sympy.sqrt,
    "sin": sympy.sin, "cos": sympy.cos, "cosh": sympy.cosh, "sinh": sympy.sinh,
    "abs": sympy.Abs, "sign": sympy.sign, "max": sympy.Max, "min": sympy.Min,
    "erf": sympy.erf, "step": lambda x: sympy.Heaviside(x, 0),
    "relu": lambda x: sympy.Max(x, 0), "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
}  # fmt: skip


def keys_of_numbers() -> Iterator[tuple[Model, str, Any]]:
    """Every key of the catalogue that is a formula of numbers, with its formula in SymPy."""
    for name in catalogue():
        model = model_of(name)
        found: dict[str, Any] = {}
        for formula in model.derivatives:
            used = {n.name for n in walk(formula.tree) if isinstance(n, Name)}
            if any(model.shapes.get(n, (1, 1)) != (1, 1) for n in used):
                continue
            try:
                found[formula.name] = symbolic(formula.tree, found)
            except NotImplementedError:
                continue
            yield model, formula.name, found[formula.name]


def test_every_key_of_numbers_is_read_back() -> None:
    """As each of SymPy's printers writes it, on the names of its page."""
    read = 0
    for model, name, expression in keys_of_numbers():
        names = vocabulary(model)
        with NUMBERS.working():
            environment = valued(model, NUMBERS)
            for printer in printers().values():
                text = printer(expression)
                [line] = read_answer(f"{name} = {text}", names)
                gaps = []
                for tree in (line.members[0], *line.others(0)):
                    value = evaluate(tree, environment, NUMBERS)
                    gaps.append(abs(NUMBERS.subtract(value, environment[name])))
                assert min(gaps) < 1e-25, (model.name, text)
                assert gaps[0] < 1e-25 or line.warnings, (model.name, text)
                read += 1
    assert read > 200
