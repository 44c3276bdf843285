"""What a line that cannot be read may give a value to, and what it only says in words.

`\\theta = [\\theta_1, \\dots, \\theta_n]^T` says how the entries of a given name are called.
"""

import re
from collections.abc import Iterator
from functools import partial

from handgrad.errors import FormulaError
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, Index, Name
from handgrad.reading.equations import Equation
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.parted_equations import SMALL_WORD
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.commands import FONTS
from handgrad.reading.spelling.letters import capital_of
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_WORD = regex(r"[A-Za-z_]\w*")
# A word, or the case that is spoken of: `when y = 1, L = ...`, `for x < 0, df/dx = ...`.
_COMPARED = (
    r"[^=<>,;:]{1,40}(?:<(?!-)|[>≤≥]|\\(?:leq?|geq?|lt|gt)(?![a-z]))[^=<>,;:]{1,40}(?=[,:])"
)
_SAID_BEFORE = regex(
    rf"{SMALL_WORD.pattern}|(?i:^\W*(?:if|when|whenever|for|case)\s+\$?\w+\s*=\s*\d+\$?(?![\w.]))"
    rf"|(?i:^\W*(?:(?:if|when|whenever|for|case)\s+)?{_COMPARED})"
)
# What a name on the left side is a function of: the x of `f(x) = ...`.
_ARGUMENTS = regex(r"(?<=[\w}])\s*(?:\\left\s*)?\([^()]*\)")
_SHORT = regex(
    r"(?<![\\A-Za-z_])[A-Za-z]\w{0,2}(?![A-Za-z])|\\(?:Omega|Sigma|Lambda|Gamma|Psi|Phi|Theta)\b"
    r"|[ΩΣΛΓΨΦΘ]"
)
_CALL = regex(r"\s*(?!print\b|assert\b)[A-Za-z_][\w.]*\(.*\)\s*;?\s*")
_APPLIED = regex(r"[\s$]*([A-Za-z]\w*)\s*\(([^()]*)\)[\s.;,$]*")
# A call that gives a value to a name which it has in quotes: `assign("grad", 0)`.
_ASSIGNING = regex(r"\s*(?:base::)?(?:assign\w*|eval\w*|setattr|exec)\s*\((.*)")
# The left side of a replacement in R: `diag(dS) <- 0`.
_REPLACED = regex(r"\s*(?!names|dim|class|attr|col|row)[\w.]+\s*\(([^()]*)\)\s*")
# What asks for an optimum, says a probability or what moves in time: `P(y = k | x) = ...`.
_ASSIGNS_NOTHING = regex(
    r"\W*\\?(?:arg\s*\\?)?(?:min|max)\s*_|\W*\\dot(?![A-Za-z])"
    r"|[^=]*?(?:\\langle(?![A-Za-z])|⟨)[^=]*,[^=]*(?:\\rangle|⟩)[\s$&]*$"
    r"|\W*\\?(?:Pr|[Pp])\s*(?:\\left\s*)?\([^()]*(?:\||\\mid)[^()]*(?:\([^()]*\)[^()]*)*\)"
)
# A name in bold, or with a word below it, as one word: `\\mathbf{w}_{star}`.
_DRESSED = regex(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|mathit|text)\s*\{\s*(\\?\w+)\s*\}|(?<=\w)_\{(\w+)\}"
)
_PRODUCT = regex(r"\^\s*\{?\s*(?:T|\\top|⊤)\s*\}?\s*\\?[A-Za-z]")
# The left side of `f(x+h) - f(x) = ...`, which gives none of its names a value.
# The left side of `g'(z) = g(z)(1 - g(z))`, which says the slope of a function.
_SLOPE = regex(r"([A-Za-z])'[ ]?\([ ]?\\?[A-Za-z][ ]?\)[\s$]*$")
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
# A derivative as a fraction: `\\frac{\\partial S(v)}{\\partial v_j}`.
_ABOVE = r"\\?([A-Za-z]\w*)(?:[_^]\{?[\w(),]*\}?|\([^{}]*\))*"
_QUOTIENT = regex(
    rf"[\s$&]*\\[dtc]?frac\s*\{{\s*(?:\\partial|d|∂)\s*{_ABOVE}\s*\}}"
    rf"\s*\{{\s*(?:\\partial|d|∂)\s*{_ABOVE}\s*\}}[\s$&]*"
)
_INNER = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})"
_FACTOR = (
    rf"\\[dtc]?frac\s*\{{\s*(?:\\partial|d|∂){_INNER}{{1,40}}\}}"
    rf"\s*\{{\s*(?:\\partial|d|∂){_INNER}{{1,40}}\}}"
)
# A chain of derivatives, which gives none of the names in it a value.
_CHAIN = regex(rf"[\s$&]*{_FACTOR}(?:\s*(?:\\cdot|\\times|·)?\s*{_FACTOR})+[\s$&]*")
_RELATION = regex(r"[-+*/:]?=|<-|←|≈|%<>%")
_DOTS = regex(r"\\(?:[lcvd]?dots|ddots)(?![A-Za-z])|…|⋮|⋯|\.\.\.+")
_FRAME = regex(
    r"\\(?:begin|end)\{[a-zA-Z*]+\}|\\(?:left|right|quad|qquad|,|;|!|:)(?![A-Za-z])|\^\{?\s*(?:\\top|\\intercal|T|⊤)\s*\}?(?=[\s.,;$\])]*$)"
    r"|\\(?:mathbf|boldsymbol|mathrm|bm|vec|mathit|mathcal)(?![A-Za-z])"
)
_PARTS = regex(r"[,;&](?![^{}]*\})|\\\\(?:\[[^\]]*\])?")
# An entry: a name with what stands below, above and in brackets behind it.
_ENTRY = regex(
    r"[\s{}\[\]()$\\-]*([A-Za-zα-ω]+)\}?(?:\s*[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+)"
    r"|\s*\((?:[^()]|\([^()]*\))*\))*[\s{}\[\]()$.-]*"
)


def tells_of_data(cut: Cut, names: Names) -> bool:
    """Whether an equation only says by new names what data are: `where X = [1, Z]`."""
    left, _, right = cut.text.partition("=")
    if _makes_data(right, names):
        return False
    bare = [word for word in _WORD.findall(left) if word not in FONTS]
    is_data = len(bare) == 1 and names.find(bare[0]) in names.vocabulary.data
    found = (word.lstrip("\\") for word in _SHORT.findall(right))
    new = (GREEK.get(word, word) for word in found if word not in FONTS)
    return is_data and any(names.find(w) is None and names.function(w) is None for w in new)


def _makes_data(value: str, names: Names) -> bool:
    """Whether a value is all that a function gives which takes a parameter: `foo(w)`.

    Or which takes data and has a word for a name.
    """
    call = _APPLIED.fullmatch(value)
    if call is None or names.find(call[1]) or names.function(call[1]):
        return False
    taken = {names.find(word) for word in _WORD.findall(call[2])}
    parameters, data = names.vocabulary.parameters, names.vocabulary.data
    return not taken.isdisjoint(parameters) or (
        len(call[1]) > 1 and not taken.isdisjoint(data) and "_" not in call[1]
    )


def lists_entries(text: str, names: Names) -> bool:
    """Whether an equation shows with dots how the entries of a name of the page are called."""
    left, sign, right = text.partition("=")
    if not sign or not _DOTS.search(right):
        return False
    name = _ENTRY.fullmatch(_FRAME.sub(" ", left))
    if name is None or names.find(GREEK.get(name[1], name[1])) is None:
        return False
    parts = [part.strip() for part in _PARTS.split(_FRAME.sub(" ", right))]
    bare = {part: part.strip(" {}[]()$.") for part in parts}
    entries = [p for p in parts if bare[p] not in ("", "1") and not _DOTS.fullmatch(bare[p])]
    found = [_ENTRY.fullmatch(entry) for entry in entries]
    letter = name[1].lower()
    return bool(found) and all(m is not None and m[1].lower() == letter for m in found)


def touched(cut: Cut, names: Names) -> frozenset[str]:
    """The names that a line may give a value to, if it could be read."""
    bare = _SAID_BEFORE.sub(lambda match: " " * len(match[0]), cut.text)
    found = {*_assigned(cut._replace(text=bare), names)}
    capitals = {capital_of(name.partition("_")[0]) for name in found}
    return frozenset(found | (capitals & names.vocabulary.shapes.keys()))


def _is_bare(text: str, relation: re.Match[str]) -> bool:
    """Whether a sign of equality stands in no round brackets."""
    before = text[: relation.start()]
    return before.count("(") <= before.count(")")


def _says_slope(left: str, names: Names) -> bool:
    """Whether a left side is the slope of a function other than the loss."""
    slope = _SLOPE.search(left)
    return slope is not None and names.find(slope[1]) != names.vocabulary.loss


def _assigned(cut: Cut, names: Names) -> Iterator[str]:
    """The names that a line may give a value to, if it could be read."""
    relation = next(filter(partial(_is_bare, cut.text), _RELATION.finditer(cut.text)), None)
    if relation is None and not _CALL.fullmatch(cut.text):
        return
    left = cut.text[: relation.start()] if relation else cut.text
    if _ASSIGNS_NOTHING.match(left) or _says_slope(left, names):
        return
    try:
        target = Equation(cut._replace(text=left, entry=None), names, ()).left_side()
    except (FormulaError, RecursionError):
        target = None
    if target == Name(names.vocabulary.loss):
        # What is asked for is the derivative of the loss of the page, however it is said.
        yield names.vocabulary.loss
        return
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
    if quotient := _QUOTIENT.fullmatch(left):
        above, below = (GREEK.get(word, word) for word in quotient.groups())
        of = names.find_loss(above) or names.find(above) or above
        yield f"d{of}/d{names.find(below) or below}"
        return
    if _CHAIN.fullmatch(left):
        return
    if relation is None and (assigning := _ASSIGNING.match(cut.text)):
        left = assigning[1]
    elif relation and relation[0] == "<-" and (replaced := _REPLACED.fullmatch(left)):
        left = replaced[1]
    if "∇" in left or "nabla" in left:
        is_of_loss = any(names.find_loss(word) for word in _WORD.findall(left))
        by = [names.find(word) for word in _WORD.findall(left)]
        yield from (f"d{loss}/d{p}" for p in vocabulary.parameters if is_of_loss or p in by)
    for _ in range(2):
        left = _DRESSED.sub(lambda match: match[1] or f"_{match[2]}", left)
    while _ARGUMENTS.search(left):
        left = _ARGUMENTS.sub("", left)
    given = {*vocabulary.parameters, *vocabulary.data, *vocabulary.sizes, *vocabulary.forward}
    is_sum = bool(_SUM.search(left) or _PRODUCT.search(left))
    is_sum = is_sum and not _CONDITIONAL.search(left)
    for word in _WORD.findall(left):
        if is_sum and names.find(word) in given:
            continue
        found = derivative_word(word, names)
        yield names.find(word) or word
        if names.is_asked(word):
            yield f"d{loss}/d{vocabulary.parameters[0]}"
        if found is not None and found.text != loss:
            yield found.text if "/d" in found.text else f"d{loss}/d{found.text}"
