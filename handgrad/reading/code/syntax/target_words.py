"""The words that targets come to: `self.W2`, `params['W2']`, `w.grad`."""

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Literal,
    Quoted,
    Row,
    Subscript,
    Word,
)
from handgrad.regex import regex

_OF_GRADIENTS = regex(r"(?:self\.)?(?:d|grads?|gradients?|d?params?_?grads?|dparams?)$")
_HOLDERS = regex(
    r"(?:(?:self|cls|ctx|this)(?:\.(?:cache|params|grads))?|cache|net|model|layer|params|p)$"
)
_RECORDS = regex(
    r"(?i)(?:self\.)?_?(?:log|logs|history|hist|stats|metrics|norms|monitor|records?)$"
)
_OF_AN_OBJECT = regex(r"own\d+_\w+_held")
_JOINING = {"c_": "column_stack", "r_": "concatenate"}
_OF_ARRAYS = frozenset(("T", "mT", "shape", "size", "ndim", "values", "real"))


def base_word(target: Expression) -> str | None:
    """The word that a name, `self.W2`, `params['W2']` or `w.grad` comes to; None for others."""
    match target:
        case Word(name):
            return name
        case Attribute(Word("self" | "cls"), "data" | "grad" as attribute):
            return attribute
        case Attribute(value, "data" | "grad" as attribute):
            before = base_word(value)
            is_grad = before is not None and attribute == "grad"
            return f"d{before}" if is_grad else before
        case Attribute(value, name):
            is_held = name not in _OF_ARRAYS and _HOLDERS.match(written(value))
            return name if is_held else None
        case Subscript(Application()):
            return None
        case Subscript(value, (Quoted(text),)):
            if _RECORDS.match(written(value)) or _OF_AN_OBJECT.fullmatch(written(value)):
                return None
            if _OF_GRADIENTS.match(written(value)) and not text.startswith("d"):
                return f"d{text}"
            return text
    return None


def flat_owner(target: Expression) -> str | None:
    """The name of whose entries `dW.flat[0]` is one, None for any other target."""
    match target:
        case Subscript(Attribute(owner, "flat")):
            return base_word(owner)
    return None


def is_of_gradients(word: str) -> bool:
    """Whether a name is one that a dictionary of gradients commonly has."""
    return bool(_OF_GRADIENTS.match(word))


def flat_target(target: Subscript) -> Subscript:
    """`a[i, j]` for `a[i][j]`, where i is one place."""
    match target.value:
        case Subscript(owner, (Word() | Literal(),) as first, at):
            return flat_target(Subscript(owner, (*first, *target.items), at))
    return target


def written(expression: Expression) -> str:
    """A dotted name as text, "" for anything else."""
    match expression:
        case Word(name):
            return name
        case Attribute(value, name):
            before = written(value)
            return f"{before}.{name}" if before else ""
    return ""


def joining_call(expression: Subscript) -> Application | None:
    """`np.c_[a, b]` and `np.r_[a, b]` as the calls that they are; None for others."""
    match expression:
        case Subscript(Attribute(module, name), items) if name in _JOINING:
            listed = Row(items) if len(items) > 1 else items[0]
            return Application(Attribute(module, _JOINING[name]), (listed,), ())
    return None


def largest_of(expression: Expression, name: str) -> Expression | None:
    """`x.max(1).indices` and `.values` of PyTorch as argmax and amax."""
    match expression:
        case Application(Attribute(value, "max", at), arguments, keywords, place):
            bare = "argmax" if name == "indices" else "amax"
            return Application(Attribute(value, bare, at), arguments, keywords, place)
    return None
