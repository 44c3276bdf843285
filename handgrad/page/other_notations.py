"""A page in any notation that answers may use, as a page in plain notation.

Its declarations stay as they are; the formulas of a section are read as those of an answer
are. What would be a warning in an answer is an error here, and so is a second reading.
"""

from collections.abc import Iterator, Sequence

from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.page.names_so_far import NamesSoFar
from handgrad.page.page_text import HEADERS, SECTIONS, read_page
from handgrad.page.section_read import Numbered, SectionRead, plain_equation
from handgrad.regex import regex

FORWARD = SECTIONS[0]
_FOREIGN = regex(
    r"\\|[^\x00-\x7f]|\b(?:np|numpy|torch|F|nn|jnp)\.|\b(?:sum|mean|max)_\w|\.\w+\(|\|"
    r"|\b(?:def|return|import)\b|\bfor\s+\w+\s+in\b|[-+*/:]=|\^[T{(]|_\{"
)


def in_plain_notation(text: str, refused: FormulaError) -> str:
    """The same page in plain notation, each formula on its line.

    Raises FormulaError (line, column, both readings where there are two): the error that the
    page was `refused` with where nothing in it is of another notation.
    """
    sections, around = _cut(text.splitlines())
    if not any(
        _FOREIGN.search(line.split("#")[0]) for lines in sections.values() for _, line in lines
    ):
        raise refused
    return _Translation(sections, around).text()


def _cut(lines: Sequence[str]) -> tuple[dict[str, list[Numbered]], list[str]]:
    """The lines of each section with their places, and the page without them."""
    sections: dict[str, list[Numbered]] = {}
    around, section = list(lines), ""
    for place, line in enumerate(lines):
        word, _, rest = line.split("#")[0].strip().partition(" ")
        head = word.rstrip(":")
        if head in SECTIONS and not rest:
            section = head
            sections.setdefault(section, [])
        elif head in HEADERS and line[:1] not in (" ", "\t"):
            section = ""
        elif section and line.strip():
            sections[section].append((place, line))
            around[place] = ""
    return sections, around


class _Translation:
    """A page whose sections are read one after the other."""

    def __init__(self, sections: dict[str, list[Numbered]], around: list[str]) -> None:
        self.sections, self.around = sections, around
        self.names = NamesSoFar(read_page("\n".join(around)))

    def text(self) -> str:
        lines = list(self.around)
        for section in SECTIONS:
            for place, written in self.translated(section, self.sections.get(section, [])):
                lines[place] += ("\n" if lines[place] else "") + written
        return "\n".join(lines) + "\n"

    def translated(self, section: str, said: list[Numbered]) -> Iterator[Numbered]:
        """The lines of a section in plain notation; as they stand where they are so."""
        if not self.is_plain(said):
            section_read = SectionRead(self.names, said, is_forward=section == FORWARD)
            for place, one in section_read.equations():
                yield place, f"    {one.name} = {plain(one.tree)}"
            return
        for place, line in said:
            yield place, line
            plainly = plain_equation(place, line) if section == FORWARD else None
            if plainly is not None:
                self.names.note(plainly)

    def is_plain(self, said: list[Numbered]) -> bool:
        """Whether all lines are in plain notation, with names and shapes that fit."""
        shapes = dict(self.names.shapes)
        try:
            for place, line in said:
                if one := plain_equation(place, line):
                    shapes[one.name] = fitted(one.tree, shapes, one.source).shape
        except FormulaError:
            return False
        return True
