r"""Formulas without the words around them, and with the brackets that they open or close.

Words that may change a formula, or take it back, are left where they are.
"""

import re

from handgrad.reading.loosely.words_kept import MARKED, may_matter
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ENDS_OPEN = regex(r"\s*=\s*(?=\$|\\\]|\\\)|$)")
_WORDS = r"[^\W\d_]+(?:[ ,;:'’-]+[^\W\d_]+)*"
_REASON = regex(
    rf"(?m)[ \t]+(?:[(\[]{_WORDS}[ ][^\W\d_]{{2,}}[)\]]"
    rf"|(?:--|—|–|because|since|using)[ ]{_WORDS})[ .]*$"
)
_PROSE = regex(rf"[ \t]*[^\W\d_]+[ ][^\W\d_]+[ ]{_WORDS}[ .:!,;]*")
_PAIRS = {"(": ")", "[": "]"}
_EXPECTED = regex(r"\\mathbb\s?\{?\s?E\s?\}?(?:_\s?(?:\{[^{}]*\}|\w))?\s?(?=[\[(])")
_SUM = regex(
    r"(?<![A-Za-z\\])(?:SUMM?|Summ?|summ|[Ss]umatoria|[Ss]omme|[Ss]umme|[Ss]ummation|SIGMA)(?=\s*\()"
)


def with_formulas_alone(text: str, page: Vocabulary) -> str:
    r"""The text without the words around its formulas and the reasons behind them.

    >>> with_formulas_alone("we get $dL/dw = 2x =$ here", Vocabulary({}, "L"))
    '$dL/dw = 2x$'
    """
    formulas = [match[0] for match in MARKED.finditer(text)]
    if formulas:
        is_all = all("=" in formula for formula in formulas)
        if not is_all or may_matter(MARKED.sub(" ", text)):
            return text
        return "\n".join(_ENDS_OPEN.sub("", formula) for formula in formulas)
    lines = [_REASON.sub(_unless_changing, line) for line in text.split("\n")]
    return "\n".join(line for line in lines if not _PROSE.fullmatch(line) or may_matter(line))


def _unless_changing(words: re.Match[str]) -> str:
    return words[0] if may_matter(words[0]) else ""


def with_usual_words(text: str, page: Vocabulary) -> str:
    """The text with sums and means for the words and signs that stand for them.

    >>> with_usual_words("SUMM(x)", Vocabulary({}, "L"))
    'sum(x)'
    """
    return _EXPECTED.sub("mean ", _SUM.sub("sum", text))


def with_brackets_closed(text: str, page: Vocabulary) -> str:
    """The text, in which each line and formula closes the brackets that it opens.

    >>> with_brackets_closed("dL/dw = 2(x(w - y)", Vocabulary({}, "L"))
    'dL/dw = 2(x(w - y))'
    """
    if MARKED.search(text):
        return MARKED.sub(lambda match: _closed_formula(match[0]), text)
    return "\n".join(map(_closed, text.split("\n")))


def _closed_formula(formula: str) -> str:
    found = re.fullmatch(r"(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))", formula, re.DOTALL)
    return f"{found[1]}{_closed(found[2])}{found[3]}" if found else formula


def _closed(formula: str) -> str:
    """A formula with the brackets that are missing at its end, and without those too many."""
    wanted: list[str] = []
    kept: list[str] = []
    for letter in formula:
        if letter in _PAIRS:
            wanted.append(_PAIRS[letter])
        elif letter in _PAIRS.values():
            if letter not in wanted:
                continue
            while wanted and wanted.pop() != letter:
                pass
        kept.append(letter)
    return "".join(kept).rstrip() + "".join(reversed(wanted)) if wanted else "".join(kept)
