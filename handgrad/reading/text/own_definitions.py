r"""Definitions of a value of the page with letters that are not the page's: `f(u; v) = u^T v`.

They are not read; whoever writes them may mean another function by the letter. A function of
one letter is.
"""

import re

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import LETTER, capital_of, letter_named
from handgrad.regex import regex

_SIGN = r"(?P<sign>:?=(?!=)|≡|≜|≔|\\(?:equiv|triangleq|coloneqq|doteq|colon)(?![A-Za-z])|:\s)"
_DEFINED = regex(
    rf"(?<![A-Za-z\\}}_])(?P<name>{LETTER})(?:_\{{?\w\}}?)?\s?"
    rf"(?:\\left\s?)?\((?P<inside>[^()=|\n]{{1,30}})\)\s*&?\s*{_SIGN}"
)
_MAPPED = regex(
    rf"(?<![A-Za-z\\}}_])(?P<name>{LETTER})\s?(?:\\colon|:)\s?[^=\n]{{1,20}}\\mapsto"
)
_ALONE = regex(r"(?<![A-Za-z\\_^{])[A-Za-z](?![A-Za-z_^])")
_SIGMA = r"(?:\\sigma|σ|(?<![\w\\.])sigma)(?!\w)"
_SIGMA_SAID = regex(
    rf"{_SIGMA}[\s$]*(?::?=|≡|(?:is|be|denotes|means)\s)(?!\s*[$]?\s*\\?(?:sqrt|√)|[^.\n]*standard)"
)
_SQUARED = regex(rf"{_SIGMA}\s?(?:\^|²|\*\*)")


def own_definition(text: str, page: Vocabulary) -> str:
    r"""The letter of the page that a text defines in a way that is not read; else nothing.

    >>> from handgrad.language.parser import parse
    >>> known = dict.fromkeys("fwxL", (1, 1))
    >>> page = Vocabulary(known, "L", ("w",), ("x",), forward={"f": parse("w*x")})
    >>> own_definition("f(u; v) = u v + 1, dw = f(x; w)", page)
    'f'
    >>> own_definition("f(x; w) = w x, dw = f(x; w)", page)
    ''
    """
    names = Names(page, text)
    known = {*page.shapes, *map(str.lower, page.shapes)}
    for said in (*_DEFINED.finditer(text), *_MAPPED.finditer(text)):
        letter = letter_named(said["name"])
        found = names.find(letter) or names.find(capital_of(letter))
        if found is None or found == page.loss or found not in {*page.forward, *page.data}:
            continue
        inside = said.groupdict().get("inside", "")
        is_single = said["name"] == said[0].partition("(")[0].strip() and not {*",;"} & {
            *inside
        }
        is_foreign = not is_single and any(one not in known for one in _ALONE.findall(inside))
        is_used = (
            len(re.findall(rf"(?<![A-Za-z\\]){re.escape(said['name'])}(?![A-Za-z])", text)) > 1
        )
        if is_used and (is_foreign or said.groupdict().get("sign", "\\mapsto")[0] not in ":="):
            return letter
    is_variance = names.variance is not None and "sigma" not in page.shapes
    return "sigma" if is_variance and _SIGMA_SAID.search(text) and _SQUARED.search(text) else ""
