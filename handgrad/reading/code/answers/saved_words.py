"""Words for names of the page that a program takes from where it saved them.

`input_val, weight, _ = ctx.saved_tensors` speaks of `input` and of `weight`.
"""

from collections.abc import Iterator, Sequence

from handgrad.reading.code.syntax.nodes import Attribute, Expression, Subscript, Word, parts_of
from handgrad.reading.code.syntax.statements import Assignment, Statement, all_statements
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_SAVED = regex(r"(?:\w+\.)?(?:_?saved_tensors|_?saved|_?caches?|to_save|intermediates)$")
_DECORATION = regex(
    r"(?i)(?:saved|cached|orig|last)_(?P<word>\w+)|(?P<bare>\w+?)_(?:val|value|values|tensor|"
    r"saved|cached?|data|mat|arr|in|np|)_?"
)
_KINDS = (
    word_set("x X inp input inputs input_ x_ data features"),
    word_set("w W weight weights kernel w_ W_ wt"),
    word_set("b bias biases b_ intercept"),
)


def saved_words(statements: Sequence[Statement], page: PageNames) -> Iterator[tuple[str, str]]:
    """The words that are only taken from what was saved, each with the name that it is."""
    taken: dict[str, bool] = {}
    for statement in all_statements(statements):
        if isinstance(statement, Assignment):
            is_saved = statement.operator == "=" and is_saved_value(statement.value)
            for target in (part for t in statement.targets for part in parts_of(t)):
                if isinstance(target, Word):
                    taken[target.name] = is_saved and taken.get(target.name, True)
    for word in (word for word, is_saved in taken.items() if is_saved):
        if page.canonical(word) == word and word not in page.vocabulary.shapes:
            name = _meant(word, page)
            if name and name not in page.own:
                yield word, name


def is_saved_value(value: Expression) -> bool:
    """Whether a value is what was saved before, or a place in it: `ctx.saved_tensors[0]`."""
    if isinstance(value, Subscript) and base_word(value) is None:
        value = value.value
    return isinstance(value, Word | Attribute) and bool(_SAVED.match(written(value)))


def _meant(word: str, page: PageNames) -> str | None:
    """The name of the page that a decorated word is, or one of its kind."""
    match = _DECORATION.fullmatch(word)
    bare = (match["word"] or match["bare"]) if match else word
    name = page.canonical(bare)
    if name in page.vocabulary.shapes and "/" not in name:
        return name
    for kind in _KINDS:
        names = [n for n in (*page.vocabulary.parameters, *page.vocabulary.data) if n in kind]
        if bare in kind and len(names) == 1:
            return names[0]
    return None
