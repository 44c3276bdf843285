"""What a value depends on, left out of the formulas of a page: `f(x) = w^T x` defines f.

Lecture notes write `h_\\theta(x) = \\theta^T x`, and then `h_\\theta(x^{(i)})` for the value of
a sample: that is h^{(i)}, and the line that defines it is one for every sample.
"""

import re
from collections.abc import Callable, Collection, Sequence

from handgrad.page.page_text import parts
from handgrad.regex import regex

NAME = r"\\?(?:(?:math\w+|bm|boldsymbol|hat)[ ]?\{)?([A-Za-z]+)\}?"
DEFINED = regex(
    r"((?:[\s&$]|\\\[|\\left)*)(" + NAME + r"(?:_\{?[\\\w]+\}?)?)[ ]?"
    r"\([ ]?([^()=]+?(?:\(\w\)\})?)[ ]?\)[ ]?&?[ ]?:?=(?!=)"
)
_INDEX = regex(r"(\\?\w+?)((?:_\{?\w\}?|\^\{?\(\w\)\}?)+)")
_RETURNED = regex(r"(\s*)return\s+(.*\S)\s*")
_BARE = regex(r"[A-Za-z_]\w*")


def without_dependences(rows: Sequence[str], is_taken: Callable[[str], bool]) -> list[str]:
    """The lines of a section with f for f(x), where a line says what f(x) is.

    A word that `is_taken` means something already, as a function does.
    """
    found = list(rows)
    for n, row in enumerate(rows):
        match = DEFINED.match(row)
        if match is None or is_taken(match[3]):
            continue
        found[n] = found[n][: match.end(2)] + " " + found[n][found[n].index("=") :]
        found = _as_value(found, n, match[2], match[4])
    return found


def _as_value(rows: list[str], n: int, written: str, argument: str) -> list[str]:
    """The lines with the value alone for `written(argument)`; line n defines it."""
    use = re.compile(
        r"(?<![\\A-Za-z_])"
        + re.escape(written)
        + r"[ ]?(?:\\left)?\([ ]?([^()=]*(?:\(\w\)[^()=]*)?)\)"
    )
    inside = dict.fromkeys(
        match[1].replace("\\right", "").strip() for row in rows for match in use.finditer(row)
    )
    letter = re.compile(rf"(?<![\\A-Za-z_]){re.escape(argument)}(?![A-Za-z_^{{])")
    suffixes = {m[2] for text in (argument, *inside) if (m := _INDEX.fullmatch(text))}
    suffix = suffixes.pop() if len(suffixes) == 1 else ""
    bare = written.partition("_")[0]
    if suffix:
        left, _, right = rows[n].partition("=")
        is_indexed = argument.endswith(suffix)
        indexed = right if is_indexed else letter.sub(lambda match: match[0] + suffix, right)
        rows[n] = f"{left.replace(written, bare + suffix)}={indexed}"
    else:
        rows[n] = rows[n].replace(written, bare, 1)
    known = {argument, argument + suffix}

    def value(match: re.Match[str]) -> str:
        said = match[1].replace("\\right", "").strip()
        return bare + suffix if said in known else match[0]

    return [use.sub(value, row) for row in rows]


def with_returned(rows: Sequence[str], given: Collection[str]) -> list[str]:
    """The lines of a program, with a name for what it returns that has none."""
    name = "L" if "L" not in given else "loss"
    found = []
    for row in rows:
        match = _RETURNED.fullmatch(row.split("#")[0])
        new = [p for p in parts(match[2]) if not _BARE.fullmatch(p.strip())] if match else []
        found.append(f"{match[1]}{name} = {', '.join(new)}" if match and new else row)
    return found
