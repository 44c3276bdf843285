"""The index of a sample or a step where a page has one only: `y_i` is its y, `h_t` its h."""

import re
from collections.abc import Mapping

from handgrad.language.shape import SCALAR
from handgrad.reading.names.sample_losses import LOSS_LETTERS
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.letters import LETTER, letter_named
from handgrad.reading.spelling.needed_signs import has_one
from handgrad.reading.text.pair_index import without_pair_indices
from handgrad.regex import regex

_BELOW = {"ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₙ": "n", "ₜ": "t"}
# A name with a letter below or in brackets above it: `y_i`, `\\hat y_{i}`, `y^{(i)}`, `yᵢ`.
_INDEXED = regex(
    r"(?<![A-Za-z\\])(\\(?:hat|bar|tilde)[ ]?\{?[ ]?)?\\?([A-Za-z]{1,20}|[α-ω])[ ]?\}?[ ]?"
    r"(?:_[ ]?\{?[ ]?([a-z])(?![A-Za-z])|\^[ ]?\{?[ ]?\([ ]?([a-z])[ ]?\)|([ᵢⱼₖₙₜ]))"
)
_SCRIPT = regex(
    r"_[ ]?[a-z](?![A-Za-z0-9])|_[ ]?\{[ ]?[a-z][ ]?\}|\^[ ]?\{?[ ]?\([ ]?[a-z][ ]?\)[ ]?\}?"
)
# A layer or a power above a name: `b^l_j`.
_RAISED_LETTER = regex(r"\^[ ]?(?:\{[ ]?[a-z][ ]?\}|[a-z])(?=[ ]?_)")
_SUMMED = r"(?:sum|prod|mean|Σ|∑|∏|for)[^=\n]{{0,16}}?(?<![A-Za-z]){letter}(?![A-Za-z])"

# A value at a step, or at the one before: `h_t`, `h_{t-1}`, `hₜ₋₁`.
_AT_STEP = regex(
    rf"(?<![A-Za-z\\])(?P<word>[A-Za-z]{{1,12}}|{LETTER}|\\[a-z]+[ ]?\{{[ ]?[A-Za-z][ ]?\}})"
    r"(?:_[ ]?\{[ ]?t(?P<before>[ ]?-[ ]?1)?[ ]?\}|_t(?![A-Za-z0-9])|ₜ(?P<small>₋₁)?)"
)
# An entry of a value at a step: `\\hat{y}_{t_i}`, `h_{t,j}`.
_ENTRY_AT_STEP = regex(
    r"(?P<word>(?<![A-Za-z\\])(?:[A-Za-z]{1,12}|\\[a-z]+[ ]?\{[ ]?[A-Za-z][ ]?\}"
    r"|\\(?:hat|bar|tilde)[ ][A-Za-z]))(?P<start>[ ]?_[ ]?\{[ ]?)t[ ]?(?:_[ ]?|,[ ]?)"
    r"(?P<entry>\{[ ]?[a-su-z][ ]?\}|[a-su-z])(?=[ ]?\})"
)
_ACCENTED = regex(r"\\(hat|bar|tilde)[ ]?\{?[ ]?([A-Za-z])[ ]?\}?")
_STEP_SIGNS = ("_t", "_{t", "_{ t", "_ {t", "_ { t", "ₜ")
_OTHER_STEPS = regex(
    r"t[ ]?\+[ ]?1|ₜ₊₁|(?:sum|prod|[Σ∑∏])[ ]?_?[ ]?\{?[ ]?t(?![A-Za-z])|T[ ]?-[ ]?1"
)
_BEFORE = ("_prev", "prev", "_0", "0", "_tm1", "_old")
# A letter that is raised without brackets: `y^t`, `\\hat y^{t}`.
_RAISED = regex(
    r"(?:(?<![A-Za-z\\])(\\(?:hat|bar|tilde)[ ]?\{?[ ]?)?\\?([A-Za-z]{1,20}|[α-ω])[ ]?\}?[ ]?)?"
    r"\^[ ]?(?:\{[ ]?([ti])[ ]?\}|([ti])(?![A-Za-z0-9_(]))"
)


def without_sample_index(text: str, page: Vocabulary) -> str:
    """The text without the index of the sample, where data that are one number have one.

    No parameter has this index, nothing is added up over it, and it is no name of the page.
    """
    text = _without_loss_index(without_pair_indices(text, page), page)
    text = _without_raised(text, page) if "^" in text else text
    letters = {letter for name, letter in _indexed(text) if _is_number(name, page)}
    kept = {letter for name, letter in _indexed(text) if _is_entry(name, page)}
    for letter in letters - kept - page.shapes.keys() if len(letters) == 1 else ():
        sign = next(s for s, bare in (*_BELOW.items(), ("\0", letter)) if bare == letter)
        if not re.search(rf"{_SUMMED.format(letter=letter)}|[Σ∑]{sign}", text):
            return _without(text, letter, sign)
    return text


def _without_loss_index(text: str, page: Vocabulary) -> str:
    """The text without an index that losses alone have, where the page has one sample: `L_n`.

    >>> page = Vocabulary({"w": ("D", 1), "x": ("D", 1), "L": (1, 1)}, "L", ("w",), ("x",))
    >>> _without_loss_index("dL_n/dw_j = x_j", page)
    'dL  /dw_j = x_j'
    """
    given = {size for name in page.data for size in page.shapes[name]} - {1}
    known = {size for name in (*page.parameters, *page.one_hot) for size in page.shapes[name]}
    losses = (LOSS_LETTERS - page.shapes.keys()) | {page.loss}
    bare = _RAISED_LETTER.sub(" ", text)
    found = [(name.removeprefix("d"), letter) for name, letter in _indexed(bare)]
    letters = {letter for name, letter in found if name in losses}
    others = {letter for name, letter in found if name not in losses}
    is_number = page.shapes.get(page.loss, SCALAR) == SCALAR
    if (
        not (is_number and given <= known)
        or len(letters) != 1
        or letters & (others | page.shapes.keys())
    ):
        return text
    [letter] = letters
    used = rf"(?<![A-Za-z\\$]){letter}(?![A-Za-z$])"
    is_alone = re.search(used, _SCRIPT.sub(" ", text)) is None
    sign = next(s for s, bare in (*_BELOW.items(), ("\0", letter)) if bare == letter)
    return _without(text, letter, sign) if is_alone else text


def _without_raised(text: str, page: Vocabulary) -> str:
    """The text without a letter above two names and more, all of which are numbers."""
    raised = [(_marked(a, word), one or other) for a, word, one, other in _RAISED.findall(text)]
    letters = {letter for _, letter in raised}
    losses = (LOSS_LETTERS - page.shapes.keys()) | {page.loss}
    names = {name for name, _ in raised if name not in losses}
    are_numbers = all(name and _is_no_array(name, page) for name in names)
    is_given = any(_is_number(name, page) for name in names)
    if len(letters) != 1 or len(names) < 2 or not (are_numbers and is_given):
        return text
    [letter] = letters
    if letter in page.shapes or re.search(_SUMMED.format(letter=letter), text):
        return text
    above = rf"\^[ ]?(?:\{{[ ]?{letter}[ ]?\}}|{letter}(?![A-Za-z0-9_(]))"
    return re.sub(above, lambda match: " " * len(match[0]), text)


def _is_no_array(name: str, page: Vocabulary) -> bool:
    """Whether a name is a number of the page, and no parameter; what has an accent may be."""
    is_accented = name.partition("_")[0] in page.data and name not in page.shapes
    is_number = page.shapes.get(name, SCALAR) == SCALAR
    known = name in page.data or name in page.forward or (is_accented and "_" in name)
    return is_number and known


def _marked(accent: str, word: str) -> str:
    name = GREEK.get(word, word)
    return f"{name}_{accent.strip(' {')[1:]}" if accent else name


def _indexed(text: str) -> list[tuple[str, str]]:
    """The names that have an index, each with its letter."""
    found = []
    for accent, word, below, above, small in _INDEXED.findall(text):
        found.append((_marked(accent, word), below or above or _BELOW.get(small, "")))
    return found


def _is_number(name: str, page: Vocabulary) -> bool:
    """Whether a name is a number that is given as data."""
    return name in page.data and page.shapes[name] == SCALAR


def _is_entry(name: str, page: Vocabulary) -> bool:
    """Whether an index picks an entry: of a parameter, or of what the page works out."""
    is_worked_out = name in page.forward and page.shapes[name] != SCALAR
    return name in page.parameters or is_worked_out


def _without(text: str, letter: str, sign: str) -> str:
    """The text with spaces for an index, and for one that stands first among others."""
    alone = rf"_[ ]?{letter}(?![A-Za-z0-9_])|_[ ]?\{{[ ]?{letter}[ ]?\}}|{sign}"
    above = rf"\^[ ]?\{{?[ ]?\([ ]?{letter}[ ]?\)[ ]?\}}?"
    first = rf"(?<=_\{{){letter}[ ]?,?(?=[ ]?[a-z])"
    return re.sub(f"{alone}|{above}|{first}", lambda match: " " * len(match[0]), text)


def without_step_index(text: str, page: Vocabulary) -> str:
    """The text without the index of the step, where a page has one step without a number.

    `h_{t-1}` is what the page calls h_prev, hprev or h0.
    """
    if not has_one(text, _STEP_SIGNS):
        return text
    found = list(_AT_STEP.finditer(text))
    entries = {m["word"] for m in _ENTRY_AT_STEP.finditer(text)}
    words = entries | {m["word"] for m in found if not (m["before"] or m["small"])}
    earlier = {m["word"]: _before(m["word"], page) for m in found if m["before"] or m["small"]}
    named = {word: letter_named(_ACCENTED.sub(r"\2_\1", word)) for word in words}
    known = {name for name in named.values() if page.shapes.get(name, SCALAR) != SCALAR}
    has_steps = any(re.search(r"_t(?:_|$)|^t$", name) for name in page.shapes)
    if has_steps and any(earlier.values()) and not _OTHER_STEPS.search(text):
        return _with_step_before(text, earlier)
    are_vectors = all(1 in page.shapes[word] for word in known)
    if len(known) < 2 or has_steps or not are_vectors or "" in earlier.values():
        return text
    if _OTHER_STEPS.search(text) or any(re.search(r"[a-z]_?1$", n) for n in page.data):
        return text

    def bare(match: re.Match[str]) -> str:
        is_earlier = match["before"] or match["small"]
        word = earlier[match["word"]] if is_earlier else match["word"]
        return word.ljust(len(match[0]))

    text = _ENTRY_AT_STEP.sub(r"\g<word>\g<start>\g<entry>", text) if entries else text
    return _AT_STEP.sub(bare, text)


def _with_step_before(text: str, earlier: Mapping[str, str]) -> str:
    """The text with `c_prev` for `c_{t-1}`, of the words that have such a name."""
    return _AT_STEP.sub(
        lambda m: (
            earlier[m["word"]].ljust(len(m[0]))
            if (m["before"] or m["small"]) and earlier[m["word"]]
            else m[0]
        ),
        text,
    )


def _before(word: str, page: Vocabulary) -> str:
    """What a page calls the value of a step before, empty where it has none."""
    name = letter_named(word)
    known = next((word + end for end in _BEFORE if name + end in page.shapes), "")
    is_differential = word[:1] == "d" and len(word) > 1 and not known
    return f"d{inner}" if is_differential and (inner := _before(word[1:], page)) else known
