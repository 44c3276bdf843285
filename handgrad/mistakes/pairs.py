"""Two mistakes at once, found without trying all pairs.

Mistakes in two factors of a product multiply the key by two ratios; mistakes in two terms of
a sum add two differences to it. So for each mistake there is one ratio, or one difference,
that the other must have, and a table tells which mistake has it.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import sub, truediv
from typing import NamedTuple

from handgrad.hints import Hint
from handgrad.language.tree import Node
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import plus, times
from handgrad.mistakes.suspect import Suspect
from handgrad.mistakes.suspect_table import SuspectTable, mark

Entries = Sequence[float]


class Share(NamedTuple):
    """What one mistake does to the key: its ratio to it, or its difference from it."""

    suspect: Suspect
    entries: Entries


def two_mistakes(bench: Bench, table: SuspectTable) -> list[Hint]:
    """The hints of two suspects that lead to the answer together, or none."""
    return _pair(bench, table, truediv, times) or _pair(bench, table, sub, plus)


def _pair(
    bench: Bench,
    table: SuspectTable,
    part: Callable[[float, float], float],
    joined: Callable[[Node, Node], Node],
) -> list[Hint]:
    """Two suspects s, t with s joined to t as the answer is joined to the key."""
    key, answer = bench.sifted(bench.key), bench.sifted(bench.answer)
    if key is None or answer is None or bench.has_another_shape:
        return []
    if len(answer.entries) != len(key.entries):
        return []
    base = key.entries
    place = ("shares", part.__name__, bench.sieve)
    shares = bench.page.once(place, lambda: _shares(table, base, part))
    by_mark = {mark(share.entries): share.suspect for share in reversed(shares)}
    wanted = _parts(answer.entries, base, part)
    for suspect, own in shares:
        rest = _parts(wanted, own, part)
        other = by_mark.get(mark(rest)) if rest is not None else None
        if other is not None and bench.equal(
            joined(bench.answer, bench.key), joined(suspect.formula, other.formula)
        ):
            return [suspect.mistake.hint(), other.mistake.hint()]
    return []


def _shares(
    table: SuspectTable, base: Entries, part: Callable[[float, float], float]
) -> Iterator[Share]:
    """What each suspect of the key's shape does to it."""
    for suspect, value in table.listed:
        if len(value.entries) == len(base):
            entries = _parts(value.entries, base, part)
            if entries is not None:
                yield Share(suspect, entries)


def _parts(
    whole: Entries | None, base: Entries | None, part: Callable[[float, float], float]
) -> Entries | None:
    """The ratios or differences, entry by entry; None where there are none."""
    if whole is None or base is None or (part is truediv and not all((*whole, *base))):
        return None
    return [part(x, y) for x, y in zip(whole, base, strict=True)]
