"""Names of files that mislead."""

from __future__ import annotations

import pytest

from webcast.decode.endings import misleading


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("report.xls", "Web page with a table", "xls"),
        ("report.xls", "Excel workbook", "xls"),
        ("report.CSV", "JSON", "csv"),
        ("report.xml.json", "XML", "json"),
        ("report.CSV", "CSV", ""),
        ("report.txt", "Text with tabs", ""),
        ("report.xml", "XML spreadsheet", ""),
        ("report.zip", "XML", ""),
        ("report.gz", "CSV", ""),
        ("report", "CSV", ""),
        ("report.xls", "CSV, XML", ""),
        ("report.xls", "", ""),
    ],
)
def test_a_name_that_misleads_is_said(name: str, kind: str, ending: str) -> None:
    assert misleading(name, kind) == ending
