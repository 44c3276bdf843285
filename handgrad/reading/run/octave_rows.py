"""Programs in Octave, R and Julia as they are run: with calls only that are known there."""

import re
from collections.abc import Collection, Sequence

from handgrad.language.functions import ELEMENTWISE, SPELLINGS
from handgrad.reading.code.answers.run_program import as_octave
from handgrad.reading.code.dialects.octave_source import octave_lines
from handgrad.reading.code.program.program_words import functions_called
from handgrad.reading.code.syntax.nodes import (
    Application,
    FunctionDefinition,
    NotPython,
    Row,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Statement,
    all_statements,
)
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.run.octave_functions import OF_OCTAVE
from handgrad.reading.text.names_by_text import any_by_text
from handgrad.regex import regex

# The slope of the sigmoid in a course that many take, of what the sigmoid is of.
_SLOPE = regex(r"(?<![\w.])sigmoidGradient\(")
_OWN_SLOPE = regex(r"(?m)^[ ]*(?:def sigmoidGradient\b|sigmoidGradient =)")
# The loss, by a function that is not shown.
_OF_UNKNOWN = regex(r"([A-Za-z]\w*) = ([A-Za-z]\w*)\([\w, ]*\)")
_ADDED = regex(r"(\w+) ([-+*/])= (.*)")
_PLAIN = ("abs", "sign", "np.sqrt", "inv", "trace")


def octave_rows(
    text: str, language: str, page: Vocabulary, *, supposed: bool = False
) -> list[LogicalLine]:
    """The lines of a program as Python would write them, none where it is not run.

    Where it may be `supposed`, `sigmoidGradient`, of which nothing is shown, is what its name
    says, and a function that is not known changes nothing.
    """
    if any_by_text(text):
        return []
    names = [name for name in page.shapes if "/" not in name]
    try:
        rows = octave_lines(as_octave(text, language, is_run=True), names, text)
    except (NotPython, IndexError):
        rows = None
    given = {*page.parameters, *page.data}
    rows = [row for row in rows or () if not _is_default(row.text, given)]
    found = [row._replace(text=_ADDED.sub(r"\1 = (\1 \2 (\3))", row.text)) for row in rows]
    # Texts are blanked where they stand, so that none may be compared.
    has_texts = any('""' in row.text for row in found)
    if supposed and not any(_OWN_SLOPE.match(row.text) for row in found):
        slope = "octave_sigmoid_slope("
        found = [row._replace(text=_SLOPE.sub(slope, row.text)) for row in found]
    found = [row for row in found if not (supposed and _is_read_by_none(row, found))]
    return found if not has_texts and _is_run(statements_of(found)) else []


def _is_read_by_none(row: LogicalLine, rows: Sequence[LogicalLine]) -> bool:
    """Whether a line only gives what a function that is not known makes a name of its own."""
    one = _OF_UNKNOWN.fullmatch(row.text)
    if one is None or row.indent or one[2] in _known():
        return False
    word = re.compile(rf"(?<![\w.]){re.escape(one[1])}(?!\w)")
    own = re.compile(rf"def {re.escape(one[2])}\b|{re.escape(one[2])} = lambda")
    return sum((bool(word.search(r.text)) for r in rows), 0) == 1 and not any(
        own.match(r.text) for r in rows
    )


def _known() -> set[str]:
    return {*OF_OCTAVE, *ELEMENTWISE, *SPELLINGS, *_PLAIN}


def _is_default(text: str, given: Collection[str]) -> bool:
    """Whether a line only gives a value to what is not handed over, and the page has it."""
    name, _, value = text.partition(" = ")
    return value.startswith("octave_default(") and name.rstrip("_") in given


def _is_run(statements: Sequence[Statement]) -> bool:
    """Whether all that is called is known, and several values come of functions only."""
    inside = list(all_statements(statements))
    own = {s.name for s in inside if isinstance(s, Definition)}
    for one in inside:
        if isinstance(one, Assignment):
            if isinstance(one.value, FunctionDefinition) and isinstance(one.targets[0], Word):
                own.add(one.targets[0].name)
            if isinstance(one.targets[0], Row) and not _gives_several(one.value, own):
                return False
    known = own | _known()
    return all(name in known for name in functions_called(inside))


def _gives_several(value: object, own: set[str]) -> bool:
    """Whether a call gives several values back: a size, or a function of the text."""
    match value:
        case Row():
            return True
        case Application(function):
            return dotted(function) in own | {"octave_size"}
    return False
