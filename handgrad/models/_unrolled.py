"""What families share that write a line for each step, head, channel or filter."""

from collections.abc import Iterable


def count(name: str, value: int, *, least: int = 1, most: int = 9) -> int:
    """A whole number of an option; raises ValueError that says which are allowed."""
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{name} is a whole number from {least} to {most}, not {value!r}")
    return value


def window_count(length: int, size: int, stride: int, padding: int) -> int:
    """How many windows fit along an axis with zeros at both ends; raises ValueError."""
    for name, value in (("a length", length), ("a window", size), ("stride", stride)):
        count(name, value, most=1000)
    count("padding", padding, least=0, most=size - 1)
    if length + 2 * padding < size:
        raise ValueError(f"a window of {size} does not fit into {length} and its padding")
    return (length + 2 * padding - size) // stride + 1


def numbers(name: str, last: int) -> range:
    """1, 2, ..., last for the names of an option's steps; raises ValueError past 9."""
    return range(1, count(name, last) + 1)


def sums(terms: Iterable[str]) -> str:
    return " + ".join(terms)


def page_lines(lines: Iterable[str]) -> str:
    """Formulas as the indented lines of a page."""
    return "\n".join(f"    {line}" for line in lines)
