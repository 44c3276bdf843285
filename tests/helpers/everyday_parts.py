"""Texts that take or change a part of arrays, or ask for sizes, in ways of their own."""

from tests.helpers.everyday_code import Case

PARTS = (
    Case(
        "residual",
        "Z = X @ W1 + b1\non = Z > 0\nA = np.zeros_like(Z)\nA[on] = Z[on]\n"
        "dZ = np.zeros_like(Z)\ndA = dout @ W2.T\ndZ[on] = dA[on]*1.0\n"
        "dW1 = X.T @ dZ; db1 = dZ.sum(axis=0); dW2 = A.T @ dout",
        "{'W1':dW1,'b1':db1,'W2':dW2}",
        slips=(("on = Z > 0", "on = Z < 0"), ("dA[on]*1.0", "-dA[on]")),
    ),
    Case(
        "residual",
        "A, dW2 = cache, None\ndW2 = A.T @ dout",
        "{'W2':dW2}",
        start="cache = A",
        slips=(("A.T @ dout", "2*A.T @ dout"),),
    ),
    Case(
        "residual",
        "dZ = np.multiply(dout @ W2.T, np.int64(X @ W1 + b1 > 0))\ndb1 = dZ.sum(axis=0)",
        "{'b1':db1}",
        slips=(("int64", "int32"), ("b1 > 0", "b1 < 0")),
    ),
    Case(
        "info_nce",
        "n = len(P)\nT = P/n\nT[np.arange(n), range(n)] -= 1/n\n"
        "dZ = T @ K/tau\ndK = T.T @ Z/tau",
        "{'Z':dZ,'K':dK}",
        slips=(("T.T @ Z", "T @ Z"), ("-= 1/n", "-= 1")),
    ),
    Case(
        "ridge",
        "gw = 2*X.T @ (X @ w - y)/len(y) + 2*lam*w\ngw[1:] += lam*w[1:]\ngw[:1] -= -lam*w[:1]\n"
        "dw = gw - lam*w",
        "{'w':dw}",
        slips=(
            ("lam*w[1:]", "w[1:]"),
            ("-= -lam", "-= lam"),
            ("gw[:1] -= -lam*w[:1]", "gw[:2] -= -lam*w[:2]"),
        ),
    ),
    Case(
        "softmax_regression",
        "d = (P - Y)/np.prod(P.shape)*P.shape[1]\ndW = X.T @ d\n"
        "dW[:, 1:] *= 1\ndb = d.sum(axis=0)",
        "{'W':dW,'b':db}",
        slips=(("*P.shape[1]", ""), ("*= 1\n", "*= 3\n"), ("dW[:, 1:]", "dW[1:, :2]")),
    ),
)
