"""What a person wrote, in any notation, line by line, as trees."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from handgrad.errors import FormulaError
from handgrad.language.fit import Source, fitted
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Derivative, Name
from handgrad.reading.code.syntax.recognition import fits_as_mathematics, is_code, may_be_code
from handgrad.reading.code.syntax.slopes_spelled import with_slopes_spelled
from handgrad.reading.equations import Equation
from handgrad.reading.lines_beside import is_of_itself, lines_beside
from handgrad.reading.names.lettered_names import by_letters, may_be_whole
from handgrad.reading.names.said_losses import are_applied, parts_of_loss, said_losses
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.own_meanings import with_own_functions
from handgrad.reading.parted_equations import refuse_two_readings
from handgrad.reading.said_since import is_said_since
from handgrad.reading.text.ends_apart import with_ends_apart
from handgrad.reading.text.layers import layer_by_layer
from handgrad.reading.text.line import UNWRITTEN, Line, from_zero, without_itself
from handgrad.reading.text.lines import Cut, cuts
from handgrad.reading.text.lines_in_blocks import in_blocks
from handgrad.reading.text.matrix_languages import (
    OCTAVE,
    functions_said,
    has_signs_of_language,
    is_julia,
    language_of,
    unframed,
    without_comments,
)
from handgrad.reading.text.names_by_text import any_by_text
from handgrad.reading.text.numbered_names import number_by_number
from handgrad.reading.text.one_sample import of_one_row, of_one_sample
from handgrad.reading.text.sample_index import without_sample_index, without_step_index
from handgrad.reading.total_differentials import entry_by_entry
from handgrad.reading.touched_names import lists_entries, tells_of_data, touched
from handgrad.reading.typed import as_typed
from handgrad.regex import regex
from handgrad.visible import visible

__all__ = ["Line", "Vocabulary", "given_again", "program_language", "read_answer", "read_lines"]

_DECIMALS = regex(r"[=≈][\s$]*[-−]?\d+\.\d")
MOST_PASSES = 4


def read_answer(text: str, names: Vocabulary | Mapping[str, Shape]) -> tuple[Line, ...]:
    """The equations of an answer or a derivation, in LaTeX, Unicode, NumPy or plain notation.

    `names` are those of the page; the person's own definitions join them. Raises FormulaError
    with line, column and what to write; nothing else, whatever the text.

    >>> from handgrad.language.plain import plain
    >>> names = Vocabulary({n: (1, 1) for n in ("w", "x", "y", "L", "dL/dw")}, "L", ("w",))
    >>> [line] = read_answer("∂L/∂w = 2x(wx − y)", names)
    >>> plain(line.target), plain(line.members[0])
    ('dL/dw', '2*x*(w*x - y)')
    """
    vocabulary = Vocabulary.of(names)
    lines = read_lines(text, vocabulary)
    for line in lines:
        given = None if line.is_update else given_again(line, vocabulary)
        for error in (line.error, *(error for _, error in line.unread), given):
            if error is not None:
                raise error
    return lines


def given_again(line: Line, vocabulary: Vocabulary) -> FormulaError | None:
    """Why a line may not give its target a value: the page gives it."""
    given = (*vocabulary.parameters, *vocabulary.data, *vocabulary.sizes)
    if not isinstance(line.target, Name) or line.target.name not in given:
        return None
    name = line.target.name
    kind = "parameter" if name in vocabulary.parameters else "given name"
    message = (
        f"{name} is a {kind} of the page; for a gradient write d{vocabulary.loss}/d{name} = ..."
    )
    source = line.sources[0] if line.sources else Source(line.text, line.number)
    return source.error(message, line.target.at)


def read_lines(text: str, names: Vocabulary | Mapping[str, Shape]) -> tuple[Line, ...]:
    """The same, where a line that cannot be read does not stop the others.

    Raises FormulaError for a text that holds no formula or too much.
    """
    if not isinstance(text, str):
        raise FormulaError(f"an answer must be text, got {type(text).__name__}")
    vocabulary = Vocabulary.of(names)
    text = as_typed(text, vocabulary)
    bare = without_step_index(without_sample_index(text, vocabulary), vocabulary)
    is_program = is_code(text)
    text = text if is_program else bare
    try:
        known = Names(vocabulary, text)
        if language := language_of(text, known):
            if program := _octave(text, language, vocabulary):
                return program
            return _matrix_program(without_comments(text, language), language, vocabulary)
        if is_program and (program := _program(text, vocabulary)):
            return program
        lines = _with_said_losses(text, vocabulary, known)
        if may_be_code(text) and not all(fits_as_mathematics(line, known) for line in lines):
            return _program(text, vocabulary, whole=True) or lines
    except RecursionError:
        raise FormulaError("the formula is nested too deeply") from None
    return lines


def _with_said_losses(text: str, vocabulary: Vocabulary, known: Names) -> tuple[Line, ...]:
    """The lines, where letters of losses that the text says or parts are the writer's own."""
    said = said_losses(text, vocabulary.loss, vocabulary.shapes)
    parts = parts_of_loss(text, vocabulary.loss, vocabulary.shapes)
    known.said_losses = said | parts
    for word in parts:
        known.define(word, SCALAR)
    lines = _formulas(text, known)
    if said and not _are_read(said, lines) and not are_applied(said, text):
        other = _formulas(text, Names(vocabulary, text))
        return lines if any(is_of_itself(line, vocabulary.loss) for line in other) else other
    if any(line.error or line.unread for line in lines):
        return _with_own_derivatives(text, vocabulary, known) or lines
    return lines


def _with_own_derivatives(
    text: str, vocabulary: Vocabulary, known: Names
) -> tuple[Line, ...] | None:
    """The lines, where derivatives by names that the page lacks are names of the writer's."""
    from handgrad.reading.names.own_derivatives import own_derivatives

    again = Names(vocabulary, text)
    again.own_derivatives = own_derivatives((cut.text for cut in cuts(text, again)), known)
    return _formulas(text, again) if again.own_derivatives else None


def _are_read(said: Collection[str], lines: Sequence[Line]) -> bool:
    """Whether the lines say what each of these letters is."""
    known = {
        line.target.name
        for line in lines
        if isinstance(line.target, Name) and line.members and not line.problems
    }
    return known >= set(said)


def _program(
    text: str, vocabulary: Vocabulary, *, whole: bool = False
) -> tuple[Line, ...] | None:
    """The lines of a text that is code; its reader is loaded when there is code to read."""
    from handgrad.reading.code.answers.run_program import read_program

    found = read_program(text, vocabulary, _mathematics, whole=whole)
    spelled = with_slopes_spelled(text, [line for line in found or () if line.error])
    if spelled == text or not found:
        return found
    again = read_program(spelled, vocabulary, _mathematics, whole=whole) or ()
    is_read = len(again) >= len(found) and not any(line.error for line in again)
    return again if is_read else found


def _octave(text: str, language: str, vocabulary: Vocabulary) -> tuple[Line, ...] | None:
    """The lines of a program in Octave, R or Julia, where the sizes of the page are numbers."""
    if vocabulary.numbers is None or any_by_text(text):
        return None
    from handgrad.reading.code.answers.run_program import read_octave

    return read_octave(text, vocabulary, language)


def program_language(text: str, vocabulary: Vocabulary) -> str:
    """The language of a text that can be run round by round: Python, Octave or none."""
    if has_signs_of_language(text) and language_of(text, Names(vocabulary, text)):
        return OCTAVE
    return "Python" if is_code(text) else ""


def _mathematics(text: str, number: int, names: Names) -> list[Line]:
    """A line of mathematics in the middle of a program, its equations one by one."""
    placed = (cut._replace(raw=cut.raw._replace(number=number)) for cut in cuts(text, names))
    return [line for cut in placed if (line := _line(cut, names, ()))]


def _matrix_program(text: str, language: str, page: Vocabulary) -> tuple[Line, ...]:
    """The lines of Octave, R or Julia; those that change entries are not read."""
    from handgrad.reading.text.matrix_programs import lines_left_open, lines_no_formula

    given = {*page.parameters, *page.data, *page.sizes, *page.forward}
    changed = lines_no_formula(text, given, page.parameters)
    vectors = [name for name, shape in page.shapes.items() if 1 in shape]
    changed |= lines_left_open(text, page.parameters, vectors)
    said = functions_said(text)
    text = unframed(text)
    names = Names(page, text)
    names.language, names.sums_are_numbers = language, is_julia(text)
    # Variances are divided by n - 1 in these languages.
    names.redefined = said | {word for word in ("var", "std", "sd") if f"{word}(" in text}
    return _formulas(text, names, changed)


def _formulas(text: str, names: Names, changed: Collection[int] = ()) -> tuple[Line, ...]:
    found_cuts = with_ends_apart(cuts(text, names), names)
    if names.vocabulary.forward and _DECIMALS.search(text):
        from handgrad.reading.worked_numbers import with_numbers_aside

        found_cuts = with_numbers_aside(found_cuts, names)
    if any(sign in text for sign in ("U(", "S(", "u(", "U\\left", "S\\left", "core(")):
        from handgrad.reading.scores import with_scores

        found_cuts = with_scores(found_cuts, text, names)
    found_cuts = number_by_number(with_own_functions(found_cuts, text, names), names)
    said = layer_by_layer(found_cuts, names, text)
    found = [part for cut in said for part in entry_by_entry(cut, names)]
    if names.has_differential:
        found = [part for cut in said for part in entry_by_entry(cut, names)]
    if not found:
        first = next((line for line in text.splitlines() if line.strip()), "")
        what = "no formula was found in the answer" if first else "the answer is empty"
        wanted = f"d{names.vocabulary.loss}/d{(*names.vocabulary.parameters, 'w')[0]}"
        raise FormulaError(f"{what}; write {wanted} = ...", text=visible(first[:200]))
    lines = (*_given(names), *_read(list(in_blocks(found, text)), names, changed))
    return lines if names.language else (*lines, *lines_beside(text, names))


def _given(names: Names) -> Iterator[Line]:
    """What the page says of the loss of one sample, as a line that nobody wrote."""
    each = names.sample_loss
    if each is not None and each.value is not None:
        source = Source(plain(each.value), UNWRITTEN)
        yield Line(UNWRITTEN, "", Name(each.name), (each.value,), (source,))


def _read(
    found: Sequence[tuple[Cut, Sequence[Cut]]], names: Names, changed: Collection[int]
) -> Iterator[Line]:
    """Each line, again where it speaks of names that only lines below it introduce."""
    lines: dict[int, Line | None] = {}
    for _ in range(MOST_PASSES):
        before = len(names.shapes), len(names.dots)
        for n, (cut, block) in enumerate(found):
            line = lines.get(n)
            if n not in lines or (line and is_said_since(line, cut, names, n)):
                if cut.raw.number in changed:
                    lines[n] = _changed(cut, names)
                elif block:
                    lines[n] = _blocked(cut, block, names)
                else:
                    lines[n] = _line(cut, names, *_above(lines, n))
                names.said_at |= dict.fromkeys(names.shapes.keys() - names.said_at.keys(), n)
        if (len(names.shapes), len(names.dots)) == before:
            break
    said: set[str] = set()
    for found_line in lines.values():
        if found_line is not None:
            line = without_itself(found_line)
            yield from_zero(line) if line.operator != "=" and line.name not in said else line
            said.add(line.name)


def _above(
    lines: Mapping[int, Line | None], n: int
) -> tuple[tuple[str, ...], Name | Derivative | None]:
    """The free indices of the line above, and what it or one above it gives a value.

    A line that goes on with "=" has them too.
    """
    before = [line for m in range(n - 1, -1, -1) if (line := lines[m])]
    said = [line for line in before if not line.is_in_passing] or before
    head = next((line.target for line in said if not line.continues), None)
    target = head if isinstance(head, Name | Derivative) else None
    return said[0].free if said else (), target


def _line(
    cut: Cut, names: Names, free: tuple[str, ...], head: Name | Derivative | None = None
) -> Line | None:
    if lists_entries(cut.text, names):
        return None
    if (entries := by_letters(cut.text, names)) and (
        found := _of_entries(cut, entries, free, head)
    ):
        return found
    try:
        refuse_two_readings(cut, names)
        found = Equation(cut, names, free, head).line()
    except FormulaError as error:
        if other := _of_one_sample(cut, names):
            return other
        return _unreadable(cut, error, () if tells_of_data(cut, names) else touched(cut, names))
    except RecursionError:
        deep = FormulaError("the formula is nested too deeply", line=cut.raw.number)
        return _unreadable(cut, deep, touched(cut, names))
    found = _of_one_row(cut, found, names)
    if found and found.unread and not found.members and (other := _of_one_sample(cut, names)):
        return other
    if found and found.unread and not found.members and tells_of_data(cut, names):
        return _unreadable(cut, found.unread[0][1], ())
    return found


def _of_entries(
    cut: Cut, names: Names, free: tuple[str, ...], head: Name | Derivative | None
) -> Line | None:
    """The line with names that are called by letters as entries; None where it has arrays."""
    is_whole = may_be_whole(cut.text, names)
    try:
        found = Equation(cut, names, free, head).line()
    except FormulaError as error:
        return None if is_whole else _unreadable(cut, error, touched(cut, names))
    is_read = found is not None and found.members and _fits(found, names)
    return None if is_whole and not is_read else found


def _of_one_sample(cut: Cut, names: Names) -> Line | None:
    """The line with the index of a sample that it leaves out, where it can be read so."""
    text = of_one_sample(cut.text, names)
    if text is None:
        return None
    try:
        return Equation(cut._replace(text=text), names, ()).line()
    except FormulaError:
        return None


def _of_one_row(cut: Cut, found: Line | None, names: Names) -> Line | None:
    """The line with `u_k` as the row k of a matrix that is called so, where only that fits."""
    text = of_one_row(cut.text, names)
    if text is None or found is None or _fits(found, names):
        return found
    try:
        other = Equation(cut._replace(text=text), names, ()).line()
    except FormulaError:
        return found
    return other if other is not None and _fits(other, names) else found


def _fits(line: Line, names: Names) -> bool:
    """Whether all shapes in a line fit."""
    try:
        for member, source in zip(line.members, line.sources, strict=True):
            fitted(member, names.shapes, source)
    except FormulaError:
        return False
    return not line.unread


def _unreadable(cut: Cut, error: FormulaError, touches: Collection[str]) -> Line:
    continues = cut.text.lstrip().startswith("=")
    return Line(
        cut.raw.number,
        cut.raw.original,
        continues=continues,
        error=error,
        touches=frozenset(touches),
    )


def _changed(cut: Cut, names: Names) -> Line:
    """A line that changes entries of what has a value, or that only some rounds reach."""
    message = (
        "single entries that change and branches are not read in this language; write the "
        "whole gradient as one formula, or in NumPy"
    )
    error = FormulaError(message, text=visible(cut.raw.original), line=cut.raw.number)
    return _unreadable(cut, error, touched(cut, names))


def _blocked(cut: Cut, block: Sequence[Cut], names: Names) -> Line:
    """A loop or a branch: it may assign whatever the lines in it assign."""
    message = "loops and branches are not read; hand this in as a program"
    error = FormulaError(message, text=visible(cut.raw.original), line=cut.raw.number)
    touches = frozenset(name for inner in block for name in touched(inner, names))
    return _unreadable(cut, error, touches)
