"""The formula language: what is written reads back, and has the value it says."""

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import FLOAT64, RATIONAL
from handgrad.errors import EvaluationError, FormulaError, ShapeError
from handgrad.language.arrays import Array, nested
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.plain import plain, plain_number
from handgrad.language.tree import Node, Number, children, rewrite, walk, with_children
from tests.helpers.effort import examples
from tests.helpers.trees import any_trees, scalar_trees

PROPERTY = examples(300)


@PROPERTY
@given(any_trees)
def test_what_is_written_reads_back(tree: Node) -> None:
    assert parse(plain(tree)) == tree


@PROPERTY
@given(any_trees)
def test_children_put_back_give_the_same_tree(tree: Node) -> None:
    for node in walk(tree):
        if children(node):
            assert with_children(node, children(node)) == node
    assert rewrite(tree, lambda node: node) == tree


@PROPERTY
@given(st.fractions())
def test_a_number_is_written_as_itself(value: Fraction) -> None:
    assert Fraction(plain_number(value)) == value


@PROPERTY
@given(scalar_trees, st.lists(st.fractions(-3, 3, max_denominator=8), min_size=5, max_size=5))
def test_a_value_is_what_python_makes_of_the_same_text(
    tree: Node, values: list[Fraction]
) -> None:
    """Rational formulas, read as Python with ** for ^, at fractions."""
    names = dict(zip(("x", "y", "w1", "y_hat", "dL_dy_hat"), values, strict=True))
    text = plain(tree).replace("dL/dy_hat", "dL_dy_hat").replace("^", "**")
    text = re.sub(r"(?<![\w.])(\d+\.?\d*)(?![\w.])", r"F('\1')", text)
    here = {**names, "dL/dy_hat": names["dL_dy_hat"]}
    try:
        found = evaluate(tree, here, RATIONAL)
    except EvaluationError:
        return
    functions: dict[str, Any] = {
        "max": max,
        "relu": lambda v: max(v, Fraction(0)),
        "F": Fraction,
    }
    assert found == eval(text, functions, names)  # noqa: S307


READ = [
    ("-x^2", "-(x^2)"),
    ("2^3^2", "2^(3^2)"),
    ("2^-x", "2^(-x)"),
    ("a - b - c", "(a - b) - c"),
    ("a/b*c", "(a/b)*c"),
    ("a*b @ c", "(a*b) @ c"),
    ("x**2", "x^2"),
    ("-x*y", "(-x)*y"),
    ("W.T @ d", "(W.T) @ d"),
    ("a < b + c", "a < (b + c)"),
]


@pytest.mark.parametrize(("text", "same"), READ)
def test_precedence(text: str, same: str) -> None:
    """Both texts have the same value where names are numbers and matrices fit."""
    values = {n: Fraction(v) for n, v in zip("abcxyd", (5, 3, 2, 7, 4, 6), strict=True)}
    values["W"] = Fraction(3)
    assert evaluate(parse(text), values, RATIONAL) == evaluate(parse(same), values, RATIONAL)


MISREAD = [
    ("", 1, "a number, a name or '(' was expected"),
    ("x +", 4, "expected after '+', not the end"),
    ("+ * x", 3, "not '*'"),
    ("(x", 1, "not closed"),
    ("x)", 2, "no '(' before it"),
    ("2x", 1, "write 2*x"),
    ("x y", 3, "an operator is missing"),
    ("sin x", 5, "an operator is missing"),
    ("x.real", 2, "unexpected '.'"),
    ("x; y", 2, "unexpected ';'"),
    ("x # y", 3, "unexpected '#'"),
    ('"a"*10', 1, "quotes"),
    ("0x10", 1, "after a number an operator is missing"),
    ("1_000", 1, "after a number an operator is missing"),
    ("1.2.3", 1, "not a number"),
    ("1e99999999999", 1, "exponent is at most"),
    ("9" * 41, 1, "at most 40 characters"),
    ("(" * 65 + "x" + ")" * 65, 65, "nested too deeply"),
    ("-" * 100 + "x", 65, "nested too deeply"),
    ("x^" * 500 + "x", 129, "nested too deeply"),
    ("x+" * 2500, 1, "at most 4000"),
    ("x\u202e+1", 2, "U+202E"),
    ("x\x00+1", 2, "U+0000"),
    ("x × y", 3, "write *"),
    ("x²", 2, "write ^2"),
    ("x[999999999]", None, "no such index"),
    ("sum(x, axis=2)", 13, "axis is 0"),
]


@pytest.mark.parametrize(("text", "column", "message"), MISREAD)
def test_what_cannot_be_read_says_where_and_what_to_write(
    text: str, column: int | None, message: str
) -> None:
    with pytest.raises(FormulaError, match=re.escape(message)) as caught:
        fitted(parse(text), {"x": (1, 1), "y": (1, 1)})
    assert column is None or caught.value.column == column
    assert "\n" not in str(caught.value)


SHAPES = {
    "X": ("N", "D"), "W": ("D", "M"), "w": ("D", 1), "b": ("M", 1), "r": ("N", 1),
    "s": (1, 1), "A": ("D", "D"),
}  # fmt: skip
FITS = [
    ("X @ W + b", "X @ W + b.T", ("N", "M")),
    ("b + X @ W", "b.T + X @ W", ("N", "M")),
    ("X @ w", "X @ w", ("N", 1)),
    ("w @ w", "w.T @ w", (1, 1)),
    ("w @ W", "w.T @ W", (1, "M")),
    ("r @ X", "r.T @ X", (1, "D")),
    ("w @ b", "w @ b.T", ("D", "M")),
    ("w*w.T", "w*w.T", ("D", "D")),
    ("X*w", "X*w.T", ("N", "D")),
    ("X*r", "X*r", ("N", "D")),
    ("w/mean(X, axis=0)", "w.T/mean(X, axis=0)", (1, "D")),
    ("sum(X, axis=0)*w", "sum(X, axis=0)*w.T", (1, "D")),
    ("A @ w + w", "A @ w + w", ("D", 1)),
    ("s*X/2", "s*X/2", ("N", "D")),
    ("sum(X)", "sum(X)", (1, 1)),
    ("sum(X, axis=0)", "sum(X, axis=0)", (1, "D")),
    ("mean(X, axis=1)", "mean(X, axis=1)", ("N", 1)),
    ("softmax(X)", "softmax(X)", ("N", "D")),
    ("logsumexp(X)", "logsumexp(X)", ("N", 1)),
    ("X[0]", "X[0, :]", (1, "D")),
    ("X[:, 1]", "X[:, 1]", ("N", 1)),
    ("outer(w, b)", "outer(w, b)", ("D", "M")),
    ("norm(w)", "norm(w)", (1, 1)),
]


@pytest.mark.parametrize(("text", "read", "shape"), FITS)
def test_shapes_by_the_names_of_the_sizes(text: str, read: str, shape: Any) -> None:
    tree, found = fitted(parse(text), SHAPES)
    assert (plain(tree), found) == (read, shape)


@pytest.mark.parametrize(
    "text", ["w + b", "X @ X", "X + W", "w*b", "X @ b", "s @ X", "max(w, b)"]
)
def test_shapes_that_do_not_fit_are_both_named(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        fitted(parse(text), SHAPES)
    words = str(caught.value)
    assert "scalar" in words or words.count(" x ") >= 2
    if text not in ("max(w, b)",):
        assert isinstance(caught.value, ShapeError)


def test_known_values() -> None:
    """Small cases worked by hand."""
    X = Array(2, 2, [1.0, 2.0, 3.0, 4.0])
    v = Array(2, 1, [1.0, -1.0])

    def value(text: str, rank: int) -> Any:
        return nested(evaluate(parse(text), {"X": X, "v": v}, FLOAT64), rank)

    assert value("X @ v", 1) == [-1.0, -1.0]
    assert value("X.T", 2) == [[1.0, 3.0], [2.0, 4.0]]
    assert value("sum(X, axis=0)", 2) == [[4.0, 6.0]]
    assert value("mean(X, axis=1)", 1) == [1.5, 3.5]
    assert value("max(X)", 0) == 4.0
    assert value("min(X, axis=0)", 2) == [[1.0, 2.0]]
    assert value("relu(v)", 1) == [1.0, 0.0]
    assert value("step(v)", 1) == [1.0, 0.0]
    assert value("sign(v)", 1) == [1.0, -1.0]
    assert value("v > 0", 1) == [1.0, 0.0]
    assert value("v >= 1", 1) == [1.0, 0.0]
    assert value("v <= 1", 1) == [1.0, 1.0]
    assert value("v < 1", 1) == [0.0, 1.0]
    assert value("where(v > 0, 2, 3)", 1) == [2.0, 3.0]
    assert value("X[1, 0]", 0) == 3.0
    assert value("norm(v)^2", 0) == pytest.approx(2.0)
    assert value("softmax(0*X)", 2) == [[0.5, 0.5], [0.5, 0.5]]
    assert value("log_softmax(0*v)", 1) == pytest.approx([-0.6931471805599453] * 2)


def test_a_decimal_literal_is_exact() -> None:
    assert evaluate(parse("0.1 + 0.2"), {}, RATIONAL) == Fraction(3, 10)
    assert parse("1e-3") == Number(Fraction(1, 1000))


@pytest.mark.parametrize(
    "text",
    ["9^9^9^9", "2^(2^(2^(2^(2^2))))", "(3/7)^64^64", "exp(2)", "sqrt(2)", "2^0.5", "1/0"],
)
def test_the_rational_arithmetic_refuses_at_once(text: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(parse(text), {}, RATIONAL)
