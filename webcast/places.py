"""Where those files are that belong to the product and are no modules of it: its entry, its pages, its configuration.

In a checkout they stand at the top, beside this package. A wheel carries them inside it, in ``webcast/site``, so that
nothing called ``app`` or ``pages`` lands among other people's packages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

_PACKAGE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = _PACKAGE / "site"

CHECKOUT: Final = not _INSTALLED.is_dir()
"""Whether the code runs where it is written, rather than where it is installed."""

SITE: Final = _PACKAGE.parent if CHECKOUT else _INSTALLED
"""The folder of ``app.py``, and of ``.streamlit/config.toml``, which Streamlit reads because it is beside that."""

APP: Final = SITE / "app.py"
PAGES: Final = SITE / "pages"


def demo_folder() -> Path:
    """Return where a demo keeps its data: beside the code in a checkout, else with the user's other data."""
    return SITE / ".demo" if CHECKOUT else platformdirs.user_data_path("webcast-insights-demo")
