"""Brackets around a part of a line, or the whole of it."""

import re

OPENING, CLOSING = "([{", ")]}"


def depth_of_brackets(text: str) -> int:
    """How many brackets of a text are open at its end."""
    opening, closing = (sum(map(text.count, signs), 0) for signs in (OPENING, CLOSING))
    return opening - closing


def _is_one_group(text: str) -> bool:
    """Whether the brace that a text begins with is closed at its end."""
    depths = [depth_of_brackets(text[:n]) for n in range(1, len(text))]
    return all(depth > 0 for depth in depths)


def unwrapped(text: str) -> str:
    """An equation without the brackets around the whole of it: `(u = w*x)`."""
    bare = text.strip()
    if bare[:1] == "{" and bare[-1:] == "}" and "=" in bare and _is_one_group(bare):
        inside = bare[1:-1]
        return text.replace(bare, f" {inside} ", 1)
    if not re.match(r"\(\s*\\?[A-Za-z][^=<>!:]*=[^=]", bare) or bare[-1:] != ")":
        return text
    if (
        depth_of_brackets(bare[1:-1].partition("=")[0])
        or depth_of_brackets(bare)
        or any(depth_of_brackets(bare[1:n]) < 0 for n in range(2, len(bare)))
    ):
        return text
    start, end = text.index(bare[0]), text.rindex(bare[-1])
    return f"{text[:start]} {text[start + 1 : end]} {text[end + 1 :]}"
