"""What a person wrote, line by line, as trees."""

from collections.abc import Mapping
from dataclasses import dataclass

from handgrad.errors import FormulaError
from handgrad.formula.dimensions import Shape
from handgrad.formula.notation.vocabulary import Vocabulary
from handgrad.formula.parser import Parser
from handgrad.formula.shapes import Source
from handgrad.formula.tokens import tokens
from handgrad.formula.tree import Name, Node

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: `target = member = member ...`.

    `target` is None for a line that starts with "=" (`continues` is true) and for a formula
    that stands alone. `free` are the indices of the left side, `dL/dW_{jk}` has ("j", "k").
    """

    number: int
    text: str
    target: Node | None
    members: tuple[Node, ...]
    sources: tuple[Source, ...]
    free: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_update: bool = False
    continues: bool = False


def read_answer(text: str, names: Vocabulary | Mapping[str, Shape]) -> tuple[Line, ...]:
    """The lines of an answer or a derivation; `names` are those of the page.

    Raises FormulaError with line, column and what to write.
    """
    lines = text.splitlines()
    if not text.strip():
        raise FormulaError("the answer is empty; write dL/dNAME = ...")
    if len(lines) > MOST_LINES:
        raise FormulaError(f"an answer has at most {MOST_LINES} lines, this one {len(lines)}")
    return tuple(_line(line, n) for n, line in enumerate(lines, 1) if line.strip())


def _line(text: str, number: int) -> Line:
    reader = Parser(tokens(text, line=number), text, number)
    target: Node | None = None
    if reader.tokens[1].text == "=":
        target = Name(reader.take().text)
    members = []
    continues = reader.next.text == "="
    while reader.accept("=") or not members:
        members.append(reader.comparison())
    reader.expect_end()
    sources = (Source(text, number),) * len(members)
    return Line(number, text, target, tuple(members), sources, continues=continues)
