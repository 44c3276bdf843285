"""The divergence of Kullback and Leibler: what a text calls it, and which way round it is."""

from collections.abc import Iterator, Mapping, Sequence

from handgrad.language.tree import Call, Name, Node, Sum, children, names, walk
from handgrad.reading.names.name_spellings import key
from handgrad.reading.spelling.commands import word_set

DIVERGENCES = word_set("KL DKL D_KL KLD")
_SPELLED = word_set("kl dkl kld kldiv kldivergence klloss klterm")
_LOGARITHMS = ("log", "log_softmax")


def divergence_of(forward: Mapping[str, Node]) -> str | None:
    """The value of a page that is called a divergence: the kl of `L = reconstruction + kl`."""
    return next((name for name in forward if key(name).lower() in _SPELLED), None)


def has_parts(forward: Mapping[str, Node], loss: str) -> bool:
    """Whether a loss is a sum of values of its page, of which a divergence may be one."""
    match forward.get(loss):
        case Sum(first, rest):
            return any(_is_value(term, forward) for term in (first, *(t for _, t in rest)))
    return False


def _is_value(term: Node, forward: Mapping[str, Node]) -> bool:
    """Whether a term is a value of the page, perhaps with a weight: `beta*kl`."""
    is_plain = not any(isinstance(node, Call) for node in walk(term))
    return is_plain and any(name in forward for name in names(term))


def is_reversed(first: str, second: str, forward: Mapping[str, Node], loss: str) -> bool:
    """Whether a loss is the divergence of the second from the first, not this way round.

    >>> from handgrad.language.parser import parse
    >>> is_reversed("q", "p", {"L": parse("sum(p*log(p/q))")}, "L")
    True
    """
    if loss not in forward:
        return False
    outside = set(_outside_logarithms(forward[loss], forward, (first, second)))
    return second in outside and first not in outside


def _outside_logarithms(
    tree: Node, forward: Mapping[str, Node], kept: Sequence[str]
) -> Iterator[str]:
    match tree:
        case Name(name) if name in kept or name not in forward:
            yield name
        case Name(name):
            yield from _outside_logarithms(forward[name], forward, kept)
        case Call(function) if function in _LOGARITHMS:
            return
        case _:
            for child in children(tree):
                yield from _outside_logarithms(child, forward, kept)
