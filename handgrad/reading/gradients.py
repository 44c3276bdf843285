"""Gradients written as one array, entry by entry: `∇f = (2x, 3y)`, `(dL/da, dL/db) = (a, b)`.

And partial derivatives whose variable stands below the loss: `f_x`, `fx`, `f'_x`.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.grammar.reader import CLOSING, OPENING
from handgrad.reading.names.entries import with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

# A whole gradient may be written so.
MAY_BE_WHOLE = regex(r"^[^=]*(?:∇|\\nabla|\bgrad|^\W*[(\[<⟨]|\\begin|\\langle)[^=]*=")
_GRADIENTS = ("grad", "gradient", "Gradient")
_TURNED = (("⊤",), ("'",), ("^", "T"), ("^", "⊤"), ("^", "{", "T", "}"), ("^", "{", "⊤", "}"))


def equations(raw: Sequence[Piece], names: Names) -> list[list[Piece]]:
    """One equation for each parameter where the left side is the gradient by all of them.

    The entries come in the order that the text names, else in the order of the page; nothing
    is returned for any other equation.
    """
    found = list(sides(raw))
    parameters = names.vocabulary.parameters
    if len(found) < 2 or len(parameters) < 2:
        return []
    left, *rest = found
    is_list = not _is_gradient(left, names)
    columns = [_entries(side, len(parameters)) for side in ([left] if is_list else []) + rest]
    if not all(columns):
        return []
    named = [order for column in columns if (order := _order(column, names))]
    chosen = (named or [_arguments(left, names) or parameters])[0]
    if is_list and not _order(columns[0], names):
        return []
    rows: list[list[Piece]] = []
    sign = Piece("sign", "=", rest[0][0].at if rest[0] else 0)
    for n, parameter in enumerate(chosen):
        row = list(partial(parameter, left[0], names))
        for column in columns[is_list:]:
            row += [sign, *column[n]]
        rows.append(row)
    return rows


def partial(parameter: str, at: Piece, names: Names) -> Iterator[Piece]:
    """The pieces of ∇_{w} L."""
    yield at._replace(kind="sign", text="∇")
    for text in ("_", "{"):
        yield at._replace(kind="sign", text=text, glued=True)
    yield at._replace(kind="word", text=parameter, glued=True)
    yield at._replace(kind="sign", text="}", glued=True)
    yield at._replace(kind="word", text=names.vocabulary.loss, glued=False)


def with_partial(left: list[Piece], names: Names) -> list[Piece]:
    r"""The left side `fx`, `f_x(x, y)`, `f'_x`, `\dot f` as ∇_x f, any other as it stands."""
    texts = [piece.text for piece in left]
    parameters = names.vocabulary.parameters
    is_whole = len(parameters) == 1 and texts[0] in _GRADIENTS and _is_gradient(left, names)
    is_named = texts[0] in (f"grad_{names.vocabulary.loss}", f"nabla_{names.vocabulary.loss}")
    is_named = is_named and names.find(texts[0]) is None and texts[1:2] in ([], ["("])
    if is_named and len(parameters) == 1:
        return list(partial(parameters[0], left[0], names))
    is_dotted = len(parameters) == 1 and texts == [f"{names.vocabulary.loss}_dot"]
    if (is_whole and len(texts) > 1) or (is_dotted and names.find(texts[0]) is None):
        return list(partial(parameters[0], left[0], names))
    if "(" in texts[1:] and texts[-1] == ")":
        texts = texts[: texts.index("(", 1)]
    text = "".join(text for text in texts if text not in "{}")
    loss = names.vocabulary.loss
    match = re.fullmatch(r"([A-Za-z])('?)_?(\w+?)('?)", text)
    if match is None or match[1] != loss or names.find(text) is not None:
        return left
    parameter = names.find(match[3])
    if parameter not in names.vocabulary.parameters or (match[2] and match[4]):
        return left
    return list(partial(parameter, left[0], names))


def sides(raw: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces between the signs of equality that stand in no bracket."""
    depth, side = 0, list[Piece]()
    for piece in raw:
        depth += _step(piece)
        if piece.text == "=" and depth == 0:
            yield side
            side = []
        else:
            side.append(piece)
    yield side


def without_columns(raw: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without the & that only lines up equations, in no array."""
    depth = 0
    for piece in raw:
        if piece.kind == "command":
            depth += piece.text.startswith("begin ") - piece.text.startswith("end ")
        if piece.text != "&" or depth > 0:
            yield piece


def _step(piece: Piece) -> int:
    """Whether a piece opens or closes a bracket or an array."""
    if piece.kind == "command":
        opens = piece.text.startswith("begin ") or piece.text == "langle"
        return opens - (piece.text.startswith("end ") or piece.text == "rangle")
    return (piece.text in OPENING) - (piece.text in CLOSING.values())


def _is_gradient(left: Sequence[Piece], names: Names) -> bool:
    """Whether a side is ∇f, ∇f(x, y) or grad f."""
    start = 1 + _listed(left)
    texts = [piece.text for piece in (*left[:1], *left[start:])]
    if texts[1:2] + texts[3:] == ["(", ")"] and texts[0] in _GRADIENTS:
        texts = [texts[0], texts[2]]
    is_sign = bool(texts) and (texts[0] == "∇" or texts[0] in _GRADIENTS)
    if texts[:2] == ["∇", "("] and texts[-1] == ")" and "," in texts:
        return bool(_arguments(left, names))
    if not is_sign or (len(texts) > 1 and names.find_loss(texts[1]) is None):
        return False
    return len(texts) < 3 or (texts[2] == "(" and texts[-1] == ")")


def _listed(left: Sequence[Piece]) -> int:
    """How many pieces the list of parameters below has: `∇_{(w, b)} L`."""
    texts = [piece.text for piece in left[1:14]]
    if texts[:2] != ["_", "{"] or "," not in texts or "}" not in texts:
        return 0
    return texts.index("}") + 1


def is_bare(raw: Sequence[Piece], names: Names) -> bool:
    """Whether a gradient written as one array says nowhere in which order."""
    left, *rest = sides(raw)
    columns = [_entries(side, len(names.vocabulary.parameters)) for side in rest]
    is_gradient = _is_gradient(left, names) and not _arguments(left, names)
    return is_gradient and not any(_order(column, names) for column in columns if column)


def _arguments(left: Sequence[Piece], names: Names) -> tuple[str, ...]:
    """The x, y of ∇f(x, y) or ∇_{x,y} f, where they are the parameters of the page."""
    parameters = names.vocabulary.parameters
    found: list[str] = []
    i, left = (2, left) if not _listed(left) else (0, left[1 : 1 + _listed(left)])
    while i < len(left):
        if left[i].kind == "word":
            word, i = with_scripts(left, i, names)
            found.append(names.find(word) or word)
        else:
            i += 1
    return tuple(found) if sorted(found) == sorted(parameters) else ()


def _entries(side: list[Piece], count: int) -> list[list[Piece]]:
    """A side once for each entry of its only array; nothing where it has no such array."""
    if len(side) > 2 and (side[0].text, side[-1].text) == ("<", ">"):
        side = [side[0]._replace(text="("), *side[1:-1], side[-1]._replace(text=")")]
    groups = [group for group in _groups(side) if len(group[2]) == count]
    if len(groups) != 1:
        return []
    start, end, entries = groups[0]
    behind = side[end:]
    for texts in _TURNED:
        if tuple(piece.text for piece in behind[: len(texts)]) == texts:
            behind = behind[len(texts) :]
            break
    opening = side[start]._replace(kind="sign", text="(", glued=False)
    closing = opening._replace(text=")")
    return [[*side[:start], opening, *entry, closing, *behind] for entry in entries]


def _groups(side: Sequence[Piece]) -> Iterator[tuple[int, int, list[list[Piece]]]]:
    """The arrays of a side that stand in no bracket: their places and their entries."""
    depth, start = 0, 0
    entries: list[list[Piece]] = [[]]
    for n, piece in enumerate(side):
        step = _step(piece)
        depth += step
        if step > 0 and depth == 1:
            start, entries = n, [[]]
        elif step < 0 and depth == 0:
            entries = entries if entries[-1] else entries[:-1]
            before = side[start - 1] if start else None
            is_call = before is not None and before.kind in ("word", "command")
            if all(entries) and not (is_call and side[start].text in OPENING):
                yield start, n + 1, entries
        elif depth == 1 and _parts(piece):
            entries.append([])
        elif depth:
            entries[-1].append(piece)


def _parts(piece: Piece) -> bool:
    is_break = piece.kind == "command" and piece.text == "\\"
    return is_break or (piece.kind == "sign" and piece.text in (",", ";", "&"))


def _order(column: Sequence[list[Piece]], names: Names) -> tuple[str, ...]:
    """The parameters by which the entries are derivatives of the loss, if nothing else."""
    found: list[str] = []
    for entry in column:
        inside = [p for p in entry if p.text not in ("(", ")", "{", "}")]
        signs = [p.text for p in inside if p.kind == "sign" and p.text not in "∂/_"]
        places = [n for n, p in enumerate(entry) if p.kind == "word"]
        if signs or not places:
            return ()
        names_read = [with_scripts(entry, n, names)[0] for n in places]
        is_signed = any(p.text == "∂" for p in inside)
        if not is_signed and not names_read[0].startswith("d"):
            return ()
        of = names_read[0] if is_signed else names_read[0].removeprefix("d")
        if names_read[1:] and of and names.find_loss(of) is None:
            return ()
        found.append(names.find(names_read[-1]) or names.find(names_read[-1][1:]) or "")
    return tuple(found) if sorted(found) == sorted(names.vocabulary.parameters) else ()
