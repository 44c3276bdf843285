"""Points between two equations that look like products: `u = w x. L = (u - y)^2`."""

import re
from functools import partial

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_POINT = regex(
    r"(?<=[A-Za-z)\]²³ᵀ'])\.(?=[ ]+(?P<name>[A-Za-zα-ω](?:[A-Za-z0-9]{0,2}|_\w{1,5}))"
    r"(?:\([^()=]{1,20}\))?[ ]*:?=[^=])"
)


_NAME = r"[A-Za-zα-ω]\w{0,8}"
# The chain rule with points: `dL/dw = dL/du. du/dw`.
_CHAIN = regex(
    rf"(?<![A-Za-z\\])[d∂](?P<of>{_NAME})/[d∂](?P<by>{_NAME})\s*=\s*[d∂](?P=of)/[d∂](?P<last>{_NAME})"
    rf"(?P<point>\.)[ ]+[d∂](?P=last)/[d∂](?P<end>{_NAME})"
)


def with_points_parted(text: str, page: Vocabulary) -> str:
    """The text with `;` for points before what the loss or a new name is said to be.

    Before names that have a meaning a point may be a product, as it is in the chain rule.

    >>> page = Vocabulary(dict.fromkeys("wxyL", (1, 1)), "L", ("w",), ("x", "y"))
    >>> with_points_parted("u = w x. L = (u-y)^2", page)
    'u = w x; L = (u-y)^2'
    >>> with_points_parted("dL/dw = u. x = 2x", page)
    'dL/dw = u. x = 2x'
    """
    if ". " not in text:
        return text
    return _CHAIN.sub(_multiplied, _POINT.sub(partial(_parted, page), text))


def _multiplied(chain: re.Match[str]) -> str:
    at = chain.start("point") - chain.start()
    is_chain = chain["last"] != chain["by"]
    return f"{chain[0][:at]}*{chain[0][at + 1 :]}" if is_chain else chain[0]


def _parted(page: Vocabulary, point: re.Match[str]) -> str:
    before, name = point.string[: point.start()], point["name"]
    is_new = name not in page.shapes and not re.search(rf"(?<!\w){name}(?!\w)", before)
    is_loss = name == page.loss and not re.search(rf"(?<!\w){name}(?![\w/])", before)
    return ";" if "=" in before and (is_new or is_loss) else "."
