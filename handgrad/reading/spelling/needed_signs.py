"""Signs without which an expression finds nothing: cheaper to look for than the expression."""

from collections.abc import Iterable


def has_one(text: str, signs: Iterable[str]) -> bool:
    """Whether one of these signs stands in a text.

    >>> has_one("dL/dw = 2*x", ("^", "*")), has_one("dL/dw = 2*x", ())
    (True, False)
    """
    for sign in signs:  # noqa: SIM110 - a generator would take twice as long
        if sign in text:
            return True
    return False


def in_small_letters(text: str) -> str:
    """A text in small letters, as an expression that ignores case sees it.

    >>> in_small_letters("LABEL"), in_small_letters("ſıİ")
    ('label', 'sii')
    """
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")
