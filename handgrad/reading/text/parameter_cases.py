r"""One derivative by a letter for any parameter, whose cases say which: `\theta = w_i`."""

import re
from collections.abc import Sequence

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_LETTER = r"(?P<by>\\[a-zA-Z]+|[A-Za-zα-ω])"
_LEFTS = (
    rf"\\[dt]?frac\s*\{{[^{{}}=^]{{1,40}}\}}\s*\{{\s*(?:\\partial|∂|d|\\mathrm\{{d\}})\s*{_LETTER}\s*\}}",
    rf"[d∂]\s?[A-Za-zŷ]\w{{0,12}}\s?/\s?[d∂]\s?{_LETTER}(?![A-Za-z_^])",
)
_ARRAY = (
    r"\s*&?\s*:?=\s*&?\s*(?:\\left\s*)?(?:\\\{|\\lbrace(?![a-z]))?\s*"
    r"\\begin\{(?P<kind>[dr]?cases|array|matrix|aligned)\}(?:\s*\{[lcr| ]*\})?"
    r"(?P<rows>.{1,2000}?)\\end\{(?P=kind)\}(?:\s*\\right\s*\.)?"
)
_IN_AN_ARRAY = tuple(regex(rf"(?P<left>{left}){_ARRAY}", re.DOTALL) for left in _LEFTS)
_IN_ROWS = tuple(regex(rf"(?P<left>{left})\s*:?=\s*\{{?\s*") for left in _LEFTS)
_ROW_END = regex(r"\\\\(?:\s*\[[^\]]*\])?|\\cr(?![a-z])")
_BEGINS = regex(r"(?:[^=]*[:：,])?[\s$&]*(?:\\\[|\\begin\{[a-z]+\*?\})?[\s$&]*")
_ENDS = regex(r"[\s.,;]*(?:$|\n|\$|\\\]|\\end\{|\\\\|\\tag)")
_NAME = (
    r"(?P<name>(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s?\{\s?\\?[A-Za-z]+\s?\}|\\?[A-Za-z]+|[α-ω])"
    r"(?:\s?[_^]\s?(?:\{[^{}=]{1,20}\}|\w))*)"
)
_IF = (
    r"(?:\\(?:text|mbox|textrm|mathrm)\s?\{\s*)?"
    r"(?:(?:if|for|when|where|wenn|falls|für|si|pour|se|若|当)\s*)?\}?"
)
_IS = r"(?:==?|\\equiv|(?:\\text\s?\{)?\s*is\s*\}?)"
# What says more of where a case holds than what its indices run over.
_FURTHER = regex(
    r"[<>≠≤≥]|!=|=\s*(?![\s01])|\\(?:neq?|leq?|geq?|lt|gt)(?![a-z])|"
    r"(?i:\b(?:if|when|where|except|unless|not|only|but|times|half|twice|minus)\b)"
)


def with_parameters_apart(text: str, page: Vocabulary) -> str:
    r"""The text with an equation for each case, where the page has no such letter.

    >>> page = Vocabulary({"w": (1, 1), "b": (1, 1)})
    >>> print(with_parameters_apart("dL/dθ = 2r if θ = w; r if θ = b", page))
    dL/dw = 2r
    dL/db = r
    """
    for pattern in _IN_AN_ARRAY:
        for found in pattern.finditer(text):
            rows = [row for row in _ROW_END.split(found["rows"]) if row.strip()]
            is_whole = _stands_first(text, found) and _ENDS.match(text, found.end())
            if is_whole and _is_free(found["by"], page) and (apart := _apart(found, rows, "&")):
                text = text.replace(found[0], " \\\\\n".join(apart))
    for pattern in _IN_ROWS:
        left = pattern.search(text)
        if left is not None and _stands_first(text, left) and _is_free(left["by"], page):
            behind, sep, rest = text[left.end() :].partition("\n\n")
            rows = [row for row in re.split(r"[;\n]", behind) if row.strip(" }")]
            if apart := _apart(left, rows, r"(?:[,\s(]|\\q?quad)+(?=if|for|when|where)"):
                text = text[: left.start()] + "\n".join(apart) + sep + rest
    return text


def _stands_first(text: str, left: re.Match[str]) -> bool:
    """Whether nothing stands before an equation that may change what it says."""
    row = text[: left.start()].rpartition("\n")[2]
    return _BEGINS.fullmatch(row) is not None and not _FURTHER.search(row)


def _is_free(letter: str, page: Vocabulary) -> bool:
    word = letter.lstrip("\\")
    return not {word, GREEK.get(word, word)} & page.shapes.keys()


def _apart(found: re.Match[str], rows: Sequence[str], between: str) -> list[str]:
    """An equation for each row, none where a row does not say of which parameter it is."""
    letter = re.escape(found["by"])
    case = re.compile(
        rf"\s*(?P<value>[^&]+?)[\s,;]*{between}\s*{_IF}\s*\$?\s*{letter}\s*{_IS}\s*{_NAME}"
        r"\s*\$?\s*\)?\s*\}?\s*(?P<further>(?:[,;.].*)?)",
        re.DOTALL,
    )
    cases = [case.fullmatch(row) for row in rows]
    if not all(match and not _FURTHER.search(match["further"]) for match in cases):
        return []
    start, end = (place - found.start("left") for place in found.span("by"))
    left = found["left"]
    return [
        f"{left[:start]}{match['name']}{left[end:]} = {match['value'].strip()}"
        for match in cases
        if match is not None
    ]
