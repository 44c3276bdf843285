r"""Left sides without the index that their formulas have: `dJ/dw = \sum_i r_i x_{ij}`."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spelled

_LETTERS = ("j", "i", "k")


def with_indices_in_heads(text: str, page: Vocabulary) -> str:
    """The text with the one index that runs nowhere in the left side of a vector's gradient.

    >>> page = Vocabulary({"w": ("n", 1), "L": (1, 1)}, "L", ("w",))
    >>> with_indices_in_heads("dL/dw = sum_i r_i x_ij", page)
    'dL/dw_j = sum_i r_i x_ij'
    """
    free = [letter for letter in _LETTERS if _is_free(letter, text)]
    if len(page.parameters) != 1 or len(free) != 1:
        return text
    [by] = page.parameters
    if 1 not in page.shapes[by] or page.shapes[by] == SCALAR:
        return text
    loss, name = spelled(page.loss), spelled(by)
    head = (
        rf"(?:\\frac\s?\{{\s?(?:\\partial|d)\s?{loss}\s?\}}\s?\{{\s?(?:\\partial|d)\s?{name}"
        rf"|[d∂]{loss}\s?/\s?[d∂]{name})(?=\s?\}}?\s*&?\s*=)"
    )
    return re.sub(head, lambda match: f"{match[0]}_{free[0]}", text)


def _is_free(letter: str, text: str) -> bool:
    """Whether a letter stands below or above a name, and no sum runs over it."""
    used = rf"[\w}})]\s?[_^]\s?\{{?\s?\(?[a-z]?{letter}(?![A-Za-z])"
    runs = rf"(?:sum|Σ|∑)\s?(?:\\limits)?\s?[_^]?\s?\{{?\s?{letter}(?![A-Za-z])"
    alone = rf"(?<![\w\\{{_^,(]){letter}(?![\w}}(,])"
    is_spoken_of = re.search(alone, text) is not None
    return (
        re.search(used, text) is not None and re.search(runs, text) is None and not is_spoken_of
    )
