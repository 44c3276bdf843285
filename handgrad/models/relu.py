"""The positive part with an upstream gradient."""

PAGE = """
model relu: the rectified linear unit, max(0, z)
group Activations
note Convention: g is the upstream gradient dL/da; the function is applied entry by entry.
note Kink: at z = 0 any slope from 0 to 1 is right; frameworks take 0, and no point is there.
sizes n
parameters z[n]
data g[n]
forward
    a = relu(z)
    L = sum(g*a)
gradient
    dL/da = g
    dL/dz = dL/da * step(z)
"""
