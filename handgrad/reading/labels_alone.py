"""Formulas for the entry of the label alone: `dL/dz_y = p_y - 1` says nothing of the others."""

from itertools import chain, pairwise

from handgrad.language.fit import Source
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece


def refuse_label(
    sides: list[list[Piece]], free: tuple[str, ...], source: Source, names: Names
) -> None:
    """Raises FormulaError for `dL/dz_y = p_y - 1`: one entry says nothing of the others."""
    left = source.text.partition("=")[0]
    texts = [[piece.text for piece in side] for side in sides]
    for letter in free:
        if names.is_said_of_label(left, letter, {*chain.from_iterable(texts)}):
            told = f"the label has a line of its own; write one formula for every {letter}"
            raise source.error(told, 0, is_open=True)
        name = names.label(letter)
        for n, side in enumerate(texts) if name else ():
            has_one = any(pair == ("-", "1") for pair in pairwise(side))
            spoken = {name, f"{name}_{letter}"} & set(side)
            if has_one and not spoken:
                told = f"{letter} is one entry; say what the others are: {name}_k for 1"
                raise source.error(told, sides[n][0].at)
