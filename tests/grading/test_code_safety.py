"""What code could be taken for, and is not: memory shared, names given, lines unreadable."""

import pytest

import handgrad

AFFINE = "dX = dout @ W.T\ndW = X.T @ dout\ndb = dout.sum(0)"


@pytest.mark.parametrize(
    ("page", "text", "fine"),
    [
        # NumPy's b = a is one array: what changes a changes b.
        ("softmax_cross_entropy", "p = P\np[range(N), y] -= 1\ndZ = (P - Y)/N",
         "undecided wrong"),
        ("two_layer", "dz2 = 2*(y_hat - y)\ndb2 = dz2\ndz2 *= 2\ndW2 = np.outer(dz2, a1)/2",
         "undecided invalid wrong"),
        ("relu", "mask = z > 0\ndz = g\ndz = dz * ~mask", "wrong invalid"),
        ("relu", "dz = g * (~(z <= 0))", "right invalid"),
        ("affine_layer", "for i in range(N):\n    dW = np.outer(X[i], dout[i])", "wrong"),
        ("relu", "t = dout\nt[z <= 0] = 0\ndz = dout", "undecided right"),
        ("relu", "t = dout.copy()\nt[z <= 0] = 0\ndz = dout", "wrong"),
        # A given name keeps its value.
        ("linear_regression", "X = X/255\ndw = 2*X.T @ (y_hat - y)/N", "invalid"),
        ("linear_regression", "y = 2*y - 1\ndw = 2*X.T @ (y_hat - y)/N", "invalid"),
        ("linear_regression", "N = 7\ndw = 2*X.T @ (y_hat - y)/np.float64(N)", "invalid"),
        ("l2_normalisation", "n = np.linalg.norm(v)\nu = v/n\ndv = (g - u*(u @ g))/n", "right"),
        ("linear_regression", "m = X.shape[1]\ndw = 2*X.T @ (y_hat - y)/m", "wrong"),
        ("linear_regression", "m = X.shape[0]\ndw = 2*X.T @ (y_hat - y)/m", "right"),
        # What cannot be read costs what rests on it.
        ("affine_layer", "g2 = strange(dout)\ndW = X.T @ g2\ndb = dout.sum(0)", "invalid"),
        ("affine_layer", f"print('done')\nplt.plot(X)\nassert X.ndim == 2\n{AFFINE}", "right"),
        ("affine_layer", f"{AFFINE}\nscale_(dW)", "invalid"),
        ("affine_layer", f"{AFFINE}\nnp.fill_diagonal(dW, 0)", "wrong"),
        ("affine_layer", f"{AFFINE}\nnp.multiply(dW, 2, out=dW)", "wrong"),
        ("affine_layer", f"{AFFINE}\ndW.mul_(2)", "wrong"),
        ("affine_layer", f"{AFFINE}\ndW.zero_()", "wrong"),
        ("affine_layer", f"{AFFINE}\nwhile True:\n    dW = dW*2", "invalid"),
        ("affine_layer", f"{AFFINE}\nif X[0, 0] > 0:\n    dW = dW*2", "undecided wrong"),
        ("affine_layer", f"{AFFINE}\nif True:\n    dW = dW*2", "wrong"),
        ("affine_layer", f"{AFFINE}\nfor i in range(2):\n    dW = dW*2", "wrong"),
        ("affine_layer", f"{AFFINE}\ndW = dW.astype(int)", "invalid"),
        ("affine_layer", f"{AFFINE}\ndW = dW//1", "invalid"),
        ("affine_layer", f"{AFFINE}\ndW = np.round(dW)", "invalid"),
        ("affine_layer", f"{AFFINE}\ndW = [d*2 for d in dW]", "wrong"),
        ("affine_layer", f"{AFFINE}\ndel dW", "right"),
        # A loop that is no sum.
        ("affine_layer", "dW = np.zeros_like(W)\nfor i in range(N):\n"
         "    dW = dW + np.outer(X[i], dout[i])", "right"),
        ("affine_layer", "dW = np.zeros_like(W)\nfor i in range(N):\n"
         "    dW += np.outer(X[i], dout[i])\n    dW *= 0.5", "invalid wrong"),
        ("affine_layer", "s = 0\nfor i in range(N):\n    s += 1\ndW = X.T @ dout*s/N", "right"),
    ],
)  # fmt: skip
def test_a_verdict_is_never_false(page: str, text: str, fine: str) -> None:
    """The verdicts that may be given; a false one never may."""
    report = handgrad.grade(page, text, wanted=None)
    assert report.verdict in fine.split(), report


def test_rows_and_columns_are_numpys() -> None:
    """A vector on the left of @ is 1-D: no outer product arises beside another."""
    page = handgrad.Model.from_text(
        """
model rows: a gradient by a scale
sizes N, D
parameters s
data X[N,D], v[D], e[N]
forward
    L = s^2*sum(v*(X.T @ e))/2
"""
    )
    for text in ("ds = s*np.sum(v*(e @ X))", "ds = s*(v*(e @ X)).sum()", "ds = s*(e @ X) @ v"):
        assert handgrad.grade(page, text).verdict == "right"
    for text in ("ds = s*np.sum(v[:, None]*(e @ X))", "ds = s*np.sum(np.outer(v, e @ X))"):
        assert handgrad.grade(page, text).verdict in ("wrong", "undecided")


def test_the_default_of_one_method_is_not_the_argument_of_another() -> None:
    """`grad=1` of the last layer says nothing of the `grad` of the layer before."""
    text = (
        "class Loss:\n    def backward(self, grad=1):\n        return self.g*grad\n"
        "class Affine:\n    def backward(self, grad):\n"
        "        self.dW = np.dot(self.X.T, grad)\n"
    )
    found = handgrad.grade("affine_layer", text)
    assert found.verdict in ("right", "undecided", "invalid"), str(found)
