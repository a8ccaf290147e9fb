"""Who registers for a programme, who comes, when, and for how long: one event's people as vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from webcast.sandbox import curves
from webcast.sandbox.campaigns import CAMPAIGNS
from webcast.sandbox.curves import DAY, HOUR, MINUTE, SECOND, Bools, Floats, Ints
from webcast.sandbox.events import LIVE, ON_DEMAND, SIMLIVE, Facts, Moments
from webcast.sandbox.people import NO_EMAIL

MODES: Final = (LIVE, SIMLIVE, ON_DEMAND)
MEDIA: Final = ("HTML5 Video", "HLS Video", "HTML5 Audio", "Unknown")
_MEDIA_SHARES: Final = (0.78, 0.12, 0.03, 0.07)


@dataclass(frozen=True)
class Viewings:
    """Sessions as vectors; ``owner`` is the place of the registrant, ``mode`` and ``media`` places in the lists."""

    owner: Ints
    mode: Ints
    start: Ints
    end: Ints
    media: Ints


@dataclass(frozen=True)
class Audience:
    """An event's registrants as vectors, by registration time."""

    person: Ints
    registered: Ints
    campaign: Ints
    spelling: Ints
    viewings: Viewings

    def moments(self) -> Moments:
        """Return the times that the event list tells about."""
        seen = self.viewings
        return Moments(self.registered.tolist(), np.sort(seen.start).tolist(), np.sort(seen.end).tolist())


def draw(
    rng: np.random.Generator, person: Ints, loyal: Bools, facts: Facts, midnight: int, *, optional_email: bool
) -> Audience:
    """Return the audience of an event.

    Args:
        rng: Where chance comes from.
        person: Who registers.
        loyal: Of each, whether they come often.
        facts: The event.
        midnight: Start of its day where it is scheduled.
        optional_email: Some register without an e-mail address.
    """
    registered = _registrations(rng, len(person), facts, midnight)
    order = np.argsort(registered, kind="stable")
    registered = registered[order]
    person, loyal, spelling = _slips(rng, person[order], loyal[order], optional_email=optional_email)
    campaign = _campaigns(rng, registered, facts)
    eager = _eagerness(campaign, registered, loyal, facts)
    return Audience(person, registered, campaign, spelling, _viewings(rng, registered, eager, facts))


def _registrations(rng: np.random.Generator, count: int, facts: Facts, midnight: int) -> Ints:
    start, end = _window(facts)
    if start is None or end is None:
        times = curves.after_live(rng, count, facts.od_published or facts.created_at)
    else:
        late = int(count * rng.uniform(0.05, 0.13)) if facts.od_published else 0
        before = curves.before_live(rng, count - late, start, midnight, (end - start) // MINUTE)
        times = np.concatenate([before, curves.after_live(rng, late, end)])
    span = facts.expires_at - 2 * DAY - facts.created_at
    # Nobody registers before the page is up or after the recording is gone.
    times = facts.created_at + 2 * HOUR + np.abs(times - facts.created_at - 2 * HOUR) % span
    return _whole_seconds(times)


def _window(facts: Facts) -> tuple[int | None, int | None]:
    if facts.live_start is not None:
        return facts.live_start, facts.live_end
    return facts.simlive_start, facts.simlive_end


def _slips(rng: np.random.Generator, person: Ints, loyal: Bools, *, optional_email: bool) -> tuple[Ints, Bools, Ints]:
    """Let some register a second time, most of them spelling their address another way, and some without one."""
    count = len(person)
    spelling = np.zeros(count, np.int64)
    slip = np.flatnonzero(rng.random(count) < 0.009)
    slip = slip[slip > 0]
    original = (rng.random(len(slip)) * slip).astype(np.int64)
    person, loyal = person.copy(), loyal.copy()
    person[slip], loyal[slip] = person[original], loyal[original]
    spelling[slip] = rng.integers(0, 4, len(slip))
    if optional_email:
        spelling[rng.random(count) < 0.025] = NO_EMAIL
    return person, loyal, spelling


def _campaigns(rng: np.random.Generator, registered: Ints, facts: Facts) -> Ints:
    shares = rng.dirichlet([30 * campaign.share for campaign in CAMPAIGNS])
    campaign = rng.choice(len(CAMPAIGNS), size=len(registered), p=shares)
    start = _window(facts)[0] or facts.created_at
    # A reminder goes out in the last two days: who came earlier came by the invitation.
    reminder, invitation = (
        next(n for n, c in enumerate(CAMPAIGNS) if c.id == name) for name in ("Email Reminder", "Email Invitation")
    )
    early = registered < start - 2 * DAY
    return np.where((campaign == reminder) & early, invitation, campaign)


def _eagerness(campaign: Ints, registered: Ints, loyal: Bools, facts: Facts) -> Floats:
    quality = np.array([c.quality for c in CAMPAIGNS])[campaign]
    start = _window(facts)[0] or facts.created_at
    lead = (start - registered) / DAY
    fresh = np.select([lead < 1, lead < 7], [1.35, 1.0], default=0.72)
    chance: Floats = quality * fresh * np.where(loyal, 1.5, 0.85)
    return chance


def _viewings(rng: np.random.Generator, registered: Ints, eager: Floats, facts: Facts) -> Viewings:
    parts: list[tuple[Ints, str, Ints, Ints]] = []
    seen = np.zeros(len(registered), np.bool_)
    for mode, start, end, low, high in (
        (LIVE, facts.live_start, facts.live_end, 0.35, 0.49),
        (SIMLIVE, facts.simlive_start, facts.simlive_end, 0.13 if facts.live_start else 0.35, 0.45),
    ):
        if start is None or end is None:
            continue
        share = rng.uniform(low, min(high, low + 0.14))
        owner = _attending(rng, registered, np.where(seen, 0.0, eager), share, end)
        joined = curves.arrivals(rng, registered[owner], start, end)
        left = curves.departures(rng, joined, start, end)
        seen[owner] = True
        parts.extend((o, mode, s, e) for o, s, e in _rejoined(rng, owner, joined, left, end))
    if facts.od_published is not None:
        parts.append(_recording(rng, registered, seen, facts, facts.od_published))
    return _joined(rng, parts)


def _attending(rng: np.random.Generator, registered: Ints, eager: Floats, share: float, end: int) -> Ints:
    """Return who comes: ``share`` of those registered in time, the eager ones before the others."""
    possible = registered < end - 30 * SECOND
    weight = np.where(possible, eager, 0.0)
    mean = weight.sum() / max(int(possible.sum()), 1)
    chance = np.clip(weight / mean * share, 0, 0.96) if mean else weight
    return np.flatnonzero(rng.random(len(registered)) < chance)


def _rejoined(
    rng: np.random.Generator, owner: Ints, joined: Ints, left: Ints, end: int
) -> list[tuple[Ints, Ints, Ints]]:
    """Let lines drop and come back, second tabs overlap, and a few sessions repeat or last no time at all."""
    kind = rng.random(len(owner))
    length = left - joined
    dropped = (kind < 0.09) & (length > 6 * MINUTE)
    cut = joined + (length * rng.uniform(0.15, 0.85, len(owner))).astype(np.int64)
    back = cut + (rng.uniform(5, 200, len(owner)) * SECOND).astype(np.int64)
    dropped &= back < left
    first_end = np.where(dropped, cut, left)
    tab = (kind > 0.972) & (kind < 0.995)
    tab_start = np.minimum(joined + (rng.uniform(10, 500, len(owner)) * SECOND).astype(np.int64), left)
    tab_end = np.clip(left + (rng.uniform(-300, 200, len(owner)) * SECOND).astype(np.int64), tab_start, max(end, 0))
    tab_end = np.maximum(tab_end, tab_start)
    same = kind > 0.997
    blink = (kind > 0.995) & (kind <= 0.997)
    return [
        (owner, joined, first_end),
        (owner[dropped], back[dropped], left[dropped]),
        (owner[tab], tab_start[tab], tab_end[tab]),
        (owner[same], joined[same], left[same]),
        (owner[same], joined[same], left[same]),
        (owner[blink], left[blink], left[blink]),
    ]


def _recording(
    rng: np.random.Generator, registered: Ints, seen: Bools, facts: Facts, published: int
) -> tuple[Ints, str, Ints, Ints]:
    start, end = _window(facts)
    length = end - start if start is not None and end is not None else 35 * MINUTE
    for_it = registered >= (end if end is not None else published - 30 * DAY)
    chance = np.select([for_it, seen], [0.78, 0.07], default=0.2)
    owner = np.flatnonzero(rng.random(len(registered)) < chance)
    again = owner[rng.random(len(owner)) < 0.22]
    owner = np.concatenate([owner, again, again[rng.random(len(again)) < 0.3]])
    begin = curves.recording_views(rng, len(owner), published)
    # Who registers for the recording watches at once; a second viewing comes within days.
    at_once = registered[owner] + (rng.exponential(90, len(owner)) * SECOND).astype(np.int64)
    repeat = np.arange(len(owner)) >= len(owner) - len(again)
    later = registered[owner] + (rng.exponential(2.5, len(owner)) * DAY).astype(np.int64)
    begin = np.where(for_it[owner], np.where(repeat, later, at_once), begin)
    begin = np.maximum(begin, published + MINUTE)
    finish = begin + curves.recording_lengths(rng, len(owner), length)
    kept = finish < facts.expires_at
    return owner[kept], ON_DEMAND, begin[kept], finish[kept]


def _joined(rng: np.random.Generator, parts: list[tuple[Ints, str, Ints, Ints]]) -> Viewings:
    none = np.zeros(0, np.int64)
    owner = np.concatenate([none, *(part[0] for part in parts)])
    mode = np.concatenate([none, *(np.full(len(part[0]), MODES.index(part[1])) for part in parts)])
    start = _whole_seconds(np.concatenate([none, *(part[2] for part in parts)]))
    end = _whole_seconds(np.concatenate([none, *(part[3] for part in parts)]))
    media = rng.choice(len(MEDIA), size=len(owner), p=_MEDIA_SHARES)
    order = np.lexsort((start, owner))
    return Viewings(owner[order], mode[order], start[order], np.maximum(start, end)[order], media[order])


def _whole_seconds(times: Ints) -> Ints:
    return times // SECOND * SECOND
