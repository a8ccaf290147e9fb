"""What a provider signs: tokens of who signed in, and of who signed out. Each is believed only if all of it holds.

The order is that of the specifications (OpenID Connect Core 3.1.3.7, Back-Channel Logout 2.6): a signature by a key
of the provider's, with an algorithm that we name and never one that the token does; then whose it is, for whom, when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry

from webcast.openid.failures import NotBelieved

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""Those with a key that only the provider has: a shared one would let our own secret sign, and none, anybody."""

LEEWAY: Final = 60
"""Seconds that a provider's clock may be wrong."""

OLDEST: Final = 600
"""Seconds that a token may have been on its way: as long as a sign-in may take."""

LOGGED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"
_MOST_SUBJECT: Final = 255
_REGISTRY: Final = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_REGISTRY.max_header_length = 8 * 1024  # some bring certificates along, which are not looked at

FindKey = Callable[[str | None, str], Key]
"""Returns the provider's key of an id, or without one the only one, that fits an algorithm."""


@dataclass(frozen=True)
class LoggedOut:
    """Who signed out at a provider.

    Attributes:
        subject: Who; empty: see ``session``.
        session: In which session of the provider; empty: in all.
        token_id: Names the message.
    """

    subject: str = field(repr=False)
    session: str = field(repr=False)
    token_id: str = field(repr=False)


def signed_in(
    token: str, find: FindKey, *, issuer: str, client_id: str, nonce: str, access_token: str, now: int
) -> Mapping[str, Any]:
    """Return what a token says of who signed in.

    Args:
        token: As it came.
        find: Finds the provider's keys.
        issuer: Whose it has to be.
        client_id: For whom.
        nonce: Of which sign-in.
        access_token: What came with it, where anything did.
        now: Seconds since 1970.

    Raises:
        NotBelieved: Something does not hold.
        ProviderAway: The keys are not to be had.
    """
    header, found = _opened(token, find)
    only_us = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
    params = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
    claims = CodeIDToken(found, header, only_us, params)
    _holds(lambda: claims.validate(now=now, leeway=LEEWAY))
    # A token that is for others too is one that they have.
    if claims["aud"] not in (client_id, [client_id]):
        raise NotBelieved("aud")
    if claims["iat"] < now - OLDEST - LEEWAY:
        raise NotBelieved("iat")
    if not 0 < len(claims["sub"]) <= _MOST_SUBJECT:
        raise NotBelieved("sub")
    return dict(claims)


def logged_out(token: str, find: FindKey, *, issuer: str, client_id: str, now: int) -> LoggedOut:
    """Return who signed out, by a message of a provider; whether it came before is not looked at.

    Raises:
        NotBelieved: Something does not hold.
        ProviderAway: The keys are not to be had.
    """
    header, found = _opened(token, find)
    if "nonce" in found:  # a token of who signed in, and none of these
        raise NotBelieved("nonce")
    kind = header.get("typ")
    if kind is not None and str(kind).lower() not in ("logout+jwt", "application/logout+jwt", "jwt"):
        raise NotBelieved("typ")
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
    )
    _holds(lambda: registry.validate(found))
    if found["iat"] < now - OLDEST - LEEWAY:
        raise NotBelieved("iat")
    events = found.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGGED_OUT), dict):
        raise NotBelieved("events")
    subject, session = found.get("sub", ""), found.get("sid", "")
    if not isinstance(session, str) or not (subject or session):
        raise NotBelieved("sid")
    return LoggedOut(subject, session, found["jti"])


def _opened(token: str, find: FindKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token that a key of the provider's has signed."""

    def key_of(signed: Any) -> Key:
        header = signed.headers()
        named, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in ALGORITHMS:
            raise NotBelieved("algorithm")
        if named is not None and not isinstance(named, str):
            raise NotBelieved("key")
        return find(named, algorithm)

    try:
        opened = jwt.decode(token, key_of, algorithms=ALGORITHMS, registry=_REGISTRY)
    except UnsupportedAlgorithmError:
        raise NotBelieved("algorithm") from None
    except (JoseError, ValueError, TypeError, RecursionError):
        raise NotBelieved("signature") from None
    return dict(opened.header), dict(opened.claims)


def _holds(validate: Callable[[], None]) -> None:
    try:
        validate()
    except ExpiredTokenError:
        raise NotBelieved("exp") from None
    except (InvalidClaimError, MissingClaimError) as exc:
        raise NotBelieved(exc.claim if exc.claim in _CLAIMS else "claims") from None
    except (JoseError, ValueError, TypeError, AttributeError, OverflowError):
        raise NotBelieved("claims") from None


_CLAIMS: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "azp", "at_hash", "auth_time"})
