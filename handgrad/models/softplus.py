"""The smooth positive part with an upstream gradient."""

PAGE = """
model softplus: softplus, log(1 + exp(z)), a smooth relu
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Elsewhere: softplus(beta*z)/beta, with the slope sigmoid(beta*z).
sizes n
parameters z[n]
data g[n]
forward
    a = softplus(z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * sigmoid(z)
"""
