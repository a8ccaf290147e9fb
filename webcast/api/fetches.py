"""One line for each call of the platform, when its answer has been read: which, how it ended, how long it took."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Any, Final, Self

from webcast.api.codes import ReturnCode
from webcast.api.transport import Answer
from webcast.errors import WebcastError
from webcast.happenings import happened

OK: Final = "ok"
LEFT_OFF: Final = "left off"
"""Whoever asked wanted no more of it."""

_LOG: Final = logging.getLogger(__name__)


class Fetch:
    """A call, from before it is sent until its answer has been read; a context manager.

    Args:
        call: Its name in :data:`webcast.api.guide.CALLS`.

    Attributes:
        answer: The answer, once it has begun.
    """

    def __init__(self, call: str) -> None:
        self._call = call
        self._began = time.monotonic()
        self.answer: Answer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        outcome, answer = outcome_of(exc), self.answer
        more: dict[str, Any] = {"status": answer.status, "bytes": answer.body.given} if answer else {}
        if notes := getattr(exc, "__notes__", None):
            more["error"] = str(notes[0])  # which kind of error of the HTTP library led to ours
        happened(
            _LOG, "fetch", "Asked the platform: %s, %s.", self._call, outcome,
            level=logging.INFO if outcome in (OK, LEFT_OFF) else logging.WARNING, call=self._call, outcome=outcome,
            seconds=round(time.monotonic() - self._began, 3), **more,
        )  # fmt: skip


def outcome_of(exc: BaseException | None) -> str:
    """Return how a call ended: ``ok``, a return code such as ``code 60``, a kind of error, or ``left off``."""
    if exc is None:
        return OK
    if isinstance(exc, ReturnCode):
        return f"code {exc.code}"
    return type(exc).__name__ if isinstance(exc, WebcastError) else LEFT_OFF
