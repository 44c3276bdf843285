"""Leaky relu with an upstream gradient, its slope given or learned."""

from typing import Literal


def page(*, slope: Literal["given", "learned"] = "given") -> str:
    """The page with the `slope` alpha below 0 given or learned (PReLU)."""
    learned = {"given": False, "learned": True}[slope]
    parameter, datum = (", alpha in (0, 1)", "") if learned else ("", ", alpha in (0, 1)")
    gradient = "    dL/dalpha = sum(dL/da * where(z > 0, 0, z))\n" if learned else ""
    return f"""
model leaky_relu: the leaky relu, alpha*z below 0, alpha {slope}
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Kink: at z = 0 any slope from alpha to 1 is right; no point is there.
note Elsewhere: alpha is 0.01; PReLU learns one alpha for all entries, as here, or more.
sizes n
parameters z[n]{parameter}
data g[n]{datum}
forward
    a = where(z > 0, z, alpha*z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * where(z > 0, 1, alpha)
{gradient}"""
