"""Reports as tables: :mod:`webcast.reports.schema` fixes the columns, :class:`Report` holds them."""

from webcast.reports.report import Report

__all__ = ["Report"]
