"""The targets: texts, pages, values, functions, arguments, commands."""

import contextlib
import io
import math
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from handgrad import Model, check_gradient, check_model, grade, load, train
from handgrad.command import main
from handgrad.errors import HandgradError
from handgrad.grading.grade import vocabulary
from handgrad.page.loading import catalogue
from handgrad.reading.answer import Vocabulary, read_answer
from tests.fuzz.promises import hidden, keeps_its_promises

Run = Callable[[settings], None]
TARGETS: dict[str, Run] = {}


def target(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Run]:
    """A function of what is drawn, to be run with whatever settings, as often as wanted."""

    def keep(function: Callable[..., None]) -> Run:
        def run(effort: settings) -> None:
            effort(given(*strategies)(function))()

        TARGETS[function.__name__] = run
        run.fuzz = given(*strategies)(function)  # type: ignore[attr-defined]
        return run

    return keep


MODELS = (
    "linear",
    "quadratic",
    "two_layer",
    "softmax",
    "relu",
    "elu",
    "softplus",
    "ridge",
    "rnn",
)

numbers = st.one_of(
    st.integers(-9, 9).map(str),
    st.sampled_from(["1e400", "1e-400", "1e308", "0", "0.5", "1/3", "99999999999999999999"]),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)
names = st.sampled_from(
    ["w", "x", "y", "z", "g", "L", "y_hat", "W1", "b1", "dL/dz1", "dL/dy_hat", "a1", "X", "N"]
)
functions = st.sampled_from(
    ["exp", "log", "sqrt", "sigmoid", "tanh", "relu", "sum", "mean", "softmax", "max", "abs"]
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(list("+-*/@^ ")), inner).map("".join),
        st.tuples(functions, st.just("("), inner, st.just(")")).map("".join),
        st.tuples(st.just("("), inner, st.just(")")).map("".join),
        st.tuples(inner, st.sampled_from([".T", "[0]", "^2", "'", "²", "_i"])).map("".join),
        st.tuples(st.sampled_from(["-", "sum_i ", "\\frac12", "∂", "½"]), inner).map("".join),
    )


formulas = st.recursive(st.one_of(numbers, names), _grown, max_leaves=12)
characters = st.text(max_size=60)
wild = st.one_of(
    characters,
    st.binary(max_size=60).map(lambda data: data.decode("utf-8", "surrogateescape")),
    st.text("xwdL/=+-*^()[]{}\\_.,;'\"$&#% \n\t0123456789eE∂·×√∑ŷα²½\u202e\x1b\0", max_size=80),
)
sides = st.sampled_from(["dL/dw", "dL/dx", "dL/dz", "dL/dW1", "dL/db1", "u", "w", "∂L/∂w", "d"])
relations = st.sampled_from([" = ", " += ", " := ", " -= ", "[0] = "])
lines = st.one_of(st.tuples(sides, relations, formulas).map("".join), formulas, wild)
answers = st.lists(lines, min_size=1, max_size=5).map("\n".join)


@cache
def model(name: str) -> Model:
    return load(name)


@target(st.sampled_from(MODELS), answers)
def texts(name: str, answer: str) -> None:
    keeps_its_promises(lambda: grade(model(name), answer))


@cache
def names_of(name: str) -> Vocabulary:
    return vocabulary(model(name))


class Slowest(NamedTuple):
    """The text that took longest to be read, on which page: seconds of the processor."""

    seconds: float = 0.0
    name: str = ""
    text: str = ""


slowest: list[Slowest] = [Slowest()]


@target(st.sampled_from(MODELS), answers)
def readings(name: str, answer: str) -> None:
    """Texts that are read and not judged; the slowest by two readings is kept."""
    for _ in range(2):
        found = Slowest(seconds_to_read(name, answer), name, answer)
        if found.seconds <= slowest[0].seconds:
            return
    slowest[0] = found


def seconds_to_read(name: str, text: str) -> float:
    names, start = names_of(name), time.process_time()
    with contextlib.suppress(HandgradError):
        read_answer(text, names)
    return time.process_time() - start


@target(st.sampled_from(catalogue()), st.data())
def mutated_keys(name: str, data: st.DataObject) -> None:
    """A key with one piece exchanged for another."""
    derivative, key = data.draw(st.sampled_from(sorted(model(name).gradient_formulas.items())))
    start = data.draw(st.integers(0, len(key)))
    end = data.draw(st.integers(start, min(len(key), start + 6)))
    changed = key[:start] + data.draw(formulas) + key[end:]
    keeps_its_promises(lambda: grade(model(name), f"{derivative} = {changed}"))


domains = st.sampled_from(
    ["", "[n]", "[n,m]", "[3]", " > 0", " in {0, 1}", "[n] one_hot", " q", "["]
)
page_lines = st.one_of(
    st.tuples(st.sampled_from(["    L = ", "    z = ", "    dL/dw = "]), formulas).map("".join),
    st.tuples(st.sampled_from(["data x", "parameters w", "sizes n = "]), domains).map("".join),
    st.sampled_from(
        ["model m: t", "forward", "gradient", "parameters w", "data x, y", "sizes n"]
    ),
    st.tuples(st.sampled_from(["note ", "group ", "model m: "]), wild).map("".join),
    wild,
)
whole_pages = st.tuples(domains, domains, formulas, formulas, wild).map(
    lambda p: (
        f"model m: {p[4]}\nsizes n, m\nparameters w{p[0]}\ndata x{p[1]}, y\n"
        f"forward\n    L = {p[2]}\ngradient\n    dL/dw = {p[3]}\n"
    )
)
pages = st.one_of(whole_pages, st.lists(page_lines, max_size=10).map("\n".join))


@target(pages)
def page_texts(text: str) -> None:
    found = keeps_its_promises(lambda: Model.from_text(text))
    if found is not None:
        keeps_its_promises(lambda: check_model(found))
        keeps_its_promises(lambda: grade(found, "dL/dw = x"))
        module = keeps_its_promises(found.source)
        assert module is None or not hidden(module)


anything = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
        st.binary(max_size=3), st.complex_numbers(), st.fractions(),
        st.decimals(allow_nan=True), st.just(Decimal("sNaN")), st.builds(lambda: 10**5000),
        st.builds(lambda: Fraction(1, 10**5000)), st.just(Decimal("1e999999")),
        st.builds(object),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)  # fmt: skip
floats = st.one_of(
    st.floats(),
    st.sampled_from([0.0, -0.0, 5e-324, 1e-300, 1e-160, 1e155, 1e300, 1.7976931348623157e308]),
)


ARITHMETICS = ("float64", "float32", "rational", "decimal")


@target(st.sampled_from(["loss", "gradient", "evaluate", "differences"]), anything, st.data())
def values(method: str, value: Any, data: st.DataObject) -> None:
    point = {"w": data.draw(floats), "x": data.draw(st.one_of(floats, anything)), "y": value}
    numbers = data.draw(
        st.sampled_from([None, "float64", "float32", "rational", "decimal", "x"])
    )
    given_values = data.draw(st.one_of(st.just(point), anything))
    found = keeps_its_promises(
        lambda: getattr(model("linear"), method)(given_values, arithmetic=numbers)
    )
    assert found is None or all(
        map(_is_finite, found.values() if method != "loss" else [found])
    )


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)


LOSSES: tuple[Callable[[Any], Any], ...] = (
    lambda v: v[0] * v[1], lambda v: math.sin(v[0]) * v[1], lambda v: math.exp(v[0]),
    lambda v: v[0] * 1e308, lambda v: v[0] * 1e-320, lambda v: math.sqrt(abs(v[0])),
    lambda v: v[0] - v[1], lambda v: max(v), lambda v: v[0] / v[1], lambda v: float("nan"),
    lambda v: 10**400, lambda v: "x", lambda v: sys.exit(0),
)  # fmt: skip


@target(
    st.sampled_from(LOSSES), st.one_of(st.lists(floats, max_size=3), anything), floats, floats
)
def losses(f: Callable[[Any], Any], answer: Any, a: float, b: float) -> None:
    keeps_its_promises(lambda: check_gradient(f, lambda v: answer, [a, b]))


@target(
    st.sampled_from(["seed", "points", "array", "nearby", "entrywise", "at"]),
    st.sampled_from(["wanted", "accept", "seed"]),
    st.sampled_from(["learning_rate", "epochs", "record", "callback", "arithmetic", "rows"]),
    anything,
)
def arguments(of_check: str, of_grade: str, of_train: str, value: Any) -> None:
    def square(x: Any) -> Any:
        return x * x

    checked: Mapping[str, Any] = {"at": 1.5, of_check: value}
    keeps_its_promises(lambda: check_gradient(square, square, **checked))
    keeps_its_promises(lambda: grade(model("linear"), "dL/dw = x", **{of_grade: value}))
    trained: dict[str, Any] = {"rows": [(1, 2)], "epochs": 2, of_train: value}
    if type(trained["epochs"]) is not int or trained["epochs"] < 100:
        keeps_its_promises(lambda: train(model("linear"), start={"w": 1}, **trained))
    keeps_its_promises(lambda: load(value))


words = st.one_of(
    st.sampled_from(
        ["check", "show", "verify", "explain", "linear", "two_layer", "--json", "--set", "n=2",
         "name=3", "-f", "--at", "w=1,x=2,y=4", "--seed", "5", "--wanted", "w", "--latex",
         "--python", "--mermaid", "--dot", "--help", "dL/dw = x", "--accept", "half"]
    ),
    wild,
)  # fmt: skip


@target(st.lists(words, max_size=6))
def commands(argv: list[str]) -> None:
    if "-" in argv:
        return
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(argv)
    assert status in (0, 1, 2, 3, 4)
    assert not hidden(out.getvalue() + err.getvalue())
    # A line says what is wrong; `verify` has one for each page that it cannot read.
    pages = len(argv) if "verify" in argv else 1
    assert len(err.getvalue().splitlines()) <= pages
    assert out.getvalue() or err.getvalue()
