"""Pieces of LaTeX and how they are put together: brackets, products, fractions, big signs."""

from typing import NamedTuple

from handgrad.language.latex.latex_names import latex_name
from handgrad.language.shape import Dimension

# How tightly a text binds; a big operator (sum, mean, cases) takes in what follows it.
COMPARISON, SUM, NEGATIVE, BIG, PRODUCT, POWER, PRIMARY = range(7)

THIN = r"\,"
TALL = (r"\frac", r"\sum", r"\begin", r"\sqrt", r"\left")


class Text(NamedTuple):
    """LaTeX, how tightly it binds, and whether it is a bare product by "@", "*" or "·"."""

    latex: str
    binding: int
    kind: str = ""

    def at_least(self, binding: int) -> str:
        return self.latex if self.binding >= binding else in_brackets(self.latex)


def in_brackets(text: str) -> str:
    if any(command in text for command in TALL):
        return rf"\left({text}\right)"
    return f"({text})"


class Quotient(NamedTuple):
    """Factors written so far, above and below the line of a fraction."""

    above: Text
    below: Text | None = None
    above_is_array: bool = False
    below_is_array: bool = False

    def times(
        self, operator: str, right: Text, is_array: bool, right_is_array: bool
    ) -> "Quotient":
        if operator != "/":
            return Quotient(
                side_by_side(operator, self.text(), right, is_array, right_is_array)
            )
        if self.below is None:
            return Quotient(self.above, right, is_array, right_is_array)
        if self.below_is_array and not right_is_array:
            below = side_by_side("*", right, self.below, False, True)
        else:
            below = side_by_side("*", self.below, right, self.below_is_array, right_is_array)
        array = self.below_is_array or right_is_array
        return Quotient(self.above, below, self.above_is_array, array)

    def text(self) -> Text:
        """The fraction; what is tall stands behind it, not on it."""
        if self.below is None:
            return self.above
        if not any(sign in self.above.latex for sign in (r"\partial", r"\sum", r"\begin")):
            return Text(_fraction(self.above.latex, self.below.latex), PRODUCT)
        count, tall = "1", self.above
        first, _, rest = tall.latex.partition(THIN)
        if _is_number(first):
            count, tall = first, tall._replace(latex=rest)
        share = Text(_fraction(count, self.below.latex), PRODUCT)
        return side_by_side("*", share, tall, self.below_is_array, self.above_is_array)


def side_by_side(
    operator: str, left: Text, right: Text, left_is_array: bool, right_is_array: bool
) -> Text:
    """Two factors side by side, around a circled dot where both are arrays; a number first."""
    if operator == "*" and _is_number(right.latex) and not left.latex[0].isdigit():
        left, right = right, left
        left_is_array, right_is_array = right_is_array, left_is_array
    kind = operator if left_is_array and right_is_array else ""
    texts = (
        _factor(left, kind, right_is_array and not left_is_array, PRODUCT),
        _factor(right, kind, left_is_array and not right_is_array, BIG),
    )
    if kind == "@" and texts[1][0].isdigit():
        texts = texts[0], in_brackets(texts[1])
    between = r" \odot " if kind == "*" else r" \cdot " if texts[1][0].isdigit() else THIN
    binding = BIG if right.binding == BIG else PRODUCT
    scaled = "·" if left_is_array and between == r" \cdot " else ""
    return Text(between.join(texts), binding, kind or left.kind or right.kind or scaled)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _fraction(above: str, below: str) -> str:
    return rf"\frac{{{above}}}{{{below}}}"


def _factor(text: Text, kind: str, scales: bool, binding: int) -> str:
    """A factor in brackets where it would be torn apart: (A B) o C, and (x.T x) scaling A."""
    torn = text.kind != kind if kind else scales
    return in_brackets(text.latex) if text.kind and torn else text.at_least(binding)


def axis_subscript(axis: int | None) -> str:
    """The subscript of a function of each row or each column."""
    return "" if axis is None else r"_{\text{col}}" if axis == 0 else r"_{\text{row}}"


def around(template: str, inside: str) -> str:
    """What a template puts around its argument (#), as tall as that."""
    if any(command in inside for command in TALL):
        template = template.replace(r"\l", r"\left\l").replace(r"\r", r"\right\r")
    return template.replace("#", inside)


def latex_lines(kind: str, inside: str) -> str:
    size = (r"\left", r"\right") if any(command in inside for command in TALL) else ("", "")
    return rf"{size[0]}\l{kind} {inside} {size[1]}\r{kind}"


def big_operator(function: str, limits: list[tuple[str, Dimension]], body: Text) -> str:
    letters = ",".join(letter for letter, _ in limits)
    if function in ("max", "min"):
        return rf"\{function}_{{{letters}}} {body.at_least(BIG)}"
    sizes = [latex_name(str(size)) for _, size in limits]
    total = "".join(
        rf"\sum_{{{letter}=1}}^{{{size}}} "
        for (letter, _), size in zip(limits, sizes, strict=True)
    )
    if function == "logsumexp":
        return rf"\log {total}\exp{in_brackets(body.latex)}"
    share = rf"\frac{{1}}{{{THIN.join(sizes)}}} " if function == "mean" else ""
    return share + total + body.at_least(BIG)
