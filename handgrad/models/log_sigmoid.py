"""The logarithm of the sigmoid with an upstream gradient."""

PAGE = """
model log_sigmoid: the logarithm of the sigmoid
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note The forward line is log(sigmoid(z)), written so that no logarithm of 0 is taken.
note Elsewhere: the slope is written 1 - sigmoid(z), the same.
sizes n
parameters z[n]
data g[n]
forward
    a = -softplus(-z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * sigmoid(-z)
"""
