"""Brackets and what stands between them, by their places in a text; cases in LaTeX."""

from collections.abc import Iterable, Sequence

_PAIRS = {"(": ")", "[": "]", "{": "}"}
FARTHEST, DEEPEST = 1_000, 12


def closing(text: str, opening: int) -> int:
    """The place of the bracket that closes the one at `opening`, -1 where none near it does.

    >>> closing("f(a[1], b) + c", 1)
    9
    """
    wanted: list[str] = []
    for place in range(opening, min(len(text), opening + FARTHEST)):
        sign = text[place]
        if sign in _PAIRS:
            wanted.append(_PAIRS[sign])
        elif sign in _PAIRS.values() and wanted.pop() != sign:
            return -1
        if len(wanted) > DEEPEST:
            return -1
        if not wanted:
            return place
    return -1


def between_signs(text: str, sign: str) -> list[str]:
    """What stands between the signs of a text that are in no brackets.

    >>> between_signs("f(a, b), c", ",")
    ['f(a, b)', 'c']
    """
    found, start, place = [], 0, 0
    while place < len(text):
        if text[place] in _PAIRS:
            place = max(place, closing(text, place))
        elif text[place] == sign:
            found.append(text[start:place].strip())
            start = place + 1
        place += 1
    return [*found, text[start:].strip()]


def in_cases(rows: Iterable[Sequence[str]]) -> str:
    r"""Values and their conditions as LaTeX has them.

    >>> in_cases([("x", "x > 0"), ("0", "x <= 0")])
    '\\begin{cases} x & x > 0 \\\\ 0 & x <= 0 \\end{cases}'
    """
    written = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{cases}} {written} \end{{cases}}"
