"""Failures that are not return codes: of signing in, of the way to the platform, of what came back."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

from webcast.api.guide import REPORT_FALLBACK, Call, Status
from webcast.errors import (
    ChangeRequest,
    PlatformUnreachable,
    SignInAgain,
    TryAgainLater,
    UnexpectedAnswer,
    WebcastError,
)
from webcast.language import later, phrase
from webcast.setting_values import PREFIX

REFUSALS: Final = frozenset((0, 10, 11, 51, 72))
"""Codes that can mean a wrong name or password at sign-in and password change; inferred: none is documented."""

UNCLEAR_AT_SIGN_IN: Final = frozenset((0, 51, 72))
"""Those of them that can mean something else there as well."""

_LATER = later("Try again in a few minutes.")


class CredentialsRefused(SignInAgain):
    """The platform does not take this user name with this password, or may not: no code of the guide's says so.

    Attributes:
        code: The return code that it answered with; None where there was none.
    """

    def __init__(self, code: int | None = None) -> None:
        refused = later("The platform refused the sign-in: the user name or the password may be wrong.")
        if code is not None:
            refused = later(
                "The platform refused the sign-in (return code {code}): the user name or the password may be wrong.",
                code=str(code),
            )
        check = later("Check both; they are those of the API account, which the platform's support sets up.")
        if code in UNCLEAR_AT_SIGN_IN:
            check = later(
                "Check both; they are those of the API account, which the platform's support sets up. If "
                "they are right, try again in a few minutes."
            )
        super().__init__(refused, remedy=check)
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code,)


class UntrustedPlatform(ChangeRequest):
    """The certificate of whoever answered cannot be trusted; nothing secret was sent."""


class NotReached(PlatformUnreachable):
    """No connection came about: the platform has surely not seen the request, so it has used no limit up."""


class AnswerCut(PlatformUnreachable):
    """The connection broke before the whole answer was here; what had come must not be taken for all of it."""


class NoSuchPage(UnexpectedAnswer):
    """HTTP status 404: there is nothing at this URL."""


class SlowDown(TryAgainLater):
    """HTTP status 429: whoever asks should ask for less, whatever it is asked for."""


class TookTooLong(PlatformUnreachable):
    """The time that a whole request may take is over; asking again at once would most likely take as long."""

    def __init__(self, call: Call, seconds: float | None) -> None:
        super().__init__(
            later(
                "The answer to the {call} takes longer than {seconds}.",
                call=spoken(call),
                seconds=_time(seconds or 0.0),
            ),
            remedy=later(
                "Try again in a few minutes. Where reports take so long, raise {setting}.",
                setting=f"{PREFIX}REPORT_MINUTES",
            )
            if _report(call)
            else _LATER,
        )


class TooLarge(UnexpectedAnswer):
    """The answer has more bytes than it may have, decompressed."""

    def __init__(self, call: Call, limit: float) -> None:
        super().__init__(
            later(
                "The platform answered the {call} with more than {limit} MiB.",
                call=spoken(call),
                limit=round(limit / 2**20),
            ),
            remedy=later("Where reports are so large, raise {setting}.", setting=f"{PREFIX}REPORT_MEGABYTES")
            if _report(call)
            else later("Try again later; if it stays, contact the platform's support."),
        )


def _report(call: Call) -> bool:
    return call.name in ("report", "expired_report", REPORT_FALLBACK)


def _time(seconds: float) -> str:
    if seconds >= 600:
        return later("{minutes} min", minutes=round(seconds / 60))
    return later("{seconds} s", seconds=round(seconds))


def unexpected(call: Call, sentence: str, **values: object) -> UnexpectedAnswer:
    """Return the error of an answer of the wrong kind.

    Args:
        call: What was asked.
        sentence: What kind came, never what it holds, as a :func:`webcast.language.phrase` with ``{call}`` in it.
        values: What else is in it.
    """
    return UnexpectedAnswer(later(sentence, call=spoken(call), **values), remedy=_suspect(call))


_CALLS: Final = {
    "login": phrase("login request"),
    "login_json": phrase("login json request"),
    "time_zones": phrase("time zones request"),
    "event_list": phrase("event list request"),
    "report": phrase("report request"),
    "expired_report": phrase("expired report request"),
    REPORT_FALLBACK: phrase("report fallback request"),
    "password_change": phrase("password change request"),
    "password_change_xml": phrase("password change xml request"),
    "password_change_json": phrase("password change json request"),
}


def spoken(call: Call) -> str:
    """Return what a call is to a person: "event list request"."""
    return _CALLS[call.name]


def for_status(call: Call, status: int, retry_after: str | None, now: float) -> WebcastError:
    """Return the error of an HTTP status other than 2xx that came without a return code.

    Args:
        call: What was asked.
        status: The status.
        retry_after: The header of that name: seconds, or a date.
        now: The time that a date is compared with, in seconds since the epoch.
    """
    values = {"call": spoken(call), "status": str(status)}
    said = later("The platform answered the {call} with HTTP status {status}.", **values)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PlatformUnreachable(said, remedy=_LATER, retry_after=_seconds(retry_after, now))
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY):
        group = SlowDown if status == HTTPStatus.TOO_MANY_REQUESTS else TryAgainLater
        return group(said, remedy=_LATER, retry_after=_seconds(retry_after, now))
    if status == HTTPStatus.UNAUTHORIZED:
        return SignInAgain(
            later("The platform answered the {call} with HTTP status {status}: it does not know who asks.", **values),
            remedy=later("Sign in again."),
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return UnexpectedAnswer(
            later(
                "The platform answered the {call} with HTTP status {status}, a redirect; it was not followed, "
                "because the request holds secrets.",
                **values,
            ),
            remedy=_suspect(call),
        )
    kind = NoSuchPage if status == HTTPStatus.NOT_FOUND else UnexpectedAnswer
    return kind(said, remedy=_suspect(call))


def _suspect(call: Call) -> str:
    setting = f"{PREFIX}URL_{call.name.upper()}"
    if call.status is Status.INFERRED:
        return later(
            "The URL of this call is inferred, not documented; correct it with the setting {setting}.",
            setting=setting,
        )
    if call.status is Status.CONFIGURED:
        return later("Check the setting {setting}.", setting=setting)
    return later("Try again later; if it stays, contact the platform's support.")


def _seconds(retry_after: str | None, now: float) -> float | None:
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:_DIGITS]) if len(text) <= _DIGITS else _FOR_EVER
    try:
        return min(_FOR_EVER, max(0.0, parsedate_to_datetime(text).timestamp() - now))
    except (ValueError, OverflowError):
        return None


_DIGITS: Final = 9
_FOR_EVER: Final = 1e9
"""Seconds, in place of numbers that no clock can count."""
