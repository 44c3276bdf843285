r"""Letters that few call an activation by: `\theta(s)`, `\delta(u^T v)`.

They are it where the page has no other function that they could be and the letter is never
anything else; SymPy's `θ(x)` is the unit step.
"""

from handgrad.reading.names.said_activations import meanings
from handgrad.reading.names.vocabulary import Names
from handgrad.regex import regex

STRANGE_LETTERS = ("theta", "delta")
_SMOOTH = ("sigmoid", "tanh")
_NOT_APPLIED = regex(r"(?:\\delta|δ|(?<![A-Za-z\\])delta)(?![A-Za-z])(?!\s*(?:\\left\s*)?\()")


def strange_letter(word: str, names: Names) -> str | None:
    """The function that such a letter is called for."""
    if word not in STRANGE_LETTERS or names.find(word) is not None:
        return None
    said = names.said_activation(word)
    if said is not None:
        return said or None
    used = meanings(word, None, names.vocabulary.functions, names.text)
    if word == "delta":
        is_other = _NOT_APPLIED.search(names.text) is not None
        return "sigmoid" if used == ("sigmoid",) and not is_other else None
    if "Heaviside" in names.text or "\\theta\\left" in names.text:
        return "step"
    if len(used) == 1 and used[0] in _SMOOTH:
        return used[0]
    return None if set(used) & set(_SMOOTH) else "step"
