"""Arrays that a program in a language with braces fills in loops and declares elsewhere."""

import re
from collections.abc import Collection, Mapping, Sequence

from handgrad.reading.code.dialects.brace_functions import PythonRow
from handgrad.regex import regex

_LOOP = regex(r"for (\w+) in range\(([^,]*)\):")
_FILLED = regex(r"(\w+)((?:\[\w+\])+) [-+]?= ")
_ENTRY = regex(r"(\w+)\[([a-z])\] = ")
_WHOLE = regex(r"(\w+) = ")


def with_entries_in_turn(
    rows: Sequence[PythonRow], sizes: Mapping[str, str]
) -> list[PythonRow]:
    """The lines in a loop, where each says what one entry is and no loop is written.

    >>> rows = [PythonRow(1, 0, "dz[i] = da[i] if z[i] > 0 else 0")]
    >>> [row.text for row in with_entries_in_turn(rows, {"z": "n"})]
    ['for i in range(n):', 'dz[i] = da[i] if z[i] > 0 else 0']
    """
    found = [_ENTRY.match(row.text) for row in rows]
    letters = {match[2] for match in found if match}
    counts = {
        sizes.get(re.sub(r"^(?:grad_?|d_?)", "", match[1]), "") for match in found if match
    }
    if not rows or None in found or len(letters) != 1 or len(counts) != 1 or "" in counts:
        return list(rows)
    head = PythonRow(rows[0].line, 0, f"for {letters.pop()} in range({counts.pop()}):")
    return [head, *(row._replace(indent=row.indent + 4) for row in rows)]


def with_arrays_made(rows: Sequence[PythonRow], known: Collection[str]) -> list[PythonRow]:
    """The lines, with zeros for arrays whose entries get values by the places of loops.

    >>> loop = [PythonRow(1, 0, "for i in range(n):"), PythonRow(2, 4, "e[i] = p[i] - y[i]")]
    >>> [row.text for row in with_arrays_made(loop, ())][:2]
    ['e = np.zeros(n)', 'for i in range(n):']
    """
    said = {*known}
    found: list[PythonRow] = []
    loops: list[tuple[int, PythonRow, str, str]] = []
    for row in rows:
        loops = [loop for loop in loops if loop[1].indent < row.indent]
        if match := _LOOP.fullmatch(row.text):
            loops.append((len(found), row, match[1], match[2]))
        elif match := _WHOLE.match(row.text):
            said.add(match[1])
        elif (match := _FILLED.match(row.text)) and match[1] not in said and loops:
            bounds = {name: bound for _, _, name, bound in loops}
            places = re.findall(r"\w+", match[2])
            if len({*places}) == len(places) and {*places} <= bounds.keys():
                said.add(match[1])
                sizes = [bounds[place] for place in places]
                shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
                place, head, _, _ = loops[0]
                found.insert(place, head._replace(text=f"{match[1]} = np.zeros({shape})"))
                loops = [(at + 1, *rest) for at, *rest in loops]  # type: ignore[misc]
        found.append(row)
    return found
