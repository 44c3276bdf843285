"""GELU with an upstream gradient: the exact form, and the one with tanh."""

from typing import Literal

# The lines of the forward section up to a, and those of the gradient section after dL/da.
FORMS = {
    "erf": (
        """\
    Phi = (1 + erf(z/sqrt(2)))/2
    a = z*Phi
""",
        """\
    dL/dPhi = dL/da * z
    dL/dz = dL/da*Phi + dL/dPhi*exp(-z^2/2)/sqrt(2*pi)
""",
    ),
    "tanh": (
        """\
    u = sqrt(2/pi)*(z + 0.044715*z^3)
    t = tanh(u)
    a = z*(1 + t)/2
""",
        """\
    dL/dt = dL/da * z/2
    dL/du = dL/dt * (1 - t^2)
    dL/dz = dL/da*(1 + t)/2 + dL/du*sqrt(2/pi)*(1 + 0.134145*z^2)
""",
    ),
}


def page(*, form: Literal["erf", "tanh"] = "erf") -> str:
    """The page in the `form` erf (exact) or tanh (the approximation of GPT-2)."""
    forward, gradient = FORMS[form]
    return f"""
model gelu: the Gaussian error linear unit, the form with {form}
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note The two forms differ by up to 0.0005 in value and 0.0009 in slope: say which one is meant.
note Elsewhere: z*sigmoid(1.702*z), a third form.
sizes n
parameters z[n]
data g[n]
forward
{forward}    L = sum(g*a)
gradient
    dL/da = g
{gradient}"""
