"""The audit log on the command line: the list, its filters, its file, and whether it is as it was written."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ACCOUNT, Run
from webcast import settings
from webcast.library import Library

ONE_MORE = (
    "INSERT INTO audit (at, account, key_id, data, number, link) "
    "SELECT at, account, key_id, data, 5, link FROM audit WHERE number = 4"
)
HEADLESS = "what says which entry is the newest was changed or taken away"
FINE = "The audit log is as it was written: "


@pytest.fixture
def entries(run: Run) -> None:
    """Have a log of four entries; ``run`` says where the library is."""
    del run
    with closing(Library.open(settings.load())) as library:
        library.audit(ACCOUNT, "ann", "sign in", {}, where="192.0.2.7")
        library.audit(ACCOUNT, "ann", "export csv", {"registrants": 1200, "events": 5}, events="12345")
        library.audit(ACCOUNT, '=HYPERLINK("x")', "export csv: questions", {"rows": 2}, events=("7",))
        library.audit_whole("grace", "forget event", {"snapshots": 1})


def change(*statements: str) -> None:
    """Do to the file what somebody could who has it alone."""
    with closing(sqlite3.connect(settings.load().data_dir / "library.sqlite3")) as conn, conn:
        for statement in statements:
            conn.execute(statement)


@pytest.mark.usefixtures("entries")
def test_a_log_that_holds_is_said_with_its_numbers(run: Run) -> None:
    done = run("audit", "--verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{FINE}4 entries, number 1 to 4; fingerprint ")
    assert run("audit", "--verify").out == done.out  # looking is no entry


def test_a_log_without_entries_holds(run: Run) -> None:
    done = run("audit", "--verify")
    assert (done.code, done.out.startswith(f"{FINE}0 entries; fingerprint ")) == (0, True)


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE audit SET at = at - 3600000 WHERE number = 3",
            "entry 3 is not as it was written, or stands where another one did; 2 entries before that hold.",
        ),
        ("DELETE FROM audit WHERE number = 2", "entry 2 is missing; 1 entry before that holds."),
        (
            ONE_MORE,
            "an entry with the number 5 was not written by this program; 4 entries before that hold.",
        ),
        (
            "INSERT INTO audit (at, account, key_id, data) SELECT at, account, key_id, data FROM audit WHERE id = 1",
            "an entry without a number was not written by this program; 4 entries before that hold.",
        ),
        (
            "UPDATE audit SET number = 5 - number WHERE number IN (2, 3)",
            "entry 2 is not as it was written, or stands where another one did; 1 entry before that holds.",
        ),
        (
            "DELETE FROM audit WHERE number > 2",
            "the newest entries, 3 to 4, are missing; 2 entries before that hold.",
        ),
        (
            "DELETE FROM meta WHERE name = 'audit head'",
            f"{HEADLESS} before entry 5 was written; 4 entries before that hold.",
        ),
        (
            "DELETE FROM meta WHERE name = 'audit anchor'",
            "what says where the log begins was changed or taken away; 0 entries before that hold.",
        ),
    ],
)
def test_what_was_done_to_the_file_is_said_in_one_line(run: Run, statement: str, said: str) -> None:
    change(statement)
    done = run("audit", "--verify")
    assert (done.code, done.out) == (1, "")
    assert done.err == (f"webcast: The audit log is not as it was written: {said} docs/library.md says what to do.\n")


@pytest.mark.usefixtures("entries")
def test_the_list_has_numbers_counts_and_some_of_the_events(run: Run) -> None:
    lines = run("audit", "--limit", "3").out.splitlines()
    assert [line.split()[0] for line in lines] == ["No.", "4", "3", "2"]
    assert re.sub(" +", " ", lines[3]).endswith("export csv registrants 1,200, events 5 1 2 3 and 2 more")
    (entry,) = json.loads(run("audit", "--action", "sign in", "--json").out)
    assert entry | {"at": "", "account": ""} == {
        "number": 1, "at": "", "account": "", "user": "ann", "from": "192.0.2.7", "action": "sign in",
        "counts": {}, "events": [], "whom": "",
    }  # fmt: skip


@pytest.mark.usefixtures("entries")
def test_the_list_is_narrowed_by_time_action_and_who(run: Run) -> None:
    def numbers(*options: str) -> list[int]:
        return [entry["number"] for entry in json.loads(run("audit", "--json", *options).out)]

    assert numbers() == [4, 3, 2, 1]
    assert numbers("--action", "export") == [3, 2]
    assert numbers("--action", "export csv", "--who", "ANN") == [2]
    assert numbers("--since", "2026-01-01T00:00+01:00", "--until", "9999-12-30") == [4, 3, 2, 1]
    assert numbers("--since", "9999-12-30") == []
    day = json.loads(run("audit", "--json").out)[0]["at"][:10]
    assert numbers("--since", day, "--until", day) == [4, 3, 2, 1]
    assert numbers("--until", f"{day}T00:00Z") == []


@pytest.mark.usefixtures("entries")
def test_a_file_has_all_of_it_for_its_owner_alone_with_formulas_defused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"
    assert run("audit", "--csv", str(path)).out == f"4 entries written to {path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Number,Time,Account,User,From,Action,Counts,Events,Whom"
    assert lines[2].startswith("3,")
    assert ',"\'=HYPERLINK(""x"")",' in lines[2]
    assert lines[3].endswith(',ann,"",export csv,"registrants 1,200, events 5",1 2 3 4 5,""')
    assert len(lines) == 5
    newest = json.loads(run("audit", "--limit", "1", "--json").out)[0]
    assert (newest["action"], newest["counts"]) == ("export audit log", {"entries": 4})
    assert run("audit", "--csv", str(path), "--who", "grace", "--limit", "1").out == f"1 entry written to {path}\n"


def test_what_cannot_be_read_is_refused_in_one_line(run: Run) -> None:
    for text in ("yesterday", "2026-02-30", "2026-03-01T14:00", "10000-01-01"):
        done = run("audit", "--since", text)
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            "webcast-insights audit: argument --since: a day such as 2026-03-01 is expected, or a moment with its "
            f"offset such as 2026-03-01T14:00Z, not '{text}' (webcast-insights audit --help explains)\n"
        )
    assert run("audit", "--until", "9999-12-31").code == 2  # its end is beyond what there is
    assert run("audit", "--verify", "--who", "ann").err == (
        "webcast: --verify looks at the whole log, so nothing should stand beside it.\n"
    )
