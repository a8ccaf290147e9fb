"""How a provider is asked: over TLS, within limits of time and size, and nowhere that it sends us on to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from webcast.api.deadline import Deadline
from webcast.api.transport import OneCall, checked_bundle
from webcast.openid.failures import NotBelieved, ProviderAway
from webcast.setting_openid import is_safe
from webcast.settings import Settings

SECONDS: Final = 15.0
"""An answer may take so long in all, however often some bytes come."""

MOST_BYTES: Final = 256 * 1024
"""Of an answer: metadata and keys of the largest providers have a few KB."""

_CONNECT_SECONDS: Final = 5.0
_PIECE: Final = 16 * 1024
_OK: Final = 200
_SERVER_ERROR: Final = 500


class Wire:
    """Asks providers, one connection a question.

    Args:
        settings: Which certificates are trusted.
        seconds: What an answer may take.

    Raises:
        SettingsError: The file of certificates cannot be used.
    """

    def __init__(self, settings: Settings, seconds: float = SECONDS) -> None:
        self._verify = checked_bundle(settings)
        self._seconds = seconds

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the JSON object at an address.

        Raises:
            ProviderAway: Nobody answers, or not in time, or with an error of its own.
            NotBelieved: It is none, too large, elsewhere, or not over TLS.
        """
        status, found = self._ask("GET", url, None, headers or {})
        if status != _OK:
            raise NotBelieved("status")
        return found

    def post(self, url: str, form: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Send a form, and return the status and the JSON object of the answer: see :meth:`get`."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", url, form, {**headers, **kind})

    def _ask(self, method: str, url: str, form: str | None, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if not is_safe(url):
            raise NotBelieved("address")
        deadline = Deadline(self._seconds)
        try:
            status, body = self._answer(deadline, method, url, form, headers)
        except (requests.RequestException, HTTPError, OSError, ValueError):
            # What the libraries say can quote the address, the answer, or what was sent.
            raise ProviderAway("too slow" if deadline.passed else "no answer") from None
        finally:
            deadline.close()
        return status, _read(body)

    def _answer(
        self, deadline: Deadline, method: str, url: str, form: str | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        near = urlsplit(url).scheme == "http"
        with OneCall(deadline).request(
            method,
            url,
            data=None if form is None else form.encode("utf-8"),
            # An answer that is packed could become any size.
            headers={"Accept": "application/json", "Accept-Encoding": "identity", **headers},
            timeout=(_CONNECT_SECONDS, self._seconds),
            allow_redirects=False,
            stream=True,
            verify=self._verify,
            # Plain http is for this machine alone; a proxy of the environment is not on the way.
            proxies={"http": None, "all": None} if near else None,  # type: ignore[dict-item]  # None: no proxy
        ) as answer:
            if answer.status_code >= _SERVER_ERROR:
                raise ProviderAway("error")
            if 300 <= answer.status_code < 400:
                raise NotBelieved("sent elsewhere")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise NotBelieved("packed")
            return answer.status_code, _body(answer, deadline)


def _body(answer: requests.Response, deadline: Deadline) -> bytes:
    body = bytearray()
    while piece := answer.raw.read1(_PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            raise NotBelieved("too large")
    if deadline.passed:  # a connection that was shut down can look as if it had ended
        raise ProviderAway("too slow")
    return bytes(body)


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotBelieved("no JSON") from None
    if not isinstance(found, dict):
        raise NotBelieved("no object")
    return found
