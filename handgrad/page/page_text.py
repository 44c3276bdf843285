"""The text of a page to its parts: declarations and formulas, each with its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from handgrad.errors import FormulaError, did_you_mean
from handgrad.language.fit import Source
from handgrad.language.parser import Parser
from handgrad.language.tokens import tokens
from handgrad.language.tree import Node
from handgrad.page.domains import Domain, domain
from handgrad.page.structures import STRUCTURES
from handgrad.regex import regex
from handgrad.visible import visible

LONGEST_PAGE, MOST_NAMES = 1_000_000, 5_000

_NAME = regex(r"[A-Za-z]\w*", re.ASCII)
_DECLARATION = regex(r"([A-Za-z]\w*)\s*(?:\[([^\]]*)\])?\s*(.*)", re.ASCII)
_SIZE = regex(r"([A-Za-z]\w*)(?:\s*=\s*(\d{1,9}))?", re.ASCII)
SECTIONS = ("forward", "gradient")


class Declaration(NamedTuple):
    """A parameter or a datum: `dimensions` are names of sizes, none for a scalar."""

    name: str
    dimensions: tuple[str, ...]
    domain: Domain
    source: Source


class PageEquation(NamedTuple):
    """`name = tree`, and the text of the right side."""

    name: str
    tree: Node
    text: str
    source: Source


@dataclass(slots=True)
class Page:
    """What a page says, before anything is checked."""

    name: str = ""
    title: str = ""
    group: str = ""
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, int | None] = field(default_factory=dict)
    parameters: list[Declaration] = field(default_factory=list)
    data: list[Declaration] = field(default_factory=list)
    forward: list[PageEquation] = field(default_factory=list)
    gradient: list[PageEquation] = field(default_factory=list)

    @property
    def names(self) -> int:
        """How many things the page says."""
        parts = (self.sizes, self.parameters, self.data, self.forward, self.gradient)
        return sum(map(len, parts), 0)


def read_page(text: str) -> Page:
    """The parts of a page; raises FormulaError (line, column) for a line it cannot read."""
    if len(text) > LONGEST_PAGE:
        raise FormulaError(f"a page has at most {LONGEST_PAGE} characters")
    page, section = Page(), ""
    for source in _lines(text):
        if page.names > MOST_NAMES:
            raise source.error(f"a page has at most {MOST_NAMES} names and formulas", 0)
        indented = source.text[0] in " \t"
        word, _, rest = source.text.strip().partition(" ")
        if word.rstrip(":") in SECTIONS and not rest:
            section = word.rstrip(":")
        elif indented and section:
            getattr(page, section).append(equation(source))
        elif word.rstrip(":") in HEADERS:
            HEADERS[word.rstrip(":")](page, rest.strip(), source)
        else:
            expected = ", ".join((*HEADERS, *SECTIONS))
            meant = did_you_mean(word.rstrip(":"), (*HEADERS, *SECTIONS))
            raise source.error(
                f"a line of a page starts with one of {expected}; formulas are indented{meant}",
                0,
            )
    return page


def _lines(text: str) -> Iterator[Source]:
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.split("#")[0].rstrip()
        if bare.strip():
            yield Source(bare, number)


def equation(source: Source) -> PageEquation:
    """One line `name = formula`; raises FormulaError."""
    reader = Parser(tokens(source.text, line=source.line), source.text, source.line)
    name = reader.take()
    if name.kind not in ("name", "derivative"):
        raise reader.error("a line starts with the name it defines: NAME = formula", name)
    reader.expect("=", f"after {name.text}")
    start = reader.next.at
    tree = reader.comparison()
    reader.expect_end()
    return PageEquation(name.text, tree, source.text[start:].strip(), source)


def _model(page: Page, rest: str, source: Source) -> None:
    name, _, title = rest.partition(":")
    if not _NAME.fullmatch(name.strip()):
        raise source.error("a page starts with: model NAME: title", 0)
    page.name, page.title = name.strip(), visible(title.strip())


def _group(page: Page, rest: str, source: Source) -> None:
    page.group = visible(rest)


def _note(page: Page, rest: str, source: Source) -> None:
    page.notes.append(visible(rest))


def _sizes(page: Page, rest: str, source: Source) -> None:
    for part in rest.split(","):
        match = _SIZE.fullmatch(part.strip())
        if match is None:
            raise source.error(f"a size is a name, or name = number, not {part.strip()!r}", 0)
        if match[1] in page.sizes:
            raise source.error(f"the size {match[1]} is declared twice", 0)
        page.sizes[match[1]] = int(match[2]) if match[2] else None


def _parameters(page: Page, rest: str, source: Source) -> None:
    page.parameters += _declarations(rest, source)


def _data(page: Page, rest: str, source: Source) -> None:
    page.data += _declarations(rest, source)


def parts(rest: str) -> Iterator[str]:
    """What stands between the commas outside brackets."""
    start = depth = 0
    for at, sign in enumerate(rest):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth <= 0:
            yield rest[start:at]
            start = at + 1
    yield rest[start:]


def _declarations(rest: str, source: Source) -> Iterator[Declaration]:
    for part in parts(rest):
        match = _DECLARATION.fullmatch(part.strip())
        limits = domain(match[3]) if match else None
        if match is None or limits is None:
            at = max(source.text.find(part.strip()), 0)
            raise source.error(
                f"{part.strip()!r} does not declare a name; write NAME, NAME[n] or NAME[m,n], "
                "then nothing, > 0, in (0, 1), in {0, 1}, one_hot, distribution, or of a "
                f"matrix {', '.join(STRUCTURES)}",
                at,
            )
        dimensions = [d.strip() for d in match[2].split(",")] if match[2] is not None else []
        yield Declaration(match[1], tuple(dimensions), limits, source)


HEADERS: dict[str, Callable[[Page, str, Source], None]] = {
    "model": _model,
    "group": _group,
    "note": _note,
    "sizes": _sizes,
    "parameters": _parameters,
    "data": _data,
}
