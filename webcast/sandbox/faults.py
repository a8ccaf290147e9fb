"""What can go wrong at a platform, to be switched on and off while the sandbox runs.

::

    sandbox.faults.add(Code(50), endpoint="report", times=1)  # the next report fails, the one after works
    sandbox.faults.add(Cut(0.6), event_id="1860000")  # every report of the event breaks off
    with sandbox.faults.during(Html()):
        ...  # everything is a web page meanwhile
    hold = sandbox.faults.add(Hold(), endpoint="report")  # an answer waits until hold.release()
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from webcast.sandbox import codes
from webcast.sandbox.answers import Answer


class Fault:
    """Something that goes wrong. Each kind overrides what it meddles with."""

    def refusal(self) -> int | None:
        """Return a code to refuse the request with, before anything is done."""
        return None

    def instead(self) -> Answer | None:
        """Return an answer that comes in place of the platform's own, before anything is done."""
        return None

    async def wait(self) -> None:
        """Wait before the answer is sent; the report counts as running meanwhile."""

    def damage(self, answer: Answer) -> None:
        """Change the answer."""

    def format(self, asked: str) -> str:
        """Return the format that the report comes in."""
        return asked

    def event_zone(self) -> str | None:
        """Return another zone for the event's times than the viewers' times are in."""
        return None


@dataclass
class Code(Fault):
    """Answers with a return code."""

    code: int

    def refusal(self) -> int:
        """Refuse with the code."""
        return self.code


@dataclass
class Status(Fault):
    """Answers with an HTTP status and a page, as proxies and broken servers do."""

    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    page: str = (
        "<html><head><title>Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>"
    )

    def instead(self) -> Answer:
        """Answer with the page."""
        return Answer(self.page.encode(), "text/html;charset=utf-8", self.status, dict(self.headers), code=None)


@dataclass
class Html(Status):
    """Answers with a web page and status 200."""

    status: int = 200
    page: str = (
        "<!DOCTYPE html>\n<html><head><title>Scheduled maintenance</title></head><body>Back soon.</body></html>"
    )


@dataclass
class Empty(Fault):
    """Answers with nothing."""

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.body, answer.code = b"", None


@dataclass
class Reset(Fault):
    """Resets the connection after ``after`` bytes of the body; at once when 0."""

    after: int = 0

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.reset = self.after


@dataclass
class Cut(Fault):
    """Breaks off: at ``at``, a share of the body (below 1) or a number of bytes.

    Args:
        at: Where.
        clean: As if it were all there was, so that only what it says can tell.
    """

    at: float
    clean: bool = False

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        size = int(self.at * len(answer.body)) if self.at < 1 else int(self.at)
        if self.clean:
            answer.body = answer.body[:size]
        else:
            answer.cut = size


@dataclass
class Drip(Fault):
    """Sends slowly: ``chunk`` bytes, then a pause of ``pause`` seconds."""

    chunk: int = 1024
    pause: float = 0.01

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.chunk, answer.pause = self.chunk, self.pause


@dataclass
class Delay(Fault):
    """Waits ``seconds`` before the answer; other requests go on meanwhile."""

    seconds: float

    async def wait(self) -> None:
        """Wait."""
        await asyncio.sleep(self.seconds)


@dataclass
class Hold(Fault):
    """Holds the answer back until :meth:`release`: for tests of what happens meanwhile, without any clock."""

    _reached: threading.Event = field(default_factory=threading.Event, repr=False)
    _released: threading.Event = field(default_factory=threading.Event, repr=False)

    def reached(self, timeout: float = 10.0) -> bool:
        """Wait until a request is being held; False when none came within ``timeout`` seconds."""
        return self._reached.wait(timeout)

    def release(self) -> None:
        """Let what is held, and what comes later, go on."""
        self._released.set()

    async def wait(self) -> None:
        """Wait."""
        self._reached.set()
        while not self._released.is_set():
            await asyncio.sleep(0.005)


@dataclass
class Gzip(Fault):
    """Sends the body compressed, asked for or not."""

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.body = gzip.compress(answer.body, 1)
        answer.headers["content-encoding"] = "gzip"


@dataclass
class Charset(Fault):
    """Sends the body in ``actual`` while the header says ``declared``; empty for no charset in the header."""

    actual: str = "windows-1252"
    declared: str = "utf-8"

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.body = answer.body.decode("utf-8").encode(self.actual, "replace")
        kind = answer.content_type.partition(";")[0]
        answer.content_type = f"{kind};charset={self.declared}" if self.declared else kind


@dataclass
class Bom(Fault):
    """Puts a byte order mark before the body."""

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.body = b"\xef\xbb\xbf" + answer.body


@dataclass
class OtherFormat(Fault):
    """Sends a report in another format than asked for."""

    kind: str

    def format(self, asked: str) -> str:  # noqa: ARG002 all faults have one signature
        """Name the other format."""
        return self.kind


@dataclass
class TwoClocks(Fault):
    """Writes the event's times in another zone than the viewers' times, as the guide's XML sample has them."""

    zone: str = "America/New_York"

    def event_zone(self) -> str:
        """Name the other zone."""
        return self.zone


@dataclass
class DamagedRecord(Fault):
    """Breaks record ``record`` (from 1) as the guide's samples do: half an opening tag, a missing quote."""

    record: int = 1

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        content = answer.body.decode("utf-8")
        if "<viewers>" in content:
            content = self._nth(content, r'(?<=<ra id="email")>', "")
        elif '"data_rows"' in content:
            content = self._nth(content, r'(?<=,)"(?=\d\d+:\d\d:\d\d","[^"]*",(?:"|\[))', "")
        answer.body = content.encode("utf-8")

    def _nth(self, content: str, pattern: str, replacement: str) -> str:
        for count, found in enumerate(re.finditer(pattern, content), 1):
            if count == self.record:
                return content[: found.start()] + replacement + content[found.end() :]
        return content


@dataclass
class ShortRows(Fault):
    """Drops empty cells inside JSON rows, as in the guide's sample: the cells after them shift to the left.

    Args:
        every: Which rows: every ``every``-th.
    """

    every: int = 2

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        if b'"data_rows"' not in answer.body:
            return
        report = json.loads(answer.body)
        headers = report["data_headers"]
        first = headers.index("Fax Number") + 1
        for row in report["data_rows"][:: self.every]:
            row[first:] = [cell for cell in row[first:] if cell != ""]
        answer.body = json.dumps(report, ensure_ascii=False, indent=0).encode("utf-8")


@dataclass
class Bare(Fault):
    """Sends the event list without anything around its elements, as the guide shows one."""

    def damage(self, answer: Answer) -> None:
        """Damage the answer."""
        answer.body = answer.body.removeprefix(b"<convey_api>\n").removesuffix(b"</convey_api>\n")


@dataclass
class _Armed:
    fault: Fault
    endpoint: str | None
    event_id: str | None
    account: str | None
    left: int | None

    def concerns(self, endpoint: str, event_id: str | None, account: str | None) -> bool:
        return (
            self.left != 0
            and self.endpoint in (None, endpoint)
            and self.event_id in (None, event_id)
            and self.account in (None, account)
        )


_F = TypeVar("_F", bound=Fault)


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []
        self._lock = threading.Lock()

    def add(
        self,
        fault: _F,
        *,
        endpoint: str | None = None,
        event_id: str | None = None,
        account: str | None = None,
        times: int | None = None,
    ) -> _F:
        """Switch a fault on and return it.

        Args:
            fault: What goes wrong.
            endpoint: For this call alone (a name of :data:`webcast.sandbox.wire.PATHS`).
            event_id: For reports of this event alone.
            account: For this user name alone.
            times: How often; always when absent.

        Raises:
            ValueError: A code that the platform does not have.
        """
        if isinstance(fault, Code) and fault.code not in codes.MEANINGS:
            raise ValueError(f"The platform has no return code {fault.code}.")
        with self._lock:
            self._armed.append(_Armed(fault, endpoint, event_id, account, times))
        return fault

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._armed.clear()

    def remove(self, fault: Fault) -> None:
        """Switch one off."""
        with self._lock:
            self._armed = [armed for armed in self._armed if armed.fault is not fault]

    @contextmanager
    def during(
        self, fault: _F, *, endpoint: str | None = None, event_id: str | None = None, account: str | None = None
    ) -> Iterator[_F]:
        """Switch a fault on for the time of a ``with`` block."""
        self.add(fault, endpoint=endpoint, event_id=event_id, account=account)
        try:
            yield fault
        finally:
            self.remove(fault)

    def take(self, endpoint: str, event_id: str | None, account: str | None) -> list[Fault]:
        """Return the faults of a request that has come, in the order they were added, and count it."""
        with self._lock:
            found = [armed for armed in self._armed if armed.concerns(endpoint, event_id, account)]
            for armed in found:
                if armed.left is not None:
                    armed.left -= 1
            self._armed = [armed for armed in self._armed if armed.left != 0]
        return [armed.fault for armed in found]
