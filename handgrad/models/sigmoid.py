"""The logistic function with an upstream gradient."""

PAGE = """
model sigmoid: the logistic function, 1/(1 + exp(-z))
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Elsewhere: sigmoid(z)*sigmoid(-z), or exp(-z)/(1 + exp(-z))^2: the same.
sizes n
parameters z[n]
data g[n]
forward
    a = sigmoid(z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * a*(1 - a)
"""
