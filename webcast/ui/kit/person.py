"""One person in a panel at the right: who it is, a sentence that sums up, and every touch point on a line of time.

A person is shown whole, over all picked events and whatever the filters, and leads to the next and the one before of
the list that the person was opened from.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import definitions, one_person, people
from webcast.analysis.audience import Audience
from webcast.analysis.listed import Listed
from webcast.analysis.people import Profile
from webcast.analysis.score import INPUTS, scores
from webcast.analysis.touch_points import judged, touch_points
from webcast.cohorts.cohort import Person
from webcast.ui.frame import html, session_keys, signed_in, state
from webcast.ui.frame.page import Context
from webcast.ui.kit import downloads, drawer, person_words, score_words, seen, time_line, weights

WIDTH: Final = 560
"""Pixels: enough for a sentence, and the list stays in sight beside it."""


def show(context: Context, row: int, listed: Listed) -> None:
    """Open the panel on one registrant of a list; call it once, in the run in which the row was picked.

    Never of a masked audience: what one person did is theirs, with a name or without.

    Args:
        context: What the page works with.
        row: The registrant's row.
        listed: The list.
    """
    if context.everyone.masking is not None:
        return
    seen.record(seen.ONE, context.everyone, 1)
    st.session_state[session_keys.PERSON] = row
    dialog = st.dialog(person_words.ONE_PERSON, width=WIDTH, position="right", on_dismiss=drawer.opened())
    dialog(signed_in.guarded(draw))(context.everyone, listed)


def draw(everyone: Audience, listed: Listed) -> None:
    """Draw the person whom the session has in view, of a list.

    Args:
        everyone: The people of all picked events.
        listed: The list that the person was opened from.
    """
    picked: int = st.session_state[session_keys.PERSON]
    _beside(picked, listed)
    everyone, row = one_person.found(everyone, picked)
    profile = people.profile(everyone, row)
    zone, locale = state.looking().zone, st.context.locale
    _who(profile)
    html.answer(person_words.judged(judged(profile)))
    if profile.registrations["opted_out"].any():
        html.line("wi-alert", person_words.OPTED_OUT)
    known: dict[str, Any] = profile.figures
    seen = [formats.instant(known[name], zone, locale) for name in ("first_seen", "last_seen")]
    html.line("wi-context", person_words.seen(*seen), html.text(formats.zone_in_words(zone)))
    one = everyone.pick("row", "event_id", "registrant").filter(pl.col("row") == row).row(0, named=True)
    who = [Person(one["event_id"], one["registrant"])]
    downloads.menu(downloads.people(profile.registrations.height, who, everybody=True))
    st.header(person_words.TOUCH_POINTS, anchor=False)
    time_line.draw(touch_points(everyone, profile), zone, locale)
    _score(everyone, profile)
    titles = everyone.events.select("event_id", "title")
    _answers(person_words.REGISTRATION_GIVEN, profile.registration_answers, titles)
    # An attendance check has a name and no question.
    surveyed = profile.survey_answers.with_columns(pl.coalesce("text", "survey").alias("text"))
    _answers(person_words.SURVEYS_GIVEN, surveyed, titles)


def _beside(row: int, listed: Listed) -> None:
    """Draw the way to the one before and the next, and which of how many this is."""
    place = listed.place(row)
    if place is None or len(listed) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-person-beside"):
        for name, label, icon, to in (
            ("before", person_words.PREVIOUS, ":material/arrow_back:", place - 1),
            ("after", person_words.NEXT, ":material/arrow_forward:", place + 1),
        ):
            there = 0 <= to < len(listed)
            st.button(
                label,
                icon=icon,
                type="tertiary",
                key=f"wi-person-{name}",
                disabled=not there,
                on_click=_go,
                args=(listed.at(to) if there else row,),
            )
        st.html(f'<p class="wi-hint" role="status">{person_words.place(place + 1, len(listed))}</p>', width="content")


def _go(row: int) -> None:
    st.session_state[session_keys.PERSON] = row


def _who(profile: Profile) -> None:
    known: dict[str, Any] = profile.figures
    name = " ".join(str(known[part]) for part in ("first_name", "last_name") if known[part])
    with st.container(key="wi-person-name"):
        st.header(html.markdown(name or str(known["email"] or "") or person_words.NAMELESS), anchor=False)
    latest = profile.registrations.row(-1, named=True)
    about = [latest["title"], known["company"], latest["city"], latest["country"], known["email"], latest["phone"]]
    # The width of the panel follows from this one.
    html.line("wi-context wi-person", *(html.text(part) for part in about if part))


def _score(everyone: Audience, profile: Profile) -> None:
    """Draw each event's score, and what it is made of as three small bars."""
    in_force = weights.percents()
    found = scores(everyone.only(profile.registrations["row"]), weights.current()).drop_nulls("score")
    if found.is_empty():
        return
    st.header(score_words.SCORE, anchor=False, help=definitions.text("engagement_score"))
    titles = dict(profile.registrations.select("row", "event_title").iter_rows())
    drawn = []
    for row in found.iter_rows(named=True):
        heading = html.text(score_words.scored(row["score"], titles[row["row"]] or ""))
        parts = "".join(_part(name, row[name], row[f"{name}_points"], in_force[name]) for name in INPUTS)
        drawn.append(f'<p class="wi-score">{heading}</p><ul class="wi-parts">{parts}</ul>')
    st.html("".join(drawn))


def _part(name: str, reached: float | None, got: float | None, weight: int) -> str:
    """Return one part as a label, a bar and its share; what it adds is said to who points at it or hears it."""
    said, label = (
        html.attribute(score_words.part(name, reached, got, weight)),
        f"<span>{score_words.PARTS[name]}</span>",
    )
    if reached is None:
        return f'<li title="{said}">{label}<span class="wi-base">{score_words.NOT_OFFERED}</span></li>'
    bar = f'<meter min="0" max="1" value="{reached:.3f}" aria-label="{said}"></meter>'
    return f'<li title="{said}">{label}{bar}<span>{formats.percent(reached)}</span></li>'


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
