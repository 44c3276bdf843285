"""Names that a sentence gives one number where something holds and another where it does not.

`When m < 1 we have k = 1, otherwise k = 0` is `k = 1 if m < 1 else 0`.
"""

import re
from collections.abc import Collection

from handgrad.regex import regex

_GAP = r"(?:[\s,;:$]|\\q?quad(?![A-Za-z])|\\[,;! ])"
_NAME = r"\\?[A-Za-zα-ω]\w{0,15}(?:_\{?[a-z]\}?)?"
_NUMBER = r"[-+−]?\d+(?:\.\d+)?"
_IF = r"(?:if|when|whenever|where|wenn|falls|si|quand|lorsque|se|cuando)"
_ELSE = r"(?:(?:and|or|und|et|y|e)[ ])?(?:otherwise|else|sonst|sinon|altrimenti|en otro caso)"
_WE = (
    r"(?:(?:then|we|should|shall|must|have|let|set|put|take|define|say|that|gilt|ist|on|a|pose)"
    r"(?![a-z])\s*)*"
)
_CONDITION = (
    r"(?P<condition>(?:(?!(?i:\b(?:if|when|otherwise|else|where|and)\b))[^=;:\n]){1,60}?"
    r"(?:[<>≤≥]=?|\\(?:leq?|geq?|lt|gt)(?![A-Za-z]))"
    r"(?:(?!(?i:\b(?:if|when|otherwise|else|where)\b))[^=;:\n]){1,60}?)"
)
_SAID = rf"(?P<name>{_NAME})\s*=\s*(?P<one>{_NUMBER})"
_AGAIN = rf"(?:(?P=name)\s*=\s*)?{_GAP}*(?P<other>{_NUMBER})"
_END = r"[\s.;$]*(?=\n|$)"
_LED = regex(
    rf"(?im)^[ \t*•-]*{_IF}(?![a-z]){_GAP}+{_CONDITION}{_GAP}+{_WE}{_GAP}*{_SAID}{_GAP}+"
    rf"{_ELSE}(?![a-z]){_GAP}*{_WE}{_GAP}*{_AGAIN}{_END}"
)
_FOLLOWED = regex(
    rf"(?im)^[ \t*•$-]*(?:(?:let|set|put|define|where){_GAP}+)?{_SAID}{_GAP}+{_IF}(?![a-z])"
    rf"{_GAP}+{_CONDITION}"
    rf"{_GAP}+(?:{_ELSE}(?![a-z]){_GAP}*{_AGAIN}|(?:and|but|und|et){_GAP}+"
    rf"(?:(?P=name)\s*=\s*)?{_GAP}*(?P<last>{_NUMBER}){_GAP}+{_ELSE}){_END}"
)
_MAY_BE = regex(r"(?i)otherwise|else|sonst|sinon|altrimenti|en otro caso")


def with_numbers_chosen(text: str, known: Collection[str]) -> str:
    """The text with each such sentence as one formula; `known` are names that have a value.

    >>> with_numbers_chosen("When m < 1 let k = 1, otherwise k = 0.", ["m"])
    'k = 1 if m < 1 else 0'
    """
    if not _MAY_BE.search(text):
        return text

    def chosen(match: re.Match[str]) -> str:
        name, said = match["name"], match.groupdict()
        bare = name.lstrip("\\").partition("_")[0]
        if bare in known or (bare[0] == "d" and bare[1:] in known):
            return match[0]
        other = said["other"] or said["last"]
        condition = match["condition"].replace("$", " ").strip()
        return f"{name} = {match['one']} if {condition} else {other}"

    return _FOLLOWED.sub(chosen, _LED.sub(chosen, text))
