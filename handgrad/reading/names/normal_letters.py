r"""The normal distribution by its letters: Φ is the share below a value and φ the density."""

from collections.abc import Mapping
from fractions import Fraction

from handgrad.language.tree import Call, Negative, Node, Number, Product, Sum, walk
from handgrad.regex import regex

_WRITTEN = regex(r"Φ|(?<![A-Za-z])\\?Phi(?![A-Za-z])")
# What a text says φ is itself, or that it is what Φ is here.
_SAID = regex(
    r"(?:[φϕ]|\\?(?:var)?phi)(?:[ ]?(?:\([^()=]{0,20}\)|_\{?\w\}?)?[ $&]*:?="
    r"|[ $()]+(?:is|for|denotes|means)[^.;\nΦP]{0,40}(?:cdf|CDF|[Cc]umulative))"
)
_CALLED = {"phi": "normpdf", "varphi": "normpdf", "Phi": "normcdf"}
_ROOT = Call("sqrt", (Number(Fraction(2)),))


def normal_function(letter: str, text: str, forward: Mapping[str, Node]) -> str | None:
    """The function of the normal distribution that φ or Φ is, where a text has Φ beside it.

    The page has to use that distribution, and a Φ of its own has to be the one of it.
    """
    if letter not in _CALLED or not _WRITTEN.search(text) or _SAID.search(text):
        return None
    own = forward.get("Phi")
    is_normal = is_share(own) if own is not None else any(map(_slanted, forward.values()))
    return _CALLED[letter] if is_normal else None


def is_share(tree: Node) -> bool:
    """Whether a formula is (1 + erf(u/sqrt(2)))/2: what Φ(u) is.

    >>> from handgrad.language.parser import parse
    >>> is_share(parse("1/2 + erf(x/(s*sqrt(2)))/2")), is_share(parse("1 - erf(x/sqrt(2))"))
    (True, False)
    """
    slanted = _slanted(tree)
    return len(slanted) == 1 and [_at(tree, slanted[0], value) for value in (0, 1)] == [
        Fraction(1, 2),
        1,
    ]


def _slanted(tree: Node) -> list[Node]:
    """The erf(u/sqrt(2)) in a formula."""
    return [
        node
        for node in walk(tree)
        if isinstance(node, Call) and node.function == "erf" and _ROOT in walk(node)
    ]


def _at(tree: Node, place: Node, value: int) -> Fraction | None:
    """What a formula is where one call in it has this value; nothing for other names."""
    match tree:
        case Number(number):
            return number
        case Negative(inner):
            found = _at(inner, place, value)
            return None if found is None else -found
        case Sum(first, rest) | Product(first, rest):
            found = _at(first, place, value)
            for sign, part in rest:
                other = _at(part, place, value)
                if found is None or other is None or (sign == "/" and not other):
                    return None
                found = _together(sign, found, other)
            return found
    return Fraction(value) if tree == place else None


def _together(sign: str, a: Fraction, b: Fraction) -> Fraction:
    match sign:
        case "+":
            return a + b
        case "-":
            return a - b
        case "/":
            return a / b
    return a * b
