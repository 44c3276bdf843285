"""Whole programs as people hand them in: networks, layers, loops of training, Octave.

`../cases/network_code.txt` and `octave_programs.txt` have pages and programs, each right or
with a slip; those that run as they stand are also run.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import handgrad
from tests.helpers.effort import share, some
from tests.helpers.pages import model_of
from tests.helpers.student_passes import StudentPass, truth

CASES = Path(__file__).parents[1] / "cases"


def programs(name: str) -> Iterator[tuple[str, str, bool, str]]:
    """Each program with its page, its verdict, and whether it runs as it stands."""
    page = ""
    for block in re.split(r"(?m)^(?=@(?:page|right|wrong))", (CASES / name).read_text("utf-8")):
        head, _, body = block.partition("\n")
        if head == "@page":
            page = body.strip("\n") + "\n"
        elif head:
            verdict, _, runs = head.removeprefix("@").partition(" ")
            yield page, verdict, runs == "runs", body.strip("\n")


NETWORKS, OCTAVE = list(programs("network_code.txt")), list(programs("octave_programs.txt"))


@pytest.mark.parametrize(("page", "verdict", "runs", "text"), share(NETWORKS))
def test_a_program_gets_the_true_verdict(
    page: str, verdict: str, runs: bool, text: str
) -> None:
    report = handgrad.grade(model_of(page), text)
    assert report.verdict == verdict, str(report)


@pytest.mark.parametrize(("page", "verdict", "runs", "text"), share(OCTAVE))
def test_octave_gets_the_true_verdict(page: str, verdict: str, runs: bool, text: str) -> None:
    report = handgrad.grade(model_of(page), text)
    assert report.verdict == verdict, str(report)


@pytest.mark.parametrize(
    ("page", "verdict", "text"), [(p, v, t) for p, v, runs, t in NETWORKS if runs]
)
def test_what_runs_computes_what_is_said_of_it(page: str, verdict: str, text: str) -> None:
    pytest.importorskip("numpy")
    named = ", ".join(f"'{p}': d{p}" for p in model_of(page).parameters)
    assert truth(StudentPass(page, text, f"{{{named}}}"), text) == verdict


LAYERS = """
model layers
sizes N = 3, D = 2, H = 2
parameters W1[D,H], W2[H,D]
data X[N,D], Y[N,D]
forward
    A = tanh(X @ W1)
    P = A @ W2
    L = sum((P - Y)^2)/2
"""
OBJECTS = """
class Linear:
    def __init__(self, W):
        self.W = W

    def __call__(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Tanh:
    def __call__(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, g):
        return g * (1 - self.out**2)


layers = [Linear(W1), Tanh(), Linear(W2)]
out = X
for layer in layers:
    out = layer(out)
g = out - Y
for layer in reversed(layers):
    g = layer.backward(g)
"""
SLIPS = (
    ("self.x.T @ g", "self.x.T @ (g + g)"), ("g @ self.W.T", "g @ self.W"),
    ("1 - self.out**2", "1 - self.out"), ("out - Y", "Y - out"), ("self.x = x", "self.x = 2*x"),
    ("reversed(layers)", "layers"), ("self.W = W", "self.W = -W"),
)  # fmt: skip


def test_objects_keep_what_they_hold_apart() -> None:
    assert handgrad.grade(model_of(LAYERS), OBJECTS).verdict == "right"


@pytest.mark.parametrize(("old", "new"), some(SLIPS, 4))
def test_a_slip_in_a_layer_is_not_called_right(old: str, new: str) -> None:
    assert old in OBJECTS
    report = handgrad.grade(model_of(LAYERS), OBJECTS.replace(old, new))
    assert report.verdict != "right"


PENALTY = """
model penalty
sizes n = 3
parameters w[n]
data x[n], lam > 0
forward
    J = sum(x*w) + lam/2*(sum(w^2) - w[0]^2)
"""


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("grad = x + lam*w;\ngrad(1) = x(1);", "right"),
        ("grad = x + lam*w;\ngrad(2) = x(2);", "wrong"),
        ("grad = x + lam*[0; w(2:end)];", "right"),
        ("grad = x + lam*[w(1:end-1); 0];", "wrong"),
        ("v = w; v(1) = 0;\ngrad = x + lam*v;", "right"),
        ("v = w; v(end) = 0;\ngrad = x + lam*v;", "wrong"),
        ("for j = 1:3\n  grad(j) = x(j) + lam*w(j)*(j > 1);\nend", "right"),
        ("for j = 1:3\n  grad(j) = x(j) + lam*w(j)*(j > 2);\nend", "wrong"),
        ("grad = x;\nfor j = 2:numel(w), grad(j) += lam*w(j); end", "right"),
        ("grad = x;\nfor j = 1:numel(w), grad(j) += lam*w(j); end", "wrong"),
        ("grad = zeros(3, 1);\ngrad(1) = x(1);\ngrad(2:3) = x(2:3) + lam*w(2:3);", "right"),
        ("grad = zeros(3, 1);\ngrad(2:3) = x(2:3) + lam*w(2:3);", "wrong"),
    ],
)
def test_entries_that_octave_changes(text: str, verdict: str) -> None:
    assert handgrad.grade(model_of(PENALTY), text).verdict == verdict
