"""Who somebody is by what a provider says of them: their address, name, role and accounts. All of it is its word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from webcast.roles import Role
from webcast.setting_openid import ANY, OpenIdProvider

MOST_VALUES: Final = 2_000
"""Values of a claim that are looked at; Entra ID sends 200 groups at most."""

_LONGEST: Final = 254


class Unfit(StrEnum):
    """Why somebody is let in by a provider, and not by us."""

    EMAIL = "email"
    """It does not say their address, or that it is theirs."""

    DOMAIN = "domain"
    ROLE = "role"


@dataclass(frozen=True)
class Who:
    """Somebody whom a provider has let in.

    Attributes:
        subject: What it calls them, for good.
        email: Their address.
        name: What they are called; can be empty.
        role: Their role; None: none.
        usernames: Of the accounts that they are in; None: of the only one that is held.
        session: What it calls its session; can be empty.
    """

    subject: str = field(repr=False)
    email: str = field(repr=False)
    name: str = field(repr=False)
    role: Role | None
    usernames: tuple[str, ...] | None = field(repr=False)
    session: str = field(repr=False)


def who(claims: Mapping[str, Any], config: OpenIdProvider) -> Who | Unfit:
    """Return who somebody is by a provider's claims, or why they are not let in.

    Args:
        claims: What it says.
        config: What is wanted of it.
    """
    email = claims.get("email")
    if not isinstance(email, str) or not _is_theirs(claims, config) or not 3 <= len(email.strip()) <= _LONGEST:
        return Unfit.EMAIL
    local, at, domain = email.strip().rpartition("@")
    if not local or not at:
        return Unfit.EMAIL
    if ANY not in config.domains and domain.casefold() not in config.domains:
        return Unfit.DOMAIN
    return Who(
        subject=claims["sub"],
        email=email.strip(),
        name=_text(claims.get("name")),
        role=_role(claims, config),
        usernames=_usernames(claims, config),
        session=_text(claims.get("sid")),
    )


def _is_theirs(claims: Mapping[str, Any], config: OpenIdProvider) -> bool:
    """Tell whether the provider says that it verified the address, or the settings do and it does not deny it."""
    said = claims.get("email_verified")
    if said is None:
        return config.email_trusted
    return said is True or said == "true"  # some write it as a text


def _role(claims: Mapping[str, Any], config: OpenIdProvider) -> Role | None:
    order = list(Role)
    values = _values(claims, config.role_claim)
    found = [role for value, role in config.roles.items() if value in values]
    return max(found, key=order.index) if found else config.default_role


def _usernames(claims: Mapping[str, Any], config: OpenIdProvider) -> tuple[str, ...] | None:
    if not config.accounts:
        return None
    values = _values(claims, config.account_claim)
    found = (name for value, name in config.accounts.items() if value == ANY or value in values)
    return tuple(dict.fromkeys(found))


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim, under its whole name or along the dots in it; None where it is not there."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _values(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    found = claim(claims, name)
    if isinstance(found, str):
        return frozenset({found})
    if not isinstance(found, list) or len(found) > MOST_VALUES:
        return frozenset()
    return frozenset(one for one in found if isinstance(one, str))


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
