"""Why a word is no name, and what to write."""

import re
from collections.abc import Iterable

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.reading.names.vocabulary import Names
from handgrad.regex import regex


def listed(words: Iterable[str]) -> str:
    """Alternatives as a sentence has them: a, b or c."""
    *first, last = [*words] or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last


VALUE_OR_SIGMOID = (
    "sigma is a value of this page, and may be its sigmoid here; "
    "write sigmoid(...), or sigma*(...)"
)
_LONGEST_NAME = 60
# `dw`, `dL_dw`, `grad_w`, `w_grad`, `w.grad`, `grads['w']` on the left side of a line.
_BY = regex(
    r"\s*(?:self\.)?(?:(?:d(?:[A-Z]_?d)?_?|(?:grad|gradient)_)([A-Za-z]\w{0,20})"
    r"|([A-Za-z]\w{0,20}?)(?:\.grad|_grad)|(?:grads?|gradients)\[['\"]d?(\w{1,20})['\"]\])"
    r"\s*[-+*/]?=(?!=)"
)


def absent(word: str, names: Names) -> str:
    """Why there is no derivative by a name, and which was meant.

    >>> from handgrad.reading.names.vocabulary import Vocabulary
    >>> absent("w", Names(Vocabulary({"w1": (1, 1)}, parameters=("w1",), page="parabola")))
    'parabola has no w; did you mean dL/dw1?'
    """
    from difflib import get_close_matches

    vocabulary = names.vocabulary
    by = f"d{vocabulary.loss}/d"
    known = [n for n in names.shapes if "/" not in n and n not in vocabulary.sizes]
    known = [*vocabulary.parameters, *(n for n in known if n not in vocabulary.parameters)]
    small = word.lower()
    near = [n for n in known if n.lower().startswith(small) or small.startswith(n.lower())]
    found = near or get_close_matches(word, known, n=1)
    choices = listed(f"{by}{p}" for p in vocabulary.parameters)
    meant = f"did you mean {by}{found[0]}?" if found else f"write {choices}"
    return f"{vocabulary.page or 'the page'} has no {word}; {meant}"


def absent_parameter(lines: Iterable[str], names: Names) -> str:
    """Why `dw = ...` and `w.grad = ...` answer nothing on a page without w, "" of other lines.

    >>> from handgrad.reading.names.vocabulary import Vocabulary
    >>> page = Names(Vocabulary({"w1": (1, 1)}, parameters=("w1",), page="parabola"))
    >>> absent_parameter(["dw = 2*x"], page), absent_parameter(["dz = 2*x"], page)
    ('parabola has no w; did you mean dL/dw1?', '')
    """
    for line in lines:
        match = _BY.match(line)
        word = next((part for part in match.groups() if part), "") if match else ""
        near = [n for n in names.vocabulary.parameters if n.lower().startswith(word.lower())]
        if word and near and names.find(word) is None:
            return absent(word, names)
    return ""


def why_unknown(word: str, names: Names, following: str) -> str:
    """Why a word cannot be read, and what to write."""
    if len(word) > _LONGEST_NAME:
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
        kind = "one number" if names.rank(name) == 0 else "no name with a part"
        message = f"{name} is {kind} on this page; write {name}, not {word}"
    elif name and word[-1].isdigit():
        digits = word[len(word.rstrip("0123456789")) :]
        message = (
            f"unknown name '{word}'; for a power write {name}^{digits}, "
            f"for a product {name}*{digits}"
        )
    elif called and word in names.redefined:
        message = (
            f"what {word} is said to be is not read; write {word}(t) = ... with one letter t"
        )
    elif called:
        hint = did_you_mean(word, functions.NAMES)
        message = f"unknown function '{word}'{hint} (names: {names.known()})"
    else:
        hint = did_you_mean(word, names.table.values())
        message = f"unknown name '{word}'{hint} (known: {names.known()})"
    return message
