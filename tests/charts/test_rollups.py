"""Companies, campaigns and how often people came: what a bar says, and what finds its people."""

from __future__ import annotations

import polars as pl

from webcast.charts import rollups
from webcast.charts.theme import alt

COMPANIES = pl.DataFrame(
    {
        "label": ["Acme (acme.example)", "<b>Globex</b>"],
        "company": ["acme.example", "Globex"],
        "kind": ["domain", "named"],
        "registrants": [5, 2],
        "attendees": [3, 0],
        "told": [5, 2],
        "attendance_rate": [0.6, 0.0],
        "watch_ms": [5_400_000, 0],
        "mean_score": [6.25, None],
    }
)
CAMPAIGNS = pl.DataFrame(
    {
        "label": ["Mail", "Fair"],
        "campaign": ["Mail", "Fair"],
        "registrants": [5, 2],
        "attendees": [3, 0],
        "told": [5, 2],
        "attendance_rate": [0.6, 0.0],
        "cost": [300.0, 50.0],
        "cost_per_attendee": [100.0, None],
    }
)


def written(figure: object) -> list[str]:
    return [note.text for note in figure.layout.annotations]  # type: ignore[attr-defined]  # plotly is untyped


def test_a_company_s_bar_is_who_came_and_faint_who_did_not() -> None:
    figure = rollups.companies(COMPANIES, by="attendees", theme="light")
    came, rest = figure.data
    assert (list(came.x), list(rest.x)) == ([3, 0], [2, 2])
    assert [list(data) for data in came.customdata] == [
        ["company", "acme.example", "domain"],
        ["company", "Globex", "named"],
    ]
    assert "3 of 5 (60 %)" in written(figure)
    assert not any("<b>" in text for text in written(figure))


def test_companies_by_watch_time_and_by_score() -> None:
    watched = rollups.companies(COMPANIES, by="watch_ms", theme="light")
    assert list(watched.data[0].x) == [1.5, 0]
    assert "1 h 30 min" in written(watched)
    scored = rollups.companies(COMPANIES, by="mean_score", theme="dark")
    assert list(scored.layout.xaxis.range) == [0, 10]
    assert "6.2 · 5 registrants" in written(scored)
    assert "– · 2 registrants" in written(scored)


def test_a_campaign_s_bar_finds_its_people() -> None:
    figure = rollups.campaigns(CAMPAIGNS, theme="light")
    assert [list(data) for data in figure.data[0].customdata] == [["campaign", "Mail"], ["campaign", "Fair"]]
    assert alt(figure) == "Campaigns, 2 bars. First: Mail, 3 of 5 (60 %)."


def test_money_that_brought_nobody_is_said() -> None:
    figure = rollups.costs(CAMPAIGNS, theme="light")
    assert list(figure.data[0].x) == [100.0, 0]
    assert "Nobody came" in written(figure)
    assert "300.00 for 3 attendees" in written(figure)


def test_how_often_people_came() -> None:
    frame = pl.DataFrame({"label": ["Came to 1 event", "Came to 2 events"], "times": [1, 2], "persons": [3, 1]})
    figure = rollups.times(frame, theme="light")
    assert [list(data) for data in figure.data[0].customdata] == [["times", 1], ["times", 2]]
    assert "3 (75 %)" in written(figure)


def test_nothing_to_draw_is_said() -> None:
    empty = COMPANIES.clear()
    assert alt(rollups.companies(empty, by="attendees", theme="light")) == "No company is known."
    assert alt(rollups.campaigns(CAMPAIGNS.clear(), theme="light")) == "Nobody came by a campaign."
    assert alt(rollups.costs(CAMPAIGNS.with_columns(cost=None), theme="light")) == "No campaign has a cost yet."
    none = pl.DataFrame(schema={"label": pl.String, "times": pl.Int64, "persons": pl.Int64})
    assert alt(rollups.times(none, theme="light")) == "Nobody is known to have attended."
