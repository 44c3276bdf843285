"""Why a word cannot be read, and what to write instead."""

import re

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.reading.vocabulary import Names, listed

_LONGEST = 60


def unknown(word: str, names: Names, following: str) -> str:
    """Why a word cannot be read, and what to write."""
    if len(word) > _LONGEST:
        return f"a name of {len(word)} characters is not known (known: {names.known()})"
    base = word.partition("_")[0]
    name = names.find(base) or names.find(word.rstrip("0123456789"))
    called = following == "("
    meanings = names.activations(word)
    if len(meanings) > 1:
        choices = listed(f"{m}(...)" for m in meanings)
        message = f"{word} could mean more than one function here; write {choices}"
    elif re.match(r"d_?[A-Za-z]", word) and following == "/":
        of = word[1:].removeprefix("_")
        message = f"unknown name '{of}' in {word} (known: {names.known()})"
    elif word == "O" and called:
        message = "O(...) is no formula; write the gradient itself: dL/dw = ..."
    elif name and "_" in word and len(word) - len(base) <= 4:
        message = f"{name} is one number on this page; write {name}, not {word}"
    elif name and word[-1].isdigit():
        digits = word[len(word.rstrip("0123456789")) :]
        message = (
            f"unknown name '{word}'; for a power write {name}^{digits}, "
            f"for a product {name}*{digits}"
        )
    elif called:
        hint = did_you_mean(word, functions.NAMES)
        message = f"unknown function '{word}'{hint} (names: {names.known()})"
    else:
        hint = did_you_mean(word, names.table.values())
        message = f"unknown name '{word}'{hint} (known: {names.known()})"
    return message
