import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webcast.errors import BadData
from webcast.reports import Report
from webcast.reports.report import stack
from webcast.reports.schema import TABLES, email_key, empty, key_of_email


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


@pytest.mark.parametrize(
    ("email", "key"),
    [
        (" Ann@X.com ", "ann@x.com"),
        ("ann@x.com", "ann@x.com"),
        ("\x1fann@x.com\u00a0", "ann@x.com"),
        ("STRASSE@x.de", "strasse@x.de"),
        ("straße@x.de", "strasse@x.de"),
        ("\u200ba@x.example", "a@x.example"),
        ("a\u200c@x\u200d.exa\u2060mple\ufeff", "a@x.example"),
        ("\u200b a@x.example \u200b", "a@x.example"),
        ("\uff21@\uff58.example", "a@x.example"),  # full-width A and x
        ("a\uff20x.example", "a@x.example"),  # full-width @
        ("rene\u0301@x.fr", "ren\u00e9@x.fr"),
        ("jane.doe+webinar@gmail.com", "jane.doe+webinar@gmail.com"),  # another mailbox to everybody but one provider
        ("Jane.Doe@googlemail.com", "jane.doe@googlemail.com"),
        ("a\u00ad@x.example", "a\u00ad@x.example"),  # a soft hyphen has a width, where lines end
        ("mailto:a@x.example", "mailto:a@x.example"),
        ("a @x.example", "a @x.example"),
        ("  ", None),
        ("\u200b", None),
        ("\u3000", None),
        (None, None),
    ],
)
def test_a_person_is_the_email_in_one_spelling(email: str | None, key: str | None) -> None:
    found = pl.DataFrame({"email": [email]}, schema={"email": pl.String}).select(email_key())
    assert found["email_key"].to_list() == [key]
    assert (key_of_email(email or "") or None) == key


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.none() | st.text("aA.@ßİ\u200b\u200d\u2060\ufeff\u3000 \t\x1f\uff21\uff20e\u0301é", max_size=6)))
def test_keys_against_plain_python(emails: list[str | None]) -> None:
    def slow(email: str | None) -> str | None:
        wide = unicodedata.normalize("NFKC", email or "")
        seen = "".join(sign for sign in wide if sign not in "\u200b\u200c\u200d\u2060\ufeff")
        return seen.strip().casefold() or None

    found = pl.DataFrame({"email": emails}, schema={"email": pl.String}).select(email_key())["email_key"]
    assert found.to_list() == [slow(email) for email in emails]
