"""Matrix functions against SymPy, exactly, and against NumPy."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

import handgrad
from handgrad.arithmetic import RATIONAL, decimal_arithmetic
from handgrad.errors import BudgetError, EvaluationError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.shape import length

SIZES = {"n": 3, "m": 2}


def drawn(rows: int, columns: int, seed: int = 1) -> Array:
    generator = random.Random(f"{rows} {columns} {seed}")
    entries = [Fraction(generator.randint(-9, 9) or 5, 4) for _ in range(rows * columns)]
    return Array(rows, columns, entries)


def exact(text: str, **values: Value) -> Value:
    return evaluate(
        parse(text), {**{n: Fraction(s) for n, s in SIZES.items()}, **values}, RATIONAL
    )


def rows_of(value: Value) -> list[list[Fraction]]:
    array = as_array(value)
    return [list(array.row(i)) for i in range(array.rows)]


@pytest.mark.parametrize("n", range(1, 9))
def test_determinants_and_inverses_are_those_of_sympy(n: int) -> None:
    """Expanded up to 6 rows, eliminated beyond: the same exact numbers."""
    sympy = pytest.importorskip("sympy")
    a, b = drawn(n, n), drawn(n, 2)
    other = sympy.Matrix(n, n, [sympy.Rational(e.numerator, e.denominator) for e in a.entries])
    right = sympy.Matrix(n, 2, [sympy.Rational(e.numerator, e.denominator) for e in b.entries])

    def same(text: str, wanted: object) -> None:
        listed = sympy.Matrix([wanted] if not hasattr(wanted, "tolist") else wanted).tolist()
        assert rows_of(exact(text, A=a, b=b)) == [
            [Fraction(str(e)) for e in row] for row in listed
        ]

    same("det(A)", other.det())
    same("inv(A)", other.inv())
    same("solve(A, b)", other.LUsolve(right))
    same("tr(A)", other.trace())
    if n <= 6:
        same("adj(A)", other.adjugate())


def test_a_matrix_whose_first_pivot_is_zero_is_inverted() -> None:
    """Rows change places where a pivot is 0, and the sign with them."""
    n = 7
    turned = Array(n, n, [Fraction(int(j == (i + 1) % n)) for i in range(n) for j in range(n)])
    assert exact("det(A)", A=turned) == 1
    assert rows_of(exact("inv(A)", A=turned)) == rows_of(exact("A.T", A=turned))


@pytest.mark.parametrize("n", [2, 7])
def test_a_singular_matrix_has_no_inverse(n: int) -> None:
    with pytest.raises(EvaluationError, match="no inverse"):
        exact("inv(A)", A=Array(n, n, [Fraction(1)] * (n * n)))
    assert exact("det(A)", A=Array(n, n, [Fraction(1)] * (n * n))) == 0


SAME_IN_NUMPY = {
    "kron(A, B)": lambda np, A, B, v: np.kron(A, B),
    "vec(B)": lambda np, A, B, v: B.T.reshape(-1, 1),
    "rowvec(B)": lambda np, A, B, v: B.reshape(-1, 1),
    "eye(n)": lambda np, A, B, v: np.eye(3),
    "eye(n, m)": lambda np, A, B, v: np.eye(3, 2),
    "ones(n, m)": lambda np, A, B, v: np.ones((3, 2)),
    "zeros(m)": lambda np, A, B, v: np.zeros((2, 1)),
    "diagv(v)": lambda np, A, B, v: np.diag(v[:, 0]),
    "diagv(v.T)": lambda np, A, B, v: np.diag(v[:, 0]),
    "column(A, B.T)": lambda np, A, B, v: np.vstack([A, B.T]),
    "row(A, B)": lambda np, A, B, v: np.hstack([A, B]),
    "matrix((1, 2), (3, 4))": lambda np, A, B, v: np.array([[1, 2], [3, 4]]),
    "cumsum(A, axis=0)": lambda np, A, B, v: np.cumsum(A, axis=0),
    "cumsum(v)": lambda np, A, B, v: np.cumsum(v, axis=0),
    "prod(A, axis=1)": lambda np, A, B, v: np.prod(A, axis=1, keepdims=True),
    "var(A, axis=0)": lambda np, A, B, v: np.var(A, axis=0, keepdims=True),
    "var(A)": lambda np, A, B, v: np.var(A),
    "norm1(A)": lambda np, A, B, v: np.abs(A).sum(),
    "argmax(A)": lambda np, A, B, v: np.eye(3)[np.argmax(A, axis=1)],
    "reshape(B, m, n)": lambda np, A, B, v: B.reshape(2, 3),
}


@pytest.mark.parametrize("text", SAME_IN_NUMPY)
def test_values_and_shapes_are_those_of_numpy(text: str) -> None:
    np = pytest.importorskip("numpy")
    values = {"A": drawn(3, 3), "B": drawn(3, 2), "v": drawn(3, 1)}
    found = as_array(exact(text, **values))
    arrays = {k: np.array(rows_of(v), dtype=float) for k, v in values.items()}
    wanted = np.atleast_2d(SAME_IN_NUMPY[text](np, **arrays))
    assert np.allclose(np.array(rows_of(found), dtype=float), wanted)
    shapes = {"A": ("n", "n"), "B": ("n", "m"), "v": ("n", 1), "n": (1, 1), "m": (1, 1)}
    shape = fitted(parse(text), shapes, sizes=SIZES).shape
    assert tuple(length(d, SIZES) for d in shape) == wanted.shape


def test_the_commutation_matrix_turns_vec() -> None:
    a = drawn(3, 2)
    assert exact("commutation(n, m) @ vec(A)", A=a) == exact("vec(A.T)", A=a)


def test_a_log_determinant_has_sixty_digits() -> None:
    mpmath = pytest.importorskip("mpmath")
    a = Array(2, 2, [Fraction(5, 4), Fraction(1, 2), Fraction(1, 4), Fraction(3)])
    numbers = decimal_arithmetic(60)
    with numbers.working():
        values = {"A": Array(2, 2, [numbers.convert(e) for e in a.entries])}
        found = evaluate(parse("logdet(A)"), values, numbers)
    with mpmath.workdps(70):
        assert (
            abs(mpmath.mpf(str(found)) - mpmath.log(mpmath.mpf(29) / 8)) < mpmath.mpf(10) ** -58
        )


PAGE = """
model gauss: a density
sizes n
parameters S[n,n] positive_definite
data d[n]
forward
    L = logdet(S)/2 + d.T @ inv(S) @ d/2
gradient
    dL/dS = inv(S).T/2 - inv(S).T @ d @ d.T @ inv(S).T/2
"""


@pytest.mark.parametrize("n", [1, 3, 5])
def test_generated_code_has_the_values_of_the_page(n: int) -> None:
    """Written out, an inverse has in floats the very bits of the page's own."""
    from handgrad.referee.points import points_of

    model = handgrad.Model.from_text(PAGE, n=n)
    at = dict.fromkeys((), model.evaluate) or {
        name: [[float(e) for e in row] for row in rows_of(value)]
        for name, value in points_of(model).values[0].items()
    }
    at["d"] = [row[0] for row in at["d"]]
    made: dict[str, object] = {}
    exec(model.source(), made)  # noqa: S102
    assert made["gradient"](**at) == model.gradient(at)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("det(B)", "tr takes a square matrix|det takes a square matrix"),
        ("eye(2.5)", "takes sizes"),
        ("eye(k)", "no size"),
        ("column(A, B)", "does not fit below"),
        ("row(A, v.T)", "does not fit beside"),
        ("solve(A, v.T)", "as many rows"),
        ("kron(A)", "takes 2 arguments"),
    ],
)
def test_what_does_not_fit_is_said(text: str, message: str) -> None:
    shapes = {"A": ("n", "n"), "B": ("n", "m"), "v": ("n", 1), "n": (1, 1), "m": (1, 1)}
    with pytest.raises(handgrad.HandgradError, match=message):
        fitted(parse(text), {**shapes, "k": (1, 1)}, sizes=SIZES)


def in_digits(text: str, **values: Value) -> Value:
    """A value in decimals of 60 digits."""
    numbers = decimal_arithmetic(60)
    with numbers.working():
        return evaluate(parse(text), values, numbers)


@pytest.mark.parametrize("n", [2, 6, 7, 9])
def test_determinants_and_inverses_in_digits_are_the_exact_ones(n: int) -> None:
    """By minors up to 6 rows, by elimination beyond: few of the digits are lost."""
    a = drawn(n, n)
    digits = a._replace(entries=[Decimal(float(e)) for e in a.entries])
    for text in ("det(A)", "inv(A)", "solve(A, A.T)"):
        found, wanted = as_array(in_digits(text, A=digits)), as_array(exact(text, A=a))
        largest = max(map(abs, wanted.entries))
        for x, y in zip(found.entries, wanted.entries, strict=True):
            assert abs(Fraction(x) - y) <= largest / 10**50


@pytest.mark.parametrize("n", [7, 8])
def test_a_matrix_of_digits_whose_first_pivot_is_zero_is_inverted(n: int) -> None:
    """Rows change places there too, and a matrix of one row again and again has no inverse."""
    root = Decimal(2).sqrt()
    turned = [root if j == (i + 1) % n else Decimal(0) for i in range(n) for j in range(n)]
    inverse = as_array(in_digits("inv(A)", A=Array(n, n, turned)))
    product = as_array(in_digits("A @ B", A=Array(n, n, turned), B=inverse))
    assert product.entries == pytest.approx([float(i == j) for i in range(n) for j in range(n)])
    alike = Array(n, n, [root] * (n * n))
    assert in_digits("det(A)", A=alike) == 0
    with pytest.raises(EvaluationError, match="no inverse"):
        in_digits("inv(A)", A=alike)


def test_a_matrix_of_many_rows_is_not_inverted_in_digits() -> None:
    n = 41
    with pytest.raises(BudgetError, match="at most 40 rows is inverted, this one has 41"):
        in_digits("inv(A)", A=Array(n, n, [Decimal(2).sqrt()] * (n * n)))
