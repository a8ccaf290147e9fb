from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workers import misbehaving
from webcast.settings import load
from webcast.workers import Decoder
from webcast.workers.pool import POOL, Pool

HEALTHY = (Path(__file__).resolve().parents[1] / "data" / "guide.xml").read_bytes()
"""Six registrants."""

Opener = Callable[..., Decoder]


@pytest.fixture(scope="session")
def misbehaving_pool() -> Iterator[Pool]:
    """Workers that do what a report tells them to."""
    pool = Pool(program=misbehaving.FORKED)
    pool.join()
    yield pool
    pool.leave()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Makes decoders with the settings given and closes them in the end."""
    decoders: list[Decoder] = []
    settings = load({"WEBCAST_DATA_DIR": str(tmp_path)}, tmp_path / "none.toml")

    def open_(pool: Pool = POOL, **given: float) -> Decoder:
        limits = {"decode_memory_mb": 300, "decode_workers": 2} | given
        decoders.append(Decoder(replace(settings, **limits), pool))  # type: ignore[arg-type]  # the caller's affair
        return decoders[-1]

    yield open_
    for decoder in decoders:
        decoder.close()


@pytest.fixture
def tame(opened: Opener) -> Decoder:
    """Decodes with our own workers, in 300 MiB."""
    return opened()


@pytest.fixture
def wild(opened: Opener, misbehaving_pool: Pool) -> Decoder:
    """Decodes with workers that do what a report tells them to, in 300 MiB."""
    return opened(misbehaving_pool)
