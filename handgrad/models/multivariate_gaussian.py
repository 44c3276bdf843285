"""The negative log-likelihood of samples of a multivariate Gaussian."""

from typing import Literal

# What is declared, the loss by the covariance C of the samples, and the derivatives.
FORMS = {
    "covariance": (
        "S[D,D] positive_definite",
        "logdet(S)/2 + tr(inv(S) @ C)/2",
        "-inv(S) @ mean(R, axis=0).T",
        "dL/dS = (inv(S) - inv(S) @ C @ inv(S))/2",
        "S is the covariance",
    ),
    "precision": (
        "P[D,D] positive_definite",
        "-logdet(P)/2 + tr(P @ C)/2",
        "-P @ mean(R, axis=0).T",
        "dL/dP = (C - inv(P))/2",
        "P is the inverse covariance",
    ),
}


def page(*, by: Literal["covariance", "precision"] = "covariance") -> str:
    """The page `by` the covariance or by the precision."""
    declared, loss, by_mean, by_spread, words = FORMS[by]
    return f"""
model multivariate_gaussian: N samples of a Gaussian in D dimensions, {by}
group Matrices and densities
note Convention: {words}; the mean over N; D/2*log(2*pi) is left out.
note Convention: every entry of the matrix counts for itself; tied and projected are named.
note Elsewhere: the sum over N; the log-likelihood, of the other sign.
sizes N = 4, D = 3
parameters mu[D], {declared}
data X[N,D]
forward
    R = X - mu.T
    C = R.T @ R/N
    L = {loss}
gradient
    dL/dmu = {by_mean}
    {by_spread}
"""
