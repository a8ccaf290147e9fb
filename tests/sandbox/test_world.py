"""The world looks like a real company's two years: shapes with bounds, from what its reports would say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from webcast.sandbox import texts
from webcast.sandbox.companies import FREE_MAIL
from webcast.sandbox.events import LIVE, ON_DEMAND, SIMLIVE, Event, Viewer
from webcast.sandbox.programmes import PROGRAMMES
from webcast.sandbox.reports import render
from webcast.sandbox.running import INTO_THE_BROADCAST
from webcast.sandbox.world import DEFAULT_TODAY, World, make_world

DAY = 86_400_000
MINUTE = 60_000


@pytest.fixture(scope="module")
def now(world: World) -> int:
    return int((world.on_air + INTO_THE_BROADCAST).timestamp() * 1000)


@pytest.fixture(scope="module")
def giant(world: World) -> Event:
    return next(event for event in world if len(event.moments.registrations) == 25_000)


@pytest.fixture(scope="module")
def past(world: World, now: int) -> list[tuple[Event, list[Viewer]]]:
    """Events that were live and are over for two months, with their viewers."""
    over = [e for e in world if e.facts.live_end is not None and e.facts.live_end < now - 60 * DAY]
    return [(event, event.viewers(now)) for event in over]


def email(viewer: Viewer) -> str:
    return viewer.answers.get("email", "").strip().lower()


def watched(viewer: Viewer, mode: str) -> bool:
    return any(session.mode == mode for session in viewer.sessions)


def test_one_seed_one_world() -> None:
    first, second, other = make_world(), make_world(), make_world(seed=8)
    title = "Cold Chain Compliance in 45 Minutes"
    assert list(first.events) == list(second.events)
    assert render(first.find(title)[0]) == render(second.find(title)[0])
    assert render(first.find(title)[0]) != render(other.find(title)[0])


def test_every_time_follows_from_today() -> None:
    later = make_world(today=DEFAULT_TODAY + timedelta(days=364))
    event = later.find("Cold Chain Compliance in 45 Minutes")[0]
    start = event.facts.live_scheduled
    assert start is not None
    assert date.fromtimestamp(start / 1000) == date(2025, 10, 1)  # noqa: DTZ012 mid-day in UTC


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2027, 12, 24), date(2028, 2, 29), date(2026, 3, 29)])
def test_any_day_will_do(today: date) -> None:
    made = make_world(today=today)
    on_air = int(made.on_air.timestamp() * 1000)
    days = [datetime.fromtimestamp((e.facts.scheduled_start or on_air) / 1000, UTC).date() for e in made]
    assert len(days) == 46
    assert [day > today for day in days].count(True) == 3
    assert [
        day for day in days if day != today and (day.month, day.day) in ((12, 24), (12, 25), (12, 31), (1, 1))
    ] == []
    assert all(event.moments.counts(on_air)[0] > 0 for event in made)


def test_a_calendar_of_ones_own() -> None:
    keynote = next(programme for programme in PROGRAMMES if programme.size == 25_000)
    made = make_world(programmes=(replace(keynote, size=3000), replace(keynote, size=40, title="Small")))
    assert [(e.facts.title, len(e.everybody())) for e in made] == [
        ("Global Operations Summit 2025: Opening Keynote", 3000),
        ("Small", 40),
    ]


def test_some_forty_events_over_two_years_one_on_air_and_three_to_come(world: World, now: int) -> None:
    starts = [e.facts.scheduled_start or e.facts.od_published or 0 for e in world]
    assert len(starts) == 46
    assert starts == sorted(starts)
    assert 1.9 * 365 < (now - starts[0]) / DAY < 2.05 * 365
    assert sum(start > now for start in starts) == 3
    on_air = [
        e for e in world if e.facts.live_start and e.facts.live_end and e.facts.live_start < now < e.facts.live_end
    ]
    assert [event.facts.title for event in on_air] == ["Ask the Experts: Planning for Peak Season"]


def test_most_events_have_50_to_2000_registrants_and_one_25000(world: World) -> None:
    sizes = sorted(len(event.moments.registrations) for event in world)
    assert sizes[0] == 63
    assert sizes[-2:] == [1920, 25_000]


def test_some_events_are_expired(world: World, now: int) -> None:
    assert sum(event.is_expired(now) for event in world) == 9


def test_three_programmes_were_broadcast_twice(world: World) -> None:
    titles = Counter(event.facts.title for event in world)
    assert [title for title, count in titles.items() if count == 2] == [
        "Forecasting with AI: What Works, What Doesn’t",
        "Supplier Risk: Early Signals You Already Have",
        "Generative AI in Procurement: Field Notes",
    ]


def test_most_register_in_the_last_week_and_over_a_quarter_on_the_day(past: list[tuple[Event, list[Viewer]]]) -> None:
    last_week = on_the_day = total = 0
    for event, viewers in past:
        start, end = event.facts.live_start or 0, event.facts.live_end or 0
        times = [v.registered_at for v in viewers if v.registered_at <= end]
        total += len(times)
        last_week += sum(at > start - 7 * DAY for at in times)
        on_the_day += sum(at > start - start % DAY for at in times)
    assert 0.54 < last_week / total < 0.62
    assert 0.25 < on_the_day / total < 0.33


def test_a_third_to_a_half_of_the_registrants_come_live(past: list[tuple[Event, list[Viewer]]]) -> None:
    for event, viewers in past:
        in_time = [v for v in viewers if v.registered_at <= (event.facts.live_end or 0)]
        if len(in_time) > 200:
            assert 0.29 < sum(watched(v, LIVE) for v in in_time) / len(in_time) < 0.55, event.facts.title


def test_arrivals_peak_at_the_start_minute_with_a_tail_of_ten(giant: Event, now: int) -> None:
    start = giant.facts.live_start or 0
    first = [min(s.start for s in v.sessions if s.mode == LIVE) for v in giant.viewers(now) if watched(v, LIVE)]
    minutes = Counter((at - start) // MINUTE for at in first)
    assert minutes.most_common(1)[0][0] == 0
    assert 0.45 < minutes[0] / len(first) < 0.65
    assert sum(minutes[m] for m in range(11)) / len(first) > 0.85
    assert [m for m in range(1, 8) if minutes[m] < minutes[m + 1]] == []


def test_viewers_leak_slowly_and_leave_at_the_questions_and_at_the_end(giant: Event, now: int) -> None:
    start, end = giant.facts.live_start or 0, giant.facts.live_end or 0
    live = [s for v in giant.viewers(now) for s in v.sessions if s.mode == LIVE]

    def viewers(share: float) -> int:
        at = start + int(share * (end - start))
        return sum(s.start <= at < s.end for s in live)

    quarter, before, after = viewers(0.25), viewers(0.77), viewers(0.83)
    assert 0.85 < before / quarter < 0.98
    assert 0.75 < after / before < 0.88
    assert viewers(0.99) > 0.5 * quarter
    assert max(s.end for s in live) <= end


def test_the_recording_is_watched_less_every_week_with_a_bump_at_the_mailings(giant: Event, now: int) -> None:
    published = giant.facts.od_published or 0
    midnight = published - published % DAY
    views = [s.start for v in giant.viewers(now) for s in v.sessions if s.mode == ON_DEMAND]
    days = Counter((at - midnight) // DAY for at in views)
    weeks = [sum(days[7 * week + d] for d in range(7)) for week in range(6)]
    assert days.most_common(1)[0][0] == 1
    assert days[7] > days[6]
    assert weeks == sorted(weeks, reverse=True)


def test_one_in_ten_asks_and_many_are_answered(past: list[tuple[Event, list[Viewer]]]) -> None:
    live = [v for _, viewers in past for v in viewers if watched(v, LIVE)]
    asked = [a for v in live for a in v.asked]
    assert 0.08 < sum(bool(v.asked) for v in live) / len(live) < 0.13
    assert 0.3 < sum(a.answer is not None for a in asked) / len(asked) < 0.9


def test_a_quarter_answers_the_exit_survey(past: list[tuple[Event, list[Viewer]]]) -> None:
    attended = answered = 0
    for event, viewers in past:
        ids = {survey.id for survey in event.facts.surveys if survey.name == "Feedback Survey"}
        live = [v for v in viewers if watched(v, LIVE)] if ids else []
        attended += len(live)
        answered += sum(any(r.survey_id in ids for r in v.responses) for v in live)
    assert 0.2 < answered / attended < 0.3


def test_somebody_answers_a_survey_without_having_watched(past: list[tuple[Event, list[Viewer]]]) -> None:
    assert any(v.responses and not v.sessions for _, viewers in past for v in viewers)


def test_a_fifth_of_people_come_to_several_events(world: World, now: int) -> None:
    attended = Counter(key for event in world for key in {email(v) for v in event.viewers(now) if v.sessions} - {""})
    assert 0.15 < sum(count > 1 for count in attended.values()) / len(attended) < 0.25


def test_a_person_is_the_same_everywhere(world: World, now: int) -> None:
    seen: dict[str, set[tuple[str | None, str | None]]] = {}
    for event in world:
        for viewer in event.viewers(now):
            if email(viewer):
                name = (viewer.answers.get("lastname"), viewer.answers.get("country"))
                seen.setdefault(email(viewer), set()).add(name)
    assert [key for key, names in seen.items() if len(names) > 1] == []


def test_a_few_companies_bring_many_people(giant: Event, now: int) -> None:
    domains = Counter(email(v).rpartition("@")[2] for v in giant.viewers(now) if email(v))
    companies = [count for domain, count in domains.most_common() if domain.endswith(".example")]
    assert sum(companies[:10]) / sum(companies) > 0.1
    assert companies[len(companies) // 2] < 30


def test_campaigns_differ_in_quality_as_well_as_in_number(giant: Event, now: int) -> None:
    registered: Counter[str] = Counter()
    came: Counter[str] = Counter()
    for viewer in giant.viewers(now):
        campaign = viewer.answers.get("source_track_id", "")
        registered[campaign] += 1
        came[campaign] += watched(viewer, LIVE)
    rates = {campaign: came[campaign] / count for campaign, count in registered.items() if count > 200}
    assert rates["Content Syndication"] < 0.2
    assert rates["LinkedIn Sponsored"] < 0.75 * rates["Email Invitation"]


def test_addresses_are_made_up_or_numbered_free_mail(world: World, now: int) -> None:
    domains = Counter()  # type: Counter[str]
    for event in world:
        for viewer in event.viewers(now):
            local, _, domain = email(viewer).rpartition("@")
            if domain and not domain.endswith(".example"):
                assert ".sbx" in local
                domains[domain] += 1
    assert set(domains) == set(FREE_MAIL)


def test_names_come_in_many_scripts(giant: Event, now: int) -> None:
    scripts: Counter[str] = Counter()
    for viewer in giant.viewers(now):
        for letter in viewer.answers.get("lastname", "")[:1]:
            scripts[unicodedata.name(letter, "?").split()[0]] += 1
    for script in ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HANGUL", "DEVANAGARI"):
        assert scripts[script] > 3, script
    assert any("HIRAGANA" in unicodedata.name(v.answers.get("firstname", "?")[0], "") for v in giant.viewers(now))


def test_every_hostile_text_turns_up(world: World, now: int) -> None:
    found = {text for event in world for v in event.viewers(now) for text in v.answers.values()}
    assert set(texts.HOSTILE) - found == set()


def test_addresses_are_missing_where_the_form_allowed_it_and_doubled_everywhere(
    past: list[tuple[Event, list[Viewer]]],
) -> None:
    missing = {event.facts.cost_center for event, viewers in past if any(not email(v) for v in viewers)}
    assert missing == {"Investor Relations"}
    written = [[v.answers["email"] for v in viewers if email(v)] for _, viewers in past]
    doubled = [Counter(address.strip().lower() for address in addresses) for addresses in written]
    assert sum(any(count > 1 for count in counts.values()) for counts in doubled) > len(doubled) / 2
    every = [address for addresses in written for address in addresses]
    assert any(address != address.lower() for address in every)
    assert any(address != address.strip() for address in every)


def test_sessions_overlap_reconnect_repeat_and_blink(giant: Event, now: int) -> None:
    kinds: Counter[str] = Counter()
    for viewer in giant.viewers(now):
        live = sorted((s.start, s.end) for s in viewer.sessions if s.mode == LIVE)
        kinds["blink"] += any(start == end for start, end in live)
        for (start, end), (next_start, next_end) in pairwise(live):
            same = (start, end) == (next_start, next_end)
            kinds["same" if same else "overlap" if next_start < end else "back"] += 1
    assert all(kinds[kind] > 5 for kind in ("blink", "same", "overlap", "back")), kinds


def test_the_second_airing_of_a_programme_is_simlive(world: World, now: int) -> None:
    live, simlive = world.find("Supplier Risk: Early Signals You Already Have")
    assert (live.facts.live_start is None, simlive.facts.live_start is None) == (False, True)
    modes = {s.mode for v in simlive.viewers(now) for s in v.sessions}
    assert modes == {SIMLIVE, ON_DEMAND}
    both = world.find("Control Tower 7.0: What’s New")[0]
    assert {s.mode for v in both.viewers(now) for s in v.sessions} == {LIVE, SIMLIVE, ON_DEMAND}


def test_pretest_and_posttest_ask_the_same_and_people_learn(world: World, now: int) -> None:
    event = world.find("Retail Replenishment Masterclass")[0]
    pretest, _, posttest, _ = event.facts.surveys
    assert (pretest.name, posttest.name) == ("Pretest", "Posttest")
    assert [q.text for q in pretest.questions] == [q.text for q in posttest.questions]
    right = "Demand during lead time plus safety stock"
    shares = []
    for survey in (pretest, posttest):
        question = survey.questions[0].id
        given = [r.choices[0] for v in event.viewers(now) for r in v.responses if r.question_id == question]
        shares.append(given.count(right) / len(given))
    assert shares[0] + 0.2 < shares[1]


def test_nobody_registers_before_the_page_is_up_or_watches_before_registering(world: World) -> None:
    for event in world:
        for viewer in event.everybody():
            assert viewer.registered_at > event.facts.created_at
            assert all(s.start >= viewer.registered_at and s.end < event.facts.expires_at for s in viewer.sessions)


def test_an_event_on_air_fills_up_while_time_goes_on(world: World, now: int) -> None:
    event = world.find("Ask the Experts: Planning for Peak Season")[0]
    later = now + 20 * MINUTE
    early, late = event.viewers(now), event.viewers(later)
    assert len(early) < len(late)
    assert max(s.end for v in early for s in v.sessions) == now
    assert event.moments.latest_session(now) == now
    assert event.facts.as_of(now).live_end is None
    assert event.facts.as_of(now + DAY).live_end == event.facts.live_end


def test_what_changes_a_report_moves_a_stamp(world: World) -> None:
    """Survey answers and questions come no later than the last session or the registration."""
    for event in world:
        for viewer in event.everybody():
            last = max((s.end for s in viewer.sessions), default=viewer.registered_at)
            assert all(asked.at <= last for asked in viewer.asked)
            assert all(response.at <= last for response in viewer.responses)
