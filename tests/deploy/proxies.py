"""nginx and Caddy for the tests: what is in ``deploy/``, with ports, host name and certificate of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests import certificates
from tests.browser.dashboard import ROOT
from tests.web.serving import wait_until

DEPLOY: Final = ROOT / "deploy"
HOST: Final = "localhost"
THEIR_HOST: Final = "webcasts.example.com"
_PROGRAMS: Final = {"nginx": "usr/sbin/nginx", "caddy": "usr/bin/caddy"}


@dataclass(frozen=True)
class Certificate:
    """A certificate of this machine's name, made for the tests, that signs itself."""

    chain: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        """What believes this certificate, and no other."""
        return ssl.create_default_context(cafile=str(self.chain))


@dataclass(frozen=True)
class Proxy:
    """A proxy that runs.

    Attributes:
        url: Where it answers by TLS.
        plain: Where it answers without.
        folder: All that it writes.
    """

    url: str
    plain: str
    folder: Path


def certificate(folder: Path) -> Certificate:
    """Make a certificate of this machine's name."""
    return Certificate(*certificates.made(folder, HOST))


def program(name: str) -> str:
    """Return a proxy's program; skip where there is none, and fail where the tests are to be complete."""
    found = shutil.which(name) or str(ROOT / ".cache" / "programs" / _PROGRAMS[name])
    if Path(found).is_file():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(f"These tests are required here, but {name} is not installed (Debian: apt-get install {name}).")
    pytest.skip(f"{name} is not installed (Debian: apt-get install {name})")


@contextmanager
def nginx(dashboard: str, proof: Certificate, folder: Path, *others: str) -> Iterator[Proxy]:
    """Run nginx with our file, before a dashboard at an address such as ``127.0.0.1:8501``, or before several."""
    plain, secure = free_ports()
    ours = put(
        (DEPLOY / "nginx" / "webcast-insights.conf").read_text("utf-8"),
        {
            "server 127.0.0.1:8501;": " ".join(f"server {one};" for one in (dashboard, *others)),
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
            f"return 301 https://{THEIR_HOST}": f"return 301 https://{HOST}:{secure}",
            "/etc/nginx/tls/fullchain.pem": str(proof.chain),
            "/etc/nginx/tls/privkey.pem": str(proof.key),
            "/var/log/nginx/webcast-insights.log": str(folder / "access.log"),
        },
    ).replace(f"server_name {THEIR_HOST};", f"server_name {HOST};")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    around = f"daemon off; pid {folder}/pid; error_log stderr; events {{}}\nhttp {{\n"
    file = folder / "nginx.conf"
    file.write_text(f"{around}client_body_temp_path {folder}/body;\n{places}{ours}\n}}\n", "utf-8")
    with _running([program("nginx"), "-p", str(folder), "-c", str(file)], folder, plain, secure) as proxy:
        yield proxy


@contextmanager
def caddy(dashboard: str, proof: Certificate, folder: Path) -> Iterator[Proxy]:
    """Run Caddy with our file, before a dashboard at an address such as ``127.0.0.1:8501``."""
    plain, secure = free_ports()
    ours = put(
        (DEPLOY / "caddy" / "Caddyfile").read_text("utf-8"),
        {
            f"\n{THEIR_HOST} {{": f"\nhttps://{HOST}:{secure} {{\n\ttls {proof.chain} {proof.key}",
            "127.0.0.1:8501 {": f"{dashboard} {{",
        },
    )
    options = f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {secure}\n\tskip_install_trust\n}}\n"
    file = folder / "Caddyfile"
    file.write_text(options + ours, "utf-8")
    command = [program("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]
    with _running(command, folder, plain, secure) as proxy:
        yield proxy


def put(text: str, places: dict[str, str]) -> str:
    """Replace what differs on every machine; each stands there once."""
    for theirs, ours in places.items():
        assert text.count(theirs) == 1, f"{theirs} stands {text.count(theirs)} times in what is shipped"
        text = text.replace(theirs, ours)
    return text


def free_ports() -> tuple[int, int]:
    """Return two ports of loopback that nobody listens on."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def _running(command: list[str], folder: Path, plain: int, secure: int) -> Iterator[Proxy]:
    log = folder / "proxy.log"
    environ = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT)

    def answers() -> bool:
        assert process.poll() is None, log.read_text("utf-8", "replace")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", secure)) == 0

    try:
        wait_until(answers, f"{command[0]} to listen")
        yield Proxy(f"https://{HOST}:{secure}", f"http://{HOST}:{plain}", folder)
    finally:
        process.terminate()
        process.wait(15)
