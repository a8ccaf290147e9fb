"""Values as the tables of the pages show them; Streamlit formats them, but knows neither unit nor zone."""

from __future__ import annotations

import polars as pl


def wall_clock(name: str, zone: str) -> pl.Expr:
    """Return a column of instants as the clocks of a zone show them."""
    return pl.col(name).dt.convert_time_zone(zone).dt.replace_time_zone(None)


def minutes(name: str) -> pl.Expr:
    """Return a column of milliseconds in whole minutes."""
    return (pl.col(name) / 60_000).round(0)


def hours(name: str) -> pl.Expr:
    """Return a column of milliseconds in hours."""
    return pl.col(name) / 3_600_000
