"""Named sets of people across events; see :mod:`webcast.cohorts.cohort`, which reads them.

- ``company:<kind>[:<company>]``: the registrants of one company, as the roll-up counts them;
- ``came:<n>`` and ``came:<n>+``: whose person attended so many of the events, or at least so many;
- ``campaigns``: who came by a campaign, whichever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from webcast.analysis import people, rollups
from webcast.analysis.audience import Audience
from webcast.cohorts import spelling
from webcast.formats import quoted
from webcast.language import counted, phrase, say, speaking


@dataclass(frozen=True)
class Company:
    """The registrants of one company."""

    company: str | None
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in list(rollups.Kind) or (self.company is None) != (self.kind == rollups.Kind.UNKNOWN):
            raise ValueError("an unknown kind")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return rollups.company_members(audience, self.company, self.kind)

    def describe(self) -> str:
        """Return e.g. ``Company by e-mail domain: “acme.example”``."""
        return (
            say("No company known")
            if self.company is None
            else f"{say(_COMPANIES[rollups.Kind(self.kind)])}: {quoted(self.company)}"
        )

    def to_text(self) -> str:
        """Return the text of this set."""
        return spelling.text("company", self.kind, *([] if self.company is None else [self.company]))


_COMPANIES: Final = {
    rollups.Kind.DOMAIN: phrase("Company by e-mail domain"),
    rollups.Kind.NAMED: phrase("Company as named, without a company's e-mail"),
    rollups.Kind.SMALL: phrase("Companies together"),
}


@dataclass(frozen=True)
class Came:
    """Whose person attended so many of the events."""

    times: int
    or_more: bool = False

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError("less than once")

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return people.came(audience, self.times, None if self.or_more else self.times)

    def describe(self) -> str:
        """Return e.g. ``Came to 2 events or more``."""
        if self.or_more:
            return counted(
                "Came to {times} event or more", "Came to {times} events or more", self.times, times=self.times
            )
        return counted("Came to {times} event", "Came to {times} events", self.times, times=self.times)

    def to_text(self) -> str:
        """Return the text of this set."""
        return f"came:{self.times}{'+' if self.or_more else ''}"


@dataclass(frozen=True)
class ByCampaign:
    """Who came by a campaign, whichever."""

    def apply(self, audience: Audience) -> Audience:
        """Return them."""
        return audience.where(pl.col("campaign_code").is_not_null())

    def describe(self) -> str:
        """Return who they are."""
        return say("Registered by a campaign")

    def to_text(self) -> str:
        """Return the text of this set."""
        return "campaigns"


def _company(pieces: list[str]) -> Company:
    kind, *company = pieces
    return Company(company[0] if company else None, kind)


def _came(pieces: list[str]) -> Came:
    (times,) = pieces
    return Came(int(times.removesuffix("+")), times.endswith("+"))


READERS: Final[Mapping[str, Callable[[list[str]], Any]]] = {
    "company": _company,
    "came": _came,
    "campaigns": lambda pieces: ByCampaign(*pieces),
}
"""How each kind is read; ValueError where the pieces make no sense."""


speaking(__name__)
