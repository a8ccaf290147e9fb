"""Bytes to tables: reports in XML, JSON, CSV and XLSX become one :class:`webcast.reports.Report`."""

from webcast.decode.decoder import decode
from webcast.decode.sniff import sniff

__all__ = ["decode", "sniff"]
