"""How many random cases a test tries: few in ``make test``, many in ``make thorough``."""

from __future__ import annotations

import os
from typing import Final

THOROUGHLY: Final = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
"""Whether somebody has an hour: ``make thorough``."""


def cases(few: int, many: int) -> int:
    """Return how many to try: the few, which find what is usually broken, or the many, which find what seldom is."""
    return many if THOROUGHLY else few
