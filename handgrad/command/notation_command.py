"""handgrad notation: every way to write a formula, by kind, and how each is read."""

import argparse
from collections.abc import Iterator

from handgrad.command.output import say, say_json
from handgrad.errors import HandgradError
from handgrad.reading.manual import Kind, kinds, pages

HELP = "what people write, by kind, and how each is read"
_WIDTH = 44


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", nargs="*", help="words of a kind: only those that have them")
    command.add_argument("--json", action="store_true", help="print JSON and nothing else")


def run(given: argparse.Namespace) -> int:
    words = [word.lower() for word in given.kind]
    found = [kind for kind in kinds() if all(w in kind.title.lower() for w in words)]
    if not found:
        known = "; ".join(dict.fromkeys(kind.title for kind in kinds()))
        raise HandgradError(f"no kind of notation has {' '.join(words)!r}; there are: {known}")
    if given.json:
        say_json({
            "pages": pages(),
            "notes": {kind.title: " ".join(kind.note) for kind in found if kind.note},
            "rows": [
                {"kind": kind.title, "page": kind.page, "written": written, "read": read}
                for kind in found
                for written, read in kind.rows.items()
            ],
        })  # fmt: skip
        return 0
    for line in _listing(found):
        say(line)
    return 0


def _listing(found: list[Kind]) -> Iterator[str]:
    title = None
    for kind in found:
        if kind.title != title:
            yield from ([] if title is None else [""])
            yield kind.title
            yield from (f"  {line}" for line in kind.note)
        title = kind.title
        for written, read in kind.rows.items():
            *first, last = written.split("\n")
            yield from (f"  {line}" for line in first)
            if len(last) > _WIDTH:
                yield f"  {last}"
                last = ""
            yield f"  {last:<{_WIDTH}}  {read}"
    yield ""
