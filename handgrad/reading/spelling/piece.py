"""The pieces that a formula in any notation is made of."""

from dataclasses import dataclass

from handgrad.language.tokens import Token


@dataclass(frozen=True, slots=True)
class Piece(Token):
    """A token of any notation; `glued` where nothing stands between it and the one before.

    `indices` are the subscripts of a name: ("j", "k") or ("1",); `problem` is why a word
    cannot be a name.
    """

    glued: bool = False
    indices: tuple[str, ...] = ()
    problem: str = ""
