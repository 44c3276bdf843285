"""windows, overlap_add, reshape, ones_like, diag, tril: shapes, values and errors."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import FLOAT32, FLOAT64, RATIONAL, decimal_arithmetic
from handgrad.arithmetic.degree import DEGREES, Degree
from handgrad.errors import FormulaError, HandgradError
from handgrad.language.arrays import Array, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import Source, fitted
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.model import Model
from tests.helpers.effort import examples

SHAPES: dict[str, Any] = {
    "x": (7, 1), "X": (4, 5), "U": (5, 3), "V": (6, 6), "v": ("n", 1), "A": ("n", "n"),
    "B": ("m", "n"), "s": (1, 1), "n": (1, 1), "K": (1, 1),
}  # fmt: skip


def shape(text: str) -> Any:
    return fitted(parse(text), SHAPES, Source(text)).shape


def value(text: str, **values: Any) -> Any:
    """The value of a formula of fractions, its shapes from the values."""
    arrays = {name: array(v) if isinstance(v, list) else v for name, v in values.items()}
    shapes: dict[str, Any] = {name: as_array(v)[:2] for name, v in arrays.items()}
    return evaluate(fitted(parse(text), shapes).tree, arrays, RATIONAL)


def array(nested: list[Any]) -> Array:
    """A vector from a flat list, a matrix from a list of rows."""
    if not isinstance(nested[0], list):
        return Array(len(nested), 1, [Fraction(e) for e in nested])
    return Array(len(nested), len(nested[0]), [Fraction(e) for row in nested for e in row])


def rows(found: Any) -> list[list[Fraction]]:
    found = as_array(found)
    return [list(found.row(i)) for i in range(found.rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("windows(x, 3, 1, 0)", (5, 3)),
        ("windows(x, 3, 2, 0)", (3, 3)),
        ("windows(x, 3, 2, 1)", (4, 3)),
        ("windows(x, 7, 1, 0)", (1, 7)),
        ("windows(x, 2, 4, 0)", (2, 2)),
        ("windows(X, 2, 3, 1, 0)", (9, 6)),
        ("windows(X, 2, 3, 2, 1)", (9, 6)),
        ("windows(x, 3, 1, 0) @ x[0]", None),
        ("overlap_add(U, 7, 3, 1, 0)", (7, 1)),
        ("overlap_add(U, 5, 3, 1, 1)", (5, 1)),
        ("overlap_add(V, 3, 5, 2, 3, 1, 0)", (3, 5)),
        ("reshape(X, 10, 2)", (10, 2)),
        ("reshape(X, 20, 1)", (20, 1)),
        ("ones_like(B)", ("m", "n")),
        ("diag(v)", ("n", "n")),
        ("diag(A)", ("n", 1)),
        ("diag(s)", (1, 1)),
        ("tril(A)", ("n", "n")),
        ("diag(ones_like(v)) - tril(A)", ("n", "n")),
    ],
)
def test_shapes(text: str, expected: Any) -> None:
    if expected is None:
        with pytest.raises(FormulaError):
            shape(text)
    else:
        assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("windows(x, 3)", "windows takes 4 or 5 arguments, not 2"),
        ("windows(x, K, 1, 0)", "then whole numbers written out"),
        ("windows(x, 2.5, 1, 0)", "then whole numbers written out"),
        ("windows(x, 3, -1, 0)", "then whole numbers written out"),
        ("windows(x, 8, 1, 0)", "no window of 8 x 1 fits into 7 x 1"),
        ("windows(x, 3, 0, 0)", "a stride of at least 1"),
        ("windows(x, 0, 1, 0)", "a size and a stride of at least 1"),
        ("windows(x, 3, 1, 3)", "a padding below their size"),
        ("windows(v, 3, 1, 0)", "sizes are declared as numbers, this one is n x 1"),
        ("windows(X, 3, 1, 0)", "windows of a matrix have two sizes"),
        ("windows(X, 5, 3, 1, 0)", "no window of 5 x 3 fits into 4 x 5"),
        ("overlap_add(U, 8, 3, 1, 0)", "needs 6 x 3: a row for each window, not 5 x 3"),
        ("overlap_add(U, 7, 3, 2, 0)", "needs 3 x 3"),
        ("overlap_add(B, 7, 3, 1, 0)", "not m x n"),
        ("overlap_add(U, 7, 3, 1)", "overlap_add takes 5 or 7 arguments, not 4"),
        ("reshape(X, 3, 7)", "reshape of 4 x 5 to 3 x 7 does not fit"),
        ("reshape(X, 20)", "reshape takes 3 arguments, not 2"),
        ("reshape(B, 3, 2)", "reshape of m x n to 3 x 2 does not fit"),
        ("reshape(2, 3)", "reshape takes 3 arguments, not 2"),
        ("windows(x, 3, 1, 0, axis=0)", "windows takes no axis"),
        ("windows()", "windows takes 4 or 5 arguments, not 0"),
        ("diag(B)", "diag takes a column or a square matrix, not m x n"),
        ("tril(B)", "tril takes a square matrix, not m x n"),
        ("tril(A, 1)", "tril takes 1 argument, not 2"),
        ("windos(x, 3, 1, 0)", "did you mean 'windows'"),
        ("windows", "the function windows needs an argument"),
    ],
)
def test_errors_say_what_does_not_fit(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match="line 1, column 1: ") as error:
        shape(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_result_past_a_million_entries_is_refused_before_it_is_made() -> None:
    huge = "overlap_add(U, 500000001, 1, 100000000, 0)"
    with pytest.raises(FormulaError):
        shape(huge)
    far_apart = "overlap_add(U, 400000003, 3, 100000000, 0)"
    with pytest.raises(FormulaError, match="too large, at most 1000000 entries"):
        shape(far_apart)


def test_windows_of_a_vector() -> None:
    x = [1, 2, 3, 4, 5]
    assert rows(value("windows(x, 3, 1, 0)", x=x)) == [[1, 2, 3], [2, 3, 4], [3, 4, 5]]
    assert rows(value("windows(x, 2, 2, 0)", x=x)) == [[1, 2], [3, 4]]
    assert rows(value("windows(x, 3, 2, 1)", x=x)) == [[0, 1, 2], [2, 3, 4], [4, 5, 0]]


def test_windows_of_an_image_row_by_row() -> None:
    X = [[1, 2, 3], [4, 5, 6]]
    assert rows(value("windows(X, 2, 2, 1, 0)", X=X)) == [[1, 2, 4, 5], [2, 3, 5, 6]]
    assert rows(value("windows(X, 2, 2, 2, 1)", X=X)) == [
        [0, 0, 0, 1], [0, 0, 2, 3], [0, 4, 0, 0], [5, 6, 0, 0],
    ]  # fmt: skip


def test_overlap_add_adds_what_overlaps_and_drops_the_padding() -> None:
    U = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert rows(value("overlap_add(U, 5, 3, 1, 0)", U=U)) == [[1], [6], [15], [14], [9]]
    assert rows(value("overlap_add(U, 5, 3, 2, 1)", U=U)) == [[2], [7], [5], [13], [8]]
    assert rows(value("overlap_add(U, 8, 3, 2, 0)", U=U))[-1] == [0]


def test_reshape_goes_row_by_row_and_back() -> None:
    X = [[1, 2, 3], [4, 5, 6]]
    assert rows(value("reshape(X, 3, 2)", X=X)) == [[1, 2], [3, 4], [5, 6]]
    assert rows(value("reshape(reshape(X, 6, 1), 2, 3)", X=X)) == X
    assert value("reshape(x, 1, 1)", x=[7]) == 7


def test_diag_tril_and_ones() -> None:
    A = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert rows(value("diag(v)", v=[1, 2])) == [[1, 0], [0, 2]]
    assert rows(value("diag(A)", A=A)) == [[1], [5], [9]]
    assert value("diag(s)", s=Fraction(3)) == 3
    assert rows(value("tril(A)", A=A)) == [[1, 0, 0], [4, 5, 0], [7, 8, 9]]
    assert rows(value("diag(ones_like(v))", v=[5, 6])) == [[1, 0], [0, 1]]
    assert rows(value("tril(ones_like(A))", A=A)) == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


sliding = st.tuples(
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3),
    st.integers(1, 6), st.integers(1, 6),
).filter(
    lambda n: n[3] < min(n[0], n[1]) and n[4] + 2 * n[3] >= n[0] and n[5] + 2 * n[3] >= n[1]
)  # fmt: skip


def places(numbers: tuple[int, ...]) -> Iterator[list[tuple[int, int]]]:
    """The coordinates of every window's entries, by the textbook's four loops."""
    h, w, stride, padding, height, width = numbers
    for top in range(-padding, height + padding - h + 1, stride):
        for left in range(-padding, width + padding - w + 1, stride):
            yield [(top + a, left + b) for a, b in product(range(h), range(w))]


@examples(100)
@given(numbers=sliding)
def test_windows_and_overlap_add_are_adjoint_and_follow_the_loops(
    numbers: tuple[int, ...],
) -> None:
    h, w, stride, padding, height, width = numbers
    X = [[Fraction(7 * i + j * j + 1) for j in range(width)] for i in range(height)]
    expected = [
        [X[i][j] if 0 <= i < height and 0 <= j < width else 0 for i, j in window]
        for window in places(numbers)
    ]
    U = value(f"windows(X, {h}, {w}, {stride}, {padding})", X=X)
    assert rows(U) == expected
    G = [[Fraction(k * k - 3 * m + 2) for m in range(h * w)] for k in range(len(expected))]
    back = value(f"overlap_add(G, {height}, {width}, {h}, {w}, {stride}, {padding})", G=G)
    there = sum(a * b for a, b in zip(as_array(U).entries, array(G).entries, strict=True))
    here = sum(a * b for a, b in zip(array(X).entries, as_array(back).entries, strict=True))
    assert there == here


def test_windows_agree_with_numpy() -> None:
    np = pytest.importorskip("numpy")
    X = [[int(e) for e in row] for row in np.arange(20).reshape(4, 5)]
    view = np.lib.stride_tricks.sliding_window_view(np.pad(X, 1), (2, 3))[::2, ::2]
    assert rows(value("windows(X, 2, 3, 2, 1)", X=X)) == view.reshape(-1, 6).tolist()
    x, w = [3, 1, 4, 1, 5, 9, 2], [2, 7, 1]
    found = value("windows(x, 3, 1, 0) @ w", x=x, w=w)
    assert list(found.entries) == np.correlate(x, w, "valid").tolist()
    g = [1, -2, 3, 5, 8]
    adjoint = value("overlap_add(g @ w.T, 7, 3, 1, 0)", g=g, w=w)
    assert list(adjoint.entries) == np.convolve(g, w, "full").tolist()


FORMULAS = (
    "windows(X, 2, 3, 2, 1)", "overlap_add(V, 3, 5, 2, 3, 1, 0)", "reshape(X, 10, 2)",
    "ones_like(X)", "diag(x)", "diag(V)", "tril(V)",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_every_arithmetic_gives_the_same_values(text: str) -> None:
    entries = {name: [Fraction(3 * k - 5, 4) for k in range(r * c)] for name, (r, c) in KNOWN}
    tree = fitted(parse(text), SHAPES).tree
    exact = evaluate(tree, environment(entries, RATIONAL), RATIONAL)
    for numbers in (FLOAT64, FLOAT32, decimal_arithmetic(60)):
        with numbers.working():
            found = evaluate(tree, environment(entries, numbers), numbers)
        assert [Fraction(e) for e in found.entries] == list(exact.entries)
        assert {type(e) for e in found.entries} == {type(numbers.convert(1))}
    degrees = {n: Array(r, c, [Degree(1)] * (r * c)) for n, (r, c) in KNOWN}
    assert all(d.numerator <= 1 for d in evaluate(tree, degrees, DEGREES).entries)


KNOWN = [(name, shape) for name, shape in SHAPES.items() if name in "xXUV"]


def environment(entries: dict[str, list[Fraction]], numbers: Any) -> dict[str, Any]:
    return {n: Array(r, c, [numbers.convert(e) for e in entries[n]]) for n, (r, c) in KNOWN}


@pytest.mark.parametrize("text", FORMULAS)
def test_plain_notation_reads_back(text: str) -> None:
    assert plain(parse(text)) == text


PAGE = """
model rows: entries and rows
sizes n = 3, m = 2
parameters v[n], A[n,m]
forward
    L = {}
gradient
    dL/dv = v
    dL/dA = A
"""


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("v[3]", "the index 3 is past the last, 2"),
        ("A[0,2]", "the index 2 is past the last, 1"),
        ("sum(A[3,:])", "the index 3 is past the last, 2"),
        ("v[-1]", "an index is a whole number, counted from 0"),
        ("v[0.5]", "an index is a whole number, counted from 0"),
        ("L0[0]", "unknown name"),
        ("n[0]", "a scalar has no such index"),
        ("v[0,0,0]", "n x 1 has no such index"),
    ],
)
def test_an_index_is_checked_when_the_page_is_read(formula: str, message: str) -> None:
    with pytest.raises(FormulaError, match="line 6, column") as error:
        Model.from_text(PAGE.format(formula))
    assert message in str(error.value)


def test_an_index_follows_the_size_of_the_page() -> None:
    assert (
        Model.from_text(PAGE.format("v[3]"), n=4).loss({"v": [1, 2, 3, 4], "A": [[0, 0]] * 4})
        == 4
    )
    with pytest.raises(HandgradError, match="past the last"):
        Model.from_text(PAGE.format("v[1]"), n=1)


def test_a_function_is_no_name_of_a_page() -> None:
    with pytest.raises(FormulaError, match="the name of a function"):
        Model.from_text(PAGE.replace("v[n]", "windows[n]").format("1"))
