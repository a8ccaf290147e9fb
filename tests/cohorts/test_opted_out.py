"""Who opted out is a field of the person, and is in no list for writing to people unless somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from webcast.analysis.audience import Audience
from webcast.cohorts import cohort, presets
from webcast.cohorts.presets import DEFINITIONS, Preset
from webcast.decode import decode
from webcast.exports.registrants import registrants
from webcast.presentation.about import about
from webcast.view.filters import Filters

HEAD = (
    "Event Id,Registered On,First Name,Email,Live Sessions,Total Sessions,Live Duration,Total Duration,Unsubscribed\n"
)
ROWS = (
    ("1", "Ann", "ann@x.example", 1, "Yes"),
    ("1", "Bob", "bob@x.example", 1, "No"),
    ("1", "Cem", "cem@x.example", 1, ""),
    ("1", "Dee", "dee@x.example", 0, "Yes"),
    ("2", "Ann", "ANN@x.example ", 1, "No"),
)


def people(rows: tuple[tuple[str, str, str, int, str], ...] = ROWS) -> Audience:
    text = "".join(
        f"{event},05/24/2017 03:30:40 PM,{name},{email},{n},{n},00:{n}0:00,00:{n}0:00,{opted_out}\n"
        for event, name, email, n, opted_out in rows
    )
    return Audience.of(decode((HEAD + text).encode()))


def who(found: Audience) -> list[tuple[str, str]]:
    return found.members.select("event_id", "first_name").rows()


def test_any_record_of_a_person_says_so() -> None:
    assert people().members["opted_out"].to_list() == [True, False, None, True, True]


def test_the_filter_leaves_out_those_who_did_and_nobody_else() -> None:
    found = Filters(not_opted_out=True)
    assert who(found.apply(people())) == [("1", "Bob"), ("1", "Cem")]
    assert found.describe() == "Registrants: did not opt out"


def test_presets_leave_them_out_and_say_how_many() -> None:
    audience = people()
    attendees = Preset("attendees")
    assert who(attendees.apply(audience)) == [("1", "Bob"), ("1", "Cem")]
    assert presets.left_out([attendees], audience) == 2
    assert who(Preset("no-shows").apply(audience)) == []
    assert presets.left_out([Preset("no-shows")], audience) == 1
    assert presets.left_out([Preset("no-shows", opted_out=True)], audience) == 0
    assert presets.left_out([cohort.parse("attended:live")], audience) == 0


@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_they_can_be_asked_for(name: str) -> None:
    whole = Preset(name, opted_out=True)
    assert whole.to_text() == f"preset:{name}:opted-out=in"
    assert cohort.parse(whole.to_text()) == whole
    assert whole.describe().startswith(f"{DEFINITIONS[name].label}, with those who opted out")


def test_with_them_a_preset_is_as_it_was() -> None:
    assert who(Preset("attendees", opted_out=True).apply(people())) == [
        ("1", "Ann"),
        ("1", "Bob"),
        ("1", "Cem"),
        ("2", "Ann"),
    ]


@pytest.mark.parametrize(
    "text", ["preset:attendees:opted-out=out", "preset:attendees:opted-out", "preset:askers:x=in"]
)
def test_another_rule_is_none(text: str) -> None:
    with pytest.raises(Exception, match="set"):
        cohort.parse(text)


def test_reports_that_do_not_say_leave_nobody_out() -> None:
    silent = people(tuple((event, name, email, n, "") for event, name, email, n, _ in ROWS))
    assert Preset("attendees").apply(silent).count == 4
    assert presets.left_out([Preset("attendees")], silent) == 0
    assert registrants(silent, "UTC").headers[-1] == "Time Zone"
    assert "Unsubscribed" not in registrants(silent, "UTC").headers


def test_the_head_of_a_file_says_how_many() -> None:
    audience = people()
    sets = [Preset("attendees")]
    found = about(cohort.apply_all(sets, audience), Filters(), "UTC", sets=sets, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert ("Opted out", "2 who opted out are left out") in found.lines
    without = about(audience, Filters(), "UTC", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert "Opted out" not in dict(without.lines)


def test_the_registrant_export_has_the_column_where_a_report_has() -> None:
    table = registrants(people(), "UTC")
    assert table.headers[-2:] == ("Unsubscribed", "Time Zone")
    (frame,) = table.slices()
    assert frame["Unsubscribed"].to_list() == ["Yes", "No", None, "Yes", "Yes"]
