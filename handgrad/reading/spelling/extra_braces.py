r"""Braces of LaTeX around one name that are no argument: `{{h}_{\theta }}` for `h_{\theta}`."""

import re

from handgrad.reading.spelling.commands import FOR_THE_EYE, LETTERS, SIGNS, VARIANTS
from handgrad.regex import regex

_SCRIPT = r"\s?[_^]\s?(?:\{(?:[^{}]|\{[^{}]{0,20}\}){0,40}\}|\\?[A-Za-z]+|\d)"
_NAME = regex(
    r"\s?(?P<name>(?:\\(?:hat|bar|tilde|vec|mathbf|mathrm|boldsymbol|bm)\s?\{\\?[A-Za-z]+\s?\}|"
    rf"\\?[A-Za-z]+|\d)'?(?:{_SCRIPT}){{0,2}})\s?"
)
_COMMAND = regex(r"\\([A-Za-z]+)\*?\s?$")
# Commands that no argument follows.
_BARE = FOR_THE_EYE | LETTERS | SIGNS.keys() | VARIANTS.keys() | {"sum", "prod", "in"}
_LONGEST = 80
_MOST_PASSES = 4
_SIGNS_OF_EXTRA = ("{{", "}_", "}^", "}(", "}\\left")


def without_extra_braces(text: str) -> str:
    r"""The text without them, those within others first.

    >>> without_extra_braces(r"({{h}_{\theta }}({{x}^{(i)}}) - {{y}^{(i)}})")
    '(h_{\\theta }(x^{(i)}) - y^{(i)})'
    """
    for _ in range(_MOST_PASSES if any(sign in text for sign in _SIGNS_OF_EXTRA) else 0):
        bare = _without_outermost(text)
        if bare == text:
            break
        text = bare
    return text


def _without_outermost(text: str) -> str:
    opened: list[tuple[int, bool]] = []
    ends_first = False
    found: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if sign == "{" and text[place - 1 : place] != "\\":
            opened.append((place, _is_argument(text, place, ends_first)))
            ends_first = False
        elif sign == "}" and text[place - 1 : place] != "\\" and opened:
            start, is_argument = opened.pop()
            ends_first = is_argument
            if not is_argument and place - start < _LONGEST and _is_extra(text, start, place):
                found.append((start, place))
        elif not sign.isspace():
            ends_first = False
    for start, end in sorted(found, reverse=True):
        if not any(start < other and closing < end for other, closing in found):
            inside = text[start + 1 : end].strip()
            before = " " if text[start - 1 : start].isalnum() and inside[0].isalnum() else ""
            behind = " " if inside[-1].isalnum() and text[end + 1 : end + 2].isalnum() else ""
            text = text[:start] + before + inside + behind + text[end + 1 :]
    return text


def _is_argument(text: str, place: int, ends_first: bool) -> bool:
    """Whether a brace opens the argument of a command, or what stands above or below a name."""
    before = text[max(0, place - _LONGEST) : place].rstrip()
    if ends_first or before[-1:] in ("_", "^", "]"):
        return True
    command = _COMMAND.search(before)
    return command is not None and command[1] not in _BARE


def _is_extra(text: str, start: int, end: int) -> bool:
    """Whether braces hold one name with what stands below and above it."""
    name = _NAME.fullmatch(text[start + 1 : end])
    behind = text[end + 1 :].lstrip()[:1]
    if name is None or (behind in ("_", "^") and behind in name["name"]):
        return False
    word = name["name"]
    return not (len(word) > 1 and word.isalpha()) and not re.match(
        r"\\(?:rm|bf|it|tt|text)\b", word
    )
