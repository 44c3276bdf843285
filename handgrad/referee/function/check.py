"""What a check found, for people and for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from handgrad.hints import Hint
from handgrad.language.data import Record, as_data
from handgrad.verdict import RIGHT

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Discrepancy(Record):
    """One entry at one point where a claimed derivative is not known to be the measured one.

    `error_bar` is that of the measured value and `bars` the gap in units of it; `agrees` is
    None, with a `reason`, where nobody can tell.
    """

    name: str
    index: int
    point: int
    agrees: bool | None
    claimed: float
    measured: float | None
    error_bar: float | None
    bars: float | None
    reason: str = ""

    @property
    def relative_gap(self) -> float | None:
        """The gap as a part of the larger of the two values."""
        if self.measured is None:
            return None
        size = max(abs(self.claimed), abs(self.measured))
        return abs(self.claimed - self.measured) / size if size else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            **super(Discrepancy, self).to_dict(),
            "relative_gap": as_data(self.relative_gap),
        }


@dataclass(frozen=True, slots=True)
class Check(Record):
    """The verdict on a claimed gradient, with its evidence.

    `rung` is the strongest evidence that answered and `rungs` what became of each one tried;
    `points` counts the points judged, `digits` the digits to which claim and measurement were
    compared; `smallest_visible_error` is by entry the smallest error that would have been
    seen. `findings` are the entries that do not agree. `negligible` is the part of the gradient
    that was passed over as the caller wants it; `still` counts entries claimed to be 0 at
    which f does not move at all.
    """

    verdict: str
    reasons: tuple[str, ...] = ()
    rung: str = ""
    rungs: tuple[tuple[str, str], ...] = ()
    points: int = 0
    entries: int = 0
    digits: float | None = None
    evaluations: int = 0
    gradient_calls: int = 0
    smallest_visible_error: tuple[float, ...] = ()
    findings: tuple[Discrepancy, ...] = ()
    hints: tuple[Hint, ...] = ()
    warnings: tuple[str, ...] = ()
    negligible: float | None = None
    still: int = 0
    seed: int = 0

    def __bool__(self) -> bool:
        return self.verdict == RIGHT

    def __str__(self) -> str:
        lines = [f"{self.verdict}: {self._evidence()}"]
        lines += [f"reason: {reason}" for reason in self.reasons[:SHOWN]]
        if self.findings:
            lines += ["", *table(self.findings[:SHOWN])]
            if len(self.findings) > SHOWN:
                lines.append(f"... and {len(self.findings) - SHOWN} more")
            lines.append("")
        lines += [f"hint ({hint.id}): {hint.text}" for hint in self.hints]
        lines += [f"warning: {warning}" for warning in self.warnings]
        lines += [f"tried {name}: {outcome}" for name, outcome in self.rungs]
        return "\n".join(lines)

    def _evidence(self) -> str:
        if not self.points:
            return "nothing could be compared"
        digits = "" if self.digits is None else f" to {self.digits:.0f} digits"
        visible = max(self.smallest_visible_error, default=0.0)
        seen = (
            f"; errors above {visible:.1g} in an entry would have been seen"
            if (visible and isfinite(visible))
            else ""
        )
        unmoved = _plural(self.still, "entry", "entries")
        still = f"; {unmoved} that do not move f" if self.still else ""
        passed = (
            f"; gaps up to {self.negligible:.0e} of an array's largest entry passed over"
            if self.negligible
            else ""
        )
        points, calls = _plural(self.points, "point"), _plural(self.evaluations, "evaluation")
        return (
            f"by {self.rung}{digits}, {points}, {calls} of f, seed {self.seed}"
            f"{seen}{still}{passed}"
        )


def table(findings: Sequence[Discrepancy]) -> list[str]:
    """The findings as aligned columns.

    >>> print(*table([Discrepancy("w[1]", 1, 0, False, 3.0, 2.0, 1e-9, 1e9)]), sep="\\n")
    entry  claimed  measured  relative gap  error bar
    w[1]   3.0      2.0       0.33          1e-09
    """
    rows = [("entry", "claimed", "measured", "relative gap", "error bar")]
    for f in findings:
        where = f.name if f.point == 0 else f"{f.name} (point {f.point + 1})"
        rows.append(
            (
                where,
                repr(f.claimed),
                _shown(f.measured, "{!r}"),
                _shown(f.relative_gap, "{:.2g}"),
                _shown(f.error_bar, "{:.2g}"),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)


def _plural(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {several or noun + 's'}"
