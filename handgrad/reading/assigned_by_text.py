"""What a line that cannot be read may give a value to, and what it only tells of."""

import re
from collections.abc import Iterator

from handgrad.errors import FormulaError
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, Index, Name
from handgrad.reading.equations import Equation
from handgrad.reading.names.entries import derivative_word
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.commands import FONTS
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_WORD = regex(r"[A-Za-z_]\w*")
# What a name on the left side is a function of: the x of `f(x) = ...`.
_ARGUMENTS = regex(r"^([\s$\\]*(?:\\?\w+\s*\{?\s*)?\w+\}?\s*)\((?:[^()]|\([^()]*\))*\)")
_SHORT = regex(
    r"(?<![\\A-Za-z_])[A-Za-z]\w{0,2}(?![A-Za-z])|\\(?:Omega|Sigma|Lambda|Gamma|Psi|Phi|Theta)\b"
    r"|[ΩΣΛΓΨΦΘ]"
)
_CALL = regex(r"\s*(?!print\b|assert\b)[A-Za-z_][\w.]*\(.*\)\s*;?\s*")
# The left side of `f(x+h) - f(x) = ...`, which gives none of its names a value.
_SUM = regex(r"[\w)}][ ]?[-+]")
_CONDITIONAL = regex(r"[<>]|\\[lg]|\b(?:if|when|for|case)\b", re.IGNORECASE)
# An entry as Octave and R write it: `grad(grad > 0)`.
_PART = regex(r"\s*[A-Za-z_]\w*\s*\([^=]*\)\s*")
# The left side of a rule in differentials: `\\partial \\log|C| = ...`, `d(C^{-1}) = ...`.
_OF_DIFFERENTIAL = regex(
    r"\W*(?:(?:\\partial|∂|\\mathrm\{?d\}?|d)\s*(?:\(|\\?(?:log|ln|det|tr)\b)"
    r"|(?:\\partial|∂)\s*[A-Z]\^)"
)
# The left side of a rule of matrix calculus: `\\nabla_x (c^T x) = c`.
_RULE = regex(
    r"\W*(?:(?:\\nabla|∇)[ ]?_[ ]?(?:\{[^{}]{1,20}\}|\\?\w+)"
    r"|\\frac\{(?:d|\\partial)[ ]?\}\{[^{}]{1,30}\})[ ]?(?:\\left)?[(\[][ ]?\\?(\w+)"
)
_RELATION = regex(r"[-+*/:]?=|<-|←|≈")


def tells_of_data(cut: Cut, names: Names) -> bool:
    """Whether an equation says by new names what data are: `where X = [1, Z]`."""
    left, _, right = cut.text.partition("=")
    bare = [word for word in _WORD.findall(left) if word not in FONTS]
    is_data = len(bare) == 1 and names.find(bare[0]) in names.vocabulary.data
    found = (word.lstrip("\\") for word in _SHORT.findall(right))
    new = (GREEK.get(word, word) for word in found if word not in FONTS)
    return is_data and any(names.find(w) is None and names.function(w) is None for w in new)


def names_assigned(cut: Cut, names: Names) -> Iterator[str]:
    """The names that a line may give a value to, if it could be read."""
    relation = _RELATION.search(cut.text)
    if relation is None and not _CALL.fullmatch(cut.text):
        return
    left = cut.text[: relation.start()] if relation else cut.text
    try:
        target = Equation(Cut(cut.raw, cut.start, left), names, ()).left_side()
    except (FormulaError, RecursionError):
        target = None
    if target is not None:
        whole = target.operand if isinstance(target, Index) else target
        yield from (plain(whole),) if isinstance(whole, Name | Derivative) else ()
        if isinstance(whole, Name | Derivative) or not _PART.fullmatch(left):
            return
    if (_OF_DIFFERENTIAL.match(left) and "/" not in left) or "''(" in left:
        return
    if (rule := _RULE.match(left)) and names.find_loss(rule[1]) is None:
        return
    loss = names.vocabulary.loss
    vocabulary = names.vocabulary
    left = _ARGUMENTS.sub(r"\1", left)
    given = (*vocabulary.parameters, *vocabulary.data, *vocabulary.sizes)
    is_sum = bool(_SUM.search(left)) and not _CONDITIONAL.search(left)
    for word in _WORD.findall(left):
        if is_sum and names.find(word) in given:
            continue
        found = derivative_word(word, names)
        yield names.find(word) or word
        if names.is_asked(word):
            yield f"d{loss}/d{vocabulary.parameters[0]}"
        if found is not None and found.text != loss:
            yield found.text if "/d" in found.text else f"d{loss}/d{found.text}"
