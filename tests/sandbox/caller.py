"""A plain client of the sandbox: the tests see what comes over the wire, not what our own client makes of it."""

from __future__ import annotations

import re
from typing import Self

import requests

from webcast.sandbox.events import Event
from webcast.sandbox.running import Sandbox


class Caller:
    def __init__(self, sandbox: Sandbox, username: str = "", password: str = "") -> None:
        self.sandbox = sandbox
        self.username = username or sandbox.username
        self.password = password or sandbox.password
        self.ids: dict[str, str] = {}
        self.http = requests.Session()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **parameters: str) -> requests.Response:
        return self.http.get(self.sandbox.url + path, params=parameters, timeout=30)

    def post(self, path: str, **parameters: str) -> requests.Response:
        return self.http.post(self.sandbox.url + path, data=parameters, timeout=30)

    def sign_in(self) -> None:
        answer = self.get("/api/login", username=self.username, password=self.password, ver="2.0")
        session, user = re.findall(r"<value>(\w+)</value>", answer.text)
        self.ids = {"ui": user, "si": session}

    def events(self) -> str:
        return self.post("/api/reporting/eventlist", **self.ids).text

    def report(self, event: Event | str, **parameters: str) -> requests.Response:
        event_id = event if isinstance(event, str) else event.id
        return self.post("/api/reporting/audience_reports", **{"ver": "2.0", "ei": event_id} | self.ids | parameters)


def code_of(answer: requests.Response) -> int:
    """Return the return code, wherever the format has it."""
    found = re.search(r'<returnCode>\s*(\d+)|"returnCode": ?(\d+)|\Aerror,description\r\n(\d+)', answer.text)
    assert found, answer.text[:300]
    return int(found[1] or found[2] or found[3])
