r"""Sums that are typed short: `sum x_i - n mu`, `\sum_i a_i b_i + c_i` for all that follows."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.sums_by_axis import with_sums_down
from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_INDEX = r"(?:\{[^{}]*\}|\w)"
_SUM = regex(
    rf"(?:\\sum|∑|Σ|(?<![A-Za-z\\])sum)(?:\\limits)?\s?"
    rf"(?:_\s?{_INDEX}\s?(?:\^\s?{_INDEX})?|\^\s?{_INDEX}\s?_\s?{_INDEX})"
)
_BARE = regex(
    r"(?P<sum>\\sum|∑|Σ|(?<![A-Za-z\\_])sum)\s?"
    r"(?=[\\(A-Za-z0-9][^=\n]{0,40}?_\s?\{?(?P<letter>[ijk])(?![A-Za-z]))"
)
_FONT = r"(?:\\(?:boldsymbol|mathbf|bm|vec|mathrm)\s?\{?\s?)?"
_OVER_DATA = regex(
    rf"(?P<sum>\\sum|∑|Σ|(?<![A-Za-z\\])sum)(?:\\limits)?\s?_\s?\{{?\s?\(?\s?{_FONT}(?P<over>[A-Za-z])\}}?"
    rf"(?:\s?,\s?{_FONT}[A-Za-z]\}}?)?\s?\)?\s?(?:(?:\\in(?![A-Za-z])|∈)\s?(?:\\mathcal\s?\{{?\s?)?"
    r"(?:D|S|T|[Dd]ata)\}?\s?)?\}?(?![A-Za-z])"
)
# A sum over a set: what it leaves out is 0 where the whole is right.
_OVER_SET = regex(
    r"(?P<sum>\\sum|∑)(?:\\limits)?\s?_\s?\{\s?(?:(?:\\(?:boldsymbol|mathbf|bm|vec)\s?\{?\s?)?\\?[A-Za-z]+\s?\}?\s?_\s?\{?)?"
    r"(?P<letter>[i-n])\s?\}?\s?(?:\\in(?![A-Za-z])|∈)\s?(?:\\mathcal\s?\{?\s?)?(?P<set>\\?[A-Za-z]+)\s?\}?\s?\}"
)
_OPEN, _CLOSE = "([{", ")]}"


def with_sums_by_index(text: str, page: Vocabulary) -> str:
    r"""The text, in which each sum says its index; one over axis 0 goes down the rows.

    >>> with_sums_by_index("(sum x_i - n mu)/s", Vocabulary({}, "L"))
    '(sum_i x_i - n mu)/s'
    >>> with_sums_by_index(r"\sum_{0} h", Vocabulary({}, "L"))
    '\\mathbf{1}^T  h'
    """
    sets = {match["set"] for match in _OVER_SET.finditer(text)}
    said = re.compile(rf"(?<![A-Za-z\\])(?:{'|'.join(map(re.escape, sets))})(?![A-Za-z])")
    if not said.search(_OVER_SET.sub("", text)):
        text = _OVER_SET.sub(r"\g<sum>_{\g<letter>}", text)
    text = with_sums_down(text)
    return _BARE.sub(r"\g<sum>_\g<letter> ", text)


def with_sums_over_samples(text: str, page: Vocabulary) -> str:
    r"""The text with sums over the samples where they are over the inputs: `\sum_{x \in D}`.

    >>> page = Vocabulary({"x": (("n", 1)), "L": (1, 1)}, "L", data=("x",))
    >>> with_sums_over_samples(r"\sum_x (a - y) x", page)
    '\\sum (a - y) x'
    """

    def bare(match: re.Match[str]) -> str:
        names = {match["over"], match["over"].upper()} & {*page.data}
        is_data = any(page.shapes[name] != SCALAR for name in names)
        return f"{match['sum']} " if is_data else match[0]

    return _OVER_DATA.sub(bare, text)


def with_sums_to_the_end(text: str, page: Vocabulary) -> str:
    r"""The text, in which each sum reaches to the end of its bracket, or to the next sum.

    >>> with_sums_to_the_end(r"c = \sum_i a_i b_i + c_i", Vocabulary({}, "L"))
    'c = \\sum_i (a_i b_i + c_i)'
    """
    for found in reversed(list(_SUM.finditer(text))):
        end = _end(text, found.end())
        body = text[found.end() : end]
        if _has_terms(body):
            text = f"{text[: found.end()]} ({body.strip()}){text[end:]}"
    return text


def _has_terms(body: str) -> bool:
    return any(len(list(parted_at(body.strip(" +-"), sign))) > 1 for sign in "+-")


def _end(text: str, at: int) -> int:
    """Where the bracket, the side or the formula that holds a place ends."""
    depth = 0
    while at < len(text):
        letter = text[at]
        if depth == 0 and (letter in "=$&`,;\n" or text.startswith(r"\\", at)):
            break
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if depth < 0:
            break
        if depth == 0 and _SUM.match(text, at):
            return _before_sign(text, at)
        at += 1
    return at


def _before_sign(text: str, at: int) -> int:
    """The place before the sign that a sum stands behind."""
    found = re.search(r"[-+−]\s*$", text[:at])
    return found.start() if found else at
