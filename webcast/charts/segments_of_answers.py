"""Answers by segment: a row a group, a panel an answer, or mean and score where answers are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import words
from webcast.charts.answers import signed
from webcast.charts.figure import Figure
from webcast.charts.panels import Cell, Panel, panels
from webcast.charts.theme import Theme, nothing
from webcast.language import forms, phrase, say, speaking

ANSWER: Final = "answer"
GROUP: Final = "group"
"""First word of a mark's ``customdata``: ``[word, group, answer]`` or ``[word, group]``."""

_NOBODY: Final = phrase("Nobody in these groups answered.")


def answers(
    frame: pl.DataFrame, overall: pl.DataFrame, *, missing: str, theme: Theme, most: int, groups: int
) -> Figure:
    """Return a panel an answer with each group's share of its respondents; a line shows all respondents'.

    Args:
        frame: ``group``, ``answer``, ``count``, ``base``, ``share``, as :func:`~webcast.analysis.surveys.crosstab`.
        overall: ``answer``, ``share`` of all respondents, the most frequent first.
        missing: What the group without a value is called.
        theme: Light or dark.
        most: Answers shown, the most frequent.
        groups: Groups shown, those with most respondents.
    """
    shown = frame.partition_by("group", maintain_order=True)[:groups]
    if not shown:
        return nothing(say(_NOBODY), theme=theme)
    labels = [_name(group["group"][0], missing) for group in shown]
    columns = [
        Panel(
            title=answer,
            cells=[_cell(group.row(by_predicate=pl.col("answer") == answer, named=True), missing) for group in shown],
            reference=share,
        )
        for answer, share in overall.head(most).select("answer", "share").rows()
    ]
    return panels(
        labels,
        columns,
        theme=theme,
        alt=_summary(shown, labels, columns),
        unit=say("Share of each group’s respondents; line: all respondents"),
        most=1.0,
        bases=[_base(group["base"][0], *forms("respondent", "respondents")) for group in shown],
    )


def scores(
    frame: pl.DataFrame, *, mean: float, nps: float | None, highest: int, missing: str, theme: Theme, groups: int
) -> Figure:
    """Return each group's mean and, where there is one, Net Promoter Score; lines show those of all together.

    Args:
        frame: ``group``, ``base``, ``mean``, ``nps``, as :func:`~webcast.analysis.surveys.numeric_by`.
        mean: Of all answers.
        nps: Of all answers; None where the scale has none.
        highest: The highest answer: at 5 or less the scale is taken to end there.
        missing: What the group without a value is called.
        theme: Light or dark.
        groups: Groups shown, those with most answers.
    """
    shown = frame.head(groups).to_dicts()
    if not shown:
        return nothing(say(_NOBODY), theme=theme)
    labels = [_name(row["group"], missing) for row in shown]
    end = 5.0 if highest <= 5 else 10.0
    columns = [Panel(say("Mean"), _scores(shown, "mean", missing), reference=mean, scale=(0.0, end))]
    if nps is not None:
        title, cells = say("Net Promoter Score"), _scores(shown, "nps", missing)
        columns.append(Panel(title, cells, reference=nps, scale=(-100.0, 100.0)))
    said = [
        say("{label}: mean {mean}", label=label, mean=f"{row['mean']:.1f}")
        if nps is None
        else say(
            "{label}: mean {mean}, score {score}", label=label, mean=f"{row['mean']:.1f}", score=signed(row["nps"])
        )
        for label, row in zip(labels, shown, strict=True)
    ]
    return panels(
        labels,
        columns,
        theme=theme,
        alt=say("Answers by group. {listed}.", listed="; ".join(said)),
        unit=say("Line: all answers together"),
        bases=[_base(row["base"], *forms("answer", "answers")) for row in shown],
    )


def _scores(rows: Sequence[dict[str, Any]], name: str, missing: str) -> list[Cell]:
    return [
        Cell(
            value=row[name],
            figure=_score(name, row[name]),
            data=(GROUP, row["group"]),
            hover=say(
                "{name}<br>{score} of {answers}<br>Click to see them",
                name=words.safe(_name(row["group"], missing)),
                score=_score(name, row[name]),
                answers=words.nouns(row["base"], "answer", "answers"),
            ),
            faint=row["base"] < FEW,
        )
        for row in rows
    ]


def _score(name: str, value: float) -> str:
    return signed(value) if name == "nps" else f"{value:.1f}"


def _cell(row: dict[str, Any], missing: str) -> Cell:
    few = row["base"] < FEW
    counts = say("{count} of {base}", count=words.count(row["count"]), base=words.count(row["base"]))
    said = {
        "heading": words.safe(_name(row["group"], missing)),
        "listed": "<br>".join(words.label(row["answer"], 60, 4)),
        "counts": counts,
        "share": words.share(row["share"]),
    }
    return Cell(
        value=row["share"],
        figure=counts if few else words.share(row["share"]),
        data=(ANSWER, row["group"], row["answer"]),
        hover=say(_FEW if few else _MANY, **said),
        faint=few,
    )


_FEW: Final = phrase("{heading}<br>{listed}<br>{counts} respondents<br>Click to see them")
_MANY: Final = phrase("{heading}<br>{listed}<br>{counts} respondents, {share}<br>Click to see them")


def _name(group: str | None, missing: str) -> str:
    return missing if group is None else words.shorten_to(group, 40)


def _base(count: int, one: str, many: str) -> str:
    counted = words.nouns(count, one, many)
    return say("{counted}, few", counted=counted) if count < FEW else counted


def _summary(groups: Sequence[pl.DataFrame], labels: Sequence[str], columns: Sequence[Panel]) -> str:
    first = columns[0]
    parts = [
        say("{label}: {figure} of {base}", label=label, figure=cell.figure, base=words.count(group["base"][0]))
        if not cell.faint
        else f"{label}: {cell.figure}"
        for label, group, cell in zip(labels, groups, first.cells, strict=True)
    ]
    return say(
        "Share of each group’s respondents who said “{shorten_to}”. {listed}.",
        shorten_to=words.shorten_to(first.title, 60),
        listed="; ".join(parts),
    )


speaking(__name__)
