"""Files for administrators: entries of the audit log, and what is held of one person.

What is asked for is in the session's stash, as it may name people.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from webcast import happenings, language
from webcast.errors import WebcastError
from webcast.exports import csv
from webcast.happenings import Asked, happened
from webcast.language import say
from webcast.library import audit_said
from webcast.library.audit import Wanted
from webcast.web import administration, readers
from webcast.web.administration import Office
from webcast.web.app_state import AppState
from webcast.web.requests import network
from webcast.web.visitor import Visitor

FOLDER: Final = "/administration/"
AUDIT: Final = f"{FOLDER}audit-log.csv"
PERSON: Final = f"{FOLDER}held-of-person.json"
_KEY: Final = "private"
_LOG: Final = logging.getLogger(__name__)


def audit_address(state: AppState, visitor: Visitor, wanted: Wanted) -> str:
    """Return the address of the file of the entries that are wanted; it works in this session alone."""
    return _address(state, visitor, AUDIT, _written(wanted))


def person_address(state: AppState, visitor: Visitor, email: str) -> str:
    """Return the address of the file of what is held of a person; it works in this session alone."""
    return _address(state, visitor, PERSON, {"email": email})


def _address(state: AppState, visitor: Visitor, path: str, wanted: dict[str, Any]) -> str:
    key = state.stash.put(visitor.sid, {"file": path, **wanted})
    return f"{state.base}{path}?{urlencode({_KEY: key})}"


class AdministrationFiles:
    """The routes.

    Args:
        state: The process's state.
    """

    def __init__(self, state: AppState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return them; they run in threads."""
        return [
            Route(AUDIT, self.audit_log, methods=["GET"]),
            Route(PERSON, self.held_of_person, methods=["GET"]),
        ]

    def audit_log(self, request: Request) -> Response:
        """Return the entries that the page shows, all of them, as CSV."""
        return self._answered(request, "audit log", self._audit_log)

    def _audit_log(self, office: Office, said: dict[str, Any]) -> Response:
        entries = office.audit(_read(said))
        office.record("export audit log", {"entries": len(entries)})
        return _file(csv.stream(audit_said.table(entries)), f"{audit_said.FILE}.csv", csv.MEDIA_TYPE)

    def held_of_person(self, request: Request) -> Response:
        """Return all that is held of the person who was looked up, as JSON."""
        return self._answered(request, "what is held", self._held_of_person)

    def _held_of_person(self, office: Office, said: dict[str, Any]) -> Response:
        email = said["email"]
        found = office.held_of(email, "export what is held").to_json()
        content = json.dumps({"person": email, **found}, indent=2, ensure_ascii=False).encode()
        return _file(iter([content]), "held-of-person.json", "application/json")

    def _answered(
        self, request: Request, what: str, answer: Callable[[Office, dict[str, Any]], Response]
    ) -> Response:
        """Answer an administrator; refuse others, and what this session did not ask for."""
        visitor = self._state.cookies.read_from(request.cookies)
        if visitor is None:
            return _refusal(HTTPStatus.UNAUTHORIZED, say("Sign in to see this."))
        with language.using(readers.of_request(self._state, visitor, request)):
            try:
                if not administration.administers(self._state, visitor):
                    self._state.audit_refusal(visitor, f"refused: file {what}", network(request))
                    return _refusal(HTTPStatus.FORBIDDEN, say("This file is for administrators."))
                said = self._state.stash.get(visitor.sid, request.query_params.get(_KEY, ""))
                if isinstance(said, dict) and said.get("file") == request.url.path.removeprefix(self._state.base):
                    return answer(Office(self._state, visitor, network(request)), said)
            except WebcastError as exc:
                return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(exc))
            return _refusal(
                HTTPStatus.BAD_REQUEST,
                say("This link works only in the session that made it. Reload the page, and use the link there."),
            )


def _refusal(status: HTTPStatus, said: str) -> Response:
    present = happenings.present() or Asked()
    kind = "refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "failure"
    happened(_LOG, kind, "Refused a file for administrators.", level=logging.WARNING, why="file", status=status.value)
    return PlainTextResponse(present.reference.after(said), status, headers={"Cache-Control": "no-store"})


def _written(wanted: Wanted) -> dict[str, Any]:
    """Return which entries are wanted as what JSON can hold; of which accounts they are the office says anew."""
    moments = {
        name: moment and moment.isoformat() for name, moment in (("since", wanted.since), ("until", wanted.until))
    }
    return moments | {
        "action": wanted.action,
        "who": wanted.who,
        "actions": list(wanted.actions),
        "event": wanted.event,
    }


def _read(said: dict[str, Any]) -> Wanted:
    return Wanted(
        since=said["since"] and datetime.fromisoformat(said["since"]),
        until=said["until"] and datetime.fromisoformat(said["until"]),
        action=said["action"],
        who=said["who"],
        actions=tuple(said["actions"]),
        event=said["event"],
    )


def _file(pieces: Iterator[bytes], name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, headers=headers, media_type=media_type)


def routes(state: AppState) -> list[Route]:
    """Return the routes of files for administrators."""
    return AdministrationFiles(state).routes()
