"""Survey answers: sorted bars for choices, columns for the numbers from 0 to 10."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from webcast.analysis.stages import FEW
from webcast.charts import words
from webcast.charts.bars import Row, chosen, marked, rows
from webcast.charts.figure import Figure, Trace, bar
from webcast.charts.theme import CLEAR, Palette, Theme, axis, faint, figure, note, nothing, palette
from webcast.language import counted, say
from webcast.view.comparison import Beside

ANSWER: Final = "answer"
OTHER: Final = "other"
"""First word of a mark's ``customdata``: ``[word, answer]``; ``[word]`` for the answers that are folded."""

HEIGHT: Final = 280
SCALE: Final = range(11)


def answers(
    frame: pl.DataFrame,
    *,
    respondents: int,
    theme: Theme,
    several: bool = False,
    most: int | None = 12,
    beside: Beside | None = None,
) -> Figure:
    """Return how often each answer was given, most frequent first.

    Args:
        frame: ``answer``, ``count``, ``share`` (of the respondents), sorted.
        respondents: The base. Under :data:`webcast.analysis.stages.FEW` counts come first.
        theme: Light or dark.
        several: Whether a respondent could choose several, so that shares may add up to more than 100 %.
        most: Answers shown; the others are counted together as ``Other (14)``. None for all.
        beside: What they are compared with: answer → share; marked on the bars.
    """
    if frame.is_empty():
        return nothing(say("Nobody answered this question."), theme=theme)
    shown, folded = frame, frame.head(0)
    if most is not None and frame.height > most + 1:
        shown, folded = frame.head(most), frame.slice(most)
    others = {} if beside is None else beside.figures
    drawn = [_row(row, respondents, others.get(row["answer"])) for row in shown.rows(named=True)]
    if folded.height:
        drawn.append(_other(folded, respondents, palette(theme)))
    unit = (
        say("Respondents, of {respondents} (several answers possible)", respondents=words.count(respondents))
        if several
        else say("Respondents, of {respondents}", respondents=words.count(respondents))
    )
    if beside is not None and any(row.reference is not None for row in drawn):
        unit = marked(unit, beside.name)
    alt = _summary(frame, respondents)
    return rows(drawn, theme=theme, alt=alt, unit=unit, most=respondents or None)


def _row(row: dict[str, Any], respondents: int, other: float | None) -> Row:
    return Row(
        label=row["answer"],
        value=row["count"],
        figure=_figure(row["count"], row["share"], respondents),
        data=(ANSWER, row["answer"]),
        hover=say(
            "{listed}<br>{respondents}, {share}<br>Click to see them",
            listed="<br>".join(words.label(row["answer"], 60, 6)),
            respondents=words.nouns(row["count"], "respondent", "respondents"),
            share=words.share(row["share"]),
        ),
        reference=None if other is None else other * respondents,
    )


def _figure(count: int, share: float, respondents: int) -> str:
    if respondents < FEW:
        return say("{count} of {respondents}", count=words.count(count), respondents=words.count(respondents))
    return f"{words.share(share)} · {words.count(count)}"


def _other(folded: pl.DataFrame, longest: int, colours: Palette) -> Row:
    total = int(folded["count"].sum())
    return Row(
        label=say("Other ({height})", height=f"{folded.height:,}"),
        value=min(total, longest),
        figure=say("{total} together", total=words.count(total)),
        data=(OTHER,),
        hover=say(
            "{more_answers}<br>{times} in all",
            more_answers=words.nouns(folded.height, "more answer", "more answers"),
            times=words.nouns(total, "time", "times"),
        ),
        colour=colours.absent,
    )


def _summary(frame: pl.DataFrame, respondents: int) -> str:
    few = respondents < FEW
    said = [
        f"{words.shorten_to(row['answer'], 60)}: {words.count(row['count'])}"
        + ("" if few else f" ({words.share(row['share'])})")
        for row in frame.head(5).rows(named=True)
    ]
    of, more = words.nouns(respondents, "respondent", "respondents"), frame.height - 5
    if more <= 0:
        return say("Answers of {respondents}: {listed}.", respondents=of, listed="; ".join(said))
    return counted(
        "Answers of {respondents}: {listed}; and {count} more answer.",
        "Answers of {respondents}: {listed}; and {count} more answers.",
        more,
        respondents=of,
        listed="; ".join(said),
        count=words.count(more),
    )


def numbers(
    frame: pl.DataFrame, *, mean: float, theme: Theme, nps: float | None = None, beside: Beside | None = None
) -> Figure:
    """Return how often each number was given, with the mean; in three tints where a Net Promoter Score is meant.

    Args:
        frame: ``answer`` (a whole number from 0 to 10, as text), ``count``.
        mean: Of all answers.
        theme: Light or dark.
        nps: From -100 to 100; None where the scale is another, and only the numbers given are drawn.
        beside: What they are compared with: answer → share; as many of these are outlined.
    """
    counts = {int(answer): int(count) for answer, count in frame.select("answer", "count").rows()}
    if not counts:
        return nothing(say("Nobody answered this question."), theme=theme)
    colours = palette(theme)
    scale = list(SCALE) if nps is not None else list(range(min(*counts, 1), max(counts) + 1))
    base = sum(counts.values())
    others = {} if beside is None else beside.figures
    outlined = [base * others[str(value)] if others.get(str(value)) is not None else None for value in scale]
    compared = any(outlined)
    highest = max(*counts.values(), *(count or 0 for count in outlined))
    notes = [_mean(mean, colours)]
    if nps is not None:
        notes += _bands(counts, colours)
    said = (
        say("mean {mean}", mean=f"{mean:.1f}")
        if nps is None
        else say("mean {mean}, Net Promoter Score {score}", mean=f"{mean:.1f}", score=signed(nps))
    )
    traces = [_columns(counts, scale, base, colours, tinted=nps is not None)]
    if compared:
        traces.append(_outlines(scale, outlined, colours))
    return figure(
        traces,
        theme=theme,
        alt=say(
            "Answers of {respondents} from {scale} to {scale_2}: {said}.",
            respondents=words.nouns(base, "respondent", "respondents"),
            scale=scale[0],
            scale_2=scale[-1],
            said=said,
        ),
        height=HEIGHT,
        margin={"l": 8, "r": 12, "t": 56 if nps is not None else 30, "b": 8},
        xaxis={
            **axis(colours, _unit(beside.name if beside is not None and compared else "")),
            "tickvals": scale,
            "showgrid": False,
            "range": [scale[0] - 0.6, scale[-1] + 0.6],
        },
        yaxis={**axis(colours, say("Respondents")), "range": [0, highest * 1.16], "tickformat": ",d", "nticks": 5},
        shapes=[_line(mean, colours)],
        annotations=notes,
        barmode="overlay",
    )


def _unit(beside: str) -> str:
    """Return what the columns stand on, and what their outlines are."""
    return say("Answer; outlined: {name}", name=words.shorten_to(beside, 40)) if beside else say("Answer")


def _outlines(scale: list[int], counts: list[float | None], colours: Palette) -> Trace:
    """Return as many as it would be with the shares of what is compared with, as outlines behind nothing."""
    return bar(
        x=scale,
        y=counts,
        hoverinfo="skip",
        marker={"color": CLEAR, "cornerradius": 3, "line": {"width": 2, "color": colours.comparison}},
    )


def signed(score: float) -> str:
    """Write a Net Promoter Score: ``+34``, ``−8``, ``0``."""
    whole = round(score)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"


def _columns(counts: dict[int, int], scale: list[int], base: int, colours: Palette, *, tinted: bool) -> Trace:
    def tint(value: int) -> str:
        alpha = 1.0 if not tinted or value >= 9 else 0.5 if value >= 7 else 0.22
        return faint(colours.accent, alpha)

    given = [counts.get(value, 0) for value in scale]
    return bar(
        x=scale,
        y=given,
        text=[words.count(count) if count else "0" for count in given],
        textposition="outside",
        textfont={"size": 12, "color": colours.text},
        cliponaxis=False,
        customdata=[[ANSWER, str(value)] for value in scale],
        hovertext=[
            say(
                "{value}<br>{respondents}, {count}",
                value=value,
                respondents=words.nouns(count, "respondent", "respondents"),
                count=words.share(count / base),
            )
            for value, count in zip(scale, given, strict=True)
        ],
        hoverinfo="text",
        marker={"color": [tint(value) for value in scale], "cornerradius": 3, "line": {"width": 0}},
        **chosen(),
    )


def _bands(counts: dict[int, int], colours: Palette) -> list[dict[str, Any]]:
    base = sum(counts.values())
    bands = (
        (say("Detractors, 0–6"), 0, 6, "left"),
        (say("Passives, 7–8"), 7, 8, "center"),
        (say("Promoters, 9–10"), 9, 10, "right"),
    )
    notes = []
    for name, low, high, side in bands:
        share = sum(count for value, count in counts.items() if low <= value <= high) / base
        across = {"left": 0.0, "center": 0.52, "right": 1.0}[side]
        place = {"x": across, "xref": "paper", "xanchor": side, "align": side}
        place |= {"y": 1, "yref": "paper", "yanchor": "bottom", "borderpad": 0}
        strong = {"size": 13, "color": colours.text, "weight": 600}
        notes.append(note(words.share(share), colours, yshift=38, **place) | {"font": strong})
        notes.append(note(name, colours, yshift=22, **place) | {"font": {"size": 12, "color": colours.quiet}})
    return notes


def _line(mean: float, colours: Palette) -> dict[str, Any]:
    line = {"color": colours.comparison, "width": 2, "dash": "dot"}
    return {"type": "line", "x0": mean, "x1": mean, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "below"}


def _mean(mean: float, colours: Palette) -> dict[str, Any]:
    place = {"x": mean, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "center"}
    return note(say("Mean {mean}", mean=f"{mean:.1f}"), colours, **place) | {
        "font": {"size": 12, "color": colours.quiet}
    }
