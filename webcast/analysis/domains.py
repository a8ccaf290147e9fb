"""E-mail domains, offline: the public suffix list that tldextract brings, asked once a distinct domain."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
import tldextract


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # No list is fetched and nothing is cached on disk: the bundled snapshot is the only source.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def host(email_key: pl.Expr) -> pl.Expr:
    """Return the part after the last ``@``; null where there is none."""
    return email_key.str.extract(r"@([^@\s]+)$")


def registrable(email_keys: pl.Series) -> pl.Series:
    """Return the registrable domain of each e-mail: ``a@mail.example.co.uk`` → ``example.co.uk``.

    A host without a public suffix (``localhost``) is its own domain; without a host the domain is null.
    """
    hosts = email_keys.to_frame("email").select(host=host(pl.col("email")))
    known = hosts.drop_nulls().unique(maintain_order=True)
    names = pl.Series("domain", [registrable_name(name) for name in known["host"]], dtype=pl.String)
    found = hosts.join(known.with_columns(names), on="host", how="left", maintain_order="left")
    return found["domain"]


def registrable_name(name: str) -> str:
    """Return the registrable domain of a host name, lower case; the name itself when it has no public suffix."""
    cleaned = name.strip().rstrip(".").lower()
    return _extractor()(cleaned).top_domain_under_public_suffix or cleaned
