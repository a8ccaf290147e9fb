"""Webcast Insights: analytics over a webcast platform's Reporting API.

The packages follow the data: :mod:`webcast.api` → :mod:`webcast.decode` → :mod:`webcast.reports` →
:mod:`webcast.library` → :mod:`webcast.view.filters` → :mod:`webcast.analysis` → :mod:`webcast.charts` or
:mod:`webcast.exports` → :mod:`webcast.ui`.
"""

import os
import sys

__version__ = "0.3.0.dev0"

# What plans ask lies in memory. Polars streams it unless told, at two to five times the cost where it is little. What
# needs no tables does not load it: it is told now where it is loaded, and else when it will be.
os.environ.setdefault("POLARS_ENGINE_AFFINITY", "in-memory")
if "polars" in sys.modules:
    sys.modules["polars"].Config.set_engine_affinity(os.environ["POLARS_ENGINE_AFFINITY"])
