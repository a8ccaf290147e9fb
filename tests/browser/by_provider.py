"""A dashboard of its own, where people sign in by an OpenID provider alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.dashboard import Dashboard, run_dashboard
from tests.openid.provider import CLIENT, SECRET, Provider
from webcast.sandbox.running import Sandbox


@contextmanager
def run_department(sandbox: Sandbox, provider: Provider, folder: Path, roles: str) -> Iterator[Dashboard]:
    """Run it, with the platform's account held, until the context ends.

    Args:
        sandbox: The platform to talk to.
        provider: Who knows people of corp.example.
        folder: An empty folder for library and log.
        roles: Which groups have which role, as the setting has it.
    """
    more = {
        "WEBCAST_OPENID": "contoso",
        "WEBCAST_OPENID_CONTOSO_ISSUER": provider.url,
        "WEBCAST_OPENID_CONTOSO_CLIENT_ID": CLIENT,
        "WEBCAST_OPENID_CONTOSO_CLIENT_SECRET": SECRET,
        "WEBCAST_OPENID_CONTOSO_DOMAINS": "corp.example",
        "WEBCAST_OPENID_CONTOSO_ROLES": roles,
        "WEBCAST_PLATFORM_SIGN_IN": "off",
        "WEBCAST_FILES_ONLY_SESSIONS": "0",
    }
    with run_dashboard(sandbox, folder, None, **more) as running:
        assert running.command("accounts", "add").returncode == 0
        provider.client.redirects = [f"{running.url}/openid/contoso/callback"]
        provider.client.leads_back = [f"{running.url}/"]
        yield running
