"""Softsign with an upstream gradient."""

PAGE = """
model softsign: softsign, z/(1 + |z|)
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Smooth at z = 0, where its slope is 1, although abs is not.
sizes n
parameters z[n]
data g[n]
forward
    a = z/(1 + abs(z))
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * 1/(1 + abs(z))^2
"""
