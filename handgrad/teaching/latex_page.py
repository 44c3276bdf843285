"""Pages as LaTeX: a section for each model, as a textbook would set it."""

from collections.abc import Iterable, Iterator

from handgrad.language.latex import latex
from handgrad.language.latex.latex_names import latex_name, latex_number
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Index, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.page.domains import Domain

__all__ = ["document", "latex", "latex_document"]

PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage[margin=2.5cm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "_": r"\_", "^": r"\textasciicircum{}",
    "#": r"\#", "%": r"\%", "&": r"\&", "$": r"\$", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip


def latex_document(model: CheckedPage) -> str:
    """A section: the conventions, what is given, the forward and the gradient formulas."""
    parts = [
        rf"\section*{{{_heading(model)}}}",
        rf"\texttt{{{escaped(model.name)}}}" + "\n",
        *(escaped(note) + "\n" for note in (*model.notes, *_reading(model))),
        *_given(model),
        r"\paragraph{Forward}",
        _aligned(model, model.steps),
    ]
    if model.derivatives:
        parts += [r"\paragraph{Gradient}", _aligned(model, model.derivatives)]
    return "\n".join(parts) + "\n"


def document(models: Iterable[CheckedPage]) -> str:
    """A document that compiles, with a section for each model."""
    return PREAMBLE + "\n".join(map(latex_document, models)) + "\\end{document}\n"


def escaped(text: str) -> str:
    """Plain text for LaTeX.

    >>> print(escaped("W1 is m x n; a_1 & 50%"))
    W1 is m x n; a\\_1 \\& 50\\%
    """
    return "".join(_SPECIAL.get(character, character) for character in text)


def _heading(model: CheckedPage) -> str:
    """The title with a capital, unless it starts with a formula."""
    first, space, rest = model.title.partition(" ")
    capital = first.capitalize() if first.isalpha() and first.islower() else first
    return escaped(capital + space + rest)


def _reading(model: CheckedPage) -> Iterator[str]:
    """How the formulas are to be read, where that needs saying."""
    if any(shape != SCALAR for shape in model.shapes.values()):
        yield (
            "Functions and fractions of vectors and matrices, and the circled dot, are taken "
            "entry by entry; vectors are columns; a row is added to every row, a column to "
            "every column."
        )
    formulas = (*model.steps, *model.derivatives)
    if any(isinstance(node, Index) for f in formulas for node in walk(f.tree)):
        yield "An index in square brackets counts from 0."


def _given(model: CheckedPage) -> Iterator[str]:
    if model.sizes:
        listed = ", ".join(f"${latex_name(size)}$" for size in model.sizes)
        yield rf"\textbf{{Sizes:}} {listed}." + "\n"
    for title, names in (("Parameters", model.parameters), ("Data", model.data)):
        if names:
            listed = ", ".join(f"${_membership(model, n)}${_words(model, n)}" for n in names)
            yield rf"\textbf{{{title}:}} {listed}." + "\n"


def _membership(model: CheckedPage, variable: str) -> str:
    r"""The set that a value is of: $W_1 \in \mathbb{R}^{m \times n}$."""
    declared = model.declarations[variable]
    sizes = r" \times ".join(map(latex_name, declared.dimensions))
    power = f"^{{{sizes}}}" if sizes else ""
    return rf"{latex_name(variable)} \in {_values(declared.domain)}{power}"


def _values(domain: Domain) -> str:
    match domain.kind:
        case "set":
            return rf"\{{{', '.join(map(latex_number, domain.values))}\}}"
        case "one_hot":
            return r"\{0, 1\}"
        case "interval":
            left, right = "[]" if domain.closed else "()"
            low = "(-\\infty" if domain.low is None else left + latex_number(domain.low)
            high = "\\infty)" if domain.high is None else latex_number(domain.high) + right
            return f"{low}, {high}"
        case "distribution":
            return "(0, 1)"
    return r"\mathbb{R}"


def _words(model: CheckedPage, variable: str) -> str:
    """What no set of numbers says: one-hot rows, rows that add up to 1."""
    declared = model.declarations[variable]
    of_each = "each row " if len(declared.dimensions) == 2 else ""
    match declared.domain.kind:
        case "one_hot":
            return f" ({of_each}one-hot)"
        case "distribution":
            return f" ({of_each}adding up to 1)"
    structure = declared.domain.structure
    return f" ({structure.words})" if structure else ""


def _aligned(model: CheckedPage, formulas: Iterable[Formula]) -> str:
    lines = [f"{latex_name(f.name)} &= {latex(f.tree, model.shapes)}" for f in formulas]
    return "\\begin{align*}\n" + " \\\\[4pt]\n".join(lines) + "\n\\end{align*}"
