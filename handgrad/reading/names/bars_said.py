"""What words say of bars and dots that are no derivatives of the loss: means, velocities."""

from handgrad.regex import regex

_MEAN = regex(r"(?i)\b(?:means?|averages?)\b(?!\s*[- ]squared?)(?!\s+(?:loss|error|that\b))")
_BAR = regex(r"\\(?:bar|overline)(?![A-Za-z])|_bar\b|\u0304")
_FLOW = regex(
    r"(?i)\b(?:flow|velocity|speed|dynamics|trajector\w+|ode|over\s+time|in\s+time)\b"
)
_DOT = regex(r"\\dot(?![A-Za-z])|_dot\b|\u0307|[ẇẋẏż]")

_OTHER = regex(
    r"[∂∇]|\\(?:partial|nabla|bar|overline)(?![A-Za-z])|\bd\w+\s?/\s?d|\{\s*d|(?i:grad|deriv|adjoint)"
)


def speaks_of_bars(text: str) -> bool:
    r"""Whether words may say that a bar is a mean, or a dot the change in time.

    >>> speaks_of_bars(r"gradient flow: \dot w = 2x"), speaks_of_bars(r"\bar w = 2x")
    (True, False)
    """
    is_mean = _BAR.search(text) and _MEAN.search(text)
    return bool(is_mean or (_DOT.search(text) and _FLOW.search(text)))


def has_lone_dot(text: str) -> bool:
    r"""Whether a dot on one letter is all that speaks of a derivative: it may be that in time.

    >>> has_lone_dot(r"\dot w = 2x"), has_lone_dot(r"\dot y = 2(y - t), \dot w = \dot y x")
    (True, False)
    """
    dots = _DOT.findall(text)
    return bool(dots) and len(dots) == 1 and not _OTHER.search(text)
