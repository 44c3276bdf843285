"""Lines of Python that may give any name another value: `from change import *` below it."""

from collections.abc import Sequence

from handgrad.regex import regex

REBOUND = "line {} may give the names above it other values"
_ITSELF = regex(r"\bimport\s+__main__|\bfrom\s+__main__|(?<![\w'\"])__main__\s*\.")
_STAR = regex(r"\s*from\s+(?P<module>[\w.]+)\s+import\s+\*")
_KNOWN = ("numpy", "math", "torch", "jax", "scipy", "sympy", "typing", "matplotlib")
_GIVEN = regex(r"\s*(?:def\s|class\s|[\w.\[\], '\"]+=(?!=))")


def rebound_elsewhere(rows: Sequence[str]) -> str:
    """Why names may have other values than the lines say, "" for nothing.

    >>> rebound_elsewhere(["dw = 2*x", "from change import *"])
    'line 2 may give the names above it other values'
    >>> rebound_elsewhere(["from tools import *", "dw = 2*x"])
    ''
    """
    if not any("__main__" in row or "import" in row for row in rows):
        return ""
    is_given = False
    for number, row in enumerate(rows, 1):
        star = _STAR.match(row)
        is_own = star is not None and star["module"].partition(".")[0] not in _KNOWN
        if _ITSELF.search(row) or (is_own and is_given):
            return REBOUND.format(number)
        is_given = is_given or _GIVEN.match(row) is not None
    return ""
