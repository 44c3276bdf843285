"""Functions that are short for a formula of others, whose rules hold for them."""

from handgrad.language.tree import Call, Node

SHORT_FORMS = ("clip", "clamp")


def short_form(function: str, arguments: tuple[Node, ...], axis: int | None, at: int) -> Node:
    """A call, written out where it is a short form: clip(x, a, b) is min(max(x, a), b).

    >>> from handgrad.language.plain import plain
    >>> from handgrad.language.tree import Name
    >>> plain(short_form("clip", (Name("z"), Name("a"), Name("b")), None, 0))
    'min(max(z, a), b)'
    """
    if function in SHORT_FORMS and len(arguments) == 3 and axis is None:
        value, low, high = arguments
        return Call("min", (Call("max", (value, low), None, at), high), None, at)
    return Call(function, arguments, axis, at)
