"""One step of gradient descent: `train` against loops by hand and against other libraries.

Every result is compared with that of `train` before anything is timed. The times are the best
of several rounds of one run, in which the rivals take turns; what counts are the ratios.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from math import isclose
from typing import Any, NamedTuple

from benchmarks import rivals
from benchmarks.rivals import RATE, Layer, Rival, Row
from handgrad.model import Model, load
from handgrad.training.train import train

OURS, SHORT, HAND = "train", "train in float32", "hand-inlined loop"


class Task(NamedTuple):
    """`asked` holds, by rival, the least or the most of its time as a multiple of train's.

    `epochs` is how many are compared before anything is timed, `least` how many are timed at
    once, so that to read rows and start counts for little.
    """

    name: str
    model: Model
    rows: Sequence[tuple[Any, ...]]
    start: Mapping[str, Any]
    rivals: Mapping[str, Rival]
    asked: Mapping[str, str]
    epochs: int = 20
    least: int = 1

    def train(self, epochs: int, **options: Any) -> list[float]:
        history = train(
            self.model, self.rows, self.start, learning_rate=RATE, epochs=epochs, **options
        )
        return list(_entries(list(history.parameters.values())))


def run(quick: bool) -> None:
    """Verify and time every task; raises AssertionError where two results differ."""
    for task in (_quadratic(), _two_layer(), _mlp(), _large()):
        _verify(task)
        _report(task, _times(task, rounds=3 if quick else 9, seconds=0.02 if quick else 0.15))


def _quadratic() -> Task:
    rows = [(1.0, 4.0), (2.0, 9.0), (3.0, 16.0)]
    by_hand = {
        HAND: rivals.hand_inlined(rows),
        "the same, losses dropped": rivals.hand_inlined_without_losses(rows),
    }
    libraries = _installed(
        {
            "numpy": rivals.quadratic_numpy,
            "micrograd": rivals.quadratic_micrograd,
            "autograd": rivals.quadratic_autograd,
            "torch": rivals.quadratic_torch,
        },
        rows,
    )
    asked = {HAND: ">= 0.8", "micrograd": ">= 50", "torch": ">= 200", SHORT: "<= 6"}
    start = {"w1": 1.0, "w2": 1.0, "b": 0.0}
    return Task("quadratic", load("quadratic"), rows, start, {**by_hand, **libraries}, asked)


def _two_layer() -> Task:
    model = load("two_layer", n=2, m=3, k=1, activation="tanh")
    by_hand = {HAND: rivals.two_layer_hand_inlined}
    return _network("two_layer 2-3-1 tanh", model, by_hand, {SHORT: "<= 6"})


def _mlp() -> Task:
    model = load("mlp", sizes=(2, 16, 16, 1), activation="tanh")
    asked = {"numpy": ">= 1", "micrograd": ">= 50", "torch": ">= 8", SHORT: "<= 6"}
    return _network("mlp 2-16-16-1 tanh", model, {}, asked)


def _large() -> Task:
    """The smallest network for handwritten digits that people build: list loops."""
    model = load("mlp", sizes=(784, 30, 10), activation="tanh")
    rows, start, layers = _drawn(model, count=3, scale=0.1)
    ours = {"Python lists": rivals.network_lists(rows, layers)}
    makers = {"numpy": rivals.network_numpy, "torch": rivals.network_torch}
    libraries = _installed(makers, rows, layers)
    asked = {OURS: "< 2500 us"}
    found = Task("mlp 784-30-10 tanh", model, rows, start, {**ours, **libraries}, asked, 2, 20)
    return found._replace(rivals={**found.rivals, "train, steps recorded": _walked(found)})


def _walked(task: Task) -> Rival:
    return lambda epochs: task.train(epochs, record="steps")


def _network(
    name: str,
    model: Model,
    by_hand: Mapping[str, Callable[..., Rival]],
    asked: Mapping[str, str],
) -> Task:
    rows, start, layers = _drawn(model, count=10)
    makers = {"Python lists": rivals.network_lists, **by_hand}
    libraries = _installed(
        {
            "numpy": rivals.network_numpy,
            "micrograd": rivals.network_micrograd,
            "autograd": rivals.network_autograd,
            "torch": rivals.network_torch,
        },
        rows,
        layers,
    )
    ours = {name: make(rows, layers) for name, make in makers.items()}
    return Task(name, model, rows, start, {**ours, **libraries}, asked)


def _drawn(
    model: Model, *, count: int, scale: float = 1.0
) -> tuple[list[Row], dict[str, Any], list[Layer]]:
    """Rows, a start, and the start as the layers that the rivals take."""
    generator = random.Random(1)

    def draw(shape: tuple[int, ...]) -> Any:
        if not shape:
            return scale * (generator.random() - 0.5)
        return [draw(shape[1:]) for _ in range(shape[0])]

    start = {name: draw(shape) for name, shape in model.parameters.items()}
    parts = iter(start.values())
    shapes = list(model.data.values())
    rows = [(draw(shapes[0]), draw(shapes[1])) for _ in range(count)]
    return rows, start, list(zip(parts, parts, strict=True))


def _installed(makers: Mapping[str, Callable[..., Rival]], *given: Any) -> dict[str, Rival]:
    return {library: make(*given) for library, make in makers.items() if find_spec(library)}


def _verify(task: Task) -> None:
    """Every rival ends where `train` does; float32 where the walked page does, to the bit."""
    expected = task.train(task.epochs)
    assert expected == task.train(task.epochs, record="steps"), task.name
    for name, rival in task.rivals.items():
        found = rival(task.epochs)
        assert len(found) == len(expected), (task.name, name)
        for a, b in zip(found, expected, strict=True):
            assert isclose(a, b, rel_tol=1e-9, abs_tol=1e-12), (task.name, name, a, b)
    short = task.train(task.epochs, arithmetic="float32")
    assert short == task.train(task.epochs, arithmetic="float32", record="steps"), task.name


def _times(task: Task, *, rounds: int, seconds: float) -> dict[str, float]:
    """Seconds a step, the best of the rounds."""

    def short(epochs: int) -> Sequence[float]:
        return task.train(epochs, arithmetic="float32")

    runners: dict[str, Rival] = {OURS: task.train, SHORT: short, **task.rivals}
    epochs = {
        name: max(task.least, _enough(runner, seconds)) for name, runner in runners.items()
    }
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, runner in runners.items():
            step = _elapsed(runner, epochs[name]) / (epochs[name] * len(task.rows))
            best[name] = min(step, best.get(name, step))
    return best


def _enough(runner: Rival, seconds: float) -> int:
    """So many epochs that a run takes about that long."""
    runner(1)  # compiles, imports
    epochs = 1
    while _elapsed(runner, epochs) < seconds / 2:
        epochs *= 2
    return epochs


def _elapsed(runner: Rival, epochs: int) -> float:
    # The time of this process alone: other work on the machine is no matter.
    begin = time.process_time()
    runner(epochs)
    return time.process_time() - begin


def _report(task: Task, times: Mapping[str, float]) -> None:
    print(f"{task.name}: one step of gradient descent")
    print(f"  {'':26}{'us':>10}  {'times train':>12}  asked for")
    for name, seconds in times.items():
        ratio = f"{seconds / times[OURS]:.2f}"
        print(f"  {name:26}{seconds * 1e6:10.2f}  {ratio:>12}  {task.asked.get(name, '')}")
    print()


def _entries(value: Any) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from _entries(item)
    else:
        yield value
