"""The one set of tables that every report becomes, whatever format it came in.

Instants are UTC with millisecond precision, durations are milliseconds, an unknown value is null (never zero,
never an empty string). Tables of several events are the tables of one, stacked.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl

MEANING: Final = 4
"""Raised when what a column holds is decided otherwise though its type stays: tables kept from before are then made
again. 3: e-mail keys in NFKC; clocks, ends before starts and answers given twice as they are read now. 4: warnings as
messages with their values, to be said in any language."""

INSTANT: Final = pl.Datetime("ms", "UTC")
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2099
"""An instant outside these years is unknown: no webcast is so early, and what is much later cannot be shown in every
time zone or kept in every file. Systems write years such as 9999 and 0 for *never* and *not known*."""

ColumnType = pl.DataType | type[pl.DataType]
Schema = dict[str, ColumnType]

ANALYTICS: Final[Schema] = {
    "total_registrants": pl.Int64,
    "total_sessions": pl.Int64,
    "live_sessions": pl.Int64,
    "od_sessions": pl.Int64,
    "simlive_sessions": pl.Int64,
    "unique_live_viewers": pl.Int64,
    "unique_od_viewers": pl.Int64,
    "unique_simlive_viewers": pl.Int64,
    "no_shows": pl.Int64,
    "live_registrants": pl.Int64,
    "live_conversion_rate": pl.Float64,
    "total_conversion_rate": pl.Float64,
}
"""The platform's own figures (guide, "Report Result Nodes", ``event_analytics``); rates are shares from 0 to 1."""

EVENT: Final[Schema] = {
    "event_id": pl.String,
    "title": pl.String,
    "cost_center": pl.String,
    "creator": pl.String,
    "created_at": INSTANT,
    "live_scheduled_at": INSTANT,
    "live_start": INSTANT,
    "live_end": INSTANT,
    "simlive_scheduled_at": INSTANT,
    "od_published_at": INSTANT,
    "od_expires_at": INSTANT,
    "duration_ms": pl.Int64,
    **{f"reported_{name}": kind for name, kind in ANALYTICS.items()},
    "report_zone": pl.String,  # as the report names it, e.g. "Eastern Standard Time"
    "run_at": INSTANT,  # when the platform made the report: "data as of"
    "report_filters": pl.String,  # the filters echoed in the report, in words; null when none was on
    "format": pl.String,  # "xml", "json", "csv", "xlsx", or "xml+json": two reports made one
    "has_sessions": pl.Boolean,  # false: counts and durations by type only (CSV, XLSX)
}

FIXED_FIELDS: Final[tuple[str, ...]] = (
    "first_name",
    "last_name",
    "company",
    "email",
    "title",
    "country",
    "address1",
    "address2",
    "city",
    "state",
    "postal_code",
    "phone",
    "mobile",
    "fax",
)
"""The platform's fixed registration fields, in the platform's order."""

REGISTRANTS: Final[Schema] = {
    "event_id": pl.String,
    "registrant": pl.Int64,  # row number in the report, from 1
    "registered_at": INSTANT,
    **dict.fromkeys(FIXED_FIELDS, pl.String),
    "email_key": pl.String,  # see key_of_email; null without e-mail
    "campaign": pl.String,  # source_track_id, "Campaign ID"
    "referrer": pl.String,
    "opted_out": pl.Boolean,  # "Unsubscribed"; null where the report doesn't say
    # The platform's own totals by type, computed from the session rows where a format has none of its own.
    "live_sessions": pl.Int64,
    "od_sessions": pl.Int64,
    "simlive_sessions": pl.Int64,
    "total_sessions": pl.Int64,
    "live_ms": pl.Int64,
    "od_ms": pl.Int64,
    "simlive_ms": pl.Int64,
    "total_ms": pl.Int64,
}

REGISTRATION_QUESTIONS: Final[Schema] = {
    "event_id": pl.String,
    "question_id": pl.String,
    "text": pl.String,
    "position": pl.Int64,
}

REGISTRATION_ANSWERS: Final[Schema] = {
    "event_id": pl.String,
    "registrant": pl.Int64,
    "question_id": pl.String,
    "answer": pl.String,
}

MODES: Final = ("Live", "On-Demand", "SimLive", "Other")
"""Session types. The platform also says "Archive" for On-Demand; what we don't know is Other and a warning."""

SESSIONS: Final[Schema] = {
    "event_id": pl.String,
    "registrant": pl.Int64,
    "session": pl.Int64,  # row number within the registrant, from 1
    "type": pl.Enum(MODES),
    "start": INSTANT,
    "end": INSTANT,
    "duration_ms": pl.Int64,  # as the platform reports it
    "media": pl.String,
}

QA: Final[Schema] = {
    "event_id": pl.String,
    "registrant": pl.Int64,
    "n": pl.Int64,  # from 1
    "question": pl.String,
    "answer": pl.String,
}

SURVEY_QUESTIONS: Final[Schema] = {
    "event_id": pl.String,
    "survey_id": pl.String,
    "question_id": pl.String,  # "" for an attendance survey, which has no question
    "survey": pl.String,  # the survey's name
    "survey_type": pl.String,  # "In Event", "Post Event", "Attendance" …; null where the format has none
    "question_type": pl.String,  # "Radio", "Checkbox", "Textbox", "Text Area", "Attendance"; null where unknown
    "type_inferred": pl.Boolean,  # true: guessed from the answers, not stated by the platform
    "text": pl.String,
    "position": pl.Int64,
}

SURVEY_RESPONSES: Final[Schema] = {
    "event_id": pl.String,
    "registrant": pl.Int64,
    "survey_id": pl.String,
    "question_id": pl.String,
    "answer": pl.String,  # as sent, checkbox answers still joined with "|"
}

WARNINGS: Final[Schema] = {
    "event_id": pl.String,
    "record": pl.Int64,  # the registrant's row number; null for the report as a whole
    "field": pl.String,
    "message": pl.String,  # as webcast.language.carried writes it, said by reports.warned; never the person's data
}

EVENT_LIST: Final[Schema] = {
    "event_id": pl.String,
    "title": pl.String,
    "cost_center": pl.String,
    "folder_id": pl.String,
    "expires_at": INSTANT,
    "is_expired": pl.Boolean,
    "latest_registration": INSTANT,
    "latest_session": INSTANT,
    "scheduled_start": INSTANT,
    "scheduled_end": INSTANT,
}
"""One row an event of the platform's event list (guide, "Event ID List Request")."""

TABLES: Final[dict[str, Schema]] = {
    "event": EVENT,
    "registrants": REGISTRANTS,
    "registration_questions": REGISTRATION_QUESTIONS,
    "registration_answers": REGISTRATION_ANSWERS,
    "sessions": SESSIONS,
    "qa": QA,
    "survey_questions": SURVEY_QUESTIONS,
    "survey_responses": SURVEY_RESPONSES,
    "warnings": WARNINGS,
}
"""Every table of a report by name, in the order in which they are stored and shown."""


def empty(table: str) -> pl.DataFrame:
    """Return the named table of :data:`TABLES` without rows.

    Raises:
        KeyError: There is no such table.
    """
    return pl.DataFrame(schema=TABLES[table])


def email_key() -> pl.Expr:
    """Return the expression that makes a person's key from the column ``email``: :func:`key_of_email`, or null.

    Polars lower-cases but neither case-folds nor normalises; that matters for non-ASCII letters alone, so only such
    values take the slow way through Python.
    """
    return pl.col("email").map_batches(_keys, return_dtype=pl.String).alias("email_key")


def _keys(emails: pl.Series) -> pl.Series:
    keys = emails.str.strip_chars(_BLANKS).str.to_lowercase()
    others = (emails.str.len_bytes() != emails.str.len_chars()).fill_null(value=False).arg_true()
    if others.len():
        spelt = [key_of_email(email) for email in emails.gather(others)]
        keys = keys.scatter(others, pl.Series(spelt, dtype=pl.String))
    return keys.replace("", None)


def plain(text: str) -> str:
    """Return a text in NFKC, without zero-width characters, case-folded: as e-mail addresses are compared."""
    return unicodedata.normalize("NFKC", text).translate(_ZERO_WIDTH).casefold()


def key_of_email(email: str) -> str:
    """Return the key that the person with an e-mail address has in ``email_key``; empty where there is no address.

    In NFKC, without zero-width characters and outer blanks, case-folded. Plus-tags and dots stay: they are other
    mailboxes to everybody but one provider.
    """
    return plain(email).strip()


_BLANKS: Final = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f "
"""The ASCII characters that ``str.strip`` takes for blanks."""

_ZERO_WIDTH: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Characters without width, which mail programs and web pages leave in addresses."""
