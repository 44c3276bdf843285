"""The Kullback-Leibler term of a variational autoencoder (Kingma and Welling 2013)."""

from typing import Literal

# The parameter of the spread, the loss, and the derivative by that parameter.
SPREADS = {
    "log_variance": (
        "log_var[n]",
        "sum(mu^2 + exp(log_var) - log_var - 1)/2",
        "dL/dlog_var = (exp(log_var) - 1)/2",
    ),
    "sigma": (
        "sigma[n] > 0",
        "sum(mu^2 + sigma^2 - 1)/2 - sum(log(sigma))",
        "dL/dsigma = sigma - 1/sigma",
    ),
}


def page(*, spread: Literal["log_variance", "sigma"] = "log_variance") -> str:
    """The page with the `spread` given as log_variance, log(sigma^2), or as sigma."""
    parameter, value, derivative = SPREADS[spread]
    return f"""
model vae_kl: KL divergence of a diagonal Gaussian from the standard one
group Generative, policies, factors
note Convention: one sample, {spread.replace("_", " ")} as the parameter; a sum over latents.
note Elsewhere: the other parameter (spread); a mean over latents or samples.
sizes n
parameters mu[n], {parameter}
forward
    L = {value}
gradient
    dL/dmu = mu
    {derivative}
"""
