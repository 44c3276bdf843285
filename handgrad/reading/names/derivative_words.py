"""Derivatives and differentials in one word: `dL_dw`, `grad_w`, `w_bar`, `diff_w`."""

import re
from collections.abc import Callable
from string import ascii_letters

from handgrad.reading.names.entries import LONGEST_WORD, indexed_name
from handgrad.reading.names.upstream_prefixes import by_prefix
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex


def derivative_word(word: str, names: Names) -> Piece | None:
    """`dw`, `dL_dw`, `grad_w`, `w_grad`, `L_w`: a derivative or a differential in one word."""
    for pattern, read in _DERIVATIVE_WORDS if len(word) <= LONGEST_WORD else ():
        match = pattern.fullmatch(word)
        found = read(*match.groups(), names) if match else None
        if found is not None:
            return found
    return _derivative(names.vocabulary.loss, by_prefix(word, names.vocabulary), names)


def _pair(of: str, by: str, names: Names) -> Piece | None:
    loss = names.find_loss(of) or (names.find_loss(of.upper()) if of in ("j", "l") else None)
    return _derivative(loss or names.find(of), by, names)


def _of_loss(of: str, by: str, names: Names) -> Piece | None:
    return _derivative(names.find_loss(of), by, names)


def _of(of: str | None, by: str, names: Names) -> Piece | None:
    """`grad_loss_wrt_w`, `grad_wrt_w`."""
    return _of_loss(of, by, names) if of else _gradient(by, names)


def _gradient(by: str, names: Names) -> Piece | None:
    """`grad_w`; by what is data only under its own name: `grad_reg` is a part of a gradient."""
    found = _derivative(names.vocabulary.loss, _by_initial(by, names), names)
    name = found.text.rpartition("/d")[2] if found is not None else ""
    is_other = name in names.vocabulary.data and by[:1].lower() != name[:1].lower()
    return None if is_other else found


def _by_parameter(by: str, names: Names) -> Piece | None:
    """`m_deriv`; what is no parameter may have a derivative of its own: `a_deriv`."""
    found = _derivative(names.vocabulary.loss, by, names)
    name = found.text.rpartition("/d")[2] if found is not None else ""
    return found if name in names.vocabulary.parameters else None


def _by_initial(by: str, names: Names) -> str:
    """Theta1 for the T1 of `T1_grad`, where no other parameter begins so and ends so."""
    letter, number = by[:1], by[1:]
    if names.find(by) or not number.isdecimal():
        return by
    parameters = (
        p for p in names.vocabulary.parameters if p.lower().startswith(letter.lower())
    )
    alike = [p for p in parameters if p[1:].lstrip(ascii_letters + "_") == number]
    return alike[0] if len(alike) == 1 else by


def _derivative(of: str | None, by: str, names: Names) -> Piece | None:
    found = indexed_name(by, names)
    if found is None or of is None or found.text == of:
        return None
    return found._replace(kind="derivative", text=f"d{of}/d{found.text}")


def _behind_as_upstream(by: str, word: str, names: Names) -> Piece | None:
    """`w_diff` on a page that calls what arrives by its value y `y_diff`."""
    arriving = {f"{value}_{word}" for value in names.vocabulary.forward}
    is_called = len(word) > 2 and names.vocabulary.upstream in arriving
    return _derivative(names.vocabulary.loss, by, names) if is_called else None


def _differential(of: str, names: Names) -> Piece | None:
    found = indexed_name(of, names)
    if found is None and "_d" not in of and names.find_loss(of):
        found = Piece("name", names.vocabulary.loss, 0)
    return found._replace(kind="differential") if found else None


def _operator(by: str, names: Names) -> Piece | None:
    """The D_w of `D_w L`; a diagonal matrix where the text speaks of one, or by data alone."""
    found = indexed_name(by, names)
    page = names.vocabulary
    if found is None or found.text == page.loss:
        return None
    sign = rf"D_\{{?\\?{re.escape(by)}\}}?\s*"
    is_by_data = found.text in page.data and not re.search(
        rf"{sign}(?:[\[({{]|{re.escape(page.loss)}(?![A-Za-z]))", names.text
    )
    is_diagonal = re.search(r"\bdiag", names.text, re.IGNORECASE)
    return None if is_by_data or is_diagonal else found._replace(kind="gradient")


def _adjoint(letter: str, below: str, names: Names) -> Piece | None:
    """`w_bar` where bars and dots stand for derivatives."""
    if letter.rstrip("0123456789") not in names.adjoints:
        return None
    by = f"{letter}_{below}" if below else letter
    return _derivative(names.vocabulary.loss, by, names)


# The spellings of a derivative in one word, the first that has a meaning wins.
_DERIVATIVE_WORDS: tuple[tuple[re.Pattern[str], Callable[..., Piece | None]], ...] = (
    (regex(r"d_?(\w+?)_?d_?(\w+)", re.ASCII), _pair),
    (regex(r"(?!d)(\w+?)_(\w+)", re.ASCII), _of_loss),
    (regex(r"(?:gradient|grad|deriv(?:ative)?)_(?:of_)?(?:(\w+?)_)?wrt_(\w+)", re.ASCII), _of),
    (regex(r"(?:gradient|grad|nabla)_?(\w+)", re.ASCII), _gradient),
    (regex(r"(\w+?)_?(?:grad|gradient)", re.ASCII), _gradient),
    (regex(r"(?:gradients|deriv(?:ative)?s?|partial|pd)_(\w+)", re.ASCII), _by_parameter),
    (regex(r"(\w+?)_(?:gradients|deriv(?:ative)?s?|slope|partial)", re.ASCII), _by_parameter),
    (regex(r"([A-Za-z]+)_(\w+?)_(?:grad|gradient)", re.ASCII), _of_loss),
    (regex(r"([A-Za-z0-9]+)_(?:bar|dot)_?(\w*)", re.ASCII), _adjoint),
    (regex(r"(\w+)_([A-Za-z]+)", re.ASCII), _behind_as_upstream),
    (regex(r"d_?([\w:]+)", re.ASCII), _differential),
    (regex(r"D_(\w+)", re.ASCII), _operator),
)
