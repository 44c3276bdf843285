"""The LaTeX commands with arguments: fractions, roots, cases, inner products."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from handgrad.language.tree import Call, Node, Power, Product
from handgrad.reading import atoms, differentials

if TYPE_CHECKING:
    from handgrad.reading.grammar import Reader


def fraction(reader: "Reader") -> Node:
    """`\\frac{a}{b}`, `\\frac12`; a derivative where both parts are differentials."""
    at = reader.take().at
    if derivative := differentials.fraction(reader):
        return derivative
    above, below = argument(reader), argument(reader)
    if isinstance(above, Product):
        return Product(above.first, (*above.rest, ("/", below)), at)
    return Product(above, (("/", below),), at)


def argument(reader: "Reader") -> Node:
    """The argument of a command: a group in braces, or one letter, digit or command."""
    with reader.deeper():
        if reader.next.text == "{":
            return atoms.group(reader)
        return reader.primary()


def root(reader: "Reader") -> Node:
    """`\\sqrt{x}`, `\\sqrt[3]{x}`, and `√x` of the next factor."""
    at = reader.take().at
    if reader.next.text == "[":
        degree = atoms.group(reader)
        return Power(argument(reader), Product(atoms.ONE, (("/", degree),)), at)
    with reader.deeper():
        inside = reader.postfix() if reader.next.text != "{" else atoms.group(reader)
    return Call("sqrt", (inside,), None, at)


def cases(reader: "Reader") -> Node:
    """`\\begin{cases} a & z > 0 \\\\ b & otherwise \\end{cases}`."""
    at = reader.take().at
    tree = atoms.cases(reader, reader.compared(True), at, "end cases")
    if reader.next.text != "end cases":
        raise reader.error(f"\\end{{cases}} was expected, not {reader.found()}")
    reader.take()
    return tree


def inner(reader: "Reader") -> Node:
    """`⟨a, b⟩`, the inner product of two vectors."""
    at = reader.take().at
    left = reader.comparison()
    reader.expect(",", "between the two vectors of an inner product")
    right = reader.comparison()
    if reader.next.text != "rangle":
        raise reader.error(f"⟩ was expected, not {reader.found()}")
    reader.take()
    return Product(left, (("@", right),), at)


def braced(reader: "Reader") -> Node:
    """`\\underbrace{a}_{note}` is a."""
    reader.take()
    tree = argument(reader)
    if reader.accept("_", "^"):
        reader.skip_group()
    return tree


COMMANDS: Mapping[str, Callable[["Reader"], Node]] = {
    "frac": fraction, "dfrac": fraction, "tfrac": fraction, "cfrac": fraction,
    "nicefrac": fraction, "sqrt": root, "begin cases": cases, "langle": inner,
    "underbrace": braced, "overbrace": braced,
}  # fmt: skip
