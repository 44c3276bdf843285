r"""A function of all parameters that nothing says, `f'(m, b)`: it may be the loss."""

import re

from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_NAME = r"\\?[A-Za-zα-ω]\w{0,8}"
_APPLIED = regex(
    rf"(?P<slope>(?:\\nabla|∇|(?<![A-Za-z])grad|\\partial|∂|(?<![A-Za-z\\])d)\s*)?(?<![A-Za-z\\])(?P<name>{_NAME})\s*"
    rf"(?P<prime>'|\^\s?\{{?\s?\\prime\s?\}}?)?\s*(?P<arguments>\(\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\))"
)


def with_loss_for_function(
    text: str, page: Vocabulary, *, among_known: bool = False
) -> str | None:
    """The text with the loss for a function of all parameters that the page does not have.

    None where there is none such, or where the text says what it is; `among_known` are letters
    that may be other functions too, or values of the page.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",))
    >>> with_loss_for_function("f'(w) = 2x, df/dw = 2x", page)
    '∇ L(w) = 2x, dL/dw = 2x'
    """
    names, parameters = Names(page), sorted(page.parameters)
    found = {
        match["name"]
        for match in _APPLIED.finditer(text)
        if (match["slope"] or match["prime"])
        and sorted(_words(match["arguments"], names)) == parameters
    }
    name = next(iter(found), "")
    is_known = names.find(letter_named(name)) or function_spelled(name)
    if len(found) != 1 or name == page.loss or (is_known and not among_known):
        return None
    said = rf"(?<![A-Za-z\\'∇])(?<!abla )(?<!∇ )(?<!grad ){re.escape(name)}\s*(?:\([^()=]*\))?"
    if regex(rf"{said}\s*&?\s*:?=").search(text):
        return None

    def of_loss(match: re.Match[str]) -> str:
        is_other = match["name"] != name or not (match["slope"] or match["prime"])
        sign = (match["slope"] or "∇").strip()
        return match[0] if is_other else f"{sign} {page.loss}{match['arguments']}"

    text = _APPLIED.sub(of_loss, text)
    return re.sub(
        rf"(?<=d|∂){re.escape(name)}(?=\s*[/}}])|(?<=partial )\s*{re.escape(name)}(?=\s*[/}}])",
        lambda _: page.loss,
        text,
    )


def _words(arguments: str, names: Names) -> list[str]:
    words = arguments.strip("() ").split(",")
    return [names.find(letter_named(word.strip())) or "" for word in words]
