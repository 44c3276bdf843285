"""A vector divided by its length, with an upstream gradient."""

PAGE = """
model l2_normalisation: a vector divided by its length
group Losses and regression
note Convention: g is the upstream gradient dL/du; the Euclidean length, nothing added to it.
note dL/dv is at right angles to v: a longer v changes nothing. At v = 0 there is no slope.
note Elsewhere: a small number is added to the length or under its root; rows of a matrix.
sizes n
parameters v[n]
data g[n]
forward
    length = norm(v)
    u = v/length
    L = sum(g*u)
gradient
    dL/du = g
    dL/dv = (dL/du - u*sum(dL/du*u))/length
"""
