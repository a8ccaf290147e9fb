"""Two broadcasts of one programme from files with a renamed field: one company, one answer a person to one choice."""

from __future__ import annotations

from webcast.analysis import programmes, rollups, surveys
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.reports.report import stack

HEAD = (
    "Event Id,Event Title,Registered On,Last Name,Email,Employer,Live Sessions,Live Duration,Survey: Pre: A or B?\n"
)


def broadcast(event: str, *rows: tuple[str, str]) -> bytes:
    text = "".join(
        f"{event},Glucose,03/14/2025 06:51:00 PM,Doe,{email}@hosp.example,City Hospital,1,00:30:00,{answer}\n"
        for email, answer in rows
    )
    return (HEAD + text).encode()


def test_merged_broadcasts_of_files_add_up() -> None:
    first = decode(broadcast("1", ("p1", "A"), ("p2", "A"), ("p3", "A")))
    again = decode(broadcast("2", ("p1", "B"), ("p5", "A")))
    merged = Audience.of(programmes.merged(stack([first, again])))
    assert rollups.companies(merged)["named"].to_list() == ["City Hospital"]
    answers = surveys.answers(merged, "Pre", "A or B?")
    assert answers["share"].sum() == 1
    assert int(answers["count"].sum()) == 4  # p1 answered in both, and is one person
