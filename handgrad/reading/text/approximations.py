r"""What a formula is only about or not equal to: `dL/dw = x(p - y) \approx x p` for small y."""

import re

from handgrad.regex import regex

_ABOUT = regex(
    r"(?P<exact>(?<![<>!:≠≈=])=(?!=)[^=≈≠\n$,;&]{1,200}?)"
    r"(?:≈|≃|≠|\\(?:approx|simeq|neq?)(?![A-Za-z])|!=)[^=≈≠,;\n$&]*(?=[,;\n$&]|$)"
)
_LETTER = regex(r"(?<![A-Za-z\\])[A-Za-z]")
# Conditions of cases and sums hold where two things are not equal.
_CONDITION = regex(
    r"_\s?\{[^{}]*$|\\(?:text|mathrm)\s?\{[^{}]*$|\b(?:if|when|for|where|falls|si)\b|[\[({|][^\])}|]*$"
)


def without_approximations(text: str) -> str:
    """The text without what is only about the last exact formula of a line, or not equal to it.

    >>> without_approximations("dL/dw = x(p - y) ≈ x p for small y")
    'dL/dw = x(p - y) '
    >>> without_approximations("dL/dw = 2/3 ≈ 0.67")
    'dL/dw = 2/3 ≈ 0.67'
    """

    def exact(match: re.Match[str]) -> str:
        about = match[0][len(match["exact"]) :]
        is_cut = about.count("{") != about.count("}") or r"\begin" in about
        is_kept = is_cut or _CONDITION.search(match["exact"]) or not _LETTER.search(about)
        return match[0] if is_kept else match["exact"]

    return _ABOUT.sub(exact, text)
