"""Whether a text is code, and its lines under the convention that fits the whole of it."""

import re
from collections.abc import Callable, Sequence

from handgrad.errors import FormulaError, UnsettledError
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Node
from handgrad.reading.code.answers.filled_entries import arrays_filled
from handgrad.reading.code.answers.flat_words import flat_words
from handgrad.reading.code.answers.frame import Frame
from handgrad.reading.code.answers.saved_words import saved_words
from handgrad.reading.code.dialects.octave_source import octave_lines
from handgrad.reading.code.program.classes import classes_made, is_class
from handgrad.reading.code.program.plain_objects import are_plain
from handgrad.reading.code.program.program_words import (
    flag_words,
    other_words,
    own_words,
    spelled_apart,
)
from handgrad.reading.code.syntax.nodes import Infix, NotPython
from handgrad.reading.code.syntax.source import logical_lines, with_meanings_first
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Lone,
    Return,
    Statement,
)
from handgrad.reading.code.values.scope import PageNames, VectorConvention
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.line import Line
from handgrad.reading.text.matrix_languages import is_julia
from handgrad.regex import regex

Mathematics = Callable[[str, int, Names], list[Line]]

_SUM_OF_NUMPY = regex(r"from\s+(?:jax\.)?numpy\s+import\b[^\n]*(?:\*|\bsum\b)")
_SOFTMAX_OF_SCIPY = regex(r"from\s+scipy(?:\.special)?\s+import\b[^\n]*(?:\*|\bsoftmax\b)")
_MATRICES = regex(r"\b(?:np|numpy)\.(?:as)?mat(?:rix)?\(")
_RENAMED = regex(
    r"(?m)^[ \t]*import\s+(?:math|numpy|torch|scipy|cupy|cmath|jax)[\w.]*\s+as\s+(\w+)"
)
# What stands in no program of Octave or MATLAB.
_JULIA = regex(
    r"(?m)[\w)]\[|\w\.\(|\.[-+*/]?=(?!=)|^[ \t]*(?:using|for[ ]+\w+[ ]+(?:in|∈))\b|\bdims[ ]?="
    r"|^[ \t]*function[ ]+\w+!?\([^=\n]*$|[λθσ∇∂]"
)
_SAYS = regex(r"(?m)^\w+\(([A-Za-z]\w*)(?:, *\w+)*\) *=(?!=).*(?<!\w)\1(?!\w)")
_GOES_ROUND = regex(r"\b(?:for|while|function)\b")
COLUMNS = VectorConvention("column", "kept")
CONVENTIONS = (VectorConvention("flat", "kept"), VectorConvention("flat", "flat"), COLUMNS)
DECLARED = VectorConvention("declared", "kept")


def vector_conventions(vocabulary: Vocabulary) -> tuple[VectorConvention, ...]:
    """The ways to take the vectors of a page, those that come to the same once."""
    return (*CONVENTIONS, DECLARED) if vocabulary.columns else CONVENTIONS


def has_matrices(text: str) -> bool:
    """Whether a program makes an np.matrix, where a vector has an orientation for good."""
    return bool(_MATRICES.search(text))


def read_program(
    text: str, vocabulary: Vocabulary, mathematics: Mathematics, *, whole: bool = False
) -> tuple[Line, ...] | None:
    """The lines of an answer that is code, None for one that is not.

    `mathematics` reads a line that is no code; where the text must be code as a `whole`, there
    is none. A line that cannot be read says so and does not stop the others.
    """
    rows = with_meanings_first(list(logical_lines(text)))
    statements = statements_of(rows)
    page = page_names(statements, text, vocabulary, CONVENTIONS[0])
    if made_here := arrays_filled(statements, page, rows[0]) if rows else []:
        statements = statements_of([*made_here, *rows])
    if whole and not _is_plain_code(statements):
        return None
    ways = vector_conventions(vocabulary)
    frames = [_framed(statements, text, vocabulary, c, mathematics) for c in ways]
    best = min(frames, key=lambda frame: frame.troubles + frame.program.misfits)
    if made := classes_made(statements):
        with_objects = [
            _framed(statements, text, vocabulary, c, mathematics, made) for c in ways
        ]
        other = min(with_objects, key=_lacking)
        is_plain = are_plain(statements, best.page)
        if not is_plain or _lacking(other) <= _lacking(best):
            frames, best = with_objects, other
    if whole and best.troubles:
        return None
    if not best.program.lines:
        if any(isinstance(s, Definition) or is_class(s) for s in statements):
            wanted = best.page.vocabulary.parameters or ("w",)
            raise FormulaError(
                "this program computes no gradient that can be read; assign it to a name "
                f"such as d{wanted[0]}, or return it from a function"
            )
        return None
    others = [f for f in frames if f is not best and f.troubles == best.troubles]
    is_only = all(_lacking(f) > _lacking(best) for f in frames if f is not best)
    flat = best.program.flat if is_only else set()
    found = _with_alternatives(best.program.lines, [f.program.lines for f in others])
    return tuple(_left_open(line) if line.name in flat else line for line in found)


def read_octave(
    text: str, vocabulary: Vocabulary, language: str = "Octave"
) -> tuple[Line, ...] | None:
    """The lines of a program in Octave, R or Julia, where the sizes are numbers.

    None for other texts.
    """
    try:
        octave = as_octave(text, language)
    except (NotPython, IndexError):
        return None
    names = [n for n in vocabulary.shapes if "/" not in n]
    parameters = vocabulary.parameters
    is_scalar = all(vocabulary.shapes[name] == SCALAR for name in parameters)
    numbers = parameters if is_scalar and len(parameters) > 1 else ()
    rows = octave_lines(octave, names, text, numbers)
    if rows is None:
        return None

    def nothing(line: str, number: int, names: Names) -> list[Line]:
        return []

    frame = _framed(statements_of(rows), text, vocabulary, COLUMNS, nothing)
    return tuple(frame.program.lines) or None


def as_octave(text: str, language: str, *, is_run: bool = False) -> str:
    """A program in Octave; raises NotPython for one of R or Julia that is not known."""
    if language == "R":
        from handgrad.reading.code.dialects.r_source import r_as_octave

        return r_as_octave(text, is_run=is_run)
    bare = re.sub(r"%.*", "", text)
    said = None if _GOES_ROUND.search(bare) else _SAYS.search(bare)
    name = said[0].partition("(")[0] if said else ""
    is_array = re.search(rf"(?m)^[ \t]*{name}[ ]*=", bare) is not None
    if _JULIA.search(bare) or is_julia(bare) or (said and not is_array):
        from handgrad.reading.code.dialects.julia_source import julia_as_octave

        return julia_as_octave(text)
    return text


def _unanswered(frame: Frame) -> int:
    """How many parameters of the page have no answer."""
    targets = {line.name for line in frame.program.lines if line.error is None}
    return sum((frame.page.by(p) not in targets for p in frame.page.vocabulary.parameters), 0)


def _lacking(frame: Frame) -> tuple[int, int]:
    return _unanswered(frame), frame.troubles + frame.program.misfits


def _is_plain_code(statements: Sequence[Statement]) -> bool:
    """Whether every line is an assignment to a name, or a value."""
    return any(isinstance(s, Assignment) for s in statements) and all(
        isinstance(s, Return | Lone)
        or (isinstance(s, Assignment) and not any(isinstance(t, Infix) for t in s.targets))
        for s in statements
    )


def _framed(
    statements: Sequence[Statement],
    text: str,
    vocabulary: Vocabulary,
    convention: VectorConvention,
    mathematics: Mathematics,
    made: frozenset[str] = frozenset(),
) -> Frame:
    page = page_names(statements, text, vocabulary, convention)

    def read(line: str, number: int) -> list[Line]:
        return mathematics(line, number, page.names)

    frame = Frame(page, read, made)
    frame.read(statements)
    return frame


def page_names(
    statements: Sequence[Statement],
    text: str,
    vocabulary: Vocabulary,
    convention: VectorConvention,
) -> PageNames:
    """The names of the page as a program speaks of them, under one convention."""
    if has_matrices(text):
        vectors = {n for n in vocabulary.data if vocabulary.shapes[n][1] == 1}
        vocabulary = vocabulary._replace(columns=vocabulary.columns | vectors)
    names = Names(vocabulary, text)
    own = own_words(statements, names.shapes)
    apart = spelled_apart(statements, names.shapes) | other_words(statements, names.find)
    apart |= frozenset(flag_words(statements))
    page = PageNames(names, convention, own, apart)
    page.has_numpy_sum = bool(_SUM_OF_NUMPY.search(text))
    page.has_scipy_softmax = bool(_SOFTMAX_OF_SCIPY.search(text))
    page.modules = frozenset(_RENAMED.findall(text))
    page.flat, page.order = flat_words(statements, page)
    page.aliases = dict(saved_words(statements, page))
    return page


def _with_alternatives(lines: Sequence[Line], others: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines, each with what it is where the page's vectors are taken in another way."""
    found = list(lines)
    for other in others:
        if [_place(line) for line in other] != [_place(line) for line in found]:
            continue
        for n, (line, second) in enumerate(zip(found, other, strict=True)):
            if line.members != second.members and second.members not in line.alternatives:
                found[n] = line._replace(alternatives=(*line.alternatives, second.members))
    return found


def _left_open(line: Line) -> Line:
    """An answer that is 1-D, computed from what fits as columns only."""
    told = f"1-D arrays do not fit in this program, and with columns {line.name} is no column"
    error = UnsettledError(told, text=line.text, line=line.number)
    return Line(line.number, line.text, error=error, touches=frozenset({line.name}))


def _place(line: Line) -> tuple[int, Node | None, bool]:
    return line.number, line.target, line.error is None
