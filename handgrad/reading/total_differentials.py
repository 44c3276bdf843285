r"""The gradients in a differential of the loss: `df = 2x dx + 3 dy`, `dL = tr(G^T dW)`.

What multiplies `dW` there is read off as people do it: a differential is linear in those of its
variables, and `tr(A dW B)` has the gradient `A^T B^T` (Magnus and Neudecker, Matrix
Differential Calculus, 1988, chapter 9).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from handgrad.errors import FormulaError
from handgrad.language.fit import Source, fitted
from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import (
    ONE,
    ZERO,
    Call,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Product,
    Sum,
    Transpose,
    walk,
)
from handgrad.language.tree import names as names_in
from handgrad.reading.gradients import MAY_BE_WHOLE, equations, sides, without_columns
from handgrad.reading.grammar.indices import identity_tree
from handgrad.reading.grammar.reader import CLOSING, OPENING
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.names.words import resolved
from handgrad.reading.spelling.characters import plain_characters
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

MAY_BE_DIFFERENTIAL = regex(
    r"^(?:\s*\\begin\{[a-z]+\*?\})?[\s$\\{(]*(?:d|\\?(?:mathrm|rm|partial|differentialD)\b|∂|δ)[^=/]{0,40}="
)
_KINDS = ("differential", "d")
_SYMBOL = "d "


def entry_by_entry(cut: Cut, names: Names) -> list[Cut]:
    """One equation for each parameter where a gradient is written as one array."""
    is_whole = MAY_BE_WHOLE.match(cut.text)
    if not is_whole and not MAY_BE_DIFFERENTIAL.match(cut.text):
        return [cut]
    try:
        raw = pieces(plain_characters(cut.text))
    except FormulaError:
        return [cut]
    if not is_whole:
        return differential_by_name(cut, list(without_columns(raw)), names)
    count = len(equations(raw, names))
    return [cut._replace(entry=n) for n in range(count)] or [cut]


def is_loss_differential(left: Sequence[Piece], names: Names) -> bool:
    """Whether a left side is the differential of the loss and nothing else: `dL`, `d f(x)`."""
    return _differential_of(left, names) == names.vocabulary.loss


def _differential_of(left: Sequence[Piece], names: Names) -> str | None:
    """The name whose differential a left side is; None for any other."""
    texts = [piece.text for piece in left if piece.text not in ("{", "}")]
    if "(" in texts and texts[-1] == ")":
        texts = texts[: texts.index("(")]
    word = "".join(texts)
    if not 0 < len(texts) < 3 or word[:1] not in "d∂" or names.find(word):
        return None
    return names.find(word[1:]) or names.find_loss(word[1:])


def _is_of_another(left: Sequence[Piece]) -> bool:
    """Whether a left side is the differential of what the page has no name for: `d‖E‖²`."""
    texts = [piece.text for piece in left]
    is_quotient = "/" in texts or any(text.endswith("frac") for text in texts)
    return texts[:1] != [] and texts[0][:1] in "d∂" and not is_quotient


def differentials_in(
    raw: Sequence[Piece], names: Names, source: Source
) -> tuple[bool, list[str]]:
    """Whether an equation is a differential of the loss, and the names that it is told by.

    The names are those of the differentials that stand alone on its right sides.
    """
    left, *rest = sides(raw)
    of = _differential_of(left, names) if rest else None
    forward = names.vocabulary.forward
    if of not in forward and not (rest and of is None and _is_of_another(left)):
        return False, []
    found: dict[str, None] = {}
    for side in rest:
        try:
            pieces = resolved(side, names, source)
        except FormulaError:
            continue
        for n in _alone(pieces):
            found[pieces[n + (pieces[n].kind == "d")].text] = None
    by = [name for name in found if name in names.vocabulary.shapes and name != of]
    return of == names.vocabulary.loss, by


def _alone(pieces: Sequence[Piece]) -> Iterator[int]:
    """The places of the differentials that stand in no quotient of differentials."""
    quotients = set(_quotients(pieces))
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        is_name = piece.kind == "differential" or (
            piece.kind == "d" and following is not None and following.kind == "name"
        )
        if is_name and n not in quotients:
            yield n


def _quotients(pieces: Sequence[Piece]) -> Iterator[int]:
    """The places of the differentials above and below: of `df/dx`, of a fraction of them."""
    kinds = [piece.kind in _KINDS for piece in pieces]
    texts = [piece.text for piece in pieces]
    starts = [n for n, is_one in enumerate(kinds) if is_one]
    for above, below in pairwise(starts):
        between = texts[above + 1 : below]
        bare = [text for text in between if text not in ("{", "}", "(", ")")]
        is_fraction = texts[above - 1 : above] == ["{"] and "}" in between and "{" in between
        is_fraction = is_fraction and texts[above - 2 : above - 1] != ["}"]
        if ("/" in bare and len(bare) < 3) or (is_fraction and len(bare) < 2):
            yield from (above, below)


def with_symbols(pieces: Sequence[Piece], names: Names) -> tuple[list[Piece], Names]:
    """The pieces with each differential that stands alone as a name, and names that have it."""
    known = names.copied()
    found = list(pieces)
    for n in reversed(list(_alone(pieces))):
        name = n + (found[n].kind == "d")
        symbol = _SYMBOL + found[name].text
        known.shapes[symbol] = names.shapes[found[name].text]
        found[n : name + 1] = [found[name]._replace(kind="name", text=symbol, glued=False)]
    return with_inner_product(found), known


_OPENING, _CLOSING = ("langle", "<"), ("rangle", ">")


def with_inner_product(pieces: list[Piece]) -> list[Piece]:
    """`A : B` and `⟨A, B⟩` as the sum of what A and B are entry by entry, term by term."""
    for n, piece in enumerate(pieces):
        inside = pieces[n + 1 : _closing(pieces, n)] if piece.text == "(" else []
        found = with_inner_product(inside) if any(p.text == ":" for p in inside) else inside
        if found != inside:
            return with_inner_product(
                [*pieces[: n + 1], *found, *pieces[n + 1 + len(inside) :]]
            )
    depth, start, comma, colon = 0, -1, -1, -1
    begin = 0
    found = list[Piece]()
    for n, piece in enumerate(pieces):
        depth += (piece.text in OPENING) - (piece.text in CLOSING.values())
        if depth == 0 and piece.text == ":" and n:
            colon = n
        elif depth == 0 and (piece.kind == "end" or (piece.text in ("+", "-") and n)):
            found += [*_term(pieces[begin:n], colon - begin), piece]
            begin, colon = n + 1, -1
        elif depth == 0 and piece.text in _OPENING:
            start = n
        elif depth == 0 and piece.text == "," and start >= 0:
            comma = n
        elif depth == 0 and piece.text in _CLOSING and comma > start >= 0:
            inside = _inner(pieces[start + 1 : comma], pieces[comma + 1 : n])
            return with_inner_product([*pieces[:start], *inside, *pieces[n + 1 :]])
    return [*found, *_term(pieces[begin:], colon - begin)]


def _closing(pieces: Sequence[Piece], opening: int) -> int:
    """The place of the bracket that closes the one at a place, or the end."""
    depth = 0
    for n in range(opening, len(pieces)):
        depth += (pieces[n].text in OPENING) - (pieces[n].text in CLOSING.values())
        if depth == 0:
            return n
    return len(pieces)


def _term(term: list[Piece], colon: int) -> list[Piece]:
    """A term of a sum, with the place of the sign of an inner product in it."""
    return _inner(term[:colon], term[colon + 1 :]) if colon > 0 else term


def _inner(left: Sequence[Piece], right: Sequence[Piece]) -> list[Piece]:
    """The pieces of the sum of two factors, entry by entry."""
    if not left or not right:
        return [*left, *right]

    def signs(*texts: str) -> list[Piece]:
        return [left[0]._replace(kind="sign", text=t, indices=(), glued=False) for t in texts]

    total = left[0]._replace(kind="function", text="sum", indices=(), glued=False)
    return [
        total, *signs("(", "("), *left, *signs(")", "⊙", "("), *right, *signs(")", ")")
    ]  # fmt: skip


class LinearForm:
    """A scalar that is linear in differentials, and what multiplies each of them."""

    running: tuple[str, ...]

    def __init__(self, tree: Node, shapes: Mapping[str, Shape], source: Source) -> None:
        self.shapes, self.source, self.running = shapes, source, ()
        self.tree, shape = fitted(tree, shapes, source)
        if shape != SCALAR:
            raise source.error("a differential of the loss is one number", tree.at)
        self.symbols = {name for name in names_in(self.tree) if name.startswith(_SYMBOL)}

    def gradient(self, by: str, given: Collection[str]) -> Node | None:
        """What multiplies the differential of a name, 0 where only given names have one.

        None where a differential of what depends on names stands there: `dr` for `X dw`.
        """
        symbol = _SYMBOL + by
        if symbol not in self.symbols:
            is_other = by in given and self.symbols <= {_SYMBOL + name for name in given}
            return ZERO if is_other else None
        found = self.pulled(self.tree, ONE, symbol)
        whole = self.shapes[symbol]
        if found is not None and self.shape(found) == SCALAR != whole:
            found = Product(Call("ones_like", (Name(by),)), (("*", found),))
        return found

    def shape(self, tree: Node) -> Shape:
        return fitted(tree, self.shapes, self.source, running=self.running).shape

    def is_linear(self, tree: Node) -> bool:
        return bool(names_in(tree) & self.symbols)

    def refused(self, tree: Node) -> FormulaError:
        told = "each term of a differential has one differential as a factor"
        return self.source.error(f"{told}; write the gradient itself", tree.at)

    def pulled(self, tree: Node, g: Node, symbol: str) -> Node | None:
        """What multiplies a symbol in the inner product of g with a tree.

        A number g stands for an array of that number where the tree is an array.
        """
        if not self.is_linear(tree):
            raise self.refused(tree)
        match tree:
            case Name(name):
                return g if name == symbol else None
            case Index(Name(name)):
                return g if name == symbol else None
            case Negative(operand):
                return self.pulled(operand, Negative(g), symbol)
            case Transpose(operand):
                turned = g if self.shape(g) == SCALAR else Transpose(g)
                return self.pulled(operand, turned, symbol)
            case Sum(first, rest):
                terms = [("+", first), *rest]
                signed = [Negative(g) if sign == "-" else g for sign, _ in terms]
                parts = [
                    self.pulled(term, sign, symbol)
                    for (_, term), sign in zip(terms, signed, strict=True)
                ]
                found = [part for part in parts if part is not None]
                return Sum(found[0], tuple(("+", p) for p in found[1:])) if found else None
            case Product(first, rest):
                *before, (sign, last) = rest
                left = Product(first, tuple(before)) if before else first
                return self.of_product(left, sign, last, g, symbol)
            case Call("sum", (body,), None):
                return self.pulled(body, g, symbol)
            case Call("tr", (body,)):
                one = identity_tree(self.shape(body)[0], tree.at)
                return self.pulled(body, _times(one, g), symbol)
            case Over("sum"):
                return self.over(tree, g, symbol)
        raise self.refused(tree)

    def of_product(
        self, left: Node, sign: str, right: Node, g: Node, symbol: str
    ) -> Node | None:
        inside, other = (left, right) if self.is_linear(left) else (right, left)
        if self.is_linear(other) or (sign == "/" and inside is right):
            raise self.refused(right)
        if sign == "/":
            return self.pulled(inside, Product(g, (("/", other),)), symbol)
        if sign == "*":
            return self.pulled(inside, self.narrowed(_times(other, g), inside), symbol)
        whole = self.shape(Product(left, ((sign, right),)))
        if self.shape(g) == SCALAR != whole:
            raise self.refused(right)
        turned = Transpose(other)
        if self.shape(g) == SCALAR:
            return self.pulled(inside, _times(turned, g), symbol)
        pair = (g, turned) if inside is left else (turned, g)
        return self.pulled(inside, Product(pair[0], (("@", pair[1]),)), symbol)

    def narrowed(self, tree: Node, like: Node) -> Node:
        """A product summed over what a factor of it was spread over."""
        have, want = self.shape(tree), self.shape(like)
        if have in (want, SCALAR):
            return tree
        if want == SCALAR:
            return Call("sum", (tree,))
        if want[0] == 1 or want[1] == 1:
            return Call("sum", (tree,), 0 if want[0] == 1 else 1)
        raise self.refused(tree)

    def over(self, tree: Node, g: Node, symbol: str) -> Node | None:
        """The gradient in `sum_i g_i dw_i`, entry by entry."""
        body, sizes = tree, dict[str, Dimension | None]()
        while isinstance(body, Over) and body.function == "sum":
            sizes[body.index] = body.size
            body = body.body
        entries = [n for n in walk(body) if isinstance(n, Index) and n.operand == Name(symbol)]
        if not entries:
            return None
        letters = [i.name for i in entries[0].indices if isinstance(i, Name)]
        if set(letters) != sizes.keys() or any(n != entries[0] for n in entries):
            raise self.refused(tree)
        self.running = (*self.running, *letters)
        found = self.pulled(body, g, symbol)
        self.running = self.running[: -len(letters)]
        for letter in reversed(letters if found is not None else []):
            found = Over("each", letter, found, sizes[letter]) if found is not None else None
        return found


def _times(tree: Node, g: Node) -> Node:
    match g:
        case Number(value) if value == 1:
            return tree
        case Negative(Number(value)) if value == 1:
            return Negative(tree)
    return Product(tree, (("*", g),))


def differential_by_name(cut: Cut, raw: Sequence[Piece], names: Names) -> list[Cut]:
    """One equation for each name by which a differential of the loss is told.

    Beside it the differential of another value only says what stands for it: `dr = X dw`.
    """
    source = Source(cut.raw.original, cut.raw.number)
    is_loss, by = differentials_in(raw, names, source)
    of = _differential_of(next(iter(sides(raw))), names) if by and not is_loss else None
    if of is not None and not names.language and set(by) <= names.inputs.get(of, frozenset()):
        return [cut._replace(differential="")]
    if is_loss and by:
        names.has_differential = True
        return [cut._replace(entry=n, differential=name) for n, name in enumerate(by)]
    is_zero = [piece.text for piece in raw[-2:]] == ["=", "0"]
    if is_zero and names.has_differential:
        return []
    return [cut._replace(differential="")] if by and names.has_differential else [cut]
