r"""What stands below and above braces: `\underbrace{a}_\textrm{error}` is a."""

from handgrad.regex import regex

_BRACE = regex(r"\\(?:under|over)(?:brace|bracket)(?![A-Za-z])\s*(?=\{)")
_SCRIPT = regex(r"\s*[_^]\s*")
_FONT = regex(r"\\(?:text|math|bold|small|[mh]box|rm|bf|it)[a-z]*\s*(?=\{)")
_LONGEST = 2_000


def without_brace_labels(text: str) -> str:
    r"""The text with spaces for these labels.

    >>> without_brace_labels(r"\underbrace{a}_\textrm{$b$} c").split()
    ['\\underbrace{a}', 'c']
    """
    for match in _BRACE.finditer(text):
        end = _closing(text, match.end())
        script = _SCRIPT.match(text, end) if end else None
        font = _FONT.match(text, script.end()) if script else None
        start = font.end() if font else script.end() if script else 0
        stop = _closing(text, start) if text[start : start + 1] == "{" and start else 0
        if stop:
            text = text[:end] + " " * (stop - end) + text[stop:]
    return text


def _closing(text: str, start: int) -> int:
    """The place behind the brace that closes the one that opens here, 0 for none."""
    depth = 0
    for place in range(start, min(len(text), start + _LONGEST)):
        if text[place] in "{}" and text[place - 1] != "\\":
            depth += 1 if text[place] == "{" else -1
            if depth == 0:
                return place + 1
    return 0
