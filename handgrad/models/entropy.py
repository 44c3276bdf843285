"""The entropy of a softmax."""

PAGE = """
model entropy: the entropy of a softmax
group Losses and regression
note Convention: the natural logarithm; the entropy itself, not its negative.
note dL/dz adds up to 0; it is 0 where all classes are equally likely.
note Elsewhere: an entropy bonus subtracts this from a loss, which changes the sign.
sizes C
parameters z[C]
forward
    p = softmax(z)
    L = -sum(p*log(p))
gradient
    dL/dp = -(log(p) + 1)
    dL/dz = -p*(log(p) + L)
"""
