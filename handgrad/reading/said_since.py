"""Lines that may be others once the lines below them have been read."""

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.letters import capital_of, has_letter
from handgrad.reading.text.line import Line
from handgrad.reading.text.lines import Cut


def is_said_since(line: Line, cut: Cut, names: Names, place: int) -> bool:
    """Whether a line is to be read again: it was not read, or what it speaks of is said since.

    The p of `dz_k = p_k - y_k`, taken for the P of the page, may have a line of its own below;
    and the dots of other lines may be entry by entry.
    """
    if line.error or line.unread or (names.dots and line.alternatives):
        return True
    others = names.vocabulary.shapes.keys() - {names.vocabulary.loss}
    since = [name for name, at in names.said_at.items() if at > place]
    return any(capital_of(name) in others and has_letter(cut.text, name) for name in since)
