"""What a function of Octave, R or Julia gives back, where that is not what it worked out."""

from collections.abc import Callable, Iterator

from handgrad.reading.code.answers.run_program import as_octave
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex
from handgrad.verdict import RIGHT, WRONG

_HEAD = regex(r"\s*function\s+\[?([\w\s,]*)\]?\s*=\s*\w+")
_GIVEN = regex(r"\s*(\w+)\s*=(?!=)\s*(.*)")
_WORDS = regex(r"[A-Za-z_]\w*")
_CHANGING = regex(r"[-+*/^]")
_CHANGED = regex(r"(?:[-+*/^]|\d)\s*([A-Za-z_]\w*)|([A-Za-z_]\w*)\s*\.?[-+*/^]")
_RETURNING = regex(r"return\b|invisible\(|\blist\(|\bDict\(|=>")
ParameterOf = Callable[[str], str]
LONGEST_SIDE = (
    "length(...) of a matrix is its longest side, which need not be the rows: size(..., 1)"
)
_LENGTH = regex(r"(?<![\w.])(?:length|max\(\s*size)\(\s*([A-Za-z]\w*)\s*\)")


def counts_longest_side(text: str, page: Vocabulary) -> bool:
    """Whether a text takes the length of a matrix of the page whose rows may be fewer."""
    shapes = (page.shapes.get(match[1], (1, 1)) for match in _LENGTH.finditer(text))
    return any(1 not in shape and shape[0] != shape[1] for shape in shapes)


def changed_as_given_back(
    text: str, language: str, derivative: ParameterOf
) -> dict[str, tuple[str, ...]]:
    """The parameters whose derivatives are changed in `return [2dw; db]`.

    Each has the verdicts that this speaks against: one of several values may be an answer of
    its own, and a step is none.
    """
    try:
        rows = as_octave(text, language).split("\n")
    except (NotPython, IndexError):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    outputs: list[str] = []
    for row in rows:
        if head := _HEAD.match(row):
            outputs = head[1].replace(",", " ").split()
        given = _GIVEN.match(row)
        if given and given[1] in outputs and not derivative(given[1]):
            words = list(_changed_words(given[2], text))
            changed = {p for word in words if (p := derivative(word))}
            is_step = given[1] in words or not changed.isdisjoint(words)
            verdicts = (WRONG,) if is_step else (RIGHT, WRONG)[: 1 + (len(outputs) == 1)]
            found |= dict.fromkeys(changed, verdicts)
    return found


def _changed_words(value: str, text: str) -> Iterator[str]:
    if "octave_unread" in value:
        for line in text.split("\n"):
            if _RETURNING.search(line):
                yield from (one or other for one, other in _CHANGED.findall(line))
    elif _CHANGING.search(value):
        yield from _WORDS.findall(value)
