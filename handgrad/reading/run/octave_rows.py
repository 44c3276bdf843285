"""Programs in Octave, R and Julia as they are run: with calls only that are known there."""

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

_ADDED = regex(r"(\w+) ([-+*/])= (.*)")
_PLAIN = ("abs", "sign", "np.sqrt", "inv", "trace")


def octave_rows(text: str, language: str, page: Vocabulary) -> list[LogicalLine]:
    """The lines of a program as Python would write them, none where it is not run."""
    if any_by_text(text):
        return []
    names = [name for name in page.shapes if "/" not in name]
    try:
        rows = octave_lines(as_octave(text, language), names, text)
    except (NotPython, IndexError):
        rows = None
    given = {*page.parameters, *page.data}
    rows = [row for row in rows or () if not _is_default(row.text, given)]
    found = [row._replace(text=_ADDED.sub(r"\1 = (\1 \2 (\3))", row.text)) for row in rows]
    # Texts are blanked where they stand, so that none may be compared.
    has_texts = any('""' in row.text for row in found)
    return found if not has_texts and _is_run(statements_of(found)) else []


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
    known = {*own, *OF_OCTAVE, *ELEMENTWISE, *SPELLINGS, *_PLAIN}
    return all(name in known for name in functions_called(inside))


def _gives_several(value: object, own: set[str]) -> bool:
    """Whether a call gives several values back: a size, or a function of the text."""
    match value:
        case Row():
            return True
        case Application(function):
            return dotted(function) in own | {"octave_size"}
    return False
