"""The δ that only a chain says what it is: `Σ_i ∂L/∂y_i ∂y_i/∂b = Σ_i δ_i`."""

import re

from handgrad.regex import regex

_D = r"(?:\\partial|\\mathrm\{d\}|∂|d)\s*"
_OF = r"(?P<of>\\?[A-Za-z]\w*(?:\{\w\})?(?:[_^]\{?\(?\w\)?\}?)?)\s*"
_LATEX = regex(
    rf"(?P<factor>\\[dt]?frac\s*\{{\s*{_D}(?P<loss>\\?[A-Za-z]+)\s*\}}\s*\{{\s*{_D}{_OF}\}})"
    rf"\s*(?:\\cdot|\\times|[·*])?\s*\\[dt]?frac\s*\{{\s*{_D}(?P=of)\s*\}}\s*\{{\s*{_D}[^{{}}]{{1,12}}"
    rf"(?:\{{[^{{}}]{{1,6}}\}})?\}}\s*&?\s*=(?P<rest>(?:_\s?\{{[^{{}}]{{0,20}}\}}|[^=\n]){{1,200}})"
)
_PLAIN = regex(
    rf"(?P<factor>{_D}(?P<loss>[A-Za-z]+)\s*/\s*{_D}{_OF})(?:[·*]\s*)?{_D}(?P=of)\s*/\s*{_D}\w+\s*"
    rf"=(?P<rest>(?:_\s?\{{[^{{}}]{{0,20}}\}}|[^=\n]){{1,200}})"
)
_DELTA = regex(r"(?:\\delta(?![A-Za-z])|δ)(?P<place>[_^]\{?\(?\w\)?\}?)?")
_BETWEEN = regex(r"(?:\\delta(?![A-Za-z])|δ)(?:[_^]\{?\(?\w\)?\}?)?")
_SAID = regex(r"(?:\\delta(?![A-Za-z])|δ)\s*(?:[_^]\{?\(?\w\)?\}?)?\s*&?\s*:?=(?!=)")


def with_errors_put_in(text: str, loss: str) -> str:
    r"""The text with the derivative by y for the δ behind a chain of two factors over y.

    >>> with_errors_put_in("dL/db = sum_i ∂L/∂y_i ∂y_i/∂b = sum_i δ_i", "L")
    'dL/db = sum_i ∂L/∂y_i ∂y_i/∂b = sum_i ∂L/∂y_i '
    """
    if _SAID.search(text):
        return text
    deltas = len(_DELTA.findall(text))
    for pattern in (_LATEX, _PLAIN):
        for match in pattern.finditer(text):
            place = re.sub(r"^\\?[A-Za-z]+\d?", "", match["of"].strip())
            found = [*_DELTA.finditer(match["rest"])]
            is_same = all(_bare(delta["place"] or "") == _bare(place) for delta in found)
            if (
                match["loss"].lstrip("\\") == loss
                and len(found) == deltas
                and found
                and is_same
            ):
                rest = match["factor"].join(_BETWEEN.split(match["rest"]))
                return text[: match.start("rest")] + rest + text[match.end("rest") :]
    return text


def _bare(place: str) -> str:
    return re.sub(r"[{}()]", "", place)
