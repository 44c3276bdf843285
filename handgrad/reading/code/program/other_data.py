"""Data of the page that a program makes of other data: `y = 1 - df['y']`, `X = X_train/255`."""

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    Prefix,
    Row,
    SliceDisplay,
    Subscript,
    Word,
    parts_within,
)

MADE_ANOTHER = "{} is made of data under another name here, which may be others than the page's"


def is_computed(value: Expression) -> bool:
    """Whether a value is another one than it is taken from: `1 - y_all`, `y[::-1]`, `X.T`."""
    match value:
        case Prefix(_, Literal()):
            return False
        case Infix() | Prefix() | Attribute(_, "T"):
            return True
        case Attribute(owner):
            return is_computed(owner)
        case Subscript(owner, items):
            is_turned = any(isinstance(i, SliceDisplay) and i.step is not None for i in items)
            return is_turned or is_computed(owner)
        case Application(function, arguments):
            return any(map(is_computed, (function, *arguments)))
        case Row(items):
            return any(map(is_computed, items))
    return False


def is_of_other_data(name: str, value: Expression) -> bool:
    """Whether a value is computed, and not from what stands under a name itself.

    >>> y = Word("y")
    >>> is_of_other_data("t", Infix("-", Literal(1), y)), is_of_other_data("y", y)
    (True, False)
    """
    is_turned = isinstance(value, Attribute) and value.name == "T"
    return (
        is_computed(value)
        and not is_turned
        and Word(name) not in map(_placeless, parts_within(value))
    )


def _placeless(part: Expression) -> Expression:
    return Word(part.name) if isinstance(part, Word) else part
