"""Every analysis a second time: slow, in plain Python, straight from the definitions in docs/metrics.md.

No polars and no cleverness: who reads a function here beside its definition should see at once that it is right.
Tables are lists of dictionaries, as :mod:`tests.analysis.reports` draws them.

Longer than other files: one page to read beside one document.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Tables = dict[str, list[Row]]

KEYS = ("event_id", "survey_id", "question_id")
KINDS = {"live": "Live", "od": "On-Demand", "simlive": "SimLive"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ms(moment: datetime) -> int:
    return round((moment - EPOCH) / timedelta(milliseconds=1))


def share(part: float | None, base: float | None) -> float | None:
    return None if not base or part is None else part / base


class World:
    """The registrants with what belongs to each; ``rows`` says which of them are looked at."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.events = {event["event_id"]: event for event in tables["event"]}
        self.questions = [
            dict(question) | {"text": told_apart(tables, question)} for question in tables["survey_questions"]
        ]
        # What is asked for again and again is found by its key: once of a world and all that are cut from it.
        self.by_key: dict[Any, Row] = {}
        for question in self.questions:
            self.by_key.setdefault(tuple(question[k] for k in KEYS), question)
        self.children: dict[Any, list[Row]] = {}
        for table in ("sessions", "qa", "survey_responses", "registration_answers"):
            for row in tables[table]:
                self.children.setdefault((table, row["event_id"], row["registrant"]), []).append(row)
        self.everyone = [Registrant(self, row, record) for row, record in enumerate(tables["registrants"])]
        self.members = self.everyone
        self.whole = self
        self.chosen: dict[str, dict[int, set[str]]] = {}
        self.placed: dict[str | None, list[tuple[Registrant, tuple[int, int]]]] = {}

    def only(self, rows: Iterable[int]) -> World:
        wanted = set(rows)
        cut = copy(self)
        cut.members = [m for m in self.members if m.row in wanted]
        cut.placed, cut.chosen = {}, {}
        return cut


class Registrant:
    def __init__(self, world: World, row: int, record: Row) -> None:
        self.world = world
        self.row = row
        self.record = record
        self.event = world.events[record["event_id"]]
        self.person: Any = record["email_key"] if record["email_key"] is not None else ("alone", row)
        until = known_until(self.event)
        self.sessions = [s | {"type": s["type"] or "Other", "until": until} for s in self.own("sessions")]
        self.has_rows = self.event["has_sessions"] is not False

    def own(self, table: str) -> list[Row]:
        return self.world.children.get((table, self.record["event_id"], self.record["registrant"]), [])

    def opted_out(self) -> bool:
        """Whether any record of the person says so."""
        return any(r.record.get("opted_out") is True for r in self.world.everyone if r.person == self.person)

    def reported(self, name: str) -> int | None:
        """What the report says; a total that it leaves out follows from all the modes, never from some."""
        said: int | None = self.record[name]
        if said is None and name.startswith("total_"):
            parts: list[int | None] = [self.record[name.replace("total", kind)] for kind in KINDS]
            said = None if None in parts else sum(part for part in parts if part is not None)
        return said

    def attended(self, kind: str | None = None) -> bool | None:
        if self.has_rows:
            return any(kind is None or s["type"] == KINDS[kind] for s in self.sessions)
        total = self.reported(f"{kind or 'total'}_sessions")
        if total is None:
            total = self.reported(f"{kind or 'total'}_ms")
        return None if total is None else total > 0

    @cache  # noqa: B019 - worlds live as long as the tests
    def watched(self, *kinds: str) -> int | None:
        """Watch time of the record's own sessions, over some kinds together; none means all."""
        return watched_together([self], *kinds)

    def timed(self, *kinds: str) -> bool:
        """Whether it is known how long the record watched (of these kinds)."""
        return self.watched(*kinds) is not None

    def count(self, kind: str | None = None) -> int | None:
        if not self.has_rows:
            return self.reported(f"{kind or 'total'}_sessions")
        return sum(1 for s in self.sessions if kind is None or s["type"] == KINDS[kind])

    def played(self) -> int | None:
        if not self.has_rows:
            return self.reported("total_ms")
        return sum(reported_length(s) for s in self.sessions)

    def in_time(self) -> bool | None:
        if self.event["live_end"] is None or self.record["registered_at"] is None:
            return None
        return bool(self.record["registered_at"] <= self.event["live_end"])

    def asked(self) -> list[Row]:
        return [q for q in self.own("qa") if (q["question"] or "").strip()]

    @cache  # noqa: B019 - worlds live as long as the tests
    def responses(self) -> list[Row]:
        """Answers to survey questions and attendance checks with at least one choice, each with its choices."""
        found = []
        sent = self.own("survey_responses")
        for place, response in enumerate(sent):
            question = question_of(self.world, response)
            if question["question_type"] == "Radio" and any(again(response, later) for later in sent[place + 1 :]):
                continue  # of one choice the later answer is meant
            picked = choices(response["answer"], several=question["question_type"] in ("Checkbox", "Attendance"))
            if picked:
                check = question["question_type"] == "Attendance"
                found.append(response | {"choices": picked, "label": label_of(question), "check": check})
        return found

    def surveyed(self) -> list[Row]:
        """Those to survey questions: an attendance check is none."""
        return [r for r in self.responses() if not r["check"]]

    def answered(self, *, checks: bool = False) -> int:
        return len({(r["survey_id"], r["question_id"]) for r in self.responses() if r["check"] == checks})

    def live_length(self) -> int | None:
        start, end = self.event["live_start"], self.event["live_end"]
        if start is not None and end is not None and end > start:
            return ms(end) - ms(start)
        return self.event["duration_ms"]  # type: ignore[no-any-return]  # as above

    def domain(self) -> str | None:
        """The registrable domain, for the few hosts that tests use."""
        key = self.record["email_key"]
        if key is None or "@" not in key:
            return None
        host = key.rsplit("@", 1)[1].strip()
        return {"mail.x.co.uk": "x.co.uk"}.get(host, host) or None


def watched_together(own: list[Registrant], *kinds: str) -> int | None:
    """Watch time of one person's records in one event: the union of their sessions, over some kinds together."""
    if not own[0].has_rows:
        known = [[m.reported(f"{kind}_ms") for kind in kinds or ("total",)] for m in own]
        whole = [sum(t for t in totals if t is not None) for totals in known if None not in totals]
        return sum(whole) if whole else None
    chosen = [span(s) for m in own for s in m.sessions if not kinds or s["type"] in map(KINDS.get, kinds)]
    return union_length([s for s in chosen if s is not None])


def units(members: list[Registrant]) -> list[list[Registrant]]:
    """The members put together by person and event."""
    found: dict[Any, list[Registrant]] = {}
    for m in members:
        found.setdefault((m.person, m.record["event_id"]), []).append(m)
    return list(found.values())


# Sessions


def span(session: Row) -> tuple[int, int] | None:
    """The session's start and end, completed by its duration; None when it cannot be placed.

    One that goes on in an event on air lasts until the report was made; that is no end to count back from.
    """
    start, end, length = session["start"], session["end"], session["duration_ms"]
    if start is None and end is not None and length is not None:
        start = end - timedelta(milliseconds=length)
    if end is None and not length and session.get("until") is not None:
        end = session["until"]
    if end is None and start is not None and length is not None:
        end = start + timedelta(milliseconds=length)
    if start is None or end is None:
        return None
    return ms(start), max(ms(start), ms(end))


def reported_length(session: Row) -> int:
    if session["duration_ms"] is not None:
        return int(session["duration_ms"])
    if session["start"] is None or session["end"] is None:
        return 0
    return max(0, ms(session["end"]) - ms(session["start"]))


def union_length(spans: list[tuple[int, int]]) -> int:
    """Cut time at every start and end, and add the pieces that lie within any span."""
    cuts = sorted({instant for pair in spans for instant in pair})
    pieces = itertools.pairwise(cuts)
    return sum(b - a for a, b in pieces if any(start <= a and b <= end for start, end in spans))


def viewers_at(world: World, t: int, mode: str | None = None) -> int:
    """Persons with a session that contains t; it contains its start and not its end."""
    return len({m.person for m, (start, end) in spans_of(world, mode) if start <= t < end})


def spans_of(world: World, mode: str | None) -> list[tuple[Registrant, tuple[int, int]]]:
    if mode not in world.placed:
        world.placed[mode] = [
            (m, found)
            for m in world.members
            for s in m.sessions
            if (mode is None or s["type"] == mode) and (found := span(s)) is not None
        ]
    return world.placed[mode]


def instants_of(world: World, mode: str | None) -> list[int]:
    return sorted({instant for _, (a, b) in spans_of(world, mode) if b > a for instant in (a, b)})


def peak(world: World, mode: str | None = None) -> tuple[int | None, datetime | None]:
    if all(event["has_sessions"] is False for event in world.events.values()):
        return None, None
    # The number of viewers can only rise where somebody comes.
    best, at = 0, None
    for t in instants_of(world, mode):
        here = viewers_at(world, t, mode)
        if here > best:
            best, at = here, EPOCH + timedelta(milliseconds=t)
    return best, at


def stays(world: World, mode: str | None = None) -> list[tuple[Any, int, int]]:
    """Person, arrival and departure of every uninterrupted stay, over all of the person's sessions."""
    found = []
    for person in {m.person for m in world.members}:
        own = [found_span for m, found_span in spans_of(world, mode) if m.person == person]
        cuts = sorted({instant for pair in own for instant in pair})
        there = [(a, b) for a, b in itertools.pairwise(cuts) if any(s <= a and b <= e for s, e in own)]
        while there:
            start, end = there.pop(0)
            while there and there[0][0] == end:
                end = there.pop(0)[1]
            found.append((person, start, end))
    return found


def stretch(world: World, mode: str | None, first: int, last: int) -> Row:
    """The figures of a stretch of time, from everybody's stays."""
    found = stays(world, mode)
    times = [first, *(t for t in instants_of(world, mode) if first < t < last)]
    counts = [viewers_at(world, t, mode) for t in times]
    return {
        "at_start": sum(a < first <= b for _, a, b in found),
        "at_end": sum(a < last <= b for _, a, b in found),
        "most": max(counts),
        "most_at": times[counts.index(max(counts))] if max(counts) else None,
        "people": {person for person, a, b in found if a < last and b > first},
        "arrived": [person for person, a, _ in found if first <= a < last],
        "left": [person for person, _, b in found if first <= b < last],
        "average": sum(max(0, min(b, last) - max(a, first)) for _, a, b in found) / (last - first),
    }


def known_until(event: Row) -> datetime | None:
    """When the report was made, where its event was on air then."""
    start, end, made = event["live_start"], event["live_end"], event.get("run_at")
    if start is None or made is None or made < start:
        return None
    on_air = made < end if end is not None else made - start < timedelta(hours=24)
    return made if on_air else None


# Figures


def total(values: Iterable[float | None]) -> float | None:
    """The sum of what is known; None when nothing is, though there is somebody."""
    found = list(values)
    known = [v for v in found if v is not None]
    return None if found and not known else sum(known)


def persons_where(members: list[Registrant], test: Callable[[Registrant], bool | None]) -> int | None:
    results = [(m.person, test(m)) for m in members]
    if results and all(result is None for _, result in results):
        return None
    return len({person for person, result in results if result})


def knows(members: list[Registrant], *kinds: str) -> list[Registrant]:
    """The members of events whose report tells of anybody whether they attended (in some kind): the base of rates."""

    def known(m: Registrant) -> bool:
        if not kinds:
            return m.attended() is not None
        came = [m.attended(kind) for kind in kinds]
        return any(came) or None not in came

    told = {m.record["event_id"] for m in (members[0].world.everyone if members else []) if known(m)}
    return [m for m in members if m.record["event_id"] in told]


def figures(members: list[Registrant], events: Iterable[Row] | None = None) -> Row:
    """The key figures of some members; ``events`` are those looked at, where they are more than the members'."""
    looked_at = [m.event for m in members] if events is None else list(events)
    endless = all(event["live_end"] is None for event in looked_at)
    attended = [m.attended() for m in members]
    in_time = [m.in_time() for m in members]
    live = [m.attended("live") for m in members]
    in_time_and_live = (
        None
        if members and all(x is None for x in live)
        else sum(bool(a and b) for a, b in zip(in_time, live, strict=True))
    )
    watch = total(watched_together(own) for own in units(members))
    attending = persons_where(members, lambda m: m.attended())
    watching = persons_where(members, lambda m: None if m.watched() is None else m.attended())
    return {
        "total_registrants": len(members),
        "people": len({m.person for m in members}),
        "attendees": total(attended),
        "attending_people": attending,
        "no_shows": total(None if a is None else not a for a in attended),
        "total_sessions": total(m.count() for m in members),
        **{f"{k}_sessions": total(m.count(k) for m in members) for k in KINDS},
        **{f"unique_{k}_viewers": persons_where(members, lambda m, k=k: m.attended(k)) for k in KINDS},  # type: ignore[misc]  # k is bound
        "live_registrants": None if endless else total(in_time),
        "live_conversion_rate": share(in_time_and_live, sum(bool(m.in_time()) for m in knows(members, "live"))),
        "total_conversion_rate": share(total(attended), len(knows(members))),
        "watch_ms": watch,
        "watch_ms_platform": total(m.played() for m in members),
        "average_watch_ms": share(watch, watching),
    }


def key_figures(world: World) -> list[Row]:
    return [
        {"event_id": e, "title": event["title"]} | figures([m for m in world.members if m.event is event], [event])
        for e, event in world.events.items()
    ]


# Funnel


def reached(
    m: Registrant, stage: str, *, minutes: float, of_length: float | None, live: bool, include_simlive: bool
) -> bool:
    kinds = (("live", "simlive") if include_simlive else ("live",)) if live else ()
    watched, length = m.watched(*kinds), m.live_length()
    if of_length is None:
        stayed = watched is not None and watched >= minutes * 60_000
    else:
        stayed = watched is not None and length is not None and watched >= of_length * length
    tests = {
        "registered": not live or bool(m.in_time()),
        "attended": any(m.attended(k) for k in kinds) if kinds else bool(m.attended()),
        "stayed": stayed,
        "engaged": bool(m.asked() or m.surveyed()),
        "answered_survey": bool(m.surveyed()),
    }
    names = list(tests)
    return all(tests[name] for name in names[: names.index(stage) + 1])


STAGES = ("registered", "attended", "stayed", "engaged", "answered_survey")


def funnel(members: list[Registrant], events: Iterable[Row] | None = None, **rules: Any) -> list[Row]:
    """The stages; ``events`` are those looked at, where they are more than the members'."""
    looked_at = [m.event for m in members] if events is None else list(events)
    endless = bool(rules["live"]) and all(event["live_end"] is None for event in looked_at)
    counted, depth = known_of(members, **rules)
    found: list[Row] = []
    for place, stage in enumerate(STAGES):
        here = sum(reached(m, stage, **rules) for m in counted) if place < depth and not endless else None
        base = found[place - 1]["registrants"] if place else None
        low, high = (None, None) if here is None else wilson(here, base)
        found.append(
            {
                "stage": stage,
                "registrants": here,
                "of_first": share(here, found[0]["registrants"] if place else here),
                "of_previous": share(here, base),
                "low": low,
                "high": high,
            }
        )
    return found


def in_stage(members: list[Registrant], stage: str, **rules: Any) -> set[int]:
    """The rows of those whom a stage counts."""
    counted, depth = known_of(members, **rules)
    return {m.row for m in counted if STAGES.index(stage) < depth and reached(m, stage, **rules)}


def known_of(members: list[Registrant], **rules: Any) -> tuple[list[Registrant], int]:
    """The members of the events that tell most, and of how many stages these tell."""
    kinds = (("live", "simlive") if rules["include_simlive"] else ("live",)) if rules["live"] else ()
    ending = [m for m in members if not rules["live"] or m.event["live_end"] is not None]
    told = knows(ending, *kinds)
    timed = {m.record["event_id"] for m in (members[0].world.everyone if members else []) if m.timed(*kinds)}
    whole = [m for m in told if m.record["event_id"] in timed]
    whole = [m for m in whole if rules["of_length"] is None or m.live_length() is not None]
    if whole or not ending:
        return whole, len(STAGES)
    return (told, 2) if told else (ending, 1)


def wilson(part: int, base: int | None) -> tuple[float | None, float | None]:
    """The values p for which the observed share is just 1.96 standard errors of p away: found by halving."""
    if not base:
        return None, None
    z = 1.959963984540054

    def edge(inside: float, outside: float) -> float:
        for _ in range(60):
            middle = (inside + outside) / 2
            error = math.sqrt(middle * (1 - middle) / base)
            if abs(part / base - middle) <= z * error or middle == part / base:
                inside = middle
            else:
                outside = middle
        return inside

    return edge(part / base, 0.0), edge(part / base, 1.0)


def by_group(world: World, by: str) -> dict[str | None, list[Registrant]]:
    """The members of each group; one with several answers to a question is in several."""
    found: dict[str | None, list[Registrant]] = {}
    for m in world.members:
        for group in groups_of(world, m, by):
            found.setdefault(group, []).append(m)
    return found


def groups_of(world: World, m: Registrant, by: str) -> list[str | None]:
    if by == "event":
        return [event_name(world, m.event)]
    if by == "domain":
        return [m.domain()]
    if by == "attendance":
        return ways_of(m)
    if by.startswith("question: "):
        picked = registration_choices(m, by.removeprefix("question: "))
        everyones = [c for o in world.members for c in registration_choices(o, by.removeprefix("question: "))]
        return sorted({spelling(c, everyones) for c in picked}) or [None]  # type: ignore[return-value]
    value = (m.record[by] or "").strip()
    if by == "referrer" and not value and tells_referrers(world, m.event):
        value = "No referrer"
    if by in ("campaign", "referrer") or not value:
        return [value or None]
    return [spelling(value, [(o.record[by] or "").strip() for o in world.everyone])]


def tells_referrers(world: World, event: Row) -> bool:
    there = [o.record["referrer"] for o in world.everyone if o.event["event_id"] == event["event_id"]]
    return event.get("format") == "json" or any((given or "").strip() for given in there)


def ways_of(m: Registrant) -> list[str | None]:
    came: list[str | None] = [name for kind, name in KINDS.items() if m.attended(kind)]
    if came or m.attended() is None:
        return came or [None]
    return ["Other session" if m.attended() else "Did not attend"]


def spelling(value: str, all_values: list[str]) -> str:
    """The spelling seen most often of those that differ only in case; the first by the alphabet among equals."""
    same = Counter(v for v in all_values if v.lower() == value.lower())
    return min(same, key=lambda v: (-same[v], v))


def event_name(world: World, event: Row) -> str:
    names = [(e["title"] or "").strip() or e["event_id"] for e in world.events.values()]
    name = (event["title"] or "").strip() or event["event_id"]
    return f"{name} ({event['event_id']})" if names.count(name) > 1 else name


def registration_choices(m: Registrant, text: str) -> list[str]:
    ids = {
        q["question_id"]
        for q in m.world.tables["registration_questions"]
        if q["event_id"] == m.record["event_id"] and q["text"].strip() == text
    }
    given = [a["answer"] for a in m.own("registration_answers") if a["question_id"] in ids]
    return sorted({choice for answer in given for choice in choices(answer, several=True)})


# Time


def retention(world: World) -> tuple[list[float], int]:
    """The minutes after the live start at which each live attendee left, and the longest event in whole minutes."""
    left, lengths = [], [0]
    for own in units(world.members):
        m = own[0]
        exits = [found[1] for o in own for s in o.sessions if s["type"] == "Live" and (found := span(s)) is not None]
        if m.event["live_start"] is None or not exits:
            continue
        left.append((max(exits) - ms(m.event["live_start"])) / 60_000)
        if m.live_length() is not None:
            lengths.append(math.ceil(m.live_length() / 60_000))  # type: ignore[operator]  # not None
    return left, max(lengths)


def retention_known(world: World) -> float:
    """Up to which minute retention is known: the first at which the report of an event on air was made."""
    known = [math.inf]
    for m in world.members:
        made = known_until(m.event)
        exits = [s for s in m.sessions if s["type"] == "Live" and span(s) is not None]
        if made is not None and exits and m.attended("live"):
            known.append((made - m.event["live_start"]) / timedelta(minutes=1))
    return min(known)


def on_demand_minutes(world: World) -> list[float]:
    came = [own for own in units(world.members) if any(m.attended("od") for m in own)]
    return [watched / 60_000 for own in came if (watched := watched_together(own, "od")) is not None]


def on_demand_days(world: World, zone: str) -> dict[date, tuple[int, int]]:
    """Sessions and persons by the local day on which the session starts."""
    found: dict[date, list[Any]] = {}
    for m, (start, _) in spans_of(world, "On-Demand"):
        day = (EPOCH + timedelta(milliseconds=start)).astimezone(ZoneInfo(zone)).date()
        found.setdefault(day, []).append(m.person)
    return {day: (len(people), len(set(people))) for day, people in found.items()}


def days_before(world: World) -> Counter[int]:
    return Counter(
        math.floor((m.event["live_start"] - m.record["registered_at"]) / timedelta(days=1))
        for m in world.members
        if m.event["live_start"] is not None and m.record["registered_at"] is not None
    )


# Surveys and questions


def choices(answer: str | None, *, several: bool) -> list[str]:
    parts = (answer or "").split("|") if several else [answer or ""]
    return sorted({part.strip() for part in parts} - {""})


def question_of(world: World, response: Row) -> Row:
    known = world.by_key.get(tuple(response[k] for k in KEYS))
    return known or {k: response[k] for k in KEYS} | {"survey": None, "question_type": None, "text": None}


def told_apart(tables: Tables, question: Row) -> str | None:
    """The question's text, with its place among those of one text in its event and survey, from the second on."""

    def named(q: Row) -> tuple[str, str, str]:
        return (q["event_id"], (q["survey"] or "").strip() or q["survey_id"], (q["text"] or "").strip())

    text = named(question)[2]
    alike = [q for q in tables["survey_questions"] if named(q) == named(question)]
    alike.sort(key=lambda q: (q.get("position") is None, q.get("position")))
    place = 1 + next(
        n
        for n, q in enumerate(alike)
        if q["question_id"] == question["question_id"] and q["survey_id"] == question["survey_id"]
    )
    return f"{text} ({place})" if text and place > 1 else question["text"]


def again(response: Row, later: Row) -> bool:
    """Whether a later response answers the same question, with anything."""
    return all(response[k] == later[k] for k in ("survey_id", "question_id")) and bool(
        (later["answer"] or "").strip()
    )


def label_of(question: Row) -> str:
    survey = (question["survey"] or "").strip() or question["survey_id"]
    text = (question["text"] or "").strip()
    return f"{survey}: {text}" if text else survey


def survey_questions(world: World) -> dict[str, Row]:
    """Every question by its label, those included that were only answered."""
    asked = world.questions + [question_of(world, r) for r in world.tables["survey_responses"]]
    found: dict[str, Row] = {}
    for label in {label_of(q) for q in asked}:
        events = {q["event_id"] for q in asked if label_of(q) == label}
        respondents = [m for m in world.members if any(r["label"] == label for r in m.responses())]
        eligible = total(m.attended() for m in world.members if m.record["event_id"] in events)
        attending = sum(bool(m.attended()) for m in respondents)
        absent = sum(m.attended() is False for m in respondents)
        found[label] = {
            "events": len(events),
            "respondents": len(respondents),
            "eligible": eligible,
            "response_rate": share(attending, eligible),
            "not_attending": None if eligible is None else absent,
        }
    return found


def chosen(world: World, label: str) -> dict[int, set[str]]:
    """The choices of each respondent, by row."""
    if label not in world.chosen:
        given = {
            m.row: {c for r in m.responses() if r["label"] == label for c in r["choices"]} for m in world.members
        }
        world.chosen[label] = {row: picked for row, picked in given.items() if picked}
    return world.chosen[label]


def answers(world: World, label: str) -> dict[str, tuple[int, float | None]]:
    given = chosen(world, label)
    counts = Counter(choice for picked in given.values() for choice in picked)
    return {answer: (count, share(count, len(given))) for answer, count in counts.items()}


def numeric(world: World, label: str) -> tuple[float, float] | None:
    """Mean and Net Promoter Score."""
    given = [choice for picked in chosen(world, label).values() for choice in picked]
    values = [int(v) for c in given if (v := number(c)) is not None and v in range(11)]
    if not given or len(values) < len(given):
        return None
    score = sum(v >= 9 for v in values) - sum(v <= 6 for v in values)
    return sum(values) / len(values), 100 * score / len(values)


# Persons


def profiles(world: World) -> dict[Any, Row]:
    found = {}
    for person in {m.person for m in world.members}:
        own = [m for m in world.members if m.person == person]
        moments = [m.record["registered_at"] for m in own]
        moments += [s["start"] for m in own for s in m.sessions]
        moments += [
            s["end"] for m in own for s in m.sessions if s["start"] is None or (s["end"] or EPOCH) >= s["start"]
        ]
        known = [moment for moment in moments if moment is not None]
        latest = max(own, key=lambda m: (m.record["registered_at"] or datetime.min.replace(tzinfo=UTC), m.row))
        found[person] = {
            "row": latest.row,
            "email": latest.record["email"],
            "events_registered": len({m.record["event_id"] for m in own}),
            "events_attended": None
            if all(m.attended() is None for m in own)
            else len({m.record["event_id"] for m in own if m.attended()}),
            "watch_ms": total(watched_together(unit) for unit in units(own)),
            "live_watch_ms": total(watched_together(unit, "live") for unit in units(own)),
            "od_watch_ms": total(watched_together(unit, "od") for unit in units(own)),
            "simlive_watch_ms": total(watched_together(unit, "simlive") for unit in units(own)),
            "questions": sum(len(m.asked()) for m in own),
            "survey_answers": sum(m.answered() for m in own),
            "first_seen": min(known, default=None),
            "last_seen": max(known, default=None),
        }
    return found


def repeat(world: World) -> tuple[int, int]:
    times = [p["events_attended"] or 0 for p in profiles(world).values()]
    return sum(t >= 1 for t in times), sum(t >= 2 for t in times)


# Filters


def passes(m: Registrant, f: Any, zone: str) -> bool:
    """Whether a registrant passes every filter (``webcast.view.filters.Filters``, read field by field)."""
    start = None if f.start is None else local_midnight(f.start, zone)
    end = None if f.end is None else local_midnight(f.end + timedelta(days=1), zone)
    dated = f.start is not None or f.end is not None
    record = m.record
    watched = m.watched()
    text = f.text.lower()
    name = " ".join(part for part in (record["first_name"], record["last_name"]) if part is not None)
    fields = (name, record["email"], record["company"], record.get("title"))
    spans = [found for s in m.sessions if (found := span(s)) is not None]
    tests = (
        not (dated and f.registered_in_range) or within(record["registered_at"], start, end),
        not (dated and f.viewed_in_range) or any(overlaps(found, start, end) for found in spans),
        not f.campaigns or (record["campaign"] or "").strip() in f.campaigns,
        not f.include_domains or any(on_domain(record["email_key"], d) for d in f.include_domains),
        not any(on_domain(record["email_key"], d) for d in f.exclude_domains),
        not f.asked_question or bool(m.asked()),
        not f.answered_survey or bool(m.surveyed()),
        not f.answered_check or m.answered(checks=True) > 0,
        not f.not_opted_out or not m.opted_out(),
        not f.no_shows or m.attended() is False,
        not f.live or bool(m.attended("live")),
        not f.on_demand or bool(m.attended("od")),
        not f.simlive or bool(m.attended("simlive")),
        f.min_minutes is None or (watched is not None and watched >= f.min_minutes * 60_000),
        f.max_minutes is None or (watched is not None and watched <= f.max_minutes * 60_000),
        not f.companies or plain(record["company"]) in {plain(c) for c in f.companies},
        not f.countries or plain(record["country"]) in {plain(c) for c in f.countries},
        all(any_choice(registration_choices(m, c.question), c.answers) for c in f.registration_answers),
        all(
            any_choice([x for r in m.responses() if r["label"] == c.question for x in r["choices"]], c.answers)
            for c in f.survey_answers
        ),
        not text or any(text in field.lower() for field in fields if field is not None),
    )
    return all(tests)


@cache
def local_midnight(day: date, zone: str) -> datetime:
    """The first instant whose local date is the day: looked for minute by minute."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=30)
    while moment.astimezone(ZoneInfo(zone)).date() < day:
        moment += timedelta(minutes=1)
    return moment


def within(moment: datetime | None, start: datetime | None, end: datetime | None) -> bool:
    return moment is not None and (start is None or moment >= start) and (end is None or moment < end)


def overlaps(found: tuple[int, int], start: datetime | None, end: datetime | None) -> bool:
    first = found[0] if start is None else max(found[0], ms(start))
    last = found[1] if end is None else min(found[1], ms(end))
    return first < last


def on_domain(email_key: str | None, domain: str) -> bool:
    if email_key is None or "@" not in email_key:
        return False
    host = email_key.rsplit("@", 1)[1]
    return host == domain or host.endswith(f".{domain}")


def plain(value: str | None) -> str:
    return (value or "").strip().lower()


def any_choice(picked: list[str], wanted: tuple[str, ...]) -> bool:
    return bool({plain(p) for p in picked} & {plain(w) for w in wanted})


# Two segments


def newcombe(part1: int, base1: int, part2: int, base2: int) -> tuple[float, float, float] | None:
    """The difference of two shares with its interval, from the two Wilson intervals."""
    if not base1 or not base2:
        return None
    p1, p2 = part1 / base1, part2 / base2
    (l1, u1), (l2, u2) = wilson(part1, base1), wilson(part2, base2)
    assert l1 is not None
    assert l2 is not None
    assert u1 is not None
    assert u2 is not None
    return (
        p1 - p2,
        p1 - p2 - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2),
        p1 - p2 + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2),
    )


def p_value(part1: int, base1: int, part2: int, base2: int) -> float | None:
    """Two-sided two-proportion z-test with the pooled share: the area beyond z on both sides, summed up in slices."""
    pooled = (part1 + part2) / (base1 + base2)
    variance = pooled * (1 - pooled) * (1 / base1 + 1 / base2)
    if variance == 0:
        return None
    z = abs(part1 / base1 - part2 / base2) / math.sqrt(variance)
    slices = 4000
    width = z / slices
    middles = (width * (n + 0.5) for n in range(slices))
    inside = sum(math.exp(-x * x / 2) / math.sqrt(2 * math.pi) * width for x in middles)
    return 1 - 2 * inside


# Waiting


def waits(world: World, mode: str | None) -> dict[int, int]:
    """Milliseconds from registration to the first session, by row."""
    found = {}
    for m in world.members:
        starts = [s[0] for o, s in spans_of(world, mode) if o is m]
        if starts and m.record["registered_at"] is not None:
            found[m.row] = min(starts) - ms(m.record["registered_at"])
    return found


def quantile(values: list[float], q: float) -> float | None:
    """The value a share q of the way through the sorted values, on the straight line between its neighbours."""
    if not values:
        return None
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


# Before and after


def of_person(world: World, survey: str, text: str) -> dict[Any, str]:
    found: dict[Any, set[str]] = {}
    single = any(q["question_type"] == "Radio" for q in world.questions if label_of(q) == f"{survey}: {text}")
    for m in world.members:
        given = {choice for r in m.responses() if r["label"] == f"{survey}: {text}" for choice in r["choices"]}
        if given:
            found[m.person] = given if single else found.get(m.person, set()) | given
    return {person: " | ".join(sorted(picked)) for person, picked in found.items()}


def number(text: str) -> float | None:
    """A plain decimal: a sign, digits 0 to 9, one point or comma between digits."""
    whole, _, part = text.removeprefix("-" if text.startswith("-") else "+").replace(",", ".", 1).partition(".")
    digits = [whole, part] if "." in text or "," in text else [whole]
    if not all(piece and set(piece) <= set("0123456789") for piece in digits):
        return None
    return float(text.replace(",", "."))


# Score


def score(m: Registrant, weights: dict[str, float]) -> dict[str, float | None]:
    """The inputs and the score."""
    event_id = m.record["event_id"]
    asked = {
        (q["survey_id"], q["question_id"])
        for table in ("survey_questions", "survey_responses")
        for q in m.world.tables[table]
        if q["event_id"] == event_id and question_of(m.world, q)["question_type"] != "Attendance"
    }
    anybody_asked = any(o.asked() for o in m.world.everyone if o.event is m.event)
    watched, length = m.watched(), m.live_length()
    inputs: dict[str, float | None] = {
        "watch": None if watched is None or not length else min(1.0, watched / length),
        "questions": min(1.0, len(m.asked()) / 2) if anybody_asked else None,
        "survey": min(1.0, m.answered() / len(asked)) if asked else None,
    }
    offered = {name: value for name, value in inputs.items() if value is not None}
    whole = sum(weights[name] for name in offered)
    added = sum(weights[name] * value for name, value in offered.items())
    return inputs | {"score": 10 * added / whole if whole else None}


# Roll-ups


def company_of(world: World, m: Registrant, private: set[str]) -> tuple[str | None, str]:
    domain = m.domain()
    if domain is not None and domain not in private:
        return domain, "domain"
    name = groups_of(world, m, "company")[0]
    return (name, "named") if name is not None else (None, "unknown")


def rolled_up(members: list[Registrant], weights: dict[str, float]) -> Row:
    found = [s for m in members if (s := score(m, weights)["score"]) is not None]
    told = knows(members)
    attendees = sum(bool(m.attended()) for m in members) if told else None
    watch = total(watched_together(unit) for unit in units(members))
    came = {m.person for m in members if m.attended() and m.timed()}
    return {
        "registrants": len(members),
        "persons": len({m.person for m in members}),
        "attendees": attendees,
        "told": len(told),
        "attendance_rate": share(attendees, len(told)),
        "watch_ms": watch,
        "average_watch_ms": share(watch, len(came)),
        "questions": sum(len(m.asked()) for m in members),
        "respondents": sum(bool(m.surveyed()) for m in members),
        "mean_score": sum(found) / len(found) if found else None,
    }


# Attendance checks


def checks(world: World, label: str) -> dict[int, tuple[int, bool]]:
    """Row → checks answered, and whether as many as anybody in the event did, whoever is looked at."""
    counts = {m.row: checks_of(m, label) for m in world.everyone}
    events = {m.row: m.record["event_id"] for m in world.everyone}
    found = {}
    for m in world.members:
        most = max(count for row, count in counts.items() if events[row] == events[m.row])
        if counts[m.row]:
            found[m.row] = (counts[m.row], counts[m.row] == most)
    return found


def checks_of(m: Registrant, label: str) -> int:
    sent = [r for r in m.own("survey_responses") if label_of(question_of(m.world, r)) == label]
    sent = [r for r in sent if question_of(m.world, r)["question_type"] == "Attendance"]
    return sum(bool(part.strip()) for r in sent for part in (r["answer"] or "").split("|"))


# Before and after


def answered_twice(world: World, before: str, after: str, text: str) -> dict[Any, tuple[str, str]]:
    """Person → answer before and after."""
    first, second = (of_person(world, survey, text) for survey in (before, after))
    return {person: (first[person], second[person]) for person in first.keys() & second.keys()}


def rows_of_persons(world: World, surveys: tuple[str, str], text: str, persons: set[Any]) -> set[int]:
    """Registrants of these persons with an answer in either survey."""
    labels = {f"{survey}: {text}" for survey in surveys}
    return {m.row for m in world.members if m.person in persons and any(r["label"] in labels for r in m.responses())}


# Terms


def terms(texts: list[tuple[int, str | None]], stop: frozenset[str]) -> tuple[dict[str, tuple[int, int]], int]:
    """Term → texts and rows that hold it, and how many texts have any term at all."""
    split = [(row, words_of(text or "")) for row, text in texts]
    known = {word for _, words in split for word in words}
    telling = {w for w in known if len(w) > 1 and any(c.isalpha() for c in w) and w not in stop}
    counts = {
        w: (sum(w in words for _, words in split), len({row for row, words in split if w in words})) for w in telling
    }
    return counts, sum(bool(words) for _, words in split)


def words_of(text: str) -> set[str]:
    """The words of a text, sign by sign: letters, digits and what belongs to them; a hyphen or apostrophe within."""
    found: set[str] = set()
    for piece in text.lower().split():
        if any(sign in piece for sign in "@＠﹫"):
            continue
        word = ""
        for place, sign in enumerate(piece):
            follows = piece[place + 1 : place + 2]
            if of_word(sign) or (word and sign in "'’-" and of_word(word[-1]) and of_word(follows)):
                word += sign
            else:
                found.add(word)
                word = ""
        found.add(word)
    return found - {""}


def of_word(sign: str) -> bool:
    return sign != "" and unicodedata.category(sign)[0] in "LNM"
