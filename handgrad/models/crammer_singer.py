"""The multiclass hinge of Crammer and Singer (2001): the worst wrong class only."""

PAGE = """
model crammer_singer: a linear classifier of C classes, Crammer-Singer hinge
group Losses and regression
note Convention: the largest wrong score must stay delta below the right one; the mean over N.
note Convention: rows of X, Y and Z are samples, W is D x C.
note Kink: where two scores tie for the largest either slope is right; no point is there.
note Elsewhere: all wrong classes (Weston-Watkins, see multiclass_hinge); the sum over N.
sizes N, D, C
parameters W[D,C], b[C]
data X[N,D], Y[N,C] one_hot, delta > 0
forward
    Z = X @ W + b.T
    M = Z + delta*(1 - Y)
    L = mean(max(M, axis=1) - sum(Y*Z, axis=1))
gradient
    dL/dM = argmax(M)/N
    dL/dZ = dL/dM - Y/N
    dL/dW = X.T @ dL/dZ
    dL/db = sum(dL/dZ, axis=0)
"""
