"""Nothing false gets through: right answers are right, and what differs anywhere never is.

Answers are right ones with something added that is 0 at most points, or at those that could be
known, or to many digits. What is added is written twice, as text for `grade` and as a function
of Python numbers, and is held to be nothing or something by the function alone.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad import Model, check_model, grade
from handgrad.referee.points import points_of
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

RIGHT = "2*(w*x - y)*x"
Point = dict[str, Fraction]
SEEDS = st.integers(0, 2**60)


@dataclass(frozen=True)
class Term:
    """What is added to a right answer: its text, and its value by Python at a point."""

    text: str
    value: Callable[[Point], Fraction]
    edges: tuple[tuple[str, Fraction], ...]


def threshold(generator: random.Random) -> Fraction:
    size = Fraction(2) ** generator.randrange(-8, 12) * generator.randrange(65, 128) / 128
    return size if generator.random() < 0.7 else -size


def written(c: Fraction) -> str:
    return (
        f"({c.numerator}/{c.denominator})" if c >= 0 else f"(-{-c.numerator}/{c.denominator})"
    )


def one(condition: bool) -> Fraction:
    return Fraction(int(condition))


def relu(v: Fraction) -> Fraction:
    return max(v, Fraction(0))


def random_term(generator: random.Random) -> Term:
    """A term that is 0 on one side of a random edge, or but for a narrow band."""
    v, u = generator.sample(["w", "x", "y"], 2)
    c, d = threshold(generator), threshold(generator)
    near = c + Fraction(1, 2 ** generator.randrange(2, 12))
    C, D, N = written(c), written(d), written(near)
    below = c > 0
    sign = "" if below else "-"
    s = 1 if below else -1
    kinds = [
        Term(f"step({sign}({v} - {C}))", lambda p: one(s * (p[v] - c) > 0), ((v, c),)),
        Term(f"relu({sign}({v} - {C}))", lambda p: relu(s * (p[v] - c)), ((v, c),)),
        Term(
            f"max({v}, {C}) - {C}" if below else f"min({v}, {C}) - {C}",
            lambda p: (max if below else min)(p[v], c) - c,
            ((v, c),),
        ),
        Term(
            f"sqrt(({v} - {C})^2) - ({C} - {v})",
            lambda p: abs(p[v] - c) - (c - p[v]),
            ((v, c),),
        ),
        Term(f"norm({v} - {C}) + {v} - {C}", lambda p: abs(p[v] - c) + p[v] - c, ((v, c),)),
        Term(
            f"(({v} - {C})^4)^(1/4) + {v} - {C}",
            lambda p: abs(p[v] - c) + p[v] - c,
            ((v, c),),
        ),
        Term(f"({v} > {C})*({v} < {N})", lambda p: one(c < p[v] < near), ((v, c), (v, near))),
        Term(
            f"relu({v} - {C})*relu({N} - {v})*1000",
            lambda p: relu(p[v] - c) * relu(near - p[v]) * 1000,
            ((v, c), (v, near)),
        ),
        Term(
            f"step({v} - {C})*step({u} - {D})",
            lambda p: one(p[v] > c and p[u] > d),
            ((v, c), (u, d)),
        ),
        Term(
            f"step(relu({v})*({v} - {C}))",
            lambda p: one(relu(p[v]) * (p[v] - c) > 0),
            ((v, c), (v, Fraction(0))),
        ),
        Term(f"where({v} >= {C}, {u}, 0)", lambda p: p[u] * one(p[v] >= c), ((v, c),)),
        Term(
            f"abs({v} - {C}) + abs({v} - {N}) - abs(2*{v} - {C} - {N})",
            lambda p: abs(p[v] - c) + abs(p[v] - near) - abs(2 * p[v] - c - near),
            ((v, c), (v, near)),
        ),
        Term(f"relu({v}*{u} - {C})", lambda p: relu(p[v] * p[u] - c), ((v, c), (u, c))),
        Term(
            f"sqrt({v}^2 - 2*{C}*{v} + {C}^2) - {C} + {v}",
            lambda p: abs(p[v] - c) - c + p[v],
            ((v, c),),
        ),
    ]
    return generator.choice(kinds)


def somewhere(term: Term, generator: random.Random) -> bool:
    """Whether a term is not 0 at one of many points, some beside its edges."""
    for _ in range(400):
        point = {
            name: threshold(generator) * generator.choice((1, -1)) for name in ("w", "x", "y")
        }
        for name, edge in term.edges:
            if generator.random() < 0.7:
                point[name] = edge + Fraction(generator.choice((1, -1)), 2**14)
        if term.value(point) != 0:
            return True
    return False


@examples(60, long=2000)
@given(SEEDS)
def test_no_gate_with_a_random_threshold_gets_through(seed: int) -> None:
    """A term with a branch that the page does not have is never part of a right answer."""
    generator = random.Random(seed)
    term = random_term(generator)
    assert somewhere(term, generator), term.text
    report = grade(model_of("linear"), f"dL/dw = {RIGHT} + {term.text}")
    assert report.verdict in ("wrong", "undecided"), term.text


@examples(40, long=2000)
@given(SEEDS)
def test_gates_that_come_to_nothing_cost_nothing(seed: int) -> None:
    """A term less the same term, written apart, leaves a right answer right.

    A root of a square may be lost in rounding far out: then it is not decided.
    """
    generator = random.Random(seed)
    term = random_term(generator)
    factor = generator.choice(["2", "x", "w"])
    text = f"{factor}*({term.text}) - ({term.text})*{factor}"
    report = grade(model_of("linear"), f"dL/dw = {RIGHT} + {text}")
    fine = ("right", "undecided") if "sqrt" in text else ("right",)
    assert report.verdict in fine, f"{text}\n{report}"


CLIPPED = """model clipped: a value kept between two bounds
parameters z
data g
forward
    L = g*min(max(z, {low}), {high})
gradient
    dL/dz = g*step(z - {low})*step({high} - z)
"""
HUBER = """model huber_of: a loss that grows slowly far out
parameters w
data x, y
forward
    e = w*x - y
    L = where(abs(e) < {high}, e^2/2, {high}*(abs(e) - {high}/2))
gradient
    dL/dw = max(-{high}, min({high}, e))*x
"""
CAPPED = """model capped: a loss of at most so much
parameters w
data x, y
forward
    e = w*x - y
    L = min(e^2, {high}^2)
gradient
    dL/dw = 2*e*x*(e^2 < {high}^2)
"""
CLIPPED_ANSWERS = (
    "g*(z > {low})*(z < {high})",
    "g*(1 - step({low} - z))*(z < {high})",
    "where(z > {high}, 0, where(z < {low}, 0, g))",
    "g*(sign(z - {low}) - sign(z - {high}))/2",
)
HUBER_ANSWERS = (
    "where(abs(e) < {high}, e, {high}*sign(e))*x",
    "x*(e*(abs(e) <= {high}) + {high}*(e > {high}) - {high}*(e < -{high}))",
    "x*(abs(e + {high}) - abs(e - {high}))/2",
)
CAPPED_ANSWERS = (
    "2*e*x*(abs(e) < {high})",
    "where(e > {high}, 0, where(e < -{high}, 0, 2*e*x))",
    "2*e*x*step({high} - abs(e))",
)
HONEST = [
    (page, name, right, wrong)
    for page, name, answers, wrong in (
        (CLIPPED, "z", CLIPPED_ANSWERS, "g*step(z - {low})"),
        (HUBER, "w", HUBER_ANSWERS, "e*x"),
        (CAPPED, "w", CAPPED_ANSWERS, "2*e*x"),
    )
    for right in answers
]


@examples(40, long=2000)
@given(SEEDS)
def test_honest_far_gates_are_right_and_forgotten_ones_are_not(seed: int) -> None:
    """ReLU6, Huber with a large delta and a capped loss, with bounds from 1/16 to 4000."""
    generator = random.Random(seed)
    page, name, right, wrong = generator.choice(HONEST)
    high = abs(threshold(generator)) + Fraction(1, 16)
    bounds = {"low": written(Fraction(generator.randrange(-8, 1), 8)), "high": written(high)}
    model = model_of(page.format(**bounds))
    assert check_model(model).verdict == "right", str(check_model(model))
    assert grade(model, f"dL/d{name} = {right.format(**bounds)}").verdict == "right", bounds
    verdict = grade(model, f"dL/d{name} = {wrong.format(**bounds)}").verdict
    assert verdict in ("wrong", "undecided"), bounds


def test_probabilities_clipped_far_out_are_right() -> None:
    """clip(p, 1e-7, 1 - 1e-7), as frameworks have it, in the page and in the answer."""
    page = """model clipped_loss: cross-entropy of a clipped probability
parameters z
data y in (0, 1)
forward
    p = sigmoid(z)
    q = min(max(p, 1e-7), 1 - 1e-7)
    L = -(y*log(q) + (1 - y)*log(1 - q))
gradient
    dL/dq = (1 - y)/(1 - q) - y/q
    dL/dz = dL/dq*step(p - 1e-7)*step(1 - 1e-7 - p)*p*(1 - p)
"""
    model = model_of(page)
    assert check_model(model).verdict == "right", str(check_model(model))
    inside = "(p > 1e-7)*(p < 1 - 1e-7)"
    assert grade(model, f"dL/dz = (p - y)*{inside}").verdict == "right"
    assert grade(model, "dL/dz = p - y").verdict in ("wrong", "undecided")


@examples(40, long=2000)
@given(SEEDS)
def test_a_key_that_forgets_a_branch_is_not_right(seed: int) -> None:
    """A page with a random term in its loss, and a key without the term's derivative."""
    generator = random.Random(seed)
    c, v = threshold(generator), generator.choice("wx")
    gate = generator.choice(("relu({})^2", "abs({})*({})", "({})^2*(({}) > 0)"))
    text = gate.format(*[f"{v} - {written(c)}"] * gate.count("{}"))
    other = "w" if v == "x" else "1"
    page = f"""model p: a page with a gate
parameters w
data x
forward
    L = w^2 + x*w + {other}*{text}
gradient
    dL/dw = 2*w + x
"""
    assert check_model(model_of(page)).verdict in ("key-wrong", "undecided"), text


def small_term(generator: random.Random) -> str:
    n = generator.randrange(50, 2500)
    kinds = (
        f"exp(-{n})", f"2^(-{n})", f"10^(-{n})", f"(x/100)^{n // 8}", f"1/(1 + exp({n}))",
        f"1 - tanh({n})", f"x*(1 - sigmoid({n}))", f"softplus(-{n})", f"pi^(-{n})",
        f"exp(-exp({n % 9}))/10^30", f"exp(-{n})*(x - 1277/1024)*(x + 509/1024)",
        f"exp(-{n})*(exp(-{n}) + x) - exp(-{n})*x", f"w/sqrt(w^2 + exp(-{n})) - sign(w)",
    )  # fmt: skip
    return generator.choice(kinds)


@examples(40, long=2000)
@given(SEEDS)
def test_no_small_term_gets_through(seed: int) -> None:
    """Terms of 1e-20 to 1e-1085: mpmath knows that they are not 0."""
    mpmath = pytest.importorskip("mpmath")
    text = small_term(random.Random(seed))
    with mpmath.workdps(4000):
        names = {
            "mpf": mpmath.mpf,
            "w": mpmath.mpf(3) / 7,
            "x": mpmath.mpf(5) / 9,
            "pi": mpmath.pi,
        }
        functions = {name: getattr(mpmath, name) for name in ("exp", "tanh", "sqrt", "sign")}
        functions["sigmoid"] = lambda z: 1 / (1 + mpmath.exp(-z))
        functions["softplus"] = lambda z: mpmath.log1p(mpmath.exp(z))
        many = re.sub(r"\b(\d+)\b", r"mpf(\1)", text.replace("^", "**"))
        value = eval(many, {**names, **functions})  # noqa: S307
        assert value != 0, text
    report = grade(model_of("linear"), f"dL/dw = {RIGHT} + {text}")
    assert report.verdict in ("wrong", "undecided"), text


@examples(20, long=2000)
@given(SEEDS)
def test_equal_but_rough_is_never_wrong(seed: int) -> None:
    """Large numbers that cancel cost digits, and no marks."""
    generator = random.Random(seed)
    n = generator.randrange(1, 900)
    kinds = (
        f"{RIGHT} + exp({n}) - exp({n})",
        f"{RIGHT}*(cosh({n})^2 - sinh({n})^2)",
        f"({RIGHT} + 10^{n}*exp(x)) - 10^{n}*exp(x)",
        f"{RIGHT}*exp({n})*exp(-{n})",
        f"{RIGHT} + (exp({n}) + 1) - exp({n}) - 1",
        f"{RIGHT}*((1 + exp(-{n})) - 1)*exp({n})",
    )
    text = generator.choice(kinds)
    verdict = grade(model_of("linear"), f"dL/dw = {text}").verdict
    assert verdict in ("right", "undecided"), text
    if n <= 150:
        assert verdict == "right", text


@examples(20, long=2000)
@given(SEEDS)
def test_knowing_the_points_does_not_help(seed: int) -> None:
    """Polynomials that are 0 at every point of the page, and waves that are on its grid."""
    generator = random.Random(seed)
    model, name = model_of("linear"), generator.choice("wx")
    known = {point[name] for point in points_of(model).values}
    factors = "".join(f"*({name} - {written(Fraction(value))})" for value in sorted(known))
    n = generator.randrange(1, 10**6)
    wave = f"sin({1024 * n}*pi*{name})"
    bump = f"sin(1024*pi*{name})^2*sin({n}*{name})"
    text = generator.choice((f"{n}{factors}", wave, bump))
    assert grade(model, f"dL/dw = {RIGHT} + {text}").verdict == "wrong", text


SIZED = """model sized: a mean of squares
sizes N, D, C
parameters W[D,C]
data X[N,D], Y[N,C]
forward
    L = {factor}*sum((X @ W - Y)^2)
gradient
    dL/dW = 2*{factor}*X.T @ (X @ W - Y)
"""
FACTORS = ("1/N", "D/N", "1/(N*C)", "(C - 1)", "(N - 1)/N", "1/(D + 1)", "2/3", "C/2")


def numbers_like(value: Fraction, sizes: dict[str, int]) -> list[str]:
    """Spellings of a number by small numbers and sizes."""
    atoms = {**{name: Fraction(n) for name, n in sizes.items()},
             **{str(n): Fraction(n) for n in range(1, 6)}}  # fmt: skip
    found = [f"{a}" for a, v in atoms.items() if v == value]
    for a, v in atoms.items():
        for b, u in atoms.items():
            found += [f"{a}/{b}"] if v / u == value else []
            found += [f"{a}*{b}"] if v * u == value else []
            found += [f"({a} - {b})"] if v - u == value else []
            found += [f"({a} + {b})"] if v + u == value else []
    return found


@examples(30, long=2000)
@given(SEEDS)
def test_a_number_is_no_size_and_a_size_no_number(seed: int) -> None:
    """A factor that is the right one at the page's sizes is right if it is so at others."""
    generator = random.Random(seed)
    factor = generator.choice(FACTORS)
    model = model_of(SIZED.format(factor=factor))
    sizes = dict(model.sizes)

    def value(text: str, at: dict[str, int]) -> Fraction:
        exact = {name: Fraction(n) for name, n in at.items()}
        whole = "".join(f"Fraction({c})" if c.isdecimal() else c for c in text)
        return Fraction(eval(whole, {"Fraction": Fraction, **exact}))  # noqa: S307

    right = value(f"2*{factor}", sizes)
    spelled = generator.choice(numbers_like(right, sizes) or [f"2*{factor}"])
    others = [
        {"N": n, "D": d, "C": c} for n in range(6, 12) for d in (3, 7, 8) for c in (2, 5, 13)
    ]
    same = all(value(spelled, at) == value(f"2*{factor}", at) for at in others)
    verdict = grade(model, f"dL/dW = {spelled}*X.T @ (X @ W - Y)").verdict
    assert verdict == "right" if same else verdict in ("wrong", "undecided"), spelled


@examples(20, long=2000)
@given(SEEDS)
def test_a_wrong_key_never_costs_a_student(seed: int) -> None:
    """However little a key is off, it is not right, and right answers are not wrong."""
    generator = random.Random(seed)
    n = generator.randrange(1, 260)
    off = generator.choice((f"(1 + 10^(-{n}))", f"(1 + exp(-{n}))", f"(1 - 2^(-{n}))"))
    page = f"""model off: a key that is a little off
parameters w
data x, y
forward
    a = tanh(w*x)
    L = (a - y)^2
gradient
    dL/dw = 2*(a - y)*(1 - a^2)*x*{off}
"""
    model = model_of(page)
    assert check_model(model).verdict in ("key-wrong", "undecided"), off
    right = "2*(tanh(w*x) - y)*(1 - tanh(w*x)^2)*x"
    assert grade(model, f"dL/dw = {right}").verdict in ("right", "undecided"), off


SQUARE = Model.from_text(
    "model square: z twice\nparameters z\ndata g\nforward\n    L = g*z^2\n"
    "gradient\n    dL/dz = 2*g*z\n"
)


@pytest.mark.parametrize("width", ["1e-5", "1e-16", "1e-25", "1e-40"])
def test_a_band_between_two_edges_is_seen_however_narrow(width: str) -> None:
    for band in (f"(z > 1)*(z < 1 + {width})", f"(z > g)*(g + {width} > z)"):
        assert grade(SQUARE, f"dL/dz = 2*g*z*(1 - {band})").verdict == "wrong"
    hidden = f"dL/dz = where(abs(z) < {width}, 7, 2*g*z)"
    assert grade(SQUARE, hidden).verdict in ("wrong", "undecided")


@pytest.mark.parametrize("width", ["1e-5", "1e-40", "1e-60", "1e-90"])
@pytest.mark.parametrize("place", ["forward", "gradient"])
def test_a_band_of_the_page_itself_is_seen_or_doubted(width: str, place: str) -> None:
    band = f" + where((w > 1)*(w < 1 + {width}), w, 0)"
    loss, key = (band, "") if place == "forward" else ("", band)
    page = f"model banded: x\nparameters w\ndata x\nforward\n    L = x*w{loss}\n"
    model = Model.from_text(f"{page}gradient\n    dL/dw = x{key}\n")
    assert check_model(model).verdict in ("key-wrong", "undecided")
    report = grade(model, "dL/dw = x")
    assert (report.verdict, report.key) != ("right", "right")
    if place == "forward":
        assert report.verdict in ("wrong", "undecided")
