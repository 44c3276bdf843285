"""Sums that begin or end at an index that runs: `\\sum_{i=1}^k`, `\\sum_{j=k+1}^n`."""

from handgrad.reading.grammar.reader import Reader

# How an index is to one that bounds it, by how far from the bound its last value is.
_UP_TO = {0: "<=", -1: "<"}
_FROM = {0: ">=", 1: ">"}


def up_to(reader: Reader, index: str) -> tuple[str, str, str] | None:
    """The order of an index and the one that a sum ends at; None for another end."""
    braces = reader.next.text == "{"
    return _bound(reader, index, _UP_TO, begin=braces, closing="}" if braces else "")


def beginning_at(reader: Reader, index: str) -> tuple[str, str, str] | None:
    """The order of an index and the one that a sum begins at; None for another start."""
    return _bound(reader, index, _FROM, begin=False, closing="")


def _bound(
    reader: Reader, index: str, orders: dict[int, str], *, begin: bool, closing: str
) -> tuple[str, str, str] | None:
    row = reader.tokens[reader.position + begin : reader.position + begin + 4]
    letter, *behind = (piece.text for piece in row)
    if row[0].kind != "unknown" or letter not in reader.running:
        return None
    step, length = 0, 1
    if len(behind) > 1 and behind[0] in ("+", "-") and behind[1] == "1":
        step, length = (1 if behind[0] == "+" else -1), 3
    is_closed = not closing or [p.text for p in row[length : length + 1]] == [closing]
    if step not in orders or not is_closed:
        return None
    reader.position += begin + length + bool(closing)
    return index, orders[step], letter
