"""Forgetting: people, in tables and in raw responses alike."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from webcast.privacy import undisguised
from webcast.reports import Report
from webcast.reports.schema import key_of_email, plain

_VIEWER: Final = re.compile(rb"<viewer(?:\s[^>]*)?>.*?</viewer\s*>", re.DOTALL)

_BEGIN: Final = re.compile(rb"<viewer[\s>]")

_OF_PEOPLE: Final = ("registrants", "registration_answers", "sessions", "qa", "survey_responses")


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten of a person.

    Attributes:
        registrants: Registrants taken out, over all snapshots.
        snapshots: Snapshots they were taken out of.
        events: Events among these.
        raw_rewritten: Raw responses that the person was cut out of.
        raw_dropped: Raw responses deleted because the person could not be cut out with certainty; the tables stay.
        views: Saved views (and choices of columns) deleted because they name the person.
    """

    registrants: int = 0
    snapshots: int = 0
    events: int = 0
    raw_rewritten: int = 0
    raw_dropped: int = 0
    views: int = 0

    def counts(self) -> dict[str, int]:
        """Return the counts by name, for the audit log."""
        return dict(self.__dict__)


def key_of(email: str) -> str:
    """Return the key of an e-mail address, as ``email_key`` of the tables."""
    return key_of_email(email)


def registrants_of(report: Report, key: str) -> pl.DataFrame:
    """Return ``event_id``, ``registrant`` of a person's registrants."""
    return report.registrants.filter(pl.col("email_key") == key).select("event_id", "registrant")


def without(report: Report, people: pl.DataFrame) -> Report:
    """Return the report without some registrants and all that hangs on them; the others keep their numbers."""
    keys = ["event_id", "registrant"]
    tables = report.tables()
    kept = {name: tables[name].join(people, on=keys, how="anti", maintain_order="left") for name in _OF_PEOPLE}
    notes = people.rename({"registrant": "record"})
    # A note on the whole report has no record, and null matches nothing.
    kept["warnings"] = tables["warnings"].join(notes, on=["event_id", "record"], how="anti", maintain_order="left")
    return Report(**(tables | kept))


def mentions(raw: bytes, key: str) -> bool:
    """Tell whether a raw response holds an e-mail address, as text or escaped, in any spelling (:func:`key_of`)."""
    text = raw.decode("utf-8", "replace")
    return any(key in plain(form) for form in (text, html.unescape(text), _unescaped_json(text)))


def _unescaped_json(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text.replace("\\/", "/"))


def names(value: Any, key: str) -> bool:
    """Tell whether anything in a document holds an e-mail address, or begins one up to beyond its @.

    Args:
        value: What JSON can hold.
        key: Of :func:`key_of`.
    """
    if isinstance(value, str):
        return _names(value, key)
    if isinstance(value, dict):
        return any(names(part, key) for part in (*value, *value.values()))
    return isinstance(value, list) and any(names(part, key) for part in value)


def _names(text: str, key: str) -> bool:
    text, key = (undisguised(plain(undisguised(side))) for side in (text, key))
    begun = f"{key.partition('@')[0]}@"
    # "ada@acme" finds her as surely as the whole address does.
    return key in text or any(word.startswith(begun) and key.startswith(word) for word in text.split())


def cut_out(raw: bytes, key: str) -> bytes | None:
    """Return an XML response without a person's viewer records; None where that cannot be done with certainty."""
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    viewers = [found for found in _VIEWER.finditer(raw) if mentions(found[0], key)]
    if any(_BEGIN.search(found[0], 1) for found in viewers):
        return None  # a record that does not end: what is cut would be another person's too
    kept = b"".join(_between(raw, viewers))
    return None if mentions(kept, key) else kept


def _between(raw: bytes, parts: list[re.Match[bytes]]) -> Iterator[bytes]:
    end = 0
    for part in parts:
        yield raw[end : part.start()]
        end = part.end()
    yield raw[end:]
