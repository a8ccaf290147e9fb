"""What the user is told of a fetch in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "running", "done", "cancelled", "failed", "sign_in"]


@dataclass(frozen=True)
class Progress:
    """How far a fetch is.

    Attributes:
        state: "waiting" (a limit of the platform holds it back), "running", "done", "cancelled", "failed" (it was
            given up: see ``failures``), "sign_in" (it goes on when somebody of the account has signed in).
        done: Events that need no more: fetched, found to be current, or failed.
        total: Events asked for.
        current_title: Title of the event that is being fetched.
        eta_seconds: When it will be done, as far as the reports so far tell; None where they don't.
        requests_left: Standard reports that the account may still ask for this hour.
        failures: Event id, title and message of each that failed, as it is read by whoever asks.
        fetched: Reports fetched; the rest of ``done`` was current or failed.
        bytes_come: Bytes of the report under way that have come; 0 before the platform answers, and where another
            process fetches it.
        reading: All of them have come, and are being read.
        seconds: How long the report under way has been asked for or read; None where no report is.
        waiting_for: Why it waits, in a sentence; empty when it does not.
    """

    state: State
    done: int
    total: int
    current_title: str | None
    eta_seconds: float | None
    requests_left: int
    failures: tuple[tuple[str, str, str], ...] = ()
    fetched: int = 0
    waiting_for: str = ""
    bytes_come: int = 0
    reading: bool = False
    seconds: float | None = None
