"""Equations whose sides stand in another order or sign: `-dL/dw = ...`, `a = dL/dw`.

Each is turned so that its derivative stands on the left as it is.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

Sides = tuple[list[Piece], list[list[Piece]]]

_TURNED = (["^", "{", "T", "}"], ["^", "{", "⊤", "}"], ["^", "T"], ["^", "⊤"], ["⊤"])
_OPERATORS = ("+", "-", "*", "·", "×", "@", "⊙", "(", "[")
_TIMES = ("*", "·", "×")
_IN_NUMBERS = ("frac", "dfrac", "tfrac", "{", "}", "(", ")", "*", "·", "/", "^", "+", "-")
_LONGEST = 16


def turned(left: list[Piece], sides: list[list[Piece]], names: Names) -> Sides:
    """The sides with the derivative on the left, without a minus or a transposition."""
    left, sides = _by_its_second_name(_at_its_arguments(left, names), sides, names)
    if [piece.text for piece in left] == ["0"] and len(sides) > 1:
        left, sides = sides[0], sides[1:]
    if len(sides) == 1 and _is_exchanged(left, sides[0], names):
        left, sides = sides[0], [left]
    if left[0].text == "-" and begins_derivative(left[1:]):
        return left[1:], [
            [*_signs(side, "-", "("), *side, *_signs(side, ")")] for side in sides
        ]
    left = _without_loss_again(left, names)
    factor, rest = _parted(left, names)
    if factor:
        return rest, [list(_divided(side, factor)) for side in sides]
    inside = _transposed(left)
    if inside is None:
        return left, sides
    return inside, [[*_signs(side, "("), *side, *_signs(side, ")", "⊤")] for side in sides]


def _without_loss_again(left: list[Piece], names: Names) -> list[Piece]:
    r"""`\\frac{\\partial J}{\\partial k} J(k, d)` without the loss that is named twice."""
    if not left[0].text.endswith("frac"):
        return left
    behind = _behind_operator(left)
    above = [p.text for p in left[1 : _end_of_group([p.text for p in left], 1)]]
    is_loss = any(names.find_loss(text.lstrip("d∂")) for text in above if text not in "{d∂}")
    is_again = len(behind) > 1 and names.find_loss(behind[0].text) is not None
    bare = _without_arguments(behind, names) if is_loss and is_again else behind
    return left[: len(left) - len(behind)] if len(bare) == 1 < len(behind) else left


def _by_its_second_name(left: list[Piece], sides: list[list[Piece]], names: Names) -> Sides:
    r"""`\nabla J = \frac{\partial J}{\partial v} = ...` without its first name.

    So is `U(\beta) = \frac{\partial \ell}{\partial \beta} = ...`, if U stands nowhere else.
    """
    texts = [piece.text for piece in left]
    if len(sides) > 1 and _is_name_said_once(left, names) and _is_alone(sides[0]):
        return sides[0], sides[1:]
    is_gradient = texts[0] in ("∇", "grad", "Grad", "gradient") and left[1:] != []
    is_whole = is_gradient and names.find_loss(texts[1]) is not None
    is_bare = is_whole and (texts[2:] == [] or texts[2] + texts[-1] == "()")
    second = _without_arguments(_unbracketed(sides[0]), names) if is_bare else []
    if not second or not _is_alone(second):
        return left, sides
    return second, sides[1:] or [left]


def _is_name_said_once(left: list[Piece], names: Names) -> bool:
    """Whether a side is a name of the writer's own, with arguments or none, of no other use."""
    texts = [piece.text for piece in left]
    is_own = left[0].kind == "word" and not begins_derivative(left) and not names.find(texts[0])
    is_whole = texts[1:] == [] or texts[1:2] + texts[-1:] == ["(", ")"]
    return is_own and is_whole and not names.is_used_again(texts[0])


def _unbracketed(side: list[Piece]) -> list[Piece]:
    """What stands in brackets that hold the whole side."""
    texts = [piece.text for piece in side]
    is_whole = texts[:1] + texts[-1:] == ["(", ")"] and texts.count("(") == 1
    return side[1:-1] if is_whole else side


def _without_arguments(side: list[Piece], names: Names) -> list[Piece]:
    """The loss `J(v, b)` as J."""
    found: list[Piece] = []
    for n, piece in enumerate(side):
        before = found[-1].text.lstrip("d∂") if found else ""
        end = next((m for m in range(n, len(side)) if side[m].text == ")"), n)
        inside = [p.text for p in side[n + 1 : end] if p.text not in ",;"]
        is_list = piece.text == "(" and bool(inside) and all(map(names.find, inside))
        if is_list and names.find_loss(before):
            return [*found, *_without_arguments(side[end + 1 :], names)]
        found.append(piece)
    return found


def _at_its_arguments(left: list[Piece], names: Names) -> list[Piece]:
    """The derivative in `(∇f)(x)`, that is taken at names of the page, out of its brackets."""
    end = next((n for n, piece in enumerate(left) if piece.text == ")"), 0)
    inside, behind = left[1:end], left[end + 1 :]
    texts = [piece.text for piece in behind]
    is_bracketed = left[0].text == "(" and begins_derivative(inside)
    if not is_bracketed or texts[:1] + texts[-1:] != ["(", ")"]:
        return left
    words = [piece.text for piece in behind[1:-1] if piece.kind == "word"]
    are_names = all(names.find(word) or word == "sigma" for word in words)
    by = {piece.text.removeprefix("d") for piece in inside if piece.kind == "word"}
    is_by_one = by & set(words) or (inside[0].text == "∇" and len(by) == 1)
    return [*inside, *behind] if are_names and is_by_one else left


def begins_derivative(left: Sequence[Piece]) -> bool:
    """Whether a left side begins as a derivative does."""
    text = left[0].text if left else ""
    is_word = re.match(r"d[A-Za-z]", text) is not None
    above = next((piece.text for piece in left[1:] if piece.text != "{"), "d")
    is_quotient = text.endswith("frac") and above[0] in "d∂\\"
    return is_word or is_quotient or text in ("∇", "∂")


def _is_exchanged(left: list[Piece], right: list[Piece], names: Names) -> bool:
    """Whether a formula stands on the left, and a derivative alone on the right."""
    if begins_derivative(left) or not begins_derivative(right) or len(right) > _LONGEST:
        return False
    is_name = left[0].kind == "word" and with_scripts(left, 0, names)[1] == len(left)
    return not is_name and _is_alone(right)


def _is_alone(side: list[Piece]) -> bool:
    """Whether a side is a quotient of differentials or a gradient, and nothing else."""
    texts = [piece.text for piece in side]
    is_alone = not set(texts) & set(_OPERATORS) and texts[1:].count("frac") == 0
    above = texts[1 : _end_of_group(texts, 1)] if texts[0].endswith("frac") else []
    is_fraction = any(text[0] in "d∂" for text in above)
    is_quotient = is_fraction or texts[0] in ("∇", "∂") or (not above and "/" in texts)
    return is_alone and is_quotient and begins_derivative(side)


def _parted(left: list[Piece], names: Names) -> tuple[list[Piece], list[Piece]]:
    r"""The number in front of a derivative: the m of `m \\frac{dL}{dw}`."""
    start = next((n for n in range(len(left)) if _is_derivative(left[n:], names)), 0)
    factor = left[:start]
    while factor and factor[-1].text in _TIMES:
        factor.pop()
    is_number = all(_is_number(piece, names) for piece in factor)
    is_whole = bool(factor) and factor[-1].text not in ("-", "/", "+", "^", "(", "{")
    return (factor, left[start:]) if is_number and is_whole else ([], left)


def _is_derivative(left: Sequence[Piece], names: Names) -> bool:
    """Whether a derivative begins here, of the loss or by what is one word."""
    texts = [piece.text for piece in left[:3]]
    if texts[0].endswith("frac"):
        above = texts[1:] if texts[1:2] == ["{"] else []
        return above[1:] != [] and (above[1] == "∂" or above[1][0] == "d")
    is_word = left[0].kind == "word" and derivative_word(texts[0], names) is not None
    return texts[0] in ("∇", "∂") or (is_word and texts[1:2] in ([], ["/"]))


def _is_number(piece: Piece, names: Names) -> bool:
    """Whether a piece may stand in a factor that is a number."""
    if piece.kind == "word":
        name = names.find(piece.text)
        return piece.text in names.sizes or (name is not None and names.rank(name) == 0)
    return piece.kind == "number" or piece.text in _IN_NUMBERS


def _divided(side: Sequence[Piece], factor: Sequence[Piece]) -> Iterator[Piece]:
    """A side over a number."""
    yield from _signs(side, "(")
    yield from side
    yield from _signs(side, ")", "/", "(")
    yield from factor if side else ()
    yield from _signs(side, ")")


def _transposed(left: list[Piece]) -> list[Piece] | None:
    """The derivative of `(dL/dw)^T`, None for any other left side."""
    texts = [piece.text for piece in left]
    for sign in _TURNED:
        if len(left) > len(sign) and texts[-len(sign) :] == sign:
            inside = left[: -len(sign)]
            if inside[0].text == "(" and inside[-1].text == ")":
                inside = inside[1:-1]
            elif len(_behind_operator(inside)) > 1:
                return None
            return inside if begins_derivative(inside) else None
    return None


def _behind_operator(left: list[Piece]) -> list[Piece]:
    r"""The `x^T w` of `\frac{\partial}{\partial w} x^T w` and `\nabla_w x^T w`."""
    texts = [piece.text for piece in left]
    groups = 2 if texts[0].endswith("frac") else 1 if texts[:2] == ["∇", "_"] else 0
    start = 1 if groups == 2 else 2
    for _ in range(groups):
        start = _end_of_group(texts, start)
    return left[start:] if groups else []


def _end_of_group(texts: Sequence[str], start: int) -> int:
    """Where the group in braces ends that begins here, or the one piece that stands for it."""
    depth = 0
    for n, text in enumerate(texts[start:], start):
        depth += (text == "{") - (text == "}")
        if depth == 0:
            return n + 1
    return len(texts)


def _signs(side: Sequence[Piece], *texts: str) -> Iterator[Piece]:
    """Signs at the place of a side; none beside an empty one."""
    for text in texts if side else ():
        yield side[0]._replace(kind="sign", text=text, glued=False)
