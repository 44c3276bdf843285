r"""LaTeX whose backslashes are lost: taken for escapes by a program, or left out.

`"\frac"` in a string that is not raw is a form feed and `rac`; `frac{a}{b}` stands where
something took every backslash away.
"""

import re

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_ESCAPES = {"\a": "a", "\b": "b", "\f": "f", "\v": "v"}
_ESCAPED = regex("[\a\b\v](?=[A-Za-z])|\f(?=rac|orall|box|lat)")
_IS_ESCAPED = regex(
    r"[\a\b\v](?=[A-Za-z])|\f(?=rac|orall|box)|\n(?=abla)|\t(?=heta|imes|ext\{)"
)
# What tabs and ends of lines have begun, where no name begins so.
_TAB = regex(r"\t(?=heta|imes|ext|anh|ilde|frac|riangle|ag\{|(?:op|au|o|an)(?![A-Za-z]))")
_NEW_LINE = regex(r"\n(?=abla|onumber|(?:eq|eg|otin)(?![A-Za-z])|e[ ]\w\})")
_RETURN = regex(r"\r(?=ight|ho|angle|vert|brace|(?:m|ceil|floor)(?![A-Za-z]))")
_ROW = regex(r"(?<!\\)\\(?=[ ]*(?:\n|&))")
_TABLE = regex(r"\\begin\{(\w{0,2}matrix|cases|array)\}.*?\\end\{\1\}", re.DOTALL)
_ROW_OF_TABLE = regex(r"(?<!\\)\\(?=\s)")
_LOST = regex(
    r"(?<![A-Za-z])(?:[dt]?frac(?:\s?\{|\d)|(?:wide)?(?:hat|bar|tilde)\{|math(?:bf|rm"
    r"|cal)\{|boldsymbol\{"
    r"|(?:big)?triangledown(?![A-Za-z])|nabla[ ][A-Za-z][ ]?\()|\^\{?top(?![A-Za-z])"
)
_DISPLAY = regex(
    r"(?<!\S)\[(?=\s)((?:[^\[\]]|\[[^\[\]\n]*\])*=(?:[^\[\]]|\[[^\[\]\n]*\])*)(?<=\s)\](?=\s|$)"
)
_LETTERS = "|".join(sorted({*GREEK.values()} - {"sum"}, key=len, reverse=True))
_COMMAND = (
    r"(?:[dt]?frac|sqrt|(?:wide)?hat|bar|tilde|math(?:bf|rm|cal|bb|sf)|boldsymbol|bm|pmb"
    r"|vec|text(?:bf|rm)?"
    r"|mbox|operatorname|begin|end|boxed|tag|underbrace|overline)(?=\s?\{)|frac(?=\d)"
    r"|(?:left|right|[bB]igg?[lr]?)(?=\s?[()\[\]{}|.])|hat(?=\s[a-z](?![A-Za-z]))"
    r"|(?:sum|prod|max|min)(?=[_^ ])|limits(?=_)|top(?=\})|(?<=\^)top|(?:big)?triangledown"
    r"|nabla|partial|cdot|odot|otimes|times"
    r"|circ|ell"
    r"|prime|log|exp|ln|tanh|sin|cos|qquad|quad|implies|iff|(?:Long)?[rR]ightarrow|approx"
    r"|equiv|leq|geq|neq"
    rf"|langle|rangle|lVert|rVert|var(?:epsilon|phi|theta)|{_LETTERS}"
)
_COMMANDS = regex(rf"(?<![A-Za-z\\])(?:{_COMMAND})+(?![A-Za-z])")
_ONE = regex(_COMMAND)


def with_backslashes(text: str) -> str:
    r"""The text with the backslashes of its commands.

    >>> with_backslashes("\frac{\\partial L}{\\partial w} = \theta")
    '\\frac{\\partial L}{\\partial w} = \\theta'
    >>> with_backslashes("frac{partial L}{partialtheta} = 2x")
    '\\frac{\\partial L}{\\partial\\theta} = 2x'
    """
    if _IS_ESCAPED.search(text):
        text = _ESCAPED.sub(lambda match: "\\" + _ESCAPES[match[0]], text)
        text = _RETURN.sub(r"\\r", _NEW_LINE.sub(r"\\n", _TAB.sub(r"\\t", text)))
        text = _TABLE.sub(lambda match: _ROW_OF_TABLE.sub(r"\\\\", match[0]), text)
        return _ROW.sub(r"\\\\", text)
    if "\\" not in text and _LOST.search(text):
        return _COMMANDS.sub(_commands, _DISPLAY.sub(r"\\[\1\\]", text))
    return text


def _commands(match: re.Match[str]) -> str:
    found, place = "", match.start()
    while one := _ONE.match(match.string, place, match.end() + 1):
        found += f"\\{one[0]}"
        place = one.end()
    return found
