"""The settings of the cluster that figures of many events are made on: where its scheduler is, and its certificates.

What goes there is sealed, and the keys to it go along: so it is TLS, or does not leave this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from webcast.errors import SettingsError
from webcast.language import later
from webcast.setting_values import PREFIX

EXTRA: Final = "webcast-insights[cluster]"
_FILES: Final = ("DASK_CA", "DASK_CERT", "DASK_KEY")


@dataclass(frozen=True)
class DaskScheduler:
    """Where a cluster's scheduler is.

    Attributes:
        address: ``tls://host:port``, or ``tcp://host:port`` on this machine.
        ca: File of the certificates by which everybody of the cluster is known; None without TLS.
        cert: File of our own certificate.
        key: File of its key.
    """

    address: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


def scheduler(raw: Mapping[str, str]) -> DaskScheduler | None:
    """Return where the cluster is; None where none is set.

    Raises:
        SettingsError: It cannot be used so, or the package that speaks with it is not installed.
    """
    address = raw.get("DASK", "")
    if not address:
        return None
    _must_be_safe(address)
    if find_spec("distributed") is None:
        raise SettingsError(
            later("{setting} is set, but Dask is not installed.", setting=f"{PREFIX}DASK"),
            remedy=later("Install {extra} in place of webcast-insights.", extra=EXTRA),
        )
    if address.startswith("tcp:"):
        return DaskScheduler(address)
    return DaskScheduler(address, *(_file(raw, name) for name in _FILES))


def _must_be_safe(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port is None or parts.scheme not in ("tls", "tcp") or parts.path:
        raise SettingsError(
            later(
                "{setting} should be an address such as tls://scheduler.example.com:8786, but is '{text}'.",
                setting=f"{PREFIX}DASK",
                text=address,
            )
        )
    if parts.scheme == "tcp" and not _is_here(host):
        raise SettingsError(
            later(
                "{setting} should be tls://…, since keys go there (tcp://… on this machine), but is '{text}'.",
                setting=f"{PREFIX}DASK",
                text=address,
            )
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _file(raw: Mapping[str, str], name: str) -> Path:
    path = Path(raw.get(name, ""))
    if not path.is_file():
        raise SettingsError(
            later(
                "{setting} should name a file, as {dask} is tls://…, but there is none at '{text}'.",
                setting=f"{PREFIX}{name}",
                dask=f"{PREFIX}DASK",
                text=raw.get(name, ""),
            )
        )
    return path
