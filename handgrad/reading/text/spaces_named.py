r"""What names are numbers or vectors, behind a formula: `, \quad w \in \mathbb{R}^d`."""

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_REAL = (
    r"(?:\\in(?![A-Za-z])|∈|(?<=\s)in\s)\s?(?:\\math(?:bb|bf|rm)\s?\{?\s?R\s?\}?"
    r"|\\Re?(?![A-Za-z])|ℝ|R(?![A-Za-z0-9(\[]))"
    r"(?:\s?\^\s?(?:\{[^{}=]{1,30}\}|\w)|\s?_\s?(?:\{\s?[+-]+\s?\}|[+-])|[ⁿᵐᵏᵈ²³ᴺᴰ×])*"
)
_NAME = r"\\?(?:math(?:bf|rm)|boldsymbol|bm|vec|hat)?\s?\{?\s?[A-Za-z]\w{0,8}\}?"
_SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;: ]|~|\s)"
_WORDS = (
    r"(?:(?:for|with|where|all|any|every|each|and)\s+|\\text\s?\{[a-z ]{0,20}\}"
    r"|\\(?:forall|textrm|mathrm)(?![A-Za-z])\s?)"
)
_SAID = rf"(?:{_WORDS}|{_SPACE}){{0,4}}{_NAME}(?:\s?,{_SPACE}{{0,2}}{_NAME}){{0,5}}\s?{_REAL}"
_LIST = rf"{_SAID}(?:\s?[,;]{_SAID}){{0,4}}"
_BEHIND = regex(
    rf"(?:(?<!\\)[,;.]{_SPACE}{{0,3}}(?P<opened>\$)?"
    rf"|{_SPACE}{{0,3}}\\q?quad(?![A-Za-z]){_SPACE}{{0,3}}|"
    rf"{_SPACE}{{0,3}}(?=\\text|\\forall)|{_SPACE}{{1,3}}(?=for|with|where|\())"
    rf"(?:\(\s?{_LIST}\s?\)|{_LIST})(?=[\s.,;$\\\])]*(?:$|\n))"
)
_AFTER_DOLLAR = regex(
    rf"(?<=\$)[,;.]?[ ]+(?:(?:for|with|where)[ ](?:all[ ])?)?\(?\$\s?{_LIST}\s?\$\)?"
    r"(?=[.,]?\s*(?:$|\n))"
)
_COMPARED = r"(?:[<>≤≥≠]=?|\\(?:leq?|geq?|lt|gt|neq?|neq)(?![A-Za-z]))\s?[-−]?\d[\d.]*"
_WORD_BEFORE = (
    r"(?<!for)(?<!if)(?<!en)(?<!ere)(?<!with)(?<!all)(?<!and)(?<!or)(?<!ach)(?<!very)"
)
_NAMES = rf"{_NAME}(?:\s?,{_SPACE}{{0,2}}{_NAME}){{0,5}}\s?"
_TEX_SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;: ]|~)"
# A set without dimensions is no set of a gradient: behind it a plain space is enough.
_NUMBER_SET = (
    r"(?:\\in(?![A-Za-z])|∈)\s?(?:\\math(?:bb|bf|rm)\s?\{?\s?R\s?\}?|ℝ)(?!\s?[\^_ⁿᵐᵏᵈ²³ᴺᴰ×])"
)
_UNPARTED = regex(
    rf"(?:(?<=[)\]}}\w²³]){_WORD_BEFORE}\s?{_TEX_SPACE}{{1,4}}\s?{_NAMES}(?:{_REAL}|{_COMPARED})"
    rf"|(?<=[)\]\w²³])(?<!quad){_WORD_BEFORE}\s{{1,4}}{_NAME}\s?{_NUMBER_SET})"
    r"(?=[\s.,;$\\\])]*(?:$|\n))"
)


def without_unparted(text: str) -> str:
    r"""The text without what may be said of a name right behind a formula.

    >>> without_unparted(r"dL/dw = 2x(wx - y)\, w \in \mathbb{R}")
    'dL/dw = 2x(wx - y)'
    """
    return _UNPARTED.sub("", text)


def without_spaces(text: str, page: Vocabulary) -> str:
    r"""The text without what such words say at the end of a line.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",), ("x",))
    >>> without_spaces(r"dL/dw = 2x, \quad w, x \in \mathbb{R}", page)
    'dL/dw = 2x'
    >>> without_spaces(r"dL/dw = 2\, x \in \mathbb{R}", page)
    'dL/dw = 2\\, x \\in \\mathbb{R}'
    """
    if "R" in page.shapes:
        return text
    text = _AFTER_DOLLAR.sub("", text)
    return _BEHIND.sub(lambda match: match["opened"] or "", text)
