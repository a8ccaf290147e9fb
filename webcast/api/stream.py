"""A report as it arrives."""

from __future__ import annotations

import io
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Final, Self

from webcast.api.codes import error_for
from webcast.api.failures import unexpected
from webcast.api.guide import Call, Field, Status
from webcast.api.sniff import HEAD_LIMIT, Verdict, sniff
from webcast.api.transport import Body
from webcast.errors import PlatformUnreachable, UnexpectedAnswer
from webcast.language import later, phrase
from webcast.setting_values import PREFIX

_CHUNK: Final = 256 * 1024
_CAME: Final = {
    "empty": phrase("The platform answered the {call} with an empty body."),
    "html": phrase("The platform answered the {call} with a web page."),
    "text": phrase("The platform answered the {call} with plain text that is no report."),
    "binary": phrase("The platform answered the {call} with bytes that are no report."),
    "gzip": phrase("The platform answered the {call} with compressed bytes that it does not say are compressed."),
    "xls": phrase("The platform answered the {call} with a workbook of Excel 97 to 2003."),
}


_NAMED: Final = {
    Status.DOCUMENTED: phrase("The parameter '{parameter}' is documented; correct it with the setting {setting}."),
    Status.INFERRED: phrase("The parameter '{parameter}' is inferred; correct it with the setting {setting}."),
    Status.CONFIGURED: phrase("The parameter '{parameter}' is configured; correct it with the setting {setting}."),
}
"""How the parameter that asks for a format was named, and what to do where another format comes."""


class ReportStream:
    """A report's bytes, decompressed, to be read once; a context manager, and a binary file as far as reading goes.

    Attributes:
        format: What it comes in.
        read_so_far: Bytes handed out.
        host: Which of the platform's hosts answered.
    """

    def __init__(
        self,
        body: Body,
        head: Head,
        format: str,  # noqa: A002 the API's word
        stack: ExitStack,
        host: str = "",
    ) -> None:
        self.host = host
        self.format = format
        self.read_so_far = 0
        self._body = body
        self._head = bytes(head.data)
        self._stack = stack

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, up to ``size`` and as soon as there are some; all that follow when it is negative.

        None are left when the answer is empty.

        Raises:
            AnswerCut: The connection ended before the report did.
            PlatformUnreachable: Nothing came in time.
            UnexpectedAnswer: It is not compressed as it says.
        """
        if size < 0:
            whole = io.BytesIO()  # unlike a list, not shown by a traceback that shows variables
            while whole.write(self.read(_CHUNK)):
                pass
            return whole.getvalue()
        if self._head:
            chunk, self._head = self._head[:size], self._head[size:]
        else:
            chunk = self._body.read(size) if size else b""
        self.read_so_far += len(chunk)
        return chunk

    def readable(self) -> bool:
        """Say that it is for reading, as files do."""
        return True

    def close(self) -> None:
        """Let the connection and the account's report slot go, read to the end or not."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, exc, traceback)

    def __repr__(self) -> str:
        return f"ReportStream(format={self.format!r}, read_so_far={self.read_so_far})"


class Head:
    """The beginning of a body; not shown by a traceback that shows variables, since it holds whatever came."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.verdict: Verdict | None = None


def read_head(body: Body, seconds: float) -> Head:
    """Read until the beginning says what comes, or for so many seconds in all.

    Raises:
        PlatformUnreachable: It took longer, or the connection failed.
    """
    head = Head()
    ends = time.monotonic() + seconds
    while head.verdict is None:
        if time.monotonic() > ends:
            raise PlatformUnreachable(
                later("The platform's answer had not begun after {seconds} s.", seconds=f"{seconds:.0f}"),
                remedy=later("Try again in a few minutes."),
            )
        size = len(head.data)
        head.data += body.read(HEAD_LIMIT)
        head.verdict = sniff(bytes(head.data), complete=len(head.data) == size)
    return head


def check(head: Head, asked: str, call: Call, field: Field) -> None:
    """Return when a report in the asked format begins.

    Args:
        head: What came.
        asked: The format asked for.
        call: What was asked.
        field: The field that asked for the format, and what is known of its name.

    Raises:
        ReturnCode: The platform says that it failed.
        UnexpectedAnswer: Something else came.
    """
    verdict = head.verdict or Verdict("empty")
    if verdict.failed:
        raise (
            unexpected(call, phrase("The platform answered the {call} with an error that has no return code."))
            if verdict.code is None
            else error_for(verdict.code)
        )
    if verdict.kind in _CAME:
        raise unexpected(call, _CAME[verdict.kind])
    if verdict.kind != asked:
        said = _NAMED[field.status]
        known = later(said, parameter=field.parameter, setting=f"{PREFIX}PARAM_FORMAT")
        raise UnexpectedAnswer(
            later(
                "The platform answered with a report in {kind}, and {asked} was asked for.",
                kind=verdict.kind.upper(),
                asked=asked.upper(),
            ),
            remedy=known,
        )
