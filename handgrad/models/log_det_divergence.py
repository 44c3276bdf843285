"""The log-determinant divergence of two positive definite matrices (James and Stein 1961)."""

PAGE = """
model log_det_divergence: the log-det divergence (Stein's loss) of X from Y
group Matrices and densities
note Convention: the natural logarithm; every entry of X counts for itself.
note It is 0 for X = Y only, and is twice the KL divergence of two Gaussians of mean 0.
note Elsewhere: of Y from X; without the size n, a constant; the tied derivative.
sizes n
parameters X[n,n] positive_definite
data Y[n,n] positive_definite
forward
    M = X @ inv(Y)
    L = tr(M) - logdet(M) - n
gradient
    dL/dX = inv(Y) - inv(X)
"""
