"""A program in a language with braces to tokens, its comments apart."""

import keyword
from typing import NamedTuple

from handgrad.regex import regex

_TOKEN = regex(
    r"(?P<blank>[ \t\r\f]+)|(?P<line>\n)|(?P<comment>(?://|\#)[^\n]*|/\*.*?\*/)"
    r"|(?P<number>(?:\d[\d_]*(?:\.(?:\d+|(?=[fFdD]\b)|(?![.A-Za-z_])))?|\.\d+)(?:[eE][-+]?\d+)?"
    r"(?:_?(?:f32|f64|i32|i64|usize|u32|[fFdDlLmM])\b)?)"
    r"|(?P<word>[^\W\d]\w*!?(?=\[)|[^\W\d]\w*)|(?P<text>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<sign>===|!==|\.\.\.|\.\.<|\.\.=|\*\*|&&|\|\||==|!=|<=|>=|=>|->|:=|::|\+\+|--|\+=|-=|\*=|/="
    r"|\.\.|[-+*/%=<>!?:;,.(){}\[\]&|@$])",
)
_SUFFIX = regex(r"_?(?:f32|f64|i32|i64|usize|u32|[fFdDlLmM])$")
_FLOAT = regex(r"(?:f32|f64|[fFdDmM])$")
KEPT = {"for", "in", "if", "else", "return", "while", "break", "continue", "class", "as"}


class NotBraced(Exception):
    """What stands here is not known for certain."""


class BraceToken(NamedTuple):
    """A piece of a program: kind, text, its line, and whether it is the first there."""

    kind: str
    text: str
    line: int
    starts: bool


END = BraceToken("end", "", 0, True)


def brace_tokens(text: str) -> tuple[list[BraceToken], dict[int, str]]:
    """The tokens of a program, and the comment on each line that has one.

    >>> tokens, comments = brace_tokens("float dz = 2.0f*z; // the slope")
    >>> [token.text for token in tokens], comments
    (['float', 'dz', '=', '2.0', '*', 'z', ';'], {1: ' the slope'})
    """
    found: list[BraceToken] = []
    comments: dict[int, str] = {}
    line, place, starts = 1, 0, True
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotBraced
        kind, written = match.lastgroup or "", match[0]
        place = match.end()
        if kind == "line":
            line, starts = line + 1, True
        elif kind == "comment":
            for row in written.strip("/*#").split("\n"):
                comments[line] = f"{comments.get(line, '')}{row.rstrip()}"
                line += 1
            line -= 1
        elif kind != "blank":
            found.append(BraceToken(kind, _plain(kind, written), line, starts))
            starts = False
    return found, comments


def _plain(kind: str, written: str) -> str:
    """A number without what says its type, a word that Python has not for itself."""
    if kind == "number":
        bare = _SUFFIX.sub("", written).replace("_", "")
        is_float = _FLOAT.search(written) is not None
        bare = f"{bare}0" if bare.endswith(".") else bare
        return f"{bare}.0" if is_float and bare.isdigit() else bare
    is_taken = kind == "word" and keyword.iskeyword(written) and written not in KEPT
    return f"{written}_" if is_taken else written
