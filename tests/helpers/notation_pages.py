"""Pages whose names the tests of notation use."""

from handgrad.grading.grade import vocabulary
from handgrad.language.plain import plain
from handgrad.model import Model
from handgrad.reading.answer import Line, read_answer
from handgrad.reading.manual import pages

PAGES = pages()
SCALAR, LINE, BATCH, LAYERS = (PAGES[n] for n in ("numbers", "line", "batch", "layers"))
NAMES = {page: vocabulary(Model.from_text(page)) for page in PAGES.values()}


def read(text: str, page: str = SCALAR) -> tuple[Line, ...]:
    return read_answer(text, NAMES[page])


def one(text: str, page: str = SCALAR) -> str:
    """The only member of the only line, in plain notation."""
    [line] = read(text, page)
    [member] = line.members
    return plain(member)
