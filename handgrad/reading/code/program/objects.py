"""Objects of the classes that a program defines: layers, and networks made of them.

What an object holds has a name of its own in the whole text: the W of the second object is
`own2_W_held`. Names, changes in place and lines of the answer are then as for any other name.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.language.tree import Name
from handgrad.reading.code.program.evaluator import Evaluator
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    Literal,
    NotPython,
    Quoted,
    Subscript,
    Word,
    dotted,
    parts_within,
)
from handgrad.reading.code.syntax.statements import Assignment, Definition, Statement
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import (
    FixedValue,
    Instance,
    ItemList,
    Lookup,
    Lost,
    ProgramClass,
    Value,
)
from handgrad.reading.code.values.scope import Scope
from handgrad.regex import regex

_STARTING = regex(r"(?:^|\.)(?:random|randn?|normal|uniform|standard_normal|zeros|ones)\b")
_CALLED = ("__call__", "forward")
_DEEPEST_BASES = 4


class Objects(Evaluator):
    """Makes objects, and finds what they hold and the functions of their classes."""

    @abstractmethod
    def executed(self, function: Definition, scope: Scope) -> Value | None:
        """What a function returns."""

    @abstractmethod
    def opened(self, function: Definition, expression: Application, scope: Scope) -> Scope:
        """The scope of a call, with the arguments bound."""

    def held(self, expression: Expression, scope: Scope) -> Value | None:
        """The value of an expression that could be an object; None where it is none."""
        match expression:
            case Word(name):
                return scope.find(self.page.canonical(name))
            case Attribute(owner, name):
                inner = self.held(owner, scope)
                if isinstance(inner, Instance):
                    return scope.find(self.page.attribute(inner.number, name))
                is_own = dotted(owner) == "self" and inner is None
                return scope.find(self.page.canonical(name)) if is_own else None
            case Subscript(owner, (item,)):
                inner = self.held(owner, scope)
                key = self.with_key(expression, scope).items[0]
                table = inner.values if isinstance(inner, Lookup) else {}
                if isinstance(key, Quoted):
                    if key.text in table:
                        return table[key.text]
                    word = base_word(replace(expression, items=(key,)))
                    return scope.find(self.page.canonical(word)) if word else None
                if isinstance(inner, ItemList) and not isinstance(item, Quoted):
                    return self.item(inner, (item,), scope)
        return None

    def instance(self, expression: Expression, scope: Scope) -> Instance | None:
        """The object that an expression stands for."""
        if not self.page.instances:
            return None
        found = self.held(expression, scope)
        return found if isinstance(found, Instance) else None

    def held_by(self, expression: Attribute, scope: Scope) -> Value | None:
        """`layer.W`: what an object holds; None for other attributes."""
        owner = self.instance(expression.value, scope)
        if owner is None:
            head = scope.find(dotted(expression).partition(".")[0])
            if isinstance(head, Lost) and self.page.instances:
                raise head.error()
            return None
        found = scope.find(self.page.attribute(owner.number, expression.name))
        if isinstance(found, Lost):
            raise found.error()
        if found is None and (own := self.method_of(owner, expression.name, scope)):
            if own.parameters:
                raise NotPython(f".{expression.name} is a function; call it")
            return self.executed(own, self.opened(own, Application(expression, ()), scope))
        if found is None and self.page.canonical(expression.name) not in (
            self.page.vocabulary.parameters
        ):
            raise NotPython(f"this object holds no {expression.name}")
        return scope.value(expression.name) if found is None else found

    def word_held(self, target: Expression, scope: Scope) -> Word | None:
        """The word of `layer.W` in the whole text, where that is to be assigned."""
        if not isinstance(target, Attribute):
            return None
        owner = self.instance(target.value, scope)
        if owner is None:
            return None
        if any(type(inner) not in (Scope, type(scope.outermost())) for inner in scope.around()):
            raise NotPython("what an object holds is not changed round by round")
        return Word(self.page.attribute(owner.number, target.name), target.at)

    def class_method(
        self, function: Expression, scope: Scope
    ) -> Definition | FunctionDefinition | None:
        """`layer.backward`, `layer` itself where it is called, `super().__init__`."""
        match function:
            case Attribute(Application(Word("super")), name):
                owner = scope.find("self")
                if isinstance(owner, Instance):
                    bases = self.bases_of(owner.of, scope)
                    found = next((c.methods[name] for c in bases if name in c.methods), None)
                    return None if found is None else with_self(found, owner)
                return None
            case Attribute(owner_written, name):
                owner = self.instance(owner_written, scope)
                method = self.method_of(owner, name, scope) if owner else None
                if method is not None:
                    return method
        held = self.held(function, scope) if isinstance(function, Attribute) else None
        if isinstance(held, Definition | FunctionDefinition):
            return held
        owner = self.instance(function, scope)
        found_all = [self.method_of(owner, name, scope) for name in _CALLED] if owner else []
        return next(filter(None, found_all), None)

    def method_of(self, owner: Instance, name: str, scope: Scope) -> Definition | None:
        for one in (owner.of, *self.bases_of(owner.of, scope)):
            if name in one.methods:
                return with_self(one.methods[name], owner)
        return None

    def bases_of(self, one: ProgramClass, scope: Scope) -> Iterator[ProgramClass]:
        """The classes of the text that a class builds on."""
        for _ in range(_DEEPEST_BASES):
            found = [scope.find(base) for base in one.bases]
            inherited = [base for base in found if isinstance(base, ProgramClass)]
            if not inherited:
                return
            one = inherited[0]
            yield one

    def made(self, of: ProgramClass, call: Application, scope: Scope) -> Instance:
        """A new object, its `__init__` run."""
        self.page.instances += 1
        owner = Instance(self.page.instances, of)
        scope.outermost().bound[owner.name] = owner
        self.page.apart |= {owner.name}
        if start := self.method_of(owner, "__init__", scope):
            drawn = [s for s in start.body if self.is_drawn(s)]
            others = [v for v in scope.outermost().bound.values() if isinstance(v, Instance)]
            if drawn and of in [other.of for other in others if other is not owner]:
                raise NotPython(f"which {of.name}(...) holds which parameters is not known")
            start = replace(start, body=tuple(s for s in start.body if s not in drawn))
            inner = self.opened(start, call, scope)
            self.executed(start, inner)
        elif call.arguments or call.keywords:
            raise NotPython(f"what {of.name}(...) makes of this is not in the text")
        return owner

    def is_drawn(self, statement: Statement) -> bool:
        """Whether a parameter gets a value to start from: any, as on the page."""
        match statement:
            case Assignment(_, (Attribute(Word("self"), name),), "=", value):
                words = {base_word(part) or "" for part in parts_within(value)}
                vocabulary = self.page.vocabulary
                arrays = vocabulary.shapes.keys() - vocabulary.sizes
                is_free = arrays.isdisjoint(map(self.page.canonical, words))
                made = [dotted(function) for function in functions_in(statement)]
                is_made = isinstance(value, Literal) or any(map(_STARTING.search, made))
                return (
                    self.page.canonical(name) in vocabulary.parameters and is_free and is_made
                )
        return False

    def kind_asked(self, name: str, call: Application, scope: Scope) -> FixedValue | None:
        """`hasattr(layer, "W")` and `isinstance(layer, Dense)`; None for other calls."""
        match call.arguments:
            case (asked, Quoted(attribute)) if name == "hasattr":
                owner = self.instance(asked, scope)
                if owner is None:
                    return None
                is_held = scope.find(self.page.attribute(owner.number, attribute)) is not None
                return FixedValue(is_held or bool(self.method_of(owner, attribute, scope)))
            case (asked, Word(of)) if name == "isinstance":
                owner = self.instance(asked, scope)
                if owner is None or not isinstance(scope.find(of), ProgramClass):
                    return None
                classes = (owner.of, *self.bases_of(owner.of, scope))
                return FixedValue(of in [one.name for one in classes])
        return None

    def of_lookup(self, table: Lookup, name: str) -> Value | None:
        """`layers.values()` and the like; None for other methods of a dictionary."""
        if table.is_partial and name in ("values", "keys", "items"):
            raise NotPython("a dictionary is run through whose entries changed")
        keys = [FixedValue(key) for key in table.values]
        values = list(table.values.values())
        match name:
            case "values":
                return ItemList(tuple(values))
            case "keys":
                return ItemList(tuple(keys))
            case "items":
                pairs = zip(keys, values, strict=True)
                return ItemList(tuple(ItemList(pair) for pair in pairs))
        return None


def with_self(function: Definition, owner: Instance) -> Definition:
    """A function of a class, with the object that it is called of."""
    return replace(function, defaults={**function.defaults, "self": Word(owner.name)})


def parameter_held(value: Value, parameters: Sequence[str]) -> str | None:
    """The parameter of the page that a value is, as it stands."""
    match value:
        case NumPyArray(Name(name)) if name in parameters:
            return name
    return None
