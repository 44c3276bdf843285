"""The log of a training loop, line by line: which numbers it shows, and of what.

Words that people print are known (`grad:`, `progress:`, `epoch 3 loss 0.66`, `w = ...`, a table
with a heading), and numbers in any form of Python's, NumPy's or PyTorch's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handgrad.errors import FormulaError
from handgrad.reading.log_words import (
    EPOCHS,
    cells_of,
    is_loss,
    is_of_total,
    is_rule,
    parameter_of,
    plain_words,
)
from handgrad.regex import regex

MOST_LINES = 200_000
LONGEST_NUMBER = 400

_NUMBER = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_TENSOR = regex(
    rf"(?:tensor|array|np\.float\d+)\(\s*\[?\s*({_NUMBER})\s*\]?[^()]*(?:\(\))?[^()]*\)"
)
_OF_ONE = regex(rf"\[+\s*({_NUMBER})\s*\]+")
_LABELLED = regex(rf"([^\W\d][\w.]*)(?:\s*[=:]\s*|\s+)({_NUMBER})(?![\w.])")
_OF_MANY = regex(r"\[?\s*(\d+)\s*/\s*\d+\s*\]?")
_HEADING = regex(r"[^\W\d][\w./]*(?: [^\W\d][\w./]*)*")
_BARE = regex(rf"(?<![\w.])({_NUMBER})(?![\w.])")


@dataclass(frozen=True, slots=True)
class Written:
    """A number of a log; `place` is the worth of its last digit, 0 for a whole number."""

    value: float
    place: float
    digits: int

    @staticmethod
    def of(text: str) -> "Written":
        """The number of a text.

        >>> Written.of("-7.84")
        Written(value=-7.84, place=0.01, digits=3)
        """
        mantissa, _, exponent = text.replace("−", "-").lower().partition("e")
        whole, point, fraction = mantissa.partition(".")
        if len(text) > LONGEST_NUMBER:
            raise FormulaError(f"the number {text[:20]}... is too long for a log")
        power = int(exponent or 0) - len(fraction)
        place = float(f"1e{power}") if point or exponent else 0.0
        return Written(
            float(f"{mantissa}e{exponent or 0}"), place, len((whole + fraction).lstrip("+-0"))
        )


@dataclass(frozen=True, slots=True)
class LogLine:
    """What one line of a log shows.

    `kind` is "gradient" (data, then gradients, as `numbers`), "progress" (the loss of the last
    row), "epoch" (a loss of an epoch), "parameters" (by name), "predicted" (an input and its
    prediction), "loss" (one of no epoch), or "" for a line that shows nothing of the loop.
    `named` are the parameters in it; `is_total` says that its loss is called a sum.
    """

    number: int
    text: str
    kind: str = ""
    epoch: int | None = None
    numbers: tuple[Written, ...] = ()
    named: tuple[tuple[str, Written], ...] = ()
    is_total: bool = False


def read_log(text: str, parameters: Sequence[str]) -> tuple[LogLine, ...]:
    """The lines of a log that are not empty; `parameters` are the names that a loop may print.

    Raises FormulaError for a text that shows no number of a loop, or is no log at all.

    >>> [line.kind for line in read_log("grad: 1.0 2.0 -2.0\\nprogress: 0 7.3", ["w"])]
    ['gradient', 'progress']
    """
    rows = text.splitlines()
    if len(rows) > MOST_LINES:
        raise FormulaError(f"a log of {len(rows)} lines; at most {MOST_LINES} are read")
    found = tuple(_from_one(_lines(rows, parameters)))
    if not any(line.kind for line in found):
        raise FormulaError(
            "no line of this log shows a gradient, a loss or a parameter; expected, for "
            "example, 'grad: 1.0 2.0 -2.0', 'progress: 0 7.31' or 'epoch 0: loss 4.05'"
        )
    return found


def _lines(rows: Sequence[str], parameters: Sequence[str]) -> Iterator[LogLine]:
    heading: tuple[str, ...] = ()
    epoch: int | None = None  # of a line that says nothing else, for the next that lacks one
    for number, row in enumerate(rows, 1):
        text = plain_words(row)
        if not text.strip() or is_rule(text):
            continue
        cells = cells_of(text, heading)
        if len(cells) > 1 and all(map(_HEADING.fullmatch, cells)):
            heading = tuple(cell.lower() for cell in cells)
            yield LogLine(number, row)
        elif len(cells) == len(heading) and all(re.fullmatch(_NUMBER, cell) for cell in cells):
            named = dict(zip(heading, map(Written.of, cells), strict=True))
            yield _of_named(LogLine(number, row), named, parameters)
        else:
            line = _line(LogLine(number, row), text, parameters)
            if line.kind == "loss" and epoch is not None:
                line = replace(line, kind="epoch", epoch=epoch)
            epoch = line.epoch if not line.kind else None
            yield line


def _line(line: LogLine, text: str, parameters: Sequence[str]) -> LogLine:
    """A line by the word it begins with, or by the names in it."""
    text = _OF_ONE.sub(r"\1", _TENSOR.sub(r"\1", text))
    word = text.strip().lower()
    if word.startswith("epoch"):
        text = _OF_MANY.sub(r" \1 ", text, count=1)
    bare = tuple(Written.of(n) for n in _BARE.findall(text))
    named = {name: Written.of(n) for name, n in _LABELLED.findall(text)}
    if word.startswith("predict") and len(bare) >= 2:
        return replace(line, kind="predicted", numbers=bare[-2:])
    if word.startswith("progress") and len(bare) == 2 and bare[0].value.is_integer():
        return replace(line, kind="progress", epoch=int(bare[0].value), numbers=bare[1:])
    if word.startswith("grad") and bare:
        return replace(line, kind="gradient", numbers=bare)
    return _of_named(replace(line, is_total=is_of_total(text)), named, parameters)


def _of_named(
    line: LogLine, named: Mapping[str, Written], parameters: Sequence[str]
) -> LogLine:
    """A line with an epoch, a loss, a gradient or parameters by name."""
    lower = {name.lower().rstrip("."): value for name, value in named.items()}
    epoch = next((v for n, v in lower.items() if n in EPOCHS), None)
    losses = [v for n, v in lower.items() if is_loss(n)]
    slopes = [v for n, v in lower.items() if "grad" in n or re.fullmatch(r"d\w*/?d?\w", n)]
    meant = {parameter_of(name, tuple(parameters)): value for name, value in named.items()}
    known = tuple((name, value) for name, value in meant.items() if name is not None)
    is_counted = epoch is not None and epoch.value.is_integer()
    count = int(epoch.value) if epoch is not None and is_counted else None
    if losses and is_counted:
        return replace(line, kind="epoch", epoch=count, numbers=(losses[-1],), named=known)
    if slopes:
        return replace(line, kind="gradient", epoch=count, numbers=tuple(slopes), named=known)
    if losses:
        return replace(line, kind="loss", numbers=(losses[-1],), named=known)
    if known:
        return replace(line, kind="parameters", epoch=count, named=known)
    return replace(line, epoch=count)


def _from_one(lines: Iterator[LogLine]) -> Iterator[LogLine]:
    """Epochs counted from 0, where the log counts from 1."""
    first: int | None = None
    for line in lines:
        if line.epoch is None:
            yield line
            continue
        if first is None:
            first = 1 if line.epoch == 1 else 0
        yield replace(line, epoch=line.epoch - first)
