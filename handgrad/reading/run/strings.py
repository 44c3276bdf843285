"""Strings of a program, which are the keys of its dictionaries."""

from collections.abc import Sequence
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.regex import regex

_HOLES = regex(r"\{\d?\}|%[dsi]")


def formatted(text: str, values: Sequence[Any]) -> str:
    """`"dW{}".format(1)` and `"dW%d" % 1`, of whole numbers and words."""
    holes = _HOLES.split(text)
    if len(holes) != len(values) + 1 or not all(isinstance(v, int | str) for v in values):
        raise NotPython("only whole numbers and words are put into a string")
    return "".join(f"{hole}{value}" for hole, value in zip(holes, [*values, ""], strict=True))
