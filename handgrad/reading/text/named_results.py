r"""A name that a sentence gives to what stands above it: `Call this delta2.`

The sentence is written as an equation: the name, and the last member of the equation above.
"""

import re
from collections.abc import Collection

from handgrad.reading.text.english import WORDS
from handgrad.regex import regex

_NAME = (
    r"\$?\s*(?P<name>\\?[A-Za-z]\w{0,11}(?:_\{?\w{1,4}\}?)?(?:\^\{?\(?\[?\w\]?\)?\}?)?"
    r"|[α-ω]\w{0,3})\s*\$?"
)
_NAMED = regex(
    r"(?im)(?P<gap>[.,;:]\s+|^\s*|\(\s*)(?:(?:we|i|let'?s|let\s+us|and|so|now)\s+)*"
    r"(?:call|denote|name|label|abbreviate)\s+(?:this|that|it|the\s+(?:result|above|last\s+\w+))"
    r"(?:\s+(?:quantity|expression|vector|term|result|last\s+\w+))?(?:\s+(?:by|as))?\s+"
    + _NAME
    + r"(?:[.;:)]|$)"
)
_CALLED = regex(
    r"(?im)(?P<gap>^|[.,;:]\s)[^$=.\n]{0,40}?\b(?:call|denote|name|label|abbreviate)\s+"
    r"\$(?P<value>[^$=<>]+)\$\s+(?:(?:by|as|simply|just|the\s+(?:error|residual|delta))\s+)*"
    + _NAME
    + r"(?=[.,;:]|\s*$)"
)
_INDEX = regex(r"_\s?\{?\s?([a-z])\s?\}?(?![A-Za-z])")
_RELATION = regex(r"(?<![<>!=:])=(?!=)")
_END = regex(r"\$|\\\\|\\\]|\\end|\n|;|\.(?=\s|$)|,(?=\s)")
_REASON = regex(r"(?i)\b(?:where|with|since|because|as|for|using|by)\b")
_QUOTIENT = regex(
    r"(?:d|∂|\\partial)\s*\{?\s*\\?([A-Za-z]+)[^=]*?(?:/|\}\s*\{)\s*(?:d|∂|\\partial)"
)


def with_named_results(text: str, taken: Collection[str], loss: str) -> str:
    """The text with equations for such sentences; `taken` are the names of the page.

    >>> with_named_results("dL/dz = p - y. Call this delta.", (), "L")
    'dL/dz = p - y. \\ndelta = p - y'
    """
    text = _CALLED.sub(lambda match: _with_value(match, taken), text)
    found, place = "", 0
    for match in _NAMED.finditer(text):
        name = match["name"]
        bare = re.sub(r"[\\{}]", "", name)
        value = _last_member(text[: match.start()], loss)
        if bare in taken or (len(bare) > 1 and bare.lower() in WORDS) or not value:
            continue
        sign = "$" if "\\" in value + name else ""
        found += f"{text[place : match.start()]}{match['gap']}\n{sign}{name} = {value}{sign}"
        place = match.end()
        found += "" if text[place:].startswith("\n") or not text[place:] else "\n"
    return found + text[place:]


def _with_value(match: re.Match[str], taken: Collection[str]) -> str:
    """`call $(y_i - t_i)$ delta` as an equation in passing, with the index that is used."""
    name, value = match["name"], match["value"]
    bare = re.sub(r"[\\{}]", "", name)
    if bare in taken or (len(bare) > 1 and bare.lower() in WORDS):
        return match[0]
    letters = {*_INDEX.findall(value)}
    index = letters.pop() if len(letters) == 1 and "_" not in name else ""
    used = rf"(?<![A-Za-z]){re.escape(bare)}\s?_\s?\{{?\s?{index}(?![A-Za-z])"
    below = f"_{index}" if index and re.search(used, match.string) else ""
    return f"{match['gap']}with ${name}{below} = {value}$"


def _last_member(text: str, loss: str) -> str:
    """What stands behind the last sign of equality that is in no bracket, in the last lines.

    Nothing where that is a reason, or a derivative of anything but the loss.
    """
    for match in reversed(list(_RELATION.finditer(text))):
        value = text[match.end() :]
        end = _END.search(value)
        value = (value[: end.start()] if end else value).strip(" &")
        before = text[: match.start()].rpartition("\n")[2]
        if not value or any(before.count(a) > before.count(b) for a, b in ("()", "{}", "[]")):
            continue
        of = [match[1] for match in _QUOTIENT.finditer(before)]
        is_other = _REASON.search(before) or of[-1:] not in ([], [loss])
        is_near = text.count("\n", match.end()) <= 3
        return value if is_near and not is_other else ""
    return ""
