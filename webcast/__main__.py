"""``python -m webcast``: see :mod:`webcast.cli`."""

from __future__ import annotations

import sys

from webcast.cli import main

if __name__ == "__main__":
    sys.exit(main())
