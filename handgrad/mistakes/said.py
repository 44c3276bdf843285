"""Which hints are said: one of each kind, none that says what another has said."""

import re
from collections.abc import Iterable
from dataclasses import replace

from handgrad.hints import Hint
from handgrad.regex import regex

# What these say is also true of an answer that one of those explains as a whole.
LESS = {
    "stopped-early": ("missing-term", "one-path"),
    "target": ("activation-derivative", "stopped-early", "missing-term", "one-path"),
    "gate": ("missing-term", "one-path"),
}
# A way that is left out leaves out a term: one mistake in two sorts of words.
_KINDS = {"one-path": "missing-term"}
_OTHER = regex(r"differentiated by (\w+), not by ")
_FACTOR = regex(r"(?:multiply|divide) by (.+)")


def sifted(hints: Iterable[Hint]) -> list[Hint]:
    """The hints in their order, a kind and a change once, the vaguest last."""
    found: dict[str, Hint] = {}
    for hint in hints:
        kind = _KINDS.get(hint.id, hint.id)
        if kind in found:
            if kind in _KINDS.values() and found[kind].change is None:
                found[kind] = replace(found[kind], change=hint.change)
        elif not any(_says(known, hint) for known in found.values()):
            found[kind] = hint
    ids = {hint.id for hint in found.values()}
    vague = [h for h in found.values() if ids & set(LESS.get(h.id, ()))]
    return [h for h in found.values() if h not in vague] + vague


def _says(said: Hint, hint: Hint) -> bool:
    """Whether a hint is in another already: its change, its factor, the same other variable."""
    if said.change is not None and _change(said) == _change(hint):
        return True
    is_other, factor = _OTHER.match(hint.text), _FACTOR.fullmatch(said.change or "")
    if is_other and re.match(rf"this is d\w+/d{is_other[1]}:", said.text):
        return True
    if factor is None:
        return False
    named = rf"(?<![\w)]){re.escape(factor[1])}(?![\w(])"
    return hint.id in _OF_A_FACTOR and re.search(named, hint.text) is not None


def _change(hint: Hint) -> str | None:
    return hint.change and hint.change.replace("multiply by 1/", "divide by ")


_OF_A_FACTOR = ("missing-factor", "extra-factor", "wrong-rule", "stopped-early")
