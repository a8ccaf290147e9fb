"""Reports for whom figures are enough: everything that is counted stays, nobody can be told from it.

Left out is who a registrant is: name, job title, address, telephone numbers, who made the event. What figures are
counted by stays, under a name that says nothing where the value would say who it is:

- a person's key is a keyed hash before the domain, so that who is one person is one person;
- a domain stays where at least :data:`FEWEST` persons are on it, or where anybody can have an address on it (free
  mail); a company where as many with a company's e-mail address wrote it; a country, a referrer and a choice of a
  registration question where as many have it. What somebody typed into such a question is given by fewer;
- everything else of these becomes a name of ours, another one a value: how many companies there are stays right.

The names of ours are for counting. Where groups are shown, those of fewer than :data:`FEWEST` persons, by whatever
filter, are one group: see :func:`folded`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.domains import host, registrable_name
from webcast.analysis.masks import NOBODYS, Masking
from webcast.analysis.word_lists import words
from webcast.language import say, speaking
from webcast.privacy import personal
from webcast.reports import Report
from webcast.reports.schema import FIXED_FIELDS, TABLES

FEWEST: Final = 5
"""So many persons are a group that may be shown by its name."""

SIGN: Final = "\u2060small-"
"""What a name of ours begins with: nobody can type it, and none of the data has it (it is kept out)."""

_GONE: Final = tuple(name for name in FIXED_FIELDS if name not in ("company", "country"))
"""Of the fixed fields all that nothing is counted by: they say who somebody is."""


def masked(report: Report, key: bytes) -> tuple[Report, Masking]:
    """Return a report that says of nobody who it is, and how it was masked.

    Args:
        report: Of one event or several.
        key: 16 to 64 secret bytes.
    """
    rows = report.registrants.with_row_index("_row").with_columns(
        _who=pl.coalesce("email_key", pl.concat_str(pl.lit("\x00"), "_row")), _domain=_domains(report.registrants)
    )
    free = list(words("free_mail.txt") + words("disposable.txt"))
    shown = _enough(rows, pl.col("_domain")) | (set(rows["_domain"].drop_nulls().unique()) & set(free))
    masking = Masking(key, frozenset(shown))
    own = (~pl.col("_domain").is_in(free)).fill_null(value=False)
    registrants = rows.with_columns(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in _GONE),
        email_key=_each(rows["email_key"], masking.email_key),
        company=_shown(rows, "company", masking, fold=True, where=own),
        country=_shown(rows, "country", masking, fold=True),
        referrer=_shown(rows, "referrer", masking, fold=False),
        campaign=pl.when(_personal(rows["campaign"])).then(_opaque(rows["campaign"], masking)).otherwise("campaign"),
    )
    return (
        replace(
            report,
            event=report.event.with_columns(creator=pl.lit(None, dtype=pl.String)),
            registrants=registrants.select(list(TABLES["registrants"])),
            registration_answers=_answers(report, rows, masking),
        ),
        masking,
    )


def is_ours(values: pl.Expr) -> pl.Expr:
    """Return whether values are names of ours, which are for counting alone."""
    return values.str.starts_with(SIGN) | values.str.ends_with(f".{NOBODYS}")


def _domains(registrants: pl.DataFrame) -> pl.Series:
    return _each(registrants.select(host(pl.col("email_key")))["email_key"], registrable_name)


def _each(values: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """Return a column with each of its values changed, each distinct one once."""
    known = values.drop_nulls().unique()
    changed = pl.Series([change(value) for value in known], dtype=pl.String)
    return values.replace_strict(known, changed, default=None, return_dtype=pl.String)


def _enough(rows: pl.DataFrame, value: pl.Expr, where: pl.Expr | None = None) -> set[str]:
    """Return the values that :data:`FEWEST` persons have."""
    chosen = rows if where is None else rows.filter(where)
    counted = chosen.select("_who", _value=value).drop_nulls().group_by("_value").agg(pl.col("_who").n_unique())
    return set(counted.filter(pl.col("_who") >= FEWEST)["_value"])


def _folded(name: str, *, fold: bool) -> pl.Expr:
    """Return the trimmed value that tells groups apart: null for a blank one."""
    bare = pl.col(name).str.strip_chars()
    return pl.when(bare != "").then(bare.str.to_lowercase() if fold else bare)


def _shown(
    rows: pl.DataFrame, name: str, masking: Masking, *, fold: bool, where: pl.Expr | None = None
) -> pl.Expr | pl.Series:
    """Return a column in which what few have, or who may not show theirs, has become a name of ours."""
    key = _folded(name, fold=fold)
    enough = _enough(rows, key, where)
    stays = key.is_in(list(enough)) & (pl.lit(value=True) if where is None else where)
    found = rows.select(key.alias("key"), stays.fill_null(value=False).alias("stays"), value=name)
    hidden = ~found["stays"] & found["key"].is_not_null() | _personal(found["value"])
    return found["value"].zip_with(~hidden, _opaque(found["key"], masking)).alias(name)


def _opaque(values: pl.Series, masking: Masking) -> pl.Series:
    return _each(values, lambda value: f"{SIGN}{masking.hashed(value)}")


def _personal(values: pl.Series) -> pl.Series:
    """Return which values hold an e-mail address."""
    known = values.drop_nulls().unique()
    found = [value for value in known if personal(value) or SIGN in value]
    return values.is_in(pl.Series(found, dtype=pl.String).implode()).fill_null(value=False)


_ASKED: Final = ["event_id", "question_id"]


def _answers(report: Report, rows: pl.DataFrame, masking: Masking) -> pl.DataFrame:
    """Return the answers to registration questions, of which a choice stays that enough persons made."""
    texts = report.registration_questions.select(*_ASKED, _text=pl.col("text").str.strip_chars())
    texts = texts.unique(_ASKED, keep="first", maintain_order=True)
    given = report.registration_answers.with_row_index("_n")
    parts = (
        given.join(texts, on=_ASKED, how="left")
        .join(rows.select("event_id", "registrant", "_who"), on=["event_id", "registrant"], how="left")
        .select(
            "_n", "_who", pl.coalesce("_text", "question_id").alias("_text"), part=pl.col("answer").str.split("|")
        )
        .explode("part", empty_as_null=True)
        .with_columns(key=pl.concat_str("_text", pl.lit("\x1f"), _folded("part", fold=True)))
    )
    enough = _enough(parts, pl.col("key"))
    hidden = ~parts["key"].is_in(list(enough)).fill_null(value=True) | _personal(parts["part"])
    shown = parts.with_columns(part=parts["part"].zip_with(~hidden, _opaque(parts["key"], masking)))
    whole = shown.group_by("_n", maintain_order=True).agg(pl.col("part").str.join("|"))
    named = given.join(whole, on="_n", how="left", maintain_order="left")
    blank = pl.when(pl.col("answer").is_not_null()).then("part").alias("answer")
    return named.with_columns(blank).select(list(TABLES["registration_answers"]))


def folded(audience: Audience, coded: pl.DataFrame, names: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Return groups in which all that are small are one, where the audience is masked; else the groups as they are.

    This is the one place that says which groups are shown by their names.

    Args:
        audience: Whose members.
        coded: ``row``, ``code``: whose member is in which group, null without one.
        names: The groups by code.

    Returns:
        The same with the code of the group of all small ones, which comes last; none where none is small.
    """
    if audience.masking is None:
        return coded, names
    small = _small(audience, coded, names)
    if small.is_empty():
        return coded, names
    last = pl.lit(names.len(), dtype=pl.UInt32)
    code = pl.when(pl.col("code").is_in(small.implode())).then(last).otherwise("code").cast(pl.UInt32)
    joined = coded.with_columns(code=code).unique(maintain_order=True)
    return joined, pl.concat([names, pl.Series(names.name, [small_group()], dtype=pl.String)])


def small_group() -> str:
    """Return what the group of all small groups is called."""
    return say("Groups of fewer than {fewest} people", fewest=str(FEWEST))


def _small(audience: Audience, coded: pl.DataFrame, names: pl.Series) -> pl.Series:
    """Return the codes of groups that are not shown by their names: of few persons, or of a name of ours."""
    persons = coded.drop_nulls("code").join(audience.pick("row", "person"), on="row")
    few = persons.group_by("code").agg(pl.col("person").n_unique()).filter(pl.col("person") < FEWEST)["code"]
    ours = names.to_frame("name").select(pl.arg_where(is_ours(pl.col("name")).fill_null(value=False)))
    return pl.concat([few.cast(pl.UInt32), ours.to_series().cast(pl.UInt32)]).unique()


speaking(__name__)
