"""What changed between two surveys, how attendance checks were answered, and which words were used."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import words
from webcast.charts.bars import Row, rows
from webcast.charts.figure import Figure
from webcast.charts.panels import Cell, Panel, panels
from webcast.charts.theme import Theme, nothing
from webcast.language import phrase, say, speaking, within

SIDE: Final = "side"
"""A mark of :func:`change`: ``[word, before or after, answer]``."""

KIND: Final = "kind"
"""A mark of :func:`direction`: ``[word, rose, same or fell]``."""

CHECK: Final = "check"
"""A mark of :func:`checks`: ``[word, check, all, some or never]``."""

TERM: Final = "term"
"""A mark of :func:`terms`: ``[word, term]``."""

_MOST: Final = 12
"""Answers shown side by side."""


def change(frame: pl.DataFrame, *, base: int, before: str, after: str, theme: Theme) -> Figure:
    """Return the answers of those who answered both, before and after side by side.

    Args:
        frame: ``answer``, ``before``, ``after``, ``share_before``, ``share_after``.
        base: Persons who answered both.
        before: Name of the survey taken first.
        after: Name of the other.
        theme: Light or dark.
    """
    shown = frame.head(_MOST).to_dicts()
    if not shown:
        return nothing(say("Nobody answered this question in both surveys."), theme=theme)
    columns = [
        Panel(title=name, cells=[_side(row, side, base) for row in shown])
        for side, name in (("before", before), ("after", after))
    ]
    said = [
        say(
            "{shorten_to}: {before}, then {after}",
            shorten_to=words.shorten_to(r["answer"], 60),
            before=words.count(r["before"]),
            after=words.count(r["after"]),
        )
        for r in shown
    ]
    return panels(
        [row["answer"] for row in shown],
        columns,
        theme=theme,
        alt=say(
            "Answers of {people}, before and after. {listed}.",
            people=words.nouns(base, "person", "people"),
            listed="; ".join(said),
        ),
        unit=say("Of the {people} who answered both", people=words.nouns(base, "person", "people")),
        most=1.0,
    )


def _side(row: dict[str, Any], side: str, base: int) -> Cell:
    counts = say("{row} of {base}", row=words.count(row[side]), base=words.count(base))
    share = words.share(row[f"share_{side}"])
    return Cell(
        value=row[f"share_{side}"],
        figure=counts if base < FEW else f"{share} · {words.count(row[side])}",
        data=(SIDE, side, row["answer"]),
        hover=say(
            "{listed}<br>{counts} people<br>Click to see them",
            listed="<br>".join(words.label(row["answer"], 60, 4)),
            counts=counts,
        ),
        faint=base < FEW,
    )


def direction(rose: int, same: int, fell: int, *, theme: Theme) -> Figure:
    """Return how many of those who answered both with a number gave a higher, the same or a lower one afterwards."""
    base = rose + same + fell
    named = (
        ("rose", say("Higher afterwards"), rose),
        ("same", say("The same"), same),
        ("fell", say("Lower afterwards"), fell),
    )
    drawn = [
        Row(
            label=name,
            value=count,
            figure=_figure(count, base),
            data=(KIND, kind),
            hover=say(
                "{name}<br>{people}<br>Click to see them", name=name, people=words.nouns(count, "person", "people")
            ),
        )
        for kind, name, count in named
    ]
    said = "; ".join(f"{within(name)}: {words.count(count)}" for _, name, count in named)
    alt = say(
        "Second answer of {people} beside the first: {said}.", people=words.nouns(base, "person", "people"), said=said
    )
    return rows(
        drawn,
        theme=theme,
        alt=alt,
        unit=say("People, of {base} who answered both", base=words.count(base)),
        most=base or 1,
    )


_CHECKED: Final = (
    ("all", "answered_all", phrase("Answered every check")),
    ("some", "answered_some", phrase("Missed some")),
    ("never", "never", phrase("Attended, answered none")),
)


def checks(frame: pl.DataFrame, *, theme: Theme) -> Figure:
    """Return who answered an attendance check every time, not every time, and never.

    Args:
        frame: ``label``, ``answered_all``, ``answered_some``, ``never``: a row a check, usually one.
        theme: Light or dark.
    """
    found = frame.to_dicts()
    drawn = [
        _checked(row, way, several=len(found) > 1) for row in found for way in _CHECKED if row[way[1]] is not None
    ]
    said = [
        say(
            "{shorten_to}: {answered_all} answered every check, {answered_some} missed some, {never} who "
            "attended answered none",
            shorten_to=words.shorten_to(r["label"], 60),
            answered_all=words.count(r["answered_all"]),
            answered_some=words.count(r["answered_some"]),
            never=words.count(r["never"]),
        )
        for r in found
    ]
    return rows(drawn, theme=theme, alt=f"{'; '.join(said)}.", unit=say("Registrants"))


def _checked(row: dict[str, Any], way: tuple[str, str, str], *, several: bool) -> Row:
    how, column, title = way
    asked = row["answered_all"] + row["answered_some"] + (row["never"] or 0)
    return Row(
        label=f"{row['label']}: {within(title)}" if several else title,
        value=row[column],
        figure=_figure(row[column], asked),
        data=(CHECK, row["label"], how),
        hover=say(
            "{title}<br>{registrants} of {asked}<br>Click to see them",
            title=title,
            registrants=words.nouns(row[column], "registrant", "registrants"),
            asked=words.count(asked),
        ),
    )


def _texts(count: int, texts: str) -> str:
    return (
        words.nouns(count, "answer", "answers") if texts == "answer" else words.nouns(count, "question", "questions")
    )


def terms(frame: pl.DataFrame, *, texts: str, theme: Theme) -> Figure:
    """Return the frequent terms as bars.

    Args:
        frame: ``term``, ``texts``, ``rows``, ``share``, the most frequent first.
        texts: What the texts are: ``answer``, ``question``.
        theme: Light or dark.
    """
    found = frame.to_dicts()
    if not found:
        return nothing(say("No word comes up here."), theme=theme)
    drawn = [
        Row(
            label=row["term"],
            value=row["texts"],
            figure=words.count(row["texts"]),
            data=(TERM, row["term"]),
            hover=say(
                "{term}<br>in {texts} of {registrants}<br>Click to see them",
                term=words.safe(row["term"]),
                texts=_texts(row["texts"], texts),
                registrants=words.nouns(row["rows"], "registrant", "registrants"),
            ),
        )
        for row in found
    ]
    said = "; ".join(f"{words.shorten_to(row['term'], 40)}: {words.count(row['texts'])}" for row in found[:8])
    answers = texts == "answer"
    unit = say("Answers that hold the word") if answers else say("Questions that hold the word")
    return rows(
        drawn,
        theme=theme,
        alt=say("Words that come up, by the number of answers. {said}.", said=said)
        if answers
        else say("Words that come up, by the number of questions. {said}.", said=said),
        unit=unit,
    )


def _figure(count: int, base: int) -> str:
    if not base:
        return words.count(count)
    return (
        say("{count} of {base}", count=words.count(count), base=words.count(base))
        if base < FEW
        else f"{words.share(count / base)} · {words.count(count)}"
    )


speaking(__name__)
