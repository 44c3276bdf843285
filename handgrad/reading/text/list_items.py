r"""Lines that begin an item or a heading of Markdown, and remarks: none goes on with a formula.

`- **Bias** $b$`, `* **2)** ...`, `**Step two**`, `- x is the input`; but `- 2w for all entries`
is a term, and so may be what stands behind a plus in words.
"""

from collections.abc import Sequence

from handgrad.reading.text.continued import BARE, PRODUCT, is_derivative
from handgrad.regex import regex

_WORDS = r"[^\W\d_]{2,}(?:[ '’-][^\W\d_]+)*"
_BEHIND = r"(?:\s*$|\s*[:.,;—–(]|\s+(?:\\[(\[]|\$|[^\W\d_]{2}))"
_ITEM = regex(
    rf"[-+*−–•]\s+(?:\*{{0,2}}{_WORDS}\s*:\*{{0,2}}(?:\s*$|\s+(?:\\[(\[]|\$))"
    rf"|(?P<bold>\*{{1,3}}|__)(?=[^*\n]*[^\W\d_]{{3}})\(?{_WORDS}[^*_=\n]*(?P=bold){_BEHIND})"
    r"|\*\s+(?:\\\(|\$|\*\*|`)|(?:\*\*|__)(?=\d+[.)]\s|\(?[^\W\d_]{2})"
)
_PHRASE = regex(r"(?P<mark>[-*•])\s+[^\W\d_a-z][^\W\d_A-Z]{2,}\s+[^\W\d_A-Z]{2,}(?!\s*[*·/])")
# A name alone, as the head of what stands below it.
_HEAD = regex(
    r"[-+*•]\s+(?P<bold>\*{0,2})[$`]?\\?[A-Za-z]\w*(?:[_^]\{?\w+\}?)?[$`]?(?P=bold)\s*:?\s*"
)
_BOLD = regex(r"(\*\*|__)[$`]?\\?[A-Za-z]\w{0,8}[$`]?\1\s*:?\s*")
_VERBS = regex(
    r"(?i)(?<![\\A-Za-z])(?:(?P<saying>is|are|was|the|that|this|these|we|so|then|means|denotes"
    r"|stands|note|here|which|has|have|gives?)"
    r"|where|with|because|since|for|by|of|from|uses?|using)(?![A-Za-z])"
)
_SAID = regex(r"(?<![\\A-Za-z_^])[^\W\d_]{3,}(?![A-Za-z]*[(_^])")
_FUNCTIONS = regex(
    r"\\[A-Za-z]+|\b(?:exp|log|tanh|cosh|sinh|sin|cos|tan|sqrt|sum|mean|max|min|lambda)\b"
)
_MARKED = regex(r"[-−–*] ")
# What a term is there for: `- w for regularisation`.
_REASON = regex(r"(?i)\s*\$?\\?\w+\$?\s+(?:for|because|since|from|due|coming)\b")
_FOR_ALL = regex(r"(?i)for\s+(?:all|every|each|any)\b")


def begins_item(line: str, lines: Sequence[str]) -> bool:
    """Whether a line begins an item of a list, or a heading.

    >>> begins_item("- **Bias** $b$", ()), begins_item("- w", ("dL = 2x", "- w"))
    (True, False)
    """
    line = line.strip()
    if _ITEM.match(line) or _BOLD.fullmatch(line):
        return True
    if _HEAD.fullmatch(line):
        return _is_headed(lines)
    phrase = _PHRASE.match(line)
    marks = (found["mark"] for one in lines if (found := _PHRASE.match(one.strip())))
    return phrase is not None and list(marks).count(phrase["mark"]) > 1


def _is_headed(lines: Sequence[str]) -> bool:
    """Whether the first of the names that stand alone has no formula above it to go on with."""
    first = next(n for n, line in enumerate(lines) if _HEAD.fullmatch(line.strip()))
    above = next((line for line in reversed(lines[:first]) if line.strip()), "")
    return "=" not in above


def is_remark(line: str) -> bool:
    """Whether a line with a dash says something in words.

    >>> is_remark("- x is the input"), is_remark("- 2w for all entries")
    (True, False)
    """
    verb = _VERBS.search(line) if _MARKED.match(line) else None
    if verb is None:
        return False
    return not _is_term(line[1 : verb.start()].strip(), line, verb["saying"])


def _is_term(before: str, line: str, saying: str | None) -> bool:
    """Whether a term stands before the first verb, and the words tell where it holds."""
    if (
        not before
        or before.startswith(("$", "\\(", "`"))
        or _SAID.search(_FUNCTIONS.sub("", before))
        or is_derivative(before)
    ):
        return False
    if BARE.fullmatch(before):
        return _FOR_ALL.search(line) is not None or _REASON.match(line[1:]) is not None
    return not saying or PRODUCT.match(before) is not None
