"""The second lesson: a parabola, one sample."""

PAGE = """
model quadratic: a parabola, squared error
group Lessons
note Convention: squared error of one sample, without the half and without a mean.
note Convention: w1 belongs to the square, w2 to x, as in the exercise that writes w1*x*x first.
note Elsewhere: the slide of the same exercise has w2 on the square and w1 on x.
parameters w1, w2, b
data x, y
forward
    y_hat = w1*x*x + w2*x + b
    L = (y_hat - y)^2
gradient
    dL/dy_hat = 2*(y_hat - y)
    dL/dw1 = dL/dy_hat * x * x
    dL/dw2 = dL/dy_hat * x
    dL/db = dL/dy_hat
"""
