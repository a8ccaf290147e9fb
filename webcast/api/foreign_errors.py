"""The edge where the exceptions of the HTTP libraries end: each is told in our words, and nothing of its own is.

They carry whole URLs, in their texts and in the frames of their tracebacks, so they are dropped and not chained.
"""

from __future__ import annotations

import errno
import http.client
import ssl
import zlib
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from requests import exceptions as http_errors
from urllib3 import exceptions as body_errors

from webcast.api import failures
from webcast.api.guide import Call
from webcast.errors import ChangeRequest, PlatformUnreachable, UnexpectedAnswer, WebcastError
from webcast.language import counted_later, later, phrase
from webcast.setting_values import PREFIX

_AGAIN: Final = later("Try again in a few minutes.")
_NETWORK: Final = later("Check this machine's network and proxy settings, then try again.")


def translate(exc: BaseException, call: Call, read_so_far: int = 0) -> WebcastError:
    """Return our error for an exception of the HTTP libraries, in our words alone.

    Args:
        exc: Theirs. Nothing of its text is taken over, because any of it can hold a URL.
        call: What was asked.
        read_so_far: Bytes of the body that had come.
    """
    failure = _translated(exc, call, read_so_far)
    failure.add_note(type(exc).__name__)  # for the log
    return failure


def _translated(exc: BaseException, call: Call, read_so_far: int) -> WebcastError:
    for kind in type(exc).__mro__:
        if kind in _OURS:
            what, group = _OURS[kind]
            break
    else:
        what, group = _NOT_SENT, PlatformUnreachable
    values = {"call": failures.spoken(call), "host": urlsplit(call.url).hostname, "reason": _reason(exc)}
    certificate = next((e for e in _causes(exc) if isinstance(e, ssl.SSLCertVerificationError)), None)
    if certificate is not None:
        return failures.UntrustedPlatform(
            later(_WRONG_CERTIFICATE, **values | {"reason": certificate.verify_message})
            if certificate.verify_message
            else later(_UNTRUSTED, **values),
            remedy=later(
                "Where a proxy or the platform has a certificate of its own, name it in {setting}.",
                setting=f"{PREFIX}CA_BUNDLE",
            ),
        )
    if group is PlatformUnreachable and any(isinstance(e, _NO_CONNECTION) for e in _causes(exc)):
        group = failures.NotReached
    return group(
        later(what, **values, size=counted_later("{n} byte", "{n} bytes", read_so_far, n=read_so_far)),
        remedy=_NETWORK if issubclass(group, PlatformUnreachable) and not read_so_far else _AGAIN,
    )


_NO_CONNECTION: Final = (
    body_errors.NewConnectionError,
    body_errors.NameResolutionError,
    body_errors.ConnectTimeoutError,
)
"""What says that no connection came about."""

_NO_ANSWER: Final = phrase("The {call} to {host} got no answer ({reason}).")
_CUT: Final = phrase("The {call} to {host} was answered in part: the connection broke after {size} ({reason}).")
_UNUSABLE: Final = phrase(
    "The {call} to {host} cannot be sent: its URL or the proxy settings cannot be used ({reason})."
)
_MISUSED: Final = phrase("The {call} to {host} failed inside the HTTP library ({reason}).")
_GARBLED: Final = phrase(
    "The {call} to {host} was answered with a body that is not compressed as it says ({reason})."
)
_UNTRUSTED: Final = phrase("The {call} to {host} was not sent, because the connection cannot be made secure.")
_WRONG_CERTIFICATE: Final = phrase(
    "The {call} to {host} was not sent, because the connection cannot be made secure: {reason}."
)
_NOT_SENT: Final = phrase("The {call} to {host} could not be sent ({reason}).")
_NOT_PAST_PROXY: Final = phrase("The {call} to {host} did not get past the proxy ({reason}).")
_NOT_IN_TIME: Final = phrase("The {call} to {host} got no answer in time.")
_NOBODY_THERE: Final = phrase("The {call} to {host} found nobody to connect to in time.")
_REDIRECTED: Final = phrase("The {call} to {host} was redirected.")
_STOPPED: Final = phrase("The {call} to {host} stopped being answered after {size}: nothing more came in time.")

_OURS: Final[Mapping[type[BaseException], tuple[str, type[WebcastError]]]] = {
    # requests: before the body
    http_errors.RequestException: (_NO_ANSWER, PlatformUnreachable),
    http_errors.HTTPError: (_NO_ANSWER, PlatformUnreachable),
    http_errors.ConnectionError: (_NO_ANSWER, PlatformUnreachable),
    http_errors.ProxyError: (_NOT_PAST_PROXY, PlatformUnreachable),
    http_errors.SSLError: (_UNTRUSTED, failures.UntrustedPlatform),
    http_errors.Timeout: (_NOT_IN_TIME, PlatformUnreachable),
    http_errors.ConnectTimeout: (_NOBODY_THERE, PlatformUnreachable),
    http_errors.ReadTimeout: (_NOT_IN_TIME, PlatformUnreachable),
    http_errors.URLRequired: (_UNUSABLE, ChangeRequest),
    http_errors.TooManyRedirects: (_REDIRECTED, UnexpectedAnswer),
    http_errors.MissingSchema: (_UNUSABLE, ChangeRequest),
    http_errors.InvalidSchema: (_UNUSABLE, ChangeRequest),
    http_errors.InvalidURL: (_UNUSABLE, ChangeRequest),
    http_errors.InvalidHeader: (_UNUSABLE, ChangeRequest),
    http_errors.InvalidProxyURL: (_UNUSABLE, ChangeRequest),
    http_errors.ChunkedEncodingError: (_CUT, failures.AnswerCut),
    http_errors.ContentDecodingError: (_GARBLED, UnexpectedAnswer),
    http_errors.StreamConsumedError: (_MISUSED, PlatformUnreachable),
    http_errors.RetryError: (_NO_ANSWER, PlatformUnreachable),
    http_errors.UnrewindableBodyError: (_MISUSED, PlatformUnreachable),
    http_errors.InvalidJSONError: (_MISUSED, UnexpectedAnswer),
    http_errors.JSONDecodeError: (_MISUSED, UnexpectedAnswer),
    # urllib3: while the body is read, and now and then past requests
    body_errors.HTTPError: (_CUT, failures.AnswerCut),
    body_errors.ProtocolError: (_CUT, failures.AnswerCut),
    body_errors.IncompleteRead: (_CUT, failures.AnswerCut),
    body_errors.InvalidChunkLength: (_CUT, failures.AnswerCut),
    body_errors.DecodeError: (_GARBLED, UnexpectedAnswer),
    body_errors.TimeoutError: (_STOPPED, PlatformUnreachable),
    body_errors.SSLError: (_CUT, failures.AnswerCut),
    body_errors.LocationValueError: (_UNUSABLE, ChangeRequest),
    # and what neither of them catches
    http.client.HTTPException: (_NO_ANSWER, PlatformUnreachable),
    zlib.error: (_GARBLED, UnexpectedAnswer),
    OSError: (_NO_ANSWER, PlatformUnreachable),
    ValueError: (_UNUSABLE, ChangeRequest),
}
"""Each foreign exception: what it means for the request, and our error."""


def _reason(exc: BaseException) -> str:
    """Return why, in words that cannot hold a secret: a known class, an error number, or the class's name."""
    chain = list(_causes(exc))
    for cause in chain:
        if isinstance(cause, body_errors.NameResolutionError):
            return phrase("the host's name is not known")
        if isinstance(cause, ConnectionRefusedError):
            return phrase("the connection was refused")
        if isinstance(cause, ConnectionResetError):
            return phrase("the connection was reset")
    for cause in chain:
        if isinstance(cause, OSError) and (name := errno.errorcode.get(cause.errno or 0)):
            return name
    return type(chain[-1]).__name__


def _causes(exc: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what lies beneath it, as these libraries nest them: in arguments and attributes."""
    seen: set[int] = set()
    todo: list[object] = [exc]
    while todo:
        found = todo.pop(0)
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        todo += [*found.args, getattr(found, "reason", None), found.__cause__, found.__context__]
