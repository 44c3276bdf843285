r"""Functions by a letter with their name below it, `g'_{ReLU}(z)`, and softmax in two words."""

import re
from collections.abc import Collection

from handgrad.language.functions import ELEMENTWISE
from handgrad.reading.names.name_spellings import function_spelled, key
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_FONT = r"\\(?:text|mathrm|operatorname|rm)\s?\{\s?"
_NAMED = regex(
    r"(?<![\w\\'])(?:[fghφσϕ]|\\(?:sigma|phi|varphi)\s?)(?P<before>'?)_"
    rf"(?:\{{\s?(?:{_FONT})?(?P<braced>[A-Za-z]{{4,10}})\s?\}}{{1,2}}|(?P<bare>[A-Za-z]{{4,10}}))"
    r"(?P<behind>'?)(?=\s?(?:\\left)?[(\[])"
)
_INSIDE = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"
_NORMALIZED = regex(
    rf"(?<![\w.])(?:{_FONT})?normali[sz]e\s?\}}?\s?(?:\\left)?\(\s?\\?exp\s?(?:\\left)?"
    rf"\((?P<score>{_INSIDE}?)(?:\\right)?\)\s?(?:\\right)?\)"
)
# A text that says what its functions are.
_SAID = regex(r"\b(?:def|lambda|function|import)\b")


def with_activations_named(text: str, page: Vocabulary) -> str:
    r"""The text with such functions by their names.

    >>> page = Vocabulary({}, functions=frozenset({"softmax"}))
    >>> with_activations_named("g'_ReLU(z) + normalize(exp(Z))", page)
    "ReLU'(z) + softmax(Z)"
    """
    if _SAID.search(text):
        return text
    names = {key(name) for name in page.shapes}
    text = _NAMED.sub(lambda match: _by_name(match, names), text)
    if "softmax" not in page.functions:
        return text
    return _NORMALIZED.sub(r"softmax(\g<score>)", text)


def _by_name(match: re.Match[str], names: Collection[str]) -> str:
    """The function alone, where the whole is no name of the page."""
    word = match["braced"] or match["bare"]
    slope = match["before"] or match["behind"]
    is_known = function_spelled(word.lower()) in ELEMENTWISE or word.lower() == "softmax"
    is_name = key(f"{match[0].lstrip(chr(92))[0]}_{word}") in names
    return f"{word}{slope}" if is_known and not is_name else match[0]
