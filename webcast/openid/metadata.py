"""What a provider says of itself: where it is asked for what. Believed as far as it is its own, and over TLS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.discovery import get_well_known_url

from webcast.openid.failures import NotBelieved
from webcast.setting_openid import is_safe

BASIC: Final = "client_secret_basic"
POST: Final = "client_secret_post"
NONE: Final = "none"


@dataclass(frozen=True)
class Metadata:
    """What we need of it.

    Attributes:
        authorization: Where people sign in.
        token: Where a code is redeemed.
        keys: Where its keys are.
        userinfo: Where more is said of who signed in; empty: nowhere.
        end_session: Where people sign out; empty: nowhere.
        shows_issuer: It says in its answers to browsers who it is.
        by_post: It takes our secret in the form and not in a header.
    """

    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    end_session: str = ""
    shows_issuer: bool = False
    by_post: bool = False


def address(issuer: str) -> str:
    """Return where a provider says it."""
    return str(get_well_known_url(issuer, external=True))


def understood(found: Mapping[str, Any], issuer: str) -> Metadata:
    """Return what a provider's metadata say.

    Args:
        found: The metadata.
        issuer: Whose they have to be.

    Raises:
        NotBelieved: They are somebody else's, or not as they have to be.
    """
    if found.get("issuer") != issuer:
        raise NotBelieved("issuer of the metadata")
    challenges = found.get("code_challenge_methods_supported")
    if isinstance(challenges, list) and "S256" not in challenges:
        raise NotBelieved("no S256")
    methods = found.get("token_endpoint_auth_methods_supported")
    return Metadata(
        authorization=_safe(found, "authorization_endpoint"),
        token=_safe(found, "token_endpoint"),
        keys=_safe(found, "jwks_uri"),
        userinfo=_safe(found, "userinfo_endpoint", needed=False),
        end_session=_safe(found, "end_session_endpoint", needed=False),
        shows_issuer=found.get("authorization_response_iss_parameter_supported") is True,
        by_post=isinstance(methods, list) and BASIC not in methods and POST in methods,
    )


def _safe(found: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    url = found.get(name)
    if url is None and not needed:
        return ""
    if not isinstance(url, str) or not is_safe(url):
        raise NotBelieved(name)
    return url
