"""Every setting of the product, read once at start from the environment and from a secrets file.

A setting is an environment variable ``WEBCAST_<NAME>``. Three places are read, the first that has it wins: the
variable itself; ``WEBCAST_<NAME>_FILE``, the path of a file that holds the value (as container secrets do); and the
table ``[webcast]`` of ``.streamlit/secrets.toml``, with the name in lower case. `docs/settings.md` lists them all.

URLs and parameter names of the Reporting API are overridden with ``WEBCAST_URL_<CALL>`` and
``WEBCAST_PARAM_<FIELD>``: see :mod:`webcast.api.endpoints`, which knows the calls and fields.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

import platformdirs

from webcast import mark, zones
from webcast.errors import SettingsError

PREFIX = "WEBCAST_"
SECRETS_FILE = Path(".streamlit/secrets.toml")
_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|(\*\.)?[^\s:/?#@*\[\]\\]+")


@dataclass(frozen=True)
class Settings:
    """The settings, frozen. Secrets are left out of ``repr``."""

    data_dir: Path
    """Where the library and its keys are kept (``WEBCAST_DATA_DIR``; default: the user's data folder)."""

    database_url: str = field(repr=False)
    """SQLAlchemy URL (``WEBCAST_DATABASE_URL``; default: SQLite in the data folder)."""

    master_key: str | None = field(default=None, repr=False)
    """Base64 of 32 bytes (``WEBCAST_MASTER_KEY``); default: a key file made at first start, mode 0600."""

    master_key_file: Path | None = None
    """Where ``master_key`` was read from, to read it again when it is replaced (``WEBCAST_MASTER_KEY_FILE``)."""

    platform_url: str | None = None
    """Base URL that stands in for both platform hosts, e.g. a sandbox (``WEBCAST_PLATFORM_URL``)."""

    demo_username: str | None = None
    """With ``demo_password``: offer this account in one click (``WEBCAST_DEMO_USERNAME``)."""

    demo_password: str | None = field(default=None, repr=False)
    """See ``demo_username`` (``WEBCAST_DEMO_PASSWORD``)."""

    username: str | None = field(default=None, repr=False)
    """API account of the command line (``WEBCAST_USERNAME``; asked for when missing). Pages ask each person."""

    password: str | None = field(default=None, repr=False)
    """See ``username`` (``WEBCAST_PASSWORD``); never an argument, which other users of the machine could read."""

    time_zone: str = "UTC"
    """IANA name of the zone that a new user sees times in (``WEBCAST_TIME_ZONE``)."""

    connect_timeout: float = 10.0
    """Seconds to wait for a connection to the platform (``WEBCAST_CONNECT_TIMEOUT``)."""

    read_timeout: float = 120.0
    """Seconds to wait for the next bytes of an answer (``WEBCAST_READ_TIMEOUT``)."""

    report_megabytes: float = 1024.0
    """Most MiB of a report, decompressed, that are taken in (``WEBCAST_REPORT_MEGABYTES``; 0: any)."""

    report_minutes: float = 30.0
    """Most minutes that a report may take to arrive (``WEBCAST_REPORT_MINUTES``; 0: any)."""

    ca_bundle: Path | None = None
    """Certificates to trust instead of the usual ones (``WEBCAST_CA_BUNDLE``); verification is never off."""

    breached_passwords: Path | None = None
    """List of breached passwords, none of which a new one may be (``WEBCAST_BREACHED_PASSWORDS``)."""

    decode_workers: int = 0
    """Reports read at once, each in a process of its own (``WEBCAST_DECODE_WORKERS``); 0: one a processor."""

    decode_memory_mb: int = 2048
    """MiB of memory that reading one report may take (``WEBCAST_DECODE_MEMORY_MB``)."""

    decode_cpu_seconds: float = 10.0
    """Processor time that reading any report may take (``WEBCAST_DECODE_CPU_SECONDS``)."""

    decode_cpu_seconds_per_mb: float = 2.0
    """Processor time for each MiB, if that is more (``WEBCAST_DECODE_CPU_SECONDS_PER_MB``)."""

    decode_wall_seconds: float = 60.0
    """Seconds that reading any report may take; longer as processor time does (``WEBCAST_DECODE_WALL_SECONDS``)."""

    decode_unpacked_mb: int = 1024
    """MiB that a compressed report or a workbook may become (``WEBCAST_DECODE_UNPACKED_MB``)."""

    decode_ratio: int = 200
    """How many times its size it may become (``WEBCAST_DECODE_RATIO``)."""

    decode_cells: int = 20_000_000
    """Cells that a sheet of a workbook may span (``WEBCAST_DECODE_CELLS``)."""

    decode_json_mb: int = 256
    """MiB that a report in JSON may have (``WEBCAST_DECODE_JSON_MB``)."""

    decode_json_depth: int = 64
    """How deeply lists and objects may be nested in it (``WEBCAST_DECODE_JSON_DEPTH``)."""

    opened_session_mb: int = 2048
    """MiB of memory that the opened files of one session may take (``WEBCAST_OPENED_SESSION_MB``)."""

    opened_mb: int = 4096
    """MiB of memory that those of all sessions may take (``WEBCAST_OPENED_MB``)."""

    opened_files: int = 50
    """Files that one session may have open (``WEBCAST_OPENED_FILES``)."""

    session_hours: float = 12.0
    """How long a browser stays signed in (``WEBCAST_SESSION_HOURS``)."""

    idle_minutes: float = 180.0
    """Without use for so long a session ends (``WEBCAST_IDLE_MINUTES``; 0: it does not)."""

    files_only_sessions: int = 200
    """People who may work with files only at a time (``WEBCAST_FILES_ONLY_SESSIONS``; 0: it is not offered)."""

    files_only_per_address: int = 40
    """How many of them may come from one network address (``WEBCAST_FILES_ONLY_PER_ADDRESS``)."""

    signed_out_pages: int = 400
    """Pages that may be open at a time where nobody is signed in (``WEBCAST_SIGNED_OUT_PAGES``)."""

    signed_out_pages_per_address: int = 100
    """How many of them from one network address (``WEBCAST_SIGNED_OUT_PAGES_PER_ADDRESS``)."""

    pages_per_session: int = 100
    """Pages that one session may have open at a time (``WEBCAST_PAGES_PER_SESSION``)."""

    exports_per_hour: int = 300
    """Files that an account may take along in an hour (``WEBCAST_EXPORTS_PER_HOUR``; 0: any number)."""

    retention_days: int | None = None
    """Prune snapshots older than this, but never an event's newest (``WEBCAST_RETENTION_DAYS``)."""

    keep_snapshots: int = 5
    """Snapshots kept of each event (``WEBCAST_KEEP_SNAPSHOTS``)."""

    refresh_days: float = 14.0
    """A refresh also takes events that ended within so many days, stamps moved or not (``WEBCAST_REFRESH_DAYS``; 0:
    only what moved) …"""

    refresh_after_hours: float = 24.0
    """… if their report was fetched longer ago than that (``WEBCAST_REFRESH_AFTER_HOURS``)."""

    report_formats: tuple[str, ...] = ("xml",)
    """In which formats reports are asked for, XML first (``WEBCAST_REPORT_FORMATS``: xml, json, or xml,json)."""

    trusted_proxies: tuple[str, ...] = ()
    """Networks whose ``X-Forwarded-For`` and ``-Proto`` are believed (``WEBCAST_TRUSTED_PROXIES``)."""

    hosts: tuple[str, ...] = ()
    """Names under which the dashboard answers (``WEBCAST_HOSTS``; default: any)."""

    secure_cookies: bool = False
    """Mark cookies Secure; switch on behind TLS (``WEBCAST_SECURE_COOKIES``: on or off)."""

    log: str = "lines"
    """How the process log is written (``WEBCAST_LOG``): ``lines`` for people, or ``json``."""

    browser: str | None = None
    """Program that prints PDFs and charts, a path or a name (``WEBCAST_BROWSER``; default: an installed Chromium)."""

    browser_sandbox: bool = True
    """Start that browser with its own sandbox (``WEBCAST_BROWSER_SANDBOX``: on or off); as root it is always off."""

    own_mark: str = field(default="", repr=False)
    """A picture beside the product's mark, as an address that holds it (``WEBCAST_OWN_MARK``: its path)."""

    api: Mapping[str, str] = field(default_factory=dict)
    """The ``URL_…`` and ``PARAM_…`` overrides, without prefix, as :mod:`webcast.api.endpoints` takes them."""


def load(environ: Mapping[str, str] | None = None, secrets_file: Path = SECRETS_FILE) -> Settings:
    """Read the settings.

    Args:
        environ: Stands in for ``os.environ``.
        secrets_file: TOML with a table ``[webcast]``; it need not exist.

    Raises:
        SettingsError: A value cannot be read; the message names the setting and what was expected, never the value
            of a secret.
    """
    raw = _collect(os.environ if environ is None else environ, secrets_file)
    data_dir = Path(raw.get("DATA_DIR") or platformdirs.user_data_path("webcast-insights"))
    return Settings(
        data_dir=data_dir,
        database_url=raw.get("DATABASE_URL") or f"sqlite:///{data_dir / 'library.sqlite3'}",
        master_key=raw.get("MASTER_KEY"),
        master_key_file=Path(raw["MASTER_KEY_FILE"]) if raw.get("MASTER_KEY_FILE") else None,
        platform_url=(raw.get("PLATFORM_URL") or "").rstrip("/") or None,
        demo_username=raw.get("DEMO_USERNAME"),
        demo_password=raw.get("DEMO_PASSWORD"),
        username=raw.get("USERNAME") or None,
        password=raw.get("PASSWORD") or None,
        time_zone=_zone(raw),
        connect_timeout=_number(raw, "CONNECT_TIMEOUT", 10.0),
        read_timeout=_number(raw, "READ_TIMEOUT", 120.0),
        report_megabytes=_number(raw, "REPORT_MEGABYTES", 1024.0),
        report_minutes=_number(raw, "REPORT_MINUTES", 30.0),
        ca_bundle=Path(raw["CA_BUNDLE"]) if raw.get("CA_BUNDLE") else None,
        breached_passwords=Path(raw["BREACHED_PASSWORDS"]) if raw.get("BREACHED_PASSWORDS") else None,
        decode_workers=int(_number(raw, "DECODE_WORKERS", 0)),
        decode_memory_mb=int(_number(raw, "DECODE_MEMORY_MB", 2048, least=64)),
        decode_cpu_seconds=_number(raw, "DECODE_CPU_SECONDS", 10.0, least=1),
        decode_cpu_seconds_per_mb=_number(raw, "DECODE_CPU_SECONDS_PER_MB", 2.0),
        decode_wall_seconds=_number(raw, "DECODE_WALL_SECONDS", 60.0, least=1),
        decode_unpacked_mb=int(_number(raw, "DECODE_UNPACKED_MB", 1024, least=1)),
        decode_ratio=int(_number(raw, "DECODE_RATIO", 200, least=1)),
        decode_cells=int(_number(raw, "DECODE_CELLS", 20_000_000, least=1)),
        decode_json_mb=int(_number(raw, "DECODE_JSON_MB", 256, least=1)),
        decode_json_depth=int(_number(raw, "DECODE_JSON_DEPTH", 64, least=1)),
        opened_session_mb=int(_number(raw, "OPENED_SESSION_MB", 2048, least=1)),
        opened_mb=int(_number(raw, "OPENED_MB", 4096, least=1)),
        opened_files=int(_number(raw, "OPENED_FILES", 50, least=1)),
        session_hours=_number(raw, "SESSION_HOURS", 12.0),
        idle_minutes=_number(raw, "IDLE_MINUTES", 180.0),
        files_only_sessions=int(_number(raw, "FILES_ONLY_SESSIONS", 200)),
        files_only_per_address=int(_number(raw, "FILES_ONLY_PER_ADDRESS", 40)),
        signed_out_pages=int(_number(raw, "SIGNED_OUT_PAGES", 400, least=1)),
        signed_out_pages_per_address=int(_number(raw, "SIGNED_OUT_PAGES_PER_ADDRESS", 100, least=1)),
        pages_per_session=int(_number(raw, "PAGES_PER_SESSION", 100, least=1)),
        exports_per_hour=int(_number(raw, "EXPORTS_PER_HOUR", 300)),
        retention_days=int(_number(raw, "RETENTION_DAYS", 0)) or None,
        keep_snapshots=int(_number(raw, "KEEP_SNAPSHOTS", 5)),
        refresh_days=_number(raw, "REFRESH_DAYS", 14.0),
        refresh_after_hours=_number(raw, "REFRESH_AFTER_HOURS", 24.0),
        report_formats=_formats(raw),
        trusted_proxies=_networks(raw, "TRUSTED_PROXIES"),
        hosts=_hosts(raw, "HOSTS"),
        secure_cookies=_switch(raw, "SECURE_COOKIES"),
        log=_log(raw),
        browser=raw.get("BROWSER") or None,
        browser_sandbox=_switch(raw, "BROWSER_SANDBOX", default="on"),
        own_mark=mark.own(Path(raw["OWN_MARK"])) if raw.get("OWN_MARK") else "",
        api={name: value for name, value in raw.items() if name.startswith(("URL_", "PARAM_"))},
    )


def _collect(environ: Mapping[str, str], secrets_file: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if secrets_file.is_file():
        try:
            table = tomllib.loads(secrets_file.read_text("utf-8")).get("webcast", {})
        except tomllib.TOMLDecodeError as exc:
            # The parser's message can quote the line, and the line can be a secret.
            raise SettingsError(f"{secrets_file} should be TOML, but cannot be read.") from exc.with_traceback(None)
        found.update({name.upper(): str(value) for name, value in table.items()})
    for name, value in environ.items():
        if name.startswith(PREFIX) and name.endswith("_FILE"):
            found[name.removeprefix(PREFIX).removesuffix("_FILE")] = _read_secret(name, Path(value))
            found[name.removeprefix(PREFIX)] = value
    direct = {
        n.removeprefix(PREFIX): v for n, v in environ.items() if n.startswith(PREFIX) and not n.endswith("_FILE")
    }
    replaced = {f"{name}_FILE" for name in direct}
    return {name: value for name, value in found.items() if name not in replaced} | direct


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as exc:
        raise SettingsError(f"{name} names {path}, which cannot be read ({exc.strerror}).") from exc


def _number(raw: Mapping[str, str], name: str, default: float, *, least: int = 0) -> float:
    text = raw.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value < float("inf"):
        raise SettingsError(f"{PREFIX}{name} should be a number of {least or 'zero'} or more, but is '{text}'.")
    return value


def _switch(raw: Mapping[str, str], name: str, default: str = "off") -> bool:
    text = raw.get(name, default)
    if text not in ("on", "off"):
        raise SettingsError(f"{PREFIX}{name} should be 'on' or 'off', but is '{text}'.")
    return text == "on"


def _list(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(raw.get(name, "").replace(",", " ").split())


def _formats(raw: Mapping[str, str]) -> tuple[str, ...]:
    found = set(_list(raw, "REPORT_FORMATS")) or {"xml"}
    if not found <= {"xml", "json"}:
        raise SettingsError(
            f"{PREFIX}REPORT_FORMATS should be 'xml', 'json' or 'xml,json', but is '{raw['REPORT_FORMATS']}'."
        )
    return tuple(sorted(found, reverse=True))


def _log(raw: Mapping[str, str]) -> str:
    how = raw.get("LOG") or "lines"
    if how not in ("lines", "json"):
        raise SettingsError(f"{PREFIX}LOG should be 'lines' or 'json', but is '{how}'.")
    return how


def _networks(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = _list(raw, name)
    for text in found:
        try:
            usable = text == "unix" or ip_network(text).prefixlen > 0
        except ValueError:
            usable = False
        if not usable:
            # A network of everybody would let every visitor say where they come from.
            raise SettingsError(
                f"{PREFIX}{name} should name the proxies' addresses or networks, such as '192.0.2.7, 10.1.0.0/16', "
                f"or 'unix', but has '{text}'."
            )
    return found


def _hosts(raw: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = _list(raw, name)
    for text in found:
        if not _HOST.fullmatch(text):
            raise SettingsError(
                f"{PREFIX}{name} should hold names without scheme and port, such as 'webcasts.example.com, "
                f"*.example.org', but has '{text}'."
            )
    return found


def _zone(raw: Mapping[str, str]) -> str:
    name = raw.get("TIME_ZONE") or "UTC"
    if not zones.known(name):
        raise SettingsError(
            f"{PREFIX}TIME_ZONE should be an IANA time zone such as 'Europe/Berlin', but is '{name}'."
        )
    return name
