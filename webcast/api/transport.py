"""The way to the platform.

Nothing of a request that holds a secret gets out of here. Redirects are not followed, connections and cookies are
not kept, ``.netrc`` is not read. Exceptions of requests and urllib3 are told in our words
(:mod:`webcast.api.foreign_errors`) and dropped, not chained. What these libraries log loses its secrets in a filter.
"""

from __future__ import annotations

import http.client
import io
import logging
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import requests
import urllib3
from urllib3 import exceptions as body_errors

from webcast import __version__
from webcast.api import failures
from webcast.api.deadline import Deadline, WatchedAdapter
from webcast.api.endpoints import Endpoints
from webcast.api.foreign_errors import translate
from webcast.api.guide import Call
from webcast.api.redaction import Secret, redact
from webcast.errors import SettingsError
from webcast.language import later
from webcast.setting_values import PREFIX
from webcast.settings import Settings

USER_AGENT: Final = f"webcast-insights/{__version__}"

_GZIP: Final = b"\x1f\x8b"


class _Redactor(logging.Filter):
    """Takes secrets out of what the HTTP libraries log: the path and query of each request, at DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            # An exception's text quotes what came, unparsed.
            record.args = tuple(type(a).__name__ if isinstance(a, BaseException) else a for a in record.args)
        record.msg, record.args = redact(record.getMessage()), None
        record.exc_info = record.exc_text = record.stack_info = None  # they quote URLs and headers
        return True


def _silence_secrets() -> None:
    # A filter works on the logger that a record is made with, not on its children: each needs it.
    for name in sorted(logging.Logger.manager.loggerDict):
        if name.split(".")[0] in ("requests", "urllib3"):
            logger = logging.getLogger(name)
            if not any(isinstance(f, _Redactor) for f in logger.filters):
                logger.addFilter(_Redactor())


_silence_secrets()


class OneCall(requests.Session):
    """A session for one call, which goes nowhere by itself, for whoever asks anything outside.

    One call alone, because a connection kept for the next may have been closed by the platform meanwhile, and a
    report asked for twice counts twice; and because cookies kept for the next would mix accounts.
    """

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        for scheme in ("https://", "http://"):
            self.mount(scheme, WatchedAdapter(deadline))
        self.headers["User-Agent"] = USER_AGENT
        self.headers["Accept-Encoding"] = "gzip, deflate"
        self.headers["Connection"] = "close"
        self.auth = _anonymous

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 the base class's signature
        """Return nothing, wherever an answer leads."""
        # requests prepares the redirected request even when told not to follow it.
        return None


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Authenticate as nobody, so that requests does not look into ``.netrc``."""
    return request


class Body:
    """An answer's bytes as they arrive, decompressed; says when they end early, are too many, or take too long."""

    def __init__(self, response: requests.Response, call: Call, deadline: Deadline, limit: float | None) -> None:
        self._raw: urllib3.BaseHTTPResponse = response.raw
        self._call = call
        self._deadline = deadline
        self._limit = limit
        self._unpacker: zlib._Decompress | None = None
        self._received_so_far = 0
        self._given = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes, up to ``size`` and as soon as there are some; none when all have come.

        Raises:
            AnswerCut: The connection ended before the body did.
            PlatformUnreachable: Nothing came in time.
            TookTooLong: The time of the whole request is over.
            UnexpectedAnswer: It is not compressed as it says, or larger than it may be (TooLarge).
        """
        chunk = self._next(size)
        self._given += len(chunk)
        if self._limit is None or self._given <= self._limit:
            return chunk
        self.close()
        raise failures.TooLarge(self._call, self._limit)

    def _next(self, size: int) -> bytes:
        if self._unpacker is not None:
            return self._unpacked(self._unpacker, self._unpacker.unconsumed_tail or self._received(size), size)
        first = self._received_so_far == 0
        chunk = self._received(size)
        if not (first and chunk.startswith(_GZIP)):
            return chunk
        # Packed without a header that says so, or once more than it says.
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return self._unpacked(self._unpacker, chunk, size)

    def _unpacked(self, unpacker: zlib._Decompress, chunk: bytes, size: int) -> bytes:
        try:
            plain = unpacker.decompress(chunk, size)
            while chunk and not plain and not unpacker.eof:
                chunk = unpacker.unconsumed_tail or self._received(size)
                plain = unpacker.decompress(chunk, size)
        except zlib.error as exc:
            failure = translate(exc, self._call, self._received_so_far)
        else:
            if plain or unpacker.eof:
                return plain
            so_far = self._received_so_far
            failure = translate(body_errors.IncompleteRead(so_far, 0), self._call, so_far)
        self.close()
        raise failure

    def _received(self, size: int) -> bytes:
        """Return the next bytes off the wire."""
        try:
            chunk = self._raw.read1(size, decode_content=True)
        except (body_errors.HTTPError, http.client.HTTPException, OSError, ValueError) as exc:
            failure = translate(exc, self._call, self._received_so_far)
        else:
            self._received_so_far += len(chunk or b"")
            if not self._deadline.passed:
                return chunk or b""
        # Raised out here, the foreign exception is not even the context of ours.
        if self._deadline.passed:
            failure = failures.TookTooLong(self._call, self._deadline.seconds)
        self.close()
        raise failure

    @property
    def given(self) -> int:
        """Bytes that were handed out."""
        return self._given

    def read_all(self) -> bytes:
        """Return the whole body.

        Raises:
            WebcastError: See :meth:`read`.
        """
        whole = io.BytesIO()  # unlike a list, not shown by a traceback that shows variables
        with self:
            while chunk := self.read(64 * 1024):
                whole.write(chunk)
        return whole.getvalue()

    def close(self) -> None:
        """Let the connection go; a half-read one is closed, not used again."""
        self._deadline.close()
        self._raw.close()
        self._raw.release_conn()

    def __enter__(self) -> Body:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


@dataclass(frozen=True)
class Bounds:
    """What an answer may take.

    Attributes:
        beginning: Seconds until its headers are there.
        seconds: For the body; none: without end.
        size: Bytes of the body, decompressed; none: without end.
    """

    beginning: float
    seconds: float | None
    size: float | None


class Answer:
    """An answer whose body has not been read: status, a few headers, and the body."""

    def __init__(self, response: requests.Response, call: Call, deadline: Deadline, size: float | None) -> None:
        self.call = call
        self.status = response.status_code
        self.retry_after = response.headers.get("Retry-After")
        self.body = Body(response, call, deadline, size)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Transport:
    """Sends calls. Safe to use from many threads; holds nothing of any account.

    Raises:
        SettingsError: The file of certificates cannot be used.
    """

    def __init__(self, settings: Settings, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._timeout = (settings.connect_timeout or None, settings.read_timeout or None)
        self._verify: bool | str = checked_bundle(settings)

    def send(self, name: str, values: Mapping[str, str | Secret], accept: str, bounds: Bounds) -> Answer:
        """Send a call and return its answer as soon as the headers are there.

        Args:
            name: The call.
            values: By field name.
            accept: The content types that are welcome.
            bounds: What it may take.

        Raises:
            PlatformUnreachable: Nobody answered, or not in time.
            TookTooLong: The headers were not there in the time for them.
            UntrustedPlatform: The certificate cannot be trusted.
            ChangeRequest: The URL or the proxy settings cannot be used.
        """
        call = self._endpoints.calls[name]
        deadline = Deadline(bounds.beginning)
        try:
            answer = Answer(self._ask(call, values, accept, deadline), call, deadline, bounds.size)
        except (body_errors.HTTPError, http.client.HTTPException, OSError, ValueError) as exc:
            failure = translate(exc, call)  # those of requests are OSErrors
        else:
            deadline.restart(bounds.seconds)
            return answer
        deadline.close()
        if deadline.passed:
            failure = failures.TookTooLong(call, bounds.beginning)
        # Raised out here, the foreign exception is not even the context of ours.
        raise failure

    def _ask(
        self, call: Call, values: Mapping[str, str | Secret], accept: str, deadline: Deadline
    ) -> requests.Response:
        # Secrets are in the clear only within these expressions, never in a variable that a traceback could show.
        posted = call.method == "POST"
        near = urlsplit(call.url).scheme == "http"
        return OneCall(deadline).request(
            call.method,
            call.url if posted else _with_query(call.url, self._encoded(call, values)),
            data=self._encoded(call, values).encode("ascii") if posted else None,
            headers={"Accept": accept} | ({"Content-Type": "application/x-www-form-urlencoded"} if posted else {}),
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
            verify=self._verify,
            # Plain http is for this machine alone; a proxy of the environment is not on the way.
            proxies={"http": None, "all": None} if near else None,  # type: ignore[dict-item]  # None: no proxy
        )

    def _encoded(self, call: Call, values: Mapping[str, str | Secret]) -> str:
        plain = {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}
        return urlencode(
            self._endpoints.parameters(call.name, plain),
            quote_via=quote,  # blanks as %20: guide, "Notes"
            errors="replace",  # the error of a character that has no bytes quotes the whole value
        )


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"


def checked_bundle(settings: Settings) -> bool | str:
    """Return which certificates are trusted, as requests takes it.

    Raises:
        SettingsError: The file of certificates cannot be used.
    """
    if settings.ca_bundle is None:
        return True
    try:
        ssl.create_default_context(cafile=str(settings.ca_bundle))
    except OSError as exc:  # ssl.SSLError is one
        raise SettingsError(
            later(
                "{setting} should name a file of certificates (PEM), but {file} cannot be read as one ({said}).",
                setting=f"{PREFIX}CA_BUNDLE",
                file=settings.ca_bundle,
                said=exc.strerror or type(exc).__name__,
            )
        ) from None
    return str(settings.ca_bundle)
