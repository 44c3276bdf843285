"""Pages without a key: gradients measured along directions, and what code says on the way."""

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

NETWORK = """model net: two layers
sizes N, D, H, C
parameters W1[D,H], b1[H], W2[H,C], b2[C]
data X[N,D], Y[N,C] one_hot, reg
forward
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    Z2 = A1 @ W2 + b2
    P = softmax(Z2, axis=1)
    L = -sum(Y*log(P))/N + 0.5*reg*(sum(W1^2) + sum(W2^2))
"""
BACKWARD = """dZ2 = P - Y
dZ2 /= N
dW2 = A1.T @ dZ2
db2 = dZ2.sum(axis=0)
dA1 = dZ2 @ W2.T
dZ1 = dA1.copy()
dZ1[Z1 <= 0] = 0
dW1 = X.T @ dZ1
db1 = dZ1.sum(axis=0)
dW1 += reg*W1
dW2 += reg*W2"""
SLIPS = [
    ("dZ1[Z1 <= 0] = 0", "dZ1[Z1 >= 0] = 0", ("W1", "b1")),
    ("dW2 += reg*W2", "dW2 += 2*reg*W2", ("W2",)),
    ("dA1 = dZ2 @ W2.T", "dA1 = 2*dZ2 @ W2.T", ("W1", "b1")),
]
ATTENTION = """model att: attention
sizes T, d
parameters Q[T,d], K[T,d], V[T,d]
data G[T,d]
forward
    S = Q @ K.T/sqrt(d)
    A = softmax(S, axis=1)
    L = sum(G*(A @ V))
"""
ROWS = """dA = G @ V.T
dS = np.zeros_like(S)
for t in range(T):
    a = A[t]
    J = np.diag(a) - {outer}
    dS[t] = J @ dA[t]
dQ = dS @ K/np.sqrt(d)"""


def test_a_whole_network_is_judged_line_by_line() -> None:
    """Every line is compared, none is given up for the work that differences take."""
    report = grade(model_of(NETWORK), BACKWARD, wanted="all")
    assert report.verdict == "right", str(report)
    assert not any(line.verdict == "undecided" for line in report.lines)


@pytest.mark.parametrize(("line", "slip", "reached"), SLIPS)
def test_a_slip_shows_along_a_direction(line: str, slip: str, reached: tuple[str, ...]) -> None:
    report = grade(model_of(NETWORK), BACKWARD.replace(line, slip), wanted="all")
    assert {p.name for p in report.parts if p.verdict == "wrong"} == set(reached)
    assert all(p.counterexample for p in report.parts if p.verdict == "wrong")


def test_one_wrong_entry_shows_along_a_direction() -> None:
    page = model_of(NETWORK, N=3, D=2, H=2, C=2)
    report = grade(page, BACKWARD + "\ndb1[1] += 1e-30", wanted="all")
    assert {p.name: p.verdict for p in report.parts}["b1"] != "right"


@pytest.mark.parametrize(
    ("outer", "verdict"),
    [
        ("np.outer(a, a)", "right"),
        ("a[:, None] @ a[None, :]", "right"),
        ("a[:, None]*a[None, :]", "right"),
        ("np.dot(a, a)", "wrong"),
        ("2*np.outer(a, a)", "wrong"),
    ],
)
def test_the_outer_product_of_two_rows_of_a_loop_is_a_matrix(outer: str, verdict: str) -> None:
    """Rows of one length are no inner product where np.outer is written."""
    text = ROWS.format(outer=outer)
    assert grade(model_of(ATTENTION), text).verdict == verdict
