"""Tables of Markdown with a derivative a row, as equations in their places.

| parameter | derivative |
|---|---|
| $w$ | $2x(wx - y)$ |
"""

from collections.abc import Iterator, Sequence

from handgrad.reading.text.continued import has_relation
from handgrad.regex import regex

_RULE = regex(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BARS = regex(r"(?<!\\)\|")
_IN_MATHS = regex(r"\$[^$\n]*\$|`[^`\n]*`")
_ANSWERS = regex(r"(?i)grad|deriv|partial|nabla|ableitung|梯度|导数|\\frac|[∂∇]|d\w*/d")
_BOLD = regex(r"^\s*\*\*(.*)\*\*\s*$")
_NAME = regex(
    r"[\s$*`]*(?:\\(?:math|bold)\w+\s*\{?)?(\\?[A-Za-zα-ω]\w{0,12}(?:\^?[_{}()\[\]\w]{0,8})?)\}?[\s$*`]*"
)
_LEFT = regex(r"[\s$*`]*(?:\\[dt]?frac|\\nabla|\\partial|[∂∇]|d\w+)[^=]*")


def without_tables(text: str) -> str:
    """The text with every row of a table as an equation, or as nothing where it is a heading.

    >>> without_tables("| w | dL/dw |\\n|---|---|\\n| w | 2*x |").split()
    ['∇_{w}', '=', '2*x']
    """
    if "|" not in text or "-" not in text:
        return text
    lines = text.split("\n")
    n = 1
    while n < len(lines):
        if not _RULE.fullmatch(lines[n]) or "|" not in lines[n] or "|" not in lines[n - 1]:
            n += 1
            continue
        end = n + 1
        while end < len(lines) and "|" in lines[end]:
            end += 1
        rows = [lines[n - 1], *lines[n + 1 : end]]
        heading, *others = map(list, map(_cells, rows))
        pairs = zip(rows[1:], others, strict=True)
        found = [_equation(row, heading, cells) for row, cells in pairs]
        lines[n - 1 : end] = [rows[0] if has_relation(rows[0]) else "", "", *found]
        n = end
    return "\n".join(lines)


def _cells(row: str) -> Iterator[tuple[int, str]]:
    """The cells of a row with their places; a bar in mathematics parts nothing."""
    hidden = _IN_MATHS.sub(lambda match: "x" * len(match.group()), row)
    begin = 0
    for bar in [*(m.start() for m in _BARS.finditer(hidden)), len(row)]:
        if row[begin:bar].strip():
            yield begin, row[begin:bar]
        begin = bar + 1


def _equation(
    row: str, heading: Sequence[tuple[int, str]], cells: Sequence[tuple[int, str]]
) -> str:
    """A row as an equation: its cell that is one, or what a name or a derivative is."""
    whole = [cell for cell in cells if has_relation(cell[1])]
    if len(whole) == 1:
        return _placed(whole[0])
    named = [n for n, (_, cell) in enumerate(heading) if _ANSWERS.search(cell)]
    chosen = named[0] if len(named) == 1 and len(cells) == len(heading) else len(cells) - 1
    chosen = chosen or len(cells) - 1
    if chosen < 1 or (len(cells) > 2 and len(named) != 1):
        return row
    (_, first), (start, value) = cells[0], cells[chosen]
    name = _NAME.fullmatch(first) if named else None
    left = first.strip("$`* ") if _LEFT.fullmatch(first) else f"∇_{{{name[1]}}}" if name else ""
    if not left:
        return row
    value = _BOLD.sub(r"  \1  ", value.replace("`", " "))
    return f"{left} = {value}" if len(left) + 3 > start else f"{left} =".ljust(start) + value


def _placed(cell: tuple[int, str]) -> str:
    start, text = cell
    return " " * start + text
