r"""Rules of tables: `x^T A x \to (A + A^T) x`, the loss and its gradient."""

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_RULE = regex(
    r"(?:[-*•]\s+|:math:)?[$`\s]*(?P<loss>[^=\n$`]{1,120}?)\s*"
    r"(?:\\(?:to|mapsto|[Rr]ightarrow|longrightarrow|implies)(?![A-Za-z])|→|↦|⇒|-+>|=>)"
    r"\s*(?P<gradient>[^=\n$`]{1,200}?)[$`\s.,;]*"
)


def with_gradients_for_arrows(text: str, page: Vocabulary) -> str:
    """The text as what the loss is and what its gradient is, both to be right.

    >>> page = Vocabulary({"x": ("n", 1), "L": (1, 1)}, "L", ("x",))
    >>> with_gradients_for_arrows("x^T x -> 2x", page)
    'L = x^T x\\ndL/dx = 2x'
    """
    rule = _RULE.fullmatch(text.strip())
    if rule is None or len(page.parameters) != 1:
        return text
    [by] = page.parameters
    sign = "$" if "\\" in text else ""
    loss = f"{sign}{page.loss} = {rule['loss']}{sign}"
    return f"{loss}\n{sign}d{page.loss}/d{by} = {rule['gradient']}{sign}"
