"""Pages whose names the tests of notation use."""

from handgrad.grading.grade import vocabulary
from handgrad.language.plain import plain
from handgrad.reading.answer import Line, read_answer
from handgrad.reading.manual import pages
from tests.helpers.pages import model_of

PAGES = pages()
SCALAR, LINE, BATCH, LAYERS = (PAGES[n] for n in ("numbers", "line", "batch", "layers"))
NAMES = {page: vocabulary(model_of(page)) for page in PAGES.values()}


def read(text: str, page: str = SCALAR) -> tuple[Line, ...]:
    return read_answer(text, NAMES[page])


def one(text: str, page: str = SCALAR) -> str:
    """The only member of the only line, in plain notation."""
    [line] = read(text, page)
    [member] = line.members
    return plain(member)
