"""Audiences in memory: computed once, shared by pages, exports and users of one account."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from webcast.analysis.audience import Audience
from webcast.library.turns import Turns

MOST: Final = 16
"""Audiences kept."""

MOST_REGISTRANTS: Final = 3_000_000
"""Registrants in all kept audiences together whose people are at hand: some 3 GB at the most."""

Key = tuple[str, ...]


class AudienceCache:
    """The audiences used last, by account and snapshots: a newer snapshot is another key.

    Several who ask for the same audience at once wait for one of them to compute it.
    """

    def __init__(self, most: int = MOST, most_registrants: int = MOST_REGISTRANTS) -> None:
        self._most = most
        self._most_registrants = most_registrants
        self._kept: OrderedDict[Key, Audience] = OrderedDict()
        self._turns = Turns()
        self._clears = 0
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Audience]) -> Audience:
        """Return the audience of a key; ``make`` computes it when it is not kept."""
        with self._lock:
            found = self._find(key)
            if found is not None:
                return found
        with self._turns.of(key):
            with self._lock:
                found = self._find(key)
                clears = self._clears
            if found is not None:
                return found
            made = make()
            with self._lock:
                if clears == self._clears:
                    self._keep(key, made)
            return made

    def has_people(self, key: Key) -> bool:
        """Tell whether the audience of a key is kept, with its people at hand."""
        with self._lock:
            found = self._kept.get(key)
        return found is not None and found.opened

    def clear(self) -> None:
        """Forget all, those that are being computed too: people may have been taken out of them."""
        with self._lock:
            self._clears += 1
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def _find(self, key: Key) -> Audience | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: Key, audience: Audience) -> None:
        self._kept[key] = audience
        while len(self._kept) > 1 and self._too_many():
            self._kept.popitem(last=False)

    def _too_many(self) -> bool:
        # Of those that are figures alone until somebody asks for their people, next to nothing is in memory.
        total = sum(audience.total for audience in self._kept.values() if audience.opened)
        return len(self._kept) > self._most or total > self._most_registrants
