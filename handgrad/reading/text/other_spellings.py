r"""What a text may say where its signs have a second meaning: `2 x (p - y) x t`."""

import re
from collections.abc import Collection, Iterator

from handgrad.regex import regex

_OPERAND = r"[\w)\]}'′]"
_BEHIND_ZERO = r"\s*(?:\||;|,|\bor\b|\bi\.e\.)[^\n]*"
_D = (
    r"(?:\\[dt]?frac\s*\{\s*(?:d|∂|\\partial)\s*\w+\s*\}\s*\{\s*(?:d|∂|\\partial)\s*\\?\w+\s*\}"
    r"|(?<![A-Za-z\\])[d∂]\w+\s?/\s?[d∂]\s?\\?\w+)"
)
_SIGNS = (
    (
        "the letter x may be a times sign: write * for it",
        rf"(?<={_OPERAND}) x (?=[\w(\\])",
        " * ",
    ),
    (
        "a number at the beginning of a line may count the lines: write an equation",
        r"(?m)^[ \t]*\(?\d{1,2}[.)]\s+(?=\S)",
        "",
    ),
    (
        "t(...) may be a transpose: write X^T",
        r"(?<![A-Za-z\\_])t\(\s*([A-Za-z]\w*)\s*\)",
        r"\1^T",
    ),
    (
        "a mean or a sum in words: write mean(...) or sum(...)",
        r"\b(?:the )?(average|mean|sum)(?: of| over)? (?=[(\[])([^=\n,;]+)",
        r"\1(\2)",
    ),
    (
        "what stands behind = 0 may be another equation: write it on a line of its own",
        rf"(?<==)\s*0{_BEHIND_ZERO}",
        " 0",
    ),
    ("= 0 may be said of the optimum: leave it out", rf"\s*=\s*0{_BEHIND_ZERO}", ""),
    (
        "an index stands for a sum and for an entry: give the sum an index of its own",
        r"(?<![A-Za-z])([A-Z])_\{?([a-z])[ ,]?([a-z])\}?[ *]*([a-z])_\{?\3\}?(?![a-z])",
        r"(\1 \4)_{\2}",
    ),
    (
        "d may be a factor before the function: write d*",
        r"(?<![A-Za-z\\])d(?=(?:sgn|sign|relu|tanh|sigmoid|log|exp|sin|cos)\b)",
        "d*",
    ),
    (
        "a line may hold several equations: write each on a line of its own",
        rf"(?:(?<=[)\]²³\d])|(?<=[\w)}}]\}})|(?<=(?<![A-Za-z])[A-Za-z]))[ \t$]*"
        r"(?:[-−—–+·、/|]|\bor\b|(?:\d|[a-h]|[ivx]{1,4})\)|\\par\b)?"
        rf"[ \t$]*(?={_D}[\s$]*=)",
        "\n",
    ),
    (
        "a letter in brackets at the end may be a label: leave it out",
        r"(?<=[)\w])\s+\([a-z]\)(?=\s*(?:[,;\n]|$))",
        "",
    ),
    (
        "a and y may be words: write the equations on lines of their own",
        r"\s+[aye]\s+(?=\\?[d∂]|\$|\w{1,3}\s*=)",
        "\n",
    ),
)
_RESPELLED = tuple((note, regex(pattern), new) for note, pattern, new in _SIGNS)
_PLACE = regex(r"(?<=\w)\[(\d{1,3})\]")
_FROM_ONE = "places may be counted from 1: write them from 0, or all entries as one array"
# Another equation behind a formula, with no sign to part them: `2x(p - y) dL/db = ...`.
_RUN_ON = regex(
    rf"=(?P<formula>[^=\n∂,;:]*[-−+(][^=\n∂,;:]*?(?:[)\]}}²³]|(?<![A-Za-z])[A-Za-z]))"
    rf"[ \t$]*(?:[-−–—+·、/|]|or\b)?[ \t$]*(?P<next>{_D})[ \t$]*=[^=\n]*$",
    re.MULTILINE,
)
_HAS_D = regex(r"d\w+\s?/\s?d|\\partial|\{\s*d")
# What holds at a point only, and says that the gradient is zero there.
_AT_POINT = regex(
    r"(?:(?:^|[,;.(|]|(?<=\n))\s*)(?:[A-Za-z]+\s*[:,]\s*)?"
    r"(?:(?:note|so|here|and|if|when|where|that|at|for)\s+)*[^=\n,;.]{1,30}=[^=\n,;.]{1,30}?"
    r"(?:gives|makes|implies|means|yields|leads to|=>|⇒|→|->|then)\s*"
    r"[^=\n,;.]{1,30}=\s*0\)?(?=[\s.,;]|$)",
    re.IGNORECASE,
)


def other_spellings(text: str) -> Iterator[tuple[str, str]]:
    """The text with another meaning of some of its signs, each with what is in doubt.

    >>> [spelled for _, spelled in other_spellings("dL/dw = 2 x (p - y) x t")]
    ['dL/dw = 2 * (p - y) * t']
    """
    for note, pattern, new in _RESPELLED:
        spelled = pattern.sub(new, text)
        if spelled != text:
            yield note, spelled
    if _PLACE.search(text) and "[0]" not in text:
        yield _FROM_ONE, _PLACE.sub(lambda match: f"[{int(match[1]) - 1}]", text)


def run_on(text: str, parameters: Collection[str], loss: str) -> str:
    """The parameter by which a derivative stands right behind a formula, before its own value.

    >>> run_on("dL/dw = 2*(p - y) dL/db = 2*x*(p - y)", ["w", "b"], "L")
    'b'
    >>> run_on("dL/dw = x dL/db = 2*x*(p - y)", ["w", "b"], "L")
    ''
    """
    for match in _RUN_ON.finditer(text):
        said = match["next"]
        letters = re.findall(r"[^\W\d]\w*", re.sub(r"\\?[dt]?frac|\\partial|\\", " ", said))
        names = [letter.removeprefix("d").removeprefix("∂") for letter in letters]
        of, by = [name for name in names if name] if len(names) > 1 else ("", "")
        if of == loss and by in parameters and not _HAS_D.search(match["formula"]):
            return by if text.count(said) == 1 else ""
    return ""


def without_points(text: str) -> str:
    """The text without what it says of points where the gradient is zero.

    >>> without_points("dL/dw = 2*x*(p - y). Note: p = y gives dL/dw = 0")
    'dL/dw = 2*x*(p - y)'
    """
    return _AT_POINT.sub("", text)
