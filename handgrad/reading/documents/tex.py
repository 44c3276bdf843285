"""LaTeX documents: the body without the preamble, comments and what only lays out a page."""

import re

from handgrad.reading.documents.markdown import without_comment
from handgrad.reading.spelling.tex_source import Macros, expanded, macros_of
from handgrad.regex import regex

_COMMENT = regex(r"(?<!\\)%.*")
_ENVIRONMENT = regex(r"\\(begin|end)\{([A-Za-z]+\*?)\}((?:\[[^\]\n]*\]|\{[^}\n]*\})*)")
_MATHEMATICS = regex(
    r"(?:align|aligned|alignat|equation|gather|gathered|split|multline|eqnarray|displaymath|math|"
    r"flalign|cases|dcases|array|[pbvBV]?matrix|smallmatrix)\*?$"
)
_CODE = regex(r"(?:verbatim|lstlisting|minted|python|code)\*?$")
_HEADING = regex(
    r"^\s*\\((?:sub)*section|chapter|part|question|problem|exercise|paragraph)\*?"
    r"(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3,
           "paragraph": 4}  # fmt: skip
_LAYOUT = regex(
    r"^\s*\\(?:maketitle|title|author|date|usepackage|documentclass|newpage|clearpage|bigskip|"
    r"medskip|smallskip|vspace|hspace|centering|includegraphics|caption|tableofcontents|"
    r"pagestyle|thispagestyle|setlength|setcounter|noindent|bibliography\w*|newtheorem|"
    r"renewcommand|newcommand|providecommand|DeclareMathOperator|def)\b(?![^=]*=).*"
)


def plain_tex(text: str) -> str:
    """The body of a document, its headings as comments, line by line.

    >>> plain_tex(r"\\section{One} % first").strip()
    '# One'
    """
    lines = re.split(r"\r\n|\n|\r", text)
    macros = macros_of(text)
    first, last = _body(lines)
    found: list[str] = []
    code = ""
    for n, line in enumerate(lines):
        if not first <= n < last:
            found.append("")
            continue
        if code:
            is_end = f"\\end{{{code}}}" in line
            found.append("" if is_end else without_comment(line))
            code = "" if is_end else code
            continue
        bare = _COMMENT.sub("", line)
        opening = _ENVIRONMENT.search(bare)
        if opening and opening[1] == "begin" and _CODE.match(opening[2]):
            code = opening[2]
            found.append("")
            continue
        found.append(_line(bare, macros))
    return "\n".join(found)


def _body(lines: list[str]) -> tuple[int, int]:
    first, last = 0, len(lines)
    for n, line in enumerate(lines):
        bare = _COMMENT.sub("", line)
        if "\\begin{document}" in bare:
            first = n + 1
        elif "\\end{document}" in bare:
            return first, n
    return first, last


def _line(line: str, macros: Macros) -> str:
    if heading := _HEADING.match(line):
        level = _LEVELS.get(heading[1], 1)
        return f"{'#' * level} {heading[2]}"
    if _LAYOUT.match(line):
        return ""
    line = _ENVIRONMENT.sub(
        lambda found: found.group() if _MATHEMATICS.match(found[2]) else " ", line
    )
    return expanded(line, macros)
