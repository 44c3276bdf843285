"""Names of gradients by the update that they are used in: `w -= lr * calc_gradient`."""

import re

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.regex import regex

_RATE = r"[A-Za-z_][\w.]*|\d*\.?\d+(?:e-?\d+)?"
_UPDATE = regex(
    rf"(?m)^[ \t]*(?:self\.)?(?P<by>[A-Za-z]\w*)[ \t]*(?:-=|=[ \t]*(?:self\.)?(?P=by)[ \t]*-)"
    rf"[ \t]*(?:{_RATE})[ \t]*\*[ \t]*(?P<name>\w*grad\w*)[ \t]*;?[ \t]*(?:#.*)?$"
)


def with_updated_gradients(text: str, page: Vocabulary) -> str:
    """The text with the derivatives by parameters for names that updates say to be them.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_updated_gradients("calc_grad = 2*x\\nw -= lr * calc_grad", page)
    'dL_dw = 2*x\\nw -= lr * dL_dw'
    """
    names = Names(page)
    updates = list(_UPDATE.finditer(text))
    called = {update["name"]: update["by"] for update in updates}
    if len(called) < len(updates):
        return text
    for name, by in called.items():
        said = re.search(rf"(?m)^[ \t]*{name}[ \t]*=(?!=)", text)
        if said and by in page.parameters and names.find(name) is None:
            text = re.sub(rf"(?<![\w.]){name}(?!\w)", f"d{page.loss}_d{by}", text)
    return text
