"""`check_gradient`: is this the gradient of that function?"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from handgrad.boundary import calling_back, whole_number
from handgrad.errors import ValuesError
from handgrad.referee.function.beyond import wrong_beyond_kinks
from handgrad.referee.function.check import Check
from handgrad.referee.function.claimed import ClaimedGradient
from handgrad.referee.function.invisible import doubt_invisible
from handgrad.referee.function.layout import ArrayMaker, Layout, layout_at
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.nearby import point_nearby, special_position
from handgrad.referee.function.parts import examine
from handgrad.referee.function.repeated import doubts_of_calls, doubts_of_steps
from handgrad.referee.function.small_gaps import finite_difference
from handgrad.referee.function.subject import BudgetSpent, Subject
from handgrad.referee.function.summary import summarise
from handgrad.referee.function.template import Refused, plain_lists
from handgrad.referee.function.trial import Setting, Trial, again, strongest
from handgrad.verdict import INVALID, UNDECIDED
from handgrad.visible import described, in_brief

# How far away points nearby are, as a part of the size of each argument, where f has values
# there; and how many of them are tried where one is in doubt.
DISTANCES = (0.1, 1e-3, 1e-5)
TRIES = 3
LARGEST_SEED = 2**64
# A finite difference that nearly passes has the same round step everywhere, to this part.
SAME_STEP = 1e-4


@calling_back
def check_gradient(
    f: Callable[..., Any],
    gradient: Callable[..., Any] | bool,
    at: Any,
    *,
    points: Iterable[Any] | None = None,
    array: ArrayMaker | None = None,
    nearby: bool = True,
    entrywise: bool | None = None,
    negligible: float = 0.0,
    budget: int | None = None,
    progress: Callable[[str], object] | None = None,
    seed: int = 0,
) -> Check:
    """Whether `gradient` is the gradient of `f`: right, wrong, undecided or invalid, with why.

    `at` is a number, an array (of NumPy, PyTorch, JAX), or nested lists, tuples and mappings of
    those; a tuple is several positional arguments. `f(values)` answers with a number,
    `gradient(values)` with the shapes of `at`; both are given values of the form of `at`.
    With True for `gradient`, `f` answers with the pair of both. `array` (`numpy.asarray`, say)
    makes arrays of nested lists.

    More `points` are judged together with `at`, and each also at a point of its own nearby
    unless `nearby` is off. `entrywise` measures every entry, or none but those that fail;
    without it that depends on the evidence. A gap up to the part `negligible` of the largest
    entry of an array is passed over. `budget` is the largest number of calls of `f`;
    `progress` (`print`, say) is told what is done next.

    It climbs down a ladder until something decides, and `rung` says which that was:

    - more digits, 15 to 40: code that takes any number: formulas, `handgrad.arithmetic`, small
      arrays of NumPy; a few calls, each 100 to 1000 times slower;
    - the complex step, 13: NumPy, or PyTorch in float64, without `abs`; some 20 calls;
    - differences of floats, 6 to 11: any code; some 200 calls, more to find what is wrong.

    An array as `at` climbs all three, and so does `array=numpy.asarray`; a maker of floats
    leaves the last rung only. Calls do not grow with the number of parameters where the
    gradient is right. `undecided` comes with its reason: a kink, noise, float32 (give it
    float64), an array too small to be seen, a gradient that accumulates from call to call.

    Objects that hold their parameters take a function around them: `def both(params):
    net.params = params; return net.loss(X, y)` for a net whose `loss` answers with the pair,
    then `check_gradient(both, True, net.params)`; for a module of PyTorch in double, f is
    `criterion(torch.func.functional_call(net, params, (X,)), y)` and at is
    `dict(net.named_parameters())`.

    A `gradient` of another shape or type, not finite, or that raises is `invalid`. Raises
    ValuesError for arguments of this function that cannot be used.

    >>> check = check_gradient(lambda v: v[0] ** 2 * v[1], lambda v: [2 * v[0] * v[1], v[0]],
    ...                        [1.0, 2.0])
    >>> check.verdict, check.findings[0].name
    ('wrong', 'x[1]')
    """
    _refuse_options(f, gradient, array, progress, negligible, budget)
    whole_number("seed", seed, 0, LARGEST_SEED)
    layout, start = layout_at(at, array)
    places = [
        start,
        *(_same_layout(layout, p, i, array) for i, p in enumerate(_listed(points))),
    ]
    subject = Subject(f, gradient, layout, budget, progress)
    check = _Checking(Setting(subject, Random(seed), entrywise), seed, negligible, nearby)
    return check.verdict(places)


def _refuse_options(
    f: Any, gradient: Any, array: Any, progress: Any, negligible: Any, budget: Any
) -> None:
    for name, function, other in (
        ("f", f, ()),
        ("gradient", gradient, (True,)),
        ("array", array, (None,)),
        ("progress", progress, (None,)),
    ):
        if not callable(function) and not any(function is value for value in other):
            raise ValuesError(name, "callable", f"a {type(function).__name__}")
    if not isinstance(negligible, int | float) or not 0 <= negligible < 1:
        expected = "a part of the gradient, from 0 to 1"
        raise ValuesError("negligible", expected, in_brief(negligible))
    if budget is not None:
        whole_number("budget", budget, 1, LARGEST_SEED)


def _listed(points: object) -> list[object]:
    if points is None:
        return []
    points = plain_lists(points)
    if isinstance(points, str | bytes | Mapping) or not isinstance(points, Iterable):
        raise ValuesError("points", "a list of points, each as at", in_brief(points))
    return list(points)


def _same_layout(
    layout: Layout, point: Any, index: int, array: ArrayMaker | None
) -> list[float]:
    other, numbers = layout_at(point, array)
    if other.template != layout.template:
        raise ValuesError(f"points[{index}]", "of the same shape as at", "another shape")
    return numbers


class _Checking:
    """One call of `check_gradient`: what was seen so far."""

    def __init__(self, setting: Setting, seed: int, negligible: float, nearby: bool) -> None:
        self.setting, self.nearby = setting, nearby
        self.seed, self.negligible = seed, negligible
        self.trials: list[Trial] = []
        self.near: list[Trial] = []
        self.warnings: list[str] = []

    def verdict(self, places: Sequence[Sequence[float]]) -> Check:
        doubts: list[str] = []
        try:
            first = [self._claim(place, watch=True) for place in places]
            # What the functions have to warn of they have said by now.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # An imaginary part that is thrown away makes a complex step useless.
                warnings.filterwarnings("error", "Casting complex values to real")
                doubts += self._judge(first)
                return self._summary(doubts)
        except Refused as refusal:
            return self._nothing(INVALID, str(refusal))
        except (ArithmeticError, ValueError) as error:
            return self._nothing(
                UNDECIDED, f"the numbers leave the floats ({described(error)})"
            )
        except BudgetSpent:
            if not self.trials:
                return self._nothing(UNDECIDED, "the budget of evaluations is spent")
            self.trials[0].trouble = "the budget of evaluations is spent"
            return self._summary(doubts)

    def _judge(self, claims: Sequence[ClaimedGradient]) -> list[str]:
        for claim in claims:
            trial = strongest(self.setting, claim)
            self.trials.append(trial)
            self._examine_first(trial)
            near = self._nearby(trial) if self.nearby else []
            self.near += self._look_for_differences(trial, near)
            if self.nearby:
                self.warnings += wrong_beyond_kinks(self.setting, trial)
            else:
                self.warnings += special_position(self.setting.subject.layout, claim.point)
        doubts = doubts_of_calls(self.setting, claims[0])
        return doubts + doubts_of_steps(self.setting, self.trials, self.near)

    def _examine_first(self, trial: Trial) -> None:
        examine(self.setting, trial)
        if isinstance(trial.view, DigitsView):
            trial.trouble = trial.view.float_fault()
        trial.trouble = trial.trouble or doubt_invisible(self.setting, trial)

    def _look_for_differences(self, trial: Trial, near: list[Trial]) -> list[Trial]:
        """In many digits a finite difference can pass for a derivative: judge it in floats."""
        view, whole = trial.view, trial.whole[1]
        if not isinstance(view, DigitsView) or whole.exact or False in trial.agreements():
            return near
        trial.hint = finite_difference(trial, near, SAME_STEP) if not whole.sides else None
        if trial.hint is None:
            return near
        view.take_floats()
        trial.whole, trial.trouble = (trial.whole[0], view.slope(trial.whole[0])), ""
        trial.parts.clear()
        examine(self.setting, trial)
        return []

    def _claim(self, point: Sequence[float], watch: bool = False) -> ClaimedGradient:
        subject = self.setting.subject
        value = subject.watched_value(point) if watch else subject.value(point)
        claimed = subject.claim(point)
        return ClaimedGradient(subject, point, value, claimed, self.seed, self.negligible)

    def _nearby(self, trial: Trial) -> list[Trial]:
        """The trial at a point in general position nearby; at another one if it is in doubt."""
        tries: list[Trial] = []
        for _ in range(TRIES):
            found = self._one_nearby(trial)
            if found is None:
                break
            tries.append(found)
            if None not in found.agreements() or False in found.agreements():
                return [found]
            if None in trial.agreements() or False in trial.agreements():
                break
        return tries[:1]

    def _one_nearby(self, trial: Trial) -> Trial | None:
        """As far away as f has values."""
        refused = ""
        for distance in DISTANCES:
            point = point_nearby(trial.view.claim.point, distance, self.setting.rng)
            try:
                found = again(self.setting, self._claim(point), trial)
                if False not in trial.agreements() and found.whole[1].agrees is not True:
                    examine(self.setting, found)
                return found
            except Refused as refusal:
                refused = str(refusal)
        self.warnings.append(f"no point nearby could be judged: {refused}")
        return None

    def _summary(self, doubts: Sequence[str]) -> Check:
        return summarise(
            self.setting,
            self.trials,
            self.near,
            doubts,
            self.warnings,
            seed=self.seed,
            negligible=self.negligible,
        )

    def _nothing(self, verdict: str, reason: str) -> Check:
        subject = self.setting.subject
        return Check(
            verdict,
            (reason,),
            rungs=tuple(self.setting.rungs.items()),
            entries=len(subject.layout.names),
            evaluations=subject.evaluations,
            gradient_calls=subject.gradient_calls,
            seed=self.seed,
        )
