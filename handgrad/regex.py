"""Regular expressions that are compiled when they are first used.

Reading knows some two hundred of them, and a plain answer needs a few: what is compiled at
import would be paid for by every command.
"""

import re
from typing import Any, cast

__all__ = ["regex"]

_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


class _Uncompiled:
    """Stands for a compiled expression; its first use compiles it."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """An expression to search, match, split and substitute with, as `re.compile` gives it.

    >>> regex(r"(\\w+) = ").match("dw = 2*x")[1]
    'dw'
    """
    return cast("re.Pattern[str]", _Uncompiled(text, flags))
