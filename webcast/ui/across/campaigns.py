"""The Campaigns page: which campaigns brought people who came, and what each attendee cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl
import streamlit as st

from webcast.analysis import rollups
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.score import Weights
from webcast.cohorts.across import ByCampaign
from webcast.cohorts.cohort import Group
from webcast.decode import costs as costs_file
from webcast.errors import WebcastError
from webcast.formats import number, percent
from webcast.presentation import across as prepare
from webcast.presentation import measures, named
from webcast.presentation.campaigns import Campaigns
from webcast.ui.across import rolled_up, words
from webcast.ui.frame import notices, options, references, session_keys, state
from webcast.ui.frame.page import Context
from webcast.ui.kit import column_chooser, download_words, downloads, folding, heading, people, tables, weights
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.baseline import Baseline
from webcast.ui.kit.figures import Figure

AT_FIRST: Final = named.CAMPAIGNS_AT_FIRST
MORE: Final = 60


def stop_without(context: Context) -> None:
    """Say so and stop where nobody registered by a campaign."""
    if rollups.by_campaign(context.audience):
        return
    notices.notice(words.NO_CAMPAIGNS_TITLE, words.NO_CAMPAIGNS)
    st.stop()


def answer(found: Campaigns) -> str:
    """Return the sentence that answers the page's question."""
    came, cheapest = found.came, found.cheapest
    if found.untold:
        return words.campaigns_untold(found.known.height)
    return words.campaigns_answer(
        found.known.height,
        came.height,
        (came["campaign"][0], came["attendees"][0]) if came.height else None,
        (cheapest["campaign"][0], cheapest["cost_per_attendee"][0]) if cheapest.height else None,
    )


def key_figures(campaigns: Campaigns, base: Baseline) -> list[Figure]:
    """Return the row of key figures, beside what figures are compared with; costs are of these events alone."""
    found, best = campaigns.figures, campaigns.best
    everybody, registrants = int(campaigns.every["attendees"].sum()), int(campaigns.every["registrants"].sum())
    each = campaigns.spent / campaigns.brought if campaigns.brought else None
    return [
        Figure(
            measures.LABELS["campaigns"], number(found["campaigns"]),
            words.of_registrants(registrants), words.CAMPAIGNS_TEXT,
            base.count("campaigns", found["campaigns"], number), base.spark("campaigns", number),
        ),
        Figure(
            measures.LABELS["brought"], percent(found["brought"]),
            words.NOT_TOLD if campaigns.untold else words.of_attendees(everybody), words.BROUGHT_TEXT,
            base.share("brought", found["brought"]), base.spark("brought", percent),
        ),
        Figure(
            measures.LABELS["best_rate"], percent(found["best_rate"]),
            words.of_campaign(best["campaign"], best["registrants"]) if best else "", words.BEST_RATE_TEXT,
            base.share("best_rate", found["best_rate"]), base.spark("best_rate", percent),
        ),
        Figure.of(
            "cost_per_attendee",
            words.money(each),
            words.of_spent(campaigns.spent, campaigns.brought) if campaigns.spent else words.NO_COST,
        ),
    ]  # fmt: skip


def chart(context: Context, found: Campaigns, base: Baseline) -> None:
    """Draw who came by each campaign, or what each attendee cost; a click on a bar opens the people."""
    block = heading.draw(words.BY_CAMPAIGN, "campaign", "attendance_rate", "cost_per_attendee")
    paid = prepare.costs(found.paid, context)
    line = st.container(horizontal=True, vertical_alignment="center", key="wi-campaigns-options")
    with line:
        wanted = "attendees"
        if paid.frame.height:
            choices = {"attendees": words.SHOW_ATTENDEES, "cost": words.SHOW_COST}
            wanted = options.segments(words.SHOW, choices, "show")
        weights.choose()
    beside = base.drawn(measures.CAMPAIGN_RATES)
    drawn = paid if wanted == "cost" else prepare.campaigns(found.counted, context, beside)
    block.says(drawn.finding)
    with line:
        most = folding.bars(drawn, "wi-more-campaigns", kit_words.more_groups, MORE)
    clicked = block.chart(lambda: drawn.figure(most), f"wi-campaigns-{wanted}")
    block.offer()
    if clicked:
        people.show_sets(context.audience, [Group("campaign", clicked[1])])


def _shown(audience: Audience, costs: Mapping[str, float], weights: Weights) -> pl.DataFrame:
    """Return the figures as the table shows them; costs where there are any."""
    return _shown_with(audience, tuple(sorted(costs.items())), weights)


@held
def _shown_with(audience: Audience, costs: tuple[tuple[str, float], ...], weights: Weights) -> pl.DataFrame:
    frame = Campaigns.of(audience, dict(costs), weights).every
    more = ("cost", "cost_per_registrant", "cost_per_attendee") if frame["cost"].count() else ()
    return frame.select("label", *rolled_up.shown(*more))


def table(context: Context, found: Campaigns) -> None:
    """Draw every campaign with its figures, and the download of all who came by any."""
    frame = found.every
    block = heading.draw(words.ALL_CAMPAIGNS, "campaign", "attendance_rate", "mean_score")
    column = st.column_config
    config = {
        "label": column.TextColumn(words.COLUMN_CAMPAIGN, width=230),
        **rolled_up.config(),
        "cost": column.NumberColumn(words.COLUMN_COST, format="accounting", width=105),
        "cost_per_registrant": column.NumberColumn(words.COLUMN_COST_REGISTRANT, format="accounting", width=105),
        "cost_per_attendee": column.NumberColumn(words.COLUMN_COST_ATTENDEE, format="accounting", width=105),
    }
    shown = _shown(context.audience, state.looking().choices.costs, weights.current())
    known = {name: label for name, label in rolled_up.labels(config).items() if name in shown.columns}
    columns = column_chooser.choose(column_chooser.CAMPAIGNS, known, tuple(shown.columns))
    picked = tables.table(
        shown[list(columns)], f"wi-campaign-rows-{frame.height}", config, alt=words.CAMPAIGNS_TABLE,
        height=None if frame.height <= AT_FIRST else 440,
    )  # fmt: skip
    brought, only = ByCampaign(), column_chooser.for_file(column_chooser.CAMPAIGNS, columns)
    block.offer(
        downloads.people(rollups.by_campaign(context.audience), [brought]),
        downloads.table("campaigns", download_words.THIS_TABLE, columns=only),
    )
    if picked is not None:
        people.show_sets(context.audience, [Group("campaign", frame["campaign"][picked])])


def costs(found: Campaigns) -> None:
    """Draw where costs are typed in, opened from a file, and cleared."""
    known = sorted(found.known["campaign"].to_list())
    st.header(words.COSTS, anchor=False)
    st.caption(words.COSTS_HINT)
    typed, opened = st.columns(2, gap="large")
    with typed:
        _type(known)
    with opened:
        _open(known)


def _type(names: list[str]) -> None:
    version = st.session_state.setdefault(session_keys.COSTS_VERSION, 0)
    key = f"wi-costs-cells-{version}"

    def changed() -> None:
        state.choose(costs=typed(state.looking().choices.costs, names, st.session_state[key]["edited_rows"]))

    # Seeded once a version: a cell that changed under the editor would be edited twice.
    seeds = st.session_state.setdefault(session_keys.COSTS_SEEDS, {})
    if seeds.get("key") != (version, tuple(names)):
        seeds.update(key=(version, tuple(names)), costs=dict(state.looking().choices.costs))
    st.data_editor(
        pl.DataFrame(
            {"campaign": names, "cost": [seeds["costs"].get(name) for name in names]},
            schema={"campaign": pl.String, "cost": pl.Float64},
        ),
        hide_index=True,
        disabled=["campaign"],
        num_rows="fixed",
        placeholder="",
        key=key,
        on_change=changed,
        column_config={
            "campaign": st.column_config.TextColumn(words.COLUMN_CAMPAIGN),
            "cost": st.column_config.NumberColumn(words.COLUMN_COST, min_value=0.0, format="accounting", width=120),
        },
    )


def typed(
    costs: Mapping[str, float], names: Sequence[str], edited: Mapping[int, Mapping[str, float | None]]
) -> dict[str, float]:
    """Return the costs after some cells were typed into; an emptied cell has no cost."""
    found = dict(costs)
    for place, values in edited.items():
        cost = values.get("cost")
        if cost is None:
            found.pop(names[int(place)], None)
        else:
            found[names[int(place)]] = float(cost)
    return found


def _open(known: Sequence[str]) -> None:
    version = st.session_state.setdefault(session_keys.COSTS_VERSION, 0)
    key = f"wi-costs-file-{version}"

    def opened() -> None:
        file = st.session_state[key]
        if file is None:
            return
        try:
            found = costs_file.read(file.getvalue())
        except WebcastError as exc:
            st.session_state[session_keys.COSTS_SAID] = references.said(exc)
            return
        state.choose(costs={**state.looking().choices.costs, **found})
        st.session_state[session_keys.COSTS_VERSION] += 1
        st.session_state[session_keys.COSTS_SAID] = words.costs_opened(len(found), len(set(found) - set(known)))

    st.file_uploader(words.OPEN_COSTS, type=["csv", "txt"], key=key, on_change=opened)
    if st.session_state.get(session_keys.COSTS_SAID):
        st.text(st.session_state[session_keys.COSTS_SAID])
    if state.looking().choices.costs:
        st.button(words.CLEAR_COSTS, key="wi-clear-costs", on_click=_clear)


def _clear() -> None:
    state.choose(costs={})
    st.session_state[session_keys.COSTS_VERSION] += 1
    st.session_state[session_keys.COSTS_SAID] = ""
