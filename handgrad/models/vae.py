"""A variational autoencoder with a linear encoder and decoder, one sample."""

PAGE = """
model vae: a variational autoencoder, linear encoder and decoder, binary data
group Generative, policies, factors
note Convention: one sample of columns; log_var is log(sigma^2), a the logits.
note Convention: the loss is reconstruction plus KL divergence (the negative ELBO), both sums.
note Convention: one draw of the noise, which is data.
note Elsewhere: a weight beta on the KL term; a mean over samples; sigma as the parameter.
sizes n = 3, k = 2
parameters Wm[k,n], bm[k], Wv[k,n], bv[k], Wd[n,k], bd[n]
data x[n] in {0, 1}, noise[k]
forward
    mu = Wm @ x + bm
    log_var = Wv @ x + bv
    sigma = exp(log_var/2)
    z = mu + sigma*noise
    a = Wd @ z + bd
    reconstruction = sum(softplus(a) - x*a)
    kl = sum(mu^2 + exp(log_var) - log_var - 1)/2
    L = reconstruction + kl
gradient
    dL/da = sigmoid(a) - x
    dL/dWd = dL/da @ z.T
    dL/dbd = dL/da
    dL/dz = Wd.T @ dL/da
    dL/dmu = dL/dz + mu
    dL/dsigma = dL/dz*noise
    dL/dlog_var = dL/dsigma*sigma/2 + (exp(log_var) - 1)/2
    dL/dWm = dL/dmu @ x.T
    dL/dbm = dL/dmu
    dL/dWv = dL/dlog_var @ x.T
    dL/dbv = dL/dlog_var
"""
