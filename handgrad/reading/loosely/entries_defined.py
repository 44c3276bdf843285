r"""Names that are said by entry without saying so: `\delta = (o_i - t_i)`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SAID = regex(
    r"(?P<start>(?:^|[\n$,;]|\\\\|(?:let|where|with)\s)[\s$]*)(?P<name>\\?[A-Za-zα-ω]+)(?P<rest>\s?&?\s?:?=\s?(?P<said>[^=\n$]+))"
)
_INDEX = regex(r"_\s?\{?\s?([ijk])\s?\}?(?![A-Za-z])|\^\s?\{?\s?\(([ijk])\)")


def with_indices_on_the_left(text: str, page: Vocabulary) -> str:
    r"""The text, where a name that is used with an index is also said with it.

    >>> with_indices_on_the_left(r"\delta = o_i - t_i; dL = \delta_i", Vocabulary({}, "L"))
    '\\delta_i = o_i - t_i; dL = \\delta_i'
    """

    def put(match: re.Match[str]) -> str:
        letters = {a or b for a, b in _INDEX.findall(match["said"])}
        letter = next(iter(letters), "")
        used = rf"{re.escape(match['name'])}\s?(?:_\s?\{{?\s?{letter}|\^\s?\{{?\s?\({letter}\))"
        if len(letters) != 1 or "sum" in match["said"] or not re.search(used, text):
            return match[0]
        return f"{match['start']}{match['name']}_{letter}{match['rest']}"

    return _SAID.sub(put, text)
