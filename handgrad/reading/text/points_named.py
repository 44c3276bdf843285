r"""A derivative at a point by its letter: `\left.\frac{dL}{dw}\right|_{w=w_0} = 2w_0x`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_BAR = regex(
    r"(?:\\(?:right|[Bb]igg?[rl]?)\s?)?(?:\\vert(?![A-Za-z])|\\rvert(?![A-Za-z])|(?<!\|)\|)\s?_\s?"
    r"\{\s?(?P<name>\\?[A-Za-z]\w*)\s?=\s?(?P<point>(?:[^{}=\n]|\{[^{}=\n]*\}){1,30}?)\s?\}(?=[^=\n]{0,6}=)"
)
_FONT = regex(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s?\{\s?(?P<letter>\\?[A-Za-z]+)\s?\}")
_BOLD_POINT = regex(rf"_\s?\{{\s?[^{{}}=\n]{{1,9}}=\s?{_FONT.pattern}")
# A point of several numbers: `|_{a=0, b=0}`.
_GIVEN = r"\\?[A-Za-z]\w*\s?=\s?[-−]?\d[\d.]*"
_MANY = regex(
    r"(?:\\(?:right|[Bb]igg?[rl]?)\s?)?(?:\\vert(?![A-Za-z])|(?<!\|)\|)\s?_\s?"
    rf"\{{\s?(?P<given>{_GIVEN}(?:\s?,\s?{_GIVEN}){{1,4}})\s?\}}(?=[^=\n]{{0,6}}=)"
)
# Of a plain line: `dL/dw|w=w0 = ...`, `dL/dw at w = w_0: ...`.
_PLAIN = regex(
    r"(?:(?<=\w)\|[ ]?|(?<=\w)[ ]at[ ](?:the[ ]point[ ])?)(?P<name>[A-Za-z]\w*)[ ]?=[ ]?"
    r"(?P<point>-?\d[\d./]*|[A-Za-z]\w{0,6}(?:\^\(\w\)|\^?\*)?)(?=[ ]*[=:])"
)
# The derivative's own argument: `L'(w_0)`, `dL/dw(w_0)`.
_ARGUMENT = regex(
    r"(?:(?<=')|(?<=\})|(?<=nabla [A-Z])|(?<=∇[A-Z])|(?<=_\w [A-Z])"
    r"|(?<=/d\w)|(?<=/d\w\s))\((?P<point>[^()=\n]{2,30}|\d)\)(?=[\s&]*=)"
)
_CONDITION = regex(
    r"(?i)(?<![a-z\\])(?:if|iff|when(?:ever)?|provided|unless|assuming|as\s+long\s+as)(?![a-z])"
)
_NUMBER = regex(r"[-−]?\s?\d+(?:\.\d+)?(?:/\d+)?")
_LETTER = (
    r"\\?{0}\s?(?:_\s?(?:\w|\{{\s?\w{{1,4}}\s?\}})|\^\s?(?:\\?\*|\\ast|\\star|\{{\s?(?:\(\s?\w\s?\)|\*|\\ast)\s?\}}|\(\w\))|'|\d)"
    r"|\\(?:hat|bar|tilde|widehat)\s?(?:\{{\s?\\?{0}\s?\}}|\\?{0}(?![A-Za-z]))|(?<![A-Za-z\\])[a-z]"
)
_BACKSLASH = "\\"
_LEFT = regex(r"\\left\s?\.\s?")
_STARTS = regex(r"[\s$&]*")


def with_points_in_words(text: str, page: Vocabulary) -> str:
    r"""The text with the page's letter for the point's, and a point of numbers in words.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> with_points_in_words(r"\frac{dL}{dw}|_{w=w_0} = 2w_0x", page)
    '\\frac{dL}{dw} = 2w x'
    >>> with_points_in_words(r"\frac{dL}{dw}|_{w=0} = 0", page)
    'At w = 0, \\frac{dL}{dw} = 0'
    """
    return "\n".join(_line(line, page) for line in text.split("\n"))


def _line(line: str, page: Vocabulary) -> str:
    line = _FONT.sub(r" \g<letter>", line) if _BOLD_POINT.search(line) else line
    many = _MANY.search(line)
    if many is not None and not _CONDITION.search(line, many.end()):
        return _at(many["given"], _LEFT.sub("", line[: many.start()]), line[many.end() :])
    bar = _BAR.search(line) or _PLAIN.search(line) or _ARGUMENT.search(line)
    if bar is None or bar.re.search(line, bar.end()) or _CONDITION.search(line, bar.end()):
        return line
    name = bar["name"] if "name" in bar.re.groupindex else _only(page)
    point = bar["point"].strip()
    is_behind = bar[0].lstrip()[:2] == "at" and "=" in line[: bar.start()]
    if is_behind or name.lstrip("\\") not in page.shapes:
        return line
    is_number = _NUMBER.fullmatch(point) is not None
    if not is_number and not _is_letter(point, name, page):
        return line
    before, behind = _LEFT.sub("", line[: bar.start()]), line[bar.end() :]
    if is_number:
        has_name = name.lstrip(_BACKSLASH) in re.sub(r"\\(?:frac|left|right|cdot)", " ", behind)
        return line if has_name else _at(f"{name} = {point}", before, behind)
    letter = _point(point)
    named = letter.sub(lambda match: _named(name, match[0]), behind)
    return before + named if letter.search(behind) else line


def _at(given: str, before: str, behind: str) -> str:
    """A line with the point before its formula, and before what marks this as one."""
    begin = _STARTS.match(before)
    start = begin.end() if begin else 0
    return f"At {given}, {before[:start].lstrip()}{before[start:]}{behind}"


def _named(name: str, letter: str) -> str:
    """The name in the place of a letter, behind which braces may close that stand around it."""
    return f"{name} {'}' * (letter.count('}') - letter.count('{'))}"


def _only(page: Vocabulary) -> str:
    """The only parameter of a page, as an argument of a derivative has it."""
    return page.parameters[0] if len(page.parameters) == 1 else ""


def _is_letter(point: str, name: str, page: Vocabulary) -> bool:
    """Whether a point is a letter that the page does not have."""
    bare = re.sub(r"[\s{}\\]", "", point)
    others = {bare, bare.replace("_", ""), re.sub(r"^(hat|bar|tilde)(.*)$", r"\2_\1", bare)}
    letter = re.compile(_LETTER.format(re.escape(name.lstrip("\\"))))
    return not others & page.shapes.keys() and letter.fullmatch(point) is not None


def _point(point: str) -> re.Pattern[str]:
    """The letter of a point wherever it stands, with or without its braces."""
    parts = re.findall(r"\\[A-Za-z]+|[^\s{}]", point)
    inside = r"[\s{]*".join(f"{re.escape(part)}\\}}*" for part in parts)
    start = r"(?<![A-Za-z\\])" if point[0] != "\\" else ""
    end = r"(?![A-Za-z0-9])" if len(parts) == 1 else ""
    return re.compile(start + inside + end)
