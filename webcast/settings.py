"""Every setting of the product, read once at start from the environment and from a secrets file.

A setting is an environment variable ``WEBCAST_<NAME>``. Three places are read, the first that has it wins: the
variable itself; ``WEBCAST_<NAME>_FILE``, the path of a file that holds the value (as container secrets do); and the
table ``[webcast]`` of ``.streamlit/secrets.toml``, with the name in lower case. `docs/settings.md` lists them all.

URLs and parameter names of the Reporting API are overridden with ``WEBCAST_URL_<CALL>`` and
``WEBCAST_PARAM_<FIELD>``: see :mod:`webcast.api.endpoints`, which knows the calls and fields.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from webcast import mark, setting_dask, setting_openid, setting_values
from webcast.errors import SettingsError
from webcast.language import later
from webcast.setting_dask import DaskScheduler
from webcast.setting_openid import OpenIdProvider
from webcast.setting_values import OFF, ON, PREFIX

SECRETS_FILE = Path(".streamlit/secrets.toml")


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

    database_connections: int = 10
    """Connections to the library's database that one process may have (``WEBCAST_DATABASE_CONNECTIONS``)."""

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

    processes: int = 0
    """Processes that ``serve`` answers with (``WEBCAST_PROCESSES``); 0: one a processor."""

    session_hours: float = 12.0
    """How long a browser stays signed in (``WEBCAST_SESSION_HOURS``)."""

    idle_minutes: float = 180.0
    """Without use for so long a session ends (``WEBCAST_IDLE_MINUTES``; 0: it does not)."""

    platform_sign_in: bool = True
    """Let people sign in with the platform's own account (``WEBCAST_PLATFORM_SIGN_IN``: on or off)."""

    openid: tuple[OpenIdProvider, ...] = ()
    """Whose accounts people sign in with beside those of their own (``WEBCAST_OPENID``, ``WEBCAST_OPENID_…``)."""

    address: str = ""
    """The address that people have for the dashboard (``WEBCAST_ADDRESS``; default: the one that is asked)."""

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

    audit_days: int = 400
    """Days that entries of the audit log are kept (``WEBCAST_AUDIT_DAYS``; 0: for good)."""

    keep_snapshots: int = 5
    """Snapshots kept of each event (``WEBCAST_KEEP_SNAPSHOTS``)."""

    refresh_days: float = 14.0
    """A refresh also takes events that ended within so many days, stamps moved or not (``WEBCAST_REFRESH_DAYS``; 0:
    only what moved) …"""

    refresh_after_hours: float = 24.0
    """… if their report was fetched longer ago than that (``WEBCAST_REFRESH_AFTER_HOURS``)."""

    refresh_every_minutes: float = 0.0
    """How often held accounts are refreshed with nobody signed in (``WEBCAST_REFRESH_EVERY_MINUTES``; 0: not)."""

    refresh_between: tuple[int, int] | None = None
    """Minutes of the day, in ``time_zone``, between which it is done (``WEBCAST_REFRESH_BETWEEN``; default: any)."""

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

    livez: tuple[str, ...] = (ON,)
    """Whether ``/livez`` answers (``WEBCAST_LIVEZ``): ``on``, ``off``, or the networks that it answers."""

    readyz: tuple[str, ...] = (ON,)
    """The same of ``/readyz`` (``WEBCAST_READYZ``)."""

    metrics: tuple[str, ...] = (OFF,)
    """The same of ``/metrics`` (``WEBCAST_METRICS``)."""

    dask: DaskScheduler | None = None
    """Cluster that figures of many events are made on (``WEBCAST_DASK``, ``WEBCAST_DASK_…``; default: none)."""

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
        time_zone=setting_values.zone(raw),
        database_connections=int(setting_values.number(raw, "DATABASE_CONNECTIONS", 10, least=2)),
        connect_timeout=setting_values.number(raw, "CONNECT_TIMEOUT", 10.0),
        read_timeout=setting_values.number(raw, "READ_TIMEOUT", 120.0),
        report_megabytes=setting_values.number(raw, "REPORT_MEGABYTES", 1024.0),
        report_minutes=setting_values.number(raw, "REPORT_MINUTES", 30.0),
        ca_bundle=Path(raw["CA_BUNDLE"]) if raw.get("CA_BUNDLE") else None,
        breached_passwords=Path(raw["BREACHED_PASSWORDS"]) if raw.get("BREACHED_PASSWORDS") else None,
        decode_workers=int(setting_values.number(raw, "DECODE_WORKERS", 0)),
        decode_memory_mb=int(setting_values.number(raw, "DECODE_MEMORY_MB", 2048, least=64)),
        decode_cpu_seconds=setting_values.number(raw, "DECODE_CPU_SECONDS", 10.0, least=1),
        decode_cpu_seconds_per_mb=setting_values.number(raw, "DECODE_CPU_SECONDS_PER_MB", 2.0),
        decode_wall_seconds=setting_values.number(raw, "DECODE_WALL_SECONDS", 60.0, least=1),
        decode_unpacked_mb=int(setting_values.number(raw, "DECODE_UNPACKED_MB", 1024, least=1)),
        decode_ratio=int(setting_values.number(raw, "DECODE_RATIO", 200, least=1)),
        decode_cells=int(setting_values.number(raw, "DECODE_CELLS", 20_000_000, least=1)),
        decode_json_mb=int(setting_values.number(raw, "DECODE_JSON_MB", 256, least=1)),
        decode_json_depth=int(setting_values.number(raw, "DECODE_JSON_DEPTH", 64, least=1)),
        opened_session_mb=int(setting_values.number(raw, "OPENED_SESSION_MB", 2048, least=1)),
        opened_mb=int(setting_values.number(raw, "OPENED_MB", 4096, least=1)),
        opened_files=int(setting_values.number(raw, "OPENED_FILES", 50, least=1)),
        processes=int(setting_values.number(raw, "PROCESSES", 0)),
        session_hours=setting_values.number(raw, "SESSION_HOURS", 12.0),
        idle_minutes=setting_values.number(raw, "IDLE_MINUTES", 180.0),
        platform_sign_in=setting_values.switch(raw, "PLATFORM_SIGN_IN", "on"),
        openid=setting_openid.providers(raw),
        address=setting_openid.address(raw),
        files_only_sessions=int(setting_values.number(raw, "FILES_ONLY_SESSIONS", 200)),
        files_only_per_address=int(setting_values.number(raw, "FILES_ONLY_PER_ADDRESS", 40)),
        signed_out_pages=int(setting_values.number(raw, "SIGNED_OUT_PAGES", 400, least=1)),
        signed_out_pages_per_address=int(setting_values.number(raw, "SIGNED_OUT_PAGES_PER_ADDRESS", 100, least=1)),
        pages_per_session=int(setting_values.number(raw, "PAGES_PER_SESSION", 100, least=1)),
        exports_per_hour=int(setting_values.number(raw, "EXPORTS_PER_HOUR", 300)),
        retention_days=int(setting_values.number(raw, "RETENTION_DAYS", 0)) or None,
        audit_days=int(setting_values.number(raw, "AUDIT_DAYS", 400)),
        keep_snapshots=int(setting_values.number(raw, "KEEP_SNAPSHOTS", 5)),
        refresh_days=setting_values.number(raw, "REFRESH_DAYS", 14.0),
        refresh_after_hours=setting_values.number(raw, "REFRESH_AFTER_HOURS", 24.0),
        refresh_every_minutes=setting_values.refresh_every(raw),
        refresh_between=setting_values.times_of_day(raw, "REFRESH_BETWEEN"),
        report_formats=setting_values.formats(raw),
        trusted_proxies=setting_values.networks(raw, "TRUSTED_PROXIES"),
        hosts=setting_values.hosts(raw, "HOSTS"),
        secure_cookies=setting_values.switch(raw, "SECURE_COOKIES"),
        log=setting_values.log(raw),
        livez=setting_values.whom(raw, "LIVEZ", ON),
        readyz=setting_values.whom(raw, "READYZ", ON),
        metrics=setting_values.whom(raw, "METRICS", OFF),
        dask=setting_dask.scheduler(raw),
        browser=raw.get("BROWSER") or None,
        browser_sandbox=setting_values.switch(raw, "BROWSER_SANDBOX", default="on"),
        own_mark=mark.own(Path(raw["OWN_MARK"])) if raw.get("OWN_MARK") else "",
        api={name: value for name, value in raw.items() if name.startswith(("URL_", "PARAM_"))},
    )


@dataclass(frozen=True)
class OfServing:
    """What has to be known before there is anything that settings are checked with.

    Attributes:
        processes: See :attr:`Settings.processes`.
        log: See :attr:`Settings.log`.
    """

    processes: int
    log: str


def of_serving(environ: Mapping[str, str] | None = None, secrets_file: Path = SECRETS_FILE) -> OfServing:
    """Read the settings of serving alone, without the libraries that check others, which would begin threads.

    Raises:
        SettingsError: One of them cannot be read.
    """
    raw = _collect(os.environ if environ is None else environ, secrets_file)
    return OfServing(int(setting_values.number(raw, "PROCESSES", 0)), setting_values.log(raw))


def _collect(environ: Mapping[str, str], secrets_file: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if secrets_file.is_file():
        try:
            table = tomllib.loads(secrets_file.read_text("utf-8")).get("webcast", {})
        except tomllib.TOMLDecodeError as exc:
            # The parser's message can quote the line, and the line can be a secret.
            raise SettingsError(
                later("{file} should be TOML, but cannot be read.", file=secrets_file)
            ) from exc.with_traceback(None)
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
        raise SettingsError(
            later("{name} names {path}, which cannot be read ({said}).", name=name, path=path, said=exc.strerror)
        ) from exc
