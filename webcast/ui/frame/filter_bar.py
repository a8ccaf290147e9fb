"""The filter bar: what is in force as chips, and one builder that adds and changes it, under the context line.

:class:`~webcast.view.filters.Filters` in the session is the truth. A widget is seeded from it and writes into it, so
a widget that is not on the screen loses nothing. The builder draws one field at a time, and only while it is open.
The values of a field come from everybody, each with how many of those have it whom the *other* filters leave.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final
from weakref import WeakKeyDictionary

import polars as pl
import streamlit as st

from webcast.analysis import dimensions
from webcast.analysis.audience import Audience
from webcast.analysis.masking import SIGN, is_ours
from webcast.errors import FilterError
from webcast.ui.frame import current_run, filter_chips, filter_words, html, our_company, session_keys, state
from webcast.view.answer_choice import Choice
from webcast.view.filters import Filters
from webcast.view.untold import referrers_unknown
from webcast.web.audiences import filtered
from webcast.web.visitor import Visitor

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_options: WeakKeyDictionary[Audience, dict[str, dict[str, int]]] = WeakKeyDictionary()


def draw(visitor: Visitor, everyone: Audience | None) -> None:
    """Draw the bar.

    Args:
        visitor: Who is looking.
        everyone: The picked events' people before any filter: where values come from. None while there are none, and
            nothing is drawn then.
    """
    if everyone is None or not everyone.count:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-filters"):
        builder = st.popover(
            filter_words.ADD_FILTER, key=session_keys.BUILDER, icon=":material/add:", on_change=_opened_or_closed
        )
        if builder.open:
            with builder, st.container(key="wi-builder-body"):
                _builder(everyone)
        our_company.switch(visitor)
        filter_chips.draw(_edit)
        filter_chips.history()
        if visitor.sees_people:
            _search()


def _builder(everyone: Audience) -> None:
    if wrong := st.session_state[state.FILTER_WRONG]:
        html.line("wi-alert", html.text(wrong))
    _flags()
    name = st.pills(
        filter_words.FIELD, list(_FIELDS), format_func=lambda key: filter_words.FIELDS[key], key=session_keys.FIELD
    )
    if name is not None:
        _FIELDS[name](everyone)


def _opened_or_closed() -> None:
    st.session_state[state.FILTER_WRONG] = ""


def _edit(name: str, question: str) -> None:
    """Open the builder at a field, as a press of its chip asks for."""
    st.session_state[session_keys.BUILDER] = True
    if name in _FIELDS:
        st.session_state[session_keys.FIELD] = name
    if question:
        key = _key(f"{name}-question")
        st.session_state[key] = question


def _in_force() -> Filters:
    filters: Filters = state.looking().filters
    return filters


def _key(name: str) -> str:
    return f"wi-filter-{name}-{st.session_state[state.VERSION]}"


def _change(**values: Any) -> None:  # one setter for fields of every type
    try:
        state.look(filters=replace(_in_force(), **values))
        st.session_state[state.FILTER_WRONG] = ""
    except FilterError as exc:
        st.session_state[state.FILTER_WRONG] = str(exc)
        st.session_state[state.VERSION] += 1  # the widget shows again what is in force


def _search() -> None:
    key = _key("text")

    def changed() -> None:
        _change(text=(st.session_state[key] or "").strip())

    st.text_input(
        filter_words.SEARCH,
        _in_force().text,
        key=key,
        placeholder=filter_words.SEARCH,
        on_change=changed,
        autocomplete="off",
        label_visibility="collapsed",
        width=180,
        icon=":material/search:",
    )


def _dates(_: Audience) -> None:
    filters, key = _in_force(), _key("dates")

    def changed() -> None:
        start, end = normal_range(st.session_state[key])
        _change(start=start, end=end)

    shown: list[Any] = [min(max(d, _EARLIEST), _LATEST) for d in (filters.start, filters.end) if d is not None]
    st.date_input(
        filter_words.DATES,
        shown,
        min_value=_EARLIEST,
        max_value=_LATEST,
        key=key,
        on_change=changed,
        format="YYYY-MM-DD",
    )
    unset = filters.start is None and filters.end is None
    _toggle("registered_in_range", filter_words.REGISTERED_IN_RANGE, disabled=unset)
    _toggle("viewed_in_range", filter_words.VIEWED_IN_RANGE, disabled=unset)


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


def _flags() -> None:
    filters, key = _in_force(), _key("flags")

    def changed() -> None:
        chosen = set(st.session_state[key])
        _change(**{name: name in chosen for name in filter_words.FLAGS})

    st.pills(
        filter_words.DID,
        list(filter_words.FLAGS),
        selection_mode="multi",
        default=[name for name in filter_words.FLAGS if getattr(filters, name)],
        format_func=filter_words.FLAGS.__getitem__,
        key=key,
        on_change=changed,
    )


def _watched(_: Audience) -> None:
    left, right = st.columns(2)
    with left:
        _minutes("min_minutes", filter_words.MIN_MINUTES)
    with right:
        _minutes("max_minutes", filter_words.MAX_MINUTES)


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


def _offered(key: str, among: Collection[str] | None) -> tuple[str, ...]:
    """Return what is chosen of what was offered, as :func:`options.picked` says; of domains anything is."""
    return tuple(value for value in st.session_state[key] if among is None or value in among)


def _values(name: str, column: str) -> Callable[[Audience], None]:
    """Return what draws the values of a column, of which any lets through."""

    def draw_values(everyone: Audience) -> None:
        domains = name in _DOMAINS
        other = _in_force().exclude_domains if name == "include_domains" else _in_force().include_domains
        barred = domains and bool(other)
        chosen: tuple[str, ...] = getattr(_in_force(), name)
        counted = _counted(everyone, name, column)
        key = _key(name)
        st.multiselect(
            filter_words.none_of(filter_words.FIELDS[name])
            if name == "exclude_domains"
            else filter_words.any_of(filter_words.FIELDS[name]),
            list(counted),
            default=list(chosen),
            format_func=lambda value: filter_words.value(value, *counted.get(value, (0, 0))),
            key=key,
            disabled=barred or not (counted or domains),
            filter_mode="contains",
            select_all=False,
            accept_new_options=domains,
            placeholder=filter_words.TYPE_DOMAIN if domains else filter_words.ANY,
            on_change=lambda: _change(**{name: _offered(key, None if domains else counted)}),
        )
        if barred:
            st.caption(filter_words.DOMAINS_EXCLUDE)
        for value in chosen:
            if said := filter_words.nobody_has(value, *counted[value]):
                st.caption(html.markdown(said))
        if column == "referrer" and (lacking := referrers_unknown(everyone)):
            st.caption(html.markdown(lacking))

    return draw_values


_DOMAINS: Final = ("include_domains", "exclude_domains")


def _left(everyone: Audience, name: str, values: tuple[Any, ...]) -> Audience:
    """Return whom the filters leave with other values of one of them."""
    others: dict[str, Any] = {name: values}
    known = current_run.get().held.filters  # with who is ours
    return filtered(everyone, replace(known, **others), state.looking().zone)


def _counted(everyone: Audience, name: str, column: str) -> dict[str, tuple[int, int]]:
    """Return value → how many have it of whom the other filters leave, and of everybody; most frequent first.

    A value that is chosen need not occur: a shared address may hold it, and companies and domains match more than
    what is written alike.
    """
    left = _left(everyone, name, ())
    known, passing = counts(everyone, column), counts(left, column)
    found = {value: (passing.get(value, 0), of_all) for value, of_all in known.items()}
    found = dict(sorted(found.items(), key=lambda item: -item[1][0]))
    field = "include_domains" if name in _DOMAINS else name
    for value in getattr(_in_force(), name):
        if value not in found:
            alone: dict[str, Any] = {field: (value,)}
            found[value] = (Filters(**alone).apply(left).count, Filters(**alone).apply(everyone).count)
    return found


def _registration(everyone: Audience) -> None:
    asked = everyone.report.registration_questions["text"].drop_nulls().str.strip_chars()
    _answer("registration_answers", everyone, asked, Audience.registration_choices)


def _survey(everyone: Audience) -> None:
    labels = everyone.survey_questions["label"].drop_nulls()
    _answer("survey_answers", everyone, labels, Audience.survey_choices)


def _answer(name: str, everyone: Audience, known: pl.Series, given: Callable[[Audience, str], pl.DataFrame]) -> None:
    """Let the user pick a question, then any of its answers; the other questions' choices stay as they are."""
    choices: tuple[Choice, ...] = getattr(_in_force(), name)
    chosen = {choice.question: choice.answers for choice in choices}
    questions = list(dict.fromkeys([*known.unique(maintain_order=True), *chosen]))
    if not questions:
        st.caption(filter_words.NONE_ASKED)
        return
    first = questions.index(next(iter(chosen))) if chosen else None
    question = st.selectbox(
        filter_words.QUESTION,
        questions,
        index=first,
        key=_key(f"{name}-question"),
        placeholder=filter_words.PICK_QUESTION,
    )
    if question is None:
        return
    key = f"{_key(name)}-{question}"
    rest = tuple(choice for choice in choices if choice.question != question)

    def changed() -> None:
        answers = _offered(key, counted)
        _change(**{name: (*rest, Choice(question, answers)) if answers else rest})

    left = _left(everyone, name, rest)
    counted = _answers_counted(given(left, question), given(everyone, question), chosen.get(question, ()))
    st.multiselect(
        filter_words.any_of(filter_words.ANSWERS),
        list(counted),
        default=list(chosen.get(question, ())),
        format_func=lambda value: filter_words.value(value, *counted.get(value, (0, 0))),
        key=key,
        filter_mode="contains",
        select_all=False,
        placeholder=filter_words.ANY,
        on_change=changed,
    )


def _answers_counted(left: pl.DataFrame, everyone: pl.DataFrame, chosen: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return answer → how many gave it of whom the other filters leave, and of everybody."""
    passing = dict(left["answer"].value_counts().iter_rows())
    known = dict(everyone["answer"].value_counts(sort=True).iter_rows())
    found = {value: (passing.get(value, 0), of_all) for value, of_all in known.items()}
    shown = [value for value in found if not value.startswith(SIGN)]
    return {value: found.get(value, (0, 0)) for value in dict.fromkeys([*shown, *chosen])}


def counts(everyone: Audience, column: str) -> dict[str, int]:
    """Return the values of a column with how many registrants have each, most frequent first.

    Computed once an audience, which many sessions share.
    """
    known = _options.setdefault(everyone, {})
    if column == "referrer" and column not in known:  # no referrer is a value, an unknown one is none
        known[column] = dict(dimensions.values(everyone, column).drop_nulls("group").iter_rows())
    if column not in known:
        values = everyone.pick(pl.col(column).str.strip_chars().alias("value")).filter(pl.col("value") != "")
        values = values if everyone.masking is None else values.filter(~is_ours(pl.col("value")))
        grouped = values.group_by("value").len().sort(["len", "value"], descending=[True, False])
        known[column] = dict(grouped.iter_rows())
    return known[column]


_FIELDS: Final[dict[str, Callable[[Audience], None]]] = {
    "companies": _values("companies", "company"),
    "countries": _values("countries", "country"),
    "campaigns": _values("campaigns", "campaign"),
    "referrers": _values("referrers", "referrer"),
    "include_domains": _values("include_domains", "domain"),
    "exclude_domains": _values("exclude_domains", "domain"),
    "dates": _dates,
    "minutes": _watched,
    "registration_answers": _registration,
    "survey_answers": _survey,
    our_company.FIELD: lambda _: our_company.editor(),
}
"""Something to filter by → what draws its values; ``filter_words.FIELDS`` has what it is called."""
