"""SiLU, or swish, with an upstream gradient."""

PAGE = """
model silu: the sigmoid linear unit or swish, z*sigmoid(z)
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Elsewhere: swish with a factor beta, z*sigmoid(beta*z); beta = 1 here.
sizes n
parameters z[n]
data g[n]
forward
    s = sigmoid(z)
    a = z*s
    L = sum(g*a)
gradient
    dL/da = g
    dL/ds = dL/da * z
    dL/dz = dL/da * (s + a*(1 - s))
"""
