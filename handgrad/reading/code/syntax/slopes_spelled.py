"""`dL/dw = ...` in a program, where no quotient can be given a value, as the name dL_dw."""

import re
from collections.abc import Sequence

from handgrad.reading.text.line import Line
from handgrad.regex import regex

_HEAD = regex(r"[ \t]*(?P<slope>[d∂][A-Za-z]\w*/[d∂][A-Za-z]\w*)[ \t]*=(?!=)")


def with_slopes_spelled(text: str, unread: Sequence[Line]) -> str:
    """The text with the quotients that unread lines give values, and only those, as names.

    >>> from handgrad.reading.text.line import Line
    >>> with_slopes_spelled("dL/da = np.exp(a)\\ndb = dL/da", [Line(1, "dL/da = np.exp(a)")])
    'dL_da = np.exp(a)\\ndb = dL_da'
    """
    if not any(_HEAD.match(line.text) for line in unread):
        return text
    slopes = {head["slope"] for row in text.splitlines() if (head := _HEAD.match(row))}
    for slope in slopes:
        name = slope.replace("/", "_").replace("∂", "d")
        text = re.sub(rf"(?<![\w/.]){slope}(?![\w/(\[])", name, text)
    return text
