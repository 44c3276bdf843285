r"""Where an equation goes on in the next line, and where a line has the end of one inside.

`\\ &\quad - b` goes on with the line above; `\text{ y }` before a derivative with its sign of
equality parts it from the equation before. Places are kept.
"""

import re
from collections.abc import Sequence

from handgrad.regex import regex

_BREAK = r"\\\\(?:\[[^\[\]]{0,12}\])?"
_SPACE = (
    r"(?:\s|&|~|\{\}|\\q?quad(?![A-Za-z])|\\[,;:! ]"
    r"|\\(?:h?phantom|hspace\*?)\{(?:[^{}]|\{[^{}]*\}){0,80}\})"
)
_STARTS = regex(rf"{_SPACE}*(?:\\left\s*\.)?{_SPACE}*")
_ENDS = regex(rf"(?:\\right\s*\.)?\s*(?:\\(?:nonumber|notag)\s*)?{_BREAK}\s*$")
_BROKEN = regex(
    rf"(?:\\(?:nonumber|notag)\s*)?{_BREAK}{_SPACE}*(?=(?:\\left\s*\.{_SPACE}*)?"
    r"(?:[-+−]|\\(?:times|cdot|odot)(?![A-Za-z])))"
)
_TIMES = regex(r"\\(?:times|cdot|odot)(?![A-Za-z])")
# A row that is moved in and begins with a factor, where nothing ends the row above.
_MOVED_IN = regex(
    rf"(?<![,;.:\s])\s*{_BREAK}[\s&]*\\?quad(?![A-Za-z]){_SPACE}*(?=\\(?:[dtc]?frac|left|[bB]igg?l?|sum|partial"
    r"|hat|mathbf|sqrt|sigma|delta)(?![A-Za-z])|[A-Za-z](?![A-Za-z])|\((?!\w{0,3}\)))"
)
# What has rows of its own.
_ROWS = regex(r"\\begin\{(?:cases|[pbBvV]?matrix|smallmatrix|array)\}")
_OPEN = regex(rf"(?<=[-+−]) *{_BREAK}{_SPACE}*(?=\S)")
_DERIVATIVE = (
    r"(?:\\[dtc]?frac\s*\{\s*(?:\\partial|\\mathrm\{d\}|d|∂)[^{}=]{0,40}(?:\{[^{}=]{0,20}\}[^{}=]{0,10})?\}"
    r"\s*\{\s*(?:\\partial|\\mathrm\{d\}|d|∂)[^{}=]{0,20}(?:\{[^{}=]{0,20}\}[^{}=]{0,10}){0,2}\}"
    r"|(?:\\partial|∂)\s*\w{1,20}\s*/\s*(?:\\partial|∂)\s*\\?\w{1,20}|d[A-Za-z]\w{0,20}/d\\?[A-Za-z]\w{0,20}"
    r"|\\[dt]?frac\s*\{\s*(?:\\partial|d|∂)\s*\}\s*\{\s*(?:\\partial|d|∂)[^{}=]{0,20}(?:\{[^{}=]{0,20}\}[^{}=]{0,10}){0,2}\}"
    r"\s*\\?\w{1,12}|(?:d|∂)/(?:d|∂)\\?[A-Za-z]\w{0,20}\s+\\?\w{1,12}"
    r"|(?:\\nabla|∇)\s*_?(?:\{[^{}=]{1,20}\}|\\?\w{1,12})\s*\\?\w{0,12})(?:\([^()=]{0,20}\))?"
)
_LONGEST_CHAIN = 2_000
_D = r"(?:\\partial(?![A-Za-z])|\\mathrm\{d\}|d|∂)"
_NAMED_BY = r"((?:[^{}=]|\{(?:[^{}=]|\{[^{}=]{0,20}\}){0,20}\}){1,40}?)\s*"
_BELOW_AT_END = regex(rf"\}}\s*\{{\s*{_D}{_NAMED_BY}\}}\s*&?\s*$")
_ABOVE_AT_START = regex(rf"[\s&]*\\[dtc]?frac\s*\{{\s*{_D}{_NAMED_BY}\}}\s*\{{\s*{_D}")
_ALONE = regex(rf"\W{{0,4}}(?:\\begin\{{[a-z]+\*?\}}[\s&]*)?{_DERIVATIVE}\s*&?\s*")
_WORD = r"\\(?:text|mbox|hbox|textrm|textnormal|textit|textbf|textsf)\s*\{[^{}$=]{0,40}\}"
_NAMED = r"\\(?:mathrm|mathit|operatorname)\s*\{[A-Za-z]{2,12}\}"
_PARTS = regex(
    rf"(?<![\\\s,;])(?:{_WORD}|{_NAMED}|\\(?:mid|wedge|land|hfill|vert|lvert|q?quad)(?![A-Za-z])|\\&"
    r"|\\hspace\*?\{[^{}]{0,12}\}|(?:\\[;:> ]|~)(?:\s|\\[;: ]|~){0,6}(?:\\[;:> ]|~)|[|∧]"
    r"|(?<=\s)(?:et|und|og|och|oraz|ve|и|та)(?=\s)"
    rf"|[\s,;]|(?<!\.)\.(?=\s)|\\[;:,! ])++(?=\$?\s*+{_DERIVATIVE}\s*&?\s*=(?!=))"
)
_WORDS_THAT_SAY_MORE = regex(
    r"(?i)\b(?:where|with|since|because|if|when|for|times|minus|plus|half|twice|negative|by|of|"
    r"let|as|from|using|is|not|except)\b"
)
# What names stand for, said in a bracket at the end: `(S = Σ x, Q = Σ x²)`.
_DEFINED = regex(
    r"(?<=\s)[(\[](?=[ ]{0,4}(?:\\?[A-Za-z]\w{0,12}|[d∂]\w{1,12}/[d∂]\w{1,12})[ ]{0,4}=[^=])"
    r"([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]](?=[\s.$]*$)"
)
# What a name stands for, said behind an equation in another language: `dw = δx mit δ = p - y`.
_GIVEN = regex(
    r"(=[^=]*\s)((?:mit|avec|con|com|wobei|où|donde|dove|onde|где|gdzie|waarbij|met|där)\s+)"
    r"(?=\$?\s*(?:\\[A-Za-z]+|[A-Za-zα-ω]\w{0,12})(?:_\{?\w+\}?)?\s*:?=(?!=))"
)
# Where a formula holds, said in a bracket behind it: `dZ (where A > 0, otherwise 0)`.
_CONDITION = regex(r"\(((?:where|if|when|for)\s[^()=]*[<>≤≥≠][^()=]*)\)")
_WIDE = regex(r"\\[;:> ]|~")
_DISPLAY = regex(
    r"\$\$|\\\[|\\\]|\\(?:begin|end)\{(?:equation|displaymath|align|gather)(?:ed|\*)?\}"
)
_FINISHED = regex(rf"(?:[,;.:]|{_BREAK}|\\(?:begin|end)\{{[^{{}}]{{0,20}}\}})\s*$")
_NO_FACTOR = regex(
    r"\\(?:text|mbox|begin|end|tag|label|intertext|qquad)(?![A-Za-z])|[,;.:]|\$|\\\\|\\\]"
)
# What a line of words asks for, and the display below it answers: `For $a$:`.
_ASKING = regex(
    r"(?i)[\s*#>-]*(?:\(?[a-z0-9]{1,3}[.)]\s*)?[a-z ,]{0,60}?"
    r"(?:\bfor|\bwrt|w\.r\.t\.?|\brespect\s+to|\bby|对|對|关于|關於)\s*(?:the\s+)?"
    r"(?:weights?|bias(?:es)?|parameters?|slope|intercept|variable|mean|variance|vector|matrix)?\s*"
    r"[*$]{0,3}\s*\\?[A-Za-zα-ω][\w{}^()\[\]\\]{0,20}\s*[*$]{0,3}\s*(?:求导)?\s*[:：][*\s]*"
)
_OPENED = regex(r"(?<=[:：* ])\s*(?:\$\$|\\\[)\s*$")
_FACTOR = regex(
    r"\\(?:sum|prod|[dtc]?frac|left|[bB]igg?l?|sqrt|mathbf|boldsymbol|bm|vec|hat|begin)(?![A-Za-z])"
    r"|[Σ∑Π∏]|sum(?:_|\()|[(\[](?=[^()\[\]]*[-+*/\\^_])"
)
_LATEX = regex(r"\\[A-Za-z]|[_^]\{")
_ENDED = regex(r"(?:[,;.:$`]|\\[\])]|\\end\{[^{}]{0,20}\})\s*$")
# Words of prose, and what is no word: the functions that have the names of words.
_SAID = regex(r"(?<![\\A-Za-z_^])[A-Za-z]{3,}(?![A-Za-z]*[(_^])")
_FUNCTIONS = regex(
    r"\\(?:begin|end)\{\w+\*?\}|\\[A-Za-z]+|\b(?:exp|log|tanh|cosh|sinh|sin|cos|tan|sqrt|sum)\b"
)
_IN_DOLLARS = regex(r"\s*\$[^$]+\$[\s.,]*")
# A number with letters behind it, or letters with signs between.
PRODUCT = regex(r"\d+\s?\\?[A-Za-z]|\\?\w+\s?(?:[-+*/·^]|\\(?:cdot|times))\s?\\?\w")
BARE = regex(
    r"[$`*\s]*\\?[^\W\d]\w*(?:\s?[_^]\s?(?:\{[^{}]*\}|\w))*(?:\s?[(\[][\w, :]*[)\]])?[$`*\s&:]*"
)
_CLAUSES = regex(
    r"[,;$]|\\q?quad(?![A-Za-z])|\\[;,:! ]|\b(?:and|so|with|where|und|et|mit|avec|con)\b"
)
_SLOPE = regex(r"d\w*\s?/\s?d|∂|\\partial|\\nabla|∇|'|grad|\bd\s?[A-Za-z]")
_JOINT = regex(r"(?<![\\\s])\s+\\\s*$")


def without_joint(line: str) -> str:
    """A line without the single backslash at its end that joins it to the next."""
    return _JOINT.sub(lambda match: " " * len(match[0]), line)


def without_starts(line: str) -> str:
    """A line from its first sign on, without what only moves it to the right."""
    return line[_STARTS.match(line).end() :].strip()  # type: ignore[union-attr]


def without_ends(text: str) -> str:
    """A text without the line end of LaTeX behind it."""
    return _ENDS.sub("", text)


def has_relation(text: str) -> bool:
    """Whether a sign of equality stands in no brackets of a line.

    >>> has_relation(r"- \\sum_{i=1}^n x_i"), has_relation("- x = 2")
    (False, True)
    """
    depth = 0
    for n, sign in enumerate(text):
        if text[n - 1 : n] != "\\" or sign in "{}":
            depth += (sign in "([{") - (sign in ")]}")
        if sign == "=" and depth <= 0 and text[n - 1 : n] not in ("<", ">", "!"):
            return True
    return False


def is_term_of_chain(text: str, following: str) -> bool:
    r"""Whether a line that begins with a sign has the last term of one side and then another.

    >>> is_term_of_chain("dL = -T", "+ n r/s = 0"), is_term_of_chain("dL = -T", "+ dL/ds = 0")
    (True, False)
    """
    left = following.lstrip("+-−–* ").partition("=")[0].strip()
    is_name = following[:1] != "+" and BARE.fullmatch(left)
    is_statement = is_name or _SLOPE.search(left)
    return has_relation(text) and not has_relation(left) and not is_statement


def displays(lines: Sequence[str]) -> list[bool]:
    r"""Whether each line goes on with a display that an earlier line has begun.

    >>> displays(["$$", "a = 2", "b", "$$", "c"])
    [False, True, True, True, False]
    """
    found: list[bool] = []
    is_open = False
    for line in lines:
        found.append(is_open)
        for sign in _DISPLAY.findall(line):
            is_open = not is_open if sign == "$$" else sign.startswith(("\\[", "\\begin"))
    return found


def is_unfinished(text: str, following: str) -> bool:
    """Whether the next line of a display has another factor of the equation in a line.

    >>> is_unfinished("a = 2b", r"\\sum_i x_i"), is_unfinished("a = 2b,", r"\\sum_i x_i")
    (True, False)
    """
    is_factor = bool(following) and not _NO_FACTOR.match(following)
    is_factor = is_factor and not has_relation(following)
    begun = _DISPLAY.split(text)[-1]
    return is_factor and has_relation(begun) and not _FINISHED.search(text)


def is_finished(text: str) -> bool:
    """Whether a line of a formula ends with a point or with the line end of LaTeX."""
    return _FINISHED.search(text) is not None


def is_asking(text: str, following: str) -> bool:
    """Whether a line only says by what the formula below it is the derivative.

    >>> is_asking("For $a$:", "$$2a$$"), is_asking("For $a$:", "dL/da = 2a")
    (True, False)
    """
    bare = _OPENED.sub("", text)
    return _ASKING.fullmatch(bare) is not None and not has_relation(following)


def may_multiply(text: str, following: str, *, is_below: bool = False) -> bool:
    r"""Whether a line outside a display may be another factor of the equation above it.

    One that is indented, `is_below`, may begin with any factor of LaTeX.

    >>> may_multiply(r"\frac{dL}{db} = 2b", r"\sum_i x_i"), may_multiply("dL/db = 2b", "so")
    (True, False)
    """
    text, following = without_dollars(without_ends(text), following)
    is_begun = _FACTOR.match(following.strip()) or (is_below and _LATEX.search(text))
    is_factor = bool(is_begun and following.strip()) and not has_relation(following)
    if (
        not is_factor
        or not has_relation(text)
        or _ENDED.search(text)
        or "$" in following.rstrip(" .,$")
    ):
        return False
    return not _SAID.search(_FUNCTIONS.sub("", following)) and not is_derivative(following)


def without_dollars(text: str, following: str) -> tuple[str, str]:
    """Two lines that each end or begin with a dollar, as one formula that goes on."""
    if text.rstrip()[-1:] != "$" or not _IN_DOLLARS.fullmatch(following):
        return text, following
    return text.rstrip()[:-1], following.replace("$", " ", 1)


def is_derivative(text: str) -> bool:
    """Whether a line is a derivative and nothing else: its value follows."""
    return len(text) < 200 and _ALONE.fullmatch(text) is not None


def ends_with_head(text: str) -> bool:
    r"""Whether a line ends with the left side of an equation, whose value follows.

    >>> ends_with_head(r"\\frac{dL}{dw} = 2w, \\quad E"), ends_with_head("dL/dw = 2w")
    (True, False)
    """
    *before, last = _CLAUSES.split(text)
    is_name = bool(before) and BARE.fullmatch(last) is not None
    return is_derivative(text) or is_derivative(last) or (is_name and has_relation(text))


def is_next_in_chain(text: str, following: str) -> bool:
    r"""Whether a line is the next factor of a chain rule: the derivative of what is below.

    >>> is_next_in_chain(r"= \frac{\partial L}{\partial a}", r"\frac{\partial a}{\partial w}")
    True
    """
    if len(text) > _LONGEST_CHAIN or "=" not in text:
        return False
    above, below = _BELOW_AT_END.search(text), _ABOVE_AT_START.match(following)
    if above is None or below is None:
        return False
    by, of = (re.sub(r"[\s&]", "", match[1]) for match in (above, below))
    return by == of


def on_one_line(text: str) -> str:
    r"""The text without the line ends of LaTeX where a sum goes on behind them.

    >>> on_one_line(r"a = b \\ & - c").split()
    ['a', '=', 'b', '-', 'c']
    """
    if "\\\\" not in text or _ROWS.search(text):
        return text

    def joined(match: re.Match[str]) -> str:
        part = re.split(_BREAK, text[match.end() :], maxsplit=1)[0]
        is_whole = has_relation(part) and not _TIMES.match(part)
        return match[0] if is_whole else " " * len(match[0])

    def multiplied(match: re.Match[str]) -> str:
        part = re.split(_BREAK, text[match.end() :], maxsplit=1)[0]
        row = re.split(_BREAK, text[: match.start()])[-1]
        is_factor = has_relation(text[: match.start()]) and not has_relation(part)
        is_next = is_factor or is_next_in_chain(row, part)
        return " " * len(match[0]) if is_next else match[0]

    text = _BROKEN.sub(joined, text)
    if "quad" in text:
        text = _MOVED_IN.sub(multiplied, text)
    return _OPEN.sub(lambda match: " " * len(match[0]), text)


def with_ends(text: str) -> str:
    r"""The text with a semicolon where words, wide spaces or a bracket part two equations.

    >>> with_ends(r"df/dx = 2 \text{ y } df/dy = 3").split()
    ['df/dx', '=', '2;', 'df/dy', '=', '3']
    """

    def ended(match: re.Match[str]) -> str:
        before = text[: match.start()]
        is_bar = "|" in match[0] and before.count("|") % 2
        is_first = is_bar or not has_relation(before) or re.search(r"[-+*/=·(]\s*\$?$", before)
        says_more = _WORDS_THAT_SAY_MORE.search(match[0])
        is_space = set(match[0]) <= set("\\,;:!>~$ \t")
        if is_first or says_more or (is_space and len(_WIDE.findall(match[0])) < 2):
            return match[0]
        return ";".ljust(len(match[0]))

    if "=" not in text:
        return text
    text = _GIVEN.sub(lambda match: match[1] + ";".ljust(len(match[2])), text)
    text = _CONDITION.sub(r" \1 ", text)
    text = _PARTS.sub(ended, text)
    if (match := _DEFINED.search(text)) and has_relation(text[: match.start()]):
        return f"{text[: match.start()]};{match[1]} {text[match.end() :]}"
    return text
