"""Mistakes people make: rejected at the test points, and called by their names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import handgrad
from handgrad.hints import Hint
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.tree import names
from handgrad.mistakes import conventions_of, diagnose
from handgrad.mistakes.bench import MOST_WORK, Bench
from handgrad.model import Model
from tests.helpers.batch_mistakes import CASES, OF_ANOTHER_SHAPE
from tests.helpers.pages import BELLS, model_of

SCALAR_CASES = json.loads((Path(__file__).parents[1] / "cases" / "mistakes.json").read_text())
POSITIVE = {"log_w": ("w", "x")}
LABELS = {"bce_w": ("y",)}


class Case(NamedTuple):
    model: Model
    by: str
    cause: str
    formula: str


def page_of(case: dict[str, str]) -> Model:
    """The page of one loss of the catalogue of mistakes, written as it stands."""

    def declared(name: str) -> str:
        positive, label = (name in table.get(case["name"], ()) for table in (POSITIVE, LABELS))
        return f"{name} > 0" if positive else f"{name} in {{0, 1}}" if label else name

    data = [declared(n) for n in sorted(names(parse(case["loss"]))) if n != case["by"]]
    return Model.from_text(
        f"model {case['name']}: one sample\nparameters {declared(case['by'])}\n"
        + (f"data {', '.join(data)}\n" if data else "")
        + f"forward\n    L = {case['loss']}\ngradient\n    dL/d{case['by']} = {case['right']}\n"
    )


def scalar_cases() -> Iterator[Case]:
    for case in SCALAR_CASES:
        model = page_of(case)
        for cause, formula in case["wrong"].items():
            yield Case(model, case["by"], cause, formula)


def batch_cases() -> Iterator[Case]:
    for page, by, wrong in (*CASES, *OF_ANOTHER_SHAPE):
        model = model_of(page)
        for cause, formula in wrong.items():
            yield Case(model, by, cause, formula)


def hints(case: Case) -> tuple[Hint, ...]:
    answer = fitted(parse(case.formula), case.model.shapes).tree
    return diagnose(case.model, case.by, answer)


# The ids that fit a cause as the catalogue of mistakes names it.
SCALAR_FITS = {
    "missing-two": {"convention", "constant-factor"},
    "extra-two": {"convention", "constant-factor"},
    "half-kept": {"convention", "constant-factor"},
    "mse-two": {"convention", "constant-factor"},
    "reg-extra-two": {"convention", "constant-factor"},
    "reg-half-kept": {"convention", "constant-factor"},
    "cross-term-half": {"convention", "constant-factor"},
    "two-distributed-once": {"constant-factor", "missing-factor"},
    "partial-distribute": {"missing-factor"},
    "sign": {"sign"},
    "numerator-sign": {"sign"},
    "second-term-sign": {"sign"},
    "outer-minus-lost": {"sign"},
    "plus": {"sign"},
    "no-inner": {"missing-factor", "stopped-early"},
    "inner-missing": {"missing-factor", "stopped-early"},
    "upstream-only": {"stopped-early", "missing-factor"},
    "stopped-early": {"stopped-early", "missing-factor"},
    "log-outer-missing": {"missing-factor", "stopped-early"},
    "inverse-missing": {"missing-factor"},
    "sign-missing": {"missing-factor"},
    "power-kept": {"extra-factor", "wrong-rule"},
    "log-kept": {"wrong-rule", "extra-factor"},
    "abs-kept": {"wrong-rule", "extra-factor"},
    "residual-kept": {"wrong-rule", "extra-factor"},
    "inner-twice": {"extra-factor"},
    "not-differentiated": {"not-differentiated"},
    "integrated": {"integrated"},
    "inner-wrong-var": {"wrong-variable"},
    "wrt-y": {"wrong-variable"},
    "wrt-x": {"wrong-variable"},
    "differentiated-wrt-x": {"wrong-variable"},
    "inner-2ax": {"wrong-variable"},
    "feature-not-squared": {"missing-factor"},
    "feature-differentiated": {"wrong-variable"},
    "target-dropped": {"missing-term"},
    "y-forgotten": {"missing-term"},
    "second-term-missed": {"missing-term"},
    "first-term-missed": {"missing-term"},
    "square-of-difference": {"wrong-rule"},
    "l1-instead": {"wrong-rule"},
    "log-of-sum": {"wrong-rule"},
    "one-not-constant": {"wrong-rule"},
    "power-rule-on-exp": {"wrong-rule"},
    "ratio-of-derivatives": {"wrong-rule"},
    "denominator-not-squared": {"missing-factor", "extra-factor"},
    "sgd-step": {"update-step"},
    "update-direction": {"update-step"},
    "extra-sprime": {"extra-factor", "activation-derivative"},
    "sprime-missing": {"activation-derivative"},
    "act-derivative-missing": {"activation-derivative"},
    "act-derivative-added": {"activation-derivative", "extra-factor"},
    "square-missing": {"activation-derivative"},
    "formula-at-z": {"activation-derivative"},
    "at-activation": {"activation-derivative"},
    "sigmoid-rule": {"activation-derivative"},
    "tanh-for-derivative": {"activation-derivative"},
    "relu-for-derivative": {"activation-derivative"},
    "mask-missing": {"gate"},
    "mask-on-x": {"gate"},
    "mask-on-w": {"gate"},
    "mask-on-upstream": {"gate"},
    "one-path": {"one-path"},
    "input-for-hidden": {"wrong-variable"},
    "preact-for-hidden": {"wrong-variable", "activation-derivative"},
    "own-weight": {"wrong-variable"},
}

BATCH_FITS = {
    "no-mean": {"convention", "constant-factor"},
    "no-two": {"convention", "constant-factor"},
    "mean-twice": {"constant-factor"},
    "mean-again": {"constant-factor"},
    "averaged-again": {"constant-factor"},
    "averaged": {"constant-factor"},
    "element-mean": {"convention", "constant-factor"},
    "one-sample": {"one-sample"},
    "first-sample": {"one-sample"},
    "last-sample": {"one-sample"},
    "product-of-means": {"product-of-sums"},
    "product-of-sums": {"product-of-sums"},
    "sign": {"sign"},
    "y-minus-p": {"sign"},
    "off-diagonal-sign": {"sign"},
    "input-missing": {"missing-factor"},
    "square-residual-kept": {"wrong-rule"},
    "total-sum": {"not-summed"},
    "total": {"not-summed"},
    "not-summed": {"not-summed"},
    "wrong-axis": {"not-summed"},
    "transposed": {"transposed"},
    "y-forgotten": {"missing-term", "target"},
    "stopped-at-p": {"stopped-early"},
    "diagonal-only": {"activation-derivative", "target"},
    "diagonal": {"activation-derivative"},
    "extra-jacobian": {"activation-derivative", "extra-factor"},
    "one-everywhere": {"target", "wrong-variable"},
    "logits-for-p": {"wrong-variable"},
    "exp-unnormalised": {"wrong-function"},
    "sigmoid-for-softmax": {"wrong-function"},
    "softmax-over-batch": {"wrong-axis"},
    "y-not-normalised": {"missing-factor"},
    "normaliser-constant": {"missing-term"},
    "no-centering": {"activation-derivative", "missing-term"},
    "softmax-missing": {"activation-derivative", "stopped-early"},
    "z-for-h": {"wrong-variable"},
    "x-for-h": {"wrong-variable"},
    "no-actder": {"activation-derivative", "missing-factor"},
    "at-activation": {"activation-derivative"},
    "z-for-a": {"activation-derivative"},
    "square-missing": {"activation-derivative"},
    "sigmoid-rule": {"activation-derivative"},
    "mask-missing": {"gate"},
    "guided": {"gate"},
    "h-for-mask": {"activation-derivative"},
    "mask-inverted": {"gate"},
    "c-dropped": {"missing-term"},
    "squared": {"wrong-rule"},
    "not-divided": {"missing-factor"},
    "no-inner": {"wrong-rule", "missing-factor"},
    "half-missing": {"constant-factor"},
    "norm-squared": {"extra-factor"},
    "own": {"wrong-variable"},
    "summed": {"not-summed", "wrong-variable"},
    "ones": {"missing-factor"},
    "x-once": {"missing-factor", "target"},
    "true-row-missing": {"missing-term", "target"},
    "correct-class-counted": {"missing-factor", "target"},
    "reg-factor": {"constant-factor"},
    "reg-missing": {"missing-term"},
    "scale-missing": {"missing-factor"},
    "unmasked": {"missing-factor"},
    "keep-multiplied": {"wrong-rule"},
    "last-step-only": {"one-path"},
    "first-step-only": {"one-path"},
    "input-for-state": {"wrong-variable"},
    "bias-decayed": {"extra-term"},
    "decay-missing": {"missing-term"},
    "decay-half": {"constant-factor"},
    "half-kept": {"convention", "constant-factor"},
    "half-forgotten": {"convention", "constant-factor"},
    "input-included": {"wrong-variable"},
    "weight-missing": {"missing-factor", "stopped-early"},
    "db2-reused": {"wrong-variable"},
    "b-missing": {"missing-factor", "stopped-early"},
}


def unnamed(cases: list[Case], fits: dict[str, set[str]]) -> list[str]:
    """The cases whose hints are all beside the cause."""
    return [
        f"{case.model.name}.{case.cause}"
        for case in cases
        if not fits[case.cause] & {hint.id for hint in hints(case)}
    ]


def test_every_scalar_mistake_is_named() -> None:
    cases = list(scalar_cases())
    assert len(cases) == 79
    assert unnamed(cases, SCALAR_FITS) == []


def test_every_mistake_in_batches_is_named_but_one() -> None:
    cases = list(batch_cases())
    assert len(cases) == 94
    assert unnamed(cases, BATCH_FITS) == ["dot.summed"]


@pytest.mark.parametrize("case", SCALAR_CASES, ids=lambda case: case["name"])
def test_right_answers_are_accepted_and_wrong_ones_rejected(case: dict[str, object]) -> None:
    model, name = page_of(case), f"dL/d{case['by']}"  # type: ignore[arg-type]
    assert handgrad.grade(model, f"{name} = {case['right']}").verdict == "right"
    for formula in case["wrong"].values():  # type: ignore[attr-defined]
        assert handgrad.grade(model, f"{name} = {formula}").verdict == "wrong", formula


@pytest.mark.parametrize(("page", "by", "wrong"), CASES)
def test_wrong_batch_answers_are_rejected(page: str, by: str, wrong: dict[str, str]) -> None:
    model = model_of(page)
    assert handgrad.check_model(model)
    key = model.gradient_formulas[f"dL/d{by}"]
    assert handgrad.grade(model, f"dL/d{by} = {key}", given="all").verdict == "right"
    for formula in wrong.values():
        assert handgrad.grade(model, f"dL/d{by} = {formula}").verdict == "wrong", formula


def test_a_factor_said_to_mend_an_answer_mends_it() -> None:
    """Undecided where the factor is 0 at a point and the answer would be divided by it."""
    mended = 0
    for case in scalar_cases():
        for hint in hints(case):
            word, _, factor = (hint.change or "").partition(" by ")
            if word in ("multiply", "divide"):
                sign = "*" if word == "multiply" else "/"
                text = f"dL/d{case.by} = ({case.formula}) {sign} ({factor})"
                verdict = handgrad.grade(case.model, text).verdict
                assert verdict in ("right", "undecided"), (text, hint)
                mended += verdict == "right"
    assert mended > 30


def diagnosed(page: str, by: str, formula: str) -> list[str]:
    model = model_of(page)
    return [h.id for h in diagnose(model, by, fitted(parse(formula), model.shapes).tree)]


LINE = """
model line: a line
sizes N=4, D=3
parameters w[D], b
data X[N,D], y[N]
forward
    z = X @ w + b
    L = sum((z - y)^2)/N
gradient
    dL/dz = 2*(z - y)/N
    dL/dw = X.T @ dL/dz
    dL/db = sum(dL/dz)
"""


@pytest.mark.parametrize(
    ("formula", "convention"),
    [
        ("X.T @ (z - y)/N", "half"),
        ("2*X.T @ (z - y)", "sum"),
        ("X.T @ (z - y)", "sum"),
        ("-X.T @ dL/dz", "negative"),
        ("X.T @ dL/dz/D", "mean"),
    ],
)
def test_conventions(formula: str, convention: str) -> None:
    model = model_of(LINE)
    answer = fitted(parse(formula), model.shapes).tree
    assert convention in [c.name for c in conventions_of(model, "w", answer)]


def test_no_convention_is_made_up() -> None:
    model = model_of(LINE)
    for formula in ("X.T @ dL/dz + w", "5*X.T @ dL/dz", "w"):
        assert conventions_of(model, "w", fitted(parse(formula), model.shapes).tree) == ()


def test_the_other_labels() -> None:
    page = """
model logistic: labels 0 and 1
parameters w
data x, y in {0, 1}
forward
    L = softplus(w*x) - y*w*x
gradient
    dL/dw = (sigmoid(w*x) - y)*x
"""
    model = model_of(page)
    answer = fitted(parse("(sigmoid(w*x) - (y + 1)/2)*x"), model.shapes).tree
    assert [c.name for c in conventions_of(model, "w", answer)] == ["labels"]


def test_a_persons_own_names_are_known() -> None:
    model = model_of(LINE)
    shapes = {**model.shapes, "r": model.shapes["z"]}
    definitions = (("r", parse("z - y")),)
    answer = fitted(parse("X.T @ r/N"), shapes).tree
    found = diagnose(model, "w", answer, definitions=definitions)
    assert [hint.id for hint in found] == ["convention", "constant-factor"]


def test_two_causes_in_one_answer() -> None:
    page = LINE.replace("(z - y)^2", "tanh(z)^2").replace("(z - y)", "tanh(z)*(1 - tanh(z)^2)")
    assert diagnosed(page, "w", "X.T @ (tanh(z)*(1 - tanh(z)))/N") == [
        "activation-derivative", "constant-factor",
    ]  # fmt: skip


DEEP = """
model deep: two activations in a row
parameters w1, w2
data x, y
forward
    a = tanh(w1*x)
    b = tanh(w2*a)
    L = (b - y)^2
gradient
    dL/db = 2*(b - y)
    dL/dw2 = dL/db*(1 - b^2)*a
    dL/dw1 = dL/db*(1 - b^2)*w2*(1 - a^2)*x
"""


def test_two_factors_lost() -> None:
    assert diagnosed(DEEP, "w1", "dL/db*w2*x") == ["missing-factor"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("dL/db*(1 - b)*w2*(1 - a^2)*w2", ["activation-derivative", "wrong-variable"]),
        ("dL/db*(1 + b^2)*w2*(1 - a)*x", ["activation-derivative", "activation-derivative"]),
        ("dL/db*b*(1 - b)*w2*a*(1 - a)*x", ["activation-derivative", "activation-derivative"]),
    ],
)
def test_two_mistakes_in_two_factors(formula: str, expected: list[str]) -> None:
    assert sorted(diagnosed(DEEP, "w1", formula)) == expected


def test_two_mistakes_in_two_terms() -> None:
    page = """
model elastic: two penalties
parameters w
data x, y, l > 0, m > 0
forward
    L = (w*x - y)^2 + l*abs(w) + m*w^2
gradient
    dL/dw = 2*x*(w*x - y) + l*sign(w) + 2*m*w
"""
    found = diagnosed(page, "w", "2*x*(w*x - y) + l*abs(w) + 2*m*w^2")
    assert found == ["wrong-rule", "wrong-rule"]


def test_what_looks_like_nothing_known_gets_no_hint() -> None:
    assert diagnosed(LINE, "w", "X.T @ dL/dz + 7*w") == ["extra-term"]
    assert diagnosed(LINE, "w", "X.T @ dL/dz*b + 7*w*w - 3/5") == []


@pytest.mark.parametrize("formula", ["softmax(0)", "-softmax(w)", "softmax(x*w)"])
def test_a_number_by_a_function_of_arrays_is_looked_into(formula: str) -> None:
    """What gives an array of one entry is a number like any other."""
    report = handgrad.grade("linear", f"dL/dw = {formula}")
    assert report.verdict == "wrong"
    assert not report.problem


def test_an_answer_without_a_value_gets_no_hint() -> None:
    assert diagnosed(LINE, "b", "log(-1 - b^2)") == []


def test_the_derivative_by_data_may_be_asked_for_though_the_page_has_none() -> None:
    page = LINE.replace("b\ndata X", "b\ndata unused, X")
    assert diagnosed(page, "y", "(z - y)/N")[0] == "constant-factor"


@pytest.mark.parametrize("name", ["lstm", "gru", "transformer_block"])
def test_the_work_has_a_limit(name: str) -> None:
    model = model_of(name)
    by = next(iter(model.parameters))
    answer = fitted(parse(f"7*{by} + 1/3"), model.shapes).tree
    benches: list[Bench] = []

    class Watched(Bench):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]
            benches.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handgrad.mistakes.Bench", Watched)
        diagnose(model, by, answer)
    assert 0 < benches[0].work < 2 * MOST_WORK


GAIN_OUTSIDE = {
    "rms_norm": "gamma*(dL/dY - X_hat*mean(dL/dY*X_hat, axis=1))/r",
    "layer_norm": "gamma*(g - mean(g, axis=1) - X_hat*mean(g*X_hat, axis=1))/s",
}


@pytest.mark.parametrize("name", GAIN_OUTSIDE)
def test_the_gain_outside_the_means_is_named(name: str) -> None:
    model = model_of(name)
    answer = fitted(parse(GAIN_OUTSIDE[name]), model.shapes, sizes=model.sizes).tree
    hints = diagnose(model, "X", answer)
    assert "order" in [hint.id for hint in hints]
    assert any("gamma" in hint.text and "inside" in hint.text for hint in hints), hints


NUMBERED = """model numbered: two bells by number
parameters m1, m2
data x
forward
    a1 = exp(-(x - m1)^2/2)
    a2 = exp(-(x - m2)^2/2)
    gamma_1 = a1/(a1 + a2)
    gamma_2 = a2/(a1 + a2)
    L = -log(a1 + a2)
gradient
    dL/dm1 = -gamma_1*(x - m1)
    dL/dm2 = -gamma_2*(x - m2)
"""


@pytest.mark.parametrize(
    ("page", "answer", "told"),
    [
        (BELLS, r"dL/d\mu_1 = -\gamma_2 (x - \mu_1)", "gamma[1] stands where gamma[0] belongs"),
        (BELLS, r"\gamma_1 = \frac{a_2}{a_1 + a_2}", "this is gamma[1], not gamma[0]"),
        (NUMBERED, r"\gamma_1 = \frac{a_2}{a_1 + a_2}", "this is gamma_2, not gamma_1"),
        (NUMBERED, "dL/dm1 = -gamma_2*(x - m1)", "gamma_2 stands where gamma_1 belongs"),
        (BELLS, r"\gamma_1 = \frac{2 a_2}{a_1 + a_2}", ""),
    ],
)
def test_an_entry_for_another_is_named(page: str, answer: str, told: str) -> None:
    """A responsibility of the other bell, on a line of its own and in a gradient."""
    model = Model.from_text(page, K=2) if page == BELLS else Model.from_text(page)
    lines = handgrad.grade(model, answer).lines
    assert [hint.text for line in lines for hint in line.hints] == ([told] if told else [])
