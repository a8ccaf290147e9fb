"""E-mail domains, offline: the public suffix list that tldextract brings, asked once a distinct host."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
import tldextract


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # No list is fetched and nothing is cached on disk: the bundled snapshot is the only source.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def host(email: pl.Expr) -> pl.Expr:
    """Return the part after the last ``@`` of an e-mail; null where there is none."""
    last = email.str.split("@").list.last().str.strip_chars()
    return pl.when(email.str.contains("@", literal=True) & (last != "")).then(last)


def registrable_name(name: str) -> str:
    """Return the registrable domain of a host name, lower case: ``mail.example.co.uk`` → ``example.co.uk``.

    The name itself when it has no public suffix (``localhost``) or is one.
    """
    cleaned = name.strip().rstrip(".").lower()
    if cleaned.count(".") < 2:
        # A suffix, or a name right under one: either way nothing to take off, and no need to look it up.
        return cleaned
    return _extractor()(cleaned).top_domain_under_public_suffix or cleaned
