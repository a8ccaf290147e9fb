"""Tables as files: what the page downloads and the command line writes, byte for byte the same.

:func:`registrants` makes the table, :mod:`~webcast.exports.csv` its bytes; :mod:`~webcast.cohorts.cohort` names
the people behind a mark, so that a list on a page and its file come from one expression.
"""

from webcast.exports.registrants import registrants
from webcast.exports.table import Table

__all__ = ["Table", "registrants"]
