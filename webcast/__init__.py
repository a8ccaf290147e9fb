"""Webcast Insights: analytics over a webcast platform's Reporting API.

The packages follow the data: :mod:`webcast.api` → :mod:`webcast.decode` → :mod:`webcast.reports` →
:mod:`webcast.library` → :mod:`webcast.view.filters` → :mod:`webcast.analysis` → :mod:`webcast.charts` or
:mod:`webcast.exports` → :mod:`webcast.ui`.
"""

import polars as pl

__version__ = "0.3.0.dev0"

# What plans ask lies in memory. Polars streams it unless told, at two to five times the cost where it is little.
pl.Config.set_engine_affinity("in-memory")
