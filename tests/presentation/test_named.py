"""What companies are called where several are named alike."""

from __future__ import annotations

import polars as pl

from webcast.presentation import named


def labels(*companies: tuple[str | None, str, str | None]) -> list[str]:
    frame = pl.DataFrame(companies, schema=["company", "kind", "named"], orient="row")
    return named.companies(frame)["label"].to_list()


def test_a_company_is_called_what_its_people_call_it_and_without_a_name_by_its_domain() -> None:
    assert labels(("acme.example", "domain", "Acme"), ("globex.example", "domain", None)) == [
        "Acme",
        "globex.example",
    ]


def test_namesakes_are_told_apart_by_their_domains_whatever_the_case() -> None:
    assert labels(("acme.example", "domain", "Acme"), ("acme.invalid", "domain", "ACME")) == [
        "Acme (acme.example)",
        "ACME (acme.invalid)",
    ]


def test_a_company_that_people_wrote_says_so_beside_one_with_a_domain_alone() -> None:
    assert labels(("acme.example", "domain", "Acme"), ("Acme", "named", "Acme"), ("Globex", "named", "Globex")) == [
        "Acme",
        "Acme (as they wrote it)",
        "Globex",
    ]


def test_who_has_no_company_known_comes_last() -> None:
    assert labels((None, "unknown", None), ("acme.example", "domain", "Acme")) == ["Acme", "No company known"]
