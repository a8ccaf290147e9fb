"""When people register, come, leave and come back: the shapes that real audiences have, drawn with numpy.

The shares follow what vendors publish of their own audiences: most people register in the last week and over a
quarter on the day; arrivals peak at the start minute and have a tail of ten; viewers leak away slowly and then all
at once when the questions begin and when it ends; recordings are watched less and less, with a bump on the day the
follow-up mail goes out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SECOND: Final = 1000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

ON_THE_DAY: Final = 0.29
LAST_WEEK: Final = 0.31
_DAYS_LEFT: Final = np.array([1, 2, 3, 4, 5, 6, 7])
_DAY_SHARES: Final = np.array([0.28, 0.17, 0.12, 0.09, 0.08, 0.10, 0.16])  # reminders a day and a week before
_MAILINGS: Final = np.array([14, 21, 28])


def before_live(rng: np.random.Generator, count: int, start: int, midnight: int, minutes: int) -> Ints:
    """Return registration times of people who register before or while it is live.

    Args:
        rng: Where chance comes from.
        count: How many people.
        start: Start of the broadcast.
        midnight: Start of its day, where it is scheduled.
        minutes: Its length; a few register while it runs.
    """
    kind = rng.random(count)
    on_day = _on_the_day(rng, count, start, midnight, minutes)
    days = np.where(
        kind < ON_THE_DAY + LAST_WEEK, rng.choice(_DAYS_LEFT, size=count, p=_DAY_SHARES), _early_days(rng, count)
    )
    earlier = midnight - days * DAY + office_hours(rng, count)
    return np.where(kind < ON_THE_DAY, on_day, _off_weekends(rng, earlier))


def _on_the_day(rng: np.random.Generator, count: int, start: int, midnight: int, minutes: int) -> Ints:
    # The square makes the rush towards the start; one in eight is late, most of those by minutes.
    awake = max(start - midnight - 5 * HOUR, HOUR)
    early = start - (rng.random(count) ** 2 * awake).astype(np.int64)
    late = start + np.minimum(rng.exponential(9 * MINUTE, count), minutes * MINUTE * 0.9).astype(np.int64)
    return np.where(rng.random(count) < 0.125, late, early)


def _early_days(rng: np.random.Generator, count: int) -> Ints:
    mailed = rng.choice(_MAILINGS, size=count) - (rng.random(count) < 0.3)
    drifting = 8 + np.minimum(rng.exponential(9, count), 31).astype(np.int64)
    return np.where(rng.random(count) < 0.4, mailed, drifting).astype(np.int64)


def office_hours(rng: np.random.Generator, count: int) -> Ints:
    """Return times of day, as milliseconds after midnight: two humps, before and after lunch, and night owls."""
    hump = np.where(rng.random(count) < 0.58, rng.normal(9.9, 1.2, count), rng.normal(14.8, 1.6, count))
    hour = np.where(rng.random(count) < 0.08, rng.uniform(18, 23.5, count), hump)
    return (np.clip(hour, 0.2, 23.8) * HOUR).astype(np.int64)


def _off_weekends(rng: np.random.Generator, times: Ints) -> Ints:
    """Move three in four of what falls on a weekend to the Friday or Thursday before."""
    weekday = weekdays(times)
    moved = (weekday >= 5) & (rng.random(len(times)) < 0.75)
    return np.where(moved, times - 2 * DAY, times)


def weekdays(times: Ints) -> Ints:
    """Return the weekday of each time in UTC; 0 is Monday."""
    return (times // DAY + 3) % 7


def after_live(rng: np.random.Generator, count: int, end: int) -> Ints:
    """Return registration times of people who come for the recording: fewer every day, in office hours."""
    days = (rng.exponential(11, count)).astype(np.int64)
    at = (end // DAY) * DAY + (days + 1) * DAY + office_hours(rng, count)
    moved = (weekdays(at) >= 5) & (rng.random(count) < 0.7)
    return np.where(moved, at + 2 * DAY, at).astype(np.int64)


def arrivals(rng: np.random.Generator, registered: Ints, start: int, end: int) -> Ints:
    """Return when each of those who come joins: those who wait at the start, a tail of ten minutes, stragglers."""
    count = len(registered)
    waiting = start + (rng.exponential(9, count) * SECOND).astype(np.int64)
    tail = start + (np.minimum(rng.exponential(3.4, count), 11) * MINUTE).astype(np.int64)
    late = start + (rng.uniform(0.15, 0.75, count) * (end - start)).astype(np.int64)
    kind = rng.random(count)
    joined = np.where(kind < 0.46, waiting, np.where(kind < 0.94, tail, late))
    # Nobody joins before they have registered; filling in the form takes seconds more.
    return np.minimum(np.maximum(joined, registered + 20 * SECOND), end - 20 * SECOND)


def departures(rng: np.random.Generator, joined: Ints, start: int, end: int) -> Ints:
    """Return when each leaves for good: a slow leak, a cliff when the questions begin, a cliff at the end."""
    count = len(joined)
    length = end - start
    questions = start + int(0.78 * length)
    bounced = joined + (rng.exponential(2.5, count) * MINUTE).astype(np.int64)
    leak = joined + (rng.random(count) * np.maximum(end - joined, 1)).astype(np.int64)
    cliff = questions + (rng.exponential(1.6, count) * MINUTE).astype(np.int64)
    close = end - (rng.exponential(0.7, count) * MINUTE).astype(np.int64)
    last = np.full(count, end)
    kind = rng.random(count)
    left = np.select(
        [kind < 0.05, kind < 0.3, kind < 0.47, kind < 0.65], [bounced, leak, cliff, close], default=last
    ).astype(np.int64)
    earliest = joined + 5 * SECOND
    departed: Ints = np.minimum(np.maximum(left, earliest), np.maximum(end, earliest))
    return departed


def recording_views(rng: np.random.Generator, count: int, published: int) -> Ints:
    """Return when a recording is watched: fewer every day, with bumps the day after and a week later."""
    kind = rng.random(count)
    mailed = 1 + rng.exponential(0.3, count)
    reminded = 7 + rng.exponential(0.4, count)
    days = np.select([kind < 0.28, kind < 0.38], [mailed, reminded], rng.exponential(9, count)).astype(np.int64)
    at = (published // DAY) * DAY + days * DAY + office_hours(rng, count)
    # Half of those who would have watched before it was there watch that evening, the others the next morning.
    early = at < published
    evening = published + (rng.exponential(1.5, count) * HOUR).astype(np.int64)
    at = np.where(early, np.where(rng.random(count) < 0.4, evening, at + DAY), at)
    moved = (weekdays(at) >= 5) & (rng.random(count) < 0.6)
    views: Ints = np.where(moved, at + 2 * DAY, at)
    return views


def recording_lengths(rng: np.random.Generator, count: int, length: int) -> Ints:
    """Return how long a recording is watched: many look in, some watch half, a quarter nearly all."""
    kind = rng.random(count)
    share = np.select(
        [kind < 0.31, kind < 0.74],
        [rng.exponential(0.05, count), rng.beta(1.6, 1.8, count)],
        rng.uniform(0.85, 1.02, count),
    )
    lengths: Ints = np.maximum((share * length).astype(np.int64), 4 * SECOND)
    return lengths
