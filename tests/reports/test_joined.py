"""XML and JSON of one event as one report: what the one lacks comes from the other, and nothing else moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.reports import Report, schema, warned
from webcast.reports.joined import joined

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame([{"event_id": "11", **row} for row in rows], schema=schema.TABLES[name], orient="row")


def person(number: int, email: str | None, at: datetime, **more: object) -> dict[str, object]:
    return {"registrant": number, "email": email, "email_key": email and email.lower(), "registered_at": at, **more}


def viewing(number: int, media: str | None = None) -> dict[str, object]:
    return {"registrant": number, "session": 1, "type": "Live", "start": NOON, "end": NOON + SECOND, "media": media}


def in_xml(*people: dict[str, object]) -> Report:
    event = {"title": "Spring", "format": "xml", "has_sessions": True, "live_start": NOON}
    return Report(event=table("event", [event]), registrants=table("registrants", list(people)),
                  sessions=table("sessions", [viewing(1)]))  # fmt: skip


def in_json(*people: dict[str, object]) -> Report:
    event = {"title": "Other words", "format": "json", "creator": "m.okafor", "live_scheduled_at": NOON - SECOND}
    return Report(event=table("event", [event]), registrants=table("registrants", list(people)),
                  sessions=table("sessions", [viewing(2, "HTML5 Video")]))  # fmt: skip


def both() -> Report:
    """Ada came twice at one second, by two pages; Bo registered after the XML; Cy before the JSON, and is gone."""
    return joined(
        in_xml(person(1, "Ada@x.example", NOON), person(2, "ada@x.example", NOON), person(3, "cy@x.example", NOON)),
        in_json(
            person(1, "bo@x.example", NOON + SECOND, referrer="https://b.example"),
            person(2, "ada@x.example", NOON, referrer="https://one.example"),
            person(3, "ADA@x.example", NOON, referrer="https://two.example", company="Not taken"),
        ),
    )


def test_people_are_matched_by_address_and_time_and_those_alike_by_order() -> None:
    found = both().registrants.select("email", "referrer", "company").rows()
    assert found == [
        ("Ada@x.example", "https://one.example", None),
        ("ada@x.example", "https://two.example", None),
        ("cy@x.example", None, None),
    ]


def test_what_xml_says_stays_and_what_it_lacks_is_added() -> None:
    report = both()
    event = report.event.row(0, named=True)
    assert (event["title"], event["format"], event["creator"]) == ("Spring", "xml+json", "m.okafor")
    assert (event["live_start"], event["live_scheduled_at"]) == (NOON, NOON - SECOND)
    assert report.sessions["media"].to_list() == ["HTML5 Video"]
    assert report.sessions["registrant"].to_list() == [1]


def test_who_is_in_one_alone_is_said() -> None:
    (said,) = warned.said(both().warnings).select("record", "field", "message").rows()
    assert said == (
        None,
        "referrer",
        "1 registrant is in the report in XML and not in the one in JSON: the referrer is not known.",
    )
    alike = joined(in_xml(person(1, None, NOON)), in_json(person(1, None, NOON, referrer="r")))
    assert (alike.warnings.height, alike.registrants["referrer"].to_list()) == (0, ["r"])


def of(report: Report) -> list[tuple[object, object]]:
    return dimensions.values(Audience.of(report), "referrer").rows()


def test_no_referrer_is_told_from_an_unknown_one() -> None:
    assert of(in_xml(person(1, "a@x.example", NOON))) == [(None, 1)]
    assert dimensions.missing("referrer") == "Referrer unknown"
    assert of(in_json(person(1, "a@x.example", NOON), person(2, "b@x.example", NOON, referrer=" r "))) == [
        ("No referrer", 1),
        ("r", 1),
    ]
    # Two made one tell the referrers of those who are in both: Bo had none, Cy may have had one.
    report = joined(
        in_xml(person(1, "bo@x.example", NOON), person(2, "cy@x.example", NOON)),
        in_json(person(1, "bo@x.example", NOON)),
    )
    assert sorted(of(report), key=str) == [("No referrer", 1), (None, 1)]
