"""Factor analysis (Joreskog 1967): a covariance of few factors and noise of its own."""

PAGE = """
model factor_analysis: samples of covariance C as k factors and noise in every dimension
group Matrices and densities
note Convention: loadings W, noise variances psi; per sample; D/2*log(2*pi) is left out.
note With one psi for all dimensions it is probabilistic PCA (Tipping and Bishop 1999).
note Elsewhere: the sum over N; the log-likelihood, of the other sign.
sizes D = 3, k = 2
parameters W[D,k], psi[D] > 0
data C[D,D] positive_definite
forward
    S = W @ W.T + diag(psi)
    L = logdet(S)/2 + tr(inv(S) @ C)/2
gradient
    dL/dS = (inv(S) - inv(S) @ C @ inv(S))/2
    dL/dW = 2*dL/dS @ W
    dL/dpsi = diag(dL/dS)
"""
