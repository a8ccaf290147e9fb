"""What Home shows: the latest event, what is next, what changed, and which questions wait for an answer."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from webcast import formats
from webcast.formats import duration, number, percent
from webcast.presentation import bases, comparisons
from webcast.ui.frame import html, navigation, state, tour
from webcast.ui.home import words
from webcast.ui.home.standing import Standing, changes
from webcast.ui.kit import figures
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.figures import Figure
from webcast.web import beside
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

NAMED: Final = 3
"""Events that are named where several changed."""

_TIMELINE: Final = next(entry for entry in navigation.ENTRIES if entry.name == "timeline")
_QUESTIONS: Final = next(entry for entry in navigation.ENTRIES if entry.name == "questions")


def first_time(*, files_only: bool) -> None:
    """Draw what stands here before any event is loaded: where to begin, and the tour."""
    html.answer(words.FILES_ONLY if files_only else words.NOTHING_LOADED)
    navigation.to_events()
    if not files_only:
        tour.offer("wi-tour-home")


def answer(standing: Standing) -> str:
    """Return the sentence that answers the page's question."""
    latest = standing.latest
    if latest is None:
        return words.NOTHING_OVER
    share = latest["live_conversion_rate"]
    compared = [
        Baseline(name, figures).points("live_conversion_rate", share)
        for name, figures in ((comparisons.EVENT_BEFORE, standing.before), (_usual(standing), standing.usual))
    ]
    day = formats.day_of(latest["at"], state.looking().zone, st.context.locale)
    return words.answer(latest["title"] or words.UNTITLED, day, share, [said for said in compared if said])


def _usual(standing: Standing) -> str:
    return beside.median_name(standing.listed, standing.now, standing.over.height)


def latest(standing: Standing) -> None:
    """Draw the key figures of the latest event beside the one before, what is usual, and the goals that are set."""
    event = standing.latest
    if event is None:
        return
    base = Baseline(comparisons.EVENT_BEFORE if standing.before else "", standing.before, line=standing.figures)
    goal = Baseline(comparisons.GOAL, standing.goals)
    usual = standing.usual

    def share(name: str, of: str) -> Figure:
        value = event[name]
        below = words.usually(of, percent(usual[name])) if usual.get(name) is not None else of
        below = words.against_goal(below, goal.share(name, value))
        return Figure.of(name, percent(value), below, base.share(name, value), base.spark(name, percent))

    def count(name: str, of: str, write: Any = number) -> Figure:
        value = event[name]
        below = words.usually(of, write(usual[name])) if usual.get(name) is not None else of
        below = words.against_goal(below, goal.count(name, value, write))
        return Figure.of(name, write(value), below, base.count(name, value, write), base.spark(name, write))

    figures.row(
        [
            count("total_registrants", kit_words.persons(event["people"])),
            share("live_conversion_rate", words.in_time(event["live_registrants"])),
            share("total_conversion_rate", words.of_registrants(event["total_registrants"])),
            count("average_watch_ms", bases.attending(event["attending_people"]), duration),
            count("peak_viewers", words.of_registrants(event["total_registrants"])),
        ]
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(words.OPEN_LATEST, key="wi-home-latest", type="primary"):
            open_event(event["event_id"], navigation.OVERVIEW)
        if usual:
            html.line("wi-context", html.text(words.of_your_events(standing.over.height)))


def open_event(event_id: str, entry: navigation.Entry, **options: Any) -> None:
    """Look at one event, on a page with some of its options."""
    state.set_events((event_id,))
    state.chosen(entry.name).update(options)
    navigation.go(entry)


def upcoming(standing: Standing) -> None:
    """Draw what is on air and what is next, with registrations so far beside the usual."""
    st.header(words.NEXT, anchor=False)
    found = standing.next()
    if not found:
        st.caption(words.NOTHING_NEXT)
    zone, locale = state.looking().zone, st.context.locale
    for event in found:
        title, at = event["title"] or words.UNTITLED, formats.instant(event["at"], zone, locale)
        said = [words.on_air(title, at) if event["on_air"] else words.next_event(title, at)]
        held = event["fetched_at"] is not None
        if held:
            said.append(words.so_far(event["registrants"], formats.instant(event["fetched_at"], zone, locale)))
            usual = None if event["on_air"] else standing.pace(event)
            said += [words.pace(event["registrants"], *usual)] if usual is not None else []
        else:
            said.append(words.NOT_LOADED)
        with st.container(horizontal=True, vertical_alignment="center", key=f"wi-home-next-{event['event_id']}"):
            html.line("wi-home-line", *(html.text(part) for part in said))
            label = words.OPEN if held else words.LOAD
            if st.button(label, key=f"wi-home-open-{event['event_id']}", type="tertiary"):
                open_event(event["event_id"], _TIMELINE if event["on_air"] and held else navigation.OVERVIEW)


def since(app: AppState, visitor: Visitor, standing: Standing) -> None:
    """Draw what changed since the account's last visit."""
    listed = standing.listed
    visit = app.theirs(visitor).arrive(listed)
    day = formats.instant(visit.at, state.looking().zone, st.context.locale) if visit else ""
    st.header(words.since(day) if day else words.SINCE, anchor=False)
    if visit is None:
        st.caption(words.FIRST_VISIT)
        return
    found = changes(listed, visit, standing.now)
    if not found:
        st.caption(words.NOTHING_NEW)
    for titles, say in ((found.new, words.new), (found.loaded, words.loaded), (found.ended, words.ended)):
        if titles:
            html.line("wi-home-line", html.text(words.changed(len(titles), say(len(titles)), titles[:NAMED])))


def waiting(standing: Standing) -> None:
    """Draw the events whose questions wait for an answer; a press opens them."""
    st.header(words.WAITING, anchor=False)
    found = standing.waiting()
    if not found:
        st.caption(words.NOTHING_WAITING)
    for row in found:
        label = html.markdown(words.waiting(row["open"], row["questions"], row["title"] or words.UNTITLED))
        if st.button(label, key=f"wi-home-waiting-{row['event_id']}", type="tertiary"):
            open_event(row["event_id"], _QUESTIONS, show="open")
