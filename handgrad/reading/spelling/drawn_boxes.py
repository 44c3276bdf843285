"""Boxes that are drawn around lines with the signs of terminals."""

from handgrad.regex import regex

_SIDES = regex(r"(?m)^([ \t]*)[║│┃](?=[ \t]|$)|[ \t]*[║│┃][ \t]*$")
_EDGE = regex(r"(?m)^[ \t]*[╔╚╠┌└├╭╰┏┗┣][═─━ ]*[╗╝╣┐┘┤╮╯┓┛┫]?[ \t]*$")


def without_boxes(text: str) -> str:
    """The text without them, line by line as it was.

    >>> without_boxes("╔═══╗\\n║ dL/dw = 2x  ║\\n╚═══╝")
    '\\n dL/dw = 2x\\n'
    """
    if not any(sign in text for sign in "║│┃╔┌╭┏"):
        return text
    return _SIDES.sub(r"\1", _EDGE.sub("", text))
