"""The filter bar: what is in force as chips, and behind them the widgets that change it.

:class:`~webcast.view.filters.Filters` in the session is the truth. A widget is seeded from it and writes into it, so
a widget that is not on the screen loses nothing. Options come from everybody, not from those who pass the filters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from weakref import WeakKeyDictionary

import polars as pl
import streamlit as st

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.formats import number
from webcast.ui.frame import html, state, words
from webcast.view.filters import Choice, Filters, referrers_unknown

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_FLAGS: Final = {
    "live": words.FLAG_LIVE,
    "on_demand": words.FLAG_ON_DEMAND,
    "simlive": words.FLAG_SIMLIVE,
    "no_shows": words.FLAG_NO_SHOWS,
    "asked_question": words.FLAG_ASKED,
    "answered_survey": words.FLAG_ANSWERED,
    "answered_check": words.FLAG_CHECKED,
    "not_opted_out": words.FLAG_NOT_OPTED_OUT,
}
_options: WeakKeyDictionary[Audience, dict[str, dict[str, int]]] = WeakKeyDictionary()


def draw(everyone: Audience | None, matched: int | None) -> None:
    """Draw the bar.

    Args:
        everyone: The picked events' people before any filter: where the options come from. None while there are none.
        matched: How many of them pass.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="wi-filter-head"):
        st.html(f'<h2 class="wi-nav-heading">{words.FILTERS}</h2>')
        if _in_force():
            st.button(words.CLEAR_ALL, type="tertiary", key="wi-clear", on_click=state.set_filters, args=(Filters(),))
    if everyone is None or matched is None:
        st.caption(words.FILTERS_WAIT)
        return
    st.html(f'<p class="wi-matching">{words.matching(matched, everyone.total)}</p>')
    _chips()
    _search()
    for label, widgets in _GROUPS.items():
        group = st.expander(label, key=f"wi-group-{label}", on_change="rerun")
        if group.open:
            with group:
                widgets(everyone)


def chips(filters: Filters) -> list[tuple[str, Filters]]:
    """Return what is in force piece by piece: how it reads, and the filters without it."""
    empty = Filters()
    pieces: list[tuple[Filters, Filters]] = []
    for names in _PIECES:
        alone = replace(empty, **{name: getattr(filters, name) for name in names})
        pieces.append((alone, replace(filters, **{name: getattr(empty, name) for name in names})))
    for name in ("registration_answers", "survey_answers"):
        choices: tuple[Choice, ...] = getattr(filters, name)
        for choice in choices:
            only: dict[str, Any] = {name: (choice,)}
            rest: dict[str, Any] = {name: tuple(other for other in choices if other != choice)}
            pieces.append((replace(empty, **only), replace(filters, **rest)))
    return [(words.sentence(alone.fragments()[0]), without) for alone, without in pieces if alone]


_PIECES: Final = (
    ("start", "end", "registered_in_range", "viewed_in_range"),
    ("campaigns",),
    ("referrers",),
    ("include_domains",),
    ("exclude_domains",),
    *((name,) for name in _FLAGS),
    ("min_minutes", "max_minutes"),
    ("companies",),
    ("countries",),
    ("text",),
)


def _in_force() -> Filters:
    filters: Filters = state.looking().filters
    return filters


def _chips() -> None:
    found = chips(_in_force())
    if not found:
        return
    with st.container(horizontal=True, gap="small", key="wi-chips"):
        for place, (label, without) in enumerate(found):
            st.button(
                html.markdown(label),
                icon=":material/close:",
                icon_position="right",
                key=f"wi-chip-{place}",
                help=words.REMOVE_FILTER,
                on_click=state.set_filters,
                args=(without,),
            )


def _key(name: str) -> str:
    return f"wi-filter-{name}-{st.session_state[state.VERSION]}"


def _change(**values: Any) -> None:  # one setter for fields of every type
    state.look(filters=replace(_in_force(), **values))


def _search() -> None:
    key = _key("text")

    def changed() -> None:
        _change(text=(st.session_state[key] or "").strip())

    st.text_input(
        words.SEARCH, _in_force().text, key=key, placeholder=words.SEARCH_HINT, on_change=changed, autocomplete="off"
    )


def _dates(_: Audience) -> None:
    filters, key = _in_force(), _key("dates")

    def changed() -> None:
        start, end = normal_range(st.session_state[key])
        _change(start=start, end=end)

    shown: list[Any] = [min(max(d, _EARLIEST), _LATEST) for d in (filters.start, filters.end) if d is not None]
    st.date_input(
        words.DATES, shown, min_value=_EARLIEST, max_value=_LATEST, key=key, on_change=changed, format="YYYY-MM-DD"
    )
    unset = filters.start is None and filters.end is None
    _toggle("registered_in_range", words.REGISTERED_IN_RANGE, disabled=unset)
    _toggle("viewed_in_range", words.VIEWED_IN_RANGE, disabled=unset)


def normal_range(value: Any) -> tuple[date | None, date | None]:
    """Return start and end of what the date widget gives: nothing, half a range, or one the wrong way round."""
    days = sorted(value) if isinstance(value, (tuple, list)) else [value] if value else []
    if not days:
        return None, None
    return days[0], days[-1] if len(days) > 1 else None


def _toggle(name: str, label: str, *, disabled: bool) -> None:
    key = _key(name)
    st.toggle(
        label,
        getattr(_in_force(), name),
        key=key,
        disabled=disabled,
        on_change=lambda: _change(**{name: st.session_state[key]}),
    )


def _attendance(_: Audience) -> None:
    filters, key = _in_force(), _key("flags")

    def changed() -> None:
        chosen = set(st.session_state[key])
        _change(**{name: name in chosen for name in _FLAGS})

    st.pills(
        words.DID,
        list(_FLAGS),
        selection_mode="multi",
        default=[name for name in _FLAGS if getattr(filters, name)],
        format_func=_FLAGS.__getitem__,
        key=key,
        on_change=changed,
    )
    left, right = st.columns(2)
    with left:
        _minutes("min_minutes", words.MIN_MINUTES)
    with right:
        _minutes("max_minutes", words.MAX_MINUTES)


def _minutes(name: str, label: str) -> None:
    key = _key(name)
    st.number_input(
        label,
        min_value=0.0,
        value=getattr(_in_force(), name),
        step=5.0,
        format="%g",
        key=key,
        on_change=lambda: _change(**{name: st.session_state[key]}),
    )


def _people(everyone: Audience) -> None:
    filters = _in_force()
    _choose("campaigns", words.CAMPAIGNS, counts(everyone, "campaign"))
    _choose("referrers", words.REFERRERS, counts(everyone, "referrer"))
    if lacking := referrers_unknown(everyone):
        st.caption(html.markdown(lacking))
    _choose("companies", words.COMPANIES, counts(everyone, "company"))
    _choose("countries", words.COUNTRIES, counts(everyone, "country"))
    domains = counts(everyone, "domain")
    _choose("include_domains", words.INCLUDE_DOMAINS, domains, disabled=bool(filters.exclude_domains))
    _choose("exclude_domains", words.EXCLUDE_DOMAINS, domains, disabled=bool(filters.include_domains))
    if filters.include_domains or filters.exclude_domains:
        st.caption(words.DOMAINS_EXCLUDE)


def _choose(name: str, label: str, known: dict[str, int], *, disabled: bool = False) -> None:
    key, chosen = _key(name), getattr(_in_force(), name)
    st.multiselect(
        label,
        list(dict.fromkeys([*known, *chosen])),  # a value of a shared address need not occur in these events
        default=list(chosen),
        format_func=lambda value: f"{value} ({number(known.get(value, 0))})",
        key=key,
        disabled=disabled or not (known or chosen),
        filter_mode="contains",
        select_all=False,
        placeholder=words.ANY,
        on_change=lambda: _change(**{name: tuple(st.session_state[key])}),
    )


def _answers(everyone: Audience) -> None:
    asked = everyone.report.registration_questions["text"].drop_nulls().str.strip_chars()
    _answer("registration_answers", words.REGISTRATION_QUESTION, asked, everyone.registration_choices)
    labels = everyone.survey_questions["label"].drop_nulls()
    _answer("survey_answers", words.SURVEY_QUESTION, labels, everyone.survey_choices)


def _answer(name: str, label: str, known: pl.Series, given: Callable[[str], pl.DataFrame]) -> None:
    """Let the user pick a question, then any of its answers; the other questions' choices stay as they are."""
    choices: tuple[Choice, ...] = getattr(_in_force(), name)
    chosen = {choice.question: choice.answers for choice in choices}
    questions = list(dict.fromkeys([*known.unique(maintain_order=True), *chosen]))
    if not questions:
        return
    first = questions.index(next(iter(chosen))) if chosen else None
    question = st.selectbox(
        label, questions, index=first, key=_key(f"{name}-question"), placeholder=words.PICK_QUESTION
    )
    if question is None:
        return
    key = f"{_key(name)}-{question}"

    def changed() -> None:
        rest = tuple(choice for choice in choices if choice.question != question)
        answers = tuple(st.session_state[key])
        _change(**{name: (*rest, Choice(question, answers)) if answers else rest})

    counted = dict(given(question)["answer"].value_counts(sort=True).iter_rows())
    st.multiselect(
        words.ANSWERS,
        list(dict.fromkeys([*counted, *chosen.get(question, ())])),
        default=list(chosen.get(question, ())),
        format_func=lambda value: f"{value} ({number(counted.get(value, 0))})",
        key=key,
        filter_mode="contains",
        select_all=False,
        placeholder=words.ANY,
        on_change=changed,
    )


def counts(everyone: Audience, column: str) -> dict[str, int]:
    """Return the values of a column with how many registrants have each, most frequent first.

    Computed once an audience, which many sessions share.
    """
    known = _options.setdefault(everyone, {})
    if column == "referrer" and column not in known:  # no referrer is a value, an unknown one is none
        known[column] = dict(dimensions.values(everyone, column).drop_nulls("group").iter_rows())
    if column not in known:
        values = everyone.pick(pl.col(column).str.strip_chars().alias("value")).filter(pl.col("value") != "")
        grouped = values.group_by("value").len().sort(["len", "value"], descending=[True, False])
        known[column] = dict(grouped.iter_rows())
    return known[column]


_GROUPS: Final[dict[str, Callable[[Audience], None]]] = {
    words.GROUP_DATES: _dates,
    words.GROUP_DID: _attendance,
    words.GROUP_WHO: _people,
    words.GROUP_ANSWERS: _answers,
}
