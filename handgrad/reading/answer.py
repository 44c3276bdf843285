"""What a person wrote, in any notation, line by line, as trees."""

from collections.abc import Iterator, Mapping

from handgrad.errors import FormulaError
from handgrad.language.shape import Shape
from handgrad.reading.equations import Equation
from handgrad.reading.line import Line
from handgrad.reading.lines import cuts
from handgrad.reading.vocabulary import Names, Vocabulary
from handgrad.visible import visible

__all__ = ["Line", "Vocabulary", "read_answer"]


def read_answer(text: str, names: Vocabulary | Mapping[str, Shape]) -> tuple[Line, ...]:
    """The equations of an answer or a derivation, in LaTeX, Unicode, NumPy or plain notation.

    `names` are those of the page; the person's own definitions join them as they come. Raises
    FormulaError with line, column and what to write; nothing else, whatever the text.

    >>> from handgrad.language.plain import plain
    >>> names = Vocabulary({n: (1, 1) for n in ("w", "x", "y", "L", "dL/dw")}, "L", ("w",))
    >>> [line] = read_answer("∂L/∂w = 2x(wx − y)", names)
    >>> plain(line.target), plain(line.members[0])
    ('dL/dw', '2*x*(w*x - y)')
    """
    if not isinstance(text, str):
        raise FormulaError(f"an answer must be text, got {type(text).__name__}")
    try:
        return tuple(_lines(text, Names(Vocabulary.of(names), text)))
    except RecursionError:
        raise FormulaError("the formula is nested too deeply") from None


def _lines(text: str, names: Names) -> Iterator[Line]:
    found = cuts(text, names)
    if not found:
        first = next((line for line in text.splitlines() if line.strip()), "")
        what = "no formula was found in the answer" if first else "the answer is empty"
        wanted = f"d{names.vocabulary.loss}/d{(*names.vocabulary.parameters, 'w')[0]}"
        raise FormulaError(f"{what}; write {wanted} = ...", text=visible(first[:200]))
    free: tuple[str, ...] = ()
    for cut in found:
        line = Equation(cut, names, free).line()
        if line is not None:
            free = line.free
            yield line
