r"""Spaces in LaTeX, which mean nothing there: `\sum_ix_i` and `\frac {a} {b}`.

A script without braces is one sign, whatever stands behind it.
"""

from handgrad.regex import regex

_SUM = (
    r"\\(?:sum|prod|max|min)(?:\\(?:no)?limits)?"
    r"(?:\^(?:\{[^{}]*\}|\w)(?=_)|_(?:\{[^{}]*\}|\w)(?=\^))?[_^]"
)
_SHORT_SCRIPTS = (
    regex(r"(?<![\\_^])([_^][A-Za-z0-9])(?=\\[A-Za-z])"),
    regex(rf"({_SUM}[A-Za-z0-9])(?=[A-Za-z](?:[_^(]|\\[A-Za-z])|[a-hA-Zo-z][A-Z]_)"),
    regex(r"(?<=[A-Za-z}'])(_[a-z0-9])(?=[A-Za-z]_(?!\w{2,}\b))"),
    regex(r"(\\(?:nabla|partial)_[A-Za-z])(?=[A-Z]|l(?:n|og)(?![A-Za-z]))"),
    regex(r"(\^T)(?=d[A-Z])"),
    regex(r"(?<=[A-Za-z}])(\^t)(?=[A-Z]|[A-Za-z](?:_|\b))"),
)
_ROW = regex(r"(?<!\\)(\\\\)(?=[A-Za-z])")
_BEHIND_COMMAND = regex(r"(\\[A-Za-z]+|\})[ \t]+(?=[{_^'])")
_INSIDE = regex(
    r"(?P<words>\\(?:text\w*|mbox)\s?\{[^{}]*\})"
    r"|(?<=[({])[ \t]+(?=\S)|(?<=[^\s\\])[ \t]+(?=[)}])"
)
_SCRIPT = regex(r"(?<=[\w)}\]])[ \t]*([_^])[ \t]+(?=[\w{\\])")
_START = regex(r"([_^]\{\w+)[ \t]*=[ \t]*(?=\w+\})")
# An indicator by the letter I, with its condition below.
_INDICATOR = regex(
    r"(?:\\(?:mathbb|mathbf|mathrm|bm)\s?\{\s?I\s?\}|(?<![A-Za-z\\])I|\\chi(?![A-Za-z]))"
    r"(?=_\s?\{(?:\\[{}]|[^{}]|\{[^{}]*\})*?(?:[<>]|\\[lg](?:eq?|t)(?![a-z])))"
)
_OPERATOR = regex(r"\\math(?:rel|bin|op)\s?\{\s?([-+*=:<>]+)\s?\}")
_MINUS = regex(r"([$&=(\[][ \t]*[-−])[ \t]+(?=\\(?:[dt]?frac|partial|nabla)(?![A-Za-z]))")
_MANY = regex(r"(?<=\S)[ \t]{2,}(?=[^\s%#])")


def with_usual_spaces(text: str) -> str:
    r"""The text, spaced as most people space it.

    >>> with_usual_spaces(r"\frac {1} {n} \sum_{i=1}^n\beta_ix_i")
    '\\frac{1}{n} \\sum_{i=1}^n \\beta_i x_i'
    """
    if r"\displaystyle {" in text:
        return text
    text = _INDICATOR.sub(r"\\mathbb{1}", text) if "_" in text else text
    text = _OPERATOR.sub(r"\1", text) if r"\math" in text else text
    for script in _SHORT_SCRIPTS:
        text = script.sub(r"\1 ", text)
    text = _ROW.sub(r"\1 ", text)
    if " " in text:
        text = _BEHIND_COMMAND.sub(r"\1", text)
        text = _INSIDE.sub(lambda match: match["words"] or "", text)
        text = _START.sub(r"\1=", _SCRIPT.sub(r"\1", text))
        text = _MANY.sub(" ", _MINUS.sub(r"\1", text))
    return text
