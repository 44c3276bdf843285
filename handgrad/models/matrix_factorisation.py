"""Matrix factorisation (Koren, Bell and Volinsky 2009) with L2 penalties."""

from typing import Literal

# The data, the error of each rating, and its derivative by the prediction.
RATINGS = {
    "all": ("R[m,n]", "R_hat - R", "2*E", "every rating is known"),
    "observed": (
        "R[m,n], mask[m,n] in {0, 1}",
        "mask*(R_hat - R)",
        "2*E*mask",
        "the mask is 1 where a rating was observed",
    ),
}


def page(*, ratings: Literal["all", "observed"] = "all") -> str:
    """The page with all `ratings` known, or only those observed, by a mask."""
    data, error, slope, words = RATINGS[ratings]
    return f"""
model matrix_factorisation: ratings as a product of two thin matrices
group Generative, policies, factors
note Convention: {words}; rows of U are users, rows of V are items.
note Convention: squared error summed, without a half; penalty lam times both squared norms.
note Elsewhere: half of both; a mean over ratings; biases of users and items.
sizes m = 4, n = 3, k = 2
parameters U[m,k], V[n,k]
data {data}, lam > 0
forward
    R_hat = U @ V.T
    E = {error}
    L = sum(E^2) + lam*(sum(U^2) + sum(V^2))
gradient
    dL/dE = 2*E
    dL/dR_hat = {slope}
    dL/dU = dL/dR_hat @ V + 2*lam*U
    dL/dV = dL/dR_hat.T @ U + 2*lam*V
"""
