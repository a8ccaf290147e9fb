"""`make soak` in small: a few people for a moment, while the platform is in trouble, and nothing is left behind.

What a moment cannot show is left out: that memory stays level (it is not warm yet), that the files of Streamlit's
sessions go (it keeps them for two minutes), twenty people at once, the sandbox's whole world, and an hour of faults.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import soak
from scripts.soak import Held
from tests.browser.dashboard import run_dashboard, uvicorn_run
from tests.library import stage
from webcast.sandbox.running import run_sandbox

EVENTS = [str(number) for number in range(11, 15)]


# What a tab holds that went away in the middle of something is let go after two minutes, which are waited for then;
# what stays longer is named at the end of `soak.QUIET_SECONDS`, not by a test that ran out of time.
@pytest.mark.timeout(2 * soak.QUIET_SECONDS)
def test_people_come_and_go_and_nothing_is_left_behind(tmp_path: Path) -> None:
    world = stage.world(*EVENTS, people=40)
    with (
        run_sandbox(world=world, clock=stage.sandbox_clock()) as sandbox,
        run_dashboard(sandbox, tmp_path, uvicorn_run()) as dashboard,
    ):
        found = soak.soak(
            dashboard,
            sandbox,
            seconds=8,
            count=3,
            pause=0.3,
            seed=7,
            first_seconds=4,
            settled_seconds=3,
            leaving_out=("files",),
        )
    assert found.wrong == []
    assert found.done["page"] > 3
    assert found.after.processes > 1


def test_what_is_left_behind_is_named() -> None:
    before = Held(memory=300, threads=12, files=30, connections=0, processes=3)
    assert before.beyond(before) == []
    assert Held(900, 12 + 3, 30 + 3, 0, 3).beyond(before) == []
    assert Held(300, 16, 34, 1, 4).beyond(before) == [
        "16 threads, 12 before",
        "34 files, 30 before",
        "1 connections, 0 before",
        "4 processes, 3 before",
    ]


def test_memory_is_compared_once_it_is_warm() -> None:
    grows = [(float(at), 100.0 + at) for at in range(0, 3600, 60)]
    assert soak.levels(grows, 3600) == (1060.0, 3310.0)
    assert soak.levels([(1.0, 300.0), (40.0, 400.0), (89.0, 410.0)], 90) == (400.0, 410.0)
    assert soak.levels([], 90) == (0.0, 0.0)


def test_errors_that_nobody_foresaw_are_told_from_our_own() -> None:
    for line in ("Traceback (most recent call last):", "Task exception was never retrieved", "x: ResourceWarning: y"):
        assert soak.NOT_OURS.search(line)
    for line in ("webcast: A call failed: ServerBusy", "Refused a file whose address cannot be answered."):
        assert not soak.NOT_OURS.search(line)
