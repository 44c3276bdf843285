"""A memory of what was worked out last: what is long past is worked out again."""

from collections.abc import Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(dict[K, V]):
    """A dictionary of at most so many entries; the one that was set first makes room.

    >>> known = Recent(2)
    >>> for k in range(3):
    ...     known[k] = k * k
    >>> dict(known)
    {1: 1, 2: 4}
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __setitem__(self, key: K, value: V) -> None:
        if key not in self and len(self) >= self.most:
            del self[next(iter(self))]
        super().__setitem__(key, value)
