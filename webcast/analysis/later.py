"""What is computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Something that is computed once, for all threads; where that fails, the next who asks tries again."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: tuple[T] | None = None
        self._turn = Lock()

    @property
    def there(self) -> bool:
        """Whether it is computed."""
        return self._made is not None

    def get(self) -> T:
        """Return it; who asks while another computes it waits for that."""
        if self._made is None:
            with self._turn:
                if self._made is None:
                    self._made = (self._make(),)
        return self._made[0]
