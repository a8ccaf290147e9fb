"""Our company: the e-mail domains and test addresses of who runs the webcasts, which one switch leaves out.

The switch is a filter like others. What it means is the account's, kept sealed in its library: no address of a page
and no link to a file holds a part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from webcast.analysis.masks import Masking
from webcast.errors import FilterError
from webcast.language import later
from webcast.reports.schema import key_of_email
from webcast.view import domains

MOST = 200
"""Domains and addresses that an account can name."""


@dataclass(frozen=True)
class Ours:
    """Who is ours; tidied when it is made.

    Attributes:
        domains: Everybody with an e-mail address on one of them or below it.
        addresses: And who has one of these e-mail addresses.

    Raises:
        FilterError: Something is neither, or there are too many.
    """

    domains: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        keys = tuple(dict.fromkeys(filter(None, map(key_of_email, self.addresses))))
        tidied = domains.tidy(self.domains)
        if not all(re.fullmatch(r"[^@\s]+@[^@\s]+", key) for key in keys) or not all(
            re.fullmatch(r"[^@\s.]+(\.[^@\s.]+)+", domain) for domain in tidied
        ):
            # It may be anybody's address: don't repeat it.
            raise FilterError(
                later("Each line should be a domain such as 'example.com' or an e-mail address, but one is neither.")
            )
        if len(keys) + len(tidied) > MOST:
            raise FilterError(
                later("There should be {most} domains and addresses at most, but there are more.", most=MOST)
            )
        object.__setattr__(self, "domains", tidied)
        object.__setattr__(self, "addresses", keys)

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.domains or self.addresses)

    @classmethod
    def of_text(cls, text: str) -> Ours:
        """Read what somebody typed: domains and addresses, apart by lines, commas, semicolons or blanks."""
        parts = [part for part in re.split(r"[\s,;]+", text) if part]
        whole = [part for part in parts if "@" in part.lstrip("@")]
        return cls(tuple(part for part in parts if part not in whole), tuple(whole))

    def to_text(self) -> str:
        """Write it one a line, as :meth:`of_text` reads it."""
        return "\n".join((*self.domains, *self.addresses))

    def condition(self, masking: Masking | None = None) -> pl.Expr:
        """Return who is ours; a registrant without e-mail address is not.

        Args:
            masking: How the report was masked; None where it says who is who.
        """
        addresses, hosts = self.addresses, self.domains
        if masking is not None:
            addresses, hosts = tuple(map(masking.email_key, addresses)), tuple(map(masking.host, hosts))
        of = [pl.col("email_key").is_in(list(addresses))] if addresses else []
        on = [domains.on(hosts)] if hosts else []
        return pl.any_horizontal(*of, *on, pl.lit(value=False)).fill_null(value=False)
