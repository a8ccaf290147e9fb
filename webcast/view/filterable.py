"""What a filter asks of those whom it filters."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Protocol, Self

import polars as pl

from webcast.analysis.masks import Masking


class Filterable(Protocol):
    """What a filter asks of an audience (see :class:`webcast.analysis.audience.Audience`)."""

    def where(self, mask: pl.Expr) -> Self:
        """Keep the members for whom the expression is true."""

    def only(self, rows: pl.Series) -> Self:
        """Keep the members with these row numbers."""

    def having(self, column: str, values: Iterable[str]) -> Self:
        """Keep the members with any of these campaigns, referrers, companies or countries."""

    def containing(self, text: str) -> Self:
        """Keep the members with the text in name, e-mail, company or title."""

    def viewing(self, start_ms: int | None, end_ms: int | None) -> Self:
        """Keep the members who viewed within the range."""

    def survey_choices(self, label: str) -> pl.DataFrame:
        """Return row and answer of a survey question."""

    def registration_choices(self, text: str) -> pl.DataFrame:
        """Return row and answer of a registration question."""

    def count_of(self, condition: pl.Expr, key: Hashable) -> int:
        """Return how many members meet the condition, counted once under this key."""

    @property
    def masking(self) -> Masking | None:
        """Return how the members' report was masked; None where it says who is who."""

    @property
    def without_sessions(self) -> pl.DataFrame:
        """Return the events without session rows."""

    @property
    def without_referrers(self) -> tuple[pl.DataFrame, int, int]:
        """Return the events that tell no referrers, of how many events, and how many in the others have none told."""
