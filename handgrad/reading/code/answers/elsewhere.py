"""What functions give back that stand in no text: they search and check, and change nothing."""

from handgrad.reading.code.syntax.nodes import Expression, dotted
from handgrad.regex import regex

_SEARCHING = regex(
    r"(?i)minimi[sz]e(?:_scalar)?|fmin\w*|least_squares|curve_fit|check_?grad\w*|"
    r"grad(?:ient)?_?check\w*|approx_fprime|approx_derivative|rel(?:ative)?_?err(?:or)?|"
    r"(?:eval_|compute_|calc_|get_)?(?:num(?:erical)?|finite_diff(?:erence)?)_?"
    r"(?:grad\w*|jacobian)?"
)


class Elsewhere:
    """A value of which nothing is known; what is made of it is another one."""

    __slots__ = ()


def is_from_elsewhere(function: Expression) -> bool:
    """Whether a function by its name searches for a minimum, or checks a gradient."""
    return bool(_SEARCHING.fullmatch(dotted(function).rpartition(".")[2]))
