"""A two-dimensional convolutional layer of several channels and filters."""

from handgrad.models._unrolled import numbers, page_lines, sums, window_count


def page(
    *,
    height: int = 4,
    width: int = 5,
    rows: int = 2,
    columns: int = 3,
    stride: int = 1,
    padding: int = 0,
    channels: int = 2,
    filters: int = 3,
) -> str:
    """The page of images of `height` and `width`, kernels of `rows` and `columns`, `stride` and
    zero `padding` on every side, so many input `channels` and `filters`: whole numbers.
    """
    down = window_count(height, rows, stride, padding)
    across = window_count(width, columns, stride, padding)
    inputs, outputs = numbers("channels", channels), numbers("filters", filters)
    kernels = [(f, c) for f in outputs for c in inputs]
    sliding, area = f"{rows}, {columns}, {stride}, {padding}", rows * columns
    forward = [
        *(f"U{c} = windows(X{c}, {sliding})" for c in inputs),
        *(
            f"y{f} = {sums(f'U{c} @ reshape(W{f}{c}, {area}, 1)' for c in inputs)} + b{f}"
            for f in outputs
        ),
        *(f"Y{f} = reshape(y{f}, {down}, {across})" for f in outputs),
        f"L = {sums(f'sum(G{f}*Y{f})' for f in outputs)}",
    ]
    gradient = [
        *(f"dL/dY{f} = G{f}" for f in outputs),
        *(f"dL/dy{f} = reshape(dL/dY{f}, {down * across}, 1)" for f in outputs),
        *(f"dL/db{f} = sum(dL/dY{f})" for f in outputs),
        *(f"dL/dW{f}{c} = reshape(U{c}.T @ dL/dy{f}, {rows}, {columns})" for f, c in kernels),
        *(
            f"dL/dU{c} = {sums(f'dL/dy{f} @ reshape(W{f}{c}, 1, {area})' for f in outputs)}"
            for c in inputs
        ),
        *(f"dL/dX{c} = overlap_add(dL/dU{c}, {height}, {width}, {sliding})" for c in inputs),
    ]
    return f"""
model conv2d: a convolutional layer on images, {channels} to {filters} channels
group Layers
note Convention: cross-correlation: the kernel is not flipped. Names count from 1.
note Convention: Wfc is the kernel from channel c to filter f, bf the bias of filter f.
note Convention: windows(X, rows, columns, stride, padding) has a row for each window (im2col).
note Convention: overlap_add puts the windows back and adds where they overlap (col2im).
note Convention: Gf is the gradient from the layers above, so that L = sum of sum(Gf*Yf).
note Elsewhere: a mathematical convolution flips the kernel.
parameters {", ".join(f"X{c}[{height},{width}]" for c in inputs)}
parameters {", ".join(f"W{f}{c}[{rows},{columns}]" for f, c in kernels)}
parameters {", ".join(f"b{f}" for f in outputs)}
data {", ".join(f"G{f}[{down},{across}]" for f in outputs)}
forward
{page_lines(forward)}
gradient
{page_lines(gradient)}
"""
