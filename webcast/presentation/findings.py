"""What a chart says, in a few words: they stand in its title, on pages and pictures alike.

Each function takes the frame that the chart is drawn of, and returns an empty text where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import polars as pl

from webcast.analysis.attendance import ABSENT
from webcast.analysis.stages import FEW, Names
from webcast.analysis.timeline import Peak
from webcast.charts.answers import signed
from webcast.formats import decimal, instant, number, percent, plural, points, quoted
from webcast.language import phrase, say, speaking, within
from webcast.presentation.compared import Compared
from webcast.presentation.prepared import Look

_WAYS: Final = {
    "Live": phrase("{share} live"),
    "On-Demand": phrase("{share} on demand"),
    "SimLive": phrase("{share} SimLive"),
    ABSENT: phrase("{share} not at all"),
}

LATE_DAYS: Final = 7
"""Who registers in the last so many days before the live start registers late."""


def headline(title: str, finding: str) -> str:
    """Return a title that says the finding: ``How people attended: 40 % live``."""
    if not finding:
        return title
    return f"{title} {finding[:1].upper()}{finding[1:]}" if title.endswith("?") else f"{title}: {finding}"


def _of(count: float, base: int) -> str:
    """Write a share; of few as counts, which say that they are few."""
    return say("{count} of {base}", count=number(count), base=number(base)) if base < FEW else percent(count / base)


def attendance(frame: pl.DataFrame) -> str:
    """Say in which ways people came; ``frame`` is of :func:`webcast.analysis.attendance.by_event`."""
    told: dict[str, list[int]] = {}
    for way, count, base in frame[["way", "registrants", "of"]].iter_rows():
        if count is not None:
            totals = told.setdefault(way, [0, 0])
            totals[:] = totals[0] + count, totals[1] + base
    return ", ".join(say(_WAYS[way], share=_of(count, base)) for way, (count, base) in told.items() if count)


def stages(frame: pl.DataFrame, wording: Names) -> str:
    """Say how many came, and where most are lost; ``frame`` is of :func:`webcast.analysis.funnel.funnel`."""
    known = [row for row in frame[["stage", "registrants"]].iter_rows() if row[1] is not None]
    if len(known) < 2 or not known[0][1]:
        return ""
    (_, first), (_, came) = known[:2]
    lost = [(before - count, stage) for (_, before), (stage, count) in pairwise(known)]
    most, where = max(lost, key=lambda found: found[0])
    said = f"{_of(came, first)} {within(wording.stages['attended'])}"
    return (
        say("{said}; most are lost where {lost} {notes}", said=said, lost=number(most), notes=wording.notes[where])
        if most
        else said
    )


def retention(frame: pl.DataFrame) -> str:
    """Say when half of the live attendees had left; ``frame`` is of :func:`webcast.analysis.timeline.retention`."""
    if frame.is_empty() or not frame["base"][0]:
        return ""
    gone = frame["minute"].filter(frame["share"] < 0.5)
    return (
        say("half had left after {gone} min", gone=number(gone[0]))
        if gone.len()
        else say("more than half stayed to the end")
    )


def registrations(frame: pl.DataFrame) -> str:
    """Say how many registered late; ``frame`` is of :func:`webcast.analysis.timeline.registration_curve`."""
    total = int(frame["registrants"].sum())
    if not total:
        return ""
    days = frame["days_before"]
    late = int(frame["registrants"].filter((days >= 0) & (days < LATE_DAYS)).sum())
    return say("{of} in the last {late_days} days", of=_of(late, total), late_days=LATE_DAYS)


def on_demand_days(frame: pl.DataFrame) -> str:
    """Say how many views the busiest day had; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_days`."""
    total = int(frame["sessions"].sum())
    if not total:
        return ""
    busiest = number(frame["sessions"].max())  # type: ignore[arg-type]  # counts
    return say("{most} of {views} on the busiest day", most=busiest, views=plural(total, "view", "views"))


def survival(frame: pl.DataFrame) -> str:
    """Say how much half watched; ``frame`` is of :func:`webcast.analysis.timeline.on_demand_survival`."""
    half = frame["minute"].filter(frame["share"] >= 0.5)
    return say("half watched {half} min or more", half=number(half[-1])) if half.len() and half[-1] else ""


def groups(frame: pl.DataFrame) -> str:
    """Name the group that brings most; ``frame`` is of :func:`webcast.analysis.attendance.by_group`."""
    named = frame[["group", "attended"]].iter_rows()
    first = next(((group, count) for group, count in named if group is not None and count), None)
    if first is None:
        return ""
    all_of_them = int(frame["attended"].sum())
    return say(
        "{attended} of {attendees} from {group}",
        attended=number(first[1]),
        attendees=plural(all_of_them, "attendee", "attendees"),
        group=first[0],
    )


def leading(labels: Sequence[str], counts: Sequence[int | None], one: str, many: str) -> str:
    """Name who leads, in a column of labels and of what they count, the largest first."""
    most = counts[0] if counts else None
    return say("{label} leads with {most}", label=labels[0], most=plural(most, one, many)) if most else ""


def trend(compared: Compared) -> str:
    """Say how the latest event stands to the one before."""
    latest, before = compared.latest, compared.before
    if latest is None:
        return ""
    written = compared.measure.written(latest["value"])
    if before is None:
        return say("{written} at the latest event", written=written)
    difference = latest["value"] - before["value"]
    previous = compared.measure.written(before["value"])
    if written == previous:
        return say("{written} at the latest event, as at the one before", written=written)
    by = f" {points(difference)}" if compared.measure.is_share else ""
    if difference > 0:
        return say("{written} at the latest event, up{by} from {previous}", written=written, by=by, previous=previous)
    return say("{written} at the latest event, down{by} from {previous}", written=written, by=by, previous=previous)


def benchmark(compared: Compared) -> str:
    """Name the best event, beside the median."""
    if compared.benchmark.height < 2:
        return ""
    best = compared.benchmark.row(0, named=True)
    highest, median = (compared.measure.written(best[name]) for name in ("value", "median"))
    return say(
        "{quoted} is highest with {highest}, the median is {median}",
        quoted=quoted(best["title"] or best["event_id"]),
        highest=highest,
        median=median,
    )


def times(frame: pl.DataFrame) -> str:
    """Say how many came again; ``frame`` is of :func:`.named.times`."""
    total = int(frame["persons"].sum())
    again = int(frame["persons"].filter(frame["times"] > 1).sum())
    return say("{of} came to more than one event", of=_of(again, total)) if total else ""


def asked(frame: pl.DataFrame) -> str:
    """Say how many questions have an answer; ``frame`` is of :func:`webcast.analysis.qa.by_event`."""
    total, answered = int(frame["questions"].sum()), int(frame["answered"].sum())
    return (
        say(
            "{answered} of {questions} answered",
            answered=number(answered),
            questions=plural(total, "question", "questions"),
        )
        if total
        else ""
    )


def viewers(peaks: Mapping[str, Peak], look: Look) -> str:
    """Say how many were there at once, at the most, of the way of viewing that had most.

    Args:
        peaks: Session type → its peak in the stretch that is drawn.
        look: In which zone its time is said.
    """
    known = [(mode, peak) for mode, peak in peaks.items() if peak.viewers and peak.at]
    if not known:
        return ""
    mode, peak = max(known, key=lambda found: found[1].viewers or 0)
    said = {"count": number(peak.viewers), "at": instant(peak.at, look.zone, look.locale)}
    if len(known) == 1:
        return say("at most {count} at once, {at}", **said)
    return say("at most {count} at once ({mode}), {at}", mode=say(mode), **said)


def waits(frame: pl.DataFrame) -> str:
    """Say how long before they came most had registered; nothing of few.

    Args:
        frame: Of :func:`webcast.analysis.waiting.waits`.
    """
    names = [say(name) for name in frame["wait"]]
    first, count, total = _first(names, frame["attendees"].to_list())
    if not first or total < FEW:
        return ""
    if len(first) > 1:
        return say(
            "{first} and {second} for {share} each", first=first[0], second=first[1], share=percent(count / total)
        )
    if 2 * count > total:
        return say("{first} for most ({share})", first=first[0], share=percent(count / total))
    return say("{first} for the largest group ({share})", first=first[0], share=percent(count / total))


def answers(given: pl.DataFrame, respondents: int) -> str:
    """Say which answer leads, and nothing of few; ``given`` is of :func:`webcast.analysis.surveys.answers`."""
    labels = [quoted(answer) for answer in given["answer"]]
    first, count, _ = _first(labels, given["count"].to_list())
    if not first or respondents < FEW:
        return ""
    share = percent(count / respondents)
    if len(first) > 1:
        return say("{first} and {second} lead with {share} each", first=first[0], second=first[1], share=share)
    if 2 * count > respondents:
        return say("most, {share}, said {first}", share=share, first=first[0])
    return say("the largest group, {share}, said {first}", share=share, first=first[0])


def scale(mean: float, base: int, nps: float | None) -> str:
    """Say what a scale came to: the mean, and the score where it is one; nothing of few."""
    if base < FEW:
        return ""
    said = say("mean {mean}, of {answers}", mean=decimal(mean), answers=plural(base, "answer", "answers"))
    return said if nps is None else say("{said}; NPS {nps}", said=said, nps=signed(nps))


def _first(labels: Sequence[str], counts: Sequence[int]) -> tuple[list[str], int, int]:
    """Return who leads, with which count of which total: one or two; nobody where more tie or nothing counts."""
    total, most = sum(counts), max(counts, default=0)
    first = [label for label, count in zip(labels, counts, strict=True) if count == most] if most else []
    return (first if len(first) <= _TIE else []), most, total


_TIE: Final = 2
"""As many may lead together; of more nobody does."""


def highest(groups: Sequence[tuple[str, float | None, int]], overall: float | None, what: str = "") -> str:
    """Name the group with the highest share, beside that of all; of the groups that are not few.

    Args:
        groups: Name, share and base of each.
        overall: The share of all together.
        what: What they are shares of, as in ``62 % attended``; nothing where the title says so.
    """
    known = [(name, share) for name, share, base in groups if share is not None and base >= FEW]
    if len(known) < _TIE or overall is None:
        return ""
    # What is written alike is no lead that anybody could see.
    most = max(share for _, share in known)
    first = [name for name, share in known if percent(share) == percent(most)]
    if len(first) > _TIE or len(first) == len(known):
        return ""
    share = say("{share} {what}", share=percent(most), what=what) if what else percent(most)
    if len(first) > 1:
        return say(
            "{first} and {second} lead with {share} each, {overall} of all",
            first=first[0],
            second=first[1],
            share=share,
            overall=percent(overall),
        )
    return say("{first} leads with {share}, {overall} of all", first=first[0], share=share, overall=percent(overall))


def segments(row: Mapping[str, Any], labels: tuple[str, str], stage: str) -> str:
    """Say how two segments differ at a stage, and nothing of few.

    Args:
        row: A row of :func:`webcast.analysis.segments.compare`.
        labels: What both are called.
        stage: What the stage is called.
    """
    if row["share_1"] is None or row["share_2"] is None or min(row["base_1"], row["base_2"]) < FEW:
        return ""
    first, second = percent(row["share_1"]), percent(row["share_2"])
    if not row["beyond_chance"]:
        return say(
            "{first} and {second} {stage}, which could be chance", first=first, second=second, stage=within(stage)
        )
    return say(
        "{who} {first}, {others} {second} {stage}",
        who=labels[0],
        first=first,
        others=labels[1],
        second=second,
        stage=within(stage),
    )


def checks(frame: pl.DataFrame) -> str:
    """Say how many answered each time, of the one check; ``frame`` is of :func:`.surveys.attendance_checks`."""
    if frame.height != 1 or (frame["eligible"][0] or 0) < FEW:
        return ""
    # Who answered every one may have had no session: a share of the attendees it is none then.
    row = frame.row(0, named=True)
    if row["respondents"] + row["never"] != row["eligible"]:
        return ""
    return say("{of} answered every check", of=percent(row["answered_all"] / row["eligible"]))


def costs(paid: pl.DataFrame) -> str:
    """Name the campaign whose attendees cost least; ``paid`` has ``label``, ``cost_per_attendee``."""
    costs = paid[["label", "cost_per_attendee"]].iter_rows()
    known = sorted(((name, cost) for name, cost in costs if cost is not None), key=lambda found: found[1])
    if not known:
        return ""
    least = decimal(known[0][1], 2)
    if len(known) == 1:
        return say("{cost} for an attendee", cost=least)
    first = [name for name, cost in known if decimal(cost, 2) == least]
    if len(first) > _TIE or len(first) == len(known):
        return say("{cost} for an attendee of each", cost=least)
    if len(first) > 1:
        return say("{first} and {second} cost least, {cost}", first=first[0], second=first[1], cost=least)
    return say("{first} costs least, {cost}", first=first[0], cost=least)


speaking(__name__)
