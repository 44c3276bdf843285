r"""Left sides that are derivatives in other notations: `DL(w)[h]`, `\frac{L}{w}'`, `\dd{w} :=`.

Each is written as the one that is read everywhere: `dL`, `dL/dw`, `dw`.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.needed_signs import has_one
from handgrad.regex import regex

_NAMED = regex(r"\\dd\s?\{\s?(?P<name>\\?[A-Za-z]\w*)\s?\}\s?&?\s?:=")
_DOUBLED = regex(r"\\dd\s?\{\s?(?P<name>\\?[A-Za-z]\w*)\s?\}")
_HEAD = (
    r"(?:d\w{1,12}/d\w{1,12}|[∂δ]\w{1,12}/[∂δ]\w{1,12}|\$?\\frac\s?\{\s?(?:\\partial|d)[^{}]{0,20}\}"
    r"\s?\{[^{}]{0,20}\}|\$?(?:\\nabla|∇)\s?_?\s?\{?\\?\w{1,12}\}?\s?\w{0,12})\s?&?\s?=(?!=)"
)
_NUMBERED = regex(
    rf"(?m)(?<=[\w)}}\]$'])[ \t]*[,;]?[ \t]+\((?:\d|[a-h]|i{{1,3}})\)[ \t]+(?={_HEAD})"
)
_SIGN_BETWEEN = regex(rf"(?<=[\w)}}\]'])[ \t]+(?:/|&)[ \t]+(?={_HEAD})")
# An entry of a gradient, with its index behind what the loss is a function of.
_ENTRY_BEHIND = regex(
    r"(?P<gradient>(?:\\nabla(?![A-Za-z])|∇)\s?(?:_\s?(?:\{[^{}]{1,40}\}|\\?[A-Za-zα-ω]+)\s?)?"
    r"(?:\\(?:mathcal|mathbf|mathrm)\s?\{\s?[A-Za-z]\s?\}|\\ell|[A-Zℓl-n])\s?\([^()=]{1,40}\))\s?"
    r"(?P<entry>_\s?(?:\{\s?[a-z](?:\s?,?\s?[a-z])?\s?\}|[a-z](?![A-Za-z])))(?=\s*&?\s*=(?!=))"
)
_DIRECTION = r"\\?[A-Za-z]\w?|\\(?:Delta|delta)\s?\\?[A-Za-z]\w*|d\\?[A-Za-z]\w*"
_TOKEN = regex(r"\\[A-Za-z]+|[A-Za-z]+")
_ENDS = regex(r"(?:[\])}>⟩]|\\rangle)\s*&?\s*=")
_SIGNS = ("[", "(", ";", "langle", "lim", "⟨", "D_", "_{t=0}", "_{t = 0}")


def with_derivative_heads(text: str, page: Vocabulary) -> str:
    r"""The text with each of them in the usual notation.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> with_derivative_heads("$DL(w)[h] = 2x h$", page)
    '$dL = 2x  dw $'
    """
    if r"\dd" in text and _NAMED.search(text):
        text = _DOUBLED.sub(lambda match: f" d{match['name']} ", text)
    if has_one(text, (" (", "\t(")):
        text = _NUMBERED.sub("; ", text)
    if has_one(text, (" /", " &", "\t/", "\t&")):
        text = _SIGN_BETWEEN.sub("; ", text)
    text = _ENTRY_BEHIND.sub(r"(\g<gradient>)\g<entry>", text)
    if "'" in text and r"\frac" in text:
        text = _with_primes(text, page)
    return _with_directions(text, page)


def with_nabla_of_loss(text: str, page: Vocabulary) -> str:
    """The text without what the loss behind a nabla on the left is a function of.

    >>> page = Vocabulary({"x": ("n", 1), "f": (1, 1)}, "f", ("x",))
    >>> with_nabla_of_loss("∇f(x) = A' * z", page)
    "∇f    = A' * z"
    """
    names = "|".join(map(re.escape, page.parameters))
    head = rf"(?m)(?<=∇)(?P<gap>\s?){re.escape(page.loss)}\s?\((?:{names})\)(?=\s*=)"
    return re.sub(head, lambda m: f"{m['gap']}{page.loss}".ljust(len(m[0])), text)


def _with_primes(text: str, page: Vocabulary) -> str:
    r"""`\frac{L}{w}' = ...`, the derivative of what stands above by what stands below."""
    names = "|".join(map(_spelled, page.parameters))
    quotient = re.compile(
        rf"(?m)(?P<start>^[\s$&]*)\(?\s?\\frac\s?\{{\s?{_spelled(page.loss)}\s?{_arguments(page)}\}}"
        rf"\s?\{{\s?(?P<by>(?:{names})(?:_\{{?\w\}}?)?)\s?\}}\s?\)?'(?=\s*&?\s*=)"
    )
    put = rf"\\frac{{\\partial {page.loss}}}{{\\partial \g<by>}}"
    return quotient.sub(rf"\g<start>{put}", text) if names else text


def _with_directions(text: str, page: Vocabulary) -> str:
    """Derivatives in a direction as the differential of the loss."""
    if not has_one(text, _SIGNS) or not _ENDS.search(text):
        return text
    for name in page.parameters:
        for form in _forms(name, page):
            found = re.search(form, text)
            if found is None or not _is_free(found["h"], page):
                continue
            begin, end = found.span()
            rest, rule, below = text[end:].partition("\n\n")
            rest = _directed(rest, found["h"], name, page)
            return f"{text[:begin]}{found['start']}d{page.loss}{rest}{rule}{below}"
    return text


def _forms(name: str, page: Vocabulary) -> tuple[str, ...]:
    """The left sides that are the derivative of the loss in a direction h."""
    loss, by = _spelled(page.loss), _spelled(name)
    is_only = len(page.parameters) == 1
    start = r"(?m)(?P<start>^[\s$&]*(?:\\\[|\\\()?\s*)(?:\\left\s?\.\s?)?"
    d = r"(?:(?:\\mathrm\s?\{?\s?)?D\s?\}?|d|\\delta|δ)\s?"
    h = rf"\s?(?P<h>{_DIRECTION})\s?"
    at = rf"(?:\(\s?{by}\s?\)|_\s?\{{?\s?{by}\s?\}}?)"
    any_at = rf"(?:\(\s?{by}\s?\))?" if is_only else rf"\(\s?{by}\s?\)"
    inner = (
        r"(?:\\langle|⟨|<)\s?"
        rf"(?:\\nabla|∇)\s?(?:_\s?\{{?\s?{by}\s?\}}?\s?)?{loss}\s?{any_at}\s?,{h}(?:\\rangle|⟩|>)"
    )
    moved = rf"{loss}\s?\(\s?{by}\s?\+\s?t\s?\\?c?d?o?t?\s?(?P<h>{_DIRECTION})\s?\)"
    ends = r"(?=\s*&?\s*=)"
    return (
        rf"{start}(?:{d}{loss}|{loss}')\s?{at}\s?[\[(]{h}[\])]{ends}",
        rf"{start}(?:{d}{loss}|{loss}')\s?\(\s?{by}\s?[;,]{h}\){ends}",
        rf"{start}\(\s?{d}_\s?\{{?\s?{by}\s?\}}?\s?{loss}\s?\)\s?[\[(]{h}[\])]{ends}",
        rf"{start}{d}_\s?(?!\{{?\s?[i-n]\b)\{{?{h}\}}?\s?{loss}\s?\(\s?{by}\s?\){ends}",
        rf"{start}{inner}{ends}",
        rf"{start}\\frac\s?\{{\s?(?:\\partial|d)\s?\}}\s?\{{\s?(?:\\partial|d)\s?t\s?\}}\s?{moved}\s?(?:\\right)?\s?\\?[|b][ig]*\s?_\s?\{{\s?t\s?=\s?0\s?\}}{ends}",
        rf"{start}\\lim\s?_\s?\{{\s?t\s?\\(?:to|rightarrow)\s?0\s?\}}\s?\\frac\s?\{{\s?{moved}\s?-\s?{loss}\s?\(\s?{by}\s?\)\s?\}}\s?\{{\s?t\s?\}}{ends}",
    )


def _is_free(direction: str, page: Vocabulary) -> bool:
    """Whether a letter is no name of the page, so that only a direction can be meant."""
    return direction.lstrip("\\") not in page.shapes


def _directed(text: str, direction: str, name: str, page: Vocabulary) -> str:
    """The text with the differential of a parameter for a direction, also in `Xh`."""
    own = rf" d{name} "
    if not re.fullmatch(r"[A-Za-z]", direction):
        return re.sub(rf"{re.escape(direction)}(?![A-Za-z])", lambda _: own, text)

    def put(match: re.Match[str]) -> str:
        others = match[0].replace(direction, "")
        is_row = len(match[0]) < 4 and all(letter in page.shapes for letter in others)
        return match[0].replace(direction, own) if is_row and match[0][0] != "\\" else match[0]

    return _TOKEN.sub(put, text)


def _arguments(page: Vocabulary) -> str:
    """The names in a bracket behind the loss, perhaps."""
    return r"(?:\([\w\\,;\s]*\)\s?)?"


def _spelled(name: str) -> str:
    """A name as a formula of LaTeX or plain text has it, in any font."""
    font = r"(?:\\(?:mathbf|boldsymbol|bm|vec|mathcal)\s?\{\s?)?"
    return rf"{font}\\?{re.escape(name)}(?![A-Za-z])\}}?"
