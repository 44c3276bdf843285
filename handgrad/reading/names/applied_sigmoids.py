r"""`\sigma(z)` on pages that call its value sigma: the sigmoid of z, which is that value."""

import re

from handgrad.language.tree import Call, Name
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SIGMA = regex(r"(?:\\sigma|(?<![A-Za-z\\])sigma)(?![A-Za-z])|σ")


def with_sigmoids_applied(text: str, page: Vocabulary) -> str:
    r"""The text with sigmoid(z), where sigma stands nowhere without what it is the sigmoid of.

    >>> tree = Call("sigmoid", (Name("z"),))
    >>> shapes = dict.fromkeys(("z", "sigma", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", forward={"sigma": tree})
    >>> with_sigmoids_applied(r"x\sigma(z)(1 - \sigma(z))", page)
    'x sigmoid(z)(1 -  sigmoid(z))'
    >>> with_sigmoids_applied(r"\sigma + x\sigma(z)", page)
    '\\sigma + x\\sigma(z)'
    """
    match page.forward.get("sigma"):
        case Call("sigmoid", (Name(argument),)):
            of = rf"\s?(?:\\left)?\(\s?{re.escape(argument)}\s?(?:\\right)?\)"
            applied, is_done = re.subn(
                f"(?:{_SIGMA.pattern}){of}", f" sigmoid({argument})", text
            )
            return applied if is_done and not _SIGMA.search(applied) else text
    return text
