"""Root-mean-square normalisation (Zhang and Sennrich 2019): layer norm without the mean."""

PAGE = """
model rms_norm: root-mean-square normalisation with a gain
group Layers
note Convention: rows are samples; the mean square is taken along each row, over D.
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
note The gain stands inside the mean of dL/dX: it differs from column to column.
sizes N = 3, D = 4
parameters X[N,D], gamma[D]
data g[N,D], eps in (0, 1)
forward
    r = sqrt(mean(X^2, axis=1) + eps)
    X_hat = X/r
    Y = gamma*X_hat
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dgamma = sum(dL/dY*X_hat, axis=0)
    dL/dX_hat = dL/dY*gamma
    dL/dX = (dL/dX_hat - X_hat*mean(dL/dX_hat*X_hat, axis=1))/r
"""
