"""Rows of R, Octave, Julia and Python that may change any name above them.

By its text, from a list, from a file: `eval(parse(text = "dw <- 0"))`, `list2env(...)`.
"""

from handgrad.regex import regex

_BY_TEXT = regex(
    r"(?:^|;)[ \t]*(?:invisible\()?(?:base::|Core\.|Base\.)?(?:"
    r"(?:eval\w*|assign\w*|list2env|attach|delayedAssign|makeActiveBinding|source|load|local|"
    r"with|within|include\w*|set(?:field|property)!|run)\((?=.*\))"
    r"|do\.call\([ ]?[\"'`]?(?:<-|assign)|@eval\b|load[ ]+\w+\.mat\b"
    r"|%run\b)"
)


def changes_by_text(row: str) -> bool:
    """Whether a row may change any name.

    >>> changes_by_text("list2env(list(dw = 0), globalenv())"), changes_by_text("dw <- 2*x")
    (True, False)
    """
    return _BY_TEXT.search(row) is not None


def any_by_text(text: str) -> bool:
    """Whether a row of a text may change a name that a row above it gives a value."""
    rows = text.split("\n")
    first = next((n for n, row in enumerate(rows) if "=" in row or "<-" in row), len(rows))
    return any(map(changes_by_text, rows[first + 1 :]))
