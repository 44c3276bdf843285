"""InfoNCE: each query must find its own key among those of the batch."""

from typing import Literal

DIRECTIONS = {
    "one_way": """\
    P = softmax(S, axis=1)
    L = -mean(log(diag(P)))
gradient
    dL/dZ = (P @ K - K)/(N*tau)
    dL/dK = (P.T @ Z - Z)/(N*tau)
""",
    "symmetric": """\
    P = softmax(S, axis=1)
    Q = softmax(S, axis=0)
    L = -mean(log(diag(P)) + log(diag(Q)))/2
gradient
    dL/dZ = ((P + Q) @ K/2 - K)/(N*tau)
    dL/dK = ((P + Q).T @ Z/2 - Z)/(N*tau)
""",
}


def page(*, direction: Literal["one_way", "symmetric"] = "one_way") -> str:
    """The page in the `direction` one_way (queries find keys) or symmetric (as in CLIP)."""
    return f"""
model info_nce: contrast of N queries with their keys, {direction.replace("_", "-")}
group Losses and regression
note Convention: row i of Z belongs to row i of K, the other rows of K are its negatives.
note The rows are not normalised here: see l2_normalisation.
note Elsewhere: negatives from a queue; SimCLR's pairs, where no row meets itself.
sizes N, D
parameters Z[N,D], K[N,D]
data tau > 0
forward
    S = Z @ K.T/tau
{DIRECTIONS[direction]}"""
