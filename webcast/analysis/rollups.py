"""Members rolled up: by company, and by campaign with what each attendee cost."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from webcast.analysis import stats
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights, scores
from webcast.analysis.terms import words
from webcast.errors import FilterError


class Kind(StrEnum):
    """How a member's company is known."""

    DOMAIN = "domain"
    """By the e-mail's domain."""

    NAMED = "named"
    """By the company that the member named, since the e-mail says nothing of one."""

    UNKNOWN = "unknown"
    """Not at all."""


def companies(audience: Audience, weights: Weights | None = None) -> pl.DataFrame:
    """Return one row a company.

    A company is an e-mail domain, or what a member named where the e-mail is a free or a throw-away one.

    Returns:
        ``company`` (the domain, or the name as spelt most often; null for unknown), ``kind`` (of :class:`Kind`),
        ``named`` (of a domain: the company named most often by its members), and the figures of :func:`_figures`.
        Most attendees first.
    """
    found = _rolled_up(audience, ["company", "kind"], company_of(audience), weights)
    named = audience.pick("row", "company_code").with_columns(company_of(audience).drop("row"))
    names = audience.values("company")
    most = named.drop_nulls("company_code").group_by("company", "kind", "company_code").len()
    most = most.sort("len", "company_code", descending=[True, False]).unique(["company", "kind"], keep="first")
    most = most.select("company", "kind", named=names.gather(most["company_code"]))
    joined = found.join(most, on=["company", "kind"], how="left", nulls_equal=True, maintain_order="left")
    return joined.select("company", "kind", "named", pl.all().exclude("company", "kind", "named"))


def company_of(audience: Audience) -> pl.DataFrame:
    """Return ``row``, ``company``, ``kind`` of every member, in the members' order."""
    domains, names = audience.values("domain"), audience.values("company")
    private = domains.is_in(list(words("free_mail.txt") + words("disposable.txt")))
    codes = audience.pick("row", "domain_code", "company_code")
    by_domain = (~private).gather(codes["domain_code"]).fill_null(value=False)
    found = codes.select(
        "row", domain=domains.gather(codes["domain_code"]), name=names.gather(codes["company_code"])
    ).with_columns(by_domain.alias("by_domain"))
    kind = (
        pl.when("by_domain").then(pl.lit(Kind.DOMAIN.value)).when(pl.col("name").is_not_null())
        .then(pl.lit(Kind.NAMED.value)).otherwise(pl.lit(Kind.UNKNOWN.value))
    )  # fmt: skip
    return found.select("row", company=pl.when("by_domain").then("domain").otherwise("name"), kind=kind)


def company_members(audience: Audience, company: str | None, kind: str) -> Audience:
    """Return the members of one company: the list behind its row."""
    found = company_of(audience).filter(pl.col("company").eq_missing(pl.lit(company)) & (pl.col("kind") == kind))
    return audience.only(found["row"])


def campaigns(
    audience: Audience, costs: Mapping[str, float] | None = None, weights: Weights | None = None
) -> pl.DataFrame:
    """Return one row a campaign (``source_track_id``), most attendees first; null is those without one.

    Args:
        audience: Whose campaigns.
        costs: What each campaign cost, in any one currency.
        weights: For the mean score.

    Returns:
        ``campaign``, the figures of :func:`_figures`, ``cost``, ``cost_per_registrant``, ``cost_per_attendee`` (null
        without a cost, or when nobody came). A campaign with a cost and no registrant has a row too.

    Raises:
        FilterError: A cost is negative or no number.
    """
    spent = _costs(costs or {})
    codes = audience.pick("row", "campaign_code")
    groups = codes.select("row", campaign=audience.values("campaign").gather(codes["campaign_code"]))
    found = _rolled_up(audience, ["campaign"], groups, weights)
    joined = found.join(spent, on="campaign", how="full", coalesce=True, maintain_order="left_right")
    counts = ("registrants", "persons", "attendees", "questions", "respondents")
    return joined.with_columns(pl.col(counts).fill_null(0), pl.col("watch_ms").fill_null(0)).with_columns(
        cost_per_registrant=stats.share(pl.col("cost"), pl.col("registrants")),
        cost_per_attendee=stats.share(pl.col("cost"), pl.col("attendees")),
    )


def _costs(costs: Mapping[str, float]) -> pl.DataFrame:
    for cost in costs.values():
        if not 0 <= cost < float("inf"):
            raise FilterError(f"The cost of a campaign should be zero or more, but is {cost}.")
    tidy = {name.strip(): float(cost) for name, cost in costs.items()}
    return pl.DataFrame(
        {"campaign": list(tidy), "cost": list(tidy.values())}, schema={"campaign": pl.String, "cost": pl.Float64}
    )


def _rolled_up(audience: Audience, keys: list[str], groups: pl.DataFrame, weights: Weights | None) -> pl.DataFrame:
    """Return one row a group.

    ``registrants``, ``persons``, ``attendees``, ``attendance_rate`` (attendees ÷ registrants), ``watch_ms`` (of the
    members, once a person and event), ``average_watch_ms`` (per attendee), ``questions``, ``respondents`` (who
    answered a survey question), ``mean_score`` (over members that have one).
    """
    members = audience.pick("person", "attended", "watch_ms", "questions", "survey_answers").with_columns(
        *groups.drop("row"), scores(audience, weights)["score"]
    )
    once = _once_a_group(audience, groups.drop("row"))
    found = (
        members.with_columns(_first=once)
        .group_by(keys)
        .agg(
            pl.len().cast(pl.Int64).alias("registrants"),
            pl.col("person").n_unique().cast(pl.Int64).alias("persons"),
            pl.col("attended").sum().cast(pl.Int64).alias("attendees"),
            pl.col("watch_ms").filter("_first").sum(),
            pl.col("questions").sum().cast(pl.Int64),
            (pl.col("survey_answers") > 0).sum().cast(pl.Int64).alias("respondents"),
            pl.col("score").mean().alias("mean_score"),
        )
    )
    ordered = found.sort(
        "attendees", "registrants", *keys, descending=[True, True, *(False for _ in keys)], nulls_last=True
    )
    return ordered.select(
        *keys,
        "registrants",
        "persons",
        "attendees",
        stats.share(pl.col("attendees"), pl.col("registrants")).alias("attendance_rate"),
        "watch_ms",
        stats.share(pl.col("watch_ms"), pl.col("attendees")).alias("average_watch_ms"),
        "questions",
        "respondents",
        "mean_score",
    )


def _once_a_group(audience: Audience, groups: pl.DataFrame) -> pl.Series:
    """Return whether a member is the first of its person, event and group, for watch time, which is the person's."""
    if not audience.has_duplicates:
        return audience.firsts
    keyed = audience.pick("unit").with_columns(groups)
    return keyed.select(pl.struct(pl.all()).is_first_distinct().alias("first"))["first"]
