"""A file of what campaigns cost, as a spreadsheet writes it: which separator and which decimal mark is found out."""

from __future__ import annotations

import csv
import re
from typing import Final

from webcast.errors import BadData
from webcast.language import later

_CAMPAIGN: Final = ("campaign", "source", "track", "kampagne", "name")
_COST: Final = ("cost", "spend", "spent", "budget", "price", "amount", "kosten")


class BadCosts(BadData):
    """A file of costs cannot be read."""


def read(data: bytes) -> dict[str, float]:
    """Return what each campaign cost; several rows of one campaign are added up, rows without a cost left out.

    Args:
        data: CSV with a header that names campaign and cost, separated by comma, semicolon or tab.

    Raises:
        BadCosts: It is no such file; the message says which line and why.
    """
    lines = _text(data).splitlines()
    rows = list(csv.reader(lines, delimiter=_delimiter(lines[0] if lines else "")))
    if not rows:
        raise BadCosts(later("A file of costs should have a header and a row a campaign, but it is empty."))
    campaign, cost = _place(rows[0], _CAMPAIGN), _place(rows[0], _COST)
    if campaign is None or cost is None or campaign == cost:
        raise BadCosts(
            later("The first line of a file of costs should name the columns campaign and cost."),
            remedy=later("Put “campaign,cost” into the first line."),
        )
    found: dict[str, float] = {}
    for number, row in enumerate(rows[1:], start=2):
        name = row[campaign].strip() if campaign < len(row) else ""
        text = row[cost].strip() if cost < len(row) else ""
        if name and text:
            found[name] = found.get(name, 0.0) + _amount(text, number)
    return found


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _place(header: list[str], names: tuple[str, ...]) -> int | None:
    for name in names:
        for place, title in enumerate(header):
            if name in title.strip().lower():
                return place
    return None


def _amount(text: str, line: int) -> float:
    """Read ``1,234.50``, ``1.234,50``, ``€ 1 234,50``; the last mark before at most two digits is decimal."""
    digits = re.sub(r"[^\d.,]", "", text)
    if not re.search(r"\d", digits) or "-" in text or "(" in text:
        raise BadCosts(
            later(
                "The cost in line {line} should be an amount of zero or more, such as 1200.50, but is not.",
                line=str(line),
            )
        )
    whole, mark, decimals = _split(digits)
    return float(f"{re.sub('[.,]', '', whole)}.{decimals}" if mark else re.sub("[.,]", "", whole))


def _split(digits: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(.*?)([.,])(\d{0,2})", digits)
    return (found[1], found[2], found[3] or "0") if found else (digits, "", "")
