"""The settings of sign-on by an organisation's own accounts: which OpenID providers there are, whom each lets in.

``WEBCAST_OPENID`` names them; each has settings of its own, ``WEBCAST_OPENID_<NAME>_ISSUER`` and so on. A name that
is none of these stops the start: one that is misspelt could be the one that limits who gets in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from webcast.errors import SettingsError
from webcast.language import later
from webcast.roles import Role
from webcast.setting_values import OFF, ON, PREFIX, listed

NAMES: Final = "OPENID"
ANY: Final = "*"
"""Of domains: every one. Of values of claims: everybody."""

VERIFIED: Final = "verified"
TRUSTED: Final = "trusted"

_PARTS: Final = (
    "ISSUER",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "LABEL",
    "SCOPES",
    "DOMAINS",
    "EMAIL",
    "ROLE_CLAIM",
    "ROLES",
    "DEFAULT_ROLE",
    "ACCOUNT_CLAIM",
    "ACCOUNTS",
    "NEW_PEOPLE",
    "JOIN",
    "SIGN_OUT",
)
_SCOPES: Final = ("openid", "email", "profile")
_NAME: Final = re.compile(r"[a-z][a-z0-9]{0,19}")
_DOMAIN: Final = re.compile(r"[^\s@*:/]+\.[^\s@*:/]+")
_SEEN: Final = re.compile(r"[\x21-\x7e]+")
_MOST: Final = 20


@dataclass(frozen=True)
class OpenIdProvider:
    """A provider, as the settings describe it.

    Attributes:
        name: Stands in addresses.
        issuer: Who it is, letter for letter as its tokens say.
        client_id: As what we are known there.
        client_secret: What shows that we are; empty: nothing does but the proof key of each sign-in.
        label: What the button says.
        scopes: What is asked for.
        domains: Of which e-mail domains somebody has to be; :data:`ANY`: of any.
        email_trusted: Its e-mail addresses are taken for verified where it does not say.
        role_claim: Which claim decides on the role.
        roles: Value of it → role.
        default_role: The role of who has none by that; None: they don't get in.
        account_claim: Which claim decides on the accounts.
        accounts: Value of it, or :data:`ANY` → user name of an account; empty: the only one that is held.
        new_people: Who comes for the first time is added to the people.
        join: … or, where their address is among them already, is taken for who has it.
        sign_out: Signing out here goes on to sign out there.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    label: str = ""
    scopes: tuple[str, ...] = _SCOPES
    domains: tuple[str, ...] = ()
    email_trusted: bool = False
    role_claim: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)
    default_role: Role | None = None
    account_claim: str = "groups"
    accounts: Mapping[str, str] = field(default_factory=dict)
    new_people: bool = True
    join: bool = False
    sign_out: bool = True


def providers(raw: Mapping[str, str]) -> tuple[OpenIdProvider, ...]:
    """Return the providers, in the order in which they are named.

    Raises:
        SettingsError: Something cannot be read, or is missing.
    """
    names = listed(raw, NAMES)
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1 or len(names) > _MOST:
            raise SettingsError(
                later(
                    "{setting} should name up to 20 providers, each once and with small letters and digits, "
                    "such as 'contoso, google', but has '{text}'.",
                    setting=f"{PREFIX}{NAMES}",
                    text=name,
                )
            )
    _all_known(raw, names)
    return tuple(_provider(raw, name) for name in names)


def address(raw: Mapping[str, str]) -> str:
    """Return the address that people have for the dashboard, without a slash at its end; empty where none is set.

    Raises:
        SettingsError: It cannot be read so.
    """
    text = raw.get("ADDRESS", "").rstrip("/")
    if not text:
        return ""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment or _userinfo(parts):
        raise SettingsError(
            later(
                "{setting} should be the dashboard's own address, such as 'https://webcasts.example.com', "
                "but is '{text}'.",
                setting=f"{PREFIX}ADDRESS",
                text=text,
            )
        )
    return text


def is_near(host: str | None) -> bool:
    """Tell whether a host is this machine: the only one that is reached without TLS."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Tell whether an address of a provider can be asked: over TLS, or on this machine."""
    parts = _split(url)
    if parts is None or parts.fragment or _userinfo(parts) or not _SEEN.fullmatch(url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_near(parts.hostname))


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address with a host; None for anything else."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.hostname else None


def _userinfo(parts: SplitResult) -> bool:
    return "@" in parts.netloc


def _all_known(raw: Mapping[str, str], names: tuple[str, ...]) -> None:
    known = {f"{NAMES}_{name.upper()}_{part}{end}" for name in names for part in _PARTS for end in ("", "_FILE")}
    for key in raw:
        if key.startswith(f"{NAMES}_") and key not in known | {f"{NAMES}_FILE"}:
            raise SettingsError(
                later(
                    "{setting} should be a setting of one of the providers that {names} has, but is none.",
                    setting=f"{PREFIX}{key}",
                    names=f"{PREFIX}{NAMES}",
                ),
                remedy=later("docs/settings.md lists them all."),
            )


def _provider(raw: Mapping[str, str], name: str) -> OpenIdProvider:
    one = _One(raw, name)
    role_claim = one.text("ROLE_CLAIM") or "groups"
    return OpenIdProvider(
        name=name,
        issuer=one.issuer(),
        client_id=one.seen("CLIENT_ID", needed=True),
        client_secret=one.seen("CLIENT_SECRET"),
        label=one.text("LABEL") or name.capitalize(),
        scopes=one.scopes(),
        domains=one.domains(),
        email_trusted=one.one_of("EMAIL", VERIFIED, TRUSTED) == TRUSTED,
        role_claim=role_claim,
        roles=one.roles(),
        default_role=one.role("DEFAULT_ROLE", one.text("DEFAULT_ROLE")) if one.text("DEFAULT_ROLE") else None,
        account_claim=one.text("ACCOUNT_CLAIM") or role_claim,
        accounts=one.pairs("ACCOUNTS", "Marketing = api-marketing; * = api-all"),
        new_people=one.one_of("NEW_PEOPLE", ON, OFF) == ON,
        join=one.one_of("JOIN", OFF, ON) == ON,
        sign_out=one.one_of("SIGN_OUT", ON, OFF) == ON,
    )


class _One:
    """Reads the settings of one provider."""

    def __init__(self, raw: Mapping[str, str], name: str) -> None:
        self._raw = raw
        self._name = name

    def text(self, part: str) -> str:
        return self._raw.get(f"{NAMES}_{self._name.upper()}_{part}", "").strip()

    def setting(self, part: str) -> str:
        return f"{PREFIX}{NAMES}_{self._name.upper()}_{part}"

    def issuer(self) -> str:
        text = self.text("ISSUER")
        if not is_safe(text) or urlsplit(text).query:
            raise SettingsError(
                later(
                    "{setting} should be the provider's https address as its tokens say it, such as "
                    "'https://login.example.com/realm', but is '{text}'.",
                    setting=self.setting("ISSUER"),
                    text=text,
                )
            )
        return text

    def seen(self, part: str, *, needed: bool = False) -> str:
        """Return what has no blanks; it can be a secret, so that it is never quoted."""
        text = self.text(part)
        if (needed and not text) or (text and not _SEEN.fullmatch(text)):
            raise SettingsError(
                later(
                    "{setting} should be as the provider gave it, letters, digits and signs without blanks, "
                    "but is not.",
                    setting=self.setting(part),
                )
            )
        return text

    def scopes(self) -> tuple[str, ...]:
        found = tuple(self.text("SCOPES").replace(",", " ").split()) or _SCOPES
        return found if "openid" in found else ("openid", *found)

    def domains(self) -> tuple[str, ...]:
        found = tuple(self.text("DOMAINS").casefold().replace(",", " ").split())
        if not found or any(one != ANY and not _DOMAIN.fullmatch(one) for one in found):
            raise SettingsError(
                later(
                    "{setting} should hold the e-mail domains of who may come in, such as 'example.com, "
                    "example.org', or '*' for any that the provider lets in, but is '{text}'.",
                    setting=self.setting("DOMAINS"),
                    text=self.text("DOMAINS"),
                )
            )
        return found

    def one_of(self, part: str, *words: str) -> str:
        """Return one of some words; the first where nothing is set."""
        text = self.text(part) or words[0]
        if text not in words:
            raise SettingsError(
                later(
                    "{setting} should be '{one}' or '{other}', but is '{text}'.",
                    setting=self.setting(part),
                    one=words[0],
                    other=words[1],
                    text=text,
                )
            )
        return text

    def roles(self) -> Mapping[str, Role]:
        found = self.pairs("ROLES", "Webcast admins = admin; Marketing = people")
        if not found and not self.text("DEFAULT_ROLE"):
            raise SettingsError(
                later(
                    "{setting} should say which values of the claim have which role, such as 'Webcast admins = "
                    "admin; Marketing = people', or {default} which role everybody has: without one nobody gets in.",
                    setting=self.setting("ROLES"),
                    default=self.setting("DEFAULT_ROLE"),
                )
            )
        return {value: self.role("ROLES", role) for value, role in found.items()}

    def role(self, part: str, text: str) -> Role:
        try:
            return Role(text)
        except ValueError:
            raise SettingsError(
                later(
                    "{setting} should name roles among 'figures', 'people', 'files' and 'admin', but has '{text}'.",
                    setting=self.setting(part),
                    text=text,
                )
            ) from None

    def pairs(self, part: str, example: str) -> Mapping[str, str]:
        """Return what follows what; a value may have ``=`` in it, as names of directories do."""
        found: dict[str, str] = {}
        for line in self.text(part).replace("\n", ";").split(";"):
            value, _, then = (piece.strip() for piece in line.rpartition("="))
            if line.strip() and (not value or not then or value in found):
                raise SettingsError(
                    later(
                        "{setting} should have entries such as '{example}', each value once, but has '{text}'.",
                        setting=self.setting(part),
                        example=example,
                        text=line.strip(),
                    )
                )
            if line.strip():
                found[value] = then
        return found
