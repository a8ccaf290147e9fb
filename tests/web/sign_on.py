"""A browser with all of its cookies, that goes to a provider and comes back, and settings of a provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from tests.openid.provider import CLIENT, SECRET, Provider
from tests.web.serving import Answer, Browser
from webcast.roles import Role
from webcast.setting_openid import OpenIdProvider
from webcast.settings import Settings

_ONWARD = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def config(provider: Provider, **more: object) -> OpenIdProvider:
    """Return settings for a provider: people of corp.example whose group has a role."""
    usual = OpenIdProvider(
        name="contoso",
        issuer=provider.url,
        client_id=CLIENT,
        client_secret=SECRET,
        label="Contoso & Co",
        domains=("corp.example",),
        roles={"Marketing": Role.PEOPLE, "Admins": Role.ADMIN},
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def with_provider(settings: Settings, provider: Provider, **more: object) -> Settings:
    """Return settings with a provider."""
    return replace(settings, openid=(config(provider, **more),))


@dataclass
class Jar(Browser):
    """Keeps all cookies, as browsers do."""

    jar: dict[str, str] = field(default_factory=dict)

    @property
    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        answer = super()._send(method, path, body, headers)
        for name, morsel in answer.cookies.items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.jar.pop(name, None)
            else:
                self.jar[name] = morsel.value
        self.cookie = self.jar.get(self.name)
        return answer


def onward(answer: Answer) -> str:
    """Return where a page of ours leads on to."""
    found = _ONWARD.search(answer.text)
    assert found, (answer.status, answer.headers.get("location"))
    return unescape(found[1])


def begin(browser: Browser, name: str = "contoso", target: str = "/") -> str:
    """Begin a sign-in, and return where it leads to at the provider."""
    answer = browser.post(f"{browser.base}/openid/{name}", {"next": target})
    assert answer.status == 200, answer.headers.get("location")
    return onward(answer)


def at(url: str, jar: Mapping[str, str] | None = None) -> Answer:
    """Return what another host answers."""
    parts = urlsplit(url)
    visitor = Jar(f"{parts.scheme}://{parts.netloc}", jar=dict(jar or {}))
    return visitor.get(f"{parts.path}?{parts.query}")


def back(browser: Browser, url: str) -> Answer:
    """Go where the provider leads back to."""
    parts = urlsplit(url)
    return browser.get(f"{parts.path}?{parts.query}", {"Sec-Fetch-Site": "cross-site"})


def signed_on(browser: Browser, target: str = "/", name: str = "contoso") -> str:
    """Sign in by a provider that asks nothing; return where that leads."""
    answer = back(browser, at(begin(browser, name, target)).headers["location"])
    assert answer.status == 303
    return answer.headers["location"]


def query(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
