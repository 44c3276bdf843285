"""From a name or a path to a model."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import product
from types import ModuleType
from typing import Any, Literal, TypeVar, get_args, get_origin

from handgrad import models
from handgrad.errors import HandgradError, UnknownModel, ValuesError, did_you_mean
from handgrad.page.checked_page import CheckedPage
from handgrad.page.page_text import LONGEST_PAGE, read_page
from handgrad.visible import in_brief

_MOST_KEPT = 8

P = TypeVar("P", bound=CheckedPage)


@cache
def catalogue() -> tuple[str, ...]:
    """The names of the catalogue's models, sorted.

    >>> "quadratic" in catalogue()
    True
    """
    files = os.listdir(models.__path__[0])
    return tuple(sorted(f[:-3] for f in files if f.endswith(".py") and f[0] != "_"))


def load_page(name: str | os.PathLike[str], /, **options: Any) -> CheckedPage:
    """The page of a catalogue name, or in a file of that path; see `handgrad.load`."""
    return load_as(CheckedPage, name, options)


def page_given(model: CheckedPage | str) -> CheckedPage:
    """The page itself, or the one of a catalogue name or a path; raises as `load_page` does.

    The latest catalogue pages are kept with what is known about them, such as whether their
    keys are right.
    """
    if not isinstance(model, str):
        if not isinstance(model, CheckedPage):
            raise ValuesError("model", "a model, as load gives it", in_brief(model))
        return model
    return _kept(model) if model in catalogue() else load_page(model)


@lru_cache(_MOST_KEPT)
def _kept(name: str) -> CheckedPage:
    return load_page(name)


def load_as(kind: type[P], name: str | os.PathLike[str], options: Mapping[str, Any]) -> P:
    """A page as an object of this kind, with its sizes and a family's options set.

    Raises UnknownModel for a name that is neither in the catalogue nor a file, HandgradError
    for an option that is not there.
    """
    if not isinstance(name, str | os.PathLike):
        raise ValuesError("the model", "a catalogue name or a path", in_brief(name))
    if isinstance(name, str) and name in catalogue():
        text, sizes = _from_catalogue(name, options)
        return kind.from_text(text, **sizes)
    if not os.path.exists(name):
        hint = did_you_mean(str(name), catalogue())
        raise UnknownModel(
            f"no model named {in_brief(str(name))}, and no such file{hint} "
            "(handgrad models lists the catalogue)"
        )
    return kind.from_text(read_text(name, most=LONGEST_PAGE), **options)


# The order of a first course.
GROUPS = (
    "Lessons",
    "Losses and regression",
    "Activations",
    "Layers",
    "Sequences and attention",
    "Generative, policies, factors",
    "Matrices and densities",
)


def grouped() -> dict[str, dict[str, CheckedPage]]:
    """The catalogue's models by group, groups in the order of a course."""
    groups: dict[str, dict[str, CheckedPage]] = {group: {} for group in GROUPS}
    for name in catalogue():
        model = load_page(name)
        groups.setdefault(model.group, {})[name] = model
    return {group: models for group, models in groups.items() if models}


def options_of(name: str) -> Mapping[str, Any]:
    """The options of a family and their defaults; none for a page that is a constant.

    >>> dict(options_of("two_layer"))
    {'activation': 'sigmoid'}
    """
    return (_module(name).page.__kwdefaults__ or {}) if _is_family(name) else {}


def variants(name: str) -> Iterator[dict[str, Any]]:
    """Every combination of a family's options that have a list of values.

    >>> [v["activation"] for v in variants("two_layer")]
    ['sigmoid', 'tanh', 'relu']
    """
    choices = {option: _choices_of(name, option) for option in options_of(name)}
    listed = {option: values for option, values in choices.items() if values}
    for combination in product(*listed.values()):
        yield dict(zip(listed, combination, strict=True))


def _choices_of(name: str, option: str) -> tuple[Any, ...]:
    annotation = _module(name).page.__annotations__[option]
    if annotation is bool:
        return (False, True)
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _module(name: str) -> ModuleType:
    return import_module(f"{models.__name__}.{name}")


def _is_family(name: str) -> bool:
    return hasattr(_module(name), "page")


def _from_catalogue(name: str, options: Mapping[str, Any]) -> tuple[str, Mapping[str, int]]:
    """The text of a catalogue page, and its sizes: the options that no family takes."""
    if not _is_family(name):
        return _module(name).PAGE, options
    own = {key: value for key, value in options.items() if key in options_of(name)}
    sizes = {key: value for key, value in options.items() if key not in own}
    written = ", ".join(f"{key}={in_brief(value)}" for key, value in own.items())
    told = f"{name} cannot be written with {written}"
    for key, value in own.items():
        choices = _choices_of(name, key)
        if choices and value not in choices:
            hint = did_you_mean(value, map(str, choices)) if isinstance(value, str) else ""
            known = ", ".join(map(str, choices))
            raise HandgradError(f"{told}: {key} is one of {known}{hint}")
    try:
        text = _module(name).page(**own)
    except (KeyError, ValueError, TypeError) as error:
        raise HandgradError(f"{told}: {error}; {_described(name)}") from None
    if sizes:
        _check_known(name, sizes, [*options_of(name), *read_page(text).sizes])
    return text, sizes


def _check_known(name: str, given: Iterable[str], known: Sequence[str]) -> None:
    for key in given:
        if key not in known:
            hint = did_you_mean(key, known)
            raise HandgradError(
                f"{name} has no size or option {key!r}{hint} ({', '.join(known)})"
            )


def _described(name: str) -> str:
    return " ".join(str(_module(name).page.__doc__).split())


def read_text(name: str | os.PathLike[str], *, most: int) -> str:
    """The text of a file of at most so many bytes; raises HandgradError for what is none."""
    try:
        return read_bytes(name, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HandgradError(f"{name} is not UTF-8 text (byte {error.start})") from None


def read_bytes(name: str | os.PathLike[str], *, most: int) -> bytes:
    """The bytes of a file, at most so many; raises HandgradError for what cannot be read."""
    if not os.path.isfile(name):
        if os.path.isdir(name):
            raise HandgradError(f"{name} is a folder: give one of its files")
        is_there = os.path.exists(name)
        raise HandgradError(f"{name} is not a file" if is_there else f"there is no file {name}")
    try:
        with open(name, "rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise HandgradError(f"{name} has more than {most} bytes, the most that are read")
        return content
    except OSError as error:
        raise HandgradError(f"{name} cannot be read: {error.strerror}") from None
