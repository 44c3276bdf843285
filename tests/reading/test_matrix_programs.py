"""Programs in Octave, R and Julia that change entries or run in rounds, against NumPy."""

from collections.abc import Callable
from typing import Any

import pytest

from handgrad import grade
from handgrad.reading.text.matrix_programs import lines_no_formula
from tests.helpers.pages import model_of

np: Any = pytest.importorskip("numpy")

PAGE = """model penalised: linear regression with a penalty on every weight
sizes m = 4, n = 3
parameters theta[n]
data X[m,n], y[m], lam > 0
forward
    h = X @ theta
    J = sum((h - y)^2)/(2*m) + lam/(2*m)*sum(theta^2)
gradient
    dJ/dtheta = X.T @ (h - y)/m + lam/m*theta
"""
Values = Any


def whole(X: Values, theta: Values, y: Values, lam: float) -> Values:
    return (X.T @ (X @ theta - y) + lam * theta) / len(y)


def first_free(X: Values, theta: Values, y: Values, lam: float) -> Values:
    return whole(X, theta, y, lam) - lam / len(y) * theta * np.array([1, 0, 0])


def first_zero(X: Values, theta: Values, y: Values, lam: float) -> Values:
    return whole(X, theta, y, lam) * np.array([0, 1, 1])


def first_weight_zero(X: Values, theta: Values, y: Values, lam: float) -> Values:
    return whole(X, theta * np.array([0, 1, 1]), y, lam)


def later_samples(X: Values, theta: Values, y: Values, lam: float) -> Values:
    return (X[1:].T @ (X[1:] @ theta - y[1:]) + lam * theta) / len(y)


SUMMED = """{zeros}
for i = {start}:m
  grad = grad + (h(i) - y(i))*X(i,:)';
end
grad = grad/m + lam/m*theta;"""

PROGRAMS: dict[str, Callable[..., Values]] = {
    "grad = X'*(h - y)/m + lam/m*theta;": whole,
    "grad = X' * (h - y) / m ...\n  + lam / m * theta;": whole,
    "grad = X.'*(h - y)/m;\ngrad = grad + lam/m*theta;": whole,
    "grad = X'*(h - y)/m + lam/m*theta;\ngrad(1) = grad(1) - lam/m*theta(1);": first_free,
    "grad = X'*(h - y)/m + lam/m*theta;\ngrad(1) = 0;": first_zero,
    "theta(1) = 0;\ngrad = X'*(X*theta - y)/m + lam/m*theta;": first_weight_zero,
    "temp = theta; temp(1) = 0;\ngrad = X'*(h - y)/m + lam/m*temp;": first_free,
    "grad = X'*(h - y)/m;\ngrad(2:end) = grad(2:end) + lam/m*theta(2:end);": first_free,
    "grad = X'*(h - y)/m;\ngrad(1) = grad(1) + lam/m*theta(1);\n"
    "grad(2:end) = grad(2:end) + lam/m*theta(2:end);": whole,
    "L = lam*eye(n); L(1,1) = 0;\ngrad = (X'*(h - y) + L*theta)/m;": first_free,
    "grad <- t(X) %*% (h - y)/m + lam/m*theta\ngrad[1] <- 0": first_zero,
    "grad = X' * (h .- y) ./ m .+ lam/m .* theta\ngrad[1] -= lam/m*theta[1]": first_free,
    "for j = 1:n\n  grad(j) = sum((h - y).*X(:,j))/m + lam/m*theta(j);\nend": whole,
    "for j = 1:n\n  s = sum((h - y).*X(:,j));\n  grad(j) = s/m + lam/m*theta(j);\nend": whole,
    "grad(1) = sum((h - y).*X(:,1))/m;\nfor j = 2:n\n"
    "  grad(j) = sum((h - y).*X(:,j))/m + lam/m*theta(j);\nend": first_free,
    "for j = 1:n\n  if j == 1\n    grad(j) = sum((h - y).*X(:,j))/m;\n  else\n"
    "    grad(j) = sum((h - y).*X(:,j))/m + lam/m*theta(j);\n  end\nend": first_free,
    SUMMED.format(zeros="grad = zeros(size(theta));", start=1): whole,
    SUMMED.format(zeros="grad = zeros(n, 1);", start=2): later_samples,
    "for iter = 1:100\n  grad = X'*(h - y)/m;\n  grad = grad + lam/m*theta;\n"
    "  theta = theta - alpha*grad;\nend": whole,
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_is_judged_by_some_of_its_lines(program: str) -> None:
    rng = np.random.default_rng(5)
    X, theta, y = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=4)
    arguments = (X, theta, y, 0.7)
    agrees = np.allclose(PROGRAMS[program](*arguments), whole(*arguments))
    verdict = grade(model_of(PAGE), program).verdict
    assert verdict not in ({"wrong"} if agrees else {"right"})


def test_what_each_round_computes_alone_is_a_formula() -> None:
    page = model_of(PAGE)
    readable = [text for text, meaning in PROGRAMS.items() if meaning is whole]
    decided = [text for text in readable if grade(page, text).verdict == "right"]
    assert len(decided) >= 6


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("g = X'*r;\ng(1) = 0;", [2]),
        ("g(1) = a;\ng(2) = b;", []),
        ("for j = 1:n\n  g(j) = r'*X(:,j);\nend", []),
        ("for j = 2:n\n  g(j) = r'*X(:,j);\nend", [2]),
        ("for i = 1:m\n  g = g + r(i)*X(i,:)';\nend\ng = g/m;", [2]),
        ("for i = 1:m\n  g = r(i)*X(i,:)';\nend", [2]),
        ("for k = 1:9\n  g = X'*r;\n  w = w - a*g;\nend", []),
        ("if c\n  g = X'*r;\nelse\n  g = r;\nend\nh = 2*r;", [2, 4]),
        ("if nargout > 1\n  g = X'*r;\nend", []),
        ("for (j in 1:n) {\n  g[j] <- sum(r*X[,j])\n}\ng <- g/m", [2]),
    ],
)
def test_lines_that_are_no_formula(text: str, numbers: list[int]) -> None:
    assert sorted(lines_no_formula(text, {"X", "r", "w"}, {"w"})) == numbers
