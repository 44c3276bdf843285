"""One name in its many spellings: `y_hat` and `yhat`, `lam` and `lambda`, `np.Max` and max."""

from handgrad.language import functions
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

# Spellings of one name; y_hat and yhat, w_1 and w1 are one anyway.
_SAME = {
    "lam": "lambda", "lmbda": "lambda", "lamda": "lambda", "lambd": "lambda", "reg": "lambda",
    "eps": "epsilon", "ell": "l", "ypred": "yhat", "gam": "gamma",
    "varepsilon": "epsilon", "vareps": "epsilon", "varphi": "phi", "vartheta": "theta",
}  # fmt: skip
# Spellings that are written out in the functions of the language (see calls).
_COMPOUND = word_set(
    "dot square power multiply add subtract divide negative reciprocal log2 log10 lg "
    "sech erfc csch sec csc cot coth clip clamp float int mul sub div neg matmul heaviside "
    "cbrt copysign greater less greater_equal less_equal equal not_equal logical_and array "
    "normpdf normcdf tgamma"
)
_COMPOUND_SPELLINGS = {
    "mm": "dot",
    "mv": "dot",
    "inner": "dot",
    "pow": "power",
    "Max": "max",
    "Min": "min",
    "Abs": "abs",
    "tensor": "array",
    "asarray": "array",
}

_APPLIED_H = regex(r"(?<![A-Za-z\\])H\s*(?:\\left)?\s*[(\[]")


def key(word: str) -> str:
    """What the spellings of one name have in common.

    >>> key("y_hat") == key("yhat"), key("lam") == key("lambda")
    (True, True)
    """
    bare = word.replace("_", "")
    letter = bare.rstrip("0123456789")
    return _SAME.get(bare) or _SAME.get(letter, letter) + bare[len(letter) :]


_SHORTEST_TRANSPOSE = len("trans")


def function_spelled(word: str) -> str | None:
    """The function that a word spells whatever the page, None if it spells none."""
    if word in functions.NAMES or word in _COMPOUND:
        return word
    if len(word) >= _SHORTEST_TRANSPOSE and "transposed".startswith(word.lower()):
        return "transpose"
    return functions.SPELLINGS.get(word) or _COMPOUND_SPELLINGS.get(word)


def letters_unapplied(text: str) -> set[str]:
    """The H of Heaviside where no bracket follows it anywhere: then it is anybody's letter."""
    return {"H"} if "H" in text and not _APPLIED_H.search(text) else set()
