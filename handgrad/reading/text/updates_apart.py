r"""Updates that stand on one line: `w := w - a g, b := b - a h`."""

from handgrad.regex import regex

_SIGN = r"\s?(?::=|=(?!=)|←|\\(?:leftarrow|gets)(?![A-Za-z]))\s?"
_BEHIND = regex(
    rf"(?<=[\w)}}\]])\s?,\s+(?=(?P<name>\\?[A-Za-z]\w{{0,8}}){_SIGN}(?P=name)\s?[-−+])"
)


def with_updates_apart(text: str) -> str:
    r"""The text with each of them on a line of its own.

    >>> with_updates_apart("w := w - a x e, b := b - a e")
    'w := w - a x e\nb := b - a e'
    """
    return _BEHIND.sub("\n", text)
