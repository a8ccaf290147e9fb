"""Members rolled up: by company, and by campaign with what each attendee cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import polars as pl

from webcast.analysis import group_sums, stats
from webcast.analysis.audience import Audience
from webcast.analysis.held import held
from webcast.analysis.masking import folded, is_ours, small_group
from webcast.analysis.numbering import lasting_codes
from webcast.analysis.pairs import Answer, Pair
from webcast.analysis.parts import Stacked
from webcast.analysis.score import Weights
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
        ``named`` (of a domain: the company named most often by its members), and the figures of
        :func:`.group_sums.figures`. Most attendees first.
    """
    return _rows(*audience.once("companies merged", lambda: _merged(audience)), weights)


def _merged(audience: Audience) -> tuple[pl.DataFrame, pl.DataFrame, pl.LazyFrame]:
    """Return what :func:`_rows` makes figures of for any weights."""
    names = _with_named(_spelt(COMPANY_NAMES.of(audience)), COMPANIES_NAMED.of(audience))
    return COMPANY_SUMS.of(audience), COMPANY_PEOPLE.of(audience), names


@held
def shown(audience: Audience, weights: Weights | None = None) -> pl.DataFrame:
    """Return the rows of :func:`companies` as they are shown: of a masked audience the small ones are one row.

    How many companies there are is what :func:`companies` says.
    """
    if audience.masking is None:
        return companies(audience, weights)
    codes, groups = _shown(audience)
    names = groups.with_row_index("code").with_columns(pl.col("code").cast(pl.Int64))
    sums, people, named = (
        merge(Stacked(partial(audience, codes)))
        for partial, merge in (
            (group_sums.added, group_sums.together), (group_sums.came, group_sums.persons), (_naming, _named_often),
        )
    )  # fmt: skip
    return _rows(sums, people, _with_named(names.lazy(), named), weights)


def _shown(audience: Audience) -> tuple[pl.Series, pl.DataFrame]:
    codes, groups = _companies(audience)
    unknown = groups.height - 1
    named = pl.when(pl.col("code") != unknown).then("code").alias("code")
    members = audience.pick("row").hstack([codes]).with_columns(named)
    coded, names = folded(audience, members, groups["company"])
    small = pl.DataFrame({"company": [small_group()], "kind": [Kind.SMALL.value]}, schema=_GROUP)
    return coded["code"].fill_null(unknown), pl.concat([groups, small]) if names.len() > groups.height else groups


def _rows(sums: pl.DataFrame, people: pl.DataFrame, names: pl.LazyFrame, weights: Weights | None) -> pl.DataFrame:
    found = group_sums.figures(sums, people, weights).join(names, on="code", how="left", maintain_order="left")
    known = found.with_columns(pl.col("kind").fill_null(Kind.UNKNOWN.value))
    order = ("_attendees", "registrants", pl.col("kind").cast(pl.Enum(Kind)), "company")
    ordered = known.sort(*order, descending=[True, True, False, False], nulls_last=True)
    first = ("company", "kind", "named")
    return ordered.select(*first, pl.all().exclude(*first, "code", "_attendees")).collect()


def are_known(companies: pl.DataFrame) -> pl.Series:
    """Return which rows of :func:`companies` are a company: all but the one of those whose company is not known.

    Whoever says how many companies there are counts these. At hand without a query.
    """
    return companies["kind"] != Kind.UNKNOWN.value


def by_name(companies: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of :func:`shown` that are one company each: not the small ones, nor those not known."""
    return companies.filter(are_companies(companies))


def are_companies(companies: pl.DataFrame) -> pl.Series:
    """Return which rows :func:`by_name` returns: a row a company, at hand without a query."""
    return are_known(companies) & (companies["kind"] != Kind.SMALL.value)


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


def _parts_know(audience: Audience, column: str) -> pl.Expr:
    """Return, over a column of numbers of :func:`_companies`, by which parts know these companies."""
    return (
        pl.lit(_numbers(audience)).gather(column).alias(column) if audience.lasting else pl.col(column).cast(pl.Int64)
    )


def _numbers(audience: Audience) -> pl.Series:
    return audience.once("lasting numbers of companies", lambda: _lasting(_companies(audience)[1]))


def _lasting(groups: pl.DataFrame) -> pl.Series:
    key = pl.when(pl.col("kind") == Kind.NAMED.value).then(pl.col("company").str.to_lowercase()).otherwise("company")
    names = groups.select(pl.concat_str("kind", key, separator=":", ignore_nulls=True)).to_series()
    return lasting_codes(names.to_list())


def _company_codes(audience: Audience) -> pl.Series:
    """Return by which number parts know the company of each member."""
    codes, _ = _companies(audience)
    return _numbers(audience).gather(codes) if audience.lasting else codes


def _of(
    codes: Callable[[Audience], pl.Series], partial: Callable[[Audience, pl.Series], pl.DataFrame]
) -> Callable[[Audience], pl.DataFrame]:
    return lambda audience: partial(audience, codes(audience))


def _names(audience: Audience) -> pl.DataFrame:
    """Return a partial: how often each company is spelt in which way, by members or not.

    ``code``, ``kind`` (its place in :class:`Kind`), ``spelling``, ``seen``.
    """
    domains = audience.values("domain").to_frame("spelling").with_row_index("group").lazy()
    names = audience.spellings("company").with_columns(pl.col("group") + domains_of(audience))
    kinds = [
        domains.select("group", "spelling", seen=pl.lit(1, pl.Int64), kind=pl.lit(0, pl.Int64)),
        names.select("group", "spelling", "seen", kind=pl.lit(1, pl.Int64)),
    ]
    known = _parts_know(audience, "group").alias("code")
    return pl.concat(kinds).sort("group", "spelling").select(known, "kind", "spelling", "seen").collect()


def domains_of(audience: Audience) -> int:
    """Return how many domains there are: the numbers of companies begin with those."""
    return audience.values("domain").len()


def _spellings(stacked: Stacked) -> pl.DataFrame:
    return group_sums.added_up(stacked, "code", "kind", "spelling")


def _naming(audience: Audience, codes: pl.Series) -> pl.DataFrame:
    """Return a partial: ``code``, ``name``, ``seen``: which company the members of each name, and how often."""
    named = audience.plan("company_code").with_columns(codes.alias("code")).drop_nulls()
    if audience.masking is not None:
        ours = audience.values("company").to_frame("name").select(is_ours(pl.col("name"))).to_series()
        named = named.filter(~pl.lit(ours).gather("company_code"))
    counted = named.group_by(pl.col("code").cast(pl.Int64), name="company_code").agg(seen=pl.len().cast(pl.Int64))
    numbered = counted.with_columns(pl.col("name") + domains_of(audience))
    return numbered.select("code", _parts_know(audience, "name"), "seen").sort("code", "name").collect()


def _named_often(stacked: Stacked) -> pl.DataFrame:
    return group_sums.added_up(stacked, "code", "name")


def _with_named(names: pl.LazyFrame, named: pl.DataFrame) -> pl.LazyFrame:
    """Return ``code``, ``company``, ``kind`` with ``named``: the first of names that are given equally often."""
    spelt = names.select(pl.col("code").alias("name"), pl.col("company").alias("named"))
    most = named.lazy().filter(pl.col("seen") == pl.col("seen").max().over("code"))
    first = most.join(spelt, on="name").group_by("code").agg(pl.col("named").min())
    return names.join(first, on="code", how="left")


def _spelt(spellings: pl.DataFrame) -> pl.LazyFrame:
    """Return ``code``, ``company``, ``kind``: the first by the alphabet of the spellings that are seen most often."""
    ordered = spellings.lazy().sort("code", "seen", "spelling", descending=[False, True, False])
    kinds = pl.col("kind").replace_strict({0: Kind.DOMAIN.value, 1: Kind.NAMED.value}, return_dtype=pl.String)
    most = ordered.unique("code", keep="first", maintain_order=True)
    return most.select("code", pl.col("spelling").alias("company"), kinds)


def _sums_and_people(of: str, codes: Callable[[Audience], pl.Series]) -> tuple[Answer, Answer]:
    """Return what the members of groups did, and how many persons they are: see :mod:`.group_sums`."""
    sums = Pair(f"{of} sums", _of(codes, group_sums.added), group_sums.together, group_sums.together)
    people = Pair(f"{of} people", _of(codes, group_sums.came), group_sums.persons, group_sums.persons)
    return Answer(f"{of} sums merged", sums), Answer(f"{of} people merged", people)


COMPANY_SUMS, COMPANY_PEOPLE = _sums_and_people("company", _company_codes)
"""What companies' members did, and how many persons they are."""

COMPANY_NAMES: Final = Answer("companies' names", Pair("company names", _names, _spellings, _spellings))
"""How often each company, and each that is named, is spelt in which way."""

COMPANIES_NAMED: Final = Answer(
    "companies named", Pair("company naming", _of(_company_codes, _naming), _named_often, _named_often)
)
"""How often the members of each company name which, by its ``code``."""


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
        ``campaign``, the figures of :func:`.group_sums.figures`, ``cost``, ``cost_per_registrant``,
        ``cost_per_attendee`` (null without a cost, or when nobody came). A campaign with a cost and no registrant has
        a row too.

    Raises:
        FilterError: A cost is negative or no number.
    """
    spent = _costs(costs or {}).lazy()
    answers = (CAMPAIGN_SUMS, CAMPAIGN_PEOPLE, CAMPAIGN_NAMES)
    sums, people, names = audience.once("campaigns merged", lambda: [answer.of(audience) for answer in answers])
    figures = group_sums.figures(sums, people, weights)
    named = figures.join(names.lazy(), on="code", how="left", maintain_order="left")
    order = ("_attendees", "registrants", "campaign")
    found = named.sort(*order, descending=[True, True, False], nulls_last=True)
    found = found.select("campaign", pl.all().exclude("campaign", "code", "_attendees"))
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


def by_campaign(audience: Audience) -> int:
    """Return how many members came by a campaign."""
    return BY_CAMPAIGN.of(audience)


def _by_campaign(audience: Audience) -> pl.DataFrame:
    return pl.DataFrame({"registrants": [audience.pick("campaign_code")["campaign_code"].count()]})


BY_CAMPAIGN: Final = Pair("by campaign", _by_campaign, lambda stacked: int(stacked.rows["registrants"].sum()))
"""How many members came by a campaign."""


def _campaign_codes(audience: Audience) -> pl.Series:
    """Return by which number parts know the campaign of each member, or that there is none."""
    numbers = _campaign_numbers(audience)
    found = audience.pick("campaign_code")["campaign_code"].fill_null(numbers.len() - 1)
    return numbers.gather(found) if audience.lasting else found


def _campaign_numbers(audience: Audience) -> pl.Series:
    names = audience.values("campaign")
    if not audience.lasting:
        return pl.Series(range(names.len() + 1), dtype=pl.Int64)
    return lasting_codes([*(f"campaign:{name}" for name in names), ""])


def _campaign_names(audience: Audience) -> pl.DataFrame:
    """Return a partial: ``code``, ``campaign`` of all campaigns, of members or not."""
    names = audience.values("campaign").alias("campaign")
    return pl.DataFrame([_campaign_numbers(audience).head(names.len()).alias("code"), names])


def _distinct(stacked: Stacked) -> pl.DataFrame:
    return stacked.rows if stacked.parts == 1 else stacked.rows.unique().sort("campaign")


CAMPAIGN_SUMS, CAMPAIGN_PEOPLE = _sums_and_people("campaign", _campaign_codes)
"""What campaigns' members did, and how many persons they are."""

CAMPAIGN_NAMES: Final = Answer(
    "campaigns' names",
    Pair("campaign names", _campaign_names, _distinct, _distinct),
)
"""``code``, ``campaign``."""
