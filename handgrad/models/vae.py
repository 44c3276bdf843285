"""A variational autoencoder with a linear encoder and decoder, one sample."""

PAGE = """
model vae: a variational autoencoder, linear encoder and decoder, binary data
group Generative, policies, factors
note Convention: one sample of columns; log_var is log(sigma^2), a the logits.
note Convention: the loss is reconstruction plus KL divergence (the negative ELBO), both sums.
note Convention: one draw of the noise, which is data.
note Elsewhere: a weight beta on the KL term; a mean over samples; sigma as the parameter.
sizes n = 3, k = 2
parameters W_m[k,n], b_m[k], W_v[k,n], b_v[k], W_d[n,k], b_d[n]
data x[n] in {0, 1}, noise[k]
forward
    mu = W_m @ x + b_m
    log_var = W_v @ x + b_v
    sigma = exp(log_var/2)
    z = mu + sigma*noise
    a = W_d @ z + b_d
    reconstruction = sum(softplus(a) - x*a)
    kl = sum(mu^2 + exp(log_var) - log_var - 1)/2
    L = reconstruction + kl
gradient
    dL/da = sigmoid(a) - x
    dL/dW_d = dL/da @ z.T
    dL/db_d = dL/da
    dL/dz = W_d.T @ dL/da
    dL/dmu = dL/dz + mu
    dL/dsigma = dL/dz*noise
    dL/dlog_var = dL/dsigma*sigma/2 + (exp(log_var) - 1)/2
    dL/dW_m = dL/dmu @ x.T
    dL/db_m = dL/dmu
    dL/dW_v = dL/dlog_var @ x.T
    dL/db_v = dL/dlog_var
"""
