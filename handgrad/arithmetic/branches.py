"""Which way relu, max, abs and the like went: an arithmetic that keeps a record."""

from collections.abc import Callable
from dataclasses import replace

from handgrad.arithmetic import Arithmetic, Number
from handgrad.arithmetic.elementary import ELEMENTARY

ONE_SIDED, TWO_SIDED = (
    tuple(n for n, known in ELEMENTARY.items() if known.kink and known.arguments == arguments)
    for arguments in (1, 2)
)

Record = list[tuple[str, int]]


def recording(numbers: Arithmetic, record: Record) -> Arithmetic:
    """The same arithmetic, appending (function, side) to `record` at every gate.

    The side is the sign of the argument, or of the first argument less the second; 0 is a
    kink. The largest entry that a softmax subtracts is no gate: its value cancels.
    """
    functions = dict(numbers.functions)
    functions["larger"] = functions["max"]
    for name in ONE_SIDED:
        functions[name] = _recorded(name, functions[name], record)
    for name in TWO_SIDED:
        functions[name] = _recorded_pair(name, functions[name], record)
    return replace(numbers, functions=functions)


def _side(difference: Number) -> int:
    return (difference > 0) - (difference < 0)


def _recorded(
    name: str, function: Callable[..., Number], record: Record
) -> Callable[..., Number]:
    def gate(x: Number) -> Number:
        record.append((name, _side(x)))
        return function(x)

    return gate


def _recorded_pair(
    name: str, function: Callable[..., Number], record: Record
) -> Callable[..., Number]:
    def gate(x: Number, y: Number) -> Number:
        record.append((name, (x > y) - (x < y)))
        return function(x, y)

    return gate
