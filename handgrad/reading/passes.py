"""What rewrites a text on its way to the reader: passes in stages, and what each looks for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from handgrad.language.shape import Shape
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters

Change = Callable[[str, Vocabulary], str]


class Pass(NamedTuple):
    """One thing that is rewritten, in every text or in mathematics alone.

    A text that has none of its signs, and none of its words in any case, it leaves as it is;
    a pass with neither looks for itself.
    """

    change: Change
    is_of_mathematics: bool = False
    signs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def may_change(self, text: str) -> bool:
        """Whether a text has what the pass cannot do without."""
        if has_one(text, self.signs):
            return True
        return has_one(in_small_letters(text), self.words) if self.words else not self.signs


class Stage(NamedTuple):
    """Passes that are told once whether a text is a program: as it is before the first of them.

    A pass may turn a program into mathematics, as those over `dz[i]`, `D[L, w]` and `dZ[2]` do,
    or back; those of the next stage are told anew. A stage is for texts that have one of its
    signs, if it has any, and are no longer.
    """

    passes: Sequence[Pass]
    signs: tuple[str, ...] = ()
    longest: float = inf


def through(stages: Iterable[Stage], text: str, page: Vocabulary) -> str:
    """A text through all passes that concern it, in their order."""
    for passes, signs, longest in stages:
        if len(text) <= longest and (not signs or has_one(text, signs)):
            text = _through(passes, text, page)
    return text


def _through(passes: Sequence[Pass], text: str, page: Vocabulary) -> str:
    """A text through a stage, which asks at most once whether the text is a program."""
    begun = text
    is_program: bool | None = None
    for one in passes:
        if not one.may_change(text):
            continue
        if one.is_of_mathematics and is_program is None:
            is_program = is_code(begun)
        if not (one.is_of_mathematics and is_program):
            text = one.change(text, page)
    return text


def every(change: Change, *signs: str, words: tuple[str, ...] = ()) -> Pass:
    """A pass over programs and mathematics alike."""
    return Pass(change, False, signs, words)


def maths(change: Change, *signs: str, words: tuple[str, ...] = ()) -> Pass:
    """A pass over mathematics, in which nothing of a program is changed."""
    return Pass(change, True, signs, words)


def alone(change: Callable[[str], str]) -> Change:
    """A change for which a page does not matter."""
    return lambda text, _: change(text)


def by_shapes(change: Callable[[str, Mapping[str, Shape]], str]) -> Change:
    """A change for which the names of a page and their shapes are all that matters."""
    return lambda text, page: change(text, page.shapes)
