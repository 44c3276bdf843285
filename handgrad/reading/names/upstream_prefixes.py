"""Derivatives by what a page puts before a name for one: `gx`, where gz is that by z."""

import re

from handgrad.language.tree import Call, Name, Product
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Vocabulary


def by_prefix(word: str, page: Vocabulary) -> str:
    """The parameter by which a word is the derivative, "" for none.

    The page has a gradient that arrives, called by what it is of with something before it.
    """
    if word in page.shapes or not page.upstreams:
        return ""
    for given in page.upstreams:
        prefixes = (given.removesuffix(of) for of in _arrives_at(given, page))
        for prefix in prefixes:
            rest = word.removeprefix(prefix).lstrip("_")
            is_value = prefix in page.shapes and prefix not in page.sizes
            is_sign = prefix not in ("", given, "d") and not is_value
            if is_sign and rest != word and rest.partition("_")[0] in page.parameters:
                return rest
    return ""


def derivative_that_arrives(word: str, page: Vocabulary) -> bool:
    """Whether a word is the derivative by the value whose gradient the page is given.

    >>> from handgrad.language.parser import parse
    >>> shapes = dict.fromkeys("zgL", (1, 1))
    >>> page = Vocabulary(shapes, "L", upstream="g", forward={"L": parse("sum(g*z)")})
    >>> derivative_that_arrives("dL_dz", page), derivative_that_arrives("dz", page)
    (True, True)
    """
    match page.forward.get(page.loss):
        case Call("sum", (Product(Name(one), (("*", Name(other)),)),)):
            pair = {one, other} - {page.upstream}
        case _:
            return False
    if len(pair) != 1 or page.upstream not in (one, other):
        return False
    loss, value = re.escape(page.loss), re.escape(pair.pop())
    forms = rf"d_?(?:{loss}_?(?:by_?)?d_?)?{value}|grad_?{value}|{value}_?grad|delta_?{value}"
    return re.fullmatch(forms, word) is not None


def _arrives_at(given: str, page: Vocabulary) -> list[str]:
    """The value beside which a gradient that arrives stands in the loss."""
    inside = set(names_in(page.forward[page.loss])) - {given, *page.sizes}
    is_alone = len(inside) == 1 and inside <= page.forward.keys()
    return [of for of in inside if is_alone and page.shapes[of] == page.shapes[given]]
