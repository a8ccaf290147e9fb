"""The Questions page: what the audience asked, who did, and what was answered."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast import formats
from webcast.analysis import asked_list, dimensions, persons, qa
from webcast.analysis import askers as asking
from webcast.analysis import terms as analysis
from webcast.analysis.asked_list import Wanted
from webcast.analysis.audience import Audience
from webcast.analysis.by_event import ASKED
from webcast.analysis.held import held
from webcast.analysis.listed import AtHand
from webcast.analysis.qa import Asked
from webcast.charts import questions as chart
from webcast.cohorts.cohort import Askers, Group
from webcast.cohorts.voices import AskedTerm
from webcast.presentation import voices as prepare
from webcast.ui.frame import html, notices, options
from webcast.ui.frame.page import Context
from webcast.ui.kit import as_table, baseline, downloads, heading, pairs, people, person, tables, terms
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.figures import Figure
from webcast.ui.voices import question_words, words

ROWS: Final = 400
"""Questions on the screen at once; a search finds the others."""
FEW_ROWS: Final = 12
SOME: Final = 100
"""Rows of the shorter lists; their files have them all."""


def summary(context: Context) -> Asked:
    """Return the questions in figures; where there are none, say so and stop."""
    found = qa.summary(context.audience)
    if not found.questions:
        notices.notice(question_words.NO_QUESTIONS_TITLE, question_words.NO_QUESTIONS)
        st.stop()
    return found


def key_figures(context: Context, found: Asked) -> list[Figure]:
    """Return the row of key figures."""
    asked, attended = qa.attendees(context.audience)
    share = asked / attended if attended else None
    base, number, percent = baseline.choose(context, ASKED), formats.number, formats.percent
    return [
        Figure.of(
            "questions", number(found.questions), question_words.per_asker(found.questions, found.askers),
            base.count("questions", found.questions, number), base.spark("questions", number),
        ),
        Figure.of(
            "answered_share", percent(found.answered_share), question_words.of_questions(found.questions),
            base.share("answered_share", found.answered_share), base.spark("answered_share", percent),
        ),
        Figure.of(
            "askers", number(found.askers), question_words.of_people(persons.people(context.audience)),
            base.count("askers", found.askers, number), base.spark("askers", number),
        ),
        Figure(
            question_words.ASKED_SHARE, formats.percent(share), question_words.of_attendees(asked, attended),
            question_words.ASKED_SHARE_TEXT,
        ),
    ]  # fmt: skip


def by_event(context: Context) -> None:
    """Draw how many were asked and answered in each event; a bar opens the askers."""
    prepared = prepare.asked(context.audience, context)
    block = heading.draw(question_words.BY_EVENT, "questions", "answered_share")
    block.says(prepared.finding)
    clicked = block.chart(prepared.figure, "wi-asked", lambda: _asked(prepared.frame))
    block.offer(downloads.table("questions", question_words.EVERY_QUESTION_ASKED))
    if clicked:
        side, event_id = clicked
        group = Group("event", _group_name(context, event_id))
        people.show_sets(context.audience, [group, Askers(answered=side == chart.ANSWERED)])


def _asked(frame: pl.DataFrame) -> list[str] | None:
    """Draw the bars as a table; return a picked row as a mark of the chart."""
    labels = {
        "title": kit_words.EVENT,
        "questions": question_words.COLUMN_QUESTIONS,
        "answered": question_words.SHOW_ANSWERED,
        "answered_share": kit_words.COLUMN_OF_BASE,
    }
    shown = frame.filter(pl.col("questions") > 0).sort("questions", descending=True, maintain_order=True)
    picks = [(chart.ANSWERED, event) for event in shown["event_id"]]
    return as_table.draw(shown, "wi-asked-rows", labels, picks, alt=question_words.BY_EVENT)


def _group_name(context: Context, event_id: str) -> str:
    return str(dict(dimensions.event_names(context.everyone).rows())[event_id])


def table(context: Context) -> None:
    """Draw events and words that come up, and the questions with who asked; a picked row opens the person."""
    term = _events_and_words(context)
    block = heading.draw(question_words.ALL_ASKED)
    if term is not None:
        terms.narrowed("questions", term)
    count, shown = _listed(context.audience, _wanted(term or ""), ROWS)
    st.caption(
        " · ".join((question_words.shown(count, qa.summary(context.audience).questions), question_words.NO_TIMES))
    )
    if shown.is_empty():
        st.caption(question_words.NO_ONE_FITS)
    else:
        _list(context, shown)
    block.offer(downloads.people(qa.registrants(context.audience), [Askers()]))


def _events_and_words(context: Context) -> str | None:
    """Draw how many were asked in each event, where there are several, beside the words; return the chosen word."""
    frame = analysis.of_questions(context.audience)
    file = downloads.table("question-terms", words.TERMS_FILE)
    several = context.everyone.events.height > 1
    left, right = pairs.pair("asked") if several else (nullcontext(), nullcontext())
    with left:
        if several:
            by_event(context)
    with right:
        return terms.choose(context, frame, "questions", "question", AskedTerm, file=file)


def _wanted(term: str) -> Wanted:
    """Draw search and choice; what is searched for may be a name, so it stays out of the address."""
    shows = {
        "all": question_words.SHOW_ALL, "answered": question_words.SHOW_ANSWERED, "open": question_words.SHOW_OPEN
    }  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-options"):
        wanted = (
            st.text_input(
                question_words.SEARCH_QUESTIONS,
                key="wi-search-questions",
                type="search",
                width=420,
                placeholder=kit_words.SEARCH_HERE,
            )
            or ""
        )
        which = options.segments(question_words.SHOW_QUESTIONS, shows, "show")
    return Wanted(None if which == "all" else which == "answered", term, wanted.strip())


def to_answer(context: Context) -> None:
    """Draw the questions without an answer and who waits for one, with their file; a picked row opens the person."""
    behind = Askers(answered=False)
    count, shown = _listed(context.audience, Wanted(answered=False), SOME)
    block = heading.draw(question_words.TO_ANSWER)
    html.answer(question_words.waiting(qa.waiting(context.audience), count))
    if not count:
        return
    column = st.column_config
    config = {
        "who": column.TextColumn(question_words.COLUMN_ASKED_BY, width=150),
        "company": column.TextColumn(question_words.COLUMN_COMPANY, width=150),
        "question": column.TextColumn(words.COLUMN_QUESTION, width=420),
        "event_title": column.TextColumn(kit_words.EVENT, width=170),
    }
    several = ["event_title"] if context.everyone.events.height > 1 else []
    picked = _persons(
        shown[[*_asker(context), "question", *several]], "wi-to-answer", config, question_words.TO_ANSWER_TABLE
    )
    if count > SOME:
        st.caption(question_words.first_of(SOME, count))
    block.offer(
        downloads.people(qa.registrants_waiting(context.audience), [behind]),
        downloads.table("open-questions", question_words.OPEN_FILE),
    )
    if picked is not None:
        person.show(context, shown["row"][picked], AtHand(shown["row"]))


def askers(context: Context) -> None:
    """Draw who asked most; a picked row opens the person. Nothing where names are not shown."""
    if context.everyone.masking is not None:
        return
    shown = _most_asked(context.audience)
    block = heading.draw(question_words.ASKERS)
    people_asking, several = qa.askers_and_several(context.audience)
    html.answer(question_words.most_asked(people_asking, several))
    column = st.column_config
    config = {
        "who": column.TextColumn(question_words.COLUMN_ASKED_BY),
        "company": column.TextColumn(question_words.COLUMN_COMPANY),
        "questions": column.NumberColumn(question_words.COLUMN_QUESTIONS, format="localized", width=100),
        "open": column.NumberColumn(question_words.COLUMN_OPEN, format="localized", width=110),
    }
    picked = _persons(
        shown[["who", "company", "questions", "open"]], "wi-askers", config, question_words.ASKERS_TABLE
    )
    if people_asking > SOME:
        st.caption(question_words.first_of(SOME, people_asking))
    block.offer(downloads.table("question-askers", question_words.ASKERS_FILE))
    if picked is not None:
        person.show(context, shown["row"][picked], AtHand(shown["row"]))


def _persons(shown: pl.DataFrame, key: str, config: dict[str, Any], alt: str) -> int | None:
    height = None if shown.height <= FEW_ROWS else 240
    return tables.table(shown, f"{key}-{shown.height}", config, alt=alt, height=height)


@held
def _listed(audience: Audience, wanted: Wanted, most: int) -> tuple[int, pl.DataFrame]:
    """Return how many questions there are, and the first of them with ``who`` asked."""
    count, shown = asked_list.listed(audience, wanted, most)
    return count, _with_who(shown)


@held
def _most_asked(audience: Audience) -> pl.DataFrame:
    """Return the first askers with ``who`` they are, those with most questions first."""
    return _with_who(asking.leading(audience, SOME))


def _asker(context: Context) -> list[str]:
    """Return the columns of who asked and their company; none where names are not shown."""
    return [] if context.everyone.masking is not None else ["who", "company"]


def _with_who(shown: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``who`` asked: their name, else their e-mail. At hand without a query."""
    persons = shown["first_name", "last_name", "email"].rows()
    names = [" ".join(name for name in names if name is not None).strip() for *names, _ in persons]
    who = [name or email for name, (*_, email) in zip(names, persons, strict=True)]
    return shown.hstack([pl.Series("who", who, dtype=pl.String)])


def _list(context: Context, shown: pl.DataFrame) -> None:
    column = st.column_config
    config = {
        "question": column.TextColumn(words.COLUMN_QUESTION, width=340),
        "answer": column.TextColumn(question_words.COLUMN_REPLY, width=220),
        "who": column.TextColumn(question_words.COLUMN_ASKED_BY, width=130),
        "company": column.TextColumn(question_words.COLUMN_COMPANY, width=140),
        "event_title": column.TextColumn(kit_words.EVENT, width=170),
    }
    several = ["event_title"] if context.everyone.events.height > 1 else []
    frame = shown[["question", "answer", *_asker(context), *several]]
    height = None if frame.height <= FEW_ROWS else 320
    picked = tables.table(
        frame, f"wi-questions-{frame.height}", config, alt=question_words.ASKED_TABLE, height=height
    )
    if picked is not None:
        person.show(context, shown["row"][picked], AtHand(shown["row"]))
