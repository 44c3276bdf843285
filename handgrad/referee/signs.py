"""Which formulas are known never to be negative, so that a gate on them has one side only."""

from handgrad.language.functions import FUNCTIONS
from handgrad.language.tree import Call, Name, Node, Number, Power, Product, Sum
from handgrad.page.checked_page import CheckedPage

_POSITIVE = tuple(name for name, known in FUNCTIONS.items() if known.is_positive)


def is_never_negative(model: CheckedPage, tree: Node) -> bool:
    """Whether a formula's values are 0 and more, as far as its writing tells."""

    def known(node: Node) -> bool:
        return is_never_negative(model, node)

    match tree:
        case Number(value):
            return value >= 0
        case Name(name) if name in model.sizes:
            return True
        case Name(name) if name in model.domains:
            domain = model.domains[name]
            limits = (domain.low, *domain.values)
            stated = [limit for limit in limits if limit is not None]
            return domain.kind in ("one_hot", "distribution") or (
                bool(stated) and min(stated) >= 0
            )
        case Name(name):
            return any(step.name == name and known(step.tree) for step in model.steps)
        case Call(function, arguments):
            return function in _POSITIVE or (
                function in ("sum", "mean", "max") and all(map(known, arguments))
            )
        case Power(base, Number(exponent)):
            return exponent % 2 == 0 or known(base)
        case Sum(first, rest):
            return known(first) and all(sign == "+" and known(term) for sign, term in rest)
        case Product(first, rest):
            return all(map(known, (first, *(factor for _, factor in rest))))
    return False
