"""How to make the arrays that a function wants: what came in tells what goes out.

No library is imported here. An array can only have come from a library that is loaded.
"""

import sys
from collections.abc import Callable, Sequence
from math import prod
from typing import Any

# Makes an array of some shape of its entries, row by row.
Maker = Callable[[Sequence[Any], tuple[int, ...]], Any]


def maker_like(value: Any) -> Maker | None:
    """How arrays of the kind of `value` are made; None for what is no array.

    NumPy's arrays hold numbers of any kind. A tensor of PyTorch or an array of JAX keeps its
    type of number, and its device.
    """
    if not hasattr(value, "shape"):
        return _maker_of(value) if _is_sequence(value) else None
    for library in (base.__module__.partition(".")[0] for base in type(value).__mro__):
        if library in LIBRARIES:
            return LIBRARIES[library](value)
    return _maker_of(value)


def by_array(array: Callable[[Any], Any]) -> Maker:
    """Arrays made of nested lists by a function that the caller gave."""
    return lambda numbers, shape: array(nested_lists(numbers, shape))


def nested_lists(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """The entries of an array as nested lists.

    >>> nested_lists([1, 2, 3, 4], (2, 2))
    [[1, 2], [3, 4]]
    """
    if not shape:
        return numbers[0]
    step = prod(shape[1:])
    return [
        nested_lists(numbers[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])
    ]


def _numpy(value: Any) -> Maker | None:
    numpy = sys.modules["numpy"]
    if not isinstance(value, numpy.ndarray):
        return None
    kind = type(value)

    def make(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
        made = numpy.array(numbers).reshape(shape)
        return made if kind is numpy.ndarray else made.view(kind)

    return make


def _torch(value: Any) -> Maker | None:
    torch = sys.modules["torch"]
    if not isinstance(value, torch.Tensor):
        return None
    dtype = value.dtype if value.is_floating_point() else torch.float64
    tracked, device = value.requires_grad, value.device

    def make(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
        is_complex = isinstance(numbers[0], complex)
        if is_complex and dtype is not torch.float64:
            raise TypeError(f"a tensor of {dtype} cannot hold a complex step")
        kind = torch.complex128 if is_complex else dtype
        made = torch.tensor(list(numbers), dtype=kind, device=device).reshape(shape)
        return made.requires_grad_() if tracked and not is_complex else made

    return make


def _jax(value: Any) -> Maker | None:
    numpy, dtype = sys.modules["jax"].numpy, value.dtype

    def make(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
        is_complex = isinstance(numbers[0], complex)
        if is_complex and dtype != numpy.float64:
            raise TypeError(f"an array of {dtype} cannot hold a complex step")
        made = numpy.asarray(numbers, dtype=complex if is_complex else dtype)
        return made.reshape(shape)

    return make if numpy.issubdtype(dtype, numpy.floating) else None


LIBRARIES: dict[str, Callable[[Any], Maker | None]] = {
    "numpy": _numpy,
    "torch": _torch,
    "jax": _jax,
    "jaxlib": _jax,
}


def _is_sequence(value: Any) -> bool:
    return hasattr(value, "tolist") and hasattr(value, "__len__")


def _maker_of(value: Any) -> Maker | None:
    """Arrays of another library, where its type takes nested lists."""
    kind, lists = type(value), value.tolist()
    try:
        if kind(lists).tolist() != lists:
            return None
    except Exception:
        return None
    return lambda numbers, shape: kind(nested_lists(numbers, shape))
