"""JavaScript, Java, C, C++, C#, Rust, Go, Swift and Kotlin, line by line as Python."""

import re
from collections.abc import Mapping

from handgrad.language.shape import SCALAR, Shape
from handgrad.reading.code.dialects.brace_arrays import with_arrays_made, with_entries_in_turn
from handgrad.reading.code.dialects.brace_functions import PythonRow
from handgrad.reading.code.dialects.brace_statements import Statements
from handgrad.reading.code.dialects.brace_tokens import NotBraced, brace_tokens
from handgrad.reading.code.dialects.brace_words import ARRAY, INTEGER, MATRIX, NUMBER
from handgrad.reading.code.syntax.copied import OF_FORMULAS
from handgrad.regex import regex

_TYPE = (
    r"(?:(?:Eigen::)?(?:Matrix|Vector|RowVector|Array)X+[dfi]|double|float|auto|int|size_t|var"
    r"|let|const|val)"
)
_SIGNS = regex(
    rf"(?m)^[ \t]*(?:(?:public|private|static|final|const|pub|export)[ \t]+)*{_TYPE}\b[^=;\n]*"
    r"(?<![=<>!:])=(?!=)"
    r"|^[ \t]*[\w, ]+:=|^[ \t]*for(?:each)?\b[^\n]*(?:;[^\n]*;|\{[ \t]*(?:\n|$))"
    r"|\)[ \t]*\{[ \t]*(?://[^\n]*)?$|^[ \t]*\w+\.forEach\("
    r"|^[ \t]*(?:this|self)(?:\.|->)\w+[^=;\n]*[-+*/]?=(?!=)[^;\n]*;[ \t]*(?://[^\n]*)?$"
    r"|^[ \t]*(?:(?:public|private|static)[ \t]+)+[^=;\n]*=>"
    r"|^[ \t]*(?:fn|func|fun|function)[ ]+\w+\([^\n]*\{"
    r"|^[ \t]*(?:return\b|\w+(?:\[\w+\])*[ \t]*=(?!=))[^?\n]*[<>=][^?\n]*\?[^?:\n]*:"
    r"|\.t\(\)\.dot\(|\.sum_axis\(|\.cwiseProduct\("
)
_OTHER = regex(
    r"\\|<-|%[*o]%|(?m:^[ \t]*(?:def|class|import|from|struct|impl|end)\b)|[∂∇∑Σ^$`]"
    r"|(?<![\w.])c\("
)
_TYPED = regex(
    r"\b(?:double|float|int|f64|f32|usize|fn|fun|func|val|mut|Double|Float|auto|size_t|long"
    r"|foreach)\b|:=|::"
)
_UNTYPED = regex(r"\b(?:let|const|function)\b|===|=>")
_MATRICES = regex(
    r"\.array\(\)|\b(?:(?:PythonRow)?Vector|Array|Matrix)X|\.transpose\(\)|\.cwise\w+\(|Eigen::"
    r"|\.(?:col|row)wise\(\)"
)
_DOES_MORE = regex(
    r"(?m)[{}]|\b(?:for|while|do)\b|^[ \t]*(?:\w+[ \t]*)?[*&][ \t]*\w+[ \t]*="
    r"|^[ \t]*(?:\w+(?:\.|->))*\w+\([^()=]*\)[ \t]*;"
)
_GO = regex(r"\bfunc\b|\bfor\b[^\n]*\{")
_NDARRAY = regex(r"\bAxis\(|\bArray[12](?:::|<)|\.mapv\(|\.t\(\)|\.dot\(&|\bndarray\b")
_LINE_OF_FILE = regex(
    r"(?m)^[ \t]*(?:#(?:include|pragma|define)\b|@\w+[ \t]*$|using\s+namespace).*"
)
_COMMENT = regex(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_FENCED = regex(r"([^`]*)```[ \t]*\w*\n([^`]*?)\n```([^`]*)", re.DOTALL)
_LONGEST = 20_000


def as_python(text: str, shapes: Mapping[str, Shape], sizes: object = ()) -> str:
    """A text in one of these languages as Python, line by line; any other as it is.

    >>> as_python("double dz = 2.0 * (z - t); // slope\\nfloat dw = dz * x;", {"z": SCALAR})
    'dz = 2.0 * (z - t)  # slope\\ndw = dz * x'
    """
    if fence := _FENCED.fullmatch(text):
        return _with_fence(text, fence, shapes)
    if len(text) > _LONGEST or not _SIGNS.search(text) or _OTHER.search(_bare(text)):
        return text
    try:
        tokens, comments = brace_tokens(_LINE_OF_FILE.sub("", text))
        style = _style(text)
        array = MATRIX if style == "Eigen" else ARRAY
        kinds = {n: NUMBER if s == SCALAR else array for n, s in shapes.items()}
        kinds |= {str(size): INTEGER for shape in shapes.values() for size in shape}
        reader = Statements(tokens, kinds, style)
        of_page = [n for n in shapes if "/" not in n]
        filled = {f"{d}{n}" for n in of_page for d in ("", "d", "d_", "grad_", "grad", "g")}
        vectors = {n: str(s[0]) for n, s in shapes.items() if s[1] == 1 and s != SCALAR}
        rows = with_entries_in_turn(reader.program(), vectors)
        rows = with_arrays_made(rows, filled)
    except (NotBraced, RecursionError, ValueError):
        return text
    return _laid_out(rows, comments) if rows else text


def _with_fence(text: str, fence: re.Match[str], shapes: Mapping[str, Shape]) -> str:
    """The text with its one block of code as Python, and the words around it as comments."""
    before, code, behind = fence.groups()
    found = as_python(code, shapes)
    if found == code or OF_FORMULAS.search(before + behind) or "```" in before + behind:
        return text
    around = ["\n".join(f"# {row}" for row in part.split("\n")) for part in (before, behind)]
    return f"{around[0]}\n{found}\n{around[1]}"


def does_more(text: str) -> bool:
    """Whether a text that is left as it is has loops, blocks, calls or shared names in it."""
    is_short = len(text) <= _LONGEST and _SIGNS.search(text) and not _OTHER.search(_bare(text))
    is_told = ":=" in text and not _GO.search(text)
    return bool(is_short and not is_told and _DOES_MORE.search(_bare(text)))


def _bare(text: str) -> str:
    """The text without comments."""
    return _COMMENT.sub("", text)


def _style(text: str) -> str:
    """What kind of language a text is in, as far as it matters for `*` and `/`."""
    if _NDARRAY.search(text):
        return "ndarray"
    if _MATRICES.search(text):
        return "Eigen"
    if _TYPED.search(_bare(text)):
        return "typed"
    return "untyped" if _UNTYPED.search(text) else "unknown"


def _laid_out(rows: list[PythonRow], comments: Mapping[int, str]) -> str:
    """The lines of Python, each where its statement stood if there is room."""
    found: list[str] = []
    left = dict(comments)
    for row in rows:
        while len(found) < row.line - 1:
            said = left.pop(len(found) + 1, None)
            found.append("" if said is None else f"#{said}")
        said = left.pop(row.line, None)
        told = "" if said is None else f"  #{said}"
        found.append(f"{' ' * row.indent}{row.text}{told}")
    for line in sorted(left):
        found.append(f"#{left[line]}")
    return "\n".join(found)
