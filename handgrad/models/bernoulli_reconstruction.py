"""The reconstruction term of a variational autoencoder for binary data."""

from typing import Literal

PAGES = {
    "logits": """\
parameters z[n]
data x[n] in {0, 1}
forward
    L = sum(softplus(z) - x*z)
gradient
    dL/dz = sigmoid(z) - x
""",
    "probabilities": """\
parameters p[n] in (0, 1)
data x[n] in {0, 1}
forward
    L = -sum(x*log(p) + (1 - x)*log(1 - p))
gradient
    dL/dp = (p - x)/(p*(1 - p))
""",
}


def page(*, output: Literal["logits", "probabilities"] = "logits") -> str:
    """The page of a decoder whose `output` is logits or probabilities."""
    return f"""
model bernoulli_reconstruction: negative log-likelihood of binary data, by {output}
group Generative, policies, factors
note Convention: one sample, natural logarithm, summed over the n entries.
note Elsewhere: the other output of the decoder (output); a mean over entries or samples.
sizes n = 4
{PAGES[output]}"""
