"""Random programs of loops, slices and shared memory, linear in the data, run by NumPy.

What a program comes to is a matrix of numbers times the data; NumPy finds the matrix by running
it on unit arrays, and a page is written that has this for its gradient: the program is right
there, and wrong on the page with one of the numbers changed.
"""

from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from handgrad import Model

SHAPES: dict[str, tuple[int, ...]] = {"u": (4,), "v": (5,), "A": (3, 4)}
START = "a = {u}\nb = {v}\nC = {A}\ns = np.zeros(4)\n"


@dataclass(frozen=True)
class LoopCode:
    """A program, the page it is right on, and one that it is wrong on."""

    text: str
    page: Model
    other: Model


class LoopWriter:
    """Writes statements on a of 4 entries, b of 5, C of 3 rows of 4 and the result s of 4."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def one(self, *forms: str) -> str:
        return self.random.choice(forms)

    def number(self) -> str:
        return self.one("2", "3", "-1", "0.5", "1")

    def vector(self) -> str:
        """Four numbers."""
        return self.one("a", "s", "b[1:]", "b[:4]", "b[:-1]", "C[0]", "C[1]", "C[-1]",
                        "a[::-1]", "C.sum(axis=0)", "2*a", "b[1:5]", "b[0:4]", "C[1, :]",
                        "-s", "np.cumsum(a)", "np.flip(a)", "np.roll(s, 1)", "np.roll(a, -2)",
                        "np.pad(b[1:4], (1, 0))", "np.convolve(a, [1, 2, -1], 'same')",
                        "np.correlate(b, [1, 3])", "np.convolve(b, [2, 1], 'valid')",
                        "np.correlate(a, [1, 2, 3], 'same')", "np.convolve(a[:3], [1, 2])",
                        "np.correlate(a, [1, 4], 'same')", "np.convolve(s, [3, 1], 'same')",
                        "np.cumsum(C, axis=0)[1]", "np.cumsum(C, axis=1)[2]", "np.flip(C)[0]",
                        "np.correlate(a[:3], [1, 5], 'full')")  # fmt: skip

    def entry(self, i: str, most: int) -> str:
        """A number, by an index that is at most so much."""
        forms = [f"a[{i}]", f"b[{i}]", f"b[{i}+1]", f"s[{i}]", f"b[-1-{i}]", f"{i}*a[{i}]"]
        forms += [f"C[0, {i}]", f"C[2][{i}]", f"C[:, {i}].sum()", f"a[3-{i}]"]
        forms += [f"a[{i}-1]", f"s[{i}-1]", f"np.sum(a[:{i}])", f"({i} + 1)*b[{i}]"]
        return self.random.choice(forms if most < 4 else forms[:1])

    def simple(self) -> str:
        v = self.vector()
        name = self.one("a", "s")
        return self.one(
            f"{name} += {v}", f"{name} = {name} + {v}", f"{name} -= {v}", f"{name} *= 2",
            f"{name}[1:3] += {v}[:2]", f"{name}[:2] = {v}[2:]", f"{name}[-1] = {v}[0]",
            f"{name}[0] += {v}[1]", f"C[1] = {v}", f"C[0] += {v}", "C[:, 1] *= 2",
            "C[:, 1:3] -= C[:, 0:2]", f"b[1:] += {v}", "C[1:] += C[:2]", "C[0:2, 1:3] *= 2",
            f"{name}[::2] = {v}[:2]", f"C[1][2] = {v}[3]", f"{name} = {v}", f"b[:4] = {v}",
        )  # fmt: skip

    def shared(self) -> str:
        """Names for what is there, which are then changed."""
        given = self.one("a", "s", "C[0]", "C[:, 1]", "C[1:, 2]", "b[1:4]", "C.T[2]",
                         "C[-1]", "C", "C[:2]", "C.T", "a[1:]", "a[:]", "C[1].copy()",
                         "1*a")  # fmt: skip
        change = self.one(
            "r *= 2",
            "r += 1*r",
            "r[0] = 2*r[1]",
            "r -= 3*r",
            "r[-1] *= 3",
            "q = r\nq *= 2",
            "r = r*2",
            "r[1:] += r[:1]",
            "q = r[1:]\nq *= 3",
        )
        back = self.one("", "", "a *= 2", "C[0] += s", "s[0] = a[1]", "C *= 2")
        use = self.one("s += a", "s += C[0]", "s[:2] += r[:2].sum()", "s += C[2]", "s += b[:4]",
                       "s[1] += r.sum()")  # fmt: skip
        return f"r = {given}\n{change}\n{back}\n{use}"

    def head(self) -> tuple[str, str, int]:
        """The head of a loop, its variable and the most that it is."""
        return self.random.choice([
            ("for i in range(4):", "i", 3), ("for i in range(1, 4):", "i", 3),
            ("for i in range(3):", "i", 2), ("for i in reversed(range(4)):", "i", 3),
            ("for i in range(3, -1, -1):", "i", 3), ("for i in range(0, 4, 2):", "i", 2),
            ("for i in range(len(a)):", "i", 3), ("for i in range(a.shape[0] - 1):", "i", 2),
            ("for i, x in enumerate(a):", "i", 3), ("for i in range(u.size//2):", "i", 1),
            ("for i, (x, y) in enumerate(zip(a, C[0])):", "i", 3),
        ])  # fmt: skip

    def body(self, i: str, most: int) -> str:
        e, k = self.entry(i, most), self.number()
        forms = [
            f"s[{i}] += {k}*{e}", f"s[{i}] = {e}", f"s[{i}] -= {e}", f"a[{i}] = {e}",
            f"t = {e}\ns[{i}] += t", f"s[3-{i}] = s[3-{i}] + {e}",
            f"b[{i}] += {k}*{e}", f"C[1, {i}] += {e}", f"C[:, {i}] -= {e}", f"s[0] += {e}",
            f"if {i} == 1:\n    s[{i}] = {e}\nelse:\n    s[{i}] += {e}",
            f"if {i} % 2 == 0:\n    continue\ns[{i}] += {e}", f"s[-1] = {e}",
            f"s = s + {i}*{e}", f"s[{i}:] += {e}", f"s[:{i}+1] -= {e}", f"s += {e}",
            f"s[max(0, {i}-1):{i}+1] += {e}", f"kept.append({e})", f"new[{i}] = {e}",
            f"s += {e} if {i} > 0 else 2*{e}", f"a[{i}] *= 2", f"u_{i} = {e}\ns[{i}] += u_{i}",
        ]  # fmt: skip
        if most < 3:
            forms += [
                f"s[{i}:{i}+2] += {k}*b[{i}:{i}+2]", f"s[{i}:{i}+2] = {k}*a[{i}:{i}+2]",
                f"r = C[{i}]\nr *= 2\ns += r", f"C[{i}, {i}:{i}+2] += {e}",
                f"r = C[{i}]\ns += r",
                f"C[{i}, {i}] = {e}", f"s[{i}] += np.dot(a[{i}:{i}+2], b[{i}:{i}+2])*0 + {e}",
                f"s += C[{i}]*{k}", f"C[{i}] = a", f"C[{i}][1] -= {e}", f"a = a + C[{i}]",
            ]  # fmt: skip
        return self.random.choice(forms)

    def loop(self) -> str:
        head, i, most = self.head()
        parts = [self.body(i, most) for _ in range(self.random.randint(1, 2))]
        if self.random.random() < 0.4:
            j = f"for j in range({self.one('2', '3', '4', 'i', 'i+1')}):"
            inner = self.one(f"s[j] += {self.number()}*a[i]", "s[i] += C[0, j]", "s[j] = a[i]",
                             "C[1, j] += a[i]", "s[i] += i*b[j]",
                             "if i != j:\n    s[i] -= a[j]",
                             "t = a[j]\ns[j] = s[j] + t")  # fmt: skip
            parts.append(j + "\n" + _indented(inner))
        text = head + "\n" + _indented("\n".join(parts))
        if "kept" in text:
            text = f"kept = []\n{text}\ns[0] += sum(kept)"
        if "new[" in text:
            text = f"new = np.zeros(4)\n{text}\ns += new"
        return text

    def program(self) -> str:
        copies = self.one("1*{}", "{}.copy()", "np.array({})", "1*{}", "{} + 0")
        start = START.format(**{name: copies.format(name) for name in SHAPES})
        kinds = [self.simple, self.shared, self.loop, self.loop]
        parts = [self.random.choice(kinds)() for _ in range(self.random.randint(1, 4))]
        return start + "\n".join(parts) + "\ns += a\ndw = s\n"


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())


def _matrix(text: str) -> Any:
    """What each entry of the data adds to each entry of the result, by running the program."""
    import numpy as np

    columns = []
    for name, shape in SHAPES.items():
        for n in range(int(np.prod(shape))):
            space: dict[str, Any] = {"np": np, **{k: np.zeros(s) for k, s in SHAPES.items()}}
            space[name].flat[n] = 1.0
            exec(text, space)  # noqa: S102
            columns.append(np.array(space["dw"], dtype=float))
    return np.array(columns).T


def _page(matrix: Any) -> Model:
    entries = [f"{name}[{', '.join(map(str, place))}]" for name, shape in SHAPES.items()
               for place in product(*map(range, shape))]  # fmt: skip
    rows = []
    for i, row in enumerate(matrix):
        terms = [f"({float(x)})*{e}" for x, e in zip(row, entries, strict=True) if x]
        rows.append(f"w[{i}]*({' + '.join(terms) or '0*u[0]'})")
    declared = ", ".join(f"{n}[{','.join(map(str, s))}]" for n, s in SHAPES.items())
    return Model.from_text(
        f"model linear_code: a sum\nparameters w[4]\ndata {declared}\nforward\n"
        f"    L = {' + '.join(rows)}\n"
    )


def loop_code(seed: int) -> LoopCode | None:
    """The program of a seed with its pages; None for one that NumPy refuses."""
    random = Random(seed)
    text = LoopWriter(random).program()
    try:
        matrix = _matrix(text)
    except (ValueError, IndexError, NameError):
        return None
    other = matrix.copy()
    other[random.randrange(4), random.randrange(matrix.shape[1])] += random.choice((1, -1))
    return LoopCode(text, _page(matrix), _page(other))
