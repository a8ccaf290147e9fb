"""Names of files."""

from __future__ import annotations

import polars as pl
import pytest

from webcast.exports.file_names import file_name
from webcast.exports.table import Table


@pytest.mark.parametrize(
    ("titles", "zone", "name"),
    [
        (["Spring launch"], "Europe/Berlin", "spring-launch-registrants-2-of-10-Europe-Berlin.csv"),
        (["A", "B"], "UTC", "2-events-registrants-2-of-10-UTC.csv"),
        (["../../etc/passwd"], "UTC", "etc-passwd-registrants-2-of-10-UTC.csv"),
        (['x"\r\nSet-Cookie: a=b'], "UTC", "x-set-cookie-a-b-registrants-2-of-10-UTC.csv"),
        (["con.xml"], "UTC", "con-xml-registrants-2-of-10-UTC.csv"),
        (["1. - v7.0 ..."], "UTC", "1-v7-0-registrants-2-of-10-UTC.csv"),
        (["ウェビナー"], "UTC", "registrants-2-of-10-UTC.csv"),
        (["Über Änderungen"], "Etc/GMT+5", "uber-anderungen-registrants-2-of-10-Etc-GMT+5.csv"),
        (["w" * 200], "UTC", f"{'w' * 60}-registrants-2-of-10-UTC.csv"),
        ([], "UTC", "0-events-registrants-2-of-10-UTC.csv"),
    ],
)
def test_a_name_says_what_and_how_many_and_is_safe(titles: list[str], zone: str, name: str) -> None:
    table = Table.of(pl.DataFrame({"a": [1, 2]}), zone=zone, total=10)
    assert file_name(table, "registrants", "csv", titles) == name
