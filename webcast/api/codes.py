"""The platform's return codes (guide, "Return Codes for Failed Requests"), each an error of its own.

Pure: the decoder, which meets a code inside a report, raises the same errors as the client. Success is 1; every
other code is :func:`error_for`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, ClassVar, Final

from webcast.errors import BadData, ChangeRequest, SignInAgain, TryAgainLater, UnexpectedAnswer, WebcastError
from webcast.language import later, phrase

SUCCESS: Final = 1


class ReturnCode(WebcastError):
    """The platform answered with a return code other than success.

    Attributes:
        code: The number.
        meaning: What the platform's guide says of it.
        action: What the person can do.
    """

    code: ClassVar[int]
    meaning: ClassVar[str]
    action: ClassVar[str]

    def __init__(self) -> None:
        said = later(
            "The platform answered with return code {code}: {meaning}", code=str(self.code), meaning=self.meaning
        )
        super().__init__(said, remedy=self.action)

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is rebuilt from its arguments; these take none.
        return type(self), ()


class GeneralError(ReturnCode, TryAgainLater):
    """Code 0."""

    code = 0
    meaning = phrase("General error.")
    action = phrase("Try again in a few minutes; if it stays, contact the platform's support.")


class NotAuthorized(ReturnCode, ChangeRequest):
    """Code 10."""

    code = 10
    meaning = phrase(
        "You are not authorized to run a report on this event. Please check you have the correct event id."
    )
    action = phrase("Check the event id, or ask the platform's support to let this API account see the event.")


class SessionEnded(ReturnCode, SignInAgain):
    """Code 11."""

    code = 11
    meaning = phrase("The user id or session id is invalid.")
    action = phrase("Sign in again; a session lasts two hours.")


class ServiceUnavailable(ReturnCode, TryAgainLater):
    """Code 50."""

    code = 50
    meaning = phrase("The reporting service is not available at this time.")
    action = phrase("Try again in a few minutes; if it stays, contact the platform's support.")


class InvalidData(ReturnCode, BadData):
    """Code 51."""

    code = 51
    meaning = phrase("There was invalid data in the report.")
    action = phrase("Contact the platform's support and name the event; another data format may work meanwhile.")


class ReportingUnavailable(ReturnCode, TryAgainLater):
    """Code 60: the guide words it as it words 50."""

    code = 60
    meaning = phrase("The reporting service is not available at this time.")
    action = phrase("Try again in a few minutes; if it stays, contact the platform's support.")


class TooManyForEvent(ReturnCode, TryAgainLater):
    """Code 61: how long to wait is not said; an expired presentation gives one report in 48 hours."""

    code = 61
    meaning = phrase(
        "You have reached the maximum number of reports that can be run for an event. Please try again later."
    )
    action = phrase("Wait until the other report is done; an expired presentation gives one report in 48 hours.")


class TooManyThisHour(ReturnCode, TryAgainLater):
    """Code 62."""

    code = 62
    meaning = phrase(
        "You have reached the maximum number of reports that can be run within one hour. Please try again later."
    )
    action = phrase("Wait for the hour to pass: 1,000 reports an hour, 50 of expired presentations.")


class InsecureInput(ReturnCode, ChangeRequest):
    """Code 70."""

    code = 70
    meaning = phrase("Please remove any insecure tags from the input parameters and try again.")
    action = phrase("Remove '<', '>' and the like from the filters or the credentials.")


class WrongVersion(ReturnCode, ChangeRequest):
    """Code 71."""

    code = 71
    meaning = phrase('Please use a valid version number ("2.0").')
    action = phrase("Check the setting WEBCAST_PARAM_VERSION: the platform may name the parameter otherwise.")


class InvalidParameters(ReturnCode, ChangeRequest):
    """Code 72."""

    code = 72
    meaning = phrase("There were missing or invalid input parameters in the request.")
    action = phrase(
        "Check the filters; parameter names that are inferred can be corrected with WEBCAST_PARAM_… settings."
    )


class AmbiguousPlatform(ReturnCode, ChangeRequest):
    """Code 73."""

    code = 73
    meaning = phrase("Ambiguous platform.")
    action = phrase("Contact the platform's support: the account or the event belongs to more than one platform.")


class UnknownResource(ReturnCode, ChangeRequest):
    """Code 74."""

    code = 74
    meaning = phrase("Could not identify the Reporting Resource requested.")
    action = phrase("Check the URL of the call; one that is inferred can be corrected with a WEBCAST_URL_… setting.")


class UnknownCode(UnexpectedAnswer):
    """A return code that the guide does not list."""

    def __init__(self, code: int) -> None:
        super().__init__(
            later("The platform answered with return code {code}, which its guide does not list.", code=str(code)),
            remedy=later("Try again later; if it stays, contact the platform's support."),
        )
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.code,)


ERRORS: Final = MappingProxyType(
    {
        error.code: error
        for error in (
            GeneralError,
            NotAuthorized,
            SessionEnded,
            ServiceUnavailable,
            InvalidData,
            ReportingUnavailable,
            TooManyForEvent,
            TooManyThisHour,
            InsecureInput,
            WrongVersion,
            InvalidParameters,
            AmbiguousPlatform,
            UnknownResource,
        )
    }
)
"""Every failure code of the guide and its class."""


def error_for(code: int) -> ReturnCode | UnknownCode:
    """Return the error of a return code, to be raised by the caller.

    Args:
        code: Any code but success.

    Raises:
        ValueError: The code is success; there is no error to make.
    """
    if code == SUCCESS:
        raise ValueError("Return code 1 is success, not an error.")
    known = ERRORS.get(code)
    return known() if known else UnknownCode(code)
