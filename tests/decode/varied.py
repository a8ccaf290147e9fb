"""Reports of rows that differ as people's systems make them: dates, lengths, quotes, widths, what is no row."""

from __future__ import annotations

import json
from random import Random

from tests.decode.making import HEADERS, row

_DATES = [
    "06/18/2024 09:00:00 AM",
    "6/8/2024 9:00:00 pm",
    "18/06/2024 09:00",
    "04/11/2024 19:53",
    "04.11.2024 19:53:12",
    "2024-06-18 09:00:00",
    "2024-06-18T09:00:00Z",
    "06/18/2024 09:00:00 AM EDT",
    "soon",
    "",
    " ",
    "12/31/9999 11:59:59 PM",
    "13/45/2024 99:99:99 XM",
    "11 Apr 2024 10:00",
    "06/19/2024  03:00:00 PM",
    "04/04/2024 04:04 PM IST",
    "1/2/24 3:04",
    "06/31/2024 03:00:00 PM",
]
_LENGTHS = [
    "00:30:00",
    "00:00:00",
    "",
    "33:00",
    "45:10",
    "33",
    "0",
    "1 day, 2:00:00",
    "33 min",
    "PT33M",
    "12:33:00 AM",
    "0.0229",
    "0,0229",
    "1.5",
    "x",
    "1900-01-01 02:00:00",
    "999999:00:00",
    "120000",
    " 00:10:00 ",
]
_COUNTS = "0|1|2||1,234|x|-1|99999999999|1.0| 3 ".split("|")  # noqa: SIM905  # as the others
_TEXTS = [
    *[
        "",
        "Ann",
        "Bea & Co",
        " x ",
        "=1+1",
        "a@x.example",
        "Total",
        "Email",
        "Registered On",
        "Sum:",
        'a "b" c',
        "comma, x; y",
        "éü中",
        "😀",
        "yes",
        "No",
        "First Name",
    ],
    *[
        "0",
        "12",
        "null",
        ",",
        '"',
        '""',
        'a""b',
        "\t",
        "x\ty",
        "Grand Total",
        "email",
        "\\",
        '\\\\"',
        "Live Sessions",
    ],
    *("line\nbreak", "line\r\nbreak", "a|b", "|", "\xa0", "a" * 70),
]
_HEADERS = [
    "Employer",
    "Live Duration (minutes)",
    "Unsubscribed",
    "Time Zone",
    "Email",
    "Custom Q",
    "E-mail",
    "",
    'Q "x"',
    "Yes",
]
_NO_ROWS: list[list[str]] = [[], [""], ["Total", "5"], ["", "", ""], ["note"], HEADERS[:20], HEADERS]
_VALUES: list[object] = [
    None,
    1,
    2.5,
    3.0,
    True,
    ["a", "b"],
    {"x": "y"},
    10**25,
    "\\",
    "\u2028",
    "\x07",
    "\ud83d",
    [1, "x"],
    [],
]
_NO_SESSIONS: list[object] = [None, "", "x", 5, {}]
_PARTS: list[object] = ["Archive", "OD", "", None, 5, -5, 1.5, True, [], {"a": 1}, 10**30, *_DATES, *_LENGTHS]
_DAMAGE = ('"', "\\", "[", "]", ",", "{", "}", "\n", "\t", " ", "1", "null", "NaN", '""', "[]", ", ,")


def _rows(rng: Random) -> list[list[str]]:
    odd, odd_dates, odd_lengths = rng.choice((0, 0.02, 0.1, 0.4)), rng.choice((0, 0, 0.1)), rng.choice((0, 0, 0.1))
    odd_dates, odd_lengths = rng.choice((odd_dates, 0.7)), rng.choice((odd_lengths, 0.7))
    dates, lengths = rng.sample(_DATES, 3), rng.sample(_LENGTHS, 4)

    def cell(header: str, usual: str) -> str:
        pool, share = _TEXTS, odd
        if header == "Registered On":
            pool, share = dates, odd_dates
        elif header.endswith("Duration"):
            pool, share = lengths, odd_lengths
        elif header.endswith("Sessions"):
            pool = _COUNTS
        elif header == "Event Id":
            pool, share = ["77", "78", " 77", "", "x"], odd / 3
        return rng.choice(pool) if rng.random() < share else usual

    found = []
    for n in range(rng.choice((0, 1, 2, 3, 5, 8, 30))):
        usual = row(First_Name=f"P{n}", Email=f"p{n}@x.example", Department=rng.choice(("", "Sales", "IT")))
        cells = [cell(*one) for one in zip(HEADERS, usual, strict=True)]
        place = rng.randrange(len(cells))
        if rng.random() < odd / 3:
            cells = rng.choice(
                (cells[:place], [*cells, rng.choice(_TEXTS)], cells[:place] + cells[place + 1 :], ["", *cells][:-1])
            )
        found.append(list(rng.choice(_NO_ROWS)) if rng.random() < odd / 5 else cells)
    return found


def _headers(rng: Random) -> list[str]:
    found = list(HEADERS)
    if rng.random() < 0.3:
        found[rng.randrange(len(found))] = rng.choice(_HEADERS)
    return found


def csv_of(rng: Random) -> bytes:
    """Return a CSV report."""
    quoting, mark = rng.choice((0.0, 0.5, 1.0)), rng.choice((",", ",", ";", "\t"))
    end = rng.choice(("\r\n", "\r\n", "\n", "\r"))

    def written(cell: str) -> str:
        needs = any(letter in cell for letter in ('"', "\r", "\n", mark))
        return '"' + cell.replace('"', '""') + '"' if needs or rng.random() < quoting else cell

    lines = [mark.join(map(written, cells)) for cells in (_headers(rng), *_rows(rng))]
    if rng.random() < 0.1:
        lines.insert(0, rng.choice(("My report", "", f"Title{mark}x", '"06/20/2024 03:30 PM"')))
    text = end.join(lines) + (end if rng.random() < 0.9 else "")
    if rng.random() < 0.05:
        text = text[: rng.randrange(len(text) + 1)]
    return text.encode(rng.choice((*["utf-8"] * 8, "utf-8-sig", "cp1252", "utf-16")), "replace")


def _session(rng: Random, odd: float) -> list[object]:
    found: list[object] = ["Live", "06/19/2024 03:00:00 PM", "06/19/2024 03:30:00 PM", 1800000, "HTML5 Video"]
    if rng.random() < odd:
        found[rng.randrange(5)] = rng.choice(_PARTS)
    return found[: rng.randint(0, 5)] if rng.random() < odd / 3 else found


def json_of(rng: Random) -> bytes:
    """Return a JSON report, now and then one that is no JSON."""
    odd = rng.choice((0, 0.03, 0.2))
    rows: list[object] = []
    for cells in _rows(rng):
        sent: list[object] = [rng.choice(_VALUES) if rng.random() < odd / 3 else cell for cell in cells]
        sessions = [_session(rng, odd) for _ in range(rng.choice((0, 0, 1, 2)))]
        sent.append(rng.choice(_NO_SESSIONS) if rng.random() < odd / 3 else sessions)
        rows.append(rng.choice(_NO_SESSIONS) if rng.random() < odd / 20 else sent)
    document: dict[str, object] = {
        "currentTimeZone": rng.choice(("Greenwich Mean Time", "Eastern Standard Time", "Europe/Berlin")),
        "event_data": {"event_id": "77", "event_title": rng.choice(("A", "data_rows", '"data_rows": ['))},
        "data_headers": [*_headers(rng), "sessions"],
        "data_rows": rows,
    }
    if rng.random() < 0.1:
        document = {"data_rows": rows, **document}
    if rng.random() < 0.1:
        document["more"] = {"data_rows": [["x"]]}
    text = json.dumps(document, ensure_ascii=rng.random() < 0.3, indent=rng.choice((None, None, 1)))
    if rng.random() < 0.05:
        text = text[:-1] + ',"data_rows":[]}'
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice(_DAMAGE) + text[place + rng.choice((0, 1)) :]
    return text.encode("utf-8", "surrogatepass")
