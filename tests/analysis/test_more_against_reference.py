"""Comparison, waiting, change, score, roll-ups, benchmark and merged broadcasts against their slow twins."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis import reference
from tests.analysis.reports import TWINS, report_of
from tests.analysis.test_against_reference import Pair, assert_same, modes, rules, same, some, twin_rules, whole
from webcast.analysis import changes, portfolio, programmes, rollups, segments, summary, terms, waiting, word_lists
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights, scores
from webcast.analysis.stages import Rules
from webcast.cohorts.cohort import Attended, Cohort, Group, Others
from webcast.cohorts.in_time import Waited
from webcast.cohorts.presets import Preset

weights: st.SearchStrategy[dict[str, float]] = st.builds(
    dict, **{name: st.sampled_from((0.0, 0.2, 0.6, 3.0)) for name in ("watch", "questions", "survey")}
)


@TWINS
@given(whole(), rules, st.booleans(), st.data())
def test_two_segments(pair: Pair, chosen: Rules, of_previous: bool, data: st.DataObject) -> None:
    audience, world = pair
    rows = [m.row for m in world.members]
    sides = [data.draw(st.lists(st.sampled_from(rows), unique=True) if rows else st.just([])) for _ in range(2)]
    two = [audience.only(pl.Series(side, dtype=pl.UInt32)) for side in sides]
    twins = [world.only(side) for side in sides]
    compared = segments.compare(two[0], two[1], chosen, of_previous=of_previous).to_dicts()
    events = world.events.values()
    funnels = [reference.funnel(twin.members, events, **twin_rules(chosen)) for twin in twins]
    for place, row in enumerate(compared):
        base = place - 1 if of_previous else 0
        counts = [f[place]["registrants"] for f in funnels]
        bases = [f[base]["registrants"] for f in funnels] if place else [None, None]
        for side in (0, 1):
            low, high = (None, None) if counts[side] is None else reference.wilson(counts[side], bases[side])
            names = ("registrants", "base", "share", "low", "high")
            values = (counts[side], bases[side], reference.share(counts[side], bases[side]), low, high)
            assert_same(row, {f"{n}_{side + 1}": v for n, v in zip(names, values, strict=True)})
        _check_difference(row, counts, bases)
    persons = [{m.person for m in twin.members} for twin in twins]
    assert segments.overlap(two[0], two[1]) == len(persons[0] & persons[1])


def _check_difference(row: dict[str, Any], counts: list[int | None], bases: list[int | None]) -> None:
    if not bases[0] or not bases[1] or counts[0] is None or counts[1] is None:
        assert row["difference"] is row["p_value"] is row["beyond_chance"] is None
        return
    expected = reference.newcombe(counts[0], bases[0], counts[1], bases[1])
    assert expected is not None
    assert_same(row, dict(zip(("difference", "low", "high"), expected, strict=True)))
    p = reference.p_value(counts[0], bases[0], counts[1], bases[1])
    assert (row["p_value"] is None) == (p is None)
    assert p is None or abs(row["p_value"] - p) < 1e-6
    assert row["beyond_chance"] == (p is not None and p < 0.05)


@TWINS
@given(some(), modes)
def test_waiting(pair: tuple[Audience, reference.World], mode: str | None) -> None:
    audience, world = pair
    expected = reference.waits(world, mode)
    assert dict(waiting.time_to_attendance(audience, mode).iter_rows()) == expected
    found = waiting.wait(audience, mode)
    values = [float(v) for v in expected.values()]
    assert found.attendees == len(values)
    for q, value in ((0.25, found.lower_quartile_ms), (0.5, found.median_ms), (0.75, found.upper_quartile_ms)):
        assert same(value, reference.quantile(values, q))
    stretches = waiting.waits(audience, mode)
    assert stretches["attendees"].sum() == len(values)
    limits = zip(stretches["attendees"], waiting.WAITS, strict=True)
    for count, (_, start, end) in limits:
        within = {row for row, v in expected.items() if (start is None or v >= start) and (end is None or v < end)}
        assert count == len(within)
        assert set(waiting.waited(audience, start, end, mode).pick("row")["row"]) == within
    assert set(waiting.waited(audience, None, None, mode).pick("row")["row"]) == expected.keys()


segment_sets: st.SearchStrategy[Cohort] = st.one_of(
    st.builds(Group, st.sampled_from(("campaign", "company", "country", "domain")), st.sampled_from((None, "Acme"))),
    st.builds(Group, st.just("question: Role?"), st.sampled_from((None, "Chef", "Cook"))),
    st.builds(Attended, st.sampled_from(("any", "none", "live", "od", "simlive"))),
    st.builds(Preset, st.sampled_from(("hot-leads", "askers", "on-demand-only"))),
    st.builds(Waited, st.just(1), st.just(24)),
)


@TWINS
@given(some(), segment_sets, rules)
def test_a_segment_and_everybody_else(pair: tuple[Audience, reference.World], people: Cohort, chosen: Rules) -> None:
    """Whoever is not in the set is in the other segment, and both funnels add up to everybody's."""
    audience, world = pair
    inside = set(people.apply(audience).pick("row")["row"])
    others = Others(people).apply(audience)
    assert set(others.pick("row")["row"]) == {m.row for m in world.members} - inside
    compared = segments.compare(people.apply(audience), others, chosen).to_dicts()
    funnels = reference.funnel(world.members, world.events.values(), **twin_rules(chosen))
    for row, together in zip(compared, funnels, strict=True):
        parts = [row["registrants_1"], row["registrants_2"]]
        # Where no report tells of one segment, it has no stages and those who registered are all that is known.
        if None not in [r[f"registrants_{side}"] for r in compared for side in (1, 2)]:
            assert sum(parts) == together["registrants"]


@TWINS
@given(some())
def test_change(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    for before, after in (
        ("Exit", "Exit"),
        ("Exit", "s4"),
        ("Exit", "Check"),
        ("Pretest", "Posttest"),
        ("Exit", "Posttest"),
    ):
        for found in changes.changes(audience, before, after):
            first, second = (reference.of_person(world, survey, found.text) for survey in (before, after))
            both = first.keys() & second.keys()
            assert found.base == len(both)
            assert found.same == sum(first[p] == second[p] for p in both)
            pairs = [(reference.number(first[p]), reference.number(second[p])) for p in both]
            known = [(a, b) for a, b in pairs if a is not None and b is not None]
            means = [
                sum(column) / len(known) if known else None
                for column in ([a for a, _ in known], [b for _, b in known])
            ]
            assert same(found.mean_before, means[0])
            assert same(found.mean_after, means[1])
            assert same(found.mean_change, sum(b - a for a, b in known) / len(known) if known else None)


@TWINS
@given(some(), weights)
def test_scores(pair: tuple[Audience, reference.World], chosen: dict[str, float]) -> None:
    audience, world = pair
    found = scores(audience, Weights(**chosen)).to_dicts()
    assert [row["row"] for row in found] == [m.row for m in world.members]
    for row, twin in zip(found, world.members, strict=True):
        assert_same(row, reference.score(twin, chosen))
        parts = [row[f"{name}_points"] for name in chosen]
        if row["score"] is not None:
            assert same(row["score"], float(sum(part or 0 for part in parts)))
            assert 0 <= row["score"] <= 10 + 1e-9


@TWINS
@given(some(), weights)
def test_companies(pair: tuple[Audience, reference.World], chosen: dict[str, float]) -> None:
    audience, world = pair
    private = {*word_lists.words("free_mail.txt"), *word_lists.words("disposable.txt")}
    groups: dict[Any, list[reference.Registrant]] = {}
    for m in world.members:
        groups.setdefault(reference.company_of(world, m, private), []).append(m)
    found = rollups.companies(audience, Weights(**chosen)).to_dicts()
    assert {(row["company"], row["kind"]) for row in found} == groups.keys()
    for row in found:
        own = groups[row["company"], row["kind"]]
        assert_same(row, reference.rolled_up(own, chosen))
        people = rollups.company_members(audience, row["company"], row["kind"])
        assert set(people.pick("row")["row"]) == {m.row for m in own}
        names = [name for m in own if (name := reference.groups_of(world, m, "company")[0]) is not None]
        assert (row["named"] is None) == (names == [])
        assert not names or names.count(row["named"]) == max(map(names.count, names))


@TWINS
@given(some(), weights, st.dictionaries(st.sampled_from(("mail", "Mail", "none")), st.floats(0, 1e6)))
def test_campaigns(pair: tuple[Audience, reference.World], chosen: dict[str, float], costs: dict[str, float]) -> None:
    audience, world = pair
    groups = reference.by_group(world, "campaign")
    found = {row["campaign"]: row for row in rollups.campaigns(audience, costs, Weights(**chosen)).to_dicts()}
    assert found.keys() == groups.keys() | costs.keys()
    for name, row in found.items():
        own = groups.get(name, [])
        if own:
            assert_same(row, reference.rolled_up(own, chosen))
        cost = costs.get(name or "")
        assert row["cost"] == cost
        assert same(row["cost_per_attendee"], reference.share(cost, row["attendees"]))
        assert same(row["cost_per_registrant"], reference.share(cost, len(own)))


@TWINS
@given(some())
def test_events_side_by_side(pair: tuple[Audience, reference.World]) -> None:
    audience, world = pair
    analytics = portfolio.event_analytics(audience)
    found = analytics.to_dicts()
    plain = {"minutes": 10.0, "of_length": None, "live": False, "include_simlive": False}
    for row, event in zip(found, world.events.values(), strict=True):
        own = [m for m in world.members if m.event is event]
        assert_same(row, reference.figures(own, [event]))
        stages = {s["stage"]: s["registrants"] for s in reference.funnel(own, [event], **plain)}
        for rate, stage in (
            ("stayed_rate", "stayed"),
            ("engaged_rate", "engaged"),
            ("survey_rate", "answered_survey"),
        ):
            assert row[stage] == stages[stage]
            assert same(row[rate], reference.share(stages[stage], stages["attended"]))
        alone = world.only(m.row for m in own)
        most, at = (None, None) if event["has_sessions"] is False else reference.peak(alone)
        assert (row["peak_viewers"], row["peak_at"]) == (most, at)
    for rate in portfolio.RATES:
        known = [row[rate] for row in found if row[rate] is not None]
        compared = portfolio.benchmark(audience, rate, analytics=analytics).to_dicts()
        assert len(compared) == len(known)
        for row in compared:
            assert row["rank"] == 1 + sum(v > row["value"] for v in known)
            assert same(row["lower_quartile"], reference.quantile(known, 0.25))
            assert same(row["median"], reference.quantile(known, 0.5))
            assert same(row["upper_quartile"], reference.quantile(known, 0.75))


@TWINS
@given(whole())
def test_merged_broadcasts(pair: Pair) -> None:
    """A programme has the persons, sessions, questions and answers of its broadcasts, and each person once."""
    _, world = pair
    found = world.tables
    report = programmes.merged(report_of(found))
    merged = Audience.of(report)
    titles: dict[str, list[str]] = {}
    for event in found["event"]:
        titles.setdefault((event["title"] or "").strip().lower() or event["event_id"], []).append(event["event_id"])
    figures = {row["event_id"]: row for row in summary.key_figures(merged).to_dicts()}
    assert figures.keys() == {"+".join(ids) for ids in titles.values()}
    for ids in titles.values():
        own = [m for m in world.members if m.record["event_id"] in ids]
        row = figures["+".join(ids)]
        if len(ids) == 1:
            assert_same(row, reference.figures(own, [world.events[ids[0]]]))
            continue
        assert row["total_registrants"] == row["people"] == len({m.person for m in own})
        if all(world.events[event_id]["has_sessions"] is not False for event_id in ids):
            by_person: dict[Any, list[reference.Registrant]] = {}
            for m in own:
                by_person.setdefault(m.person, []).append(m)
            assert row["total_sessions"] == sum(len(m.sessions) for m in own)
            assert row["attendees"] == sum(any(m.attended() for m in twins) for twins in by_person.values())
            spans = {
                p: [s for m in twins for x in m.sessions if (s := reference.span(x))]
                for p, twins in by_person.items()
            }
            assert row["watch_ms"] == sum(reference.union_length(pieces) for pieces in spans.values())
    assert merged.qa.height == sum(len(m.own("qa")) for m in world.members)
    asked = sum(len(m.asked()) for m in world.members)
    assert merged.members["questions"].sum() == asked
    assert merged.report.registrants.select("event_id", "registrant").is_duplicated().sum() == 0
    keys = ["event_id", "registrant", "session"]
    assert merged.report.sessions.select(keys).is_duplicated().sum() == 0


words_of = st.lists(st.sampled_from(("budget", "Budget", "the", "ein", "42", "x", "größe", "b2b")), max_size=4)


@TWINS
@given(st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), words_of.map(" ".join)))))
def test_frequent_terms(texts: list[tuple[int, str | None]]) -> None:
    frame = pl.DataFrame(texts, schema={"row": pl.UInt32, "text": pl.String}, orient="row")
    found = {row["term"]: row for row in terms.frequent(frame).to_dicts()}
    expected, base = reference.terms(texts, terms.stop_words())
    assert found.keys() == expected.keys()
    for term, (count, rows) in expected.items():
        assert (found[term]["texts"], found[term]["rows"]) == (count, rows)
        assert same(found[term]["share"], count / base)
