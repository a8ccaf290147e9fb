"""What a worker has, may do and leaves behind: as little as can be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.library.stage import until
from tests.workers.conftest import HEALTHY, Opener
from webcast.errors import DecodeError
from webcast.workers import Decoder
from webcast.workers.pool import Pool
from webcast.workers.process import environment

ROOT = Path(__file__).resolve().parents[2]


def said(decoder: Decoder, words: str) -> str:
    with pytest.raises(DecodeError) as caught:
        decoder.decode(f"!say {words}".encode())
    return caught.value.message


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended: a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_nothing_can_be_written_to_a_disk(wild: Decoder, tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match=r"something went wrong that should not \(OSError\)"):
        wild.decode(f"!write {tmp_path / 'people'}".encode())
    assert (tmp_path / "people").stat().st_size == 0


def test_no_secret_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_PASSWORD", "canary")
    monkeypatch.setenv("PGPASSWORD", "canary")
    assert "canary" not in environment().values()


def test_it_loads_the_decoder_and_no_more(wild: Decoder) -> None:
    heavy = "{'streamlit', 'requests', 'sqlalchemy', 'starlette', 'plotly', 'cryptography'}"
    assert said(wild, f"sorted({heavy} & sys.modules.keys())") == "[]"


def test_it_stands_back_leaves_no_core_and_goes_first_when_memory_runs_out(wild: Decoder) -> None:
    assert said(wild, "os.nice(0)") == "10"
    assert said(wild, "__import__('resource').getrlimit(4)") == "(0, 0)"
    assert said(wild, "open('/proc/self/oom_score_adj').read()") == "1000\n"


def test_signals_meant_for_the_dashboard_do_not_end_it(wild: Decoder) -> None:
    names = "('SIGINT', 'SIGTERM', 'SIGHUP')"
    assert said(wild, f"[signal.getsignal(getattr(signal, n)) is signal.SIG_IGN for n in {names}]") == (
        "[True, True, True]"
    )


@pytest.mark.parametrize("forks", [True, False], ids=["forked", "started afresh"])
def test_closing_leaves_no_process(opened: Opener, forks: bool) -> None:
    pool = Pool(forks=forks)
    decoder = opened(pool)
    decoder.decode(HEALTHY)
    left = [process.pid for process in pool._idle] + ([pool._host.pid] if pool._host else [])
    assert len(left) == 1 + forks
    decoder.close()
    until(lambda: all(is_gone(pid) for pid in left))


def test_a_dashboard_that_dies_takes_its_workers_along(tmp_path: Path) -> None:
    script = f"""
import sys, threading
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.workers import misbehaving
from webcast.settings import load
from webcast.workers import Decoder
from webcast.workers.pool import Pool
pool = Pool(program=misbehaving.FORKED)
decoder = Decoder(load({{"WEBCAST_DATA_DIR": {str(tmp_path)!r}}}, Path("none")), pool)
threading.Thread(target=decoder.decode, args=(b"!spin",), daemon=True).start()
while not decoder._at_work:
    pass
print(pool._host.pid, next(iter(decoder._at_work)).pid, flush=True)
threading.Event().wait(60)
"""
    dashboard = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert dashboard.stdout is not None
        pids = [int(pid) for pid in dashboard.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(is_gone(pid) for pid in pids)
    finally:
        dashboard.send_signal(signal.SIGKILL)
        dashboard.communicate()
    until(lambda: all(is_gone(pid) for pid in pids))


def test_one_stands_ready_before_it_is_needed(opened: Opener) -> None:
    pool = Pool()
    decoder = opened(pool)
    assert (pool._host, list(pool._idle), list(pool._coming)) == (None, [], [])
    decoder.keep_ready()
    (coming,) = pool._coming
    assert coming.result(30).is_alive()
    decoder.decode(HEALTHY)
    assert len(pool._idle) + len(pool._coming) == 2


def test_a_copy_of_the_dashboard_leaves_its_workers_alone(opened: Opener) -> None:
    """Nothing of ours forks the dashboard; whoever does (a mutation test) gets workers of its own."""
    pool = Pool()
    decoder = opened(pool)
    decoder.decode(HEALTHY)
    host = pool._host
    assert host is not None
    forked = os.fork()
    if forked == 0:
        pool.forget()
        found = decoder.decode(HEALTHY).registrants.height
        os._exit(found if pool._host is not None and pool._host.pid != host.pid else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 6
    assert decoder.decode(HEALTHY).registrants.height == 6
    assert pool._host is host
