r"""One spelling of what LaTeX writes in several: `{a \over b}`, `\dfrac{a}{b}`, `\frac{a}{b}`.

Fractions, primes, transposes, brackets of every size and spaces: whatever reads a text as text
needs to know one of their forms.
"""

import re

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_OVER = regex(r"\\over(?![A-Za-z])")
_FRACTION = regex(r"\\[dtc]frac(?![A-Za-z])")
# The operator with a bare d above, and the capital letter that stands for a sum.
_OPERATOR = regex(r"\\frac\s*(?P<above>\\partial|(?<=\s)d)\s*(?=\{\s*(?:\\partial|d))")
_SIGMA = regex(r"\\Sigma(?=\s*(?:\^\s*(?:\w|\{[^{}]*\})\s*)?_\s*\{\s*[a-z]\s*=)(?![A-Za-z])")
_PRIME = r"(?:\\prime(?![A-Za-z])\s?|['′])"
_PRIMES = regex(rf"\s?\^\s?(?:\{{\s?(?P<many>{_PRIME}{{1,3}})\}}|{_PRIME})")
_UPRIGHT = r"\\(?:mathrm|mathbf|mathsf|mathit|text|textrm|rm|operatorname|boldsymbol|bm)\s?"
_UPRIGHT_D = regex(rf"{_UPRIGHT}\{{\s?d\s?\}}\s?|\\mathrm\s+d(?![A-Za-z])\s?")
_ASTERISK = regex(r"(?<![\^{_*\s])(?P<gap>\s*)\\(?:ast|star)(?![A-Za-z])(?=\s*[\w\\({\[$])")
_TRANSPOSE = regex(
    rf"\^\s?(?:{_UPRIGHT}\{{\s?T\s?\}}|\{{\s?{_UPRIGHT}\{{?\s?T\s?\}}?\s?\}}|\{{T\}}(?!\s?_))"
)
# The unit step of SymPy keeps its size, by which it is known.
_SIZED = regex(
    r"(?:(?<=_\\theta)|(?<!\\theta))\\(?:left|right|m(?:left|right)|[bB]igg?[lr]?)(?![A-Za-z])\s?(?=[()\[\]])"
    r"|(?<=\\theta)\\left(?=\(\s)|\\(?:no)?limits(?![A-Za-z])|\\displaystyle(?![A-Za-z])"
)
_ALIGNED = regex(r"[ \t]*(?<!\\)&[ \t]*(?=:?=)|(?<==)[ \t]*(?<!\\)&(?!&)")
_TABLES = regex(r"cases|matrix|array|gathered")
_GREEK = {letter: name for letter, name in GREEK.items() if letter.isalpha() and letter != "Σ"}
_LETTERS = "".join(_GREEK)
_GREEK_LETTER = regex(rf"(?<![{_LETTERS}])[{_LETTERS}](?![{_LETTERS}\d\u0300-\u036f²³₀-₉ᵢⱼᵀ])")
# Braces of no use, as encyclopedias print them: `\left\{{\begin{array}...\end{array}}\right.`.
_TABLE_IN_BRACES = regex(
    r"(?s)(?:(?<=\\\{)|(?<==)|(?<==\s))\{\s?(\\begin\s?\{(array|cases|[bpvBV]?matrix)\}.*?\\end\s?\{\2\})\s?\}"
)
_WORDS_IN_TABLE = regex(r"(?<=&)\s?\{\s?(\\(?:mbox|text|textrm|hbox)\s?\{[^{}]*\})\s?\}")
# The empty base of a printed power, the space of a row, the name of what follows.
_EMPTY_BASE = regex(
    r"(?<=[)\]}])\s?\{\}\s?\^|(?<=\w)\{\}\^(?=\s?\{?\s?\\(?:top|intercal)(?![A-Za-z]))"
)
# A logarithm with its usual base, an index between angles.
_NATURAL = regex(r"\\log\s?_\s?(?:\{\s?(?:\\mathrm\s?\{?)?e\}?\s?\}|e(?![A-Za-z]))\s?")
_ANGLED = regex(r"(?<=\^)\s?\{\s?\\langle\s?(\w+)\s?\\rangle\s?\}")
_ROW_SKIP = regex(r"\\\\\[\d+(?:\.\d+)?(?:ex|em|pt|mm|cm)\]")
_NAMED_DIFFERENTIAL = regex(
    r"\\dd\s?\{[^{}]*(?:\{[^{}]*\})?\}\s?&?\s?:=\s?(?=\\(?:pdv|frac\s?\{\s?\\partial))"
)
_FONT_SIZE = regex(
    r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|[lL]arge|LARGE|[hH]uge)(?![A-Za-z])\s?"
)
# A reason in a column of its own, or below the sign that it is of.
_REASON = regex(
    r"\\(?:underset|overset)\s?\{\s?\\(?:text|mbox)\s?\{[^{}=]*\}\s?\}(?=\s?=)|&\s*&?\s*\\(?:text|mbox|textrm)\s?\{\s*\(?(?:using|by|from|via|since|because|see|chain|product"
    r"|definition|substitut\w+|simplif\w+)(?![A-Za-z])[^{}=$]*\}"
)
_BOLD_ONE = regex(r"\\textbf\s?\{\s?1\s?\}")
# A sum from 1 whose index is left out.
_SUM_TO = regex(r"\\sum(?P<limits>\\limits)?_\{?1\}?\^(?P<last>\{\w\}|\w)")
# An arrow set above a letter: `\\overset{\\rightarrow}{y}`.
_ARROW_ABOVE = regex(
    r"\\overset\s?\{\s?\\(?:long)?(?:right|left)?(?:right)?arrow\s?\}\s?(?:\{\s?)?(?P<of>\\?[A-Za-z]+)(?:\s?\})?"
)
# What an index runs over, as an interval: `k \\in [1, K]`.
_INTERVAL = regex(
    r"(?P<is>(?<=[a-z] )(?:\\in(?![A-Za-z])|∈))\s?\[\s?1\s?,\s?(?P<last>[A-Z]\w?|[nm])\s?\]"
)
# A sum over all of what has an index: `\\sum_{\\forall_n}`, `\\sum_{\\forall x_i}`.
_SUM_OVER_ALL = regex(
    r"(?P<sum>\\sum(?:\\limits)?\s?_\s?\{\s?)\\forall(?:\s|\\[,;:])*"
    r"(?:_\s?\{?|\\?[A-Za-z]{1,7}_\s?\{?)(?P<index>[a-z])\}?\s?\}"
)
_LETTER_BELOW = regex(r"[_^]\{?\(?([i-n])\)?\}?(?![A-Za-z])")
_GROUP = regex(r"(?<![<>!:])=[ \t]*\{(?=[ \t]*\n)|\\displaystyle\s*\{(?=[^{}]*[\n=]|.*\}\s*\n)")
_NUMBERS_RAISED = regex(
    r"\^\s?\{\s?(?P<open>[(\[])\s*(?P<first>\d)\s*(?P<sign>[-+])\s*(?P<last>\d)\s*(?P<close>[)\]])\s?\}"
)
# `\\text{grad}_w L` and `\\nabla(f)(w)`.
_GRADIENT = regex(rf"{_UPRIGHT}\{{\s?[Gg]rad\s?\}}\s?(?=_|\\?[A-Za-z])")
_GRADIENT_OF = regex(r"\\nabla\s?\(\s?(?P<of>[A-Za-z])\s?\)\s?(?=\()")
_SPACES = regex(r"(?:\s*(?<!\\)\\[,;:!> ]|(?<=[^\s\\])~(?=[^\s~]))+")
_FOR_ALL = regex(
    r"\\(?:text|mbox|textrm|mathrm)\s?\{\s*(?:for|For)\s(?:all|each|every|any)\s*\}(?:\s|\\[,;:!])*(?=[a-z]\s?=)"
)
# What a loss depends on, with points between: `\\partial L(w_1, \\dots, w_m)`.
_LIST_IN_HEAD = regex(
    r"(?<=[A-Za-z}])\s?(?:\\left)?\((?=[^()]*(?:\\[lc]?dots|\.\.\.|…))[^()=+]*\)(?=\s?\}\s?\{\s?(?:\\partial|∂|d|\{))"
)
_MANY_POINTS = regex(r"(?<=,)\s?\.{4,}(?=\s?,)")
_SAID_BELOW = regex(
    r"=\s*\\\\\s*&?\s*(?:=|(?![&\s]|\\(?:end|\]|approx|le|ge|Rightarrow|implies)))"
)
_GRAD_OF = regex(
    r"\\(?:text|mathrm|operatorname|textbf|mathbf)\s?\{\s?(?:grad|gradient)\s?\}\s?\(\s?(?P<by>\\?\w+)\s?\)"
    r"(?=\s*&?\s*=)"
)
# The name by which is differentiated, set below the sign.
_NABLA_OVER = regex(
    r"(?:\\underset\s?\{\s?(?P<by>\\?\w+)\s?\}\s?\{\s?|\\mathop\s?\{\s?)(?:\\operatorname\s?\{\s?)?\\nabla"
    r"(?:\s|\\[,;: ])*\}{1,2}"
)
# A function with the sign of a vector over it.
_OVER_FUNCTION = regex(
    r"\\(?:overline|vec|bar|mathbf|boldsymbol|underline)\s?\{\s?(?P<function>\\operatorname\s?\{\s?\w+\s?\})\s?\}"
)
_GAP_BEFORE_FACTOR = regex(r"\\q?quad(?![A-Za-z])\s*(?=\\(?:cdot|times|odot)(?![A-Za-z]))")
_COLON_APART = regex(r"(?<=[\w)}])\s?:\s=(?![=>])\s?")
_FUNCTION_BELOW = regex(r"_\s?\{\s?\\(min|max|inf|sup|arg|log|ln)\s?\}")
_COLUMN_IN_BRACKETS = regex(
    r"\\left\s?(?P<sign>[(\[])\s*\\begin\{array\}\s?\{[clr|]+\}(?P<inside>.*?)\\end\{array\}\s*\\right\s?[)\]]",
    re.DOTALL,
)
# A brace around a whole side and the sign of equality behind it.
_SAID_IN_BRACES = regex(
    r"(?<=[}\w]\s)\{(?P<inside>\s*\([^{}=]*(?:\{[^{}]*\}[^{}=]*)*\)\s*=[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}(?=\s*(?:\\\]|\$|$))"
)


def _matrix(match: re.Match[str]) -> str:
    kind = "pmatrix" if match["sign"] == "(" else "bmatrix"
    return rf"\begin{{{kind}}}{match['inside']}\end{{{kind}}}"


def _nabla(match: re.Match[str]) -> str:
    return rf"\nabla_{{{match['by']}}}"


def in_one_spelling(text: str) -> str:
    r"""The text of LaTeX in one spelling, line by line as it was.

    >>> in_one_spelling(r"{\partial L \over \partial w} = x\,\sigma^{\prime}\left( wx \right)")
    "\\frac{\\partial L }{ \\partial w} = x \\sigma'( wx )"
    """
    text = _ARROW_ABOVE.sub(r"\\vec{\g<of>}", text) if r"\overset" in text else text
    text = _INTERVAL.sub(r"\g<is> \\{1,\\dots,\g<last>\\}", text) if "[" in text else text
    text = _FOR_ALL.sub(r"\\forall ", _LIST_IN_HEAD.sub("", text))
    text = _GAP_BEFORE_FACTOR.sub(" ", text)
    text = _COLON_APART.sub(" := ", _OVER_FUNCTION.sub(r"\g<function>", text))
    text = _FUNCTION_BELOW.sub(r"_{\1}", _NABLA_OVER.sub(r"\\nabla_{\g<by>} ", text))
    text = _COLUMN_IN_BRACKETS.sub(_matrix, _SAID_IN_BRACES.sub(r"\g<inside>", text))
    text = _SAID_BELOW.sub("= ", _GRAD_OF.sub(_nabla, _MANY_POINTS.sub("...", text)))
    text = _FRACTION.sub(r"\\frac", _without_over(_without_groups(text)))
    text = _WORDS_IN_TABLE.sub(r"\1", _TABLE_IN_BRACES.sub(r"\1", text))
    text = _NUMBERS_RAISED.sub(_number, _EMPTY_BASE.sub("^", _ROW_SKIP.sub(r"\\\\", text)))
    text = _BOLD_ONE.sub(r"\\mathbf{1}", text) if r"\textbf" in text else text
    text = _ANGLED.sub(r"{(\1)}", _NATURAL.sub(r"\\ln ", text))
    text = _REASON.sub("", _NAMED_DIFFERENTIAL.sub("", _FONT_SIZE.sub("", text)))
    text = _SUM_TO.sub(_with_index, text) if r"\sum" in text else text
    text = _SUM_OVER_ALL.sub(r"\g<sum>\g<index>}", text) if r"\forall" in text else text
    text = _SIGMA.sub(r"\\sum", _OPERATOR.sub(r"\\frac{\g<above>}", text))
    text = _TRANSPOSE.sub("^T ", _PRIMES.sub(_primes, _ASTERISK.sub(r"\g<gap>*", text)))
    text = _GRADIENT_OF.sub(r"\\nabla \g<of>", _GRADIENT.sub(r"\\nabla ", text))
    text = _SIZED.sub(_bracket, _UPRIGHT_D.sub(_differential, text))
    is_table = _TABLES.search(text) is not None
    return "\n".join(_line(line, is_table) for line in text.split("\n"))


def _line(line: str, is_table: bool) -> str:
    """A line without its one mark of alignment, its Greek letters as commands."""
    if line.count("&") == 1 and not is_table:
        line = _ALIGNED.sub(" ", line)
    if "\\" in line:
        line = _GREEK_LETTER.sub(lambda match: rf"\{_GREEK[match[0]]} ", line)
    return _SPACES.sub(_space, line)


def _bracket(match: re.Match[str]) -> str:
    """Nothing for a size, but at the start of a line, where it says that the line goes on."""
    before = match.string[: match.start()].rpartition("\n")[2]
    return "" if before.strip() else match[0]


def _differential(match: re.Match[str]) -> str:
    """The d of a differential, apart from the factor before it."""
    return " d" if match.string[match.start() - 1 : match.start()].isalnum() else "d"


def _space(match: re.Match[str]) -> str:
    """One space for one; several of them keep equations apart."""
    return match[0] if len(re.findall(r"\\.|~", match[0])) > 1 else " "


def _primes(match: re.Match[str]) -> str:
    return "'" * len(re.findall(r"\\prime|['′]", match["many"] or "'"))


def _without_over(text: str) -> str:
    r"""Fractions of TeX, `{a \over b}`, as those of LaTeX."""
    while match := _OVER.search(text):
        start, end = _braces_around(text, match.start(), match.end())
        if start < 0 or end < 0:
            return text
        above, below = text[start + 1 : match.start()], text[match.end() : end]
        text = f"{text[:start]}\\frac{{{above}}}{{{below}}}{text[end + 1 :]}"
    return text


def _without_groups(text: str) -> str:
    r"""Sides of equations over several lines without the braces around each: `= {`."""
    while match := _GROUP.search(text):
        _, end = _braces_around("{" + text[match.end() :], 1, 1)
        if end < 0:
            return text
        end += match.end() - 1
        text = f"{text[: match.end() - 1]} {text[match.end() : end]}{text[end + 1 :]}"
    return text


def _with_index(match: re.Match[str]) -> str:
    """The sum over the one letter that stands below the names behind it."""
    line = match.string[match.end() :].partition("\n")[0]
    letters = {*_LETTER_BELOW.findall(line)} - {match["last"].strip("{}")}
    return rf"\sum_{{{letters.pop()}=1}}^{match['last']}" if len(letters) == 1 else match[0]


def _number(match: re.Match[str]) -> str:
    """The number of a layer for a difference of two: `a^{(3-1)}`."""
    first, last = int(match["first"]), int(match["last"])
    number = first - last if match["sign"] == "-" else first + last
    return f"^{{{match['open']}{number}{match['close']}}}"


def _braces_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The places of the braces that open before one place and close behind another, else -1."""
    depth = 0
    for opening in range(start - 1, -1, -1):
        depth += (text[opening] == "}") - (text[opening] == "{")
        if depth < 0:
            break
    else:
        return -1, -1
    depth = 0
    for closing in range(end, len(text)):
        depth += (text[closing] == "{") - (text[closing] == "}")
        if depth < 0:
            return opening, closing
    return -1, -1
