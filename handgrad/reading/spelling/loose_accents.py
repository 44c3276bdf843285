r"""Hats and stars that stand beside the letter they belong to: `y^ - y`, `^y`, `yˆ`, `y* - y`.

What stands alone behind a letter, before a space and an operator, raises nothing.
"""

from handgrad.regex import regex

_NEXT = r"(?=[ ]*[)\]}=,;]|[ ]+[-+−–*·×⋅][ ]|[ ]*$)"
_HAT_BEHIND = regex(
    rf"(?m)(?<![\w\\^])(?P<letter>[A-Za-df-z])"
    rf"(?:\^(?:\u200b|{_NEXT}|(?=[-−–](?P=letter)(?![A-Za-z])))|ˆ(?![\w({{\[]))"
)
_HAT_BEFORE = regex(
    r"(?:(?<=[(\[{=+*·×/\s−-])ˆ|(?<=[(\[])\^|(?<=[-+=−*·×] )\^)(?P<letter>[A-Za-z])(?![A-Za-z])"
)
_RAISED = regex(r"(?<=[\w)\]}])ˆ(?=[\w({\[-])")
_STAR_BEHIND = regex(r"(?<![\w\\.*])([A-Za-z])\*(?=[ ]+[-+−–][ ])(?![^\n]*[A-Za-z]\*[ ]*\*)")


def with_accents_in_place(text: str) -> str:
    r"""The text with hats where the reader looks for them; a star as a name of its own.

    >>> with_accents_in_place("dL/dw = 2(y^ - y)x"), with_accents_in_place("e^ -x")
    ('dL/dw = 2(y_hat - y)x', 'e^ -x')
    >>> with_accents_in_place("2(ˆy − y)xˆ2"), with_accents_in_place("(y* - y)*x")
    ('2(y_hat − y)x^2', '(y_star - y)*x')
    """
    hat = r"\\hat{\g<letter>}" if "\\" in text else r"\g<letter>_hat"
    if "^" in text or "ˆ" in text:
        text = _HAT_BEFORE.sub(hat, _HAT_BEHIND.sub(hat, text))
        text = _RAISED.sub("^", text)
    return _STAR_BEHIND.sub(r"\1_star", text) if "*" in text else text
