r"""Derivatives whose bar was lost when a formula was copied from a page: `∂w∂L​=m1​∑...`.

One renderer puts what stands below first and a sign without width behind, another what stands
above. Only one of the two names can be above: the loss, or the value that hangs on the other.
"""

import re
from collections.abc import Iterator

from handgrad.language.shape import SCALAR
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_TWO = regex(r"[∂d][^/]{1,8}\s?[∂d]|∂\w\n")
_ZERO = "\u200b"
# The source of a formula behind what it looks like, a derivative and nothing else on its left.
_HEAD = (
    r"\\(?:frac\s?\{\s?(?:\\partial|d)[^\n={}]*\}\s?\{[^\n={}]*\}"
    r"|nabla(?:_\s?\{?\\?\w+\}?)?\s*\\?\w+(?:\([^\n=()]*\))?|partial_\s?\{?\\?\w+\}?\s*\\?\w+)"
)
_RENDERED = regex(
    r"(?m)^(?=[^\n=\\]*[∂∇d])[^\n=\\{]*="
    r"(?:[^\n=\\{]*?\s*\{\\displaystyle\s(?P<inside>[^\n]*=[^\n]*)\}"
    rf"|[^\n=\\{{]*[\w)\]][ ]*(?P<source>{_HEAD}\s*=[^\n]*))[ .]*$"
)
_SYMBOLS = regex(r"(?m)^(?:[^\s\w]\n?|\w\n){7,}(?:\S(?:\n|\Z)|\Z)")
_SUM = regex(rf"(?P<index>[i-n])=1[∑Σ](?P<last>[A-Za-z]){_ZERO}?(?=[^=\w]|{_ZERO})")


def with_quotients_again(text: str, page: Vocabulary) -> str:
    """The text with its lost bars as strokes.

    >>> from handgrad.language.parser import parse
    >>> forward = {"p": parse("w*x"), "L": parse("(p - y)^2")}
    >>> shapes = dict.fromkeys(("w", "x", "y", "p", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", ("w",), ("x", "y"), forward=forward)
    >>> with_quotients_again("∂w∂L = ∂L∂p · ∂p∂w", page)
    '∂L/∂w = ∂L/∂p · ∂p/∂w'
    """
    if "\\" in text:
        text = _RENDERED.sub(lambda match: match["inside"] or match["source"], text)
    text = _with_symbols_joined(text, page)
    if not _TWO.search(text):
        sized = _with_sizes(text, page) if _ZERO in text else text
        return text if sized == text.replace(_ZERO, "") else sized
    spelled = {word: name for name in _known(page) for word in _spellings(name)}
    found = "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))
    both = regex(
        rf"(?<![\w/}}^_])(?P<sign>[∂d])(?P<first>{found}){_ZERO}?"
        rf"[ ]?(?:\n(?=∂\w[ {_ZERO}\n]*=))?"
        rf"(?P=sign)(?P<second>{found}){_ZERO}?(?![\w/'^_(])"
    )

    def quotient(match: re.Match[str]) -> str:
        first, second = spelled[match["first"]], spelled[match["second"]]
        if match["sign"] == "d" and page.loss not in (first, second):
            return match[0]
        pair = (match["first"], match["second"])
        if _hangs_on(second, first, page):
            pair = pair[::-1]
        elif match["sign"] == "d" or not _hangs_on(first, second, page):
            return match[0]
        above, below = (word.replace(_ZERO, "") for word in pair)
        return f"{match['sign']}{above}/{match['sign']}{below}"

    changed = both.sub(quotient, text)
    return changed if changed == text else _with_sizes(changed, page)


def _with_sizes(text: str, page: Vocabulary) -> str:
    """`m1​` and `1m` as `1/m`, and limits around the sign of their sum."""
    text = _SUM.sub(r"∑\g<index>=1\g<last> ", text)
    for size in page.sizes:
        text = re.sub(
            rf"(?<![\w.]){size}([12]){_ZERO}|(?<![\w.])(?<![i-n]=)([12]){size}(?=[∑Σ(\[{{A-Z])",
            lambda match, size=size: f"{match[1] or match[2]}/{size} ",  # type: ignore[misc]
            text,
        )
    return text.replace(_ZERO, "")


def _with_symbols_joined(text: str, page: Vocabulary) -> str:
    """The text with one line for what stands symbol by symbol on lines of its own."""
    text = _SYMBOLS.sub(_joined, text)
    for size in page.sizes if "\n" in text else ():
        text = re.sub(
            rf"(?m)\n([12])\n(2?{size})\n(?:({size})\n?)?([∑Σ])\n([i-n])[ ]?=[ ]?1\n",
            lambda m: f" {m[1]}/({m[2]}) {m[4]}{m[5]}=1{m[3] or ''} ",
            text,
        )
    return text


def _joined(match: re.Match[str]) -> str:
    """Symbols of lines of their own on one, an equation; a hat stands behind its letter."""
    if "=" not in match[0]:
        return match[0]
    return re.sub(r"\s+", "", re.sub(r"([a-z])\n\^\n", r" \1_hat ", match[0])) + "\n"


def _known(page: Vocabulary) -> list[str]:
    return [*page.parameters, *page.data, *page.forward]


def _spellings(name: str) -> Iterator[str]:
    base, _, accent = name.partition("_")
    letters = [base, *(letter for letter, word in GREEK.items() if word == base)]
    yield from letters if not accent else [name]
    if accent == "hat":
        yield from (f"{c}{sign}" for c in letters for sign in ("^\u200b", "^", "\u0302"))
        yield {"y": "ŷ"}.get(base, name)


def _hangs_on(value: str, other: str, page: Vocabulary) -> bool:
    """Whether a value of the page is computed from another name, directly or by others."""
    tree = page.forward.get(value)
    inside = {*names_in(tree)} if tree is not None else set()
    return other in inside or any(
        _hangs_on(name, other, page) for name in inside if name != value
    )


def with_transposes_raised(text: str, page: Vocabulary) -> str:
    """`XT(Xw - y)` with the T above the array, where no other name has it."""
    if "T" not in text or "T" in page.shapes:
        return text
    for name, shape in page.shapes.items():
        if len(name) == 1 and shape != SCALAR and f"{name}T" in text:
            is_own = f"{name}T" in page.shapes
            apart = rf"(?<![A-Za-z_^\\]){name}T(?=[({_ZERO}⋅·]|{name}(?![a-z])| [(])"
            text = text if is_own else re.sub(apart, f"{name}^T ", text)
    return text
