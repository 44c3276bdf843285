"""The hyperbolic tangent with an upstream gradient."""

PAGE = """
model tanh: the hyperbolic tangent
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Elsewhere: 1/cosh(z)^2, the same.
sizes n
parameters z[n]
data g[n]
forward
    a = tanh(z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * (1 - a^2)
"""
