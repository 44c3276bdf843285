"""A line with an intercept, one sample."""

PAGE = """
model affine: a line with an intercept, squared error
group Lessons
note Convention: squared error of one sample, without the half and without a mean.
note Elsewhere: half the square, or the mean over all samples; see linear_regression.
parameters w, b
data x, y
forward
    y_hat = w*x + b
    L = (y_hat - y)^2
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dw = dL/dy_hat * x
    dL/db = dL/dy_hat
"""
