"""Random programs whose names share memory, with what NumPy makes of them.

Two arrays of the page's own are named again, sliced, copied, put into functions, dictionaries
and loops, and changed in place; in the end each is an answer, scaled by what it is off, so that
many programs are right only as NumPy runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from handgrad import Model

PAGE = Model.from_text(
    """
model shared_memory: a sum of squares
sizes N, D, C
parameters W[D,C], b[C]
data X[N,D], Y[N,C]
forward
    Z = X @ W + b
    R = Z - Y
    L = sum(R^2)/2
"""
)
FUNCTIONS = {
    "doubled": "def doubled(v):\n    v *= 2\n    return v\n",
    "twice": "def twice(v):\n    v = v*2\n    return v\n",
    "rectified": "def rectified(v, z):\n    v[z <= 0] = 0\n    return v\n",
    "same": "def same(v):\n    return v\n",
    "tripled": "def tripled(v):\n    u = v[:]\n    u *= 3\n    return 3*v\n",
}
NAMES = ("e", "f", "g", "h", "s", "t")


@dataclass(frozen=True)
class Written:
    """A program, and whether each answer is right as NumPy runs it."""

    text: str
    right: dict[str, bool]


class Writer:
    """Writes a program statement by statement; `known` are the arrays that have a name."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.known = ["R"]

    def any(self) -> str:
        return self.random.choice(self.known)

    def new(self) -> str:
        name = self.random.choice(NAMES)
        if name not in self.known:
            self.known.append(name)
        return name

    def named(self) -> str:
        a = self.any()
        form = self.random.choice(
            ("{}", "{}", "{}", "{}.copy()", "{}[:]", "1*{}", "{}.T.T", "{}.reshape(N, C)",
             "np.array({})", "np.asarray({})", "{} + 0", "+{}", "{}[:, :]", "(0, {})[1]",
             "{{'k': {}}}['k']", "{} - 0*R"),
        )  # fmt: skip
        return f"{self.new()} = {form.format(a)}"

    def called(self) -> str:
        a, b = self.any(), self.any()
        form = self.random.choice(
            ("doubled({})", "twice({})", "same({})", "tripled({})", "rectified({}, {})",
             "doubled({}.copy())", "same({})*2", "doubled(same({}))"),
        )  # fmt: skip
        return f"{self.new()} = {form.format(a, b)}"

    def changed(self) -> str:
        a, b = self.any(), self.any()
        form = self.random.choice(
            ("{} *= 2", "{} /= 2", "{} *= 4", "{} += {}", "{}[{} > 0] = 0", "{}[:] = 2*{}",
             "{}[0] = 0", "{}[:, 0] = 0", "{} = 2*{}", "{} = {}/2"),
        )  # fmt: skip
        return form.format(a, b)

    def unpacked(self) -> str:
        a, b = self.any(), self.any()
        return f"{self.new()}, {self.new()} = {a}, {b}"

    def kept(self) -> str:
        a, b = self.any(), self.any()
        return (
            f"kept = {{'p': {a}, 'q': {b}}}\n{b} *= 2\n"
            f"{self.new()} = kept['{self.random.choice('pq')}']"
        )

    def looped(self) -> str:
        a, b = self.any(), self.any()
        head = self.random.choice(
            ("for i in range(N):\n    r = {a}[i]", "for i in range(N):\n    r = {a}[i, :]",
             "for i in range(N):\n    r = {a}[i].copy()",
             "for i, r in enumerate({a}):\n    pass", "for i in range(N):\n    r = 1*{a}[i]"),
        )  # fmt: skip
        middle = self.random.choice(
            ("r *= 2", "r -= {b}[i]", "r = r*2", "q = r\n    q *= 2", "r[r > 0] = 0",
             "r[0] = 0", "{b}[i] *= 2")
        )  # fmt: skip
        end = self.random.choice(
            ("acc += r", "acc[i] += r", "acc[i] = {b}[i]", "acc += {b}[i]")
        )
        start = "np.zeros((N, C))" if "[i] " in end[:7] else "np.zeros(C)"
        text = f"acc = {start}\n{head}\n    {middle}\n    {end}"
        if "(N, C)" in start:
            text += f"\n{self.new()} = acc"
        return text.format(a=a, b=b)

    def statements(self) -> str:
        kinds: list[Callable[[], str]] = [
            self.named, self.named, self.changed, self.changed, self.called, self.unpacked,
            self.kept, self.looped,
        ]  # fmt: skip
        length = self.random.randint(2, 6)
        return "\n".join(self.random.choice(kinds)() for _ in range(length))


def surroundings() -> dict[str, Any]:
    """The page's values at a point, as arrays."""
    import numpy as np

    point = np.random.default_rng(7)
    sizes = PAGE.sizes
    space: dict[str, Any] = {"np": np, **sizes}
    for name in ("X", "Y", "W", "b"):
        space[name] = point.normal(size=[sizes[str(d)] for d in PAGE.shapes[name] if d != 1])
    space["Z"] = space["X"] @ space["W"] + space["b"]
    space["R"] = space["Z"] - space["Y"]
    return space


def written(seed: int) -> Written:
    """The program of a seed, and the truth about it by running it."""
    import numpy as np

    random = Random(seed)
    writer = Writer(random)
    body = writer.statements()
    body = "".join(f for name, f in FUNCTIONS.items() if name in body) + body
    first, second = writer.any(), writer.any()
    wanted, space = surroundings(), surroundings()
    exec(body, space)  # noqa: S102
    scales = [_scale(space[name], wanted["R"]) for name in (first, second)]
    body += f"\ndW = X.T @ {first}*{scales[0]}\ndb = np.sum({second}*{scales[1]}, axis=0)"
    space = surroundings()
    exec(body, space)  # noqa: S102
    residual = wanted["R"]
    right = {"W": wanted["X"].T @ residual, "b": residual.sum(axis=0)}
    found = {"W": space["dW"], "b": space["db"]}
    return Written(body, {n: bool(np.allclose(found[n], right[n])) for n in right})


def _scale(found: Any, wanted: Any) -> float:
    """What makes an array the wanted one where it is a multiple of it, else 1."""
    import numpy as np

    ratio = float(wanted[0, 0] / found[0, 0]) if found[0, 0] else 1.0
    return ratio if np.allclose(found * ratio, wanted) and ratio in _SCALES else 1.0


_SCALES = tuple(2.0**n for n in range(-8, 9))
