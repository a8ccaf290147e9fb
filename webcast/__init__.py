"""Webcast Insights: analytics over a webcast platform's Reporting API.

The packages follow the data: :mod:`webcast.api` → :mod:`webcast.decode` → :mod:`webcast.reports` →
:mod:`webcast.library` → :mod:`webcast.view.filters` → :mod:`webcast.analysis` → :mod:`webcast.charts` or
:mod:`webcast.exports` → :mod:`webcast.ui`.
"""

__version__ = "0.3.0.dev0"
