"""Max and average pooling of an image; windows may overlap."""

from typing import Literal

from handgrad.models._unrolled import window_count

# The value of each window, the derivative by its entries, and what is worth knowing.
KINDS = {
    "max": (
        "max(U, axis=1)",
        "dL/dm*(U >= m)",
        "the gradient goes to the largest entry of each window; a tie is a kink",
    ),
    "average": (
        "mean(U, axis=1)",
        "dL/dm/{area}*ones_like(U)",
        "every window is divided by its whole area, padding included (PyTorch's default)",
    ),
}


def page(
    *,
    kind: Literal["max", "average"] = "max",
    height: int = 4,
    width: int = 5,
    rows: int = 2,
    columns: int = 3,
    stride: int = 1,
    padding: int = 0,
) -> str:
    """The page of `kind` max or average, an image of `height` and `width`, windows of `rows`
    and `columns`, their `stride`, and for averages the zero `padding`: whole numbers.
    """
    value, slope, words = KINDS[kind]
    if kind == "max" and padding:
        raise ValueError("max pooling takes no padding: its zeros could be the largest")
    down = window_count(height, rows, stride, padding)
    across = window_count(width, columns, stride, padding)
    sliding = f"{rows}, {columns}, {stride}, {padding}"
    return f"""
model pooling: {kind} pooling of an image
group Layers
note Convention: {words}.
note Convention: windows(X, rows, columns, stride, padding) has a row for each window (im2col).
note Convention: overlap_add puts the windows back and adds where they overlap (col2im).
note Convention: g is the gradient from the layers above, dL/dY, so that L = sum(g*Y).
parameters X[{height},{width}]
data g[{down},{across}]
forward
    U = windows(X, {sliding})
    m = {value}
    Y = reshape(m, {down}, {across})
    L = sum(g*Y)
gradient
    dL/dY = g
    dL/dm = reshape(dL/dY, {down * across}, 1)
    dL/dU = {slope.format(area=rows * columns)}
    dL/dX = overlap_add(dL/dU, {height}, {width}, {sliding})
"""
