"""The marginal likelihood of a Gaussian process (Rasmussen and Williams 2006, section 5.4)."""

PAGE = """
model gaussian_process: the marginal likelihood, negative, of a Gaussian process
group Matrices and densities
note Convention: squared exponential kernel of height h and length l, noise of variance v.
note Convention: the natural logarithm; N/2*log(2*pi) is left out.
note dL/dparameter = tr((inv(K) - alpha @ alpha.T) @ dK/dparameter)/2.
note Elsewhere: the log-likelihood, of the other sign; parameters by their logarithms.
sizes N
parameters h > 0, l > 0, v > 0
data x[N], y[N]
forward
    D = x @ ones(N).T - ones(N) @ x.T
    Q = D*D
    E = exp(-Q/(2*l^2))
    K = h*E + v*eye(N)
    alpha = solve(K, y)
    L = y.T @ alpha/2 + logdet(K)/2
gradient
    dL/dK = (inv(K) - alpha @ alpha.T)/2
    dL/dh = sum(dL/dK*E)
    dL/dE = h*dL/dK
    dL/dl = sum(dL/dE*E*Q)/l^3
    dL/dv = tr(dL/dK)
"""
