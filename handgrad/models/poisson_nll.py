"""The negative log-likelihood of Poisson counts, by the logarithm of the rate or the rate."""

from typing import Literal

from handgrad.models._parts import DIVISORS, Reduction

# The declared parameter, the loss of a sample, and the derivative.
LINKS = {
    "log": ("z[N]", "exp(z) - y*z", "dL/dz = (exp(z) - y)"),
    "identity": ("rate[N] > 0", "rate - y*log(rate)", "dL/drate = (1 - y/rate)"),
}


def page(*, link: Literal["log", "identity"] = "log", reduction: Reduction = "mean") -> str:
    """The page with a `link` log (z is the logarithm of the rate) or identity, and a
    `reduction` mean or sum.
    """
    declared, loss, derivative = LINKS[link]
    return f"""
model poisson_nll: Poisson log-likelihood, negative, {reduction}, {link} link
group Losses and regression
note Convention: the constant log(y!) of each sample is left out.
note Elsewhere: a full likelihood has that constant; it does not change the gradient.
sizes N
parameters {declared}
data y[N] in {{0, 1, 2, 3, 4, 5}}
forward
    L = {reduction}({loss})
gradient
    {derivative}{DIVISORS[reduction]}
"""
