"""A page with the numbers of its sizes written out."""

import re
from collections.abc import Iterator, Mapping

from handgrad.errors import HandgradError
from handgrad.page.checked_page import CheckedPage
from handgrad.page.page_text import read_page
from handgrad.regex import regex

_WORDS = regex(r"(?:model|group|note|sizes)\b")

_LETTERED, _NEXT = "lettered", "next sizes"
_OWN, _AT_OWN = "own sizes", "at own sizes"
_SHAPE = regex(r"\[[^\]]*\]")
_STEPS = (2, 1, 4, 3)


def numbered(page: CheckedPage, sizes: Mapping[str, int]) -> CheckedPage | None:
    """The page with these numbers for its sizes, None where it does not hold with them."""
    try:
        found = CheckedPage.from_text("\n".join(_lines(page.text, sizes)))
    except HandgradError:
        return None
    found.cache[_LETTERED] = page, dict(sizes)
    return found


def lettered(page: CheckedPage) -> tuple[CheckedPage, Mapping[str, int]]:
    """The page that a page with numbers for its sizes comes from, and what these are."""
    found: tuple[CheckedPage, Mapping[str, int]] = page.cache.get(_LETTERED, (page, page.sizes))
    return found


def _lines(text: str, sizes: Mapping[str, int]) -> Iterator[str]:
    for line in text.splitlines():
        if _WORDS.match(line):
            yield "" if line.startswith("sizes") else line
        else:
            yield _in_numbers(line, sizes)


def _in_shapes(text: str, sizes: Mapping[str, int]) -> Iterator[str]:
    """The lines of a page with numbers for sizes in the shapes of what is given."""
    for line in text.splitlines():
        is_given = line.startswith(("parameters", "data"))
        yield _SHAPE.sub(lambda m: _in_numbers(m[0], sizes), line) if is_given else line


def _in_all(text: str, sizes: Mapping[str, int]) -> Iterator[str]:
    """The lines of a page with numbers for sizes, which keep their names."""
    for line in text.splitlines():
        yield line if _WORDS.match(line) else _in_numbers(line, sizes)


def _in_numbers(text: str, sizes: Mapping[str, int]) -> str:
    names = "|".join(sorted(sizes, key=len, reverse=True))
    word = rf"(?<![\w.])(?:{names})(?!\w)(?!\s*=[^=])"
    return re.sub(word, lambda found: str(sizes[found[0]]), text) if names else text


def single_sizes(page: CheckedPage) -> frozenset[str]:
    """The sizes that a page itself says are 1: `sizes one = 1`."""
    found = [name for name, size in page.sizes.items() if size == 1]
    said = read_page(lettered(page)[0].text).sizes if found else {}
    return frozenset(name for name in found if said.get(name) == 1)


def own_sizes(page: CheckedPage) -> Mapping[str, int]:
    """The sizes that a page itself says the numbers of: `sizes n = 3`."""
    said = read_page(lettered(page)[0].text).sizes
    return {n: size for n, size in page.sizes.items() if said.get(n) == size}


def at_own_sizes(page: CheckedPage) -> CheckedPage | None:
    """The page with the numbers that it says itself for its sizes, None where it says none.

    Two sizes of one number stay apart, and so does what is 1: then a shape that fits at the
    numbers fits by the letters too.
    """
    if _AT_OWN not in page.cache:
        page.cache[_AT_OWN] = _at_own_sizes(page)
    found: CheckedPage | None = page.cache[_AT_OWN]
    return found


def _at_own_sizes(page: CheckedPage) -> CheckedPage | None:
    numbers = [*page.sizes.values()]
    own = {n: size for n, size in own_sizes(page).items() if size > 1 == numbers.count(size)}
    if not own or _LETTERED in page.cache or own_numbers(page):
        return None
    others = {n: size for n, size in page.sizes.items() if n not in own_sizes(page)}
    for lines in (_in_shapes, _in_all):
        try:
            found = CheckedPage.from_text("\n".join(lines(page.text, own)), **others)
        except HandgradError:
            continue
        found.cache[_OWN] = own
        return found
    return None


def own_numbers(page: CheckedPage) -> Mapping[str, int]:
    """What the sizes are that a page of `at_own_sizes` has numbers for in its shapes."""
    found: Mapping[str, int] = page.cache.get(_OWN, {})
    return found


def next_sizes(page: CheckedPage) -> Mapping[str, int]:
    """Other numbers for the sizes that are free on a page: larger, each by another step.

    What holds between the sizes of a page, such as d = n + 1, does not hold between these.
    """
    if _NEXT not in page.cache:
        page.cache[_NEXT] = _next_sizes(page)
    found: Mapping[str, int] = page.cache[_NEXT]
    return found


def _next_sizes(page: CheckedPage) -> Mapping[str, int]:
    free = [name for name, size in read_page(page.text).sizes.items() if not size]
    if not free or CheckedPage.from_text(page.text).sizes != page.sizes:
        return {}
    steps = dict(zip(free, _STEPS, strict=False))
    return {name: size + (steps.get(name, 1) if name in free else 0)
            for name, size in page.sizes.items()}  # fmt: skip
