"""An OpenID provider on loopback: Authlib's own server, real RS256 keys, real HTTP. What it says can be made wrong.

It checks what a provider checks (client, secret, redirect address, PKCE by S256, a code that works once), and knows
people's sessions by a cookie. Tests change what it signs, take its keys away, have it wait, and send its messages.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from anyio import to_thread
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.web.serving import serve

CLIENT = "webcasts"
SECRET = "secret/with+signs=~"
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
COOKIE = "provider_session"

Claims = dict[str, Any]


def ann(**more: Any) -> Claims:
    """Return what the provider says of Ann."""
    return {
        "email": "ann@corp.example", "email_verified": True, "name": "Ann Example", "groups": ["Marketing"], **more,
    }  # fmt: skip


@dataclass
class Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """The dashboard, as the provider knows it."""

    redirects: list[str] = field(default_factory=list)
    leads_back: list[str] = field(default_factory=list)
    secret: str = SECRET
    methods: tuple[str, ...] = ("client_secret_basic",)

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirects

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 as Authlib calls it
        return method in self.methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # Authlib has no types
    """A code that was given out."""

    code: str
    subject: str
    session: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())


@dataclass(frozen=True)
class User:
    """Who signs in, in which session."""

    subject: str
    session: str


class Provider:
    """The provider.

    Attributes:
        users: Subject → what it says of them.
        signs_in: The subject that signs in without being asked; empty: a page asks.
        client: The dashboard.
        signed: What it signs becomes what this returns of it.
        token: In place of the token that it signed, if anything.
        metadata: What it says of itself beside, or otherwise.
        userinfo: What it says there; None: what it says of who it is.
        asked: Paths that it was asked for.
        fails: Path → what it answers in place of what it would.
        message_to: Where it says that somebody signed out.
    """

    def __init__(self) -> None:
        self.url = ""
        self.users: dict[str, Claims] = {"s-1": ann()}
        self.signs_in = "s-1"
        self.client = Client()
        self.key = _key("first")
        self.published = [self.key]
        self.signed: Callable[[Claims], Claims] = dict
        self.token: Callable[[Claims], str] | None = None
        self.metadata: Mapping[str, Any] = {}
        self.userinfo: Claims | None = None
        self.asked: list[str] = []
        self.fails: dict[str, Callable[[], Response]] = {}
        self.message_to = ""
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self._server = _Server(self)

    def rotate(self, name: str) -> None:
        """Sign with another key from now on, and publish that alone."""
        self.key = _key(name)
        self.published = [self.key]

    def sign(self, claims: Claims, key: Any = None, alg: str = "RS256", **header: Any) -> str:
        """Return a token with these claims."""
        key = key or self.key
        return jwt.encode({"alg": alg, "kid": self.key.kid, **header}, claims, key, [alg])

    def logout_token(self, *, leave_out: tuple[str, ...] = (), **more: Any) -> str:
        """Return the message that somebody signed out."""
        now = int(time.time())
        claims: Claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(8),
            "events": {LOGGED_OUT: {}}, **more,
        }  # fmt: skip
        typ = claims.pop("typ", "logout+jwt")
        return self.sign({name: value for name, value in claims.items() if name not in leave_out}, typ=typ)

    # What browsers and the dashboard ask for

    def app(self) -> Starlette:
        """Return the application."""
        routes = [
            Route("/.well-known/openid-configuration", self._said),
            Route("/keys", self._keys),
            Route("/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/userinfo", self._userinfo),
            Route("/sign-out", self._sign_out),
        ]
        return Starlette(routes=routes)

    def _noted(self, request: Request) -> Response | None:
        self.asked.append(request.url.path)
        fails = self.fails.get(request.url.path)
        return fails() if fails else None

    def _said(self, request: Request) -> Response:
        return self._noted(request) or JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "end_session_endpoint": f"{self.url}/sign-out",
                "token_endpoint_auth_methods_supported": list(self.client.methods),
                "code_challenge_methods_supported": ["S256"],
                **self.metadata,
            }
        )

    def _keys(self, request: Request) -> Response:
        return self._noted(request) or JSONResponse(KeySet(list(self.published)).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        failed = self._noted(request)
        if failed:
            return failed
        session = request.cookies.get(COOKIE, "")
        subject = form.get("subject") or self.sessions.get(session) or self.signs_in
        if not subject:
            return HTMLResponse(_asking(self.users))
        if self.sessions.get(session) != subject:
            session = secrets.token_urlsafe(8)
            self.sessions[session] = subject
        answer: Response = await to_thread.run_sync(self._server.lets_in, request, User(subject, session))
        answer.set_cookie(COOKIE, session, httponly=True)
        return answer

    async def _token(self, request: Request) -> Response:
        # Read whatever is answered: a connection that is closed on what was not read is broken off.
        form = dict(parse_qsl((await request.body()).decode()))
        failed = await to_thread.run_sync(self._noted, request)
        if failed:
            return failed
        answer: Response = await to_thread.run_sync(self._server.create_token_response, (request, form))
        return answer

    def _userinfo(self, request: Request) -> Response:
        subject = self._tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if subject is None:
            return JSONResponse({"error": "invalid_token"}, 401)
        more = self.users[subject] if self.userinfo is None else self.userinfo
        return self._noted(request) or JSONResponse({"sub": subject, **more})

    def _sign_out(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        self.sessions.pop(request.cookies.get(COOKIE, ""), None)
        back = request.query_params.get("post_logout_redirect_uri", "")
        if request.query_params.get("client_id") != CLIENT or back not in self.client.leads_back:
            return HTMLResponse("Signed out.")
        answer = RedirectResponse(back, 302)
        answer.delete_cookie(COOKIE)
        return answer

    # What the server asks for

    def remember(self, code: str, request: OAuth2Request) -> None:
        """Keep a code that is given out."""
        asked = request.payload.data
        self._codes[code] = Code(
            code=code,
            subject=request.user.subject,
            session=request.user.session,
            redirect_uri=request.payload.redirect_uri,
            scope=request.payload.scope,
            nonce=asked.get("nonce"),
            code_challenge=asked.get("code_challenge"),
            code_challenge_method=asked.get("code_challenge_method"),
        )

    def code(self, code: str) -> Code | None:
        """Return a code that was given out, and not used."""
        return self._codes.get(code)

    def used(self, code: str) -> None:
        """Take a code away."""
        self._codes.pop(code)

    def gave(self, token: str, subject: str) -> None:
        """Keep whose an access token is."""
        self._tokens[token] = subject

    def id_token(self, claims: Claims) -> str:
        """Return the token of who signed in, or what a test wants there."""
        changed = self.signed(claims)
        return self.token(changed) if self.token else self.sign(changed)


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Authlib's server over Starlette's requests."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(24)))
        self.register_grant(_CodeGrant, [CodeChallenge(required=True), _IdToken(require_nonce=True)])

    def lets_in(self, request: Request, user: User) -> Response:
        asked = self.create_oauth2_request(request)
        grant = self.get_consent_grant(request, user)
        found: Response = self.create_authorization_response(asked, user, grant=grant)
        return found

    def query_client(self, client_id: str) -> Client | None:
        return self.provider.client if client_id == CLIENT else None

    def save_token(self, token: Mapping[str, Any], request: OAuth2Request) -> None:
        self.provider.gave(token["access_token"], request.user.subject)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody."""

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        if isinstance(request, OAuth2Request):
            return request
        came, form = request if isinstance(request, tuple) else (request, {})
        found = _Asked(came.method, str(came.url), headers=dict(came.headers))
        found.fields = form
        found.headers["Authorization"] = came.headers.get("authorization", "")
        found.payload = BasicOAuth2Payload({**dict(came.query_params), **form})
        return found

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        if isinstance(body, dict):
            return JSONResponse(body, status, dict(headers))
        return Response(body, status, dict(headers))


class _Asked(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    fields: Mapping[str, str]

    @property
    def form(self) -> Mapping[str, str]:
        return self.fields

    @property
    def args(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.payload.data
        return found


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        self.server.provider.remember(code, request)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:  # noqa: ARG002 as Authlib calls it
        found: Code | None = self.server.provider.code(code)
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.provider.used(authorization_code.code)

    def authenticate_user(self, authorization_code: Code) -> User:
        return User(authorization_code.subject, authorization_code.session)


class _IdToken(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:  # noqa: ARG002 as Authlib calls it
        return False

    def get_client_claims(self, client: Client) -> Claims:  # noqa: ARG002 as Authlib calls it
        return {"iss": "", "aud": CLIENT}

    def generate_user_info(self, user: User, scope: str) -> Claims:  # noqa: ARG002 as Authlib calls it
        return {"sub": user.subject, "sid": user.session}

    def encode_id_token(self, token: Mapping[str, Any], request: OAuth2Request) -> str:
        provider: Provider = self.provider
        unsigned = super().encode_id_token(token, request)
        claims = dict(jwt.decode(unsigned, provider.key).claims)
        told: str = provider.id_token({**claims, "iss": provider.url, **provider.users[request.user.subject]})
        return told

    def resolve_client_private_key(self, client: Client) -> RSAKey:  # noqa: ARG002 as Authlib calls it
        return self.provider.key

    def process_token(self, grant: Any, response: Any) -> Any:
        self.provider: Provider = grant.server.provider
        return super().process_token(grant, response)


def _asking(users: Mapping[str, Claims]) -> str:
    buttons = "".join(
        f'<button name="subject" value="{escape(subject)}">{escape(said.get("name", subject))}</button>'
        for subject, said in users.items()
    )
    return f'<!doctype html><title>Provider</title><h1>Who are you?</h1><form method="post">{buttons}</form>'


_MADE: dict[str, RSAKey] = {}
_LOCK = threading.Lock()


def _key(name: str) -> RSAKey:
    """Return the key of a name; to make one takes a while."""
    with _LOCK:
        if name not in _MADE:
            _MADE[name] = RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})
        return _MADE[name]


@contextmanager
def run_provider() -> Iterator[Provider]:
    """Run a provider while the context lasts."""
    provider = Provider()
    with serve(provider.app()) as url:
        provider.url = url
        yield provider


def form(fields: Mapping[str, str]) -> bytes:
    """Return fields as a form."""
    return urlencode(fields).encode()
