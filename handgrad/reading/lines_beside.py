"""What a text says beside its formulas, as lines that make them others or deny them."""

from collections.abc import Iterator

from handgrad.language.fit import Source
from handgrad.language.tree import Name
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text.line import Line
from handgrad.reading.text.some_entries import some_entries
from handgrad.reading.text.taken_back import EVERYTHING, taken_back
from handgrad.reading.text.words_in_text import with_words_behind
from handgrad.reading.text.zero_said import zero_said


def lines_beside(text: str, names: Names) -> Iterator[Line]:
    """What is said beside formulas and makes them other ones, or denies them."""
    for number, said in some_entries(text, names):
        told = "this speaks of some entries only: say what the others are"
        error = Source(said, number).error(told, 0, is_open=True)
        yield Line(number, said, error=error, takes_back=number)
    for number, said in zero_said(text, names):
        told = "this says in words that something is zero or constant: write it as a formula"
        error = Source(said, number).error(told, 0, is_open=True)
        yield Line(number, said, error=error, takes_back=EVERYTHING)
    why = "this may say that the formula above is another one: write it as a formula"
    for found in taken_back(with_words_behind(text)):
        error = Source(found.said, found.number).error(why, 0, is_open=True)
        yield Line(found.number, found.said, error=error, takes_back=found.above)


def is_of_itself(line: Line, loss: str) -> bool:
    """Whether a line says that the loss is made of itself: `L = 2 L` for J = 2 L."""
    return line.target == Name(loss) and any(
        loss in names_in(tree) and tree != Name(loss) for tree in line.members
    )
