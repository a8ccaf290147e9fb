"""The parent of several processes: they are replaced when they die, end when it does, and take turns together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.browser.dashboard import ROOT
from tests.web.serving import wait_until
from webcast.web.processes import CAN, Listening, listening

pytestmark = pytest.mark.skipif(not CAN, reason="this system has no fork")

PROGRAM = """
import os, signal, sys, threading, time
from webcast.web.processes import Role, Supervisor, NotUp
from webcast.workers.turns import READING, Turns

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def waits(ready):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    ready()
    say("up", os.getpid())
    while not stop.wait(0.05):
        pass
    say("ended", os.getpid())

def deaf(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready()
    say("up", os.getpid())
    time.sleep(600)

def fails(ready):
    sys.exit("it cannot")

def reads(ready):
    turns = Turns(1, READING)
    say("tries")
    with turns:
        ready()
        say("up", os.getpid())
        time.sleep(600)

def forked(*roles, closing=20.0, settled=0.0):
    supervisor = Supervisor([Role(role.__name__, role) for role in roles], closing, settled, lambda: say("all"))
    try:
        supervisor.run()
    except NotUp as exc:
        sys.exit(str(exc))
"""


class Parent:
    """A supervisor at work."""

    def __init__(self, process: subprocess.Popen[str], said: Path) -> None:
        self.process = process
        self._said = said

    def said(self) -> list[str]:
        return self._said.read_text("utf-8").splitlines()

    def up(self) -> list[int]:
        """Return the processes that were up, in their order."""
        return [int(line.split()[1]) for line in self.said() if line.startswith("up")]

    def wait_for_up(self, count: int) -> list[int]:
        wait_until(lambda: len(self.up()) >= count, f"{count} processes to be up")
        return self.up()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def parent(tmp_path: Path, call: str) -> Iterator[Parent]:
    said = tmp_path / "said"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", f"{PROGRAM}\nforked({call})"], cwd=ROOT, stdout=out, stderr=out, text=True
        )
    made = Parent(process, said)
    try:
        yield made
    finally:
        process.kill()
        process.wait()
        wait_until(lambda: not any(map(psutil.pid_exists, made.up())), "the processes to end")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_end_in_order_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with parent(tmp_path, "waits, waits, waits") as made:
        pids = made.wait_for_up(3)
        wait_until(lambda: "all" in made.said(), "all of them to be up")
        assert made.end(number) == 0
        assert sorted(line for line in made.said() if line.startswith("ended")) == sorted(f"ended {p}" for p in pids)


def test_one_that_is_killed_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    with parent(tmp_path, "waits, waits") as made:
        first, second = made.wait_for_up(2)
        os.kill(first, signal.SIGKILL)
        third = made.wait_for_up(3)[2]
        assert psutil.pid_exists(second)
        assert made.end() == 0
        assert f"ended {third}" in made.said()


def test_one_that_dies_soon_after_its_start_is_replaced_later_each_time(tmp_path: Path) -> None:
    with parent(tmp_path, "waits, waits, settled=3600.0") as made:
        began = time.monotonic()
        for count in (2, 3, 4):
            os.kill(made.wait_for_up(count)[-1], signal.SIGKILL)
        made.wait_for_up(5)
        assert time.monotonic() - began >= 1.0
        assert made.end() == 0


def test_none_is_left_when_it_is_killed(tmp_path: Path) -> None:
    with parent(tmp_path, "waits, waits") as made:
        pids = made.wait_for_up(2)
        made.end(signal.SIGKILL)
        wait_until(lambda: not any(map(psutil.pid_exists, pids)), "the processes to end")


def test_one_that_does_not_listen_is_killed_also_when_the_parent_was(tmp_path: Path) -> None:
    with parent(tmp_path, "deaf, closing=0.2") as made:
        made.wait_for_up(1)
        assert made.end() == 0
    with parent(tmp_path, "deaf, closing=0.2") as made:
        (pid,) = made.wait_for_up(1)
        made.end(signal.SIGKILL)
        wait_until(lambda: not psutil.pid_exists(pid), "the process to end")


def test_where_none_can_begin_it_says_so_and_ends(tmp_path: Path) -> None:
    with parent(tmp_path, "fails, fails") as made:
        assert made.process.wait(60) == 1
        assert "it cannot" in made.said()
        assert "No process of the dashboard could begin to work. It says above why." in made.said()


def test_a_turn_is_one_at_a_time_over_them_and_free_when_who_has_it_is_killed(tmp_path: Path) -> None:
    with parent(tmp_path, "reads, reads") as made:
        first = made.wait_for_up(1)[0]
        wait_until(lambda: made.said().count("tries") == 2, "the other one to try")
        assert made.up() == [first]
        os.kill(first, signal.SIGKILL)
        second = made.wait_for_up(2)[1]
        assert second != first
        made.end(signal.SIGKILL)


def test_a_socket_gives_each_process_one_connection_at_a_time() -> None:
    at = listening("127.0.0.1", 0)
    at.settimeout(0)
    with at, socket.create_connection(at.getsockname()), socket.create_connection(at.getsockname()):
        wait_until(lambda: accepted(at), "a connection")
        with pytest.raises(BlockingIOError):
            at.accept()
        wait_until(lambda: accepted(at), "the other connection")


def accepted(at: Listening) -> bool:
    try:
        at.accept()[0].close()
    except BlockingIOError:
        return False
    return True
