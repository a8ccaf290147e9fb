import polars as pl
import pytest

from webcast.errors import BadData
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.reports.schema import TABLES, email_key, empty


def one_event(event_id: str) -> Report:
    event = pl.concat([empty("event"), pl.DataFrame({"event_id": [event_id]})], how="diagonal")
    return Report(event=event)


def test_an_empty_report_has_every_table_with_its_columns() -> None:
    report = Report()
    assert {name: list(frame.columns) for name, frame in report.tables().items()} == {
        name: list(schema) for name, schema in TABLES.items()
    }


def test_a_table_with_a_missing_column_is_refused() -> None:
    with pytest.raises(BadData, match="The table 'qa' should have the columns"):
        Report(qa=empty("qa").drop("answer"))


def test_repr_tells_sizes_and_never_rows() -> None:
    assert "event=1, registrants=0" in repr(one_event("7"))


def test_stacking_keeps_both_events() -> None:
    assert stack([one_event("1"), one_event("2")]).event["event_id"].to_list() == ["1", "2"]


def test_stacking_one_event_twice_is_refused() -> None:
    with pytest.raises(BadData, match="Event 1 came twice"):
        stack([one_event("1"), one_event("1")])


def test_a_person_is_the_trimmed_case_folded_email() -> None:
    emails = pl.DataFrame({"email": [" Ann@X.com ", "ann@x.com", "STRASSE@x.de", "straße@x.de", "  ", None]})
    assert emails.select(email_key())["email_key"].to_list() == [
        "ann@x.com",
        "ann@x.com",
        "strasse@x.de",
        "strasse@x.de",
        None,
        None,
    ]
