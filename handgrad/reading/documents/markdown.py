"""Markdown: formulas between dollars and code between fences, without what only marks them."""

import re

from handgrad.regex import regex

_FENCE = regex(r"^\s*(```+|~~~+)\s*([\w{}+-]*)")
_HEADING = regex(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = regex(r"^\s{0,3}(=+|-{2,})\s*$")
_QUOTE = regex(r"^\s{0,3}(?:>(?!>>)\s?)+")
_BULLET = regex(r"^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?=\S)")
_BOLD = regex(r"(?<![\w*)\]])(\*\*\*|\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*(])")
_INLINE = regex(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TAG = regex(
    r"<!--.*?-->|</?(?:p|br|div|b|i|u|em|strong|details|summary|hr|font|span|center|ul|ol|li|a"
    r"|img|code|pre|table|tbody|thead|tr|td|th|h[1-6]|blockquote|small|big|mark)\b[^>]*>",
    re.I,
)
_SCRIPT = regex(r"<(su[pb])>([^<]{1,40})</\1>", re.I)
_TITLE = regex(r"^\s*<h([1-6])\b[^>]*>(.*?)</h\1>\s*$", re.I)
_NO_ANSWER = regex(r"(?i)^(?:output|text|console|bash|sh|shell|json|yaml|html|diff|log)$")


def plain_markdown(text: str) -> str:
    """The text without marks, its headings as comments, line by line.

    >>> plain_markdown("> **Answer:** `dw = x`")
    'Answer: dw = x'
    """
    found: list[str] = []
    fence = kind = ""
    for line in re.split(r"\r\n|\n|\r", text):
        unquoted = _QUOTE.sub("", line)
        mark = _FENCE.match(unquoted)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = kind = ""
                found.append("")
            else:
                found.append("" if _NO_ANSWER.match(kind) else without_comment(unquoted))
        elif mark:
            fence, kind = mark[1][:3], mark[2]
            found.append("")
        else:
            found.append(_without_marks(unquoted, found))
    return "\n".join(found)


def without_comment(line: str) -> str:
    """A line of code, nothing where it is a comment, which is no heading of the document."""
    return "" if line.startswith("#") else line


def _without_marks(line: str, above: list[str]) -> str:
    if heading := _HEADING.match(line):
        return f"{heading[1]} {heading[2]}"
    if title := _TITLE.match(line):
        return f"{'#' * int(title[1])} {_TAG.sub('', title[2])}"
    if _UNDERLINE.match(line):
        if above and above[-1].strip() and "=" not in above[-1]:
            above[-1] = f"# {above[-1].strip()}"
        return ""
    line = _SCRIPT.sub(
        lambda found: f"{'^' if found[1].lower() == 'sup' else '_'}{{{found[2]}}}", line
    )
    line = _BULLET.sub(r"\1", _TAG.sub("", line))
    return _INLINE.sub(r"\2", _BOLD.sub(r"\2", line)).rstrip()
