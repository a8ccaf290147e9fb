"""The return codes in the platform's own words, misspellings included (guide, "Return Codes for Failed Requests")."""

from __future__ import annotations

from typing import Final

SUCCESS: Final = 1
GENERAL: Final = 0
NOT_AUTHORIZED: Final = 10
SESSION_ENDED: Final = 11
UNAVAILABLE: Final = 50
INVALID_DATA: Final = 51
REPORTING_UNAVAILABLE: Final = 60
EVENT_LIMIT: Final = 61
HOUR_LIMIT: Final = 62
INSECURE: Final = 70
WRONG_VERSION: Final = 71
INVALID_PARAMETERS: Final = 72
AMBIGUOUS: Final = 73
UNKNOWN_RESOURCE: Final = 74

_NOT_AVAILABLE: Final = "The reporting service is not available at this time. Please conact Support for assistance."

MEANINGS: Final = {
    GENERAL: "General error",
    SUCCESS: "Success",
    NOT_AUTHORIZED: (
        "You are not authorized to run a report on this event. Please check you have the correct Event ID."
    ),
    SESSION_ENDED: "The User ID or Session ID is invalid.",
    UNAVAILABLE: _NOT_AVAILABLE,
    INVALID_DATA: "There was invalid data in the report. Please conact Support for assistance.",
    REPORTING_UNAVAILABLE: _NOT_AVAILABLE,
    EVENT_LIMIT: (
        "You have reached the maximum number of reports that can be run for an event. Please try again later."
    ),
    HOUR_LIMIT: (
        "You have reached the maximum number of reports that can be run within one hour. Please try again later."
    ),
    INSECURE: "Pleaes remove any insecure tages from the input paramters and try again.",
    WRONG_VERSION: 'Please use a valid version number ("2.0").',
    INVALID_PARAMETERS: "There were missing or invalid input parameters in request.",
    AMBIGUOUS: "Ambigous platform",
    UNKNOWN_RESOURCE: "Could not identify the Reporting Resource requested",
}


class Refusal(Exception):
    """A request that is answered with a return code other than success."""

    def __init__(self, code: int) -> None:
        super().__init__(MEANINGS[code])
        self.code = code
        self.meaning = MEANINGS[code]
