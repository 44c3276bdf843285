"""A page with the numbers of its sizes written out."""

import re
from collections.abc import Iterator, Mapping

from handgrad.errors import HandgradError
from handgrad.page.checked_page import CheckedPage
from handgrad.page.page_text import read_page
from handgrad.regex import regex

_WORDS = regex(r"(?:model|group|note|sizes)\b")

_LETTERED = "lettered"
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
    names = "|".join(sorted(sizes, key=len, reverse=True))
    word = re.compile(rf"(?<![\w.])(?:{names})(?!\w)(?!\s*=[^=])")
    for line in text.splitlines():
        if _WORDS.match(line):
            yield "" if line.startswith("sizes") else line
        else:
            yield word.sub(lambda found: str(sizes[found[0]]), line) if names else line


def single_sizes(page: CheckedPage) -> frozenset[str]:
    """The sizes that a page itself says are 1: `sizes one = 1`."""
    found = [name for name, size in page.sizes.items() if size == 1]
    said = read_page(lettered(page)[0].text).sizes if found else {}
    return frozenset(name for name in found if said.get(name) == 1)


def next_sizes(page: CheckedPage) -> Mapping[str, int]:
    """Other numbers for the sizes that are free on a page: larger, each by another step.

    What holds between the sizes of a page, such as d = n + 1, does not hold between these.
    """
    free = [name for name, size in read_page(page.text).sizes.items() if not size]
    if not free or CheckedPage.from_text(page.text).sizes != page.sizes:
        return {}
    steps = dict(zip(free, _STEPS, strict=False))
    return {name: size + (steps.get(name, 1) if name in free else 0)
            for name, size in page.sizes.items()}  # fmt: skip
