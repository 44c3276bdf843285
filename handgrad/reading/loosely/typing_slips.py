r"""What typing does to letters: quotes around names, commas for gaps, fonts over formulas."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_MARK = regex(r"(?m)^[ \t]*(?:--+|>+|•|‣|–)[ \t]*")
_MODULE = regex(
    r"(?<![\w.\\])(?!np\.|numpy\.|torch\.|math\.|self\.)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\."
    r"(?=(?:sigmoid|exp|log|sqrt|tanh|sinh|cosh|sin|cos|abs|pow|max|min|sum|mean|dot|matmul|relu|softmax|square)\()"
)
_QUOTED = regex(r"[\"“”'‘’](?P<name>d?\\?[A-Za-z][\w₀-₉]{0,8})[\"“”'‘’](?=\s*[:=])")
# A name for the derivative, or its negative, in front of it: `F(x) = -\\frac{dU}{dx} = ...`.
_NAMED_BEFORE = regex(
    r"(?m)(?P<start>^[ \t]*|\$\$\s*|\\\[\s*)[A-Za-z](?:_\w|\w)?(?:\s?\(\s?[a-z]\s?\))?\s*=\s*"
    r"(?=[-−]?\s*(?:\\frac\s?\{\s?(?:d|\\partial)\s?\w+\s?\}|d\s?\w+\s?/\s?d|∂\w+/∂)[^=\n]*=)"
)
# Set to zero before it is said: `dS/dq = 0 = 2q`.
_ZERO_BETWEEN = regex(r"=\s*0\s*=(?!=)")
# The quotient with the loss behind it once more: `(dl/dp)l(p) =`.
_APPLIED_HEAD = regex(
    r"\(?\s?(?P<d>[δ∂d])(?P<of>[A-Za-z]\w*)\s?/\s?(?P=d)(?P<by>[A-Za-z]\w*)\s?\)?\s?(?P=of)\s?\(\s?(?P=by)\s?\)(?=\s*=)"
)
_COMMA = regex(r"(?<=[\w)}\]])\s,\s(?=[\\\w(])(?![^=\n]*\s=)")
_FONT = regex(
    r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|bf)\s?\{(?P<inside>[^{}]*[=+*/.:-][^{}]*)\}"
)
_OPERATOR = r"(?:[-=+*/^×·<>]|\\(?:cdot|times|odot|pm|frac|lambda)(?![A-Za-z]))"
_THIRD_COLUMN = regex(rf"&\s*&(?!\s*{_OPERATOR})[^&]*?(?=\\\\|\\end\b)")
_ACCENT = regex(
    r"\\(?P<accent>hat|bar|tilde|overline|widehat)\s?\{?\s?(?P<letter>[A-Za-z])\s?\}?"
)
_DOTS = regex(
    r"(?<=[\w}])\s?(?:\\left)?\(\s*(?:\\[lc]?dots|\.\.\.|…|\\cdot|·)\s*(?:\\right)?\)"
)
# What is differentiated by, with the sign before it: `\\partial w`, `\\nabla_w`.
_BY = regex(
    r"(?P<sign>(?:\\partial(?![A-Za-z])|∂)\s?|(?:\\nabla(?![A-Za-z])|∇)\s?_\s?\{?\s?)(?P<name>[A-Za-z])"
    r"(?![\w^_({])"
)
_CAPITALS = {"Σ": "Sigma", "Λ": "Lambda", "Φ": "Phi", "Ψ": "Psi", "Θ": "Theta", "Ω": "Omega"}
_APPLIED = regex(
    r"(?<![\\\w])(?P<name>[A-Za-z]\w*)\s?\(\s?(?P<index>[i-l](?:\s?[-+]\s?\w){0,2})\s?\)"
)
_UNIT_OF_SAMPLE = regex(
    r"\(\s?(?P<name>\\?[A-Za-z]+)\s?_\s?\{?(?P<unit>[a-z])\}?\s?\)\s?_\s?\{?(?P<sample>[a-z])\}?(?![A-Za-z])"
)
_BRACKETED = regex(r"(?<![\w\\\]])(?P<name>[A-Za-z])\s?\[\s?(?P<index>[i-n])\s?\]")
_TURNED = regex(r"(?<![\w.\\])t\(\s?(?P<name>\w+)\s?\)")
_LARGEST = regex(
    r"(?P<which>\\?(?:max|min))(?:\\limits)?\s?_\s?(?:\{\s?\w'?\s?\}|\w'?)\s?(?P<of>[A-Za-z]\w*(?:_\{\w+\})?)"
    r"(?:\s?\(\s?\w'?\s?\))?(?![\w{(_])"
)
_POINT = regex(r"(?<=[\w)\]}])[ ]\.[ ](?=-?\s?[A-Za-z\\(])")
_RAISED = regex(r"(?<![\w\\^.])(?P<name>[A-Za-z]\w?)T(?!\w)")
_IDENTITY = regex(r"(?<![\\\w])I(?![\w_{(])")
_TRACE = regex(
    r"(?P<trace>(?<![A-Za-z])(?:\\(?:text|mathrm|operatorname)\s?\{\s?)?\\?[Tt]r(?:ace)?\s?\}?)\s?"
    r"(?P<of>\([^()]*\))\s?\^\s?\{?\s?-\s?1\s?\}?"
)
_POWER = regex(r"(?P<base>\([^()]*\)|[A-Z])\s?\^\s?\{?\s?\(?-\s?(?P<power>[2-4])\)?\s?\}?")


def with_plain_typing(text: str, page: Vocabulary) -> str:
    """The text without them.

    >>> with_plain_typing('"dw" = x , y', Vocabulary({}, "L"))
    'dw = x \\\\, y'
    """
    text = _THIRD_COLUMN.sub(_unless_changing, text) if "&" in text else text
    text = _DOTS.sub("", _MODULE.sub("", _MARK.sub("", text)))
    text = _NAMED_BEFORE.sub(r"\g<start>", _ZERO_BETWEEN.sub("=", text))
    text = _APPLIED_HEAD.sub(r"d\g<of>/d\g<by>", text)
    text = _FONT.sub(r" \g<inside> ", _QUOTED.sub(r"\g<name>", text))
    for letter, name in _CAPITALS.items():
        text = text.replace(letter, f" {name} ") if name in page.shapes else text
    return _by_parameters(_recased(_COMMA.sub(r" \\, ", text), page), page)


def _unless_changing(column: re.Match[str]) -> str:
    return column[0] if may_be_another(column[0]) else ""


def _recased(text: str, page: Vocabulary) -> str:
    r"""The text with `\hat X` for `\hat x` where the page has only the one."""

    def other(match: re.Match[str]) -> str:
        accent = match["accent"].replace("widehat", "hat").replace("overline", "bar")
        letter = match["letter"]
        has = {c for c in (letter, letter.swapcase()) if f"{c}_{accent}" in page.shapes}
        is_other = has == {letter.swapcase()}
        return match[0].replace(letter, letter.swapcase()) if is_other else match[0]

    return _ACCENT.sub(other, text)


def _by_parameters(text: str, page: Vocabulary) -> str:
    r"""The text with `\partial W` for `\partial w` where the page has only the one."""
    bare = _BY.sub(" ", text)

    def other(match: re.Match[str]) -> str:
        name = match["name"]
        is_other = {name, name.swapcase()} & page.shapes.keys() == {name.swapcase()}
        is_alone = re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", bare) is None
        is_meant = is_other and is_alone and name.swapcase() in page.parameters
        return f"{match['sign']}{name.swapcase()}" if is_meant else match[0]

    return _BY.sub(other, text)


def with_arrays_in_full(text: str, page: Vocabulary) -> str:
    r"""The text with entries, products, transposes and largest entries as this reader has them.

    >>> with_arrays_in_full("X(i+1)", Vocabulary({"X": ("n", 1), "n": (1, 1)}, "L"))
    'X_{i+1}'
    """
    names = Names(page)

    def entry(match: re.Match[str]) -> str:
        name = names.find(letter_named(match["name"]))
        is_array = name is not None and page.shapes[name] != (1, 1)
        return f"{match['name']}_{{{match['index']}}}" if is_array else match[0]

    def turned(match: re.Match[str]) -> str:
        shape = page.shapes.get(match["name"])
        is_array = (
            shape is not None and shape != SCALAR and f"{match['name']}T" not in page.shapes
        )
        return f"{match['name']}^T" if is_array else match[0]

    def power(match: re.Match[str]) -> str:
        inverse = f"{match['base']}^{{-1}}"
        return " ".join([inverse] * int(match["power"]))

    text = _BRACKETED.sub(r"\g<name>_{\g<index>}", text) if "\\" in text else text
    text = _LARGEST.sub(r"\g<which>(\g<of>)", _TURNED.sub(r"\g<name>^T", text))
    text = _POINT.sub(r" \\cdot ", _RAISED.sub(turned, text))
    text = _TRACE.sub(r"\g<trace>(\g<of>^{-1})", text)
    text = _POWER.sub(power, _APPLIED.sub(entry, text))
    text = _UNIT_OF_SAMPLE.sub(r"\g<name>_{\g<sample>\g<unit>}", text)
    if "I" not in page.shapes:
        text = _IDENTITY.sub(r"\\mathbf{I}", text)
    return text
