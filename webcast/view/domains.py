"""E-mail domains of filters: tidied, and as a condition on members."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from webcast.errors import FilterError
from webcast.language import later
from webcast.privacy import personal


def tidy(values: Iterable[str]) -> tuple[str, ...]:
    """Return domains in lower case, without a leading ``@``, each once.

    Raises:
        FilterError: One of them is none.
    """
    stripped = (value.strip().lstrip("@＠").strip().rstrip(".").lower() for value in values)
    domains = tuple(dict.fromkeys(value for value in stripped if value))
    for domain in domains:
        if personal(domain) or re.search(r"\s", domain):
            # The value may be an address: don't repeat it.
            raise FilterError(
                later("A domain filter holds something that is no domain; expected e.g. 'example.com'.")
            )
    return domains


def on(domains: Iterable[str]) -> pl.Expr:
    """Return who has an e-mail address on one of the domains or below it; null where there is none."""
    email = pl.col("email_key")
    ends = [email.str.ends_with(f"@{domain}") | email.str.ends_with(f".{domain}") for domain in domains]
    return pl.any_horizontal(ends) & pl.col("domain").is_not_null()
