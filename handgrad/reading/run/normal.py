"""The normal distribution as SciPy has it: `norm.pdf`, `norm.cdf`, `ndtr`."""

from collections.abc import Callable
from typing import Any

from handgrad.reading.run.entrywise import Calculator


def density(calc: Calculator, z: Any) -> Any:
    """exp(-z^2/2)/sqrt(2 pi)."""
    turn = calc.operate("*", calc.real(2), calc.numbers.pi())
    bell = calc.apply("exp", calc.operate("/", calc.operate("*", calc.negated(z), z), 2))
    return calc.operate("/", bell, calc.numbers.functions["sqrt"](turn))


def below(calc: Calculator, z: Any) -> Any:
    """The share of the standard normal distribution below z: (1 + erf(z/sqrt(2)))/2."""
    root = calc.numbers.functions["sqrt"](calc.real(2))
    slanted = calc.apply("erf", calc.operate("/", z, root))
    return calc.operate("/", calc.operate("+", calc.real(1), slanted), 2)


def log_below(calc: Calculator, z: Any) -> Any:
    """The logarithm of the share below z."""
    return calc.apply("log", below(calc, z))


def _spread(
    standard: Callable[[Calculator, Any], Any], *, per_scale: bool = False
) -> Callable[..., Any]:
    """A function of z = (x - loc)/scale; a density is divided by the scale."""

    def rule(calc: Calculator, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
        z = calc.operate("/", calc.operate("-", x, loc), scale)
        found = standard(calc, z)
        return calc.operate("/", found, scale) if per_scale else found

    return rule


def _log_density(calc: Calculator, x: Any, loc: Any = 0, scale: Any = 1) -> Any:
    z = calc.operate("/", calc.operate("-", x, loc), scale)
    log, root = (calc.numbers.functions[name] for name in ("log", "sqrt"))
    turn = log(root(calc.operate("*", calc.real(2), calc.numbers.pi())))
    squares = calc.operate("/", calc.operate("*", z, z), 2)
    width = 0 if isinstance(scale, int) and scale == 1 else calc.apply("log", scale)
    return calc.operate("-", calc.operate("-", calc.negated(squares), turn), width)


OF_NORMAL: dict[str, Callable[..., Any]] = {
    "norm.pdf": _spread(density, per_scale=True),
    "norm.logpdf": _log_density,
    "norm.cdf": _spread(below),
    "norm.logcdf": _spread(log_below),
    "norm.sf": _spread(lambda calc, z: below(calc, calc.negated(z))),
    "norm.logsf": _spread(lambda calc, z: log_below(calc, calc.negated(z))),
    "ndtr": below,
    "log_ndtr": log_below,
}
