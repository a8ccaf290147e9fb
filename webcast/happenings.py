"""What happens that whoever runs the dashboard wants to know: one door to the process log and to the figures.

A sign-in, a refusal, a call of the platform, a file, a job and a failure are *happenings*. Each is a line of the log
with a kind and details (:mod:`webcast.web.journal` writes it), and who listens is told of it, to count. The log is
that of the standard library: uvicorn, Streamlit and the HTTP libraries write to it in any case, and what puts their
lines into form does so with ours; another library would add a second way and do nothing for theirs.

Nothing of a person and no text from outside goes through here: kinds of failures, counts, seconds, names of ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Final

from webcast.references import Reference

Detail = str | int | float
Listener = Callable[[str, Mapping[str, Detail]], None]


class Asked:
    """What somebody asked for, such as a request or a run of a page.

    Attributes:
        noted: Something that it led to stands in the log, so that its end needs no line of its own.
    """

    noted = False

    @cached_property
    def reference(self) -> Reference:
        """The reference of all that it leads to, made when it is first needed: most lead to no line."""
        return Reference.new()


_PRESENT: Final[ContextVar[Asked | None]] = ContextVar("asked", default=None)
_listeners: list[Listener] = []


def present() -> Asked | None:
    """Return what is being answered here and now; hand it to :func:`under` in a thread that works on for it."""
    return _PRESENT.get()


def begin(asked: Asked) -> None:
    """Answer this from now on, until another begins: for a thread in which one follows the other."""
    _PRESENT.set(asked)


@contextmanager
def under(asked: Asked | None) -> Iterator[None]:
    """Answer this meanwhile."""
    token = _PRESENT.set(asked)
    try:
        yield
    finally:
        _PRESENT.reset(token)


def listen(listener: Listener) -> None:
    """Have a listener told of every happening; it is called in the thread that it happens in, and must be quick."""
    global _listeners  # noqa: PLW0603 a new list, so that whoever is told at the moment goes on with the old one
    _listeners = [*_listeners, listener]


def unlisten(listener: Listener) -> None:
    """Tell a listener no more."""
    global _listeners  # noqa: PLW0603 as above
    _listeners = [one for one in _listeners if one is not listener]


def counted(kind: str, **details: Detail) -> None:
    """Tell who listens, and write no line: for what happens at every click."""
    for listener in _listeners:
        listener(kind, details)


def happened(
    log: logging.Logger,
    kind: str,
    message: str,
    *args: Detail,
    level: int = logging.INFO,
    asked: Asked | None = None,
    failed: BaseException | None = None,
    **details: Detail,
) -> None:
    """Write a line, and tell who listens.

    Args:
        log: Of the module that it happens in.
        kind: ``sign-in``, ``refused``, ``fetch``, …: ``docs/deployment.md`` lists them.
        message: A sentence, with ``%s`` for each of ``args``.
        args: What stands in the sentence.
        level: How much it matters.
        asked: What led to it; what is being answered at the moment when absent.
        failed: What was raised, where it should not have been: its trace belongs to the line.
        details: What stands beside the sentence, by name: no text from outside, and nothing of a person.
    """
    counted(kind, **details)
    asked = asked or present()
    extra: dict[str, object] = {"kind": kind, "details": details, "asked": asked}
    if asked is not None:
        asked.noted = True
        extra["reference"] = asked.reference.text
    log.log(level, message, *args, exc_info=failed, extra=extra, stacklevel=2)
