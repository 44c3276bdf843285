"""A one-dimensional convolutional layer of several channels and filters."""

from handgrad.models._unrolled import numbers, page_lines, sums, window_count


def page(
    *,
    L: int = 7,
    K: int = 3,
    stride: int = 1,
    padding: int = 0,
    channels: int = 2,
    filters: int = 3,
) -> str:
    """The page of a signal of length `L` and kernels of length `K`, `stride` and zero
    `padding` at both ends, so many input `channels` and `filters`: whole numbers.
    """
    M = window_count(L, K, stride, padding)
    inputs, outputs = numbers("channels", channels), numbers("filters", filters)
    kernels = [(f, c) for f in outputs for c in inputs]
    forward = [
        *(f"U{c} = windows(x{c}, {K}, {stride}, {padding})" for c in inputs),
        *(f"y{f} = {sums(f'U{c} @ w{f}{c}' for c in inputs)} + b{f}" for f in outputs),
        f"L = {sums(f'sum(g{f}*y{f})' for f in outputs)}",
    ]
    gradient = [
        *(f"dL/dy{f} = g{f}" for f in outputs),
        *(f"dL/db{f} = sum(dL/dy{f})" for f in outputs),
        *(f"dL/dw{f}{c} = U{c}.T @ dL/dy{f}" for f, c in kernels),
        *(f"dL/dU{c} = {sums(f'dL/dy{f} @ w{f}{c}.T' for f in outputs)}" for c in inputs),
        *(f"dL/dx{c} = overlap_add(dL/dU{c}, {L}, {K}, {stride}, {padding})" for c in inputs),
    ]
    return f"""
model conv1d: a convolutional layer on signals, {channels} to {filters} channels
group Layers
note Convention: cross-correlation, y[i] = sum over k of w[k]*x[i*stride + k - padding].
note Convention: wfc is the kernel from channel c to filter f, bf the bias of filter f.
note Convention: windows(x, size, stride, padding) has a row for each window (im2col).
note Convention: overlap_add puts the windows back and adds where they overlap (col2im).
note Convention: gf is the gradient from the layers above, so that L = sum of sum(gf*yf).
note Elsewhere: a mathematical convolution flips the kernel.
parameters {", ".join(f"x{c}[{L}]" for c in inputs)}
parameters {", ".join(f"w{f}{c}[{K}]" for f, c in kernels)}
parameters {", ".join(f"b{f}" for f in outputs)}
data {", ".join(f"g{f}[{M}]" for f in outputs)}
forward
{page_lines(forward)}
gradient
{page_lines(gradient)}
"""
