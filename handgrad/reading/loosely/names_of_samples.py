r"""Names of the writer's own for one sample: `r_w = b (w_i - v_i)` beside `\sigma(r_w)`.

What stands below such a name only tells it from others: w, l, +, a dash.
"""

import re

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_INDEX = r"[ijkn](?![A-Za-z])"
_LETTER = regex(rf"_\s?\{{?\s?({_INDEX})|\^\s?\{{?\s?\(({_INDEX})\)")
_NAME = (
    r"(?<![A-Za-z\\_^])(?P<accent>\\(?:hat|tilde|bar|vec)\s?)?(?P<open>\{\s?)?"
    r"(?P<base>\\?[A-Za-zα-ω]{1,8})(?(open)\s?\})(?:\s?[_^]\s?(?P<brace>\{\s?)?"
    r"(?P<text>\\(?:text|mathrm)\s?\{\s?)?(?P<label>[A-Za-z]{1,8}|[+\-\d])(?(text)\s?\})"
    rf"(?:\s?,\s?(?P<beside>{_INDEX}))?(?(brace)\s?\}})"
    rf"(?:\s?_\s?(?P<lower>\{{\s?)?(?P<below>{_INDEX})(?(lower)\s?\}}))?|(?P<dash>'{{1,2}}))?"
    r"(?![A-Za-z'_^])"
)
_OCCURS = regex(_NAME)
_SAID = regex(
    rf"(?:(?<=[\n$,;])|^|\\\\|\\quad|\b(?:let|where|with|and)\b)[\s$]*{_NAME}"
    r"\s?&?\s?:?=(?!=)\s?(?P<said>[^=\n$]{1,120}?)(?=$|[\n$]|,\s|;\s|\.\s|\\\\|\\quad)"
)
_BELOW = regex(
    r"(?<![A-Za-z\\_^])(?P<base>\\?[A-Za-zα-ω]{1,8})"
    r"(?:\s?_\s?(?:\{\s?)?(?P<letter>[a-z])(?![A-Za-z,]))?(?![A-Za-z(])"
)
_LABELS = {
    "+": "plus", "-": "minus", "'": "dash", "''": "dashes",
    "0": "zero", "1": "one", "2": "two", "3": "three",
}  # fmt: skip


def with_names_of_samples(text: str, page: Vocabulary) -> str:
    r"""The text, in which each has the index of its sample and a label of several letters.

    >>> with_names_of_samples(r"s_a = x_i w, dw = \sum_i s_a", Vocabulary({}, "L"))
    's_{aaa,i} = x_i w, dw = \\sum_i s_{aaa,i}'
    """
    names = Names(page)
    indices: dict[tuple[str, str], str] = {}
    for said in _SAID.finditer(text):
        base, label = _parts(said)
        letters = {a or b for a, b in _LETTER.findall(said["said"])}
        is_own = names.find(base) is None and names.find_loss(base) is None
        is_differential = base[0] == "d" and len(base) > 1 and not base.startswith("delta")
        if is_own and not is_differential and len(letters) < 2 and "sum" not in said["said"]:
            indices[base, label] = "".join(letters - {said["label"]})

    def put(match: re.Match[str]) -> str:
        base, label = _parts(match)
        index = match["beside"] or match["below"] or indices.get((base, label), "")
        marks = ",".join(part for part in (label, index) if part)
        is_named = (base, label) in indices and marks
        return f"{base}_{{{marks}}}" if is_named else match[0]

    return _OCCURS.sub(put, text)


def _parts(name: re.Match[str]) -> tuple[str, str]:
    """The letter of a name, with its accent, and a label that is no index."""
    accent = (name["accent"] or "").strip(" \\")
    label = name["label"] or name["dash"] or ""
    is_index = re.fullmatch(_INDEX, label) is not None
    label = _LABELS.get(label, label if len(label) > 2 else (label * 3)[:3])
    return name["base"] + accent, "" if is_index else label


def with_values_unlabelled(text: str, page: Vocabulary) -> str:
    r"""The text without the t, for true, that a value of the page has below it everywhere.

    >>> page = Vocabulary({"p": ("n", 1), "y": ("n", 1)}, "L")
    >>> with_values_unlabelled(r"y(1 - p_t)^2 \log p_t", page)
    'y(1 - p)^2 \\log p'
    """
    below: dict[str, set[str]] = {}
    for found in _BELOW.finditer(text):
        below.setdefault(found["letter"] or "", set()).add(found["base"])
    letters = below.keys() - {""}
    letter, bases = next(iter(letters), ""), below.get("".join(letters), set())
    base = next(iter(bases), "")
    is_label = len(letters) == len(bases) == 1 and letter == "t" not in page.shapes
    is_value = letter_named(base) in page.shapes and base not in below.get("", ())
    if not is_label or not is_value or re.search(rf"(?:\\sum|∑|Σ)\s?_\{{?{letter}", text):
        return text
    lowered = rf"\s?_\s?(?:\{{\s?{letter}\s?\}}|{letter}(?![A-Za-z]))"
    return re.sub(rf"({re.escape(base)}){lowered}", r"\1", text)
