"""A place in the pieces of a formula, what is known there, and what can be read from there."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from handgrad.errors import FormulaError
from handgrad.language.fit import Source, fitted
from handgrad.language.parser import COMPARISONS, DEEPEST, Parser
from handgrad.language.plain import plain
from handgrad.language.shape import Dimension, Shape
from handgrad.language.tree import Node
from handgrad.reading.names.divergences import is_reversed
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

EQUALITIES = ("=", "==", "!=")
DOTS = ("cdots", "ldots", "dots", "vdots", "ddots", "hdots", "dotsc", "dotsb")
OPENING = ("(", "[", "{")
CLOSING = {"(": ")", "[": "]", "{": "}"}
BARS = ("|", "‖")
_MOST_WARNINGS = 20
_LONGEST_WARNING = 80


def ends_entry(piece: Piece) -> bool:
    """Whether an entry of a matrix of LaTeX ends here, or all that is written."""
    is_break = piece.text in ("\\", "&") or piece.text.startswith("end ")
    return piece.kind == "end" or (is_break and piece.kind in ("command", "sign"))


class Reader(Parser, ABC):
    """A place in resolved pieces; `running` are the indices that have a value there.

    The constructs of single notations are functions of it; `grammar` knows them all.
    """

    tokens: Sequence[Piece]

    def __init__(
        self, pieces: Sequence[Piece], source: Source, names: Names, running: Sequence[str] = ()
    ) -> None:
        super().__init__(pieces, source.text, source.line)
        self.source, self.names = source, names
        self.free = tuple(running)
        self.running = list(running)
        self.warnings: list[str] = []
        self.bars: list[str] = []
        self.extents: dict[str, Dimension] = {}
        self.rows_of_ones: dict[int, Dimension] = {}
        self.columns_said: set[int] = set()
        self.met: dict[str, None] = {}
        self.other = self.samples = ""
        self.is_left = False
        self.closing = _closing(pieces)

    @property
    def next(self) -> Piece:
        return self.tokens[self.position]

    def take(self) -> Piece:
        piece = self.next
        if piece.kind == "end":
            raise self.error("the formula ends too early")
        super().take()
        return piece

    def accept(self, *signs: str) -> Piece | None:
        return self.take() if self.next.kind == "sign" and self.next.text in signs else None

    def after(self, steps: int = 1) -> Piece:
        return self.tokens[min(self.position + steps, len(self.tokens) - 1)]

    def accept_word(self, *words: str) -> bool:
        if self.next.kind == "word" and self.next.text in words:
            self.take()
            return True
        return False

    def accept_break(self) -> bool:
        """A line end of LaTeX, taken."""
        if self.next.kind == "command" and self.next.text == "\\":
            self.take()
            return True
        return False

    def begins_value(self, steps: int) -> bool:
        piece = self.after(steps)
        return piece.kind not in ("end", "sign", "word") or piece.text in OPENING

    def end_of_group(self) -> int | None:
        """The position of the bracket that closes the one that comes next."""
        return self.closing.get(self.position)

    def skip_group(self) -> None:
        end = self.end_of_group()
        if end is None:
            raise self.error("a bracket that closes was expected")
        self.position = end + 1

    def has_dots(self, begin: int, end: int) -> bool:
        """Whether dots stand between two places: those of LaTeX, or two points and more."""
        inside = self.tokens[begin:end]
        has_points = any(one.text == other.text == "." for one, other in pairwise(inside))
        return has_points or any(p.kind == "command" and p.text in DOTS for p in inside)

    def skip_arguments(self) -> None:
        """The (w, b) of L(w, b): names that only say what a value depends on.

        In a list they may be values of functions: L(f(x), y).
        """
        end = self.end_of_group()
        if self.next.text == "(" and end is not None:
            inside = self.tokens[self.position + 1 : end]
            is_list = any(piece.text in (",", ";") for piece in inside)
            kinds = ("name", "unknown", "function") if is_list else ("name", "unknown")
            signs = (",", ";", "|", "(", ")", ".", *DOTS) if is_list else (",", ";", *BARS)
            self.refuse_reversed(inside)
            if all(p.kind in kinds or p.text in signs for p in inside):
                self.position = end + 1

    def refuse_reversed(self, inside: Sequence[Piece]) -> None:
        """Raises FormulaError for `D_KL(q || p)` where the page has that of p and q."""
        texts = [piece.text for piece in inside]
        if len(texts) < 3 or "".join(texts[1:-1]) not in ("‖", "||"):
            return
        page = self.names.vocabulary
        first, second = (
            name if name in page.shapes else name.lower() for name in texts[:: len(texts) - 1]
        )
        if is_reversed(first, second, page.forward, page.loss):
            named = f"{page.loss} is the divergence of {second} and {first}, in this order"
            raise self.error(f"{named}; the other one is another loss", inside[0])

    def has_comparison(self, steps: int = 0) -> bool:
        """Whether the group that opens so many pieces ahead compares: [z > 0]."""
        start = self.position + steps
        inside = self.tokens[start : self.closing.get(start, start)]
        return any(piece.text in (*COMPARISONS, *EQUALITIES) for piece in inside)

    def warn(self, message: str) -> None:
        if message not in self.warnings and len(self.warnings) < _MOST_WARNINGS:
            self.warnings.append(message)

    def otherwise(self, choice: str) -> bool:
        """Whether a text with two readings is to be read in the one that is not the rule."""
        if choice not in self.names.vocabulary.settled:
            self.met[choice] = None
        return choice == self.other

    def shown(self, node: Node) -> str:
        text = plain(node)
        return text if len(text) <= _LONGEST_WARNING else f"{text[:_LONGEST_WARNING]}..."

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further down; raises FormulaError past the last."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(f"nested too deeply, at most {DEEPEST} levels are read")
        yield
        self.depth -= 1

    def shape(self, node: Node) -> Shape | None:
        """The shape of a tree, None where it has none (yet)."""
        try:
            return fitted(node, self.names.shapes, self.source, running=self.running).shape
        except FormulaError:
            return None

    def is_determinant(self, tree: Node) -> bool:
        """Whether bars around a matrix mean its determinant: on a page that has one."""
        shape = self.shape(tree)
        of_matrices = {"det", "logdet", "inv", "adj"} & self.names.vocabulary.functions
        return bool(of_matrices) and shape is not None and shape[0] == shape[1] != 1

    @abstractmethod
    def comparison(self, *, equality: bool = True) -> Node:
        """A formula; inside brackets (`equality`) it may compare with = too."""

    @abstractmethod
    def compared(self, equality: bool) -> Node:
        """Sums with the signs of comparison between them."""

    @abstractmethod
    def condition(self) -> Node:
        """Comparisons joined by `and`."""

    @abstractmethod
    def exponent(self) -> Node:
        """What is raised: a group in braces, or a signed factor with the rest of its word."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """Whether what comes next is a factor, with no operator written before it."""

    @abstractmethod
    def rest_of_product(self, first: Node) -> Node:
        """A factor with all those that follow without a sign, up to the next function."""

    @abstractmethod
    def rest_of_word(self, first: Node) -> Node:
        """The product of a name and those that were written in one word with it."""

    @abstractmethod
    def sum_while(self, first: Node, goes_on: Callable[[], bool]) -> Node:
        """A term and those that follow, as long as the sum goes on."""


def _closing(pieces: Sequence[Piece]) -> dict[int, int]:
    """Where each bracket is closed, by position."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for i, piece in enumerate(pieces):
        if piece.kind == "sign" and piece.text in CLOSING:
            waiting.append(i)
        elif piece.kind == "sign" and piece.text in ")]}" and waiting:
            found[waiting.pop()] = i
    return found
