"""Words that may make another thing of the formulas beside them, so that they stay there."""

from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_SAYS = regex(
    r"(?i)(?<![^\W\d_])(?:is|are|be|where|let|with|for|as|by|denot\w+|call\w*|ist|est|es|sei|soit)"
    r"(?![^\W\d_])"
)


def may_matter(words: str) -> bool:
    """Whether words may say what a letter is, change a formula or take it back.

    >>> may_matter("where g is softsign"), may_matter("we get")
    (True, False)
    """
    return may_be_another(words) or _SAYS.search(words) is not None
