r"""Gradients as attributes in mathematics: `w.g = y.g \cdot x`, `w.grad = ...`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ATTRIBUTE = r"\.(?:grad|g)(?![\w(\[.])"
_FONT = regex(
    rf"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s?\{{\s?(?P<name>\w+)\s?\}}(?={_ATTRIBUTE})"
)
_GIVEN = regex(rf"(?m)(?:^|[\s$`(*])(?P<name>[A-Za-z]\w*){_ATTRIBUTE}\s*:?=(?!=)")


def with_gradients_named(text: str, page: Vocabulary) -> str:
    """The text with derivatives of the loss for them, where it gives one a value.

    >>> page = Vocabulary(dict.fromkeys("wxyL", (1, 1)), "L", ("w",), ("x",))
    >>> with_gradients_named("w.g = y.g x", page)
    'dL_dw = dL_dy x'
    """
    text = _FONT.sub(r"\g<name>", text)
    given = {match["name"] for match in _GIVEN.finditer(text)}
    if not given or not given <= page.shapes.keys():
        return text
    names = "|".join(sorted(map(re.escape, page.shapes), key=len, reverse=True))
    named = re.compile(rf"(?<![\w.\\])(?P<name>{names}){_ATTRIBUTE}")
    return named.sub(lambda match: f"d{page.loss}_d{match['name']}", text)
