r"""Words in LaTeX behind a formula, `2x && \text{times two}`, as plain text has them."""

from handgrad.regex import regex

_WORDS = regex(
    r"(?:[\s&~]|\\q?quad(?![A-Za-z])|\\[,;:! ])*\\(?:text(?:rm|it|bf|sf)?|mbox|hbox)\s?\{"
    r"\s*[(\[]?(?P<said>[^{}$=()\[\]<>\\]*[A-Za-z]{2}[^{}$=()\[\]<>\\]*)[)\]]?\s*\}"
    r"(?=[\s.,;)&]*(?:\$|\\\\|\\\]|\\\)|\\end\b|\n|$))"
)


def with_words_behind(text: str) -> str:
    r"""The text with a comma before such words, where they end a formula.

    >>> with_words_behind(r"$dL/dw = 2x \quad \text{(up to sign)}$")
    '$dL/dw = 2x, up to sign.$'
    """
    return _WORDS.sub(r", \g<said>.", text) if "\\" in text else text
