"""Score functions: `U(μ, s) = [a, b]`, `S(θ) = (a, b)^T`, `U(μ) = a` are a gradient.

So they are where no line of the text says what a derivative is, in the words for it or by what
only a gradient can be: an entry for each parameter.
"""

from collections.abc import Sequence

from handgrad.errors import FormulaError
from handgrad.reading.gradients import equations
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK, plain_characters
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_SCORE = regex(
    r"(?P<before>\s*)(?P<name>[USu]|[Ss]core)[ ]?(?:\\left[ ]?)?\("
    r"(?P<by>[^()=]{1,60}?)(?:\\right[ ]?)?\)(?P<rest>\s*=.*)",
)
_WORD = regex(r"(?i)score|得分|스코어|punteggio")
_PARTED = regex(r"[,;]")
_ANSWERING = regex(r"(?:d[A-Za-z]|[∂∇]|\\(?:[dt]?frac|nabla|partial)|grad)[^=]*$")


def with_scores(cuts: Sequence[Cut], text: str, names: Names) -> list[Cut]:
    """The equations, the left sides that are scores as `∇` or `∇_μ`."""
    found = {n: match for n, cut in enumerate(cuts) if (match := _SCORE.fullmatch(cut.text))}
    answers = (cut.text.partition("=")[0] for n, cut in enumerate(cuts) if n not in found)
    if not found or any(map(_ANSWERING.search, answers)):
        return list(cuts)
    by_one = [_parameter(match["by"], names) for match in found.values()]
    is_said = bool(_WORD.search(text)) or len({*by_one} - {None}) > 1
    rows = list(cuts)
    for n, match in found.items():
        if names.find(match["name"]) or names.find_loss(match["name"]):
            continue
        sign = ""
        if _parameter(match["by"], names) and is_said:
            sign = f"∇_{match['by'].strip()}"
        elif _is_whole(match["rest"], names) and (is_said or match["name"] in "US"):
            order = _PARTED.split(match["by"])
            is_listed = len(order) > 1 and all(_parameter(by, names) for by in order)
            sign = f"∇({match['by']})"[: len(cuts[n].text)] if is_listed else "∇"
        if sign:
            width = match.start("rest") - match.start("name")
            changed = f"{match['before']}{sign.ljust(width)}{match['rest']}"
            rows[n] = cuts[n]._replace(text=changed)
    return rows


def _parameter(word: str, names: Names) -> str | None:
    name = word.strip().lstrip("\\")
    found = names.find(GREEK.get(name, name))
    return found if found in names.vocabulary.parameters else None


def _is_whole(rest: str, names: Names) -> bool:
    """Whether a right side has an entry for each parameter."""
    try:
        return bool(equations(pieces(plain_characters(f"∇{rest}")), names))
    except FormulaError:
        return False
