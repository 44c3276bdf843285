"""Derivatives by what a page puts before a name for one: `gx`, where gz is that by z."""

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


def _arrives_at(given: str, page: Vocabulary) -> list[str]:
    """The value beside which a gradient that arrives stands in the loss."""
    inside = set(names_in(page.forward[page.loss])) - {given, *page.sizes}
    is_alone = len(inside) == 1 and inside <= page.forward.keys()
    return [of for of in inside if is_alone and page.shapes[of] == page.shapes[given]]
