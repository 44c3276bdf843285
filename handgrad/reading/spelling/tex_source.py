"""What LaTeX does before it reads: comments, and the commands that a text defines itself."""

import re
from collections.abc import Mapping

from handgrad.regex import regex

_BODY = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_COMMAND = regex(
    r"\\(?:re)?(?:new|provide)command\*?\s*\{?\\([A-Za-z]+)\}?\s*(?:\[(\d)\])?\s*" + _BODY
)
_DEFINED = regex(r"\\def\s*\\([A-Za-z]+)((?:#\d)*)\s*" + _BODY)
_OPERATOR = regex(r"\\DeclareMathOperator\*?\s*\{?\\([A-Za-z]+)\}?\s*" + _BODY)
_DEFINITION = regex("|".join(p.pattern for p in (_COMMAND, _DEFINED, _OPERATOR)))
_DOUBLED = regex(
    r"\\\\(?:[dt]?frac|partial|nabla|sum|begin|left|text|math(?:bf|rm)|hat|sigma|delta|odot)(?![A-Za-z])"
)
_SINGLE = regex(r"(?<!\\)\\[A-Za-z]{2}")
# What a writer has struck out.
_CR = regex(r"\\cr(?![A-Za-z])")
# The other triangles that stand on a corner.
_NABLA = regex(r"\\(?:big|var|black|small)?triangledown(?![A-Za-z])|\\Nabla(?![A-Za-z])")
_PART = regex(r"\\part(?![A-Za-z])")
_NABLA_IN_DOLLARS = regex(r"\$[ ]?\\nabla[ ]?\$(?=\s*[A-Za-z](?![A-Za-z]))")
_NABLAS = str.maketrans(dict.fromkeys("▽▿▼𝛁𝛻𝜵𝝯𝞩", "∇"))
_STRUCK = regex(
    r"~~(?=\S)[^~\n]{1,400}~~|<(del|s|strike)>[^<\n]{1,400}</\1>|\\(?:sout|xout|st)\s*\{(?:[^{}\n]|\{(?:[^{}\n]|\{[^{}\n]*\})*\})*\}"
)
_ARGUMENT = r"\s*" + _BODY
# What Markdown has a backslash before: `y \* (1 - y)`.
_ESCAPED = regex(r"(?<!\\)\\(?=[*+=#~]|\^(?![{A-Za-z])|(?<=\s\\)-)")
# What formatters of Markdown make of `\\sum_{i=1}`, as if the `_` were a sign of emphasis.
_EMPHASIZED = regex(r"(\\(?:sum|prod)(?:\\limits)?)\*(?=\{)")
# The other of two such signs: `\\theta*j` on the line of `\\sum*{i=1}`.
_OTHER_STAR = regex(r"(?<=[A-Za-z}])\*(?=[ijk](?![A-Za-z_^(])|\{\s?[ijk]\s?[,}])")
# Formulas in the manual pages of R, with how they look in plain text.
_OF_MANUALS = regex(rf"\\d?eqn\s*{_BODY}(?:[ ]?{_BODY})?")
# An inner product between signs of order: `y<x, w>`.
_ANGLES = regex(
    r"(?<=[\w})\](]) ?<(?=[\w\\{])([^<>=,\n]{1,40}),([^<>=,\n]{1,40})(?<! )>(?![ ]?[\w\\])"
)
# Formulas within the words of a case: `& \\text{if $z > 0$,}`.
_WORDS = regex(
    r"(?<=&)(\s*(?:\\q?quad\s*)?)\\(?:text|mbox|hbox|textrm|textnormal)\s*"
    r"\{([^{}$]*(?:\$[^$\n]*\$[^{}$]*)+)\}"
)
_END_OF_CASES = regex(r"[.,;](?=\s*\\end\s*\{[dr]?cases\})")
# Environments with columns or a place said behind their name.
_COLUMNS = regex(
    r"\\begin\s*\{(?P<name>x{0,2}alignat\*?|alignedat|IEEEeqnarray\*?)\}(?:\s*\[\w\])?\s*\{[^{}]*\}"
    r"|\\begin\s*\{(?P<placed>aligned|gathered|split|align\*?)\}\s*\[[tbc]\]"
)
_END_OF_COLUMNS = regex(r"\\end\s*\{(?:x{0,2}alignat\*?|alignedat|IEEEeqnarray\*?)\}")
_COMMENT = regex(r"(?<!\\)%.*")
_BEHIND = regex(r"(?<=\s)%(?![*%o])")
_MOST_MACROS, _LONGEST_LINE, _LONGEST_TEXT, _DEEPEST = 40, 4_000, 100_000, 3

Macros = Mapping[str, tuple[int, str]]


def macros_of(text: str) -> Macros:
    """The commands that a text defines: how many arguments, and what they stand for.

    >>> macros_of(r"\\newcommand{\\d}[2]{#1/#2} \\def\\T{^\\top}")
    {'d': (2, '#1/#2'), 'T': (0, '^\\\\top')}
    """
    bare = _COMMENT.sub("", text)
    found = {name: (int(count or 0), body) for name, count, body in _COMMAND.findall(bare)}
    found |= {name: (count.count("#"), body) for name, count, body in _DEFINED.findall(bare)}
    found |= {name: (0, rf"\operatorname{{{body}}}") for name, body in _OPERATOR.findall(bare)}
    return dict(list(found.items())[:_MOST_MACROS])


def expanded(line: str, macros: Macros) -> str:
    """A line with what its macros stand for.

    >>> expanded(r"X\\T r", {"T": (0, r"^\\top")})
    'X^\\\\top r'
    """
    for _ in range(_DEEPEST if macros else 0):
        before = line
        for name, (count, body) in macros.items():
            pattern = rf"\\{name}(?![A-Za-z])" + _ARGUMENT * count

            def put(found: re.Match[str], body: str = body) -> str:
                return re.sub(r"#(\d)", lambda n: found.group(int(n[1])), body)

            line = re.sub(pattern, put, line)
            if len(line) > _LONGEST_LINE:
                return before
        if line == before:
            break
    return line


# What stands below a sum in several rows.
_STACKED = regex(r"\\substack\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_SUBARRAY = regex(r"\\begin\s?\{subarray\}\s?\{[lcr]\}(.*?)\\end\s?\{subarray\}")
_ROW_BELOW = regex(r"\s*\\\\\s*")
_WITH_METHOD = regex(
    r"(?<![A-Za-z\\])d\\(?:text|mathrm|mathtt|texttt)\s?\{(?P<name>\w+)\}"
    r"(?=\s?\.\s?(?:\\(?:text|mathrm|mathtt|texttt)\s?\{)?[A-Za-z])"
)
# A method, and an argument of it, that LaTeX sets upright: `G.\text{sum}(\text{axis}=0)`.
_OF_CODE = regex(
    r"(?:(?<=\.)|(?<=[(,\s])(?=[^{}]*\{(?:axis|dim|keepdims?)\}))"
    r"\\(?:text|mathrm|mathtt|texttt|operatorname)\s?\{(?P<name>\w+)\}"
)


def from_source(text: str) -> str:
    """A text in LaTeX, line by line, without comments and with its own commands expanded.

    A `%` begins a comment behind a space and a command, where no formula in dollars follows.

    >>> from_source(r"\\newcommand{\\bX}{\\mathbf{X}} $\\bX r$").strip()
    '$\\\\mathbf{X} r$'
    >>> from_source(r"\\frac{a}{b} % a half").strip()
    '\\\\frac{a}{b}'
    """
    if len(text) > _LONGEST_TEXT:
        return text
    if any(sign in text for sign in ("~~", "</", "\\sout", "\\xout", "\\st{")):
        text = _STRUCK.sub(lambda match: " " * len(match[0]), text)
    text = text.translate(_NABLAS)
    if "\\" not in text:
        return text
    text = _OF_CODE.sub(r"\g<name>", _WITH_METHOD.sub(r"d\g<name>", text))
    text = _NABLA_IN_DOLLARS.sub(r"\\nabla ", _NABLA.sub(r"\\nabla", text))
    text = _PART.sub(r"\\partial", text)
    if "\\begin" in text:
        text = _END_OF_COLUMNS.sub(r"\\end{aligned}", _COLUMNS.sub(_begun, text))
    if "\\substack" in text or "{subarray}" in text:
        text = _STACKED.sub(_in_a_row, _SUBARRAY.sub(_in_a_row, text))
    if "eqn" in text:
        text = _OF_MANUALS.sub(lambda match: f"${match[1]}$".ljust(len(match[0])), text)
    text = _ESCAPED.sub(" ", _CR.sub(r"\\\\ ", without_doubled(text)))
    if "<" in text:
        text = _ANGLES.sub(r"\\langle \1,\2\\rangle ", text)
    if _EMPHASIZED.search(text):
        text = "\n".join(map(_without_emphasis, text.split("\n")))
    if "cases}" in text:
        text = _END_OF_CASES.sub(" ", text)
        text = _WORDS.sub(lambda match: match[1] + _words_apart(match[2]), text)
    lines = [_without_comment(line) for line in text.split("\n")]
    text = "\n".join(lines)
    if not _DEFINITION.search(text):
        return text
    macros = macros_of(text)
    return "\n".join(expanded(_DEFINITION.sub("", line), macros) for line in lines)


def _begun(match: re.Match[str]) -> str:
    return rf"\begin{{{match['placed'] or 'aligned'}}}"


def _without_emphasis(line: str) -> str:
    bare = _EMPHASIZED.sub(r"\1_", line)
    return _OTHER_STAR.sub("_", bare) if bare != line else line


def _words_apart(text: str) -> str:
    """`if $z > 0$ and $y = 1$,` with the words alone in their command."""
    parts = text.split("$")
    words = [rf"\text{{{part}}}" if part.strip(" ,;.") else " " for part in parts[::2]]
    return " ".join(
        part for pair in zip(words, [*parts[1::2], ""], strict=True) for part in pair
    )


def _without_comment(line: str) -> str:
    begin = _BEHIND.search(line)
    if begin is None or "\\" not in line[: begin.start()] or "$" in line[begin.end() :]:
        return line
    return line[: begin.start()]


def without_doubled(text: str) -> str:
    r"""The text with the backslashes of LaTeX once where JSON and Markdown have them twice.

    >>> without_doubled(r"\\(dL/dw = x\\)"), without_doubled(r"\\frac{a}{b}")
    ('\\(dL/dw = x\\)', '\\frac{a}{b}')
    >>> without_doubled(r"a \\ \frac{b}{c}")
    'a \\\\ \\frac{b}{c}'
    """
    if "\\\\" not in text:
        return text
    if _DOUBLED.search(text) and not _SINGLE.search(text):
        return text.replace("\\\\", "\\")
    for opening, closing in (("(", ")"), ("[", "]")):
        pattern = rf"\\\\\{opening}((?:(?!\\\\\{opening}).)*?)\\\\\{closing}"
        text = re.sub(pattern, rf"\\{opening}\1\\{closing}", text, flags=re.DOTALL)
    return text


def _in_a_row(stack: re.Match[str]) -> str:
    return _ROW_BELOW.sub(", ", stack[1]).strip()
