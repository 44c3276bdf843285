"""Sums of products over named axes: `einsum(P, G, "query key, query d -> key d")`."""

import re
from string import ascii_lowercase

from handgrad.regex import regex

_TERMS = r"[\w.]+(?:\s+[\w.]+)*(?:\s*,\s*[\w.]+(?:\s+[\w.]+)*)*\s*->\s*[\w. ]*"
_CALL = regex(
    r"(?<!\w)(?:(?:np|numpy|torch|jnp|tf|einops|einx)\.)?einsum\(\s*"
    rf"(?:(?P<arrays>[^'\"\n]+?),\s*['\"](?P<behind>{_TERMS})['\"]"
    rf"|['\"](?P<before>{_TERMS})['\"]\s*,\s*(?P<rest>[^'\"\n)]+))\s*\)"
)


def with_lettered_axes(text: str) -> str:
    """The text with a letter for each axis, in front of the arrays, as NumPy has them.

    >>> with_lettered_axes("einsum(P, G, '... query key, ... query d -> ... key d')")
    "np.einsum('ab,ac->bc', P, G)"
    """
    return _CALL.sub(_lettered, text)


def _lettered(match: re.Match[str]) -> str:
    terms = match["behind"] or match["before"]
    is_named = any(len(part.split()) > 1 for part in re.split(r",|->", terms))
    axes = dict.fromkeys(word for word in re.findall(r"\w+", terms))
    if not (is_named or match["behind"]) or len(axes) > len(ascii_lowercase):
        return match[0]
    if not is_named:
        axes = dict.fromkeys(letter for word in axes for letter in word)
    letter = dict(zip(axes, ascii_lowercase, strict=False))
    words = r"\w+" if is_named else r"\w"
    found = re.sub(words, lambda word: letter[word[0]], terms)
    found = re.sub(r"\s|\.\.\.", "", found)
    return f"np.einsum('{found}', {match['arrays'] or match['rest']})"
