r"""What generators of web sites leave in a text, and what they take from it.

Shortcodes (`{{< katex >}}`, `{% raw %}`), colours (`\color{#6C3483}{...}`), norms whose bars
are escaped twice (`\\|x\\|`), and backslashes that Markdown has eaten: `\` for `\\` at the
end of a row, ` , ` for the thin space `\,`. A sign in bold, `**-**`, is that sign.
Arguments below a derivative, `\partial f(x)`, say nothing.
"""

import re

from handgrad.regex import regex

_SHORTCODE = regex(r"\{\{[<%][^\n]*?[%>]\}\}|\{%[^\n]*?%\}")
_COLOUR = regex(
    r"\\(?:text)?color\s*(?:\[[A-Za-z]+\])?\s*\{\s*(?:#[0-9A-Fa-f]{3,8}"
    r"|[A-Za-z!\d]+)\s*\}\s*\{?"
)
_BOLD_SIGN = regex(r"\*\*([-+−])\*\*")
_ARGUMENTS_BELOW = regex(
    r"(?P<head>\\[dt]?frac\s?\{[^{}=]{0,60}\}\s?\{\s?(?:\\(?:partial|delta)|∂|d)\s?"
    r"(?:\\[A-Za-z]+\s?\{\s?\w\s?\}|(?!\\?(?:log|ln|exp|sqrt|det"
    r"|tr)(?![a-z]))\\?[A-Za-z]\w{0,12}))"
    r"\((?:\\?[A-Za-z][\w^{}]{0,6}[,;\s]{0,2}){1,4}\)(?=\s?\})"
)
# A display whose brackets have lost their backslashes, and a space that LaTeX does not break.
_INSIDE = r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*"
_DISPLAY = regex(
    rf"(?m)^[ \t]*\[(?:[ \t]*\n(?P<inside>{_INSIDE})\n[ \t]*"
    rf"|(?P<chain>(?:[ \t]|\\[,;:!])*={_INSIDE})\s*"
    rf"|(?P<line>[ \t][^=\n\[\]]*=[^\n\[\]]*[ \t]))\][ \t]*$"
)
_TIE = regex(r"(?<=[\w)}\]] )~(?= [\w(\\])")
_NORM = regex(r"\\\\\|(?:\\(?=_))?")
_OPENS = regex(r"\[(?:\n|[ \t\\,;:!]*=|[ ]\\?[^\n\[\]]*=)")
_ROW_END = regex(r"(?m)(?<!\\)\\[ \t]*$(?=\n)")
_THIN_SPACE = regex(r"(?<=[\w)}\]]) , (?=[A-Za-z\d(\\{])")
# A derivative alone in dollars, and the first formula below it that it is equal to.
_HEAD = regex(
    r"(?m)^(?P<head>[ \t]*\$\\[dt]?frac[ ]?\{[ ]?(?:\\partial|∂|d)[^$=\n]*)\$[ \t]*"
    r"(?P<gap>\n(?:[ \t]*\n){0,3})[ \t]*\$[ ]?(?P<value>=[^$\n]+\$)[ \t]*$"
)
_LONGEST_COLOURED = 4_000


def without_site_marks(text: str) -> str:
    r"""The text as it was before a generator of web sites had it.

    >>> without_site_marks("{{< katex >}}\ndL/dw = 2x")
    '             \ndL/dw = 2x'
    """
    if "{%" in text or "{{" in text:
        text = _SHORTCODE.sub(lambda match: " " * len(match[0]), text)
    if "**" in text:
        text = _BOLD_SIGN.sub(r"  \1  ", text)
    if "\\" not in text:
        return text
    text = _TIE.sub(" ", text) if " ~ " in text else text
    text = _DISPLAY.sub(_display, text) if _OPENS.search(text) else text
    text = _ARGUMENTS_BELOW.sub(r"\g<head>", text) if ")}" in text else text
    if "$=" in text or "$ =" in text:
        text = _HEAD.sub(r"\g<head> \g<value>\g<gap>", text)
    if "color" in text:
        text = _without_colours(text)
    if "\\\\|" in text:
        rows = (_NORM.sub(r"\\|", row) if _has_pairs(row) else row for row in text.split("\n"))
        text = "\n".join(rows)
    if "\\begin{" in text and _ROW_END.search(text):
        text = _THIN_SPACE.sub("   ", _ROW_END.sub(r"\\\\", text))
    return text


def _has_pairs(row: str) -> bool:
    return len(_NORM.findall(row)) % 2 == 0


def _without_colours(text: str) -> str:
    """The text without commands that colour, and without the braces of what they colour."""
    while match := _COLOUR.search(text):
        row = list(text)
        row[match.start() : match.end()] = " " * len(match[0])
        if match[0].endswith("{") and (end := _closing(text, match.end())) is not None:
            row[end] = " "
        text = "".join(row)
    return text


def _closing(text: str, start: int) -> int | None:
    """Where a brace is closed that was opened before a place."""
    depth = 1
    for place in range(start, min(len(text), start + _LONGEST_COLOURED)):
        if text[place - 1] != "\\" and text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
        if depth == 0:
            return place
    return None


def _display(match: re.Match[str]) -> str:
    return f"\\[\n{match['inside'] or match['chain'] or match['line']}\n\\]"
