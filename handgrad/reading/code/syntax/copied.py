"""A program as it stands in a file, of one that was copied from a page or a conversation."""

from textwrap import dedent

from handgrad.reading.code.syntax.recognition import is_code, may_be_code, may_be_run
from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_NUMBERED = regex(
    r"^([ \t]*(\d{1,4})[.:|]?)(?:[ \t]|$)(?=[ \t]*(?:[^\W\d]|[#@\"')\]}∂∇]|\([d∂]|$))"
)
_FENCE = regex(r"^[ \t]*(?:```+|~~~+)[ \t]*(\w*)[ \t]*$")
OF_FORMULAS = regex(r"[=$\\∂∇∑Σ]|(?i:tex|math)")
_MATHEMATICS = regex(r"[∂∇∑Σᵀ⊙√ᵢⱼ₀-₉]|\\[A-Za-z]")
_WORDS = regex(r"(?!(?:import|from|class|async|pass|return)\b)\s*[^\W\d_][^=()\[\]#\\$`@]*")
_MINUS = regex(r"−|(?<=\s)–(?=\s)")
_MODULES = regex(r"(?<![\w.])(?:jnp|onp|anp|cupy|numpy)\.(?=[a-z])")


def as_copied(text: str) -> str:
    """The text as a program, line by line, where it is one; else the text.

    Numbers of lines go, words around a fence become comments, signs of print those of code.

    >>> as_copied("1  r = X @ w − y\\n2  dw = X.T @ r")
    'r = X @ w - y\\ndw = X.T @ r'
    """
    text = _without_numbers(text) if text.lstrip()[:1].isdigit() else text
    text = _with_comments(text) if "```" in text or "~~~" in text else text
    text = _with_introduction(text) if "def " in text else text
    if "−" in text or "–" in text:
        typed = _MINUS.sub("-", text)
        is_program = is_code(typed) or may_be_code(typed)
        text = typed if is_program and not _MATHEMATICS.search(text) else text
    if "import" not in text and _MODULES.search(text) and may_be_run(text):
        text = _MODULES.sub("np.", text)
    return text


def _without_numbers(text: str) -> str:
    """The text without numbers before its lines that count them, one by one."""
    lines = text.split("\n")
    found = [_NUMBERED.match(line) if line.strip() else None for line in lines]
    counted = [int(match[2]) for match in found if match]
    told = [line for line, match in zip(lines, found, strict=True) if match]
    is_whole = len(told) == len([line for line in lines if line.strip()])
    is_listing = is_whole and len([line for line in told if not line.strip().isdigit()]) > 1
    if not is_listing or counted != list(range(counted[0], counted[0] + len(counted))):
        return text
    rest = (
        line[match.end(1) :] if match else line
        for line, match in zip(lines, found, strict=True)
    )
    return dedent("\n".join(rest))


def _with_introduction(text: str) -> str:
    """The text with the words before the first function that it defines as comments."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("def ")), 0)
    words = [line for line in lines[:start] if line.strip()]
    if not words or not all(map(_WORDS.fullmatch, words)) or may_be_another(" ".join(words)):
        return text
    told = (f"# {line}" if line.strip() else line for line in lines[:start])
    return "\n".join([*told, *lines[start:]])


def _with_comments(text: str) -> str:
    """The text with the words before and behind a fenced program as comments."""
    found: list[str] = []
    inside, outside = [], []
    fence = False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark:
            fence = not fence
            found.append("#")
            outside.append(mark[1])
        elif fence:
            found.append(line)
            inside.append(line)
        else:
            found.append(f"# {line}" if line.strip() else line)
            outside.append(line)
    is_one = not fence and sum((line == "#" for line in found), 0) == 2
    is_program = is_one and may_be_run("\n".join(inside))
    if not is_program or any(OF_FORMULAS.search(line) for line in outside):
        return text
    return "\n".join(found)
