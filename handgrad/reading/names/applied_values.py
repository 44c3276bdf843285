r"""Values of a page with what they are computed from in brackets.

`\sigma(z)` on a page that calls the sigmoid of z sigma, and `\phi(z)^{(i)}`, entry i of phi.
"""

import re

from handgrad.language.tree import Call, Name
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spelled
from handgrad.regex import regex

_INDEXED = regex(
    r"\)\s?[_^]\s?(?:\{\s?\(?\s?[i-n]\s?\)?\s?\}|\(\s?[i-n]\s?\)|[i-n](?![A-Za-z]))"
)
_SIGMA = regex(r"(?:\\sigma|(?<![A-Za-z\\])sigma)(?![A-Za-z])|σ")
_APPLIED = regex(rf"(?:{_SIGMA.pattern})\s?(?:\\left)?(?=\()")
_SLOPE = regex(
    rf"(?:{_APPLIED.pattern})\((?P<of>[^()]{{1,40}})(?:\\right)?\)\s?(?:\\left)?\(\s?1\s?-\s?"
    rf"(?:{_APPLIED.pattern})\((?P=of)(?:\\right)?\)"
)


def with_sigmoids_applied(text: str, page: Vocabulary) -> str:
    r"""The text with sigmoid(z), where sigma stands nowhere without what it is the sigmoid of.

    >>> tree = Call("sigmoid", (Name("z"),))
    >>> shapes = dict.fromkeys(("z", "sigma", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", forward={"sigma": tree})
    >>> with_sigmoids_applied(r"x\sigma(z)(1 - \sigma(z))", page)
    'x sigmoid(z)(1 -  sigmoid(z))'
    >>> with_sigmoids_applied(r"\sigma + x\sigma(z)", page)
    '\\sigma + x\\sigma(z)'
    """
    match page.forward.get("sigma"):
        case Call("sigmoid", (Name(argument),)):
            of = rf"\s?(?:\\left)?\(\s?{re.escape(argument)}\s?(?:\\right)?\)"
            applied, is_done = re.subn(
                f"(?:{_SIGMA.pattern}){of}", f" sigmoid({argument})", text
            )
            return applied if is_done and not _SIGMA.search(applied) else text
    return text


def with_sigmoids_beside_a_number(text: str, page: Vocabulary) -> str:
    r"""The text with sigmoid(z), where sigma is a number of the page and its slope is written.

    >>> page = Vocabulary(dict.fromkeys(("z", "sigma", "L"), (1, 1)), "L")
    >>> with_sigmoids_beside_a_number(r"\sigma(z)(1 - \sigma(z))/\sigma^2", page)
    ' sigmoid(z)(1 -  sigmoid(z))/\\sigma^2'
    """
    if "sigma" not in page.shapes or "sigma" in page.forward or not _SLOPE.search(text):
        return text
    return _APPLIED.sub(" sigmoid", text)


def with_entries_of_values(text: str, page: Vocabulary) -> str:
    r"""The text with the value alone, where an index stands behind the bracket.

    >>> page = Vocabulary(dict.fromkeys(("z", "phi"), (3, 1)), forward={"phi": Name("z")})
    >>> with_entries_of_values(r"y^{(i)} - \phi(z)^{(i)}", page)
    'y^{(i)} - \\phi^{(i)}'
    """
    if not _INDEXED.search(text):
        return text
    for name, tree in page.forward.items():
        for argument in {*names_in(tree)} & {*page.shapes} - {*page.sizes}:
            inside = rf"\(\s?{spelled(argument)}\s?(?:\\right)?(?={_INDEXED.pattern})\)"
            applied = rf"(?<![A-Za-z\\])({spelled(name)})\s?(?:\\left)?{inside}"
            text = re.sub(applied, r"\1", text)
    return text
