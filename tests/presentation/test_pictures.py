"""Charts that stand alone: what they draw, what their heads say, and what they say where there is nothing to draw."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.analysis.training import SURE, WHO, training
from tests.exports import small
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.charts import theme
from webcast.charts.theme import DARK, LIGHT
from webcast.cohorts.cohort import Attended, Group
from webcast.errors import FilterError
from webcast.presentation import named, pictures, voices
from webcast.presentation.about import about
from webcast.presentation.pictures import PICTURES, NothingToDraw, UnknownPicture
from webcast.printing import picture as printing
from webcast.view.choices import Choices
from webcast.view.filters import Filters

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
PLAIN = str.maketrans("", "", "\u2068\u2069")


def only(event_id: str) -> Audience:
    """Return an audience of one event of the two."""
    report = small.two_events()
    tables = {name: frame.filter(pl.col("event_id") == event_id) for name, frame in vars(report).items()}
    return Audience.of(type(report)(**tables))


def made(name: str, audience: Audience | None = None, filters: Filters | None = None, **more: Any) -> Any:
    audience = small.audience() if audience is None else audience
    head = about(audience, filters or Filters(), "UTC", sets=more.pop("sets", ()), now=NOW)
    return pictures.picture(name, audience, head, "UTC", **more)


def title(figure: Any) -> str:
    return str(figure.layout.title.text).translate(PLAIN)


def context(figure: Any) -> list[str]:
    return str(figure.layout.title.subtitle.text).translate(PLAIN).split("<br>")


def test_a_picture_carries_its_own_head() -> None:
    figure = made("funnel")
    assert title(figure) == "Where did people drop out? 1 of 3 attended; most are lost where 2 did not attend"
    assert context(figure) == [
        "Spring launch; Summer demo",
        "Filters: All registrants · Registrants: 3 of 3 · Time zone: UTC · Data as of: unknown",
    ]
    assert (figure.layout.width, figure.layout.title.xref) == (1200, "container")
    assert figure.layout.margin.t > 80


def test_filters_and_sets_are_in_the_head() -> None:
    people = Attended("none").apply(Filters(no_shows=True).apply(small.audience(), "UTC"))
    said = context(made("attendance", people, Filters(no_shows=True), sets=[Attended("none")]))[1]
    assert said.startswith("Filters: Registrants: did not attend · People: Did not attend · Registrants: 2 of 3 · ")


def test_the_funnel_is_the_page_s() -> None:
    assert list(made("funnel").data[0].x) == [3, 1, 1, 1, 0]


def test_choices_decide_as_on_the_page() -> None:
    assert list(made("funnel", choices=Choices(rules=Rules(40))).data[0].x) == [3, 1, 0, 0, 0]
    drawn = made("funnel", choices=Choices(rules=Rules(40)))
    assert "Stayed 40 min" in {str(note.text).translate(PLAIN) for note in drawn.layout.annotations}


def test_a_break_down_says_by_what() -> None:
    figure = made("funnel-groups", choices=Choices(by="company"))
    assert title(figure) == "Where did people drop out? By company"
    assert "No company · 2" in {str(note.text).translate(PLAIN) for note in figure.layout.annotations}


def test_attendance_is_a_panel_a_way() -> None:
    figure = made("attendance")
    bars = [list(trace.x) for trace in figure.data if trace.type == "bar"]
    assert bars == [[0.5, 0.0], [0.5, 1.0]]  # live, and not at all


def test_groups_are_companies_until_something_else_is_named() -> None:
    assert title(made("groups")) == "Who came? By company: 1 of 1 attendee from =Acme, Inc"
    figure = made("groups", choices=Choices(by="question: Department"))
    assert title(figure) == "Who came? By department: 1 of 1 attendee from Sales"
    assert list(figure.data[0].x) == [1, 0, 0]


def test_an_answer_s_title_is_its_question() -> None:
    figure = made("answers", choices=Choices(question="Exit: Liked it?"))
    assert title(figure) == "Exit: Liked it?"
    assert context(figure)[2] == "1 respondent; 0 of 1 attendee answered; that is few"
    assert list(figure.data[0].x) == [1]


def test_without_a_question_it_is_the_first_with_answers() -> None:
    assert title(made("answers")) == "Exit: Liked it?"


def test_an_unknown_question_lists_the_known_ones() -> None:
    with pytest.raises(FilterError, match=r"one of Exit: Liked it\?; Still there, but 'Exit: Why\?' is not"):
        made("answers", choices=Choices(question="Exit: Why?"))


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "COMPANIES_AT_FIRST", 1)
    figure = made("companies")
    assert context(figure)[2] == "Not drawn: 1 more company"
    assert list(figure.data[0].x) == [1]


def test_viewers_are_of_one_event_and_its_live_time_first() -> None:
    figure = made("viewers", only("11"))
    assert title(figure) == "Viewers over time: at most 1 at once, May 7, 2024, 3:00 PM"
    assert [trace.name for trace in figure.data] == ["Live"]
    assert max(figure.data[0].y) == 1
    with pytest.raises(NothingToDraw, match="drawn of one event, but these are 2, which have no common clock"):
        made("viewers")


def test_a_stretch_and_a_session_type_can_be_asked_for() -> None:
    start = round(small.LIVE.timestamp() * 1000)
    figure = made("viewers", only("11"), choices=Choices(window=(start, start + 600_000), mode="Live"))
    assert figure.layout.xaxis.range[1] == datetime(2024, 5, 7, 15, 10)  # noqa: DTZ001 - plotly draws wall clocks
    with pytest.raises(NothingToDraw, match="Nobody was watching in this stretch"):
        made("viewers", only("11"), choices=Choices(mode="SimLive"))


def test_live_time_is_shaded_as_on_the_page() -> None:
    start, hour = round(small.LIVE.timestamp() * 1000), 3_600_000

    def shaded(first: int, last: int) -> int:
        figure = made("viewers", only("11"), choices=Choices(window=(start + first * hour, start + last * hour)))
        return sum(shape.type == "rect" for shape in figure.layout.shapes)

    assert shaded(0, 36) == 1
    # Over days it would be a line.
    assert shaded(0, 37) == 0


def test_how_long_people_stayed_ends_where_it_is_known() -> None:
    report = small.two_events()
    on_air = report.event.filter(event_id="11").with_columns(run_at=pl.lit(small.LIVE + timedelta(minutes=20)))
    tables = {name: frame.filter(pl.col("event_id") == "11") for name, frame in vars(report).items()}
    audience = Audience.of(type(report)(**{**tables, "event": on_air.cast(pl.Schema(report.event.schema))}))
    assert "were there at the last minute that is known" in theme.alt(made("retention", audience))
    assert "were there near the end" in theme.alt(made("retention", only("11")))


def test_who_came_and_left_is_of_one_event() -> None:
    figure = made("arrivals", only("11"))
    assert title(figure) == "Who came and left"
    assert [list(trace.y) for trace in figure.data] == [[1], [-1]]
    with pytest.raises(NothingToDraw, match="Nobody came or left in this stretch"):
        made("arrivals", only("11"), choices=Choices(mode="SimLive"))
    with pytest.raises(NothingToDraw, match="Arrivals and departures are drawn of one event, but these are 2"):
        made("arrivals")


def test_answers_are_compared_by_what_is_named() -> None:
    figure = made("answers-by", training(), choices=Choices(by="domain"))
    assert title(figure) == "Posttest: Who signs? By e-mail domain"
    assert [list(trace.x) for trace in figure.data[:2]] == [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    scores = made("answers-by", training(), choices=Choices(by="attendance", question=f"Posttest: {SURE}"))
    assert list(scores.data[0].x) == [8.0, 5.0, 9.0]
    with pytest.raises(FilterError, match="needs something to compare answers by, but 'noses' was asked for"):
        made("answers-by", training(), choices=Choices(by="noses"))


def test_groups_that_are_left_out_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "GROUPS_BESIDE", 1)
    figure = made("answers-by", training(), choices=Choices(by="domain"))
    assert context(figure)[2] == "Not drawn: 2 more groups"


def test_before_and_after_begin_as_the_page_does() -> None:
    figure = made("survey-change", training())
    assert title(figure) == WHO
    assert context(figure)[2] == "Pretest, then Posttest: 3 people answered both; that is few"
    assert [list(trace.x) for trace in figure.data[:2]] == [[1 / 3, 2 / 3], [2 / 3, 1 / 3]]
    sure = made("survey-change", training(), choices=Choices(question=SURE))
    assert list(sure.data[0].x) == [1, 1, 1]
    back = made("survey-change", training(), choices=Choices(before="Posttest", after="Pretest"))
    assert context(back)[2].startswith("Posttest, then Pretest: ")
    with pytest.raises(FilterError, match="needs two surveys that hold the same questions, but none was asked for"):
        made("survey-change", training(), choices=Choices(before="Pretest"))


def test_attendance_checks_are_those_of_the_page() -> None:
    assert list(made("attendance-checks").data[0].x) == [1, 0, 1]


def test_two_segments_are_named_and_beside_each_other() -> None:
    figure = made("segments", choices=Choices(first=Group("domain", "example.com")))
    # Two of three registrants are at example.com, and one of these attended.
    assert [trace.x[0] for trace in figure.data[:2]] == [0.5, 0.0]
    assert str(figure.data[2].text[0]).translate(PLAIN) == "example.com 1 of 2"
    assert context(figure)[-1].startswith("Filled: E-mail domain: “example.com”. Outlined: Everybody but: ")
    with pytest.raises(NothingToDraw, match="no segment is named"):
        made("segments")


def test_waits_are_those_of_the_page() -> None:
    assert sum(made("waits").data[0].x) == 1


def test_events_beside_each_other_say_by_what() -> None:
    figure = made("benchmark", choices=Choices(rate="total_conversion_rate"))
    assert title(figure).replace("<br>", " ") == (
        "Total conversion: each event against the others: “Spring launch” is highest with 50 %, the median is 25 %"
    )
    assert list(figure.data[0].x) == [0.5, 0.0]
    stayed = made("trend", choices=Choices(rate="stayed_rate", rules=Rules(20)))
    assert title(stayed) == "Stayed 20 min over time: 100 % at the latest event"
    with pytest.raises(FilterError, match="is no rate to compare events by"):
        made("benchmark", choices=Choices(rate="noses"))


def test_who_comes_again_is_counted_once() -> None:
    assert list(made("times").data[0].x) == [1]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("funnel-groups", "nothing is named to break it down by"),
        ("answers-by", "nothing is named to break it down by"),
        ("survey-change", "no two surveys hold the same question"),
        ("costs", "No campaign has a cost yet."),
        ("campaigns", "nobody registered by a link with a campaign"),
        ("on-demand-days", "Nobody has watched on demand yet."),
        ("on-demand-survival", "Nobody has watched on demand yet."),
    ],
)
def test_nothing_to_draw_is_an_error_and_no_empty_picture(name: str, says: str) -> None:
    with pytest.raises(NothingToDraw, match=says):
        made(name)


def test_without_an_attendance_check_there_is_none_to_draw() -> None:
    with pytest.raises(NothingToDraw, match="these events had no attendance check"):
        made("attendance-checks", training())


@pytest.mark.parametrize("name", ["trend", "benchmark", "times"])
def test_one_event_has_nothing_to_be_compared_with(name: str) -> None:
    with pytest.raises(NothingToDraw, match="One event alone has nothing to be compared with"):
        made(name, only("11"))


@pytest.mark.parametrize("name", list(PICTURES))
def test_nobody_is_no_picture(name: str) -> None:
    nobody = Filters(companies=("Nobody",)).apply(small.audience(), "UTC")
    with pytest.raises(NothingToDraw, match="needs registrants, but the filters leave none"):
        made(name, nobody)


def test_an_unknown_chart_says_what_is_known() -> None:
    with pytest.raises(UnknownPicture, match=r"one of attendance, funnel, .* but 'noses' is none of them"):
        made("noses")


def test_light_and_dark_have_the_page_s_ground() -> None:
    assert made("funnel").layout.paper_bgcolor == LIGHT.ground
    assert made("funnel", theme="dark").layout.paper_bgcolor == DARK.ground
    assert made("funnel", theme="dark").layout.title.font.color == DARK.text


def test_a_narrow_picture_breaks_its_head_and_grows() -> None:
    wide, narrow = made("funnel"), made("funnel", width=400)
    assert len(context(narrow)) > len(context(wide))
    assert narrow.layout.height - wide.layout.height == narrow.layout.margin.t - wide.layout.margin.t > 0


def test_foreign_text_stays_text() -> None:
    event = small.table("event", [small.event("11", "<b>R&D</b>")])
    report = small.two_events()
    audience = only("11")
    assert report.event.height == 2
    loud = Audience.of(type(report)(**{**vars(audience.report), "event": event}))
    assert context(made("funnel", loud))[0] == "&lt;b&gt;R&amp;D&lt;/b&gt;"


@pytest.mark.parametrize("name", ["funnel", "companies", "groups", "asked", "attendance", "answers"])
def test_nothing_that_leads_to_people_goes_to_the_browser(name: str) -> None:
    figure = made(name)
    assert any(trace.customdata is not None for trace in figure.data)
    handed_over = json.dumps(printing.bare(figure), default=str)
    for part in ("customdata", "hovertext", "hovertemplate", "Click to see", "meta"):
        assert part not in handed_over


def test_files_are_named_after_event_and_chart() -> None:
    assert pictures.file_name(["Spring launch!"], "funnel", "png") == "spring-launch-funnel.png"
    assert pictures.file_name(["A", "B"], "trend", "svg") == "2-events-trend.svg"
