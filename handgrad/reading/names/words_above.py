r"""A word above a name and an index below it, `g_k^{\text{neg}}`, with both of them below."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_WORD = (
    r"\^\s?\{\s?(?:\\(?:text|textrm|mathrm|mathit)\s?\{\s?(?P<text>[A-Za-z]{2,12})\s?\}"
    r"|\(\s?(?P<round>[A-Za-z]{3,12})\s?\)|(?P<bare>[a-z]{3,12}))\s?\}"
)
_INDEX = r"_\s?(?:\{\s?(?P<braced>[a-z])\s?\}|(?P<letter>[a-z])(?![A-Za-z]))"
_NAME = r"(?<![A-Za-z\\{])(?P<base>[A-Za-z]|\\[a-z]{2,7})\s?"
_FORMS = (regex(rf"{_NAME}{_INDEX}\s?{_WORD}"), regex(rf"{_NAME}{_WORD}\s?{_INDEX}"))
_TURNS = {"top", "prime", "inv"}


def with_words_below(text: str, page: Vocabulary) -> str:
    r"""The text with `g_{\text{neg},k}` for such names, where the page has no g.

    >>> with_words_below(r"g_k^{\text{neg}} = 2", Vocabulary({}))
    'g_{\\text{neg},k} = 2'
    """

    def below(found: re.Match[str]) -> str:
        word = found["text"] or found["round"] or found["bare"]
        base = found["base"].removeprefix("\\")
        if base in page.shapes or word in _TURNS or word in page.shapes or base in ("sum", "e"):
            return found[0]
        return rf"{found['base']}_{{\text{{{word}}},{found['braced'] or found['letter']}}}"

    for form in _FORMS:
        text = form.sub(below, text)
    return text
