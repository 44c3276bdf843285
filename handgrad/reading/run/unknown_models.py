"""What functions give that stand in no text: models, which have the page's values."""

from contextlib import suppress
from typing import Any

from handgrad.language.tree import names as names_in
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    NotPython,
    Row,
    SliceDisplay,
    Subscript,
    UnknownWord,
    Word,
    dotted,
)
from handgrad.reading.run.bindings import Bindings
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.sample_predictions import is_one_of, value_of_sample
from handgrad.reading.run.unknown_samples import SampleRunner
from handgrad.regex import regex

_PREDICTS = regex(
    r"(?i)_*(?:my_|get_|model_)?(?:forward|feed_?forward|forward_pass|predict|hypothesis|model|net)"
    r"(?:_(?:one|single|sample|row|proba|prob|point|output|x))?"
)
# Names of values that parameters have no longer.
_OLD = regex(r"(?i)old|prev|init|new|next|best|\d$")


class ModelRunner(SampleRunner):
    """Calls models that the text does not show; `rounds` are the loops that are open."""

    rounds = 0

    def application(self, expression: Application, names: Bindings) -> Any:
        """A call; a model that stands in no text gives for a sample an entry of the page's."""
        try:
            return super().application(expression, names)
        except UnknownWord:
            if not (self.is_from_nowhere(expression, names) and is_model(expression)):
                raise
            found = self.of_sample(self.output(), expression, names)
            if found is None:
                raise
            return found

    def of_sample(self, name: str, call: Expression, names: Bindings) -> Any:
        """What a call on one sample gives, of a value of the page; None for another call.

        Within a loop, a call of which it is not certain is not run.
        """
        if not name or not isinstance(call, Application):
            return None
        if call.keywords or not all(map(self.is_plain, call.arguments)):
            raise NotPython("what else is given to this model may change its values")
        given = []
        for part in (*call.arguments, *(value for _, value in call.keywords)):
            with suppress(UnknownWord):
                given.append(self.value(part, names))
        data = [self.page.value(x) for x in self.data_behind(name)]
        arrays = [a for a in data if isinstance(a, NDArray)]
        found = value_of_sample(self.page.value(name), arrays, given)
        if found is None and self.rounds and not any(is_one_of(g, data) for g in given):
            raise NotPython("what is given here to a model is no sample that is known")
        return found

    def is_plain(self, value: Expression) -> bool:
        """Whether an argument is a sample, or parameters as they are."""
        if not isinstance(value, Word):
            return isinstance(value, Subscript | Attribute | Row)
        vocabulary = self.page.names.vocabulary
        known = {*vocabulary.parameters, *vocabulary.data, *vocabulary.forward}
        is_other = _OLD.search(value.name) is not None
        return value.name in known or not is_other

    def is_from_nowhere(self, value: Expression, names: Bindings) -> bool:
        """Whether a value is of a function that stands in no text, or some of the samples."""
        match value:
            case Row(items):
                return bool(items) and all(self.is_from_nowhere(i, names) for i in items)
            case Subscript(Word() | Attribute(), items):
                return any(isinstance(i, SliceDisplay | Word) for i in items)
            case Application(function):
                path = dotted(function)
                is_known = bool(path) and self.is_module(path, names)
                return not is_known and self.own_function(function, names) is None
        return False

    def data_behind(self, name: str) -> set[str]:
        """The data of the page that a value of it is made of."""
        vocabulary = self.page.names.vocabulary
        if name in vocabulary.data:
            return {name}
        tree = vocabulary.forward.get(name)
        inner = names_in(tree) - {name} if tree is not None else ()
        return {x for one in inner for x in self.data_behind(one)}

    def output(self) -> str:
        """The one value of the page that its loss is made of, "" for none.

        Where the labels are in that value too, it is what a model gives no more: a residual.
        """
        forward = self.page.names.vocabulary.forward
        loss = forward.get(self.page.names.loss)
        found = {n for n in names_in(loss) if n in forward} if loss is not None else set()
        name = found.pop() if len(found) == 1 else ""
        data = {*self.page.names.vocabulary.data}
        has_labels = loss is not None and not data.isdisjoint(names_in(loss))
        is_residual = len(data) > 1 and not has_labels and data == self.data_behind(name)
        return "" if is_residual else name


def is_model(value: Expression) -> bool:
    """Whether a call is one of a model, by its name."""
    function = value.function if isinstance(value, Application) else value
    return _PREDICTS.fullmatch(dotted(function).rpartition(".")[2]) is not None
