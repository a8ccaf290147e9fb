"""One person in full, in the drawer: sessions as bars, registrations, answers, questions."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import definitions, people
from webcast.analysis.audience import Audience
from webcast.analysis.people import Profile
from webcast.analysis.score import scores
from webcast.charts import sessions
from webcast.charts.theme import CONFIG, Theme, alt
from webcast.cohorts.cohort import Person
from webcast.ui.frame import html, signed_in, state
from webcast.ui.frame import words as frame_words
from webcast.ui.frame.page import Context
from webcast.ui.kit import cells, downloads, drawer, weights, words


def show(context: Context, row: int) -> None:
    """Open the drawer on the person behind a registrant; call it once, in the run in which the row was picked.

    A person is shown whole, over all picked events and whatever the filters.

    Args:
        context: What the page works with.
        row: The registrant's row.
    """
    profile = people.profile(context.everyone, row)
    dismissed = drawer.opened()
    dialog = st.dialog(html.markdown(_name(profile)), width="large", position="right", on_dismiss=dismissed)
    dialog(signed_in.guarded(draw))(context.everyone, row)


def _name(profile: Profile) -> str:
    known = profile.figures
    name = " ".join(str(known[part]) for part in ("first_name", "last_name") if known[part])
    return name or str(known["email"] or "") or words.NAMELESS


def draw(everyone: Audience, row: int, *, named: bool = False) -> None:
    """Draw the person behind a registrant, over all events; under the name where no title says it."""
    profile = people.profile(everyone, row)
    if named:
        st.header(html.markdown(_name(profile)), anchor=False)
    zone, locale = state.looking().zone, st.context.locale
    known: dict[str, Any] = profile.figures
    latest = profile.registrations.row(-1, named=True)
    about = [latest["title"], known["company"], latest["city"], latest["country"], known["email"], latest["phone"]]
    html.line("wi-context", *(html.text(part) for part in about if part))
    html.answer(words.person(known))
    if latest["opted_out"]:
        html.line("wi-alert", words.OPTED_OUT)
    seen = [formats.instant(known[name], zone, locale) for name in ("first_seen", "last_seen")]
    html.line("wi-context", words.seen(*seen), html.text(formats.zone_in_words(zone)))
    st.header(words.SESSIONS, anchor=False)
    if profile.sessions.height:
        theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
        figure = sessions.sessions(profile.sessions, zone=zone, theme=theme, locale=locale)
        st.plotly_chart(figure, theme=None, config=CONFIG, key="wi-person-sessions", alt=alt(figure))
    else:
        st.caption(words.no_sessions_of(known["events_attended"]))
    _score(everyone, profile)
    _registrations(profile, zone)
    titles = everyone.events.select("event_id", "title")
    _answers(words.REGISTRATION_GIVEN, profile.registration_answers, titles)
    # An attendance check has a name and no question.
    surveyed = profile.survey_answers.with_columns(pl.coalesce("text", "survey").alias("text"))
    _answers(words.SURVEYS_GIVEN, surveyed, titles)
    _answers(words.QUESTIONS_ASKED, profile.questions.rename({"question": "text"}), titles)
    one = everyone.pick("row", "event_id", "registrant").filter(pl.col("row") == row).row(0, named=True)
    who = [Person(one["event_id"], one["registrant"])]
    downloads.first(downloads.people(profile.registrations.height, who, everybody=True))


def _score(everyone: Audience, profile: Profile) -> None:
    """Show what each event's score is made of."""
    in_force = weights.percents()
    found = scores(everyone.only(profile.registrations["row"]), weights.current()).drop_nulls("score")
    if found.is_empty():
        return
    st.header(words.SCORE, anchor=False, help=definitions.text("engagement_score"))
    titles = dict(profile.registrations.select("row", "event_title").iter_rows())
    items = []
    for row in found.iter_rows(named=True):
        parts = [words.part(name, row[name], row[f"{name}_points"], in_force[name]) for name in in_force]
        heading = words.scored(row["score"], titles[row["row"]] or "")
        items.append(f"<dt>{html.text(heading)}</dt><dd>{'<br>'.join(map(html.text, parts))}</dd>")
    st.html(f'<dl class="wi-answers">{"".join(items)}</dl>')


def _registrations(profile: Profile, zone: str) -> None:
    st.header(words.REGISTERED_FOR, anchor=False)
    shown = profile.registrations.select(
        "event_title",
        cells.wall_clock("registered_at", zone),
        cells.minutes("watch_ms").alias("minutes"),
        "campaign",
    )
    st.dataframe(
        shown,
        hide_index=True,
        placeholder=formats.UNKNOWN,
        key="wi-person-events",
        column_config={
            "event_title": st.column_config.TextColumn(words.COLUMN_TITLE, width="large"),
            "registered_at": st.column_config.DatetimeColumn(words.COLUMN_REGISTERED, format="D MMM YYYY, HH:mm"),
            "minutes": st.column_config.NumberColumn(words.COLUMN_MINUTES, format="localized"),
            "campaign": st.column_config.TextColumn(frame_words.CAMPAIGNS),
        },
    )


def _answers(heading: str, given: pl.DataFrame, titles: pl.DataFrame) -> None:
    """List questions with answers; the event is named where several are."""
    given = given.filter(pl.col("text").is_not_null() | pl.col("answer").is_not_null())
    if given.is_empty():
        return
    st.header(heading, anchor=False)
    named = given.join(titles, on="event_id", how="left", maintain_order="left")
    several = named["event_id"].n_unique() > 1
    items = [
        f"<dt>{html.text(row['text'] or '')}{_event(row) if several else ''}</dt>"
        f"<dd>{html.text(row['answer'] or formats.UNKNOWN)}</dd>"
        for row in named.iter_rows(named=True)
    ]
    st.html(f'<dl class="wi-answers">{"".join(items)}</dl>')


def _event(row: dict[str, Any]) -> str:
    return f' <span class="wi-base">{html.text(row["title"] or row["event_id"])}</span>'
