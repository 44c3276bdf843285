"""Loops and branches of Python among mathematics: which lines stand in one together."""

from collections.abc import Iterator, Sequence

from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_BLOCK = regex(r"\s*(?:for|while|if|elif|else|try|except|finally|with)\b.*:\s*(?:#.*)?")


def in_blocks(found: Sequence[Cut], text: str) -> Iterator[tuple[Cut, Sequence[Cut]]]:
    """Each line; those that stand in a loop or a branch together, behind its first line."""
    inside = dict(_blocked_lines(text))
    blocks: dict[int, list[Cut]] = {}
    for cut in found:
        if head := inside.get(cut.raw.number):
            blocks.setdefault(head, []).append(cut)
    for cut in found:
        head = inside.get(cut.raw.number)
        if head is None:
            yield cut, ()
        elif blocks[head][0] is cut:
            yield cut, blocks[head]


def _blocked_lines(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of the lines in loops and branches, each with that of the head."""
    lines = text.splitlines()
    n = 0
    while n < len(lines):
        end = n + 1
        while end < len(lines) and _BLOCK.fullmatch(lines[n]):
            if lines[end].strip() and _indent(lines[end]) <= _indent(lines[n]):
                break
            end += 1
        if end > n + 1:
            yield from ((number + 1, n + 1) for number in range(n, end))
        n = end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
