"""The first lesson: a line through the origin, one sample."""

PAGE = """
model linear: a line through the origin, squared error
group Lessons
note Convention: squared error of one sample, without the half and without a mean.
note Elsewhere: half the square (dL/dw = (y_hat - y)*x), or the mean over all samples.
parameters w
data x, y
forward
    y_hat = w*x
    L = (y_hat - y)^2
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dw = dL/dy_hat * x
"""
