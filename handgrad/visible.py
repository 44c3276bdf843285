"""What people are shown of what they gave: nothing a terminal would act on, no second line."""

from decimal import Decimal
from numbers import Rational
from unicodedata import category

LONGEST_LINE = 1000
MOST_BITS = 200


def visible(text: str) -> str:
    """The text with everything escaped that does not print as itself, a tab as a space.

    Line ends are kept. Control, bidirectional, private and surrogate characters are escaped.

    >>> visible("x\\u202e + 1\\x07")
    'x\\\\u202e + 1\\\\u0007'
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if character == "\n" or character.isprintable() or category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    """The text as one line of at most so many characters.

    >>> one_line("a\\rb\\nc"), one_line("a long story", 7)
    ('a\\\\u000db c', 'a lo...')
    """
    cut = text if len(text) <= most else f"{text[: most - 3]}..."
    return visible(cut).replace("\n", " ").strip()


def described(error: BaseException) -> str:
    """The type of an exception and the first line of its text, whatever its class does.

    >>> described(ValueError("no such thing\\nindeed"))
    'ValueError: no such thing'
    """
    try:
        text = str(error).strip().split("\n")[0]
    except KeyboardInterrupt:
        raise
    except BaseException:  # whatever a `__str__` of theirs may do
        text = ""
    # A metaclass may have a `__name__` of its own; the type knows the true one.
    name = one_line(type.__dict__["__name__"].__get__(type(error)), 60)
    return f"{name}: {one_line(text, 160)}" if text else name


def in_brief(value: object, most: int = 60) -> str:
    """A value of any kind in a few characters, whatever its class does.

    >>> in_brief([1, 2]), in_brief("x"), in_brief(10**400)
    ('a list of 2', "'x'", 'a whole number of 1329 bits')
    """
    kind = type(value)
    if kind is int and value.bit_length() > MOST_BITS:  # type: ignore[attr-defined]
        return f"a whole number of {value.bit_length()} bits"  # type: ignore[attr-defined]
    if kind in (list, tuple):
        return f"a list of {len(value)}"  # type: ignore[arg-type]
    if kind in (str, bytes):
        return one_line(repr(value[:most]), most)  # type: ignore[index]
    if kind in (bool, int, float, complex, type(None)):
        return repr(value)
    name = one_line(type.__dict__["__name__"].__get__(kind), most)
    if isinstance(value, Rational | Decimal):
        try:
            return one_line(str(value), most)
        except ValueError:  # more digits than Python writes
            return f"a very long {name}"
    return f"a {name}"
