r"""What an index runs through said in front of a formula: `for k = 1, 2 let \gamma_k = ...`."""

from handgrad.regex import regex

_RANGE = r"\$?[i-n][ ]?=[ ]?\d(?:[ ]?,[ ]?\d){1,9}\$?"
_WORDS = r"(?:(?:we[ ])?(?:let|define|set|put|write|have)[ ])?"
_FRONT = regex(
    r"(?m)(?:^|(?<=[.;][ ]))[Ff]or[ ](?:each[ ]|every[ ]|all[ ])?"
    rf"({_RANGE})[ ]?[,:]?[ ]?{_WORDS}"
    r"(\$?(?:\\?[A-Za-z∂∇][^=\n.;]{0,60})=[^\n.;]{1,300})"
)


def with_ranges_behind(text: str) -> str:
    r"""The text with it behind the formula.

    >>> with_ranges_behind("For k=1,2 let $g_k = a_k/s$.")
    '$g_k = a_k/s$ for k=1,2.'
    >>> with_ranges_behind("for $k = 1, 2$: dL/dm_k = r x_k")
    'dL/dm_k = r x_k for $k = 1, 2$'
    """
    return _FRONT.sub(lambda match: f"{match[2].rstrip()} for {match[1]}", text)
