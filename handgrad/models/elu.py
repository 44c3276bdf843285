"""The exponential linear unit with an upstream gradient."""

PAGE = """
model elu: the exponential linear unit, alpha*(exp(z) - 1) below 0
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Kink: smooth at z = 0 only for alpha = 1; otherwise any slope between 1 and alpha is right.
note Elsewhere: alpha = 1 throughout; the slope below 0 is written a + alpha, the same.
sizes n
parameters z[n]
data g[n], alpha > 0
forward
    a = where(z > 0, z, alpha*(exp(z) - 1))
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * where(z > 0, 1, alpha*exp(z))
"""
