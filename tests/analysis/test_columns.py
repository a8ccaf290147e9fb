"""The columns and types of every table of the analyses, also where nobody is left: pages and files build on them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from tests.analysis.small import at, audience
from webcast.analysis import (
    askers,
    attendance,
    before_after,
    dimensions,
    funnel,
    pace,
    people,
    portfolio,
    qa,
    rollups,
    score,
    segments,
    stretch,
    summary,
    surveys,
    terms,
    timeline,
    waiting,
)
from webcast.analysis.audience import Audience
from webcast.analysis.stages import USUAL
from webcast.reports.schema import INSTANT, MODES

LIKELY = "How likely are you to recommend us?"
KINDS = {
    "text": pl.String,
    "int": pl.Int64,
    "float": pl.Float64,
    "bool": pl.Boolean,
    "row": pl.UInt32,
    "day": pl.Date,
    "instant": INSTANT,
    "mode": pl.Enum(MODES),
}

TABLES: list[tuple[Callable[[Audience], pl.DataFrame], str]] = [
    (
        attendance.by_event,
        "text: event_id title way int: registrants of float: share",
    ),
    (
        lambda a: attendance.by_group(a, "company"),
        "text: group int: registrants attended told",
    ),
    (
        lambda a: dimensions.groups(a, "company"),
        "row: row text: group",
    ),
    (
        lambda a: dimensions.values(a, "company"),
        "text: group int: registrants",
    ),
    (
        dimensions.event_names,
        "text: event_id group",
    ),
    (
        funnel.funnel,
        "text: stage int: registrants float: of_first of_previous low high",
    ),
    (
        lambda a: funnel.funnel(a, by="company"),
        "text: group stage int: registrants float: of_first of_previous low high",
    ),
    (
        lambda a: funnel.by_event(a, USUAL),
        "text: event_id int: registered attended stayed engaged answered_survey",
    ),
    (
        people.profiles,
        (
            "row: person row text: email first_name last_name company int: events_registered events_attended "
            "watch_ms live_watch_ms od_watch_ms simlive_watch_ms questions survey_answers instant: first_seen "
            "last_seen"
        ),
    ),
    (
        people.times_attended,
        "int: times persons",
    ),
    (
        lambda a: people.sessions_of(a.everyone, 0),
        "row: row text: event_id event_title int: session mode: type instant: start end int: duration_ms text: media",
    ),
    (
        portfolio.event_analytics,
        (
            "text: event_id title cost_center creator instant: created_at live_start live_end at int: "
            "total_registrants total_sessions live_sessions od_sessions simlive_sessions unique_live_viewers "
            "unique_od_viewers unique_simlive_viewers no_shows live_registrants float: live_conversion_rate "
            "total_conversion_rate int: people attendees attending_people watch_ms watch_ms_platform float: "
            "average_watch_ms int: reported_total_registrants reported_total_sessions reported_live_sessions "
            "reported_od_sessions reported_simlive_sessions reported_unique_live_viewers "
            "reported_unique_od_viewers reported_unique_simlive_viewers reported_no_shows "
            "reported_live_registrants float: reported_live_conversion_rate reported_total_conversion_rate int: "
            "stayed engaged answered_survey float: stayed_rate engaged_rate survey_rate int: answered_check "
            "questions answered askers peak_viewers instant: peak_at"
        ),
    ),
    (
        lambda a: portfolio.benchmark(a, "average_watch_ms"),
        "text: event_id title float: value int: rank of float: lower_quartile median upper_quartile above_median",
    ),
    (
        qa.questions,
        (
            "row: row person text: event_id event_title first_name last_name email company int: n text: question "
            "answer bool: answered"
        ),
    ),
    (
        qa.by_event,
        "text: event_id int: questions answered float: answered_share int: askers",
    ),
    (
        askers.by_asker,
        "row: row person text: first_name last_name email company int: questions answered open",
    ),
    (
        rollups.companies,
        (
            "text: company kind named int: registrants persons attendees told float: attendance_rate int: watch_ms "
            "float: average_watch_ms int: questions respondents float: mean_score"
        ),
    ),
    (
        rollups.company_of,
        "row: row text: company kind",
    ),
    (
        rollups.campaigns,
        (
            "text: campaign int: registrants persons attendees told float: attendance_rate int: watch_ms float: "
            "average_watch_ms int: questions respondents float: mean_score cost cost_per_registrant "
            "cost_per_attendee"
        ),
    ),
    (
        score.scores,
        "row: row float: score watch questions survey watch_points questions_points survey_points",
    ),
    (
        lambda a: segments.compare(a, a),
        (
            "text: stage int: registrants_1 base_1 float: share_1 low_1 high_1 int: registrants_2 base_2 float: "
            "share_2 low_2 high_2 difference low high p_value bool: beyond_chance"
        ),
    ),
    (
        lambda a: stretch.flows(a, None, (at(1, 10), at(1, 11))),
        "instant: at until int: arrivals departures",
    ),
    (
        summary.key_figures,
        (
            "text: event_id title int: total_registrants total_sessions live_sessions od_sessions "
            "simlive_sessions unique_live_viewers unique_od_viewers unique_simlive_viewers no_shows "
            "live_registrants float: live_conversion_rate total_conversion_rate int: people attendees "
            "attending_people watch_ms watch_ms_platform float: average_watch_ms int: reported_total_registrants "
            "reported_total_sessions reported_live_sessions reported_od_sessions reported_simlive_sessions "
            "reported_unique_live_viewers reported_unique_od_viewers reported_unique_simlive_viewers "
            "reported_no_shows reported_live_registrants float: reported_live_conversion_rate "
            "reported_total_conversion_rate"
        ),
    ),
    (
        lambda a: summary.differences(summary.key_figures(a)),
        "text: event_id figure float: reported computed",
    ),
    (
        surveys.questions,
        (
            "text: survey text label survey_type type bool: type_inferred int: events respondents eligible float: "
            "response_rate int: not_attending"
        ),
    ),
    (
        lambda a: surveys.questions(a, merge=False),
        (
            "text: event_id survey_id question_id survey text label survey_type type bool: type_inferred int: "
            "events respondents eligible float: response_rate int: not_attending"
        ),
    ),
    (
        lambda a: surveys.answers(a, "Exit", LIKELY),
        "text: answer int: count float: share",
    ),
    (
        surveys.scales,
        "text: label int: base float: mean nps int: highest",
    ),
    (
        lambda a: surveys.numeric_by(a, "Exit", LIKELY, "company"),
        "text: group int: base float: mean int: promoters detractors float: nps",
    ),
    (
        lambda a: surveys.crosstab(a, "Exit", LIKELY, "company"),
        "text: group answer int: count base float: share",
    ),
    (
        surveys.attendance_checks,
        "text: label int: respondents eligible float: response_rate int: checks answered_all answered_some never",
    ),
    (
        lambda a: terms.of_answers(a, "Exit", "Which topics?"),
        "text: term int: texts rows float: share",
    ),
    (
        timeline.viewers,
        "instant: at int: viewers arrivals departures",
    ),
    (
        timeline.peaks,
        "text: event_id int: peak_viewers instant: peak_at",
    ),
    (
        timeline.retention,
        "int: minute remaining base float: share",
    ),
    (
        lambda a: timeline.retention(a, by_event=True),
        "text: event_id int: minute remaining base float: share",
    ),
    (
        timeline.on_demand_survival,
        "int: minute viewers base float: share",
    ),
    (
        timeline.on_demand_days,
        "day: day int: sessions viewers",
    ),
    (
        timeline.registration_curve,
        "int: days_before registrants cumulative float: share",
    ),
    (
        lambda a: timeline.registration_curve(a, by_event=True),
        "text: event_id int: days_before registrants cumulative float: share",
    ),
    (
        waiting.time_to_attendance,
        "row: row int: wait_ms",
    ),
    (
        waiting.waits,
        "text: wait int: attendees float: share",
    ),
    (
        lambda a: before_after.questions(a, "Exit", "Exit"),
        (
            "text: text int: persons changed same float: changed_share int: rose fell float: mean_before "
            "mean_after mean_change"
        ),
    ),
    (
        lambda a: before_after.everybody(a, "Exit", "Exit"),
        "row: row person text: text before after float: change bool: same",
    ),
    (
        pace.by_event,
        "text: event_id float: live_ms int: views float: late int: known",
    ),
]


@pytest.mark.parametrize(("table", "columns"), TABLES)
def test_a_table_has_these_columns_whoever_is_left(table: Callable[[Audience], pl.DataFrame], columns: str) -> None:
    expected, kind = list[tuple[str, object]](), ""
    for word in columns.split():
        if word.endswith(":"):
            kind = word[:-1]
        else:
            expected.append((word, KINDS[kind]))
    everybody = audience()
    assert list(table(everybody).schema.items()) == expected
    assert list(table(everybody.where(pl.lit(value=False))).schema.items()) == expected
