"""Calls that change an array in place, as the assignments that they are.

`a.add_(b)` of PyTorch, `np.dot(a, b, out=c)` and `np.copyto(a, b)`.
"""

from fractions import Fraction

from handgrad.language import functions
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    Subscript,
    Word,
    dotted,
)

_SIGNS = {"add_": "+=", "sub_": "-=", "subtract_": "-=", "mul_": "*=", "multiply_": "*=",
          "div_": "/=", "divide_": "/=", "pow_": "**="}  # fmt: skip
_PRODUCTS = {"addmm_": "mm", "addmv_": "mv", "addr_": "outer"}
# What each of these makes of an array and of what stands between the brackets.
_RENAMED = {"neg": "negative", "clamp": "clip"}
_OTHERS = ("clip", "masked_fill", "square")
Change = tuple[Expression, str, Expression]


def _applied(method: str) -> str:
    """The function that a method with an underscore puts in the place of an array: `exp_`."""
    bare = method.removesuffix("_")
    is_known = bare in functions.ELEMENTWISE or bare in _OTHERS or bare in _RENAMED
    return _RENAMED.get(bare, bare) if method != bare and is_known else ""


def change_of(call: Expression) -> Change | None:
    """What a call assigns, by which sign and to what; None for one that changes nothing.

    >>> from handgrad.reading.code.syntax.nodes import Literal
    >>> w, one = Word("w"), Literal(Fraction(1))
    >>> change_of(Application(Attribute(w, "add_"), (one,))) == (w, "+=", one)
    True
    """
    if not isinstance(call, Application):
        return None
    keywords = dict(call.keywords)
    if "out" in keywords:
        rest = tuple((k, v) for k, v in call.keywords if k != "out")
        return _filled(keywords["out"], Application(call.function, call.arguments, rest))
    match call.function, call.arguments:
        case Attribute(Word("torch" | "F" | "nn" | "init"), name), (owner, *others) if (
            name.endswith("_")
        ):
            return change_of(Application(Attribute(owner, name), tuple(others), call.keywords))
        case Attribute(owner, name), arguments if name in _SIGNS:
            return _added(owner, name, arguments, keywords)
        case Attribute(owner, name), (left, right) if name in _PRODUCTS and not keywords:
            return owner, "+=", Application(_of_numpy(_PRODUCTS[name]), (left, right))
        case Attribute(owner, name), arguments if applied := _applied(name):
            whole = Application(_of_numpy(applied), (owner, *arguments), call.keywords)
            return _filled(owner, whole)
        case Attribute(owner, "copy_" | "fill_"), (value,):
            return _filled(owner, value)
        case Attribute(owner, "zero_"), ():
            return _filled(owner, Literal(Fraction(0)))
        case function, (owner, value) if dotted(function).endswith(".copyto"):
            return None if keywords else _filled(owner, value)
    return None


def _added(
    owner: Expression,
    name: str,
    arguments: tuple[Expression, ...],
    keywords: dict[str, Expression],
) -> Change | None:
    """`a.add_(b)`, `a.add_(b, alpha=c)` and the older `a.add_(c, b)`."""
    factor = keywords.pop("alpha", None)
    if keywords or not 1 <= len(arguments) <= 2:
        return None
    if len(arguments) == 2:
        factor = arguments[0]
    value = arguments[-1]
    if factor is not None and name not in ("add_", "sub_"):
        return None
    return owner, _SIGNS[name], value if factor is None else Infix("*", factor, value)


def _filled(owner: Expression, value: Expression) -> Change:
    """Every entry of an array anew."""
    return Subscript(owner, (Word("..."),)), "=", value


def _of_numpy(name: str) -> Expression:
    return Attribute(Word("np"), name)


def is_named(owner: Expression) -> bool:
    """Whether an array has a name, or is a part of one that has."""
    while isinstance(owner, Subscript | Attribute):
        owner = owner.value
    return isinstance(owner, Word)


def is_zero_of_gradient(call: Expression) -> bool:
    """`w.grad.zero_()`, which says nothing about a gradient."""
    match call:
        case Application(Attribute(Attribute(_, "grad"), "zero_"), ()):
            return True
    return False
