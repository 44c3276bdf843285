r"""Log-likelihoods by a letter of their own, of which the page's loss is the negative.

`The gradient of the negative log-likelihood: -\frac{\partial \ell}{\partial \theta} = ...`.
"""

from handgrad.regex import regex

_ELL = (
    r"(?:\\ell(?![A-Za-z])|ℓ|(?<![A-Za-z\\])(?:l|LL)(?![A-Za-z])|\\(?:log|ln)\s?L(?![A-Za-z]))"
)
_SLOPE = regex(
    rf"(?P<minus>-\s*)?(?:\\[dt]?frac\s?\{{\s?\\partial\s*{_ELL}"
    rf"|\\nabla(?:_\s?(?:\{{[^{{}}]*\}}|\w))?\s*{_ELL}|∂{_ELL}\s?/\s?∂|∇(?:_\w)?\s?{_ELL})"
)
_LOGARITHM = regex(
    r"(?:\\partial|∂|\\nabla(?:_\s?(?:\{[^{}]*\}|\w))?|∇(?:_\w)?)\s*\\?(?:log|ln)\s?\(?\s?"
    r"(?:\\(?:mathcal|mathscr)\s?\{?\s?)?L(?![A-Za-z])"
)
_LETTER = regex(_ELL)
_NEGATIVE = regex(r"(?i)\bnegative[ -](?:of the )?log[- ]?likelihood")
_LIKELIHOOD = regex(r"(?i)(?<!negative )(?<!negative-)(?<!minus )\blog[- ]?likelihood")
_OWN = ("ell", "l", "LL", "logL", "lnL")


def with_negative_likelihood(text: str, loss: str) -> str:
    r"""The text with the loss for what all its left sides have, the negative of a likelihood.

    >>> with_negative_likelihood(r"negative log-likelihood: $-\nabla \ell = 2$", "L")
    'negative log-likelihood: $\\nabla L = 2$'
    """
    slopes = list(_SLOPE.finditer(text)) if loss not in _OWN else []
    if not slopes or not all(slope["minus"] for slope in slopes) or not _NEGATIVE.search(text):
        return text
    for slope in reversed(slopes):
        plain = _LETTER.sub(loss, slope[0][len(slope["minus"]) :])
        text = text[: slope.start()] + plain + text[slope.end() :]
    return text


def says_likelihood(text: str, loss: str) -> bool:
    """Whether a text differentiates a log-likelihood by a letter that is not the loss.

    The logarithm of a loss L may be the likelihood's, too.
    """
    if loss == "L" and _LOGARITHM.search(text):
        return True
    is_own = loss not in _OWN and _SLOPE.search(text) is not None
    return is_own and _LIKELIHOOD.search(text) is not None and not _NEGATIVE.search(text)
