"""A parameter that code has stepped, and what holds only where a derivative vanishes."""

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

PAGE = """model line: a line through many points
sizes m, n
parameters w[n], b
data X[m,n], y[m]
forward
    y_hat = X @ w + b
    J = sum((y_hat - y)^2)/(2*m)
"""
CASES = (
    ("undecided", "dw = X.T @ (X@w + b - y)/m\nw -= 0.1*dw\ndb = np.sum(X@w + b - y)/m"),
    (
        "undecided",
        "dw = X.T @ (X@w + b - y)/m\nw = w - lr*dw\np = X@w + b\ndb = np.sum(p - y)/m",
    ),
    ("wrong", "dw = -X.T @ (X@w + b - y)/m\nw -= 0.1*dw\ndb = np.sum(X@w + b - y)/m"),
    (
        "undecided",
        "def train(X, y, w, b, lr):\n    for k in range(100):\n        e = X @ w + b - y\n"
        "        dw = X.T @ e / len(y)\n        w = w - lr*dw\n        e = X @ w + b - y\n"
        "        db = e.sum() / len(y)\n        b = b - lr*db\n    return w, b",
    ),
    (
        "right",
        "y_hat = X@w + b\ndw = X.T @ (y_hat - y)/m\nw -= lr*dw\ndb = np.sum(y_hat - y)/m\n"
        "b -= lr*db\nJ = np.sum((X@w + b - y)**2)/(2*m)",
    ),
    (
        "right",
        "def step(w, b, dw, db, lr):\n    w = w - lr*dw\n    b = b - lr*db\n    return w, b\n"
        "def grads(X, y, w, b):\n    e = X @ w + b - y\n    dw = X.T @ e / len(y)\n"
        "    db = e.sum() / len(y)\n    return dw, db",
    ),
)


@pytest.mark.parametrize(("expected", "answer"), CASES)
def test_a_gradient_at_the_new_value_is_left_in_doubt(expected: str, answer: str) -> None:
    assert grade(model_of(PAGE), answer, wanted="all").verdict == expected


def test_the_rule_of_an_update_said_first_changes_nothing() -> None:
    rule = "w := w - alpha*dJ/dw\ndJ/dw = X.T @ (X@w + b - y)/m"
    assert grade(model_of(PAGE), rule).verdict == "right"


def test_a_claim_below_a_vanishing_derivative_is_judged_and_a_conclusion_is_not() -> None:
    answer = "dL/dw2 = 2*(y_hat - y)*x = 0\n{line}"
    lines = {"2*dL/db = y_hat - y": "wrong", "w2*x = y - b - w1*x^2": "definition"}
    for line, verdict in lines.items():
        assert grade("quadratic", answer.format(line=line)).lines[1].verdict == verdict
