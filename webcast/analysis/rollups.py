"""Members rolled up: by company, and by campaign with what each attendee cost."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from webcast.analysis import person_watch, stats
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.masking import folded, is_ours, small_group
from webcast.analysis.runs import distinct, summed
from webcast.analysis.score import Weights, scores
from webcast.analysis.word_lists import words
from webcast.errors import FilterError
from webcast.language import later
from webcast.reports.columns import constant

_GROUP = {"company": pl.String, "kind": pl.String}


class Kind(StrEnum):
    """How a member's company is known."""

    DOMAIN = "domain"
    """By the e-mail's domain."""

    NAMED = "named"
    """By the company that the member named, since the e-mail says nothing of one."""

    UNKNOWN = "unknown"
    """Not at all."""

    SMALL = "small"
    """All companies that are not shown by their names, together: see :mod:`webcast.analysis.masking`."""


@held
def companies(audience: Audience, weights: Weights | None = None) -> pl.DataFrame:
    """Return one row a company.

    A company is an e-mail domain, or what a member named where the e-mail is a free or a throw-away one.

    Returns:
        ``company`` (the domain, or the name as spelt most often; null for unknown), ``kind`` (of :class:`Kind`),
        ``named`` (of a domain: the company named most often by its members), and the figures of :func:`_rolled_up`.
        Most attendees first.
    """
    return _rows(audience, weights, *_companies(audience))


@held
def shown(audience: Audience, weights: Weights | None = None) -> pl.DataFrame:
    """Return the rows of :func:`companies` as they are shown: of a masked audience the small ones are one row.

    How many companies there are is what :func:`companies` says.
    """
    return companies(audience, weights) if audience.masking is None else _rows(audience, weights, *_shown(audience))


def _shown(audience: Audience) -> tuple[pl.Series, pl.DataFrame]:
    codes, groups = _companies(audience)
    unknown = groups.height - 1
    named = pl.when(pl.col("code") != unknown).then("code").alias("code")
    members = audience.pick("row").hstack([codes]).with_columns(named)
    coded, names = folded(audience, members, groups["company"])
    small = pl.DataFrame({"company": [small_group()], "kind": [Kind.SMALL.value]}, schema=_GROUP)
    return coded["code"].fill_null(unknown), pl.concat([groups, small]) if names.len() > groups.height else groups


def _rows(audience: Audience, weights: Weights | None, codes: pl.Series, groups: pl.DataFrame) -> pl.DataFrame:
    figures = _rolled_up(audience, codes, weights)
    found = figures.join(_named(audience, codes), on="code", how="left", maintain_order="left").collect()
    named = groups[found["code"]].hstack([found["named"]])
    return named.hstack(found[[name for name in found.columns if name not in ("code", "named")]])


def known(companies: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of :func:`companies` that are a company: all but the one of those whose company is not known.

    Whoever says how many companies there are counts these.
    """
    return companies.filter(pl.col("kind") != Kind.UNKNOWN.value)


def by_name(companies: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of :func:`shown` that are one company each: not the small ones, nor those not known."""
    return companies.filter(~pl.col("kind").is_in([Kind.UNKNOWN.value, Kind.SMALL.value]))


def are_companies(companies: pl.DataFrame) -> pl.Series:
    """Return which rows :func:`by_name` returns: a row a company, at hand without a query."""
    return (companies["kind"] != Kind.UNKNOWN.value) & (companies["kind"] != Kind.SMALL.value)


@held
def company_of(audience: Audience) -> pl.DataFrame:
    """Return ``row``, ``company``, ``kind`` of every member, in the members' order."""
    codes, groups = _companies(audience)
    return audience.pick("row").hstack(groups[codes])


def _companies(audience: Audience) -> tuple[pl.Series, pl.DataFrame]:
    """Return the number of each member's company, and ``company``, ``kind`` by number."""
    return audience.once("companies of members", lambda: _numbered(audience))


def _numbered(audience: Audience) -> tuple[pl.Series, pl.DataFrame]:
    domains, names = audience.values("domain"), audience.values("company")
    private = domains.is_in(list(words("free_mail.txt") + words("disposable.txt")))
    unknown = pl.DataFrame({"company": [None], "kind": [Kind.UNKNOWN.value]}, schema=_GROUP)
    groups = pl.concat([_of_kind(domains, Kind.DOMAIN), _of_kind(names, Kind.NAMED), unknown])
    by_domain = pl.lit(~private).gather("domain_code").fill_null(value=False)
    named = pl.col("company_code") + domains.len()
    code = pl.when(by_domain).then("domain_code").otherwise(named).fill_null(groups.height - 1)
    return audience.pick(code=code.cast(pl.UInt32))["code"], groups


def _of_kind(companies: pl.Series, kind: Kind) -> pl.DataFrame:
    kinds = constant(companies.len(), pl.String, value=kind.value, name="kind")
    return pl.DataFrame([companies.alias("company"), kinds])


def _named(audience: Audience, codes: pl.Series) -> pl.LazyFrame:
    """Return ``code``, ``named``: the company named most often by the members with each code."""
    pairs = audience.plan("company_code").with_columns(codes).drop_nulls()
    if audience.masking is not None:
        ours = audience.values("company").to_frame("name").select(is_ours(pl.col("name"))).to_series()
        pairs = pairs.filter(~pl.lit(ours).gather("company_code"))
    packed = pairs.select(pair=pl.col("code").cast(pl.UInt64) * 2**32 + pl.col("company_code"))
    runs = packed.select(pl.col("pair").sort().rle()).unnest("pair")
    counted = runs.select(
        seen="len", code=(pl.col("value") // 2**32).cast(pl.UInt32), name=(pl.col("value") % 2**32).cast(pl.UInt32)
    )
    # Names are numbered in alphabetical order, so the first of the most frequent is the first by the alphabet.
    most = counted.sort("seen", "name", descending=[True, False]).unique("code", keep="first", maintain_order=True)
    return most.select("code", named=pl.lit(audience.values("company")).gather("name"))


def company_members(audience: Audience, company: str | None, kind: str) -> Audience:
    """Return the members of one company: the list behind its row."""
    if kind == Kind.SMALL:
        codes, groups = _shown(audience)
        return audience.only(audience.pick("row")["row"].filter((groups["kind"] == kind).gather(codes)))
    found = company_of(audience).filter(pl.col("company").eq_missing(pl.lit(company)) & (pl.col("kind") == kind))
    return audience.only(found["row"])


@held
def campaigns(
    audience: Audience, costs: Mapping[str, float] | None = None, weights: Weights | None = None
) -> pl.DataFrame:
    """Return one row a campaign (``source_track_id``), most attendees first; null is those without one.

    Args:
        audience: Whose campaigns.
        costs: What each campaign cost, in any one currency.
        weights: For the mean score.

    Returns:
        ``campaign``, the figures of :func:`_rolled_up`, ``cost``, ``cost_per_registrant``, ``cost_per_attendee``
        (null without a cost, or when nobody came). A campaign with a cost and no registrant has a row too.

    Raises:
        FilterError: A cost is negative or no number.
    """
    spent = _costs(costs or {}).lazy()
    names = audience.values("campaign")
    codes = audience.pick(code=pl.col("campaign_code").fill_null(names.len()))["code"]
    found = _rolled_up(audience, codes, weights)
    named = pl.lit(names).gather("code", null_on_oob=True).alias("campaign")
    found = found.select(named, pl.all().exclude("code"))
    joined = found.join(spent, on="campaign", how="full", coalesce=True, maintain_order="left_right")
    counts = ("registrants", "persons", "attendees", "told", "watch_ms", "questions", "respondents")
    # A campaign that cost something and has no registrants: zero of everything, as nobody came by it.
    bare = pl.col("registrants").is_null()
    zeros = [pl.when(bare).then(0).otherwise(name).alias(name) for name in counts]
    return (
        joined.with_columns(zeros)
        .with_columns(
            cost_per_registrant=stats.share(pl.col("cost"), pl.col("registrants")),
            cost_per_attendee=stats.share(pl.col("cost"), pl.col("attendees")),
        )
        .collect()
    )


def _costs(costs: Mapping[str, float]) -> pl.DataFrame:
    for cost in costs.values():
        if not 0 <= cost < float("inf"):
            raise FilterError(later("The cost of a campaign should be zero or more, but is {cost}.", cost=cost))
    tidy = {name.strip(): float(cost) for name, cost in costs.items()}
    return pl.DataFrame(
        {"campaign": list(tidy), "cost": list(tidy.values())}, schema={"campaign": pl.String, "cost": pl.Float64}
    )


def _rolled_up(audience: Audience, codes: pl.Series, weights: Weights | None) -> pl.LazyFrame:
    """Return one row a group, named by ``code``, most attendees first.

    ``registrants``, ``persons``, ``attendees``, ``told`` (registrants of events whose reports tell who attended),
    ``attendance_rate`` (attendees ÷ these), ``watch_ms`` (of the group's own records, a person's together),
    ``average_watch_ms`` (per attending person whose watch time is known), ``questions``, ``respondents`` (who
    answered a survey question), ``mean_score`` (over members that have one). Attendees and watch time are null where
    no report of a group's events tells.
    """
    members = audience.plan(
        "person", "attended", "told", "questions", "survey_answers", timed=pl.col("watch_ms").is_not_null()
    ).with_columns(codes.alias("code"), scores(audience, weights)["score"])
    counted = members.select(
        "code",
        registrants=pl.lit(value=True),
        attendees=pl.col("attended").fill_null(value=False),
        told="told",
        timed="timed",
        watch_ms=pl.lit(person_watch.of_members(audience, "watch_ms", codes=codes)["watch_ms"]).fill_null(0),
        questions="questions",
        respondents=pl.col("survey_answers") > 0,
    )
    found = summed(counted, "code").join(distinct(members, "code", "person"), on="code", maintain_order="left")
    came = distinct(members.filter(pl.col("attended") & pl.col("timed")), "code", "person").rename(
        {"distinct": "came"}
    )
    found = found.join(came, on="code", how="left", maintain_order="left")
    means = members.group_by("code").agg(pl.col("score").mean().alias("mean_score"))
    found = found.join(means, on="code", maintain_order="left")
    return found.sort("attendees", "registrants", "code", descending=[True, True, False]).select(
        "code",
        "registrants",
        pl.col("distinct").alias("persons"),
        pl.when(pl.col("told") > 0).then("attendees").alias("attendees"),
        "told",
        stats.share(pl.col("attendees"), pl.col("told")).alias("attendance_rate"),
        pl.when(pl.col("timed") > 0).then("watch_ms").alias("watch_ms"),
        stats.share(pl.col("watch_ms"), pl.col("came")).alias("average_watch_ms"),
        "questions",
        "respondents",
        "mean_score",
    )
