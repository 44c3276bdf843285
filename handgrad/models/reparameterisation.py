"""The reparameterised sample of a variational autoencoder (Kingma and Welling 2013)."""

from typing import Literal

# The parameter of the spread, what the forward formulas make of it, and its derivative.
SPREADS = {
    "log_variance": (
        "log_var[n]",
        "    sigma = exp(log_var/2)\n",
        "    dL/dlog_var = dL/dsigma*sigma/2\n",
    ),
    "sigma": ("sigma[n] > 0", "", ""),
}


def page(*, spread: Literal["log_variance", "sigma"] = "log_variance") -> str:
    """The page with the `spread` given as log_variance, log(sigma^2), or as sigma."""
    parameter, forward, backward = SPREADS[spread]
    return f"""
model reparameterisation: a sample z = mu + sigma*noise of a Gaussian
group Generative, policies, factors
note Convention: one sample, {spread.replace("_", " ")} as the parameter.
note Convention: the noise is data: drawn once, the same forward and backward.
note Convention: g is the gradient from the decoder, dL/dz, so that L = sum(g*z).
note Elsewhere: the other parameter (spread); sigma = softplus of what is learned.
sizes n
parameters mu[n], {parameter}
data noise[n], g[n]
forward
{forward}\
    z = mu + sigma*noise
    L = sum(g*z)
gradient
    dL/dz = g
    dL/dmu = dL/dz
    dL/dsigma = dL/dz*noise
{backward}"""
