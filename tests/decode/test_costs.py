"""Costs as spreadsheets write them."""

from __future__ import annotations

import pytest

from webcast.decode import costs


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"campaign,cost\nMail,300\n", {"Mail": 300.0}),
        (b"\xef\xbb\xbfCampaign;Cost\r\nMail;1.234,50\r\nFair;7,5\r\n", {"Mail": 1234.5, "Fair": 7.5}),
        ("Cost (EUR)\tCampaign name\n€ 1,200\tMesse\n".encode(), {"Messe": 1200.0}),
        (b'campaign,cost\n"Mail, spring","1,234.50"\nMail,\n,5\n', {"Mail, spring": 1234.5}),
        (b"campaign,cost\nMail,1\nMail,2\n", {"Mail": 3.0}),
        ("campaign,cost\nMünchen,5\n".encode("cp1252"), {"München": 5.0}),
        ("campaign,cost\nMail,5\n".encode("utf-16"), {"Mail": 5.0}),
    ],
)
def test_separators_decimals_and_encodings(data: bytes, expected: dict[str, float]) -> None:
    assert costs.read(data) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "A file of costs should have a header and a row a campaign, but it is empty."),
        (b"a,b\n", "The first line of a file of costs should name the columns campaign and cost."),
        (b"campaign,cost\nMail,free\n", "The cost in line 2 should be an amount of zero or more"),
        (b"campaign,cost\nMail,-5\n", "The cost in line 2 should be an amount of zero or more"),
    ],
)
def test_what_is_no_file_of_costs_is_said(data: bytes, message: str) -> None:
    with pytest.raises(costs.BadCosts) as caught:
        costs.read(data)
    assert str(caught.value).startswith(message)
