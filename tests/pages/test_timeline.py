"""Timeline: which event and stretch, the curves and their people, and what is said where no times are known."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import small
from tests.pages.conftest import (
    ACCOUNT,
    OpenPage,
    address,
    as_table,
    dialog_titles,
    figures,
    links,
    person_shown,
    tables,
    texts,
)
from webcast.ui.frame import session_keys
from webcast.ui.frame import words as frame_words
from webcast.ui.timeline import words as timeline_words
from webcast.web.app_state import AppState

START_MS = round(small.START.timestamp() * 1000)


def charts(page: AppTest) -> dict[str, dict[str, Any]]:
    """Return the specs of the charts by the title of their horizontal axis, or by their words where empty."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return {spec["layout"]["xaxis"].get("title", {}).get("text") or spec["layout"]["meta"]: spec for spec in specs}


def test_the_answer_says_when_most_were_there(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="Europe/Berlin")
    assert not page.exception
    assert page.title[0].value == "When were people there?"
    assert (
        "The audience was largest on Mar 4, 2025, 3:05\u202fPM: 2 people at once. "
        "Half of the live viewers had left by minute 60." in texts(page)
    )


def test_key_figures_have_bases(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    assert figures(page) == {
        "Peak viewers": "2",
        "Average live time": "40 min",
        "Half had left": "minute 60",
        "On-Demand views": "2",
        "Registered late": "100\u00a0%",
    }
    for base in ("of 2 live viewers", "by 2 people", "of 5 registrants, in the last 7 days"):
        assert base in texts(page)


def test_the_curves_of_one_event(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="Europe/Berlin")
    found = charts(page)
    viewers = found["Mar 4, 2025 · time in Berlin (GMT+01:00)"]
    assert [trace["name"] for trace in viewers["data"]] == ["Live"]
    assert viewers["data"][0]["y"] == [0, 1, 2, 1, 0, 0]
    assert viewers["data"][0]["x"][1] == "2025-03-04T15:00:00"
    assert found["Minutes since the live start"]["layout"]["yaxis"]["title"]["text"] == (
        "Still there, share of 2 live<br>viewers"
    )
    assert found["Days before the live start"]["data"][0]["y"] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert found["Day, Berlin"]["data"][0]["y"] == [1, 1]
    assert "Minutes watched, at least" in found


def test_the_whole_time_shows_on_demand_too(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", stretch="all")
    viewers = charts(page)["Day in UTC"]
    assert [trace["name"] for trace in viewers["data"]] == ["Live", "On-Demand"]


def test_of_several_events_the_latest_is_shown_first_beside_the_others(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101,102", time_zone="UTC")
    assert page.selectbox(key="wi-option-event").options == [
        "Webinar *playbook*",
        "Product launch",
        timeline_words.ALL_EVENTS,
    ]
    assert "Apr 3, 2025 · time in UTC" in charts(page)
    assert len(charts(page)["Minutes since the live start"]["data"]) == 3  # the other, this one, its half
    assert "the same as the median event" in texts(page)


def test_one_event_of_several_is_named_before_anything_else(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101,102", time_zone="UTC", event="101")
    said = texts(page)
    assert "“Product launch”: the audience was largest on Mar 4, 2025, 2:05\u202fPM: 2 people at once." in said
    # The context line is of that event: its title, its report, its people.
    for part in ("Product launch, one of 2 events", "data as of Mar 10, 2025, 8:30\u202fAM", "5 of 5 registrants"):
        assert part in said
    assert "10 of 10 registrants" not in said
    both = texts(open_page("timeline", events="101,102", time_zone="UTC", event="all"))
    assert "All 2 events together: the audience was largest on" in both
    assert both.count("10 of 10 registrants") == 1


def test_all_events_together_have_no_common_clock(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101,102", time_zone="UTC", event="all")
    assert timeline_words.VIEWERS_ONE in [caption.value for caption in page.caption]
    assert figures(page)["On-Demand views"] == "4"
    assert "Still there, share of 4 live<br>viewers, counted in each<br>event" in json.dumps(
        list(charts(page).values())
    )


def test_a_click_on_a_moment_opens_who_was_there(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101,102", time_zone="UTC", event="101")
    minute = 60_000
    click = ["viewing", START_MS + 5 * minute, START_MS + 25 * minute, "Live"]
    page.session_state[session_keys.CLICKED] = ("wi-viewers", click)
    page.run()
    assert dialog_titles(page) == ["Live, at some time between Mar 4, 2025, 2:05 PM and Mar 4, 2025, 2:25 PM"]
    assert "2 registrants" in texts(page)
    assert f"set=watching%3ALive%3A{START_MS + 5 * minute}%3A{START_MS + 25 * minute}" in links(page)[-1]
    assert "&event=101&" in links(page)[-1]


def test_a_click_on_each_other_curve_opens_its_people(open_page: OpenPage) -> None:
    clicks = {
        "wi-retention": (["stayed", 30], "Still there after minute 30", "1 registrant"),
        "wi-registrations": (["registered", 2], "Registered 2 days before the live start", "1 registrant"),
        "wi-on-demand-days": (
            ["viewed", "2025-03-05", "2025-03-05"],
            "On-Demand views on 2025-03-05 (UTC)",
            "1 registrant",
        ),
        "wi-survival": (["watched", 5], "Watched at least 5 min on demand", "2 registrants"),
    }
    page = open_page("timeline", events="101", time_zone="UTC")
    for chart, (click, title, count) in clicks.items():
        page.session_state[session_keys.CLICKED] = (chart, click)
        page.run()
        assert dialog_titles(page) == [title]
        assert count in texts(page)


def test_one_persons_sessions_are_found_by_name(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    page.text_input(key="wi-timeline-person").set_value("bo@acme").run()
    assert tables(page)[-1]["first_name"].to_list() == ["Bo"]
    page.session_state[session_keys.PICKED] = ("wi-timeline-people-1-1", 0)
    page.run()
    assert person_shown(page) == "Bo Example"
    assert "bo@acme" not in json.dumps(page.query_params)
    page.text_input(key="wi-timeline-person").set_value("nobody at all").run()
    assert timeline_words.NOBODY_FOUND in [caption.value for caption in page.caption]


def test_events_without_session_rows_are_named_and_not_drawn_wrong(open_page: OpenPage, app: AppState) -> None:
    bare = small.report("102", has_sessions=False)
    app.library.hold(ACCOUNT, "102", None, bare)
    page = open_page("timeline", events="101,102", time_zone="UTC", event="all")
    assert "No session times, so in no curve: Webinar *playbook*." in texts(page)
    alone = open_page("timeline", events="102", time_zone="UTC")
    assert not alone.exception
    assert timeline_words.NO_SESSION_ROWS in texts(alone)
    assert figures(alone)["Peak viewers"] == "–"
    assert timeline_words.VIEWERS not in [header.value for header in alone.header]
    assert "Nobody came live, so there is nobody to stay." in charts(alone)


def test_an_event_nobody_watched_yet_says_so(open_page: OpenPage, app: AppState) -> None:
    report = small.report("101")
    quiet = type(report)(**{**report.tables(), "sessions": report.sessions.clear()})
    app.library.hold(ACCOUNT, "101", None, quiet)
    page = open_page("timeline", events="101", time_zone="UTC")
    assert not page.exception
    assert "Nobody has watched yet." in texts(page)
    assert "Nobody has watched on demand yet." in charts(page)


def test_no_events_are_a_designed_state(open_page: OpenPage) -> None:
    assert [h.value for h in open_page("timeline").header] == [frame_words.NO_EVENTS_TITLE]


def test_every_chart_has_a_table_for_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    rows = {
        "wi-viewers-rows": (
            timeline_words.VIEWERS,
            0,
            "Live, at some time between Mar 4, 2025, 2:00 PM and Mar 4, 2025, 2:05 PM",
        ),
        "wi-retention-rows": (timeline_words.RETENTION, 3, "Still there after minute 15"),
        "wi-registrations-rows": (timeline_words.REGISTRATIONS, 0, "Registered 5 days before the live start"),
        "wi-on-demand-rows": (timeline_words.ON_DEMAND_DAYS, 1, "On-Demand views on 2025-03-06 (UTC)"),
        "wi-survival-rows": (timeline_words.SURVIVAL, 2, "Watched at least 10 min on demand"),
    }
    for key, (block, row, title) in rows.items():
        as_table(page, block)
        page.session_state[session_keys.PICKED] = (key, row)
        page.run()
        assert not page.exception
        assert dialog_titles(page) == [title]


def test_the_download_holds_the_event_in_view(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101,102", time_zone="UTC", event="101")
    assert "/export.csv?events=101%2C102&time_zone=UTC&event=101&mode=spreadsheet" in links(page)
    assert "Download 5 registrants" in texts(page)


def test_an_event_is_compared_with_the_one_before(open_page: OpenPage, app: AppState) -> None:
    app.library.hold(ACCOUNT, "102", None, small.report("102", people=1))
    page = open_page("timeline", events="102", time_zone="UTC")
    assert figures(page)["Average live time"] == "1 h"
    assert "+50\u00a0% above the event before (40 min)" in texts(page)


# The window

MINUTE = 60


def window(first: int, last: int) -> str:
    """A window from and to some minutes after the start, as the address has it."""
    return f"{START_MS + first * MINUTE * 1000}/{START_MS + last * MINUTE * 1000}"


def test_the_figures_follow_the_window(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", window=window(4, 30))
    assert not page.exception
    assert {metric.label: metric.value for metric in page.metric[5:]} == {
        "There at all": "2",
        "Peak viewers": "2",
        "Viewers on average": "1.8",
        "Viewers at the start": "1",
        "Arrivals": "1",
        "Departures": "1",
        "Viewers at the end": "1",
    }
    assert "Between Mar 4, 2025, 2:04\u202fPM and Mar 4, 2025, 2:30\u202fPM (Live)" in texts(page)
    for base in ("in 26 min", "on Mar 4, 2025, 2:05\u202fPM", "of 2 people there", "by 1 person"):
        assert base in texts(page)
    viewers = charts(page)["Mar 4, 2025 · time in UTC"]
    assert viewers["layout"]["xaxis"]["range"] == ["2025-03-04T14:04:00", "2025-03-04T14:30:00"]
    assert viewers["data"][0]["y"] == [1, 2, 1, 1]
    assert address(page, "window") == window(4, 30)


def test_arrivals_and_departures_are_bars_below_the_curve(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    bars = charts(page)["Arrivals and departures over time: 2 arrivals, 2 departures."]
    assert [(trace["y"], trace["customdata"][0][0]) for trace in bars["data"]] == [
        ([1, 1], "came"),
        ([-1, -1], "left"),
    ]


def test_a_bar_opens_its_people(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC")
    page.session_state[session_keys.CLICKED] = ("wi-flows", ["left", START_MS, START_MS + 30 * 60_000, "Live"])
    page.run()
    assert dialog_titles(page) == ["Left (Live) between Mar 4, 2025, 2:00 PM and Mar 4, 2025, 2:30 PM"]
    assert f"set=left%3ALive%3A{START_MS}%3A{START_MS + 1_800_000}" in "".join(links(page))
    assert "1 registrant" in texts(page)


def test_every_figure_of_the_window_opens_its_people(open_page: OpenPage) -> None:
    first, last = START_MS + 4 * 60_000, START_MS + 30 * 60_000
    sets = {
        "there-at-all": f"watching:Live:{first}:{last}",
        "peak-viewers": f"watching:Live:{START_MS + 300_000}:{START_MS + 300_001}",
        "viewers-at-the-start": f"watching:Live:{first - 1}:{first}",
        "arrivals": f"arrived:Live:{first}:{last}",
        "departures": f"left:Live:{first}:{last}",
        "viewers-at-the-end": f"watching:Live:{last - 1}:{last}",
    }
    counts = {}
    for name, behind in sets.items():
        page = open_page("timeline", events="101", time_zone="UTC", window=window(4, 30))
        page.button(key=f"wi-who-{name}").click().run()
        assert len(dialog_titles(page)) == 1
        assert f"set={quote(behind, safe='')}" in "".join(links(page))
        counts[name] = next(text for text in texts(page).splitlines() if re.fullmatch(r"\d+ registrants?", text))
    assert list(counts.values()) == [
        "2 registrants", "2 registrants", "1 registrant", "1 registrant", "1 registrant", "1 registrant",
    ]  # fmt: skip


def test_times_can_be_typed_and_the_way_back_is_one_click(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="Europe/Berlin")
    begins = page.datetime_input[0]
    assert begins.value == datetime(2025, 3, 4, 14, 30)  # noqa: DTZ001 - a widget's, in the zone of the page
    begins.set_value(datetime(2025, 3, 4, 15, 10)).run()  # noqa: DTZ001 - likewise
    assert address(page, "window") == window(10, 90)
    page.datetime_input[1].set_value(datetime(2025, 3, 4, 15, 5)).run()  # noqa: DTZ001 - likewise
    assert [toast.value for toast in page.toast] == [timeline_words.WINDOW_BACKWARDS]
    assert address(page, "window") == window(10, 90)
    page.button(key="wi-window-back").click().run()
    assert address(page, "window") is None
    assert "There at all" not in figures(page)


@pytest.mark.parametrize(
    "nonsense", ["soon", "5/4", "1/2", "-1/5", "1741096800", f"{'9' * 18}/{'9' * 18}", f"1741096800/{'9' * 15}"]
)
def test_a_window_that_makes_no_sense_shows_the_whole(open_page: OpenPage, nonsense: str) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", window=nonsense)
    assert not page.exception
    assert address(page, "window") is None
    assert "There at all" not in figures(page)


def test_a_window_over_several_types_can_be_narrowed_to_one(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", window=window(0, 1460))
    assert figures(page)["There at all"] == "2"
    assert figures(page)["Arrivals"] == "3"
    one = open_page("timeline", events="101", time_zone="UTC", window=window(0, 1460), stretch_type="On-Demand")
    assert figures(one)["There at all"] == "1"
    assert "stretch_type=On-Demand" in "".join(links(one))


def test_the_strip_shows_where_the_window_lies(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", window=window(4, 30))
    strip = next(spec for name, spec in charts(page).items() if name.startswith("The whole time at a glance"))
    assert strip["layout"]["xaxis"]["range"] == ["2025-03-04T13:30:00", "2025-03-04T15:30:00"]
    assert strip["layout"]["shapes"][-1]["x0"] == "2025-03-04T14:04:00"


def test_every_curve_has_its_files(open_page: OpenPage) -> None:
    page = open_page("timeline", events="101", time_zone="UTC", window=window(4, 30))
    found = "".join(links(page))
    for table in ("viewers", "stretch", "retention", "registrations", "on-demand-days", "on-demand-survival"):
        assert f"/export.xlsx?events=101&time_zone=UTC&table={table}" in found
    chosen = f"window={START_MS + 240_000}%2F{START_MS + 1_800_000}"
    assert f"table=viewers&{chosen}" in found
