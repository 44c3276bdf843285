r"""Losses of the writer's own: `E = 2L`, where the loss of the page is another letter.

A letter that a text says the value of stands for that value, and not for the loss of the page.
"""

import re
from collections.abc import Collection

from handgrad.reading.names.sample_losses import LOSS_LETTERS
from handgrad.regex import regex

_SAID = regex(
    r"(?<![A-Za-z\\_}/∂])(?:\\(?:math(?:cal|scr|rm|bf|it)|bm|boldsymbol)\s*\{?\s*)?\\?"
    r"(?P<word>ℓ|ℒ|[A-Za-z]{1,9})\s*+\}?\s*+(?:_\s*+\{?\s*+(?:\\\w+\s*\{?)?(?P<below>[A-Za-z0-9]{1,10})\s*+\}{0,2})?"
    r"\s*+(?:(?:\\left)?\([^()=]{0,60}\))?\s*+&?\s*+:?=(?!=)"
)


_PART = regex(
    r"(?:∂|\\partial|∇|\\nabla|\bd)[ ]*(?:_[ ]*(?:\{[^{}]{1,12}\}|\\?\w)[ ]*)?"
    r"(?:\\(?:math(?:cal|scr|rm|bf|it))\s*\{?\s*)?(?P<word>[A-Za-z])\s*\}?\s*"
    r"_\s*\{\s*(?:\\\w+\s*\{)?(?P<below>[A-Za-z]{2,12})\s*\}{1,2}"
)


def said_losses(text: str, loss: str, known: Collection[str]) -> frozenset[str]:
    r"""The letters of losses that a text says something of, but for names of the page.

    >>> sorted(said_losses(r"$E = 2L$, $\frac{\partial E}{\partial w} = x$", "L", ("w", "L")))
    ['E']
    """
    found = set[str]()
    if not any(word in text for word in ("ℓ", "ℒ", *LOSS_LETTERS) if word != loss):
        return frozenset()
    for match in _SAID.finditer(text):
        word = {"ℓ": "ell", "ℒ": "L"}.get(match["word"], match["word"])
        whole = f"{word}_{match['below']}" if match["below"] else word
        is_letter = word in LOSS_LETTERS or whole in LOSS_LETTERS
        if is_letter and whole not in known and word != loss and word not in known:
            found.add(whole)
    return frozenset(found)


def parts_of_loss(text: str, loss: str, known: Collection[str]) -> frozenset[str]:
    r"""The losses with words below that a text takes derivatives of, where there are several.

    >>> sorted(parts_of_loss(r"\nabla_w L_{CE} = a, \nabla_w L_{reg} = b", "L", ("w", "L")))
    ['L_CE', 'L_reg']
    """
    places = _PART.finditer(text) if "{" in text else ()
    found = {f"{m['word']}_{m['below']}" for m in places if len(m["below"]) > 1}
    letters = {loss, *(LOSS_LETTERS - {*known})}
    parts = {word for word in found if word.partition("_")[0] in letters}
    return frozenset(parts) if len(parts) > 1 and not parts & set(known) else frozenset()


def are_applied(said: Collection[str], text: str) -> bool:
    """Whether a value is worked out with one of these letters as a function of an entry.

    >>> are_applied(["E"], "dL/dx_i = g_i - E(x_i) s"), are_applied(["E"], "E(w) = 2")
    (True, False)
    """
    letters = "|".join(map(re.escape, said))
    applied = rf"(?m)=[^=\n]*(?<![A-Za-z\\/])(?:{letters})\s?\(\s?[a-z]_"
    return re.search(applied, text) is not None
