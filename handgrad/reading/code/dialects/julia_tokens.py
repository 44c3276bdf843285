"""The parts of an expression in Julia: values with commas between, comprehensions."""

from handgrad.reading.code.dialects.matrix_dialect import Tokens, end_of, split_at


def values_listed(tokens: Tokens) -> list[Tokens]:
    """The parts of `a, b` and of `(a, b)`."""
    is_bracketed = tokens[0].text == "(" and end_of(tokens, 0) == len(tokens) - 1
    inside = split_at(tokens[1:-1], ",") if is_bracketed else []
    return inside if len(inside) > 1 else split_at(tokens, ",")


def comprehension(tokens: Tokens) -> tuple[Tokens, str, Tokens] | None:
    """The item, the letter and the range of `[x[j] for j in 1:n]`."""
    texts = [t.text for t in tokens]
    if texts[:1] != ["["] or texts.count("for") != 1 or end_of(tokens, 0) != len(tokens) - 1:
        return None
    place = texts.index("for")
    if texts[place + 2 : place + 3] not in (["in"], ["="]) or "if" in texts:
        return None
    return tokens[1:place], texts[place + 1], tokens[place + 3 : -1]
