"""What stands under a sum: `i=1`, `i \\ne j`, `w \\in V`, `i : m_i < 1`."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.language.parser import COMPARISONS
from handgrad.language.shape import SCALAR, Dimension
from handgrad.language.tree import ONE, Call, Compare, Index, Name, Node, Number, Sum, Transpose
from handgrad.reading.grammar.label_entries import is_label, label_entry
from handgrad.reading.grammar.partial_sums import beginning_at
from handgrad.reading.grammar.reader import CLOSING, DOTS, OPENING, Reader
from handgrad.reading.spelling.piece import Piece


class BelowSum(NamedTuple):
    """What stands under a sum: its indices, where they start, what they must differ from."""

    indices: list[str]
    start: str | None
    apart: list[tuple[str, str, str]]
    conditions: list[Node]
    size: Dimension | None = None


def below_sum(reader: Reader) -> BelowSum:
    reader.take()
    opening = reader.accept("{", "(")
    if opening is None:
        return BelowSum(list(_letters(reader)), None, [], [])
    closing = CLOSING[opening.text]
    if is_from_one := (reader.next.text, reader.after().text) == ("1", "<="):
        reader.position += 2
    if free := _only_condition(reader, closing):
        return BelowSum(free, None, [], [_condition(reader, free, closing)])
    if (pairs := _samples_of_set(reader, closing)) is not None:
        return BelowSum(pairs, None, [], [])
    below = BelowSum([], None, [], [])
    while not reader.accept(closing):
        letters = list(_letters(reader))
        if sign := reader.accept("!=", *COMPARISONS):
            at, other = reader.next, _letters(reader)
            if sign.text == "!=" and letters[-1] != other and is_label(reader, other):
                below.conditions.append(_not_label(reader, at, letters[-1]))
                below.indices.extend(i for i in letters if i not in below.indices)
                continue
            is_last = other in reader.names.sizes and other not in reader.running
            if is_last and sign.text == "<=":
                below = below._replace(size=other)
                below.indices.extend(i for i in letters if i not in below.indices)
                reader.accept(",", ";")
                continue
            if (
                sign.text == "<="
                and is_from_one
                and other.isupper()
                and other not in reader.running
            ):
                reader.warn(f"{other} is taken for the last of the entries")
                below.indices.extend(i for i in letters if i not in below.indices)
                continue
            if reader.names.find(other):
                raise reader.error("a sum runs over every entry: sum_{i=1}^N, with N a size")
            below.apart.append((letters[-1], sign.text, other))
            if other not in reader.running and other not in below.indices:
                letters = [i for i in (*letters, other) if i not in reader.running]
        elif reader.accept("="):
            order = beginning_at(reader, letters[-1])
            below = below._replace(start="1" if order else reader.take().text)
            if order:
                below.apart.append(order)
            elif reader.accept("."):
                _skip_to(reader, closing)
            elif below.start == "1" and (last := _last_of_range(reader, closing)):
                below = below._replace(size=last)
        elif reader.next.kind == "command" and reader.next.text == "in":
            reader.take()
            below = below._replace(size=_size_of_set(reader))
            below.conditions.extend(_set(reader, closing, letters))
        below.indices.extend(letter for letter in letters if letter not in below.indices)
        if reader.next.text in (":", "|", ";") and _compares(reader, closing):
            reader.take()
            below.conditions.append(_condition(reader, below.indices, closing))
            break
        if not reader.accept(",", ":", ";") and reader.next.text != closing:
            raise reader.error("a sum runs over an index: sum_i or sum_{i=1}^N")
    return below


def _not_label(reader: Reader, label: Piece, index: str) -> Node:
    """1 where an index is not the label, else 0."""
    return Sum(ONE, (("-", label_entry(reader, label, index)),), label.at)


def _compares(reader: Reader, closing: str) -> bool:
    """Whether a comparison stands before the bracket that closes."""
    depth = 0
    for piece in reader.tokens[reader.position :]:
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if piece.kind == "end" or (depth < 0 and piece.text == closing):
            return False
        if piece.text in (*COMPARISONS, "==", "!=") or (piece.text == "=" and depth == 0):
            return True
    return False


def _only_condition(reader: Reader, closing: str) -> list[str]:
    """The indices of `\\sum_{m_i < 1}`: the letters that do not run; nothing for another."""
    first, second = reader.next, reader.after()
    is_index = first.text.isalpha() and len(first.text) <= 3 and not first.indices
    if (is_index and second.text != "(") or not _compares(reader, closing):
        return []
    letters: dict[str, None] = {}
    for piece in reader.tokens[reader.position :]:
        if piece.text == closing:
            break
        letters |= dict.fromkeys(i for i in piece.indices if i.isalpha())
    return [letter for letter in letters if letter not in reader.running]


def _condition(reader: Reader, found: Sequence[str], closing: str) -> Node:
    """The condition under a sum, with the bracket that closes it."""
    count = len(reader.running)
    reader.running += found
    tree = reader.condition()
    del reader.running[count:]
    reader.expect(closing, "after the condition under the sum")
    return tree


def _samples_of_set(reader: Reader, closing: str) -> list[str] | None:
    """The index of `\\sum_{(x_i, y_i) \\in D}`, none where it is left out; taken as a whole."""
    place = reader.position
    data: list[Piece] = []
    while reader.next.text in ("(", ")", ",") or reader.next.kind == "name":
        data += [reader.take()] if reader.next.kind == "name" else []
        if reader.next.text in ("(", ")", ","):
            reader.take()
    letters = {letter for piece in data for letter in piece.indices}
    texts = [reader.next.text, reader.after().text, reader.after(2).text]
    given = reader.names.vocabulary.data
    is_whole = texts[0] == "in" and texts[2] == closing
    is_whole = is_whole and texts[1] in (*_WHOLE_SETS, *given)
    if is_whole and data and len(letters) < 2 and all(p.text in given for p in data):
        reader.position += 3
        return sorted(letters)
    reader.position = place
    return None


def _size_of_set(reader: Reader) -> str | None:
    """The size that a set is called by: the V of `w \\in V`, also as `w \\in Vocab`."""
    word, sizes = reader.next.text, reader.names.sizes
    if word in sizes:
        return word
    words = [size for size in sizes if size.lower().startswith("v")]
    return words[0] if word.lower() in _OF_WORDS and len(words) == 1 else None


_OF_WORDS = ("vocab", "vocabulary")
_WHOLE_SETS = ("D", "B", "data", "batch")


def _set(reader: Reader, closing: str, letters: Sequence[str]) -> Iterator[Node]:
    """What limits an index to a part of a set; a set that is not all entries is not known."""
    at = reader.next
    if reader.accept("{"):
        inner = reader.next.text
        if inner in letters and reader.after().text in (":", "|"):
            reader.take()
            reader.take()
            yield _condition(reader, letters, "}")
            return
        reader.position -= 1
    if reader.next.text in ("{", "[") and _is_whole_range(reader):
        reader.skip_group()
        return
    if (member := _member(reader, closing, letters)) is not None:
        yield member
        return
    is_size = _size_of_set(reader) is not None or at.text in _WHOLE_SETS
    if not is_size or reader.after().text not in (closing, ","):
        raise reader.error(
            "which entries are in this set is not known; write a condition: "
            "\\sum_{i : m_i < 1}", at
        )  # fmt: skip
    reader.take()


def _is_whole_range(reader: Reader) -> bool:
    """Whether a bracket holds all of a size: `[N]`, `{1, ..., N}`, `{0, ..., N - 1}`."""
    end = reader.end_of_group()
    texts = [p.text for p in reader.tokens[reader.position + 1 : end] if p.text != "\\"]
    if texts[-2:] == ["-", "1"] and texts[0] == "0":
        return texts[-3].isalpha()
    is_from_one = texts[:1] == ["1"] or len(texts) == 1
    return is_from_one and texts[-1].isalpha() and "-" not in texts[-2:]


def _member(reader: Reader, closing: str, letters: Sequence[str]) -> Node | None:
    """Whether j is in `R(t_i)`, `R_i` or `R(i)`: the entry of a matrix of risk sets."""
    at, page = reader.next, reader.names.vocabulary
    name = reader.names.find(at.text) or ""
    rows, columns = page.shapes.get(name, SCALAR)
    compared = _compared(page.forward.get(name))
    if len(letters) != 1 or rows != columns or compared is None:
        return None
    texts = [reader.after(n).text for n in range(1, 4)]
    inside = reader.after(2)
    row = at.indices
    if not row and (texts[0], texts[2]) == ("(", ")"):
        is_of_data = inside.indices and reader.names.find(inside.text) == compared
        row = inside.indices if is_of_data else () if inside.indices else (inside.text,)
    end = 1 if at.indices else 4
    if len(row) != 1 or reader.after(end).text not in (closing, ","):
        return None
    reader.position += end
    return Index(Name(name, at.at), (Name(row[0]), Name(letters[0])), at.at)


def _compared(tree: Node | None) -> str | None:
    """The t of a matrix that is 1 where t_j >= t_i: in row i for those still at risk then."""
    match tree:
        case Call("where", (Compare() as inside, Number(yes), Number(no))):
            tree = inside if yes == 1 and no == 0 else None
    match tree:
        case Compare(">=" | ">", Transpose(Name(later)), Name(name)) if later == name:
            return name
        case Compare("<=" | "<", Name(name), Transpose(Name(later))) if later == name:
            return name
    return None


def _skip_to(reader: Reader, closing: str) -> None:
    """Past the numbers that an index runs through: `i = 1, ..., N`."""
    while reader.next.kind != "end" and reader.next.text not in (closing, ","):
        if reader.end_of_group() is not None:
            reader.skip_group()
        else:
            reader.take()


def _last_of_range(reader: Reader, closing: str) -> str:
    """The m of `i = 1, \\ldots, m` and `i = 1:m`, taken; nothing where no size ends a range."""
    start = reader.position
    if reader.accept(","):
        is_range = reader.next.kind == "command" and reader.next.text in DOTS
        reader.position += is_range
        is_range &= reader.accept(",") is not None
    else:
        is_range = reader.accept(":") is not None
    last = reader.next.text
    if is_range and last in reader.names.sizes and reader.after().text == closing:
        reader.take()
        return last
    reader.position = start
    return ""


def _letters(reader: Reader) -> str:
    piece = reader.take()
    is_name = len(piece.text) > 1 and piece.text in reader.names.vocabulary.shapes
    if not piece.text.isalpha() or len(piece.text) > 3 or is_name:
        raise reader.error("a sum runs over an index, a letter: sum_i", piece)
    return piece.text
