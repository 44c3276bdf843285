"""A value said of one sample, `z = w^T x + b`, where the page has X and a z for each row."""

import re

from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.letters import LETTER, is_letter, letter_named, spellings
from handgrad.regex import regex

_DRESSED = r"\\(?:mathbf|boldsymbol|vec|bm|mathrm)[ ]?\{{[ ]?{word}[ ]?\}}"
_BARE = r"(?:(?<=\^T)|(?<![A-Za-z\\_{{])){word}(?![A-Za-z0-9_^'({{])"
_LEFT = regex(
    rf"[\s$&]*(\\(?:wide)?hat[ ]?\{{?[ ]?({LETTER})[ ]?\}}?|[A-Za-z]\w*|{LETTER})"
    r"\s*&?\s*(?==(?!=))"
)


def of_one_sample(text: str, names: Names) -> str | None:
    """The equation with an index for the sample, None where it does not speak of one.

    On the left stands a value that there is for each row of a matrix X of the page, on the
    right a letter x that the page does not have.
    """
    match = _LEFT.match(text)
    if match is None or derivative_word(letter_named(match[1]), names) is not None:
        return None
    right, shapes = text[match.end() :], names.vocabulary.shapes
    matrices = [name for name in shapes if is_letter(name) and name[0].isupper()]
    said = [n for n in matrices if names.find(n.lower()) is None and _stands(n.lower(), right)]
    if len(said) != 1 or 1 in shapes[said[0]]:
        return None
    of_rows = (shapes[said[0]][0], 1)
    name = names.find(f"{letter_named(match[2])}_hat" if match[2] else letter_named(match[1]))
    if name is not None and (name not in names.vocabulary.forward or shapes[name] != of_rows):
        return None
    samples = [n for n, shape in shapes.items() if shape == of_rows and is_letter(n)]
    for word in (said[0].lower(), *samples):
        entry = f"{spellings(word)[-1]}_i"
        right = re.sub(_pattern(word), entry, right)
    return f"{text[: match.end(1)]}_i{text[match.end(1) : match.end()]}{right}"


def _pattern(word: str) -> str:
    sign = f"(?:{'|'.join(map(re.escape, spellings(word)))})"
    return f"{_DRESSED.format(word=sign)}|{_BARE.format(word=sign)}"


def _stands(word: str, text: str) -> bool:
    return re.search(_pattern(word), text) is not None


def of_one_row(text: str, names: Names) -> str | None:
    """The equation where a matrix of the page that is called `u_k` stands for its row k.

    None where no such matrix stands in it.
    """
    found = text
    for name, shape in names.vocabulary.shapes.items():
        base, _, letter = name.rpartition("_")
        if base and len(letter) == 1 and 1 not in shape and "/" not in name:
            sign = (
                rf"(?<![A-Za-z]){re.escape(base)}_(?:{letter}(?![A-Za-z0-9_])|\{{{letter}\}})"
            )
            found = re.sub(sign, f"{base}_{{{letter},{letter}}}", found)
    return found if found != text else None
