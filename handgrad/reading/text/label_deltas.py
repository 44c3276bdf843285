r"""Kronecker deltas of a label, and values by the parameters of one class.

`\delta_{y^{(i)} r}` is `1[y^{(i)} = r]`, and `h_{\theta_r}(x)` the entry r of `h(x)`.
"""

import re
from collections.abc import Collection

from handgrad.reading.spelling.letters import spelled

_SIGN = r"(?:\\(?:delta|chi)(?![A-Za-z])|[δχ]|(?<![A-Za-z\\])(?:delta|chi)(?=_))[ ]?"
_SAMPLE = (
    r"(?:[ ]?(?:\^[ ]?\{?[ ]?\(?[ ]?[a-z][ ]?\)?[ ]?\}?|_[ ]?\{?[ ]?[a-z][ ]?\}?|[ᵢⱼₖₙ]))?"
)
_BETWEEN = r"[ ]?(?:=|,|\\,|)[ ]?"
_SAYS = r"(?:\\delta|δ|\bdelta)[ ]?(?:[_^][ ]?\{[^{}]*\}|[_^][ ]?\w)?[ ]?&?[ ]?:?=(?!=)"


def with_label_deltas(text: str, labels: Collection[str], known: Collection[str]) -> str:
    r"""The text with the deltas of labels as indicators.

    >>> with_label_deltas(r"\delta_{y^{(i)}r} - p_r", ["y"], [])
    '1[y^{(i)}=r]      - p_r'
    """
    if {"delta", "chi"} & {*known} or re.search(_SAYS, text):
        return text
    bare = spelled(*(word for name in labels for word in (name, name.lower())))
    label = rf"{bare}{_SAMPLE}"
    letter = r"[a-z](?![a-z_^])"
    pair = rf"(?P<one>{label}){_BETWEEN}(?P<letter>{letter})"
    turned = rf"(?P<letter_>{letter}){_BETWEEN}(?P<one_>{label})"
    either = rf"[ ]?(?:{turned}|{pair})[ ]?"
    forms = (
        rf"_[ ]?\{{[ ]?[\[(]?{either}[\])]?[ ]?\}}",
        rf"[ ]?(?:\\left)?[\[(]{either}(?:\\right)?[\])]",
    )
    for form in forms:
        text = re.sub(_SIGN + form, _bracketed, text)
    low, high = r"[_^][ ]?\{?(?P<letter>[a-z])\}?", r"[_^][ ]?\{?(?P<letter_>[a-z])\}?"
    of_label = rf"[_^][ ]?(?:\{{[ ]?(?P<one>{label})[ ]?\}}|(?P<bare>{bare}))"
    behind = rf"[_^][ ]?\{{[ ]?(?P<one_>{label})[ ]?\}}"
    form = rf"{_SIGN}(?:{of_label}[ ]?{low}|{high}[ ]?{behind})"
    return re.sub(form, _bracketed, text)


def _bracketed(match: re.Match[str]) -> str:
    said = match.groupdict()
    label = said["one"] or said.get("bare") or said["one_"]
    letter = said["letter"] or said["letter_"]
    return f"1[{label.strip()}={letter}]".ljust(len(match[0]))


def with_classes_of_values(
    text: str, values: Collection[str], parameters: Collection[str]
) -> str:
    r"""The text with `h_{\theta_r}(x)` as `h_{r}(x)`.

    >>> with_classes_of_values(r"h_{\theta_r}(x)", ["h"], ["theta"])
    'h_{r}       (x)'
    """
    if not values or not parameters:
        return text
    words, below = spelled(*values), spelled(*parameters)
    form = (
        rf"(?<![A-Za-z\\])(?P<value>{words})[ ]?_[ ]?\{{[ ]?{below}[ ]?"
        r"(?:_[ ]?\{?(?P<low>[a-z])\}?|\^[ ]?\{?\([ ]?(?P<high>[a-z])[ ]?\)\}?)[ ]?\}"
        r"(?=[ ]?(?:\\left)?\()"
    )
    return re.sub(form, _of_class, text)


def _of_class(match: re.Match[str]) -> str:
    return f"{match['value']}_{{{match['low'] or match['high']}}}".ljust(len(match[0]))
