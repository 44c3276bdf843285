"""Two mistakes at once, found without trying all pairs.

Mistakes in two factors of a product multiply the key by two ratios; mistakes in two terms of
a sum add two differences to it. So for each mistake there is one ratio, or one difference,
that the other must have, and a table tells which mistake has it.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import sub, truediv

from handgrad.hints import Hint
from handgrad.language.tree import Node
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import plus, times
from handgrad.mistakes.suspect import Suspect

Entries = Sequence[float]
Mark = tuple[str, ...]


def two_mistakes(bench: Bench, suspects: Iterable[Suspect]) -> list[Hint]:
    """The hints of two suspects that lead to the answer together, or none."""
    suspects = list(suspects)
    return _pair(bench, suspects, truediv, times) or _pair(bench, suspects, sub, plus)


def _pair(
    bench: Bench,
    suspects: list[Suspect],
    part: Callable[[float, float], float],
    joined: Callable[[Node, Node], Node],
) -> list[Hint]:
    """Two suspects s, t with s joined to t as the answer is joined to the key."""
    key, answer = _entries(bench, bench.key), _entries(bench, bench.answer)
    if key is None or answer is None:
        return []
    parts = [(s, _parts(_entries(bench, s.formula), key, part)) for s in suspects]
    table = {_mark(p): s for s, p in reversed(parts) if p is not None}
    wanted = _parts(answer, key, part)
    for suspect, own in parts:
        rest = _parts(wanted, own, part)
        other = table.get(_mark(rest)) if rest is not None else None
        if other is not None and bench.equal(
            joined(bench.answer, bench.key), joined(suspect.formula, other.formula)
        ):
            return [suspect.mistake.hint(), other.mistake.hint()]
    return []


def _entries(bench: Bench, tree: Node) -> Entries | None:
    """The value in floats of a tree of the key's shape."""
    array = bench.sifted(tree) if bench.shape(tree) == bench.shape(bench.key) else None
    return None if array is None else array.entries


def _parts(
    whole: Entries | None, base: Entries | None, part: Callable[[float, float], float]
) -> Entries | None:
    """The ratios or differences, entry by entry; None where there are none."""
    if whole is None or base is None or (part is truediv and not all((*whole, *base))):
        return None
    return [part(x, y) for x, y in zip(whole, base, strict=True)]


def _mark(parts: Entries) -> Mark:
    return tuple(f"{x:.7e}" for x in parts)
