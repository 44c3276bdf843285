"""The negative log-likelihood of a mixture of Gaussians, differentiated as it stands."""

PAGE = """
model gaussian_mixture: N numbers from a mixture of K Gaussians
group Matrices and densities
note Convention: weights softmax(a), means mu, log-variances s; the mean over N.
note Convention: the natural logarithm; log(2*pi)/2 of each sample is left out.
note R holds the responsibilities: row n is the posterior of the component of sample n.
note Elsewhere: weights that add up to 1 by a multiplier; standard deviations; the sum over N.
sizes N = 4, K = 3
parameters a[K], mu[K], s[K]
data x[N]
forward
    D = x - mu.T
    Z = log_softmax(a).T - s.T/2 - D^2*exp(-s.T)/2
    L = -mean(logsumexp(Z, axis=1))
gradient
    dL/dZ = -softmax(Z, axis=1)/N
    dL/da = sum(dL/dZ, axis=0).T + softmax(a)
    dL/dmu = sum(dL/dZ*D, axis=0).T*exp(-s)
    dL/ds = sum(dL/dZ*(D^2*exp(-s.T) - 1), axis=0).T/2
"""
