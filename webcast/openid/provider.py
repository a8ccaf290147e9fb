"""One OpenID provider: where people are sent, what their code is redeemed for, and what of it is believed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from webcast.api.redaction import Secret
from webcast.openid import metadata, tokens
from webcast.openid.failures import NotBelieved, ProviderFailure
from webcast.openid.keys import Keys
from webcast.openid.metadata import Metadata
from webcast.openid.person import claim
from webcast.openid.wire import Wire
from webcast.setting_openid import OpenIdProvider

KEPT_SECONDS: Final = 3600.0
"""So long it is believed where a provider is asked."""

SPARED_SECONDS: Final = 5.0
"""A provider that did not answer is not asked again before that: everybody waits for one, and none for the next."""

_OK: Final = 200


@dataclass(frozen=True)
class Asked:
    """A sign-in that is on its way, as the provider is told of it.

    Attributes:
        state: Comes back with the answer.
        nonce: Comes back in the token.
        verifier: Shows that who redeems the code began the sign-in.
        back: Where people come back to.
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    back: str


class Provider:
    """A provider; its methods wait for it, so call them in a thread.

    Args:
        config: As the settings describe it.
        wire: How it is asked.
        clock: Seconds that never jump.

    Attributes:
        config: As the settings describe it.
    """

    def __init__(self, config: OpenIdProvider, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        self.config = config
        self._secret = Secret(config.client_secret)
        self._wire = wire
        self._clock = clock
        self._keys = Keys(lambda: wire.get(self._known().keys), clock)
        self._metadata: tuple[float, Metadata] | None = None
        self._failed: tuple[float, ProviderFailure] | None = None
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Provider({self.config.name})"

    def begin(self, asked: Asked) -> str:
        """Return the address at which somebody signs in.

        Raises:
            ProviderFailure: The provider does not answer, or not as it has to.
        """
        return str(
            prepare_grant_uri(
                self._known().authorization,
                client_id=self.config.client_id,
                response_type="code",
                redirect_uri=asked.back,
                scope=" ".join(self.config.scopes),
                state=asked.state,
                nonce=asked.nonce,
                code_challenge=create_s256_code_challenge(asked.verifier),
                code_challenge_method="S256",
            )
        )

    def is_from(self, issuer: str | None) -> bool:
        """Tell whether an answer can be this provider's, by who it says that it is from (RFC 9207)."""
        return issuer == self.config.issuer if issuer is not None else not self._known().shows_issuer

    def redeem(self, asked: Asked, code: str, now: int) -> Mapping[str, Any]:
        """Return what the provider says of who signed in.

        Args:
            asked: The sign-in.
            code: What came back.
            now: Seconds since 1970.

        Raises:
            ProviderFailure: It does not answer, takes no such code, or what it says does not hold.
        """
        status, found = self._post(asked, code)
        if status != _OK:
            raise NotBelieved("code")
        token, access = found.get("id_token"), found.get("access_token", "")
        if not isinstance(token, str) or not isinstance(access, str):
            raise NotBelieved("no token")
        claims = tokens.signed_in(
            token,
            self._keys.find,
            issuer=self.config.issuer,
            client_id=self.config.client_id,
            nonce=asked.nonce,
            access_token=access,
            now=now,
        )
        return self._whole(claims, Secret(access))

    def logged_out(self, token: str, now: int) -> tokens.LoggedOut:
        """Return who signed out there, by a message.

        Raises:
            ProviderFailure: It does not hold, or the provider's keys are not to be had.
        """
        return tokens.logged_out(
            token, self._keys.find, issuer=self.config.issuer, client_id=self.config.client_id, now=now
        )

    def end(self, back: str) -> str:
        """Return the address at which somebody signs out there, and comes back from; empty: there is none.

        Nothing that names who it is goes into it: the provider knows by its own cookie, or asks.

        Raises:
            ProviderFailure: It does not answer, or not as it has to.
        """
        where = self._known().end_session if self.config.sign_out else ""
        if not where:
            return ""
        query = urlencode({"client_id": self.config.client_id, "post_logout_redirect_uri": back})
        return f"{where}{'&' if urlsplit(where).query else '?'}{query}"

    def _known(self) -> Metadata:
        with self._lock:
            now = self._clock()
            if self._metadata is not None and now - self._metadata[0] < KEPT_SECONDS:
                return self._metadata[1]
            if self._failed is not None and now - self._failed[0] < SPARED_SECONDS:
                # Another one like it: several threads can raise it at once.
                raise type(self._failed[1])(self._failed[1].why)
            try:
                issuer = self.config.issuer
                found = metadata.understood(self._wire.get(metadata.address(issuer)), issuer)
            except ProviderFailure as failure:
                self._failed = (self._clock(), failure)
                raise
            self._metadata = (self._clock(), found)
            return found

    def _post(self, asked: Asked, code: str) -> tuple[int, Mapping[str, Any]]:
        known = self._known()
        body = prepare_token_request(
            "authorization_code", redirect_uri=asked.back, code=code, code_verifier=asked.verifier
        )
        headers: dict[str, str] = {}
        _, headers, body = self._auth(known).prepare("POST", known.token, headers, body)
        return self._wire.post(known.token, body, headers)

    def _auth(self, known: Metadata) -> ClientAuth:
        name, secret = self.config.client_id, self._secret.reveal()
        if not secret:
            return ClientAuth(name, None, metadata.NONE)
        if known.by_post:
            return ClientAuth(name, secret, metadata.POST)
        # In a header they are written as in a form first (RFC 6749, 2.3.1), which Authlib leaves to us.
        return ClientAuth(quote(name, safe=""), quote(secret, safe=""), metadata.BASIC)

    def _whole(self, claims: Mapping[str, Any], access: Secret) -> Mapping[str, Any]:
        """Return claims with those that a provider has elsewhere, where the token leaves out what decides."""
        where = self._known().userinfo
        if not where or not access or not self._wants_more(claims):
            return claims
        more = self._wire.get(where, {"Authorization": f"Bearer {access.reveal()}"})
        if more.get("sub") != claims["sub"]:
            raise NotBelieved("sub of the userinfo")
        if "email" in claims and more.get("email") != claims["email"]:
            more.pop("email_verified", None)  # it is said of another address
        # What is signed holds.
        return {**more, **claims}

    def _wants_more(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether anything depends on what a token leaves out."""
        config = self.config
        decisive = (
            ("email", True),
            (config.role_claim, bool(config.roles)),
            (config.account_claim, bool(config.accounts)),
        )
        return any(wanted and claim(claims, name) is None for name, wanted in decisive)


class Providers:
    """All providers of the settings.

    Args:
        configs: As the settings describe them.
        wire: How they are asked.
    """

    def __init__(self, configs: tuple[OpenIdProvider, ...], wire: Wire) -> None:
        self._providers = {config.name: Provider(config, wire) for config in configs}

    def of(self, name: str) -> Provider | None:
        """Return one; None where there is none of that name."""
        return self._providers.get(name)
