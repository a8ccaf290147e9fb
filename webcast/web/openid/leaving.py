"""On from here to a provider's page, and out of it: a page of ours that leads there, and the way out."""

from __future__ import annotations

import logging
from html import escape
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import Response

from webcast.happenings import happened
from webcast.language import say, speaking, using
from webcast.openid.failures import ProviderFailure
from webcast.web import plain_page, readers
from webcast.web.app_state import AppState
from webcast.web.openid import places

_LOG: Final = logging.getLogger(__name__)


def lead_on(request: Request, address: str, label: str) -> Response:
    """Return a page that leads to a provider's at once.

    Browsers follow no redirect of a form to another host, since pages say that forms are for us alone
    (``form-action``); a page that leads on is none. Whoever has it not follow finds the link.
    """
    with using(readers.of_browser(request)):
        title = say("On to {provider}", provider=label)
        link = escape(address, quote=True)
        body = f'<h1>{escape(title)}</h1><p><a href="{link}">{escape(say("Go on"))}</a></p>'
        return plain_page.page(title, body, head=f'<meta http-equiv="refresh" content="0; url={link}">')


async def way_out(state: AppState, request: Request, provider: str) -> Response | None:
    """Return what leads somebody who signed out here to sign out at their provider; None: nothing does.

    Args:
        state: The process's state.
        request: The one that signed out.
        provider: By which provider the session had begun.
    """
    found, own = state.providers.of(provider), places.own(state, request)
    if found is None or not own:
        return None
    try:
        address = await anyio.to_thread.run_sync(found.end, f"{own}/")
    except ProviderFailure as failure:  # who signs out here is out here, whether the provider answers or not
        noted(provider, failure)
        return None
    return lead_on(request, address, found.config.label) if address else None


def noted(provider: str, failure: ProviderFailure) -> None:
    """Write the line of a provider that does not answer, or not as it has to."""
    happened(
        _LOG, "provider", "Provider %s did not answer as it has to: %s.", provider, failure.why,
        level=logging.WARNING, provider=provider, detail=failure.why,
    )  # fmt: skip


speaking(__name__)
