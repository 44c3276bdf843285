"""Theorems about the pages of lessons, losses and activations, and the named traps."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.model import Model
from tests.helpers.by_differences import agreement, point
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

TINY = Fraction(1, 10**45)


def seeds(test: Callable[..., None]) -> Callable[..., None]:
    """The property at twenty points, the same ones in every run."""
    chosen = examples(20)
    return chosen(given(seed=st.integers(0, 10**6))(test))


def exactly(value: Any) -> Any:
    """A nested list, or a mapping of them, with every number as the fraction it is."""
    if isinstance(value, dict):
        return {name: exactly(part) for name, part in value.items()}
    return [exactly(part) for part in value] if isinstance(value, list) else Fraction(value)


def gradient(model: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = exactly(model.gradient(values, arithmetic="decimal"))
    return found


def loss(model: Model, values: Mapping[str, Any]) -> Fraction:
    return Fraction(model.loss(values, arithmetic="decimal"))


def flat(value: Any) -> list[Any]:
    """The numbers of a nested list, or of the lists of a mapping, in order."""
    if isinstance(value, dict):
        return flat(list(value.values()))
    if isinstance(value, list):
        return [number for part in value for number in flat(part)]
    return [value]


def inner(left: Any, right: Any) -> Any:
    """The inner product of two nested lists of one shape."""
    return sum(a * b for a, b in zip(flat(left), flat(right), strict=True))


def close(left: Any, right: Any) -> bool:
    """Whether two nested lists agree to 45 digits of the largest number, or of 1."""
    a, b = flat(left), flat(right)
    bound = max([Fraction(1), *map(abs, a)]) * TINY
    return len(a) == len(b) and all(abs(x - y) <= bound for x, y in zip(a, b, strict=True))


def scaled(value: Any, factor: Any) -> list[Any]:
    return [factor * number for number in flat(value)]


def shifted(value: list[Any], by: Any) -> list[Any]:
    return [shifted(part, by) if isinstance(part, list) else part + by for part in value]


# Shifts of a softmax


ROWS_OF_SOFTMAX = [
    ("softmax", {"form": "rows"}, "Z"),
    ("softmax_cross_entropy", {}, "Z"),
    ("softmax_cross_entropy", {"targets": "smoothed"}, "Z"),
    ("softmax_cross_entropy", {"targets": "distribution"}, "Z"),
]
VECTORS_OF_SOFTMAX = [
    ("softmax", {"form": "vector"}, "z"),
    ("entropy", {}, "z"),
    ("kl_divergence", {"direction": "forward"}, "z"),
    ("kl_divergence", {"direction": "reverse"}, "z"),
]


@pytest.mark.parametrize(("name", "options", "logits"), ROWS_OF_SOFTMAX)
@seeds
def test_rows_of_a_softmax_gradient_add_up_to_0(
    name: str, options: dict[str, str], logits: str, seed: int
) -> None:
    model = model_of(name, **options)
    for row in gradient(model, point(model, seed))[logits]:
        assert abs(sum(row)) < TINY
        assert max(map(abs, row)) > TINY


@pytest.mark.parametrize(("name", "options", "logits"), VECTORS_OF_SOFTMAX)
@seeds
def test_a_softmax_gradient_adds_up_to_0(
    name: str, options: dict[str, str], logits: str, seed: int
) -> None:
    model = model_of(name, **options)
    found = gradient(model, point(model, seed))[logits]
    assert abs(sum(found)) < TINY
    assert max(map(abs, found)) > TINY


@pytest.mark.parametrize(("name", "options", "logits"), ROWS_OF_SOFTMAX + VECTORS_OF_SOFTMAX)
@seeds
def test_a_shift_of_the_logits_changes_neither_loss_nor_gradient(
    name: str, options: dict[str, str], logits: str, seed: int
) -> None:
    model = model_of(name, **options)
    values = point(model, seed)
    moved = {**values, logits: shifted(values[logits], Fraction(7, 3))}
    assert close(loss(model, values), loss(model, moved))
    assert close(gradient(model, values)[logits], gradient(model, moved)[logits])


@pytest.mark.parametrize("direction", ["one_way", "symmetric"])
@seeds
def test_a_shift_of_all_keys_does_not_change_a_one_way_contrast(
    direction: str, seed: int
) -> None:
    model = model_of("info_nce", direction=direction)
    values = point(model, seed)
    moved = {**values, "K": shifted(values["K"], Fraction(1, 4))}
    assert close(loss(model, values), loss(model, moved)) == (direction == "one_way")


# Shifts of points, and scale


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("triplet", {"distance": "squared"}),
        ("triplet", {"distance": "euclidean"}),
        ("contrastive", {"similar": "one"}),
        ("contrastive", {"similar": "zero"}),
    ],
)
@seeds
def test_a_common_shift_of_the_points_changes_nothing(
    name: str, options: dict[str, str], seed: int
) -> None:
    model = model_of(name, **options)
    parts = gradient(model, point(model, seed)).values()
    for entries in zip(*map(flat, parts), strict=True):
        assert abs(sum(entries)) < TINY


@seeds
def test_a_longer_vector_has_the_same_direction(seed: int) -> None:
    model = model_of("l2_normalisation")
    values = point(model, seed)
    assert abs(inner(values["v"], gradient(model, values)["v"])) < TINY
    longer = {**values, "v": [3 * entry for entry in values["v"]]}
    assert close(loss(model, values), loss(model, longer))


# Euler: a function that is homogeneous of degree k has <x, gradient> = k times its value


HOMOGENEOUS: list[tuple[str, dict[str, str], dict[str, int], int]] = [
    ("relu", {}, {}, 1),
    ("leaky_relu", {"slope": "given"}, {}, 1),
    ("hinge", {"form": "perceptron"}, {}, 1),
    ("linear", {}, {"y": 0}, 2),
    ("affine", {}, {"y": 0}, 2),
    ("polynomial", {}, {"y": 0}, 2),
]


@pytest.mark.parametrize(("name", "options", "fixed", "degree"), HOMOGENEOUS)
@seeds
def test_euler(
    name: str, options: dict[str, str], fixed: dict[str, int], degree: int, seed: int
) -> None:
    model = model_of(name, **options)
    values = {**point(model, seed), **fixed}
    along = inner([values[name] for name in model.parameters], gradient(model, values))
    assert close(along, degree * loss(model, values))


# One page by another


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *[(name, {}) for name in ("huber", "smooth_l1", "l1_loss", "log_cosh", "pinball")],
        ("softmax_cross_entropy", {"targets": "one_hot"}),
        ("softmax_cross_entropy", {"targets": "smoothed"}),
        ("gaussian_nll", {"spread": "sigma"}),
        ("gaussian_nll", {"spread": "log_variance"}),
        ("poisson_nll", {"link": "log"}),
        ("poisson_nll", {"link": "identity"}),
    ],
)
@seeds
def test_the_mean_is_the_sum_over_n(name: str, options: dict[str, str], seed: int) -> None:
    mean, total = (model_of(name, **options, reduction=r) for r in ("mean", "sum"))
    values = point(mean, seed)
    by_mean = scaled(gradient(mean, values), mean.sizes["N"])
    assert close(by_mean, flat(gradient(total, values)))


@pytest.mark.parametrize("name", ["linear_regression", "sigmoid_squared"])
@seeds
def test_the_losses_of_squares_differ_by_a_factor(name: str, seed: int) -> None:
    values = point(model_of(name), seed)
    factors = {"half_sum": 1, "sum": 2, "half_mean": Fraction(1, 3), "mean": Fraction(2, 3)}
    unit = flat(gradient(model_of(name, loss="half_sum", N=3), values))
    for chosen, factor in factors.items():
        found = flat(gradient(model_of(name, loss=chosen, N=3), values))
        assert close(found, scaled(unit, factor))


def evaluated(model: Model, values: Mapping[str, Any], *names: str) -> list[Any]:
    """The loss and the derivatives by these names."""
    wanted = {name: values[name] for name in model.declarations}
    return [loss(model, wanted), *flat([gradient(model, wanted)[name] for name in names])]


@seeds
def test_labels_of_either_kind_are_one_model(seed: int) -> None:
    zero_one = model_of("logistic_regression", labels="zero_one")
    plus_minus = model_of("logistic_regression", labels="plus_minus")
    values = point(plus_minus, seed)
    other = {**values, "y": [(label + 1) / 2 for label in values["y"]]}
    assert close(evaluated(plus_minus, values, "w", "b"), evaluated(zero_one, other, "w", "b"))


@pytest.mark.parametrize("labels", ["zero_one", "plus_minus"])
@seeds
def test_probabilities_and_logits_are_one_loss(labels: str, seed: int) -> None:
    forms = ("probabilities", "logits")
    one, other = (model_of("logistic_regression", labels=labels, form=form) for form in forms)
    values = point(one, seed)
    assert close(evaluated(one, values, "w", "b"), evaluated(other, values, "w", "b"))


@seeds
def test_softmax_regression_of_logits_is_that_of_probabilities(seed: int) -> None:
    one, other = (model_of("softmax_regression", form=f) for f in ("probabilities", "logits"))
    values = point(one, seed)
    assert close(evaluated(one, values, "W", "b"), evaluated(other, values, "W", "b"))


@seeds
def test_two_linear_layers_are_one(seed: int) -> None:
    two = model_of("two_layer_linear", n=2, m=2, k=2)
    values = point(two, seed)
    W1, b1, W2, b2 = (values[name] for name in ("W1", "b1", "W2", "b2"))
    W = [[sum(r * W1[i][j] for i, r in enumerate(row)) for j in range(2)] for row in W2]
    b = [inner(row, b1) + c for row, c in zip(W2, b2, strict=True)]
    one = model_of("mlp", sizes=(2, 2))
    of_one = {"W1": W, "b1": b, "x": values["x"], "y": values["y"]}
    assert close(loss(two, values), loss(one, of_one))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@seeds
def test_an_mlp_of_two_layers_is_two_layer(activation: str, seed: int) -> None:
    mlp = model_of("mlp", sizes="2-3-4", activation=activation)
    two = model_of("two_layer", n=2, m=3, k=4, activation=activation)
    values = point(two, seed)
    names = ("W1", "b1", "W2", "b2")
    assert close(evaluated(mlp, values, *names), evaluated(two, values, *names))


@seeds
def test_a_network_of_one_layer_is_softmax_regression_of_one_row(seed: int) -> None:
    columns = model_of("mlp", sizes="2-3", loss="cross_entropy")
    rows = model_of("softmax_regression", N=1, D=2, C=3)
    values = point(columns, seed)
    transposed = {
        "W": [list(column) for column in zip(*values["W1"], strict=True)],
        "b": values["b1"], "X": [values["x"]], "Y": [values["y"]],
    }  # fmt: skip
    by_rows, by_columns = gradient(rows, transposed), gradient(columns, values)
    assert close(loss(rows, transposed), loss(columns, values))
    assert close(by_rows["b"], by_columns["b1"])
    assert close([list(row) for row in zip(*by_rows["W"], strict=True)], by_columns["W1"])


@seeds
def test_a_polynomial_of_degree_2_is_the_quadratic(seed: int) -> None:
    quadratic, polynomial = model_of("quadratic"), model_of("polynomial", degree=2)
    values = point(quadratic, seed)
    renamed = {**values, "w2": values["w1"], "w1": values["w2"], "w0": values["b"]}
    del renamed["b"]
    assert close(
        evaluated(quadratic, values, "w1", "w2", "b"),
        evaluated(polynomial, renamed, "w2", "w1", "w0"),
    )


@seeds
def test_huber_is_delta_times_smooth_l1(seed: int) -> None:
    huber, smooth = model_of("huber"), model_of("smooth_l1")
    values = point(huber, seed)
    renamed = {**values, "beta": values["delta"]}
    assert close(
        evaluated(huber, values, "y_hat"),
        scaled(evaluated(smooth, renamed, "y_hat"), values["delta"]),
    )


@seeds
def test_pinball_at_the_median_is_half_the_absolute_error(seed: int) -> None:
    pinball, absolute = model_of("pinball"), model_of("l1_loss")
    values = {**point(absolute, seed), "q": Fraction(1, 2)}
    assert close(
        evaluated(pinball, values, "y_hat"),
        scaled(evaluated(absolute, values, "y_hat"), Fraction(1, 2)),
    )


@seeds
def test_the_two_weights_of_an_elastic_net_are_a_ratio(seed: int) -> None:
    ratio, separate = (model_of("elastic_net", weights=w) for w in ("ratio", "separate"))
    values = point(ratio, seed)
    lam, rho = values["lam"], values["rho"]
    renamed = {**values, "lam1": lam * rho, "lam2": lam * (1 - rho) / 2}
    assert close(evaluated(ratio, values, "w", "b"), evaluated(separate, renamed, "w", "b"))


@seeds
def test_forward_divergence_is_cross_entropy_less_entropy(seed: int) -> None:
    divergence = model_of("kl_divergence")
    crossed = model_of("softmax_cross_entropy", targets="distribution", N=1, C=3)
    values = point(divergence, seed)
    as_row = {"Z": [values["z"]], "Y": [values["p"]]}
    assert close(gradient(divergence, values)["z"], gradient(crossed, as_row)["Z"])


@seeds
def test_each_row_of_a_softmax_is_a_softmax(seed: int) -> None:
    rows, vector = model_of("softmax", N=2, C=4), model_of("softmax", form="vector", C=4)
    values = point(rows, seed)
    alone = [
        gradient(vector, {"z": z, "g": g})["z"]
        for z, g in zip(values["Z"], values["G"], strict=True)
    ]
    assert close(gradient(rows, values)["Z"], alone)


# At the least squares solution the gradient is exactly 0


def solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """The solution of a linear system, by elimination."""
    rows = [[*row, entry] for row, entry in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        pivot = next(k for k in range(i, len(rows)) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [entry / rows[i][i] for entry in rows[i]]
        for k in range(len(rows)):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]


@pytest.mark.parametrize("name", ["linear_regression", "ridge"])
@seeds
def test_the_gradient_is_0_at_the_least_squares(name: str, seed: int) -> None:
    model = model_of(name, N=5, D=2)
    values = point(model, seed)
    design = [[*row, Fraction(1)] for row in values["X"]]
    columns = list(zip(*design, strict=True))
    normal = [[sum(map(Fraction.__mul__, a, b), Fraction(0)) for b in columns] for a in columns]
    for i in range(2):
        normal[i][i] += values.get("lam", 0)
    right = [sum(map(Fraction.__mul__, a, values["y"]), Fraction(0)) for a in columns]
    *values["w"], values["b"] = solved(normal, right)
    assert model.loss(values, arithmetic="rational") > 0
    assert flat(model.gradient(values, arithmetic="rational")) == [0, 0, 0]


# The traps: each formula is wrong, and differences say so


TRAPS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "softmax with the diagonal only": (
        "softmax", {}, "P*(dL/dP - sum(dL/dP*P, axis=1))", "P*(1 - P)*dL/dP",
    ),
    "cross-entropy through the diagonal only": (
        "softmax_cross_entropy", {}, "dL/dZ = (P - Y)/N", "dL/dZ = dL/dP*P*(1 - P)",
    ),
    "labels not smoothed": (
        "softmax_cross_entropy", {"targets": "smoothed"}, "(P - Q)/N", "(P - Y)/N",
    ),
    "smoothing over the wrong classes only": (
        "softmax_cross_entropy", {"targets": "smoothed"},
        "(P - Q)/N", "(P - (1 - eps)*Y - eps/(C - 1)*(1 - Y))/N",
    ),
    "weight decay without its 2": ("ridge", {}, "+ 2*lam*w", "+ lam*w"),
    "weight decay with a 2 too many": (
        "ridge", {"penalty": "half_l2"}, "+ lam*w", "+ 2*lam*w",
    ),
    "weight decay with the wrong sign": (
        "logistic_regression", {"penalty": "l2"}, "+ 2*lam*w", "- 2*lam*w",
    ),
    "the gradient of L2 for L1": ("lasso", {}, "lam*sign(w)", "2*lam*w"),
    "cross-entropy's gradient for squared loss": (
        "sigmoid_squared", {}, "dL/dy_hat * y_hat*(1 - y_hat)", "dL/dy_hat",
    ),
    "labels of the other kind": (
        "logistic_regression", {"labels": "plus_minus"}, "-y*(1 - p)/N", "(p - y)/N",
    ),
    "the right class left out of a hinge": (
        "multiclass_hinge", {}, "dL/dZ = dL/dM + Y*dL/dz_y", "dL/dZ = dL/dM",
    ),
    "a squared hinge without its factor": (
        "hinge", {"form": "squared_hinge"}, "-2*y*relu(1 - y*z)/N", "-2*y*step(1 - y*z)/N",
    ),
    "the other form of gelu": (
        "gelu", {}, "dL/da*Phi + dL/dPhi*exp(-z^2/2)/sqrt(2*pi)",
        "g*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z^3)))/2"
        " + g*z*(1 - tanh(sqrt(2/pi)*(z + 0.044715*z^3))^2)"
        "*sqrt(2/pi)*(1 + 0.134145*z^2)/2",
    ),
    "gelu by its product's first term": (
        "gelu", {}, "dL/da*Phi + dL/dPhi*exp(-z^2/2)/sqrt(2*pi)", "dL/da*Phi",
    ),
    "the squared distance's slope for the distance": (
        "contrastive", {}, "dL/dd * (A - B)/d", "dL/dd * (A - B)",
    ),
    "a normalised vector as if its length were constant": (
        "l2_normalisation", {}, "(dL/du - u*sum(dL/du*u))/length", "dL/du/length",
    ),
    "keys without their negatives": (
        "info_nce", {}, "(P.T @ Z - Z)/(N*tau)", "(P @ Z - Z)/(N*tau)",
    ),
    "a temperature forgotten": (
        "info_nce", {}, "(P @ K - K)/(N*tau)", "(P @ K - K)/N",
    ),
    "focal loss as weighted cross-entropy": (
        "focal", {}, "(gamma*p*log(p) - (1 - p))/N", "(p - 1)/N",
    ),
    "the spread's own term forgotten": (
        "gaussian_nll", {}, "(1/sigma - (y - mu)^2/sigma^3)/N", "-(y - mu)^2/sigma^3/N",
    ),
    "tanh by its argument": (
        "two_layer", {"activation": "tanh"}, "(1 - a1^2)", "(1 - z1^2)",
    ),
    "a layer's bias for its weights": (
        "mlp", {}, "dL/da1 * (1 - a1^2)", "dL/da1 * a1*(1 - a1)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_seen(trap: str) -> None:
    name, options, right, wrong = TRAPS[trap]
    page = model_of(name, **options).text
    before, found, gradient_section = page.partition("gradient\n")
    assert gradient_section.count(right) >= 1
    model = model_of(before + found + gradient_section.replace(right, wrong))
    assert any(seen(model, point(model, seed)) for seed in range(4))


def seen(model: Model, values: Mapping[str, Any]) -> bool:
    """Whether fewer than 8 of some 38 digits agree somewhere."""
    return min(agreement(model, values).values()) < 8
