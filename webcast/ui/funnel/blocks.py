"""The Funnel page: what its options mean, its figures, its chart, its stages and its break-down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import polars as pl
import streamlit as st

from webcast.analysis import attendance, by_event, definitions, dimensions, stages
from webcast.analysis.audience import Audience
from webcast.analysis.stages import STAGES, Names, Rules
from webcast.charts import funnel as chart
from webcast.charts.words import interval
from webcast.cohorts.cohort import Cohort, Group, Stage
from webcast.formats import percent
from webcast.presentation import funnel as prepare
from webcast.presentation import named
from webcast.presentation.prepared import Prepared
from webcast.ui.frame import html, options
from webcast.ui.frame import words as frame_words
from webcast.ui.frame.page import Context
from webcast.ui.funnel import stayed_option, words
from webcast.ui.kit import baseline, break_down, download_words, downloads, heading, people, tables
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.figures import Figure

MOST_GROUPS: Final = 60


@dataclass(frozen=True)
class Choice:
    """What the reader chose to look at."""

    rules: Rules
    by: str | None

    @property
    def wording(self) -> Names:
        """What the stages are called."""
        return stages.names(self.rules)

    def stage(self, stage: str, side: str) -> Stage:
        """Return the set of people behind a stage."""
        return Stage(stage, stages.PASSED if side == chart.REACHED else stages.DROPPED, self.rules)


def choose(context: Context) -> Choice:
    """Draw the options; each is in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="wi-options"):
        live = options.segments(
            words.FUNNEL_OF,
            {False: words.FUNNEL_ALL, True: words.FUNNEL_LIVE},
            "live_funnel",
            help=definitions.text("registered"),
        )
        simlive = live and _has_simlive(context.everyone) and options.toggle(words.WITH_SIMLIVE, "with_simlive")
        stayed = stayed_option.choose()
        by = break_down.choose(context.everyone, words.BREAK_DOWN, "by")
    return Choice(Rules(*stayed, live=live, include_simlive=simlive), by)


def _has_simlive(everyone: Audience) -> bool:
    return attendance.came(everyone, "SimLive") > 0


def notes(context: Context, choice: Choice) -> list[str]:
    """Say what the rules leave out: events without a known length, or without a live end."""
    audience = context.everyone
    silent = named.without_durations(audience)
    said = [silent] if silent else []
    if choice.rules.live:
        endless = audience.events.filter(pl.col("live_end").is_null()).height
        said += [words.no_live_end(endless)] if endless else []
    if choice.rules.stayed_share is not None:
        lengths = audience.pick("event", "live_length").filter(pl.col("live_length").is_null())
        unknown = lengths["event"].n_unique()
        said += [words.no_length(unknown)] if unknown else []
    return said


def compare(context: Context, choice: Choice) -> Baseline:
    """Return what the stages are compared with."""
    return baseline.choose(context, by_event.stages(choice.rules))


def key_figures(base: Baseline, choice: Choice, counted: list[dict[str, Any]]) -> list[Figure]:
    """Return a figure a stage: its share of the stage before, beside what makes it mean something."""
    found = []
    for before, stage in pairwise(counted):
        key, share = stage["stage"], stage["of_previous"]
        figure = Figure(
            label=choice.wording.stages[key],
            value=percent(share),
            base=words.of_previous(
                stage["registrants"], before["registrants"], choice.wording.stages[before["stage"]]
            ),
            definition=definitions.text(key),
            change=base.share(key, share),
            spark=base.spark(key, percent),
        )
        found.append(figure)
    return found


def draw(context: Context, choice: Choice, stages: Prepared) -> None:
    """Draw the funnel or its stages as a table, and buttons for those who use no mouse; each opens its people."""
    block = heading.draw(
        words.STAGES, "registered", "attended", "stayed", "engaged", "answered_survey", "of_previous"
    )
    block.says(stages.finding)
    clicked = block.chart(stages.figure, "wi-funnel", lambda: _table(choice, stages.frame))
    block.offer(downloads.table("funnel", download_words.THIS_TABLE))
    clicked = clicked or _buttons(choice, stages.frame)
    if clicked:
        side, stage = clicked
        show(context, choice, [choice.stage(stage, side)], _title(choice, stage, side))


def _buttons(choice: Choice, frame: pl.DataFrame) -> list[str] | None:
    """Draw a button for every list behind the chart; return the one that was pressed, as a mark of the chart."""
    sides = {chart.REACHED: words.GOT_THERE, chart.DROPPED: words.DROPPED_OUT}
    pressed = None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="wi-see-people"):
        shown = st.segmented_control(
            words.SEE_PEOPLE, list(sides), format_func=sides.__getitem__, required=True, default=chart.DROPPED,
            key="wi-funnel-side",
        )  # fmt: skip
        side = shown or chart.DROPPED
        for label, stage, count in _lists(choice, frame, side):
            if st.button(words.who(count, label), key=f"wi-see-{side}-{stage}", disabled=not count):
                pressed = [side, stage]
    return pressed


def _lists(choice: Choice, frame: pl.DataFrame, side: str) -> list[tuple[str, str, int]]:
    counts = [row for row in frame[["stage", "registrants"]].iter_rows() if row[1] is not None]
    if side == chart.REACHED:
        return [(choice.wording.stages[stage], stage, count) for stage, count in counts]
    return [(choice.wording.losses[stage], stage, before - count) for (_, before), (stage, count) in pairwise(counts)]


def _title(choice: Choice, stage: str, side: str) -> str:
    return frame_words.sentence(
        choice.wording.stages[stage] if side == chart.REACHED else choice.wording.losses[stage]
    )


def show(context: Context, choice: Choice, sets: list[Cohort], title: str) -> None:
    """Open the people in all of the sets; in the live funnel the title says so."""
    people.show_sets(context.audience, sets, title if not choice.rules.live else f"{title} · {words.FUNNEL_LIVE}")


def _table(choice: Choice, frame: pl.DataFrame) -> None:
    """Draw the stages as a table; its people are behind the buttons below."""
    shown = frame.select(
        pl.col("stage").replace_strict(choice.wording.stages),
        "registrants",
        pl.col("of_first", "of_previous") * 100,
        pl.Series("interval", [interval(low, high) or None for low, high in frame.select("low", "high").rows()]),
        (pl.col("registrants").shift(1) - pl.col("registrants")).alias("lost"),
    )
    column = st.column_config
    tables.mount(
        shown,
        "wi-stages",
        {
            "stage": column.TextColumn(words.COLUMN_STAGE),
            "registrants": column.NumberColumn(words.COLUMN_REGISTRANTS, format="localized", width=100),
            "of_first": column.NumberColumn(words.COLUMN_OF_FIRST, format="%.0f %%", width=80),
            "of_previous": column.NumberColumn(words.COLUMN_OF_PREVIOUS, format="%.0f %%", width=150),
            "interval": column.TextColumn(words.COLUMN_INTERVAL, width=110),
            "lost": column.NumberColumn(words.COLUMN_LOST, format="localized", width=80),
        },
        alt=words.STAGES_TABLE,
    )


def breakdown(context: Context, choice: Choice, overall: pl.DataFrame) -> None:
    """Draw the groups of the chosen dimension beside each other; a bar or a row opens its people."""
    if choice.by is None:
        return
    label = dimensions.label(choice.by)
    block = heading.draw(html.markdown(words.by_heading(label)), "registered", "attended", "stayed")
    groups = prepare.groups(context.audience, choice.rules, choice.by, context, overall)
    block.says(groups.finding)
    unfolded = min(groups.total, MOST_GROUPS)
    every = groups.folds and options.toggle(kit_words.all_groups(unfolded, groups.total), "all_groups")
    none = dimensions.missing(choice.by)
    clicked = block.chart(
        lambda: groups.figure(unfolded if every else groups.at_first),
        "wi-funnel-groups",
        lambda: _group_table(choice, groups.frame, none),
    )
    if clicked and clicked[0] == chart.REACHED:
        _, stage, group = clicked
        _show_group(context, choice, group, none, stage)
    block.offer(downloads.table("funnel-groups", download_words.THIS_TABLE))


def _group_table(choice: Choice, frame: pl.DataFrame, none: str) -> list[Any] | None:
    """Draw a row a group; return a picked one as a mark of the chart."""
    wide = frame.pivot(on="stage", index="group", values="registrants", maintain_order=True)
    present = [name for name in STAGES if name in wide.columns]
    columns: dict[str, Any] = {"group": st.column_config.TextColumn(dimensions.label(choice.by or ""))}
    for name in present:
        columns[name] = st.column_config.NumberColumn(choice.wording.stages[name], format="localized", width=140)
    shown = wide.select(pl.col("group").fill_null(none), *present)
    height = None if shown.height <= prepare.GROUPS_AT_FIRST else 400
    picked = tables.table(shown, "wi-funnel-group-rows", columns, alt=words.GROUPS_TABLE, height=height)
    return None if picked is None else [chart.REACHED, STAGES[0], wide["group"][picked]]


def _show_group(context: Context, choice: Choice, group: str | None, none: str, stage: str) -> None:
    title = f"{none if group is None else group}: {choice.wording.stages[stage]}"
    show(context, choice, [Group(choice.by or "", group), choice.stage(stage, chart.REACHED)], title)
