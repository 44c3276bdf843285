"""The parts of a statement in R: ranges, lists, what is applied to each, what is returned."""

from handgrad.reading.code.dialects.matrix_dialect import Tokens, end_of, split_at
from handgrad.reading.code.syntax.nodes import NotPython


def ends_of_range(tokens: Tokens) -> list[Tokens]:
    """The ends of `a:b`; in R `1:n - 1` is 0 to n - 1, which is left open."""
    parts = split_at(tokens, ":")
    if len(parts) > 1 and any(len(split_at(part, "+", "-", "*", "/")) > 1 for part in parts):
        raise NotPython("a sum beside a range is not read; write it in brackets")
    return parts


def parts_of_list(tokens: Tokens) -> list[Tokens]:
    """`W = a` and `b` of `list(W = a, b)`."""
    return split_at(tokens[2 : end_of(tokens, 1)], ",")


def applied_to_each(tokens: Tokens) -> tuple[str, Tokens, Tokens] | None:
    """The letter, the range and the value of `sapply(1:n, function(j) ...)`."""
    if [t.text for t in tokens[:2]] not in (["sapply", "("], ["vapply", "("]):
        return None
    parts = split_at(tokens[2 : end_of(tokens, 1)], ",")
    if len(parts) < 2 or [t.text for t in parts[1][:2]] != ["function", "("]:
        return None
    starts_at_one = [t.text for t in parts[0][:2]] == ["1", ":"] or parts[0][0].text in (
        "seq_len", "seq_along",
    )  # fmt: skip
    is_one = end_of(parts[1], 1) == 3
    return (parts[1][2].text, parts[0], parts[1][4:]) if is_one and starts_at_one else None


def value_returned(tokens: Tokens) -> Tokens:
    """What stands in `return(...)`."""
    if tokens[0].text == "return" and len(tokens) > 1 and end_of(tokens, 1) == len(tokens) - 1:
        return tokens[2:-1]
    return tokens


def one_statement(tokens: Tokens) -> Tokens:
    """The tokens of one statement: up to a semicolon, a closing brace or an else."""
    n = 0
    while n < len(tokens):
        token = tokens[n]
        if token.text in (";", "}") or (token.text == "else" and n):
            break
        n = end_of(tokens, n) if token.text in ("(", "[", "{") else n
        n += 1
    return tokens[:n]
