"""Softmax with an upstream gradient: its vector-Jacobian product, or the Jacobian itself."""

from typing import Literal

FORMS = {
    "rows": """\
note Convention: a softmax for each row of Z; G is the upstream gradient dL/dP.
note Each row of dL/dZ adds up to 0: a number added to a row of Z changes nothing.
note Elsewhere: one vector and its Jacobian diag(p) - p @ p.T; softmax down the columns.
sizes N, C = 4
parameters Z[N,C]
data G[N,C]
forward
    P = softmax(Z, axis=1)
    L = sum(G*P)
gradient
    dL/dP = G
    dL/dZ = P*(dL/dP - sum(dL/dP*P, axis=1))
""",
    "vector": """\
note Convention: the softmax of one vector; g is the upstream gradient dL/dp.
note The Jacobian diag(p) - p @ p.T is symmetric and its rows add up to 0.
note Elsewhere: the product without the Jacobian, p*(g - sum(g*p)), which is the same.
sizes C
parameters z[C]
data g[C]
forward
    p = softmax(z)
    L = sum(g*p)
gradient
    dL/dp = g
    dL/dz = (diag(p) - p @ p.T) @ dL/dp
""",
}
TITLES = {"rows": "row by row", "vector": "one vector, by its Jacobian"}


def page(*, form: Literal["rows", "vector"] = "rows") -> str:
    """The page in the `form` rows (a product for each row) or vector (the whole Jacobian)."""
    return f"""
model softmax: a softmax with an upstream gradient, {TITLES[form]}
group Activations
{FORMS[form]}"""
