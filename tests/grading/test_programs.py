"""Everyday backward passes: the verdict is what running the code gives."""

import random
from typing import Any

import pytest

from handgrad import Model, grade
from tests.grading.backward_passes import PASSES, Pass
from tests.helpers.pages import model_of

np: Any = pytest.importorskip("numpy")

CASES = [(name, None) for name in PASSES] + [
    (name, slip) for name, known in PASSES.items() for slip in known.slips
]


def page_of(known: Pass) -> Model:
    name, _, activation = known.page.partition(":")
    return model_of(name, activation=activation) if activation else model_of(name)


def point(model: Model) -> dict[str, Any]:
    """Everything given and every forward value, in floats, at a point drawn here."""
    generator = random.Random(model.name)
    values: dict[str, Any] = {}
    for name, declared in model.declarations.items():
        shape = model.dimensions(name)
        if declared.domain.kind == "one_hot":
            rows = np.eye(shape[-1])[[generator.randrange(shape[-1]) for _ in range(shape[0])]]
            values[name] = rows.tolist()
        else:
            numbers = declared.domain.draw(generator, int(np.prod(shape, initial=1)))
            drawn = np.array([float(number) for number in numbers])
            values[name] = drawn.reshape(shape).tolist() if shape else float(drawn[0])
    found = {**values, **model.evaluate(values), **model.sizes}
    return {n: np.array(v) if isinstance(v, list) else v for n, v in found.items()} | {
        "given": values
    }


def computed(model: Model, code: str, names: tuple[str, ...]) -> dict[str, bool]:
    """Whether each gradient that the code computes is the page's."""
    values = point(model)
    right = model.gradient(values.pop("given"))
    scope = {**values, "np": np}
    exec(code, scope)  # noqa: S102 - the code is ours, in backward_passes
    return {
        name: np.shape(scope[f"d{name}"]) == np.shape(right[name])
        and bool(np.allclose(scope[f"d{name}"], right[name], rtol=1e-9, atol=1e-9))
        for name in names
    }


@pytest.mark.parametrize(("name", "slip"), CASES)
def test_the_verdict_is_what_running_the_code_gives(name: str, slip: Any) -> None:
    known = PASSES[name]
    model, code = page_of(known), known.code
    if slip is not None:
        assert slip[0] in code
        code = code.replace(slip[0], slip[1], 1)
    truth = computed(model, code, known.answers)
    assert all(truth.values()) == (slip is None)
    report = grade(model, code, wanted=known.answers)
    found = {part.name: part.verdict == "right" for part in report.parts}
    assert found == truth, str(report)
    assert report.verdict == ("right" if slip is None else "wrong"), str(report)
    assert report.first_wrong == (None if slip is None else slip[2]), str(report)
