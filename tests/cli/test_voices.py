"""Tables of what people said, with the choices that they need, as a nightly job writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GUIDE, Run

ENJOYING = "Halftime Survey: Are you enjoying this presentation?"


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").splitlines()


def test_answers_by_segment(run: Run, tmp_path: Path) -> None:
    argv = ("--table", "cross-tab", "--question", ENJOYING, "--by", "attendance", "--to", "by.csv")
    done = run("export", GUIDE, *argv)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Answers by segment, ")
    header, *rows = lines(tmp_path / "by.csv")
    assert header.startswith("Survey,Question,Compared by,Group,Answer,Count,Respondents of the Group,Share of Them")
    assert {row.split(",")[3] for row in rows} <= {"Live", "On-Demand", "SimLive"}


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("survey-questions", "Survey,Question,Survey Type,Type,Type Inferred,Events,Respondents"),
        ("attendance-checks", "Attendance Check,Respondents,Eligible,Response Rate,Checks Answered"),
        ("open-questions", "Event Id,Event Title,First Name,Last Name,Email,Company,Number,Question"),
        ("question-askers", "First Name,Last Name,Email,Company,Questions,Answered,Unanswered"),
        ("question-terms", "Term,Questions,Registrants,Share of Questions"),
    ],
)
def test_tables_that_need_no_choice(run: Run, tmp_path: Path, table: str, first: str) -> None:
    assert run("export", GUIDE, "--table", table, "--to", "table.csv").code == 0
    assert lines(tmp_path / "table.csv")[0].startswith(first)


def test_terms_of_a_question(run: Run, tmp_path: Path) -> None:
    assert run("export", GUIDE, "--table", "terms", "--question", ENJOYING, "--to", "terms.csv").code == 0
    assert lines(tmp_path / "terms.csv")[1].split(",")[2:] == ["yes", "3", "3", "1.0"]


def test_a_missing_choice_is_one_line_that_lists_the_known(run: Run, tmp_path: Path) -> None:
    done = run("export", GUIDE, "--table", "terms", "--to", "terms.csv")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith("webcast: This needs a survey question, but none was asked for. These are known: ")
    done = run("export", GUIDE, "--table", "survey-change", "--before", "Halftime Survey", "--to", "x.csv")
    assert done.err == (
        "webcast: This needs two surveys that hold the same questions, but none was asked for. "
        "There is none in these events. Pick other events.\n"
    )
    assert list(tmp_path.iterdir()) == []
