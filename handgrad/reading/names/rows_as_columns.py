r"""Rows of matrices that a text writes as columns: `P_{i:}P_{i:}^T`, a matrix."""

from handgrad.regex import regex

_ROW = regex(
    r"(?P<name>[A-Za-z])\s?_\s?\{\s?(?P<index>[a-z])\s?,?\s?(?::|\\cdot|\*|\\bullet|·)\s?\}"
)
# The square of a column, which for a row would be one number.
_SQUARE = regex(rf"{_ROW.pattern}\s*(?P=name)\s?_\s?\{{[^{{}}]*\}}\s?\^\s?\{{?\s?(?:T|\\top|⊤)")


def with_rows_as_columns(text: str) -> str:
    r"""The text with `P_{i}`, a column of its own, for the row i of P, where it is one.

    >>> with_rows_as_columns(r"dS_{i:} = (D - P_{i:}P_{i:}^T) dP_{i:}")
    'dS_{i} = (D - P_{i}P_{i}^T) dP_{i}'
    >>> with_rows_as_columns(r"dS = \sum_i X_{i:}^T G_{i:}")
    'dS = \\sum_i X_{i:}^T G_{i:}'
    """
    return _ROW.sub(r"\g<name>_{\g<index>}", text) if _SQUARE.search(text) else text
