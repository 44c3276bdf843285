"""A polynomial of any degree, one sample."""

HIGHEST = 64


def page(*, degree: int = 3) -> str:
    """The page of a polynomial of `degree` 1 to 64."""
    if type(degree) is not int or not 1 <= degree <= HIGHEST:
        raise ValueError(f"degree must be a whole number from 1 to {HIGHEST}, not {degree!r}")
    powers = range(degree, 0, -1)
    terms = " + ".join(f"w{k}*{_power(k)}" for k in powers)
    gradient = "".join(f"    dL/dw{k} = dL/dy_hat * {_power(k)}\n" for k in powers)
    return f"""
model polynomial: a polynomial of degree {degree}, squared error
group Lessons
note Convention: wk belongs to x^k, w0 is the intercept; squared error of one sample.
note Elsewhere: half the square, or the mean over all samples; the coefficients counted from 1.
parameters {", ".join(f"w{k}" for k in powers)}, w0
data x, y
forward
    y_hat = {terms} + w0
    L = (y_hat - y)^2
gradient
    dL/dy_hat = 2*(y_hat - y)
{gradient}    dL/dw0 = dL/dy_hat
"""


def _power(k: int) -> str:
    return "x" if k == 1 else f"x^{k}"
