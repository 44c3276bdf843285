"""The pieces that a formula in any notation is made of."""

from typing import NamedTuple


class Piece(NamedTuple):
    """A token of any notation; `glued` where nothing stands between it and the one before.

    `indices` are the subscripts of a name: ("j", "k") or ("1",); `problem` is why a word
    cannot be a name.
    """

    kind: str
    text: str
    at: int
    glued: bool = False
    indices: tuple[str, ...] = ()
    problem: str = ""
