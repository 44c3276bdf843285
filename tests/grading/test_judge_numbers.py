"""The numbers that the judge stands on: each is named here, and a change of it is noticed."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from handgrad import check_model, grade
from handgrad.arithmetic.magnitude import Span
from handgrad.grading import comparison
from handgrad.page.domains import GRID
from handgrad.referee.check_model import key_digits
from handgrad.referee.crossings import FACTORS, NEAR
from handgrad.referee.directional import KINK_STEP
from handgrad.referee.environment import own_places
from handgrad.referee.other_sizes import other_sizes
from handgrad.referee.points import SEED, points_of
from handgrad.referee.spans import digits_for
from tests.helpers.pages import model_of

ONE = Decimal(1)
UNIT = Span()


def agrees(coarse: str, fine: str, moved: str = "0") -> bool | None:
    """Whether 1 and 1 + a gap are equal, the gap by 60 digits and by 120."""
    with localcontext(prec=200):
        given, right = ONE + Decimal(fine), ONE
        before = given + Decimal(moved), given + Decimal(moved) - Decimal(coarse)
        return comparison._agrees(before, (given, right), UNIT, 60, 120)


def test_twenty_digits_are_what_rounding_may_cost() -> None:
    """LOST: an error of 1e-40 is rounding in 60 digits, one of 1e-100 is in 120."""
    assert agrees("0.9e-40", "0.9e-100") is True
    assert agrees("0.9e-40", "1.1e-100") is None
    assert agrees("1.1e-40", "0.9e-100") is None


def test_a_gap_that_stays_is_a_difference() -> None:
    """SETTLED: more digits move both values by less than a hundredth of their gap."""
    assert agrees("1e-30", "1e-30") is False
    assert agrees("1e-30", "1e-30", moved="0.9e-32") is False
    assert agrees("1e-30", "1e-30", moved="1.1e-32") is None
    assert agrees("2e-30", "1e-30") is None
    assert agrees("1e-30", "1e-101") is None


def test_digits_show_the_smallest_number_and_its_square() -> None:
    """PLAIN and the digits beyond it."""
    assert [digits_for(width) for width in (0, 20, 21, 30, 31, 60)] == [
        60,
        60,
        120,
        120,
        180,
        180,
    ]


def test_own_points_are_two_and_off_every_grid() -> None:
    """Nobody knows them: they follow the text, and no number of halves divides them."""
    places = own_places(model_of("linear"), "a text", SEED, None)
    assert len(places) == 2
    numbers = [Fraction(v) for place in places for v in place.point.values()]
    assert all(n.denominator > 2**60 and n.denominator % 8 for n in numbers)
    assert len({n.denominator for n in numbers}) >= 2
    others = own_places(model_of("linear"), "another text", SEED, None)
    assert not {*numbers} & {Fraction(v) for p in others for v in p.point.values()}
    known = points_of(model_of("linear")).values
    assert all(GRID % Fraction(v).denominator == 0 for p in known for v in p.values())


def test_edges_are_looked_for_far_out_and_seen_from_near() -> None:
    """FACTORS reach a threshold of 10^12; NEAR is far from the kink test's step."""
    assert max(FACTORS) > 10**12
    assert min(FACTORS) < Fraction(1, 10**12)
    assert KINK_STEP * 1000 < NEAR < Fraction(1, 10**9)


def test_other_sizes_are_primes_of_their_own() -> None:
    for name in ("linear_regression", "softmax_regression", "two_layer"):
        model = model_of(name)
        other = other_sizes(model)
        assert other is not None
        assert len({*other.sizes.values()}) == len(other.sizes)
        assert all(other.sizes[n] != size for n, size in model.sizes.items())
        assert not {1, 2, 4} & {*other.sizes.values()}
    assert other_sizes(model_of("linear_regression", N=4, D=5)) is None


PLAIN = "model p: p\nparameters w\nforward\n    L = {loss}\ngradient\n    dL/dw = {key}\n"
SHIFTED = """model shifted: a bias before a softmax
sizes C
parameters z[C], b
data y[C] one_hot
forward
    u = z + b
    p = softmax(u)
    L = -sum(y*log(p))
gradient
    dL/du = p - y
    dL/dz = dL/du
    dL/db = {key}
"""


@pytest.mark.parametrize("key", ["sum(dL/du)", "0", "sum(p) - 1"])
def test_zero_is_a_value(key: str) -> None:
    """A right value of 0 is reached by cancellation; what is small is not 0."""
    model = model_of(SHIFTED.format(key=key))
    assert check_model(model).verdict == "right"
    for answer in ("0", "sum(p) - 1", "sum(p - y)", "sum(y) - sum(p)", "0*b"):
        assert grade(model, f"dL/db = {answer}").verdict == "right", answer
    for answer in ("sum(p)", "1e-30", "exp(-200)", "sum(p) - 1 + 1e-70", "p.T @ y"):
        assert grade(model, f"dL/db = {answer}").verdict == "wrong", answer


def test_a_bias_before_a_normalisation_and_an_odd_zero() -> None:
    page = """model odd: a difference that is nothing
parameters w
data t
forward
    L = exp(w)*t - t/exp(-w) + w
gradient
    dL/dw = {key}
"""
    for key in ("1", "exp(w)*t - t/exp(-w) + 1"):
        model = model_of(page.format(key=key))
        for answer in ("1", "1 + exp(w)*t - t*exp(w)", "1 + t/exp(-w) - exp(w)*t"):
            assert grade(model, f"dL/dw = {answer}").verdict == "right", (key, answer)
        assert grade(model, "dL/dw = 1 + 1e-40").verdict == "wrong"


@pytest.mark.parametrize("n", [1, 30, 68, 69, 85, 100, 150, 190])
def test_a_key_that_is_off_by_little_is_wrong(n: int) -> None:
    """The key check and the judge see equally far."""
    page = f"""model off: a key that is a little off
parameters w
data x
forward
    L = sin(w*x)
gradient
    dL/dw = x*cos(w*x)*(1 + 10^(-{n}))
"""
    model = model_of(page)
    assert check_model(model).verdict == "key-wrong"
    assert grade(model, "dL/dw = x*cos(w*x)").verdict == "right"


def test_a_key_past_all_digits_is_not_decided_and_costs_nobody() -> None:
    model = model_of(PLAIN.format(loss="sin(w)", key="cos(w)*(1 + 10^(-220))"))
    assert key_digits(model) is None
    assert check_model(model).verdict == "undecided"
    assert grade(model, "dL/dw = cos(w)").verdict == "undecided"
    assert grade(model, "dL/dw = 2*cos(w)").verdict == "wrong"


@pytest.mark.parametrize("gate", ["relu(w - 10^30)", "(w > 10^30)", "relu(relu(w) - 10^30)"])
def test_a_page_with_a_branch_never_reached_is_not_decided(gate: str) -> None:
    page = PLAIN.format(loss=f"w^2 + {gate}*w", key="2*w")
    check = check_model(model_of(page))
    assert check.verdict == "undecided"
    assert "one branch" in check.unreached[0]
    assert grade(model_of(page), "dL/dw = 2*w").verdict == "undecided"


LONG = [
    ("w/2^99", "1/2^99", ("1/2^99", "2^(-99)", "0.5^99")),
    ("w*10^1500/10^1490", "10^10", ("10^10", "10000000000")),
    ("w^70/3", "70*w^69/3", ("70*w^69/3", "70/3*w^69")),
    ("w*3^(-200)", "3^(-200)", ("3^(-200)", "1/3^200")),
]


@pytest.mark.parametrize(("loss", "key", "answers"), LONG)
def test_numbers_too_long_to_be_exact_are_compared_in_decimal(
    loss: str, key: str, answers: tuple[str, ...]
) -> None:
    model = model_of(PLAIN.format(loss=loss, key=key))
    for answer in answers:
        report = grade(model, f"dL/dw = {answer}")
        assert report.verdict in ("right", "undecided")
        assert str(report)
    report = grade(model, f"dL/dw = 3*({key})")
    assert report.verdict in ("wrong", "undecided")
    assert report.to_dict()["verdict"] == report.verdict


@pytest.mark.parametrize(
    "answer", ["10^5000", "exp(exp(12))", "2^(2^(2^(2^2)))", "exp(-exp(12))", "x*10^(-5000)"]
)
def test_numbers_beyond_all_digits_get_a_verdict_and_a_report(answer: str) -> None:
    for text in (answer, f"2*(w*x - y)*x + {answer}"):
        report = grade(model_of("linear"), f"dL/dw = {text}")
        assert report.verdict in ("wrong", "undecided")
        assert str(report)
        assert report.to_dict()["verdict"] == report.verdict


def test_the_bound_counts_only_points_that_could_not_be_known() -> None:
    """Two of them, of 2^64 values a number; none is claimed where the lemma does not hold."""
    smooth = grade(model_of("linear"), "dL/dw = 2*(w*x - y)*x").parts[0].evidence
    assert smooth is not None
    assert smooth.bound is not None
    assert 1e-40 < smooth.bound < 1e-35
    for text in ("2*(w*x - y)*abs(x)*sign(x)", "2*(w*x - y)*x + relu(x) - relu(x)"):
        gated = grade(model_of("linear"), f"dL/dw = {text}").parts[0].evidence
        assert gated is not None
        assert gated.bound is None


def test_a_difference_that_does_not_show_is_explained() -> None:
    """Values that print alike get their gap, a number in place of a size gets the sizes."""
    small = grade(model_of("linear"), "dL/dw = 2*(w*x - y)*x + exp(-231)").parts[0]
    assert small.note == "the two values differ by 4.8E-101"
    sized = grade(model_of("linear_regression"), "dL/dw = 2/3*X.T @ (y_hat - y)").parts[0]
    assert "equal at N = 3, D = 2, not at N = 5, D = 3" in sized.note
    far = grade(model_of("linear"), "dL/dw = 2*(w*x - y)*x + step(x - 3)").parts[0]
    for part in (small, sized, far):
        assert part.verdict == "wrong"
        assert not any(hint.change == "multiply by 1" for hint in part.hints)


def test_a_number_for_the_letter_of_a_size_is_not_wrong() -> None:
    page = """model rows
sizes n = 4, d = 3
parameters W[n,d]
data X[n,d], y[n]
forward
    s = sum(X*W, axis=1)
    L = sum((s - y)^2)/2
"""
    rows = "e = s - y\ndW = np.vstack([e[i]*X[i] for i in ({})])"
    model = model_of(page)
    assert grade(model, rows.format("0, 1, 2, 3")).verdict in ("right", "undecided")
    assert grade(model, rows.format("0, 1, 2")).verdict == "wrong"
    columns = "dW = np.column_stack([(s-y)*X[:, 0], (s-y)*X[:, 1], (s-y)*X[:, {}]])"
    assert grade(model, columns.format(2)).verdict in ("right", "undecided")
    assert grade(model, columns.format(1)).verdict != "right"
