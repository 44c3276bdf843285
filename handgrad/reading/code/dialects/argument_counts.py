"""`if nargin == 2`, `if nargout > 1`: conditions on how a function of Octave is called."""

import re
from collections.abc import Sequence

from handgrad.regex import regex

_CONDITION = regex(
    r"\(?\s*(?P<word>nargin|nargout)\s*(?P<sign>==|>=?)\s*(?P<count>\d)\s*\)?(?=\s*(?:,|;|$))"
)
_OPENING = regex(r"\s*(?:if|for|parfor|while|switch|try)\b")
_ENDING = regex(r"\s*(?:end|endif|endfor|endwhile)\b")
_SHUT = regex(r"[;,]\s*(?:end|endif|endfor|endwhile)\s*;?\s*$")
_HEAD = regex(r"\s*if\b.*\bnarg(?:in|out)\b")


def with_counts_known(
    condition: str, given: int | None, wanted: int | None, *, is_met: bool = False
) -> str:
    """A condition, with its value where a call gives all and asks for all.

    A count is None where it is not known: the condition is as it was, unless it is met.

    >>> with_counts_known("nargin == 2", 2, 1), with_counts_known("nargin == 2", 3, 1)
    ('true ', 'false ')
    >>> with_counts_known("(nargin > 2)", None, 1)
    '(nargin > 2)'
    """
    found = _CONDITION.match(condition)
    count = None if found is None else given if found["word"] == "nargin" else wanted
    if found is not None and count is None and is_met:
        return "true " + condition[found.end() :]
    if found is None or count is None:
        return condition
    least = int(found["count"])
    holds = {"==": count == least, ">=": count >= least, ">": count > least}[found["sign"]]
    return ("true " if holds else "false ") + condition[found.end() :]


def is_around_all(rows: Sequence[str]) -> bool:
    """Whether one condition on the call stands around all that comes behind it.

    >>> is_around_all(["if nargin == 2", "f = x;", "g = 1;"])
    True
    >>> is_around_all(["if nargin == 2", "a = 1;", "end", "g = a;"])
    False
    """
    heads = [n for n, row in enumerate(rows) if _HEAD.match(row)]
    if len(heads) != 1 or any(re.match(r"\s*(?:else|function\b)", row) for row in rows):
        return False
    depth = 0
    for row in rows[heads[0] :]:
        bare = row.partition("%")[0].partition("#")[0]
        if depth <= 0 and bare.strip() and row is not rows[heads[0]]:
            return False
        depth += bool(_OPENING.match(bare)) - bool(_ENDING.match(bare) or _SHUT.search(bare))
    return True
