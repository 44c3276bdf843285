"""The standard normal distribution written out: its density, and the share below a value."""

from handgrad.language.tree import ONE, TWO, Call, Name, Negative, Node, Power, Product, Sum


def density_at(argument: Node, at: int) -> Node:
    """exp(-u^2/2)/sqrt(2 pi)."""
    bell = Product(Power(argument, TWO, at), (("/", TWO),), at)
    turn = Product(TWO, (("*", Name("pi", at)),), at)
    below = Call("sqrt", (turn,), None, at)
    return Product(Call("exp", (Negative(bell, at),), None, at), (("/", below),), at)


def share_below(argument: Node, at: int) -> Node:
    """(1 + erf(u/sqrt(2)))/2."""
    slanted = Product(argument, (("/", Call("sqrt", (TWO,), None, at)),), at)
    whole = Sum(ONE, (("+", Call("erf", (slanted,), None, at)),), at)
    return Product(whole, (("/", TWO),), at)
