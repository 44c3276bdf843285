"""`log σ²` where a page has a logarithm of a variance: `log_var`, `logvar`; σ² is its exp."""

from collections.abc import Iterator, Sequence

from handgrad.reading.names.entries import with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.piece import Piece

_NAMES = ("log_var", "logvar", "log_sigma2", "logsigma2", "log_sigma_sq", "log_variance")


def with_log_variance(raw: list[Piece], names: Names) -> list[Piece]:
    """The pieces with `log_var_j` for `\\\\log\\\\sigma_j^2`, and `exp(log_var_j)` for σ_j²."""
    name = next((n for n in _NAMES if n in names.shapes), None)
    if name is None or names.find("sigma") or all(p.text[:5] != "sigma" for p in raw):
        return raw
    found: list[Piece] = []
    n = 0
    while n < len(raw):
        start = n + _length_of_logarithm(raw, n)
        below, end = _squared(raw, start, names)
        word = f"{name}_{below}" if below else name
        is_closed = start > n + 1 and raw[start - 1].text in ("(", "{")
        if end and start > n and (not is_closed or raw[end : end + 1]):
            found.append(raw[n]._replace(kind="word", text=word))
            n = end + is_closed
        elif end and start == n:
            found += _exponential(raw[n], word)
            n = end
        else:
            found.append(raw[n])
            n += 1
    return found


def _length_of_logarithm(raw: Sequence[Piece], n: int) -> int:
    """How many pieces `log`, with a bracket behind it, has here."""
    if raw[n].text not in ("log", "ln") or n + 1 >= len(raw):
        return 0
    return 2 if raw[n + 1].text in ("(", "{") else 1


def _squared(raw: Sequence[Piece], n: int, names: Names) -> tuple[str, int]:
    """The index of the σ² that stands here, and where it ends, 0 where none does."""
    if n >= len(raw) or raw[n].kind != "word" or raw[n].text[:5] != "sigma":
        return "", 0
    word, end = with_scripts(raw, n, names)
    base, _, below = word.partition("_")
    texts = [piece.text for piece in raw[end : end + 4]]
    if base == "sigma2":
        return below, end
    if base != "sigma" or texts[:1] != ["^"] or "2" not in (texts[1:2] + texts[2:3]):
        return "", 0
    return below, end + (4 if texts[1] == "{" else 2)


def _exponential(at: Piece, word: str) -> Iterator[Piece]:
    sign = at._replace(kind="sign", glued=True)
    yield at._replace(kind="word", text="exp")
    yield sign._replace(text="(")
    yield at._replace(kind="word", text=word)
    yield sign._replace(text=")")
