r"""Arguments that nothing else speaks of: the `(x)` of `f(x)`, where a page has f and no x.

Letters that count, as in `y(i)`, are none of them.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_APPLIED = regex(
    r"(?P<name>(?<![A-Za-z\\_])(?:\\hat\s?\{?)?\\?[A-Za-z][A-Za-z0-9]{0,11}\}?(?:_\{?\w{1,3}\}?)?)"
    r"\((?P<inside>[uvxzUVXZ](?:[,;]\s?[uvxzUVXZ]){0,3})\)"
)
_LETTER = regex(r"[A-Za-z]")


def without_unknown_arguments(text: str, page: Vocabulary) -> str:
    """The text without them; as it was where one of their letters stands elsewhere too."""
    known = {name.lower() for name in page.shapes if len(name) == 1}
    bare = text
    letters: set[str] = set()
    for match in reversed(list(_APPLIED.finditer(text))):
        inside = {*_LETTER.findall(match["inside"])}
        if _is_value(match["name"], page) and not {x.lower() for x in inside} & known:
            bare = bare[: match.end("name")] + bare[match.end() :]
            letters |= inside
    spoken = any(re.search(rf"(?<![A-Za-z\\]){x}(?![A-Za-z])", bare) for x in letters)
    return text if spoken else bare


def _is_value(name: str, page: Vocabulary) -> bool:
    """Whether this is a value of the page, with or without an index below."""
    word = re.sub(r"\\hat\s?\{?|[\\{}]", "", name)
    spelled = (word, word.partition("_")[0], word[1:] if word[0] == "d" else "")
    return any(name in page.shapes for name in spelled)
