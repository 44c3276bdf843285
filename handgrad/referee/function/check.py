"""What a check found, for people and for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from handgrad.verdict import RIGHT

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern that the whole claimed gradient follows: what the mistake looks like."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry at one point: claimed and measured derivative, and the error bar of the latter.

    `bars` is the gap in error bars; `agrees` is None, with a `reason`, where nobody can tell.
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


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a claimed gradient, with its evidence.

    `rung` is the strongest evidence that answered and `rungs` what became of each one tried;
    `points` counts the points judged, `digits` the digits to which claim and measurement were
    compared; `smallest_visible_error` is by entry the smallest error that would have been
    seen. `findings` are the entries that do not agree.
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
    findings: tuple[Finding, ...] = ()
    hints: tuple[Hint, ...] = ()
    warnings: tuple[str, ...] = ()
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
        return (
            f"by {self.rung}{digits}, {_plural(self.points, 'point')}, "
            f"{_plural(self.evaluations, 'evaluation')} of f, seed {self.seed}{seen}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as data for JSON; a number that is not finite becomes None."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def table(findings: Sequence[Finding]) -> list[str]:
    """The findings as aligned columns.

    >>> print(*table([Finding("w[1]", 1, 0, False, 3.0, 2.0, 1e-9, 1e9)]), sep="\\n")
    entry  claimed  measured  error bar  gap in bars
    w[1]   3.0      2.0       1e-09      1e+09
    """
    rows = [("entry", "claimed", "measured", "error bar", "gap in bars")]
    for f in findings:
        where = f.name if f.point == 0 else f"{f.name} (point {f.point + 1})"
        rows.append(
            (
                where,
                repr(f.claimed),
                _shown(f.measured, "{!r}"),
                _shown(f.error_bar, "{:.2g}"),
                _shown(f.bars, "{:.2g}"),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
