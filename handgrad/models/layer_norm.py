"""Layer normalisation (Ba, Kiros and Hinton 2016): every row by its own mean and variance."""

PAGE = """
model layer_norm: layer normalisation with gain and bias
group Layers
note Convention: rows are samples; mean and variance are taken along each row, over D.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note The gain stands inside the means of dL/dX: it differs from column to column.
sizes N = 3, D = 4
parameters X[N,D], gamma[D], beta[D]
data g[N,D], eps in (0, 1)
forward
    mu = mean(X, axis=1)
    C = X - mu
    var = mean(C^2, axis=1)
    s = sqrt(var + eps)
    X_hat = C/s
    Y = gamma*X_hat + beta
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dbeta = sum(dL/dY, axis=0)
    dL/dgamma = sum(dL/dY*X_hat, axis=0)
    dL/dX_hat = dL/dY*gamma
    dL/dX = (dL/dX_hat - mean(dL/dX_hat, axis=1) - X_hat*mean(dL/dX_hat*X_hat, axis=1))/s
"""
