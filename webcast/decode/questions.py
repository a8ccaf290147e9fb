"""Survey questions: types as stated or guessed from answers, and ids where a format has none."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import polars as pl

_TYPES: Final = ("Radio", "Checkbox", "Textbox", "Text Area", "Attendance")
_LAYOUT = re.compile(r"\s+(vertical|horizontal)$", re.IGNORECASE)
_LONG = 60
"""Characters: a choice is shorter, free text often longer."""
_CHOICES = 12
"""A question with more different answers is hardly one of choices."""


def question_type(stated: str | None, *, attendance: bool = False) -> str | None:
    """Return a question's type without its layout: "Radio Vertical" is Radio. What is not known stays as sent.

    Args:
        stated: The type as the platform has it.
        attendance: The type is a survey's; only an attendance survey is a question by itself.
    """
    text = _LAYOUT.sub("", " ".join((stated or "").split()))
    known = next((name for name in _TYPES if name.casefold() == text.casefold()), None)
    if attendance:
        return known if known == "Attendance" else None
    return known or text or None


def inferred_type(text: str | None, answers: pl.Series) -> str | None:
    """Guess a question's type from its answers, for the formats that don't state it; null without answers.

    A question without a text is an attendance check; answers with ``|`` are several choices; few, short and repeated
    answers are one choice; long ones or such with line breaks are a text area.
    """
    if not text:
        return "Attendance"
    if (count := answers.len() - answers.null_count()) == 0:
        return None
    given = pl.col("given")
    looks = pl.DataFrame({"given": answers}).select(
        several=given.str.contains("|", literal=True).any(),
        long=given.str.contains("\n", literal=True).any() | (given.str.len_chars() > _LONG).any(),
        yes_no=given.str.to_lowercase().is_in(["yes", "no", "maybe", "not sure"]).all(),
    )
    several, long, yes_no = looks.row(0)
    if several or long:
        return "Checkbox" if several else "Text Area"
    different = answers.n_unique() - (answers.null_count() > 0)
    # A single answer tells nothing; "Yes" is a choice all the same.
    few = different <= _CHOICES and (different * 2 <= count or count == 1)
    return "Radio" if few or yes_no else "Textbox"


def made_id(kind: str, *parts: str) -> str:
    """Return an id made from names and texts, the same in every report that has them."""
    digest = hashlib.sha256("\x1f".join(" ".join(part.split()) for part in parts).encode("utf-8", "replace"))
    return f"{kind}-{digest.hexdigest()[:16]}"
