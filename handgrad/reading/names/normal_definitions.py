r"""What texts say that the normal density is: `\frac{1}{\sqrt{2\pi\sigma^2}} e^{...}`."""

from collections.abc import Iterator
from itertools import product

from handgrad.regex import regex

_SPACES = regex(r"\s|&|\\[,;:! ]|\\(?:left|right|[bB]igg?[lr]?|displaystyle)(?![A-Za-z])|\\\\")
_BOLD = regex(r"\\(?:boldsymbol|mathbf|bm|vec|symbf|pmb)\{?(\\?[A-Za-z]+)\}?")
_SHORT = regex(r"\\frac(\d)(\d)")
_END = regex(r"$|[$,.;}\n]|\\\]|\\end")


def is_usual_density(said: str, of: str, mean: str, spread: str) -> bool:
    r"""Whether what stands behind `N(of|mean, spread) =` is the normal density.

    >>> is_usual_density(r"\frac{1}{\sqrt{2\pi v}} e^{-(x-m)^2/(2v)}$", "x", "m", "v")
    True
    >>> is_usual_density(r"e^{-(x-m)^2/(2v)}", "x", "m", "v")
    False
    """
    plain = _plain(said).lstrip("=:")
    written = _of_number(*map(_plain, (of, mean, spread)))
    vectors = _of_vector(*map(_plain, (of, mean, spread)))
    return any(
        plain.startswith(one) and _END.match(plain, len(one)) for one in (*written, *vectors)
    )


def _plain(written: str) -> str:
    return _SHORT.sub(r"\\frac{\1}{\2}", _BOLD.sub(r"\1", _SPACES.sub("", written)))


def _raised(powers: tuple[str, ...]) -> Iterator[str]:
    for power in powers:
        yield f"e^{{{power}}}"
        for before, behind in ("()", "[]", ("\\{", "\\}"), ("{(", ")}")):
            yield f"\\exp{before}{power}{behind}"
        yield f"exp({power})"


def _of_number(of: str, mean: str, spread: str) -> Iterator[str]:
    root = spread.removesuffix("^2").removesuffix("^{2}")
    apart = rf"({of}-{mean})"
    fronts = [rf"\frac{{1}}{{\sqrt{{2\pi{spread}}}}}", rf"(2\pi{spread})^{{-1/2}}"]
    powers = [
        rf"-\frac{{{apart}^2}}{{2{spread}}}",
        rf"-\frac{{1}}{{2{spread}}}{apart}^2",
        rf"-{apart}^2/(2{spread})",
        rf"-{apart}^2/2{spread}",
    ]
    if root != spread:
        fronts += [rf"\frac{{1}}{{\sqrt{{2\pi}}{root}}}", rf"\frac{{1}}{{{root}\sqrt{{2\pi}}}}"]
        powers.append(rf"-\frac{{1}}{{2}}(\frac{{{of}-{mean}}}{{{root}}})^2")
    yield from map("".join, product(fronts, [*_raised(tuple(powers))]))


def _of_vector(of: str, mean: str, spread: str) -> Iterator[str]:
    apart = rf"({of}-{mean})"
    fronts = [
        rf"\frac{{1}}{{(2\pi)^{{{size}/2}}{bar}{spread}{bar}^{{1/2}}}}"
        for size in "DdnNkpM"
        for bar in ("|", r"\vert")
    ]
    fronts += [
        rf"\frac{{1}}{{\sqrt{{(2\pi)^{size}{bar}{spread}{bar}}}}}"
        for size in "DdnNkpM"
        for bar in ("|", r"\vert")
    ]
    powers = tuple(
        rf"-\frac{{1}}{{2}}{apart}^{turned}{spread}^{{-1}}{apart}"
        for turned in ("T", r"\top", r"{T}", r"{\top}", r"\mathrm{T}", r"{\rmT}", "t")
    )
    yield from map("".join, product(fronts, [*_raised(powers)]))
