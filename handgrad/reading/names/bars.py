"""Bars that stand for means: `\\bar x` of a vector, and of the samples of a matrix X."""

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece


def application_of(function: str, argument: Piece, *further: Piece) -> list[Piece]:
    """The pieces of a function and what it is applied to."""
    sign = argument._replace(kind="sign", glued=True)
    return [
        argument._replace(kind="function", text=function, indices=()),
        sign._replace(text="("),
        argument._replace(glued=True),
        *further,
        sign._replace(text=")"),
    ]


def mean_of_samples(letter: str, at: Piece, names: Names) -> list[Piece]:
    """The mean of the samples of a matrix by its small letter, where they are known.

    They are its rows where a vector of the page has as many entries as it has columns, and its
    columns where one has as many as rows.
    """
    matrix = letter.upper()
    if len(letter) != 1 or matrix not in names.shapes or names.rank(matrix) != 2:
        return []
    page = names.vocabulary
    lengths = {page.shapes[name][0] for name in page.parameters if names.rank(name) == 1}
    across = [n for n, size in enumerate(page.shapes[matrix]) if size in lengths]
    if len(across) != 1:
        return []
    axis, sign = 1 - across[0], at._replace(kind="sign", glued=True)
    keyword = [
        sign._replace(text=","),
        at._replace(kind="name", text="axis"),
        sign._replace(text="="),
        at._replace(kind="number", text=str(axis)),
    ]
    mean = application_of("mean", at._replace(kind="name", text=matrix), *keyword)
    return [*mean, sign._replace(text="⊤")] if axis == 0 else mean
