"""The negative log-likelihood of a Gaussian whose mean and spread are both predicted."""

from typing import Literal

from handgrad.models._parts import DIVISORS, Reduction

# The declared spread, the loss of a sample, and its derivatives by the mean and the spread.
SPREADS = {
    "sigma": (
        "sigma[N] > 0",
        "log(sigma) + (y - mu)^2/(2*sigma^2)",
        "(mu - y)/sigma^2",
        "dL/dsigma = (1/sigma - (y - mu)^2/sigma^3)",
    ),
    "log_variance": (
        "s[N]",
        "(s + (y - mu)^2*exp(-s))/2",
        "(mu - y)*exp(-s)",
        "dL/ds = (1 - (y - mu)^2*exp(-s))/2",
    ),
}


def page(
    *,
    spread: Literal["sigma", "log_variance"] = "sigma",
    reduction: Reduction = "mean",
) -> str:
    """The page with a `spread` sigma or log_variance, and a `reduction` mean or sum."""
    declared, loss, by_mean, by_spread = SPREADS[spread]
    per = DIVISORS[reduction]
    return f"""
model gaussian_nll: Gaussian log-likelihood, negative, {reduction}, {spread.replace("_", " ")}
group Losses and regression
note Convention: the natural logarithm; the constant log(2*pi)/2 of each sample is left out.
note Elsewhere: the variance itself; sigma = exp(s) or softplus(s), a chain factor more.
sizes N
parameters mu[N], {declared}
data y[N]
forward
    L = {reduction}({loss})
gradient
    dL/dmu = {by_mean}{per}
    {by_spread}{per}
"""
