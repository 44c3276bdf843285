"""Worked examples in numbers: right to the digits written, and what follows from what."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import handgrad
from handgrad.arithmetic import decimal_arithmetic
from handgrad.language.arrays import nested
from handgrad.reading.numbers_written import written_value
from handgrad.referee.points import points_of
from handgrad.teaching.worksheet import GAP, worksheet
from tests.helpers.effort import count
from tests.helpers.pages import BELLS, model_of

AT = {"w": 1, "x": 2, "y": 4}
LESSON = "y_hat = 2\nL = 4\ndL/dy_hat = -4\ndL/dw = -8"


def marks(text: str, model: str = "linear", at: dict[str, Any] | None = None) -> list[str]:
    report = handgrad.grade(model, text, at=AT if at is None else at)
    return [
        line.verdict + (" carried" if line.carried_forward else "") for line in report.lines
    ]


def test_the_lesson_is_right() -> None:
    report = handgrad.grade("linear", LESSON, at=AT)
    assert (report.verdict, report.score, report.method_score) == ("right", 1.0, 1.0)
    assert report.complete


def test_the_first_wrong_line_and_what_follows_from_it() -> None:
    """-2 for the derivative by y_hat; -4 by w is right if that were right."""
    text = "y_hat = 2\nL = 4\ndL/dy_hat = -2\ndL/dw = -4"
    report = handgrad.grade("linear", text, at=AT)
    assert (report.verdict, report.first_wrong, report.score) == ("wrong", 3, 0.0)
    assert marks(text) == ["right", "right", "wrong", "wrong carried"]
    assert report.method_score == 0.75


def test_a_wrong_line_that_the_answer_does_not_follow_costs_a_step_only() -> None:
    report = handgrad.grade("linear", "y_hat = 3\nL = 1\ndL/dw = -8", at=AT)
    assert (report.verdict, report.score) == ("right", 1.0)
    assert marks("y_hat = 3\nL = 1\ndL/dw = -8") == ["wrong", "wrong carried", "right"]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("dL/dw = -8.0", "right"), ("dL/dw = -8.04", "wrong"), ("dL/dw = -7.9", "wrong"),
        ("dL/dw = 2*(2 - 4)*2", "right"), ("dL/dw = 2*(y_hat - y)*x = -8", "right"),
        ("dL/dw = 2*(y_hat - y) = -8", "wrong"), ("dL/dw = -16/2", "right"),
        (r"\frac{\partial L}{\partial w} = -8", "right"), ("dw = -8", "right"),
        ("dL/dw = -4", "wrong"), ("dL/dw = 1e400", "wrong"),
    ],
)  # fmt: skip
def test_numbers_fractions_and_formulas(line: str, mark: str) -> None:
    """Whole numbers, fractions and formulas are exact; a decimal has half its last digit."""
    assert marks(line) == [mark]


def test_rounded_values_carry_their_digits() -> None:
    """p = 0.62 is sigmoid(0.5) = 0.6225 to its digits, 0.63 is not."""
    page = handgrad.Model.from_text(
        "model unit: a neuron\nparameters w\ndata x, y\nforward\n    z = w*x\n"
        "    p = sigmoid(z)\n    L = (p - y)^2\ngradient\n    dL/dp = 2*(p - y)\n"
        "    dL/dz = dL/dp*p*(1 - p)\n    dL/dw = dL/dz*x\n"
    )
    at = {"w": 0.5, "x": 1, "y": 0}
    report = handgrad.grade(page, "z = 0.5\np = 0.62\ndL/dp = 1.245\ndL/dw = 0.2926", at=at)
    assert report.verdict == "right", report
    assert handgrad.grade(page, "p = 0.63", at=at).verdict == "wrong"
    early = handgrad.grade(page, "p = 0.62\ndL/dp = 1.240", at=at)
    assert [line.verdict for line in early.lines] == ["right", "undecided"]


def test_the_mistake_is_named_where_its_value_is_known() -> None:
    report = handgrad.grade("linear", "y_hat = 2\nL = 4\ndL/dw = -4", at=AT)
    assert {"convention", "missing-factor"} <= {hint.id for hint in report.hints}
    silent = handgrad.grade("linear", "dL/dw = -4", at=AT, feedback="hint")
    assert "-8" not in str(silent)


@pytest.mark.parametrize(
    "value",
    ["[1, 2]", "(1, 2)", "[1 2]", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "[[1], [2]]"],
)
def test_vectors_in_every_form(value: str) -> None:
    page = handgrad.Model.from_text(
        "model sum: a weighted sum\nsizes n = 2\nparameters w[n]\ndata x[n]\nforward\n"
        "    L = sum(w*x)\ngradient\n    dL/dw = x\n"
    )
    at = {"w": [3, 4], "x": [1, 2]}
    assert handgrad.grade(page, f"dL/dw = {value}", at=at).verdict == "right"
    assert handgrad.grade(page, f"dL/dw = {value.replace('2', '3')}", at=at).verdict == "wrong"


def test_what_cannot_be_read_or_is_not_known_is_said() -> None:
    assert handgrad.grade("linear", "the answer is eight", at=AT).verdict == "invalid"
    assert marks("x = 2\nx = 3") == ["definition", "invalid"]
    assert marks("dL/dw = dL/dy_hat*x") == ["invalid"]
    assert marks("r = -2\ndL/dw = 2*r*x") == ["definition", "right"]
    with pytest.raises(handgrad.HandgradError, match="lacks y"):
        handgrad.grade("linear", LESSON, at={"w": 1, "x": 2})


def test_random_worksheets_of_the_parabola() -> None:
    """Right numbers at random points are right; one changed number is found, where it is."""
    rng = random.Random(20261126)
    names = ("y_hat", "L", "dL/dy_hat", "dL/dw1", "dL/dw2", "dL/db")
    for _ in range(count(150)):
        w1, w2, b, x, y = (Fraction(rng.randint(-20, 20), 4) for _ in range(5))
        y_hat = w1 * x * x + w2 * x + b
        by = 2 * (y_hat - y)
        values = [y_hat, (y_hat - y) ** 2, by, by * x * x, by * x, by]
        at = {"w1": w1, "w2": w2, "b": b, "x": x, "y": y}
        lines = [f"{n} = {_decimal(v)}" for n, v in zip(names, values, strict=True)]
        assert set(marks("\n".join(lines), "quadratic", at)) == {"right"}
        place = rng.randrange(6)
        lines[place] = f"{names[place]} = {_decimal(values[place] + Fraction(1, 4))}"
        report = handgrad.grade("quadratic", "\n".join(lines), at=at)
        assert report.first_wrong == place + 1
        assert report.verdict == ("wrong" if place > 2 else "right")


def _decimal(value: Fraction) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


@pytest.mark.parametrize("text", ["x", "1/0", "[1, x]", "[[1, 2], [3]]", "", "1 2", "[]"])
def test_what_is_no_number_is_a_formula_or_nothing(text: str) -> None:
    assert written_value(text) is None


@pytest.mark.parametrize("name", ["linear", "quadratic", "two_layer", "softmax_regression"])
def test_a_worksheet_filled_in_with_the_values_of_the_page_is_right(name: str) -> None:
    """The gaps one by one; left open they are invalid, and the others are judged."""
    model = model_of(name)
    at = {n: _exact(nested(v, model.rank(n))) for n, v in points_of(model).values[0].items()}
    blank = worksheet(model, at)
    assert set(marks(blank, name, at)) == {"invalid"}
    known = {**model.evaluate(at, arithmetic="decimal"), **gradients(model, at)}
    gaps = [line for line in blank.splitlines() if GAP in line]
    filled = [line.replace(GAP, str(known[line.split(" = ")[0]])) for line in gaps]
    text = "\n".join(filled).replace("Decimal('", "").replace("')", "")
    assert set(marks(text, name, at)) == {"right"}


def _exact(value: Any) -> Any:
    return [_exact(v) for v in value] if isinstance(value, list) else Fraction(value)


def gradients(model: handgrad.Model, at: dict[str, Any]) -> dict[str, Any]:
    """Every derivative of the key, in decimal."""
    numbers = decimal_arithmetic(60)
    with numbers.working():
        values = model.run_forward(model.read(at, numbers), numbers)
        model.run_gradient(values, numbers)
    return {d.name: nested(values[d.name], model.rank(d.name)) for d in model.derivatives}


WRONG_KEY = """model decay: exponential decay, squared error
parameters a, k
data t, y
forward
    y_hat = a*exp(-k*t)
    L = (y_hat - y)^2
gradient
    dL/da = 2*(y_hat - y)*exp(-k*t)
    dL/dk = 2*(y_hat - y)*a*t*exp(-k*t)
"""


def test_numbers_on_a_page_with_a_wrong_key_are_judged_by_differences() -> None:
    """By hand: y_hat = 4, dL/dy_hat = 6, dL/da = 6, dL/dk = -6*4*3; the key has no minus."""
    model = model_of(WRONG_KEY)
    at = {"a": 4, "k": 0, "t": 3, "y": 1}
    right = handgrad.grade(model, "dL/da = 6\ndL/dk = -72", at=at, wanted="all")
    assert (right.verdict, right.score, right.key) == ("right", 1.0, "key-wrong")
    assert "dL/dk is wrong" in right.notes[0]
    wrong = handgrad.grade(model, "dL/dk = 72", at=at)
    assert (wrong.verdict, wrong.hints[0].id) == ("wrong", "sign")
    quiet = handgrad.grade(model, "dL/dk = 72", at=at, feedback="hint")
    assert "72" not in str(quiet).replace("dL/dk = 72", "").replace("read as  72", "")
    keyless = model_of(WRONG_KEY.partition("gradient")[0])
    found = handgrad.grade(keyless, "dL/da = 6\ndL/dk = -72", at=at)
    assert (found.verdict, found.key) == ("right", None)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("-8", 60), ("-8.0", 2), ("-8.000", 4), ("-16/2", 60), ("-8." + 30 * "0", 31)],
)
def test_the_evidence_has_the_digits_that_were_written(written: str, digits: int) -> None:
    found = handgrad.grade("linear", f"dL/dw = {written}", at=AT).parts[0].evidence
    assert found is not None
    assert found.digits == digits


def test_a_number_that_is_that_of_another_entry_is_named() -> None:
    """Responsibilities of two bells, one for the other."""
    model = handgrad.Model.from_text(BELLS, K=2)
    at = {"mu": [0, 1], "x": 1}
    report = handgrad.grade(model, "\\gamma_1 = 0.6225\ngamma = [0.6225, 0.3775]", at=at)
    assert [hint.text for line in report.lines for hint in line.hints] == [
        "this is gamma[1], not gamma[0]",
        "the entries stand in reverse order",
    ]
    assert not handgrad.grade(model, "\\gamma_1 = 0.5", at=at).hints
