"""Whether we are up: for load balancers and containers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from webcast.errors import WebcastError
from webcast.web.app_state import AppState


def routes(state: AppState) -> list[Route]:
    """Return ``GET /healthz``: 200 when the library answers, else 503. It says nothing else, to anybody."""

    def healthz(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
        try:
            # Any question that goes to the database does.
            state.library.revocations.is_revoked("healthz")
        except WebcastError:
            return PlainTextResponse("The library does not answer.", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})

    return [Route("/healthz", healthz)]
