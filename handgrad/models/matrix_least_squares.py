"""Least squares of a whole matrix: the squared Frobenius norm of what is left over."""

PAGE = """
model matrix_least_squares: the squared Frobenius norm of A X - B
group Matrices and densities
note Convention: the sum of all squares, without a half: tr(E.T @ E).
note At the best X the normal equations hold: A.T @ A @ X = A.T @ B.
note Elsewhere: half of it; unknowns on the left, X @ A - B; the norm without its square.
sizes n = 4, m = 3, p = 2
parameters X[m,p]
data A[n,m], B[n,p]
forward
    E = A @ X - B
    L = sum(E^2)
gradient
    dL/dE = 2*E
    dL/dX = A.T @ dL/dE
"""
