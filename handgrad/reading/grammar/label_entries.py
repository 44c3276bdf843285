"""The entry that one-hot data mark: 1 where an index is the label."""

from fractions import Fraction

from handgrad.language.tree import Index, Name, Node, Number
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.piece import Piece


def running_place(reader: Reader, index: str, at: int) -> Node:
    """The place of an entry: a number, or a letter that runs."""
    return Number(Fraction(int(index) - 1), at) if index.isdigit() else Name(index, at)


def is_label(reader: Reader, word: str) -> bool:
    """Whether a word stands for the class that one-hot data mark."""
    return word not in reader.running and reader.names.label(word) is not None


def label_entry(reader: Reader, label: Piece, index: str) -> Node:
    """1 where an index is the label: y_j for `j = y`, Y_{ij} for `j = y_i`."""
    name = reader.names.label(label.text) or label.text
    if reader.names.rank(name) != len(label.indices) + 1:
        raise reader.error(f"write of which sample {label.text} is the label", label)
    places = tuple(running_place(reader, i, label.at) for i in (*label.indices, index))
    return Index(Name(name, label.at), places, label.at)
