"""What a name means at its line: an answer is a program, and every claim in it is judged."""

import json
from typing import Any

import pytest

from handgrad import Model, grade
from handgrad.errors import HandgradError
from tests.helpers.pages import model_of

ANSWERS = {
    # again means again, and in place acts on the value
    "reassigned": ("linear", "g = 2*(y_hat - y)\ng = g/2\ndw = g*x", "wrong"),
    "in place": ("linear", "g = y_hat - y\ng *= 2\ndw = g*x", "right"),
    "added to": ("linear", "dw = 1\ndw += 2*(y_hat - y)*x", "wrong"),
    "added up": ("linear", "dw = (y_hat - y)*x\ndw += (y_hat - y)*x", "right"),
    "from nothing": ("linear", "dw += 2*(y_hat - y)*x", "invalid"),
    "the last counts": ("linear", "dw = 2*(y_hat - y)*x\ndw = x", "wrong"),
    "mended": ("linear", "dw = x\ndw = 2*(y_hat - y)*x", "right"),
    # what the writer said is put in
    "upstream": ("linear", "dL/dy_hat = 5\ndL/dw = dL/dy_hat*x", "wrong"),
    "forward": ("linear", "y_hat = w*x + 3\ndL/dw = 2*(y_hat - y)*x", "wrong"),
    "forward said again": ("linear", "y_hat = w*x\ndL/dw = 2*(y_hat - y)*x", "right"),
    "other convention": ("linear_regression", "dy = 2*(y_hat - y)/N\ndw = X.T @ dy", "right"),
    "mean later": ("softmax_regression", "dZ = P - Y\ndW = X.T @ dZ/N", "right"),
    "mean never": ("softmax_regression", "dZ = P - Y\ndW = X.T @ dZ", "wrong"),
    # first said below
    "where": ("linear", "dL/dw = 2*e*x, where e = y_hat - y", "right"),
    "below": ("linear", "dL/dw = 2*r*x\nr = y_hat - y", "right"),
    "factors below": (
        "linear",
        "dL/dw = dL/dy_hat*dy_hat/dw\ndL/dy_hat = 2*(y_hat - y)\ndy_hat/dw = x", "right",
    ),
    "a wrong factor below": (
        "linear",
        "dL/dw = dL/dy_hat*dy_hat/dw\ndL/dy_hat = 2*(y_hat - y)\ndy_hat/dw = w", "wrong",
    ),
    # chains
    "several names": ("linear", "delta = dL/dy_hat = 2*(y_hat - y)\ndL/dw = delta*x", "right"),
    "a name at the end": ("linear", "dL/dy_hat = 2*(y_hat - y) = delta\ndw = delta*x", "right"),
    "a member unread": (
        "linear", "dL/dw = dL/dy_hat*dy_hat/dw = f(q) = 2*(y_hat - y)*x", "right",
    ),
    "a wrong member": ("linear", "dL/dw = (y_hat - y)*x = 2*(y_hat - y)*x", "right"),
    # names of the writer's own that are equal to the page's
    "stands for": (
        "linear", "p = w*x\ndL/dp = 2*(p - y)\ndp/dw = x\ndL/dw = dL/dp*dp/dw", "right",
    ),
    "zero": ("linear", "dx/dw = 0\ndL/dw = 2*(y_hat - y)*x", "right"),
    "optimum": ("linear", "dL/dw = 2*(y_hat - y)*x\n0 = x*(w*x - y)", "right"),
    # what is given
    "a size said": ("linear_regression", "N = X.shape[0]\ndw = 2/N*X.T @ (y_hat - y)", "right"),
    "a size changed": ("linear_regression", "N = 7\ndw = 2/N*X.T @ (y_hat - y)", "invalid"),
    "data changed": ("linear", "x = 3\ndw = 2*(y_hat - y)*x", "invalid"),
    "an update": ("linear", "dw = 2*(y_hat - y)*x\nw -= 0.1*dw", "right"),
    "an upstream changed": ("affine_layer", "g *= 2\ndb = g.sum(axis=0)/2", "right"),
    # lines that cannot be read
    "unread and unused": ("linear", "q = f(s)\ndw = 2*(y_hat - y)*x", "right"),
    "unread and used": ("linear", "q = f(s)\ndw = 2*(y_hat - y)*x*q", "invalid"),
    "unread, then said": ("linear", "dw = f(s)\ndw = 2*(y_hat - y)*x", "right"),
    "said, then unread": ("linear", "dw = 2*(y_hat - y)*x\ndw = f(s)", "invalid"),
    # memory that arrays share
    "a view changed": (
        "softmax_regression", "d = P\nd -= Y\nd /= N\ndW = X.T @ (P - Y)/N", "wrong",
    ),
    "a copy changed": (
        "softmax_regression", "d = P.copy()\nd -= Y\nd /= N\ndW = X.T @ (P - Y)/N", "right",
    ),
    "a view not used": ("softmax_regression", "d = P\nd -= Y\nd /= N\ndW = X.T @ d", "right"),
    # parts
    "a mask": (
        "two_layer:relu",
        "d = 2*W2.T @ (y_hat - y)\nd[z1 <= 0] = 0\ndb1 = d", "right",
    ),
    "the wrong mask": (
        "two_layer:relu",
        "d = 2*W2.T @ (y_hat - y)\nd[z1 >= 0] = 0\ndb1 = d", "wrong",
    ),
    "labels": (
        "softmax_regression", "d = P.copy()\nd[range(N), y] -= 1\ndW = X.T @ d/N", "right",
    ),
    # the prime of what is asked
    "only a prime": ("softplus", "dL/dz = g*softplus'(z)", "undecided"),
    "a prime inside": ("two_layer", "db1 = 2*(W2.T @ (y_hat - y))*sigmoid'(z1)", "right"),
}  # fmt: skip


def page(name: str) -> Model:
    name, _, activation = name.partition(":")
    return model_of(name, activation=activation) if activation else model_of(name)


@pytest.mark.parametrize("case", ANSWERS)
def test_a_name_means_what_was_last_said(case: str) -> None:
    name, text, verdict = ANSWERS[case]
    report = grade(page(name), text)
    assert report.verdict == verdict, str(report)


def test_a_line_that_was_given_may_be_leaned_on() -> None:
    text = "dL/db1 = dL/dz1"
    assert grade("two_layer", text).verdict == "undecided"
    assert grade("two_layer", text).review == ("b1",)
    assert grade("two_layer", text, given=("dL/dz1",)).verdict == "right"
    assert grade("two_layer", text, given="all").verdict == "right"
    assert grade("two_layer", "dL/db1 = dL/dz1 + 1").verdict == "wrong"
    assert grade("affine_layer", "dL/dX = dL/dY @ W.T").verdict == "right"
    with pytest.raises(HandgradError, match="dL/dNAME"):
        grade("two_layer", text, given=("z1",))


def test_score_counts_every_parameter_unless_wanted_says_otherwise() -> None:
    text = "dL/db2 = 2*(y_hat - y)\ndL/dW2 = dL/db2 @ x.T"
    report = grade("two_layer", text)
    assert (report.verdict, report.score, report.complete) == ("wrong", 0.25, False)
    asked = grade("two_layer", text, wanted=("b2",))
    assert (asked.verdict, asked.score) == ("right", 1.0)
    everything = grade("two_layer", text, wanted="all")
    assert [part.verdict for part in everything.parts] == [
        "invalid",
        "invalid",
        "wrong",
        "right",
    ]


HALVED = "dz2 = y_hat - y\ndb2 = dz2\ndW2 = dz2 @ a1.T\ndb1 = (W2.T @ dz2)*a1\ndW1 = db1 @ x.T"


@pytest.mark.parametrize("feedback", ["verdict", "hint"])
def test_feedback_shows_no_right_value_and_no_change(feedback: str) -> None:
    report = grade("two_layer", HALVED, wanted="all", feedback=feedback)
    assert report.verdict == "wrong"
    data: dict[str, Any] = json.loads(json.dumps(report.to_dict()))
    for text in (str(report), json.dumps(data)):
        assert "right is" not in text
        assert "multiply" not in text
        assert "half" not in text
        assert "2*(" not in text
    assert bool(data["lines"]) == (feedback == "hint") == bool(data["hints"])
    assert all(part["counterexample"] is None for part in data["parts"])
    assert (report.first_wrong is None) == (feedback == "verdict")


def test_a_catalogue_name_will_do_and_options_are_checked() -> None:
    assert grade("linear", "dL/dw = 2*(y_hat - y)*x")
    with pytest.raises(HandgradError, match="feedback"):
        grade("linear", "dL/dw = 1", feedback="all")
    with pytest.raises(HandgradError, match="accept"):
        grade("linear", "dL/dw = 1", accept="half")
