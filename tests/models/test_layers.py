"""The pages of layers, sequences, attention, generative models and factors.

Their gradients are held against differences in test_catalogue; here stand the mistakes that
are known by name, the identities that hold without any reference, and other people's code.
"""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest

from handgrad.arithmetic import RATIONAL
from handgrad.errors import HandgradError
from handgrad.language.arrays import as_array, elementwise
from handgrad.model import Model, load
from tests.helpers.by_differences import DECIMAL, agreement, derivatives, point
from tests.helpers.pages import model_of
from tests.helpers.points import floats

# Seeds whose masks are neither empty nor full.
SEEDS = (2, 3)

# A mistake by name: the page and its options, the lines that are wrong, and the names whose
# gradient the mistake spoils.
TRAPS: Mapping[str, tuple[str, dict[str, Any], str, str]] = {
    "layer norm with the gain outside the means": (
        "layer_norm", {},
        "dL/dX = gamma*(dL/dY - mean(dL/dY, axis=1) - X_hat*mean(dL/dY*X_hat, axis=1))/s",
        "X",
    ),
    "layer norm with mean and variance as constants": (
        "layer_norm", {}, "dL/dX = dL/dX_hat/s", "X",
    ),
    "RMS norm with the gain outside the mean": (
        "rms_norm", {}, "dL/dX = gamma*(dL/dY - X_hat*mean(dL/dY*X_hat, axis=1))/r", "X",
    ),
    "RMS norm with the square of r for its cube": (
        "rms_norm", {}, "dL/dX = dL/dX_hat/r - X*mean(dL/dX_hat*X, axis=1)/r^2", "X",
    ),
    "batch norm with statistics as constants": (
        "batch_norm", {"mode": "train"}, "dL/dX = dL/dX_hat/s", "X",
    ),
    "batch norm with the variance as a constant": (
        "batch_norm", {"mode": "train"},
        "dL/dX = (dL/dX_hat - mean(dL/dX_hat, axis=0))/s",
        "X",
    ),
    "batch norm of N - 1 with a mean over N": (
        "batch_norm", {"mode": "bessel"}, "dL/dC = dL/dX_hat/s + dL/dvar*2*C/N", "C X",
    ),
    "batch norm at test time as in training": (
        "batch_norm", {"mode": "test"},
        "dL/dX = (dL/dX_hat - mean(dL/dX_hat, axis=0)"
        " - X_hat*mean(dL/dX_hat*X_hat, axis=0))/s",
        "X",
    ),
    "dropout without the mask": ("dropout", {}, "dL/dX = dL/dY/keep", "X"),
    "dropout without the scale": ("dropout", {}, "dL/dX = dL/dY*mask", "X"),
    "dropout with keep for drop": (
        "dropout", {"probability": "drop"}, "dL/dX = dL/dY*mask/p", "X",
    ),
    "residual without the input's own path": (
        "residual", {}, "dL/dX = dL/dZ @ W1.T", "X",
    ),
    "residual without the branch": ("residual", {}, "dL/dX = dL/dY", "X"),
    "max pooling that shares the gradient": (
        "pooling", {"kind": "max"}, "dL/dU = dL/dm/6*ones_like(U)", "U X",
    ),
    "average pooling without the division": (
        "pooling", {"kind": "average"}, "dL/dU = dL/dm*ones_like(U)", "U X",
    ),
    "convolution with the filters exchanged": (
        "conv1d", {"filters": 2},
        "dL/dU1 = dL/dy2 @ w11.T + dL/dy1 @ w21.T",
        "U1 x1",
    ),
    "attention without the scale": ("attention", {}, "dL/dQ = dL/dS @ K", "Q"),
    "attention with the softmax's diagonal only": (
        "attention", {}, "dL/dS = dL/dA*A*(1 - A)", "S Q K",
    ),
    "causal attention with the unmasked weights": (
        "attention", {"mask": "causal"},
        "dL/dS = softmax(S, axis=1)*(dL/dA - sum(softmax(S, axis=1)*dL/dA, axis=1))",
        "S Q K",
    ),
    "self-attention without the path through the values": (
        "multi_head_attention", {"heads": 1},
        "dL/dX = dL/dQ1 @ W_q1.T + dL/dK1 @ W_k1.T",
        "X",
    ),
    "multi-head attention with the first head only": (
        "multi_head_attention", {"heads": 2},
        "dL/dX = dL/dQ1 @ W_q1.T + dL/dK1 @ W_k1.T + dL/dV1 @ W_v1.T",
        "X",
    ),
    "transformer without a residual path": (
        "transformer_block", {"heads": 1}, "dL/dX = dL/dN", "X",
    ),
    "backpropagation through time, truncated": (
        "rnn", {}, "dL/dh2 = g2", "h2 a2 x2 h1 a1 x1 h0 W_x W_h b",
    ),
    "recurrent weights with the last use only": (
        "rnn", {}, "dL/dW_h = dL/da3 @ h2.T", "W_h",
    ),
    "recurrent bias with the last use only": ("rnn", {}, "dL/db = dL/da3", "b"),
    "LSTM with swapped gates": (
        "lstm", {"steps": 1},
        "dL/di1 = dL/dc1*c0\ndL/df1 = dL/dc1*n1",
        "i1 f1 a_i1 a_f1 x1 h0 W_i W_f U_i U_f b_i b_f",
    ),
    "LSTM without the cell's own path": (
        "lstm", {},
        "dL/dc1 = dL/dh1*o1*(1 - tanh(c1)^2)",
        "c1 i1 f1 n1 a_i1 a_f1 a_n1 x1 h0 c0 W_i W_f W_n U_i U_f U_n b_i b_f b_n",
    ),
    "GRU without the path through the reset state": (
        "gru", {"reset": "before"},
        "dL/dh0 = dL/dh1*z1 + U_z.T @ dL/da_z1 + U_r.T @ dL/da_r1",
        "h0",
    ),
    "GRU of the other update": (
        "gru", {"steps": 1}, "dL/dn1 = dL/dh1*z1",
        "n1 a_n1 q1 r1 a_r1 x1 h0 W_r W_n U_r U_n b_r b_n c_n",
    ),
    "negative sampling with the positive sign": (
        "word2vec", {"objective": "negative_sampling"}, "dL/dz = sigmoid(z)", "z v U",
    ),
    "log-variance taken for the logarithm of sigma": (
        "reparameterisation", {}, "dL/dlog_var = dL/dsigma*sigma", "log_var",
    ),
    "variational autoencoder without the divergence": (
        "vae", {}, "dL/dmu = dL/dz", "mu W_m b_m",
    ),
    "policy gradient of the return, not of the loss": (
        "reinforce", {"policy": "softmax"}, "dL/dZ = (Y - P)*A/N", "Z W b",
    ),
    "matrix factorisation that counts what was not observed": (
        "matrix_factorisation", {"ratings": "observed"},
        "dL/dR_hat = 2*(R_hat - R)",
        "R_hat U V",
    ),
    "tied weights with the last use only": (
        "linear_autoencoder", {"weights": "tied"}, "dL/dW = dL/dX_hat.T @ H", "W",
    ),
    "chain of labels with independent neighbours": (
        "crf", {"steps": 2}, "dL/dA = dL/dalpha1 @ dL/dalpha2.T - y1 @ y2.T", "A",
    ),
}  # fmt: skip
# Not a mistake but the same thing: what is written differently and still right.
TWINS: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "batch norm with the gain outside the means": (
        "batch_norm", {"mode": "train"},
        "dL/dX = gamma.T/s*(dL/dY - mean(dL/dY, axis=0) - X_hat*mean(dL/dY*X_hat, axis=0))",
    ),
    "GRU of the reset after the product": (
        "gru", {"steps": 1, "reset": "after"}, "dL/dU_n = (dL/da_n1*r1) @ h0.T",
    ),
    "softmax by its whole Jacobian": (
        "word2vec", {}, "dL/dz = (diag(p) - p @ p.T) @ (-o/p)",
    ),
    "bias gradient by a product with ones": (
        "affine_layer", {}, "dL/db = dL/dY.T @ ones_like(X[:,0])",
    ),
}  # fmt: skip


def rewritten(name: str, options: Mapping[str, Any], lines: str) -> Model:
    """The page with some of its gradient lines replaced."""
    text = model_of(name, **options).text
    for line in lines.splitlines():
        start = re.escape(line.partition(" = ")[0])
        text, count = re.subn(rf"    {start} = .*", f"    {line}", text)
        assert count == 1, line
    return model_of(text)


@pytest.mark.parametrize("mistake", TRAPS)
def test_a_mistake_differs_from_the_differences_exactly_where_it_acts(mistake: str) -> None:
    name, options, lines, spoiled = TRAPS[mistake]
    model = rewritten(name, options, lines)
    for seed in SEEDS:
        found = agreement(model, point(model, seed))
        assert {by for by, digits in found.items() if digits < 5} == set(spoiled.split())
        assert {by for by, digits in found.items() if digits < 30} == set(spoiled.split())


@pytest.mark.parametrize("twin", TWINS)
def test_the_same_gradient_in_other_words_agrees(twin: str) -> None:
    model = rewritten(*TWINS[twin])
    for seed in SEEDS:
        assert min(agreement(model, point(model, seed)).values()) >= 30


def everything(name: str, options: Mapping[str, Any], changes: Mapping[str, Any]) -> Any:
    """Forward values and derivatives by name, worked out in decimal, then as fractions."""
    model = model_of(name, **options)
    with DECIMAL.working():
        given = model.read({**point(model, 2), **changes}, DECIMAL)
        values = model.run_forward(given, DECIMAL)
        model.run_gradient(values, DECIMAL)
    return {key: elementwise(Fraction, value) for key, value in values.items()}


def rows(value: Any) -> list[list[Any]]:
    array = as_array(value)
    return [list(array.row(i)) for i in range(array.rows)]


def columns(value: Any) -> list[list[Any]]:
    array = as_array(value)
    return [list(array.column(j)) for j in range(array.columns)]


def vanishes(numbers: list[Any]) -> bool:
    """Whether numbers that are not all 0 add up to 0 but for rounding."""
    total, size = sum(numbers), max(map(abs, numbers))
    return bool(size > 0 and abs(total) < size * Fraction(1, 10**50))


def products(values: Mapping[str, Any], name: str) -> list[Any]:
    """The terms of the inner product of a name with the derivative by it."""
    pairs = zip(
        as_array(values[name]).entries, as_array(values[f"dL/d{name}"]).entries, strict=True
    )
    return [x * slope for x, slope in pairs]


ROWS_TO_ZERO = [
    ("layer_norm", {}, "dL/dX"),
    ("attention", {"mask": "none"}, "dL/dS"),
    ("attention", {"mask": "causal"}, "dL/dS"),
    ("multi_head_attention", {"mask": "causal"}, "dL/dS2"),
    ("reinforce", {"policy": "softmax"}, "dL/dZ"),
]
COLUMNS_TO_ZERO = [
    ("batch_norm", {"mode": "train"}, "dL/dX"),
    ("batch_norm", {"mode": "bessel"}, "dL/dX"),
    ("word2vec", {"objective": "softmax"}, "dL/dz"),
    *(("crf", {}, f"dL/de{t}") for t in (1, 2, 3)),
]


@pytest.mark.parametrize(("name", "options", "derivative"), ROWS_TO_ZERO)
def test_each_row_adds_up_to_zero_where_a_shift_along_it_changes_nothing(
    name: str, options: dict[str, Any], derivative: str
) -> None:
    found = rows(everything(name, options, {})[derivative])
    # The first query of a causal mask sees one key: its weight is 1 and its slope 0.
    assert all(vanishes(row) for row in found if any(row))
    assert sum(any(row) for row in found) >= len(found) - 1


@pytest.mark.parametrize(("name", "options", "derivative"), COLUMNS_TO_ZERO)
def test_each_column_adds_up_to_zero_where_a_shift_down_it_changes_nothing(
    name: str, options: dict[str, Any], derivative: str
) -> None:
    assert all(map(vanishes, columns(everything(name, options, {})[derivative])))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("batch_norm", {"mode": "train"}),
        ("batch_norm", {"mode": "bessel"}),
        ("layer_norm", {}),
        ("rms_norm", {}),
    ],
)
def test_a_norm_forgets_the_scale_of_its_input_as_eps_goes_to_zero(
    name: str, options: dict[str, Any]
) -> None:
    tiny = Fraction(1, 10**45)
    terms = products(everything(name, options, {"eps": tiny}), "X")
    assert abs(sum(terms)) < max(map(abs, terms)) * Fraction(1, 10**40)
    visible = products(everything(name, options, {"eps": Fraction(1, 2)}), "X")
    assert abs(sum(visible)) > max(map(abs, visible)) * Fraction(1, 100)


@pytest.mark.parametrize(
    ("name", "options", "homogeneous"),
    [
        ("affine_layer", {}, ("W", "b")),
        ("conv1d", {"stride": 2, "padding": 1, "channels": 1, "filters": 1}, ("w11", "b1")),
        ("conv2d", {"channels": 1, "filters": 1}, ("W11", "b1")),
        ("pooling", {"kind": "max"}, ("X",)),
        ("pooling", {"kind": "average"}, ("X",)),
        ("embedding", {}, ("E",)),
        ("dropout", {}, ("X",)),
        ("batch_norm", {}, ("gamma", "beta")),
        ("layer_norm", {}, ("gamma", "beta")),
        ("rms_norm", {}, ("gamma",)),
        ("attention", {}, ("V",)),
        ("multi_head_attention", {}, ("W_o1", "W_o2")),
    ],
)
def test_euler_a_loss_of_degree_one_is_its_input_times_its_gradient(
    name: str, options: dict[str, Any], homogeneous: tuple[str, ...]
) -> None:
    values = everything(name, options, {})
    total = sum(term for of in homogeneous for term in products(values, of))
    assert abs(values["L"] - total) < abs(values["L"]) * Fraction(1, 10**50)


@pytest.mark.parametrize("name", ["affine_layer", "conv1d", "conv2d", "embedding"])
def test_gradients_are_linear_in_the_upstream_gradient(name: str) -> None:
    model = model_of(name)
    one = point(model, 2)
    upstream = {n for n in model.data if n.lower().startswith("g")}
    other = {n: v for n, v in point(model, 3).items() if n in upstream}
    both = {n: added(one[n], v) for n, v in other.items()}
    first, second, third = (
        derivatives(model, model.read({**one, **g}, RATIONAL), RATIONAL)
        for g in ({}, other, both)
    )
    for by, found in third.items():
        terms = zip(as_array(first[by]).entries, as_array(second[by]).entries, strict=True)
        assert list(as_array(found).entries) == [a + b for a, b in terms]


def added(a: Any, b: Any) -> Any:
    return [added(x, y) for x, y in zip(a, b, strict=True)] if isinstance(a, list) else a + b


@pytest.mark.parametrize(
    ("name", "options", "by"),
    [
        ("embedding", {}, "E"),
        ("pooling", {"kind": "average"}, "X"),
        ("pooling", {"kind": "max"}, "X"),
    ],
)
def test_what_is_looked_up_or_pooled_passes_the_whole_gradient_on(
    name: str, options: dict[str, Any], by: str
) -> None:
    values = everything(name, options, {})
    sent, received = (sum(as_array(values[n]).entries) for n in (f"dL/d{by}", "g"))
    assert abs(sent - received) < Fraction(1, 10**50)


def test_embedding_with_assignment_for_addition_loses_a_repeated_token() -> None:
    ids = (1, 0, 1, 2, 1)
    g = [[Fraction(t + 1), Fraction(-t, 3)] for t in range(5)]
    model = model_of("embedding")
    one_hot = [[int(i == id) for i in range(3)] for id in ids]
    found = model.gradient({"E": [[1, 2], [3, 4], [5, 6]], "ids": one_hot, "g": g})["E"]
    added_up = [[Fraction(0)] * 2 for _ in range(3)]
    assigned = [[Fraction(0)] * 2 for _ in range(3)]
    for row, id in zip(g, ids, strict=True):
        added_up[id] = [a + b for a, b in zip(added_up[id], row, strict=True)]
        assigned[id] = row
    assert found == added_up
    assert found != assigned


def test_overlapping_windows_with_assignment_for_addition_lose_gradients() -> None:
    model = model_of("conv1d", channels=1, filters=1)
    values = point(model, 2)
    found = model.gradient(values)
    assigned = [Fraction(0)] * 7
    for i, g in enumerate(values["g1"]):
        for k, w in enumerate(values["w11"]):
            assigned[i + k] = g * w
    assert found["x1"] != assigned
    assert found["x1"][0] == assigned[0]


def test_convolution_follows_its_index_formula() -> None:
    """y[f,i] = b_f + sum w[f,c,k] x[c, i s + k - p], and its three gradients, by loops."""
    options = {"L": 8, "K": 3, "stride": 2, "padding": 1, "channels": 2, "filters": 3}
    model = model_of("conv1d", **options)
    v, one_two, filters = point(model, 2), (1, 2), (1, 2, 3)
    y = {f: [v[f"b{f}"]] * 4 for f in filters}
    dx = {c: [Fraction(0)] * 8 for c in one_two}
    dw = {(f, c): [Fraction(0)] * 3 for f in filters for c in one_two}
    for f, c, i, k in product(filters, one_two, range(4), range(3)):
        at = 2 * i + k - 1
        if 0 <= at < 8:
            y[f][i] += v[f"w{f}{c}"][k] * v[f"x{c}"][at]
            dw[f, c][k] += v[f"g{f}"][i] * v[f"x{c}"][at]
            dx[c][at] += v[f"g{f}"][i] * v[f"w{f}{c}"][k]
    forward, gradient = model.evaluate(v), model.gradient(v)
    assert all(forward[f"y{f}"] == y[f] for f in filters)
    assert all(gradient[f"x{c}"] == dx[c] for c in one_two)
    assert all(gradient[f"w{f}{c}"] == dw[f, c] for f, c in dw)
    assert all(gradient[f"b{f}"] == sum(v[f"g{f}"]) for f in filters)


def test_no_gradient_flows_to_the_future() -> None:
    first_row = [[1, 1, 1] if t == 0 else [0, 0, 0] for t in range(4)]
    causal = everything("attention", {"mask": "causal"}, {"g": first_row})
    for by in ("V", "K"):
        assert not any(any(row) for row in rows(causal[f"dL/d{by}"])[1:])
    assert any(rows(causal["dL/dV"])[0])
    scores = rows(everything("attention", {"mask": "causal"}, {})["dL/dS"])
    assert not any(scores[i][j] for i in range(4) for j in range(i + 1, 4))
    for name in ("rnn", "lstm", "gru"):
        silent = everything(name, {"steps": 2}, {"g2": [0, 0, 0]})
        assert not any(as_array(silent["dL/dx2"]).entries)
        assert any(as_array(silent["dL/dx1"]).entries)


def test_repeated_negative_samples_add_up() -> None:
    model = model_of("word2vec", objective="negative_sampling")
    vectors = {"v": [0.5, -0.3], "U": [[1, 2], [0.2, 0.1], [-1, 0.4]]}
    values: dict[str, Any] = {**vectors, "o": [1, 0, 0]}
    once, thrice = (
        model.gradient({**values, "S": [[0, 0, 1], *[sample] * 3]})["U"]
        for sample in ([0, 0, 1], [0, 1, 0])
    )
    one_sample = thrice[2]
    assert once[2] == pytest.approx([4 * slope for slope in one_sample])


def test_label_chain_by_enumeration_of_all_sequences() -> None:
    """log Z, the marginals of labels and of pairs of neighbours, from all 27 sequences."""
    model = model_of("crf")
    values = {name: floats(value) for name, value in point(model, 3).items()}
    e = [values[f"e{t}"] for t in (1, 2, 3)]
    y = [values[f"y{t}"].index(1.0) for t in (1, 2, 3)]

    def score(labels: tuple[int, ...]) -> float:
        steps = [e[t][a] for t, a in enumerate(labels)]
        return math.fsum([*steps, *(values["A"][a][b] for a, b in pairwise(labels))])

    weights = {s: math.exp(score(s)) for s in product(range(3), repeat=3)}
    Z = math.fsum(weights.values())
    assert model.loss(values) == pytest.approx(math.log(Z) - score(tuple(y)))
    gradient = model.gradient(values)
    for t, a in product(range(3), repeat=2):
        marginal = math.fsum(w for s, w in weights.items() if s[t] == a) / Z
        assert gradient[f"e{t + 1}"][a] == pytest.approx(marginal - (y[t] == a))
    for a, b in product(range(3), repeat=2):
        expected = math.fsum(w * pairs(s, a, b) for s, w in weights.items()) / Z
        assert gradient["A"][a][b] == pytest.approx(expected - pairs(tuple(y), a, b))


def pairs(labels: tuple[int, ...], a: int, b: int) -> int:
    """How often label b follows label a."""
    return sum(pair == (a, b) for pair in pairwise(labels))


def test_tied_weights_are_the_sum_of_both_uses() -> None:
    tied, separate = (
        model_of("linear_autoencoder", weights="tied"),
        model_of("linear_autoencoder"),
    )
    values = point(tied, 2)
    turned = [list(column) for column in zip(*values["W"], strict=True)]
    apart = separate.gradient({"X": values["X"], "W1": values["W"], "W2": turned})
    both = added(apart["W1"], [list(row) for row in zip(*apart["W2"], strict=True)])
    assert tied.gradient(values)["W"] == both


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("multi_head_attention", {"heads": 0}),
        ("multi_head_attention", {"heads": 10}),
        ("transformer_block", {"heads": True}),
        ("rnn", {"steps": 0}),
        ("lstm", {"steps": 2.0}),
        ("gru", {"steps": "2"}),
        ("crf", {"steps": 1}),
        ("conv1d", {"K": 8}),
        ("conv1d", {"stride": 0}),
        ("conv1d", {"padding": 3}),
        ("conv2d", {"padding": 2}),
        ("conv2d", {"filters": 10}),
        ("pooling", {"padding": 1}),
        ("pooling", {"rows": 5}),
        ("attention", {"mask": "casual"}),
    ],
)
def test_an_impossible_option_is_refused_in_one_line(
    name: str, options: dict[str, Any]
) -> None:
    with pytest.raises(HandgradError, match=f"^{name} cannot be written with") as refused:
        load(name, **options)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "options"),
    [("conv1d", {"L": 9}), ("conv2d", {"height": 6}), ("pooling", {"rows": 3, "stride": 2})],
)
def test_sizes_of_convolutions_are_options_that_keep_the_page_whole(
    name: str, options: dict[str, Any]
) -> None:
    model = model_of(name, **options)
    assert min(agreement(model, point(model, 2)).values()) >= 30
