"""A saved file as the text of an answer, and one question out of several."""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from handgrad.errors import HandgradError
from handgrad.reading.documents.decoding import decoded
from handgrad.reading.documents.markdown import plain_markdown
from handgrad.reading.documents.notebook import plain_notebook
from handgrad.reading.documents.tex import plain_tex
from handgrad.regex import regex

_KINDS: Mapping[str, Callable[[str], str]] = {
    ".md": plain_markdown, ".markdown": plain_markdown, ".rmd": plain_markdown,
    ".qmd": plain_markdown, ".tex": plain_tex, ".ltx": plain_tex, ".ipynb": plain_notebook,
}  # fmt: skip
# In a program and in plain text a heading is a comment or a line that names a question.
_MARKED = regex(r"^\s*(#{1,6})\s+(.+?)\s*$")
_CELL = regex(r"^\s*#\s*%%\s*(?:\[\w+\])?\s*(.+?)\s*$")
_NUMBERED = regex(
    r"^\s*(?:#+\s*)?((?:question|problem|exercise|task|part|aufgabe|q)\s*[\w.()]{1,6}"
    r"(?:\s*[:.)-]?\s*[^=]{0,60})?)\s*:?\s*$",
    re.IGNORECASE,
)
# `2. Tanh neuron`, within the parts that are named: it may be a step of one.
_LISTED = regex(r"^\s{0,3}(\d{1,2}[.)]\s+[A-Z][A-Za-z][\w ,'()/-]{1,60})\s*:?\s*$")
_RULED = regex(r"^\s*(?:#\s*)?[-=*_]{2,}\s*([\w][^=]{0,60}?)\s*[-=*_]{2,}\s*$")


_FUNCTION = regex(r"^\s*def\s+(\w+)\s*\(")
_INNERMOST = 9


class Heading(NamedTuple):
    """A heading with its line, from 0; the head of a function belongs to its section."""

    line: int
    level: int
    text: str

    @property
    def start(self) -> int:
        return self.line + (self.level < _INNERMOST)


def document_text(
    content: bytes, name: str, *, section: str | None = None, page: str = ""
) -> str:
    """The answer in a file: all of it, or the section that is named.

    Without `section` a heading that is the name of the `page` picks its own. Raises
    HandgradError for what is no text, and for a section that is not there or not the only one.
    """
    text = decoded(content, name)
    suffix = PurePath(name).suffix.lower()
    if suffix == ".ipynb":
        text = plain_notebook(text, name)
    elif suffix in _KINDS:
        text = _KINDS[suffix](text)
    return in_section(text, suffix, section=section, page=page)


def headings_of(content: bytes, name: str) -> tuple[str, ...]:
    """The headings of a file, those of functions aside.

    >>> headings_of(b"# One\\ndL/dw = x\\n# Two", "homework.md")
    ('One', 'Two')
    """
    text, suffix = decoded(content, name), PurePath(name).suffix.lower()
    if suffix == ".ipynb":
        text = plain_notebook(text, name)
    text = _KINDS[suffix](text) if suffix in _KINDS and suffix != ".ipynb" else text
    found = _headings(re.split(r"\r\n|\n|\r", text), suffix)
    return tuple(dict.fromkeys(h.text for h in found if h.level < _INNERMOST))


def in_section(text: str, suffix: str, *, section: str | None, page: str) -> str:
    """The lines of one section, the others left empty."""
    lines = re.split(r"\r\n|\n|\r", text)
    headings = list(_headings(lines, suffix))
    chosen = _chosen(headings, section, page)
    if chosen is None:
        return text
    end = next(
        (h.line for h in headings if h.line > chosen.line and h.level <= chosen.level),
        len(lines),
    )
    kept = range(chosen.start, end)
    return "\n".join(line if n in kept else "" for n, line in enumerate(lines))


def _headings(lines: list[str], suffix: str) -> list[Heading]:
    found: list[Heading] = []
    is_marked = suffix in _KINDS
    for n, line in enumerate(lines):
        cell, marked = _CELL.match(line), _MARKED.match(line)
        other = _RULED.match(line) or _NUMBERED.match(line)
        if cell and not is_marked:
            found.append(Heading(n, 1, cell[1]))
        elif marked and is_marked:
            found.append(Heading(n, len(marked[1]), marked[2]))
        elif other:
            found.append(Heading(n, 1, other[1]))
        elif listed := _LISTED.match(line):
            found.append(Heading(n, 2, listed[1]))
        elif function := _FUNCTION.match(line):
            found.append(Heading(n, _INNERMOST, function[1]))
    return found


def _chosen(headings: list[Heading], section: str | None, page: str) -> Heading | None:
    if section is None:
        named = [h for h in headings if _bare(page) and _bare(h.text) == _bare(page)]
        return named[0] if len(named) == 1 else None
    wanted = _bare(section)
    same = [h for h in headings if _bare(h.text) == wanted]
    begun = [h for h in headings if wanted and f"{_bare(h.text)} ".startswith(f"{wanted} ")]
    found = same or begun or [h for h in headings if wanted and wanted in _bare(h.text)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(dict.fromkeys(h.text for h in headings)) or "none"
    many = f"{len(found)} sections are" if found else "no section is"
    raise HandgradError(f"{many} called {section!r}; the headings are: {listed[:300]}")


def _bare(text: str) -> str:
    """A heading as it is compared: small letters, one space between words."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))
