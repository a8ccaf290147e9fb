"""How a report was masked: what a name in it has become (see :mod:`webcast.analysis.masking`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from webcast.analysis.domains import registrable_name

NOBODYS: Final = "invalid"
"""The domain of what is on none that may be shown: reserved, so that it is nobody's (RFC 2606)."""


@dataclass(frozen=True, repr=False)
class Masking:
    """How one report was masked: what a name in it has become.

    Attributes:
        key: Of the hashes; whoever has it can try names.
        shown: Domains that stay.
    """

    key: bytes = field(repr=False)
    shown: frozenset[str]

    def hashed(self, value: str) -> str:
        """Return what stands for a value: the same each time, and nobody can tell the value from it."""
        return blake2b(value.encode("utf-8", "surrogatepass"), key=self.key, digest_size=12).hexdigest()

    def host(self, host: str) -> str:
        """Return what a host name has become: itself where its domain stays."""
        domain = registrable_name(host)
        return host if domain in self.shown else f"{self.hashed(domain)}.{NOBODYS}"

    def email_key(self, key: str) -> str:
        """Return what the key of a person has become."""
        _, at, host = key.rpartition("@")
        return f"{self.hashed(key)}@{self.host(host)}" if at and host.strip() else self.hashed(key)
