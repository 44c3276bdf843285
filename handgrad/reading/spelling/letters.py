r"""One letter of mathematics, and one name, in all the ways that a text writes them.

A rule that looks for a name in a text asks here: `\gamma`, γ and `gamma` are as good as y.
"""

import re

from handgrad.reading.spelling.characters import GREEK

_WORDS = "|".join(sorted({*GREEK.values()} - {"sum"}, key=len, reverse=True))
_SIGNS = "".join(sorted(GREEK.keys() - {"Σ"}))
# A letter; it has no group.
LETTER = rf"(?:\\?(?:var)?(?:{_WORDS})(?![A-Za-z])|[A-Za-z{_SIGNS}])"


def is_letter(name: str) -> bool:
    """Whether a name is one letter, Latin or Greek.

    >>> is_letter("w"), is_letter("theta"), is_letter("w1")
    (True, True, False)
    """
    return len(name) == 1 or name in GREEK.values()


def letter_named(written: str) -> str:
    r"""The name of a letter as a text writes it.

    >>> letter_named(r"\tau"), letter_named("τ"), letter_named("z")
    ('tau', 'tau', 'z')
    """
    return GREEK.get(written, written.removeprefix("\\"))


def capital_of(letter: str) -> str:
    """The capital letter, "" for what is no small letter.

    >>> capital_of("x"), capital_of("phi"), capital_of("X"), capital_of("loss")
    ('X', 'Phi', '', '')
    """
    return letter.capitalize() if is_letter(letter) and letter.islower() else ""


def spellings(name: str) -> list[str]:
    r"""A name as it may stand in a text.

    >>> spellings("y"), spellings("gamma")
    (['y'], ['gamma', '\\gamma', 'γ'])
    """
    signs = [sign for sign, word in GREEK.items() if word == name]
    return [name, rf"\{name}", *signs] if signs else [name]


def spelled(*names: str) -> str:
    r"""The pattern of any of these names in a text; behind a word there is no letter.

    >>> spelled("y", "gamma")
    '(?:\\\\gamma(?![A-Za-z])|gamma(?![A-Za-z])|y|γ)'
    """
    found = sorted({word for name in names for word in spellings(name)})
    return f"(?:{'|'.join(map(_bounded, found))})"


def _bounded(word: str) -> str:
    return re.escape(word) + ("(?![A-Za-z])" if len(word) > 1 else "")


def has_letter(text: str, name: str) -> bool:
    r"""Whether a letter stands in a text, no matter how it is written.

    >>> has_letter(r"\sum_n (p_{nk} - y)", "p"), has_letter(r"\phi p", "h")
    (True, False)
    """
    return re.search(rf"(?<![A-Za-z\\]){spelled(name)}(?![A-Za-z])", text) is not None
