"""Tables of the funnel: its stages, its groups, and two segments side by side."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import funnel, segments, stages
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.errors import FilterError
from webcast.exports.listings.listing import SHARES, Listing, yes_no
from webcast.language import later, phrase
from webcast.view.choices import Choices


def _funnel(audience: Audience, choices: Choices) -> pl.DataFrame:
    return _named(funnel.funnel(audience, choices.rules), choices.rules)


def _groups(audience: Audience, choices: Choices) -> pl.DataFrame:
    if not choices.by:
        raise FilterError(
            later("The funnel's groups need something to break down by, but nothing is named."),
            remedy=later(
                "Name event, campaign, domain, company, country, referrer or 'question: <registration question>'."
            ),
        )
    return _named(funnel.funnel(audience, choices.rules, by=choices.by), choices.rules)


def _segments(audience: Audience, choices: Choices) -> pl.DataFrame:
    sets = choices.segments
    first, second = (people.apply(audience) for people in sets)
    found = segments.compare(first, second, choices.rules, of_previous=choices.of_previous)
    chance = yes_no(pl.col("beyond_chance")).alias("beyond_chance")
    return _named(found, choices.rules).with_columns(
        chance,
        segment_1=pl.lit(sets[0].describe()),
        segment_2=pl.lit(sets[1].describe()),
        both=pl.lit(segments.overlap(first, second)),
    )


def _named(found: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    return found.with_columns(pl.col("stage").replace_strict(stages.names(rules).stages, return_dtype=pl.String))


_STAGE: Final = {
    "stage": "Stage",
    "registrants": "Registrants",
    "of_first": "Of All",
    "of_previous": "Of the Stage Before",
    "low": "95 % from",
    "high": "95 % to",
}


def _side(side: int, name: str) -> dict[str, str]:
    return {
        f"segment_{side}": f"{name} Segment",
        f"registrants_{side}": f"{name}: Registrants",
        f"base_{side}": f"{name}: Base",
        f"share_{side}": f"{name}: Share",
        f"low_{side}": f"{name}: 95 % from",
        f"high_{side}": f"{name}: 95 % to",
    }


TABLES: Final = (
    Listing("funnel", phrase("Funnel"), _funnel, _STAGE, takes=("rules",)),
    Listing("funnel-groups", phrase("Funnel by group"), _groups, {"group": "Group", **_STAGE}, takes=("rules", "by")),
    Listing(
        "segments",
        phrase("Two segments"),
        _segments,
        {
            "stage": "Stage",
            **_side(1, "First"),
            **_side(2, "Second"),
            "difference": "Difference",
            "low": "Difference 95 % from",
            "high": "Difference 95 % to",
            "p_value": "P-value",
            "beyond_chance": "More than Chance",
            "both": "Persons in Both",
        },
        shares=SHARES | {"difference", *(f"{name}_{side}" for name in ("share", "low", "high") for side in (1, 2))},
        takes=("rules", "first", "second", "of_previous"),
    ),
)
