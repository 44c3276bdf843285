"""Texts that a program puts together: `"W" + str(l)`, `f"dW{l}"`, `"b%d" % l`."""

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    NotPython,
    Quoted,
    Word,
)
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import FixedValue, ItemList, Value
from handgrad.regex import regex

_PLACE = regex(r"%[dsi]|\{\d?\}")


def may_be_text(item: Expression) -> bool:
    """Whether an expression could come to a text.

    >>> may_be_text(Infix("+", Quoted("W"), Application(Word("str"), (Word("l"),))))
    True
    """
    match item:
        case Quoted():
            return True
        case Infix("+" | "%", left, right):
            return may_be_text(left) or may_be_text(right)
        case Application(Word("str"), (_,)) | Application(Attribute(Quoted(), "format")):
            return True
    return False


def text_of(value: Value) -> str | None:
    """What str() makes of a text or a whole number; None for other values."""
    match value:
        case FixedValue(str() as text):
            return text
        case NumPyArray(_, ()) if value.fill is not None and value.fill.denominator == 1:
            return str(value.fill)
    return None


def joined_texts(sign: str, left: Value, right: Value) -> FixedValue | None:
    """`a + b` and `a % b` of texts; None where there is none to the left."""
    match sign, left, right:
        case "+", FixedValue(str() as one), FixedValue(str() as other):
            return FixedValue(one + other)
        case "%", FixedValue(str() as pattern), ItemList(given):
            return filled_text(pattern, given)
        case "%", FixedValue(str() as pattern), _:
            return filled_text(pattern, (right,))
    return None


def filled_text(pattern: str, given: tuple[Value, ...]) -> FixedValue:
    """A text with values in its places: `"dW%d" % l`, `"dW{}".format(l)`."""
    texts = [text_of(value) for value in given]
    rest = iter(texts)
    if None in texts or len(_PLACE.findall(pattern)) != len(texts):
        raise NotPython("a text is filled with whole numbers and texts only")
    return FixedValue(_PLACE.sub(lambda _: str(next(rest)), pattern))
