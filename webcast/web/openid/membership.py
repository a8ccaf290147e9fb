"""In which accounts that are held somebody is, by what a provider says of them, and in which role."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from webcast.library import account_key
from webcast.library.held_accounts import Held
from webcast.openid.person import Who
from webcast.roles import Role
from webcast.setting_openid import OpenIdProvider


def decided(
    found: Who, config: OpenIdProvider, held: Sequence[Held], platform_url: str | None
) -> tuple[Mapping[str, Role], Collection[str]]:
    """Return account key → role, and the keys of all accounts that the provider decides on.

    Where the settings name no account it is the one that is held, and none where several are: nobody gets into one
    that nobody meant.

    Args:
        found: Who it is.
        config: The provider's settings.
        held: The accounts that are held.
        platform_url: Of the settings, for which an account's key is made.
    """
    if found.usernames is None:
        theirs = decides_on = {one.key for one in held} if len(held) == 1 else set()
    else:
        decides_on = {account_key(name, platform_url) for name in config.accounts.values()}
        theirs = {account_key(name, platform_url) for name in found.usernames}
    return (dict.fromkeys(theirs, found.role) if found.role else {}), decides_on
