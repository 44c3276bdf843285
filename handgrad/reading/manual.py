"""The table of spellings: what people write, by kind, and what each is read as.

`notation.txt` holds it; users see it as `handgrad notation`, and the tests read every row.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from handgrad.language.plain import plain
from handgrad.reading.text.line import Line
from handgrad.regex import regex

_BREAK = " ⏎"
_HEAD = regex(r"kind (.+) \((\w+)\)")


RUN = "(run)"
LOOSELY = "(loosely)"


class Kind(NamedTuple):
    """A kind of notation: its rows map what is written to what it is read as on a page.

    What is no formula is `RUN`, what is believed only where it is right `LOOSELY`; `note` says
    more of the kind.
    """

    title: str
    page: str
    rows: Mapping[str, str]
    note: tuple[str, ...] = ()


def pages() -> Mapping[str, str]:
    """The pages whose names the rows use, as text."""
    return {
        head.removeprefix("page "): "\n".join(line.removeprefix("    ") for line in body)
        for head, body in _blocks()
        if head.startswith("page ")
    }


def kinds() -> tuple[Kind, ...]:
    """Every kind of notation, in the order of the document."""
    return tuple(
        _kind(match[1], match[2], [line.strip() for line in body])
        for head, body in _blocks()
        if (match := _HEAD.fullmatch(head))
    )


def read_as(lines: tuple[Line, ...]) -> str:
    """Lines as they were read, in plain notation, without what is said besides: `dL/dw = 2*u`.

    >>> from handgrad.reading.answer import Vocabulary, read_answer
    >>> names = Vocabulary({n: (1, 1) for n in ("w", "x", "L", "dL/dw")}, "L", ("w",))
    >>> read_as(read_answer("dw = 2x = x + x", names))
    'dL/dw = 2*x = x + x'
    """
    return " ; ".join(_written(line) for line in lines if not line.is_aside)


def _written(line: Line) -> str:
    left = [plain(line.target)] if line.target is not None else []
    text = " = ".join([*left, *map(plain, line.members)])
    return f"= {text}" if line.continues else text


def _blocks() -> Iterator[tuple[str, list[str]]]:
    """The heads of the file, each with the lines that are indented below it."""
    text = Path(__file__).with_name("notation.txt").read_text("utf-8")
    for block in re.split(r"\n\n+", text.strip()):
        head, *body = block.split("\n")
        yield head, body


def _kind(title: str, page: str, body: list[str]) -> Kind:
    note = tuple(line.removeprefix("| ") for line in body if line.startswith("| "))
    rows = dict(_row(line) for line in body if not line.startswith("| "))
    return Kind(title, page, rows, note)


def _row(line: str) -> tuple[str, str]:
    written, read = re.split(r"(?<![⏎\s])\s{3,}", line.strip(), maxsplit=1)
    return written.replace(_BREAK, "\n"), read
