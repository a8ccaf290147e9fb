"""The CSV report: RFC 4180, the headers of the JSON report without ``sessions``; errors as the guide says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from webcast.sandbox.codes import Refusal
from webcast.sandbox.content import Content
from webcast.sandbox.rows import Layout
from webcast.sandbox.xml import BATCH


def body(content: Content) -> Iterator[str]:
    """Return the report, piece by piece."""
    layout, viewers = Layout.of(content.facts, content.viewers), content.viewers
    yield _lines([layout.headers()])
    for first in range(0, len(viewers), BATCH):
        yield _lines(layout.rows(viewers[first : first + BATCH], content.zone))


def error(refusal: Refusal) -> str:
    """Return a failed request: the first header is ``error``; that code and meaning follow in a row is inferred."""
    return _lines([["error", "description"], [str(refusal.code), refusal.meaning]])


def _lines(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
