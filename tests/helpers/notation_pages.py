"""Pages whose names the tests of notation use."""

from handgrad.grading.grade import vocabulary
from handgrad.language.plain import plain
from handgrad.model import Model
from handgrad.reading.answer import Line, read_answer

SCALAR = """
model scalar: one sample of everything
parameters w, w1, b
data x, y, z, lam
forward
    y_hat = w*x + b + w1 + z*lam
    p = sigmoid(y_hat)
    L = (p - y)^2
gradient
    dL/dp = 2*(p - y)
    dL/dy_hat = dL/dp*p*(1 - p)
    dL/dw = dL/dy_hat*x
    dL/dw1 = dL/dy_hat
    dL/db = dL/dy_hat
"""

LINE = """
model line: one parameter
parameters w
data x, y
forward
    y_hat = w*x
    L = (y_hat - y)^2
gradient
    dL/dw = 2*(w*x - y)*x
"""

BATCH = """
model batch: linear regression
sizes N, D
parameters w[D], b
data X[N,D], y[N]
forward
    y_hat = X @ w + b
    r = y_hat - y
    L = mean(r^2)
gradient
    dL/dy_hat = 2*r/N
    dL/dw = X.T @ dL/dy_hat
    dL/db = sum(dL/dy_hat)
"""

LAYERS = """
model layers: two layers
sizes n, m, k
parameters W1[m,n], b1[m], W2[k,m], b2[k]
data x[n], y[k]
forward
    z1 = W1 @ x + b1
    a1 = tanh(z1)
    y_hat = W2 @ a1 + b2
    L = sum((y_hat - y)^2)
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dW2 = dL/dy_hat @ a1.T
    dL/db2 = dL/dy_hat
    dL/dz1 = (W2.T @ dL/dy_hat)*(1 - a1^2)
    dL/dW1 = dL/dz1 @ x.T
    dL/db1 = dL/dz1
"""


NAMES = {page: vocabulary(Model.from_text(page)) for page in (SCALAR, LINE, BATCH, LAYERS)}


def read(text: str, page: str = SCALAR) -> tuple[Line, ...]:
    return read_answer(text, NAMES[page])


def one(text: str, page: str = SCALAR) -> str:
    """The only member of the only line, in plain notation."""
    [line] = read(text, page)
    [member] = line.members
    return plain(member)


def equations(text: str, page: str = SCALAR) -> list[str]:
    """Every line as `target = member = member`, in plain notation."""
    return [
        " = ".join([plain(line.target) if line.target else "", *map(plain, line.members)])
        for line in read(text, page)
    ]
