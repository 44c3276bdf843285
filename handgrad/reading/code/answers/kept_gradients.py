"""Gradients that a layer keeps in a list by number, `self.grads[0][...] = dW`: dW says them."""

import re

from handgrad.regex import regex

_KEPT = regex(
    r"(?m)^[ \t]*(?:self\.)?grads?\[\d\](?:\[\.\.\.\]|\[:\])?[ \t]*="
    r"[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*$\n?"
)


def without_kept(text: str) -> str:
    """The text without lines that only keep what it has a name for.

    >>> without_kept("dW = X.T @ g\\nself.grads[0][...] = dW\\nreturn dX")
    'dW = X.T @ g\\nreturn dX'
    """

    def kept(match: re.Match[str]) -> str:
        before = match.string[: match.start()]
        is_said = re.search(rf"(?m)^[ \t]*{match['name']}[ \t]*=(?!=)", before)
        return "" if is_said else match[0]

    return _KEPT.sub(kept, text)
