"""Tables of the funnel."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast.analysis import definitions, funnel
from webcast.analysis.audience import Audience
from webcast.exports.choices import Choices
from webcast.exports.listings.listing import Listing


def _funnel(audience: Audience, choices: Choices) -> pl.DataFrame:
    found = funnel.funnel(audience, choices.rules)
    minutes = f"{definitions.label('stayed')} {choices.rules.stayed_minutes:g} min"
    names = {stage: minutes if stage == "stayed" else definitions.label(stage) for stage in found["stage"]}
    return found.with_columns(pl.col("stage").cast(pl.String).replace_strict(names, return_dtype=pl.String))


TABLES: Final = (
    Listing(
        "funnel",
        "Funnel",
        _funnel,
        {
            "stage": "Stage",
            "registrants": "Registrants",
            "of_first": "Of All",
            "of_previous": "Of the Stage Before",
            "low": "95 % from",
            "high": "95 % to",
        },
    ),
)
