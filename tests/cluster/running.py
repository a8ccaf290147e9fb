"""A scheduler and workers of Dask as processes of their own, on loopback, with TLS."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import certificates
from tests.library.stage import until
from webcast.setting_dask import DaskScheduler

ROOT = Path(__file__).resolve().parents[2]

SPILL_ALL = {
    "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "0.000000001",
    "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE": "False",
}
"""All results go to the disk at once: the opposite of what we tell people to do."""


NO_SPILL = dict.fromkeys(SPILL_ALL, "False")
"""… and what we tell them."""

USUAL = ("--protocol", "tls", "--host", "127.0.0.1", "--no-dashboard")


class Cluster:
    """A scheduler and what works for it."""

    def __init__(self, folder: Path, memory: Mapping[str, str]) -> None:
        self.folder = folder
        self._memory = memory
        self.cert, self.key = certificates.made(folder, "127.0.0.1")
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def scheduler(self) -> DaskScheduler:
        return DaskScheduler(json.loads(self._file.read_text())["address"], self.cert, self.cert, self.key)

    def start(self, name: str, *args: str) -> subprocess.Popen[bytes]:
        files = {"--tls-ca-file": self.cert, "--tls-cert": self.cert, "--tls-key": self.key}
        tls = [text for pair in files.items() for text in map(str, pair)]
        usual = {key: value for key, value in os.environ.items() if not key.startswith(("DASK_", "WEBCAST_"))}
        own = {"DASK_CONFIG": str(self.folder / "no-config"), "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "dask",
                    *args,
                    *tls,
                    "--protocol",
                    "tls",
                    "--host",
                    "127.0.0.1",
                    "--no-dashboard",
                ],
                env={**usual, **self._memory, **own},
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)
        return process

    def serve(self) -> None:
        self.start("scheduler", "scheduler", "--port", "0", "--scheduler-file", str(self._file))
        until(self._file.is_file, 60)

    def add_workers(self, wanted: int) -> None:
        """Start workers until there are so many that live."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        for _ in range(wanted - len(self.workers)):
            name = f"worker-{len(self._processes)}"
            local = ["--scheduler-file", str(self._file), "--local-directory", str(self.folder / name)]
            self.workers.append(self.start(name, "worker", *local, "--no-nanny", "--nthreads", "1"))
        for worker in self.workers:
            log = self.folder / f"worker-{self._processes.index(worker)}.log"
            until(lambda log=log: b"Registered to" in log.read_bytes(), 90)  # type: ignore[misc]

    def kill_one(self) -> None:
        worker = self.workers.pop()
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)

    def written(self) -> Iterator[tuple[Path, bytes]]:
        """Give what the cluster has written to disk, logs too, but for its certificates."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path not in (self.cert, self.key):
                yield path, path.read_bytes()

    def end(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(10)


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: Mapping[str, str] = SPILL_ALL) -> Iterator[Cluster]:
    found = Cluster(folder, memory)
    try:
        found.serve()
        found.add_workers(workers)
        yield found
    finally:
        found.end()
