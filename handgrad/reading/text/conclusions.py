"""What a sentence concludes, as an equation apart from the one before it."""

import re

from handgrad.regex import regex

_CONCLUSION = regex(
    r"(?<=[\w)}\]$'])(?P<sign>[.,])(?P<gap>[ \t]+)(?=(?:and\s+)?"
    r"(?:(?:so|hence|thus|therefore|then|consequently)\s*,?\s+)?(?:that\s+)?"
    r"the\s+(?:(?:full|final|total|whole)\s+)?gradient\s+(?:is|equals|becomes)\s*:?\s*[$\\(\d-])",
    re.IGNORECASE,
)


def with_conclusions_apart(text: str) -> str:
    """The text with a semicolon before `so the gradient is ...`, a claim of its own.

    >>> with_conclusions_apart("$dL/dw = 2x$. So the gradient is $x$.")
    '$dL/dw = 2x$; So the gradient is $x$.'
    """
    return _CONCLUSION.sub(r";\g<gap>", text) if "gradient" in text else text
