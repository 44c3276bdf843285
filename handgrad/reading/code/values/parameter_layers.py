"""Parameters by layer: `weights[l]` for W1, W2, ..., and lists of gradients for them."""

import re
from collections.abc import Mapping, Sequence

from handgrad.regex import regex

_LETTERS = {"weights": "w", "weight": "w", "ws": "w", "biases": "b", "bias": "b", "bs": "b",
            "thetas": "theta", "params": ""}  # fmt: skip
_OF_GRADIENTS = regex(
    r"(?i)(?:d|g|grads?|gradients?|nabla|delta|dl|dj)_?([a-z]\w*?)s?|([a-z]\w*?)_?(?:grads?|gradients?)"
)


def by_layer(word: str, parameters: Sequence[str]) -> tuple[str, ...]:
    """The parameters that a word for all layers stands for, from the first on.

    >>> by_layer("weights", ("W1", "b1", "W2", "b2"))
    ('W1', 'W2')
    >>> by_layer("alpha", ("W1", "b1"))
    ()
    """
    letter = _LETTERS.get(word.lower(), word.lower())
    found: dict[int, str] = {}
    for parameter in parameters:
        match = re.fullmatch(r"([A-Za-z]+)_?(\d+)", parameter)
        if match and letter and match[1].lower() == letter:
            found[int(match[2])] = parameter
    numbers = sorted(found)
    is_whole = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return tuple(found[n] for n in numbers) if is_whole and numbers[0] <= 1 else ()


def of_gradients(word: str, parameters: Sequence[str]) -> tuple[str, ...]:
    """The parameters by which a list of derivatives is: of `nabla_w`, `grads_W`, `dW`.

    >>> of_gradients("nabla_b", ("W1", "b1", "W2", "b2"))
    ('b1', 'b2')
    """
    match = _OF_GRADIENTS.fullmatch(word)
    if match is None:
        return ()
    inner = next(filter(None, match.groups()), "")
    for spelled in (inner, f"{inner}s"):
        if found := by_layer(spelled, parameters):
            return found
    return ()


def numbered_keys(keys: Mapping[str, object], count: int) -> Sequence[str]:
    """The keys of a dictionary by number in order, where they count all layers."""
    numbers = [int(key[1:-1]) for key in keys if re.fullmatch(r"\[\d+\]", key)]
    is_all = len(numbers) == len(keys) == count
    if is_all and sorted(numbers) in (list(range(count)), list(range(1, count + 1))):
        return [f"[{n}]" for n in sorted(numbers)]
    return ()
