"""The types of the public names, as mypy sees them from outside: held by .ci/run, never run."""

from typing import Any, assert_type

import handgrad


def typed() -> None:
    """Every public name with its type; mypy reads this, nobody calls it."""
    model = handgrad.load("two_layer", n=2, m=3, k=1)
    assert_type(model, handgrad.Model)
    assert_type(handgrad.Model.from_text("..."), handgrad.Model)
    assert_type(handgrad.catalogue(), tuple[str, ...])
    assert_type(model.name, str)
    assert_type(model.text, str)
    assert_type(model.loss_name, str)
    assert_type(model.forward, dict[str, str])
    assert_type(model.gradient_formulas, dict[str, str])
    assert_type(model.evaluate({"w": 1.0}), dict[str, Any])
    assert_type(model.gradient({"w": 1.0}, arithmetic="float32"), dict[str, Any])
    assert_type(model.differences({"w": 1.0}), dict[str, Any])
    assert_type(model.source(), str)

    report = handgrad.grade(model, "dL/db2 = 2*(y_hat - y)")
    assert_type(report, handgrad.Report)
    assert_type(report.score, float)
    assert_type(report.to_dict(), dict[str, Any])
    assert_type(bool(report), bool)

    check = handgrad.check_gradient(lambda x: x * x, lambda x: 2 * x, 0.7)
    assert_type(check, handgrad.Check)
    assert_type(check.to_dict(), dict[str, Any])

    history = handgrad.train(model, [], {}, epochs=1)
    assert_type(history, handgrad.History)
