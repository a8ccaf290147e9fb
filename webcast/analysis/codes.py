"""Columns that figures are broken down by: the number of each value, and the values that numbers stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from webcast.analysis.domains import host, registrable_name
from webcast.analysis.numbering import Codes, at
from webcast.errors import FilterError
from webcast.language import later

NO_REFERRER: Final = "No referrer"
"""Who came without one, where the report tells referrers; null is who may have had one."""

CODED: Final = ("campaign", "domain", "company", "country", "referrer")
"""Columns that figures are broken down by; the table holds the number of the value as ``<column>_code``."""

FOLDED: Final = ("company", "country")
"""Those whose values are one when they differ in case alone."""


class Coded:
    """Numbers for the values of :data:`CODED`, in two steps: of what is written, and of what is one value."""

    def __init__(self, events: pl.DataFrame) -> None:
        self._texts = {name: pl.col(name) for name in CODED} | {
            "domain": host(pl.col("email_key")),
            "referrer": told_referrers(events).str.strip_chars().replace("", NO_REFERRER),
        }
        self._codes = {name: Codes() for name in CODED}

    def written(self, registrants: pl.LazyFrame) -> pl.LazyFrame:
        """Return the registrants with a number for each text, ``<column>_code``, and ``_<column>``: both."""
        categories = {f"_{name}": self._codes[name].categories(text) for name, text in self._texts.items()}
        numbers = {f"{name}_code": pl.col(f"_{name}").to_physical().cast(pl.UInt32) for name in CODED}
        return registrants.with_columns(**categories).with_columns(**numbers)

    def grouped(self, table: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series], pl.DataFrame]:
        """Return what :meth:`written` made with ``domain`` and a number for each value, and the values by number.

        Values are trimmed, and companies and countries one whatever their case; a blank one is null. Beside them how
        often each was spelt in which way: ``of`` (the place in :data:`CODED`), ``group`` (its number), ``spelling``,
        ``seen``.
        """
        names = {name: codes.names() for name, codes in self._codes.items()}
        names["domain"] = pl.Series("domain", [registrable_name(name) for name in names["domain"]], dtype=pl.String)
        codes = {name: table[f"{name}_code"] for name in CODED}
        groups, values, spellings = pl.collect_all(_groups(codes, names))
        columns = [at(names["domain"], codes["domain"])]
        labels: dict[str, pl.Series] = {}
        for number, name in enumerate(CODED):
            group = groups["group"].filter(groups["of"] == number)
            labels[name] = values["spelling"].filter(values["of"] == number)
            columns.append(at(group, codes[name]).alias(f"{name}_code"))
        written = {*(f"_{name}" for name in CODED), *(f"{name}_code" for name in CODED)}
        return table[[name for name in table.columns if name not in written]].hstack(columns), labels, spellings


def _groups(codes: Mapping[str, pl.Series], names: Mapping[str, pl.Series]) -> list[pl.LazyFrame]:
    """Return ``of`` (the place in :data:`CODED`) and ``group`` of each text, and ``of`` and ``spelling`` by group.

    Beside them the spellings of each group, as :meth:`Coded.grouped` returns them.

    Args:
        codes: The number of the text of each row, a column.
        names: The texts by number, a column.
    """
    texts = pl.concat([_keyed(codes[name], names[name], number) for number, name in enumerate(CODED)])
    # The spelling seen most often names the group, the first by the alphabet among equals.
    counted = texts.drop_nulls("key").group_by("of", "key", "spelling").agg(pl.col("seen").sum())
    named = counted.sort("seen", "spelling", descending=[True, False]).unique(["of", "key"], keep="first")
    values = named.sort("of", "spelling").with_columns(group=pl.int_range(pl.len(), dtype=pl.UInt32).over("of"))
    groups = texts.join(values.select("of", "key", "group"), on=["of", "key"], how="left", maintain_order="left")
    spelt = counted.join(values.select("of", "key", "group"), on=["of", "key"])
    return [
        groups.select("of", "group"),
        values.select("of", "spelling"),
        spelt.select("of", "group", "spelling", pl.col("seen").cast(pl.Int64)),
    ]


def _keyed(codes: pl.Series, names: pl.Series, number: int) -> pl.LazyFrame:
    """Return a column's texts with how often each was ``seen``, and the ``key`` of its group."""
    seen = codes.to_frame("code").lazy().drop_nulls().group_by("code").agg(seen=pl.len()).sort("code").select("seen")
    spelling = pl.col("spelling").str.strip_chars()
    key = spelling.str.to_lowercase() if CODED[number] in FOLDED else spelling
    written = pl.concat([names.cast(pl.String).to_frame("spelling").lazy(), seen], how="horizontal")
    return written.select(spelling, "seen", of=pl.lit(number, dtype=pl.UInt8), key=pl.when(key != "").then(key))


def told_referrers(events: pl.DataFrame) -> pl.Expr:
    """Return the referrers of these events' registrants: blank for none, null where they are not told.

    JSON alone tells them of everybody, XML alone of nobody, another file of everybody if it has any. Two reports made
    one tell them of whom they are not null: whoever is not in the JSON may have had one.
    """
    kinds = list(zip(events["event_id"], events["format"], strict=True))
    in_json = _among(event for event, kind in kinds if kind == "json")
    each = _among(event for event, kind in kinds if kind == "xml" or (kind is not None and "+" in kind))
    any_given = (pl.col("referrer").str.strip_chars().fill_null("") != "").any().over("event_id")
    told = pl.when(each).then(pl.col("referrer").is_not_null()).otherwise(any_given) | in_json
    return pl.when(told).then(pl.col("referrer").fill_null("")).alias("referrer")


def _among(event_ids: Iterable[str]) -> pl.Expr:
    return pl.col("event_id").is_in(list(event_ids))


def codes_of(labels: Mapping[str, pl.Series], column: str, values: Iterable[str]) -> pl.Series:
    """Return the numbers of these values of a column, trimmed; companies and countries without regard to case.

    Raises:
        FilterError: There is no such column.
    """
    if column not in CODED:
        raise FilterError(
            later(
                "'{column}' cannot be chosen by value; expected one of {columns}.",
                column=column,
                columns=", ".join(CODED),
            )
        )
    wanted, known = pl.Series([value.strip() for value in values], dtype=pl.String), labels[column]
    if column in FOLDED:
        wanted, known = wanted.str.to_lowercase(), known.str.to_lowercase()
    return known.is_in(wanted.implode()).arg_true()
