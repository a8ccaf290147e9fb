"""The main charts of the pages by name, each as a figure that stands alone: for files, beside or without a page.

A picture is what its page first shows, prepared by the same function: see :mod:`.prepared`. Here is what a picture
needs beyond that: its name, a head over it, and what it takes of :class:`~webcast.view.choices.Choices` where a page
has options. What has nothing to draw is an error that says so: an empty picture in a mail would say that nothing
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from webcast.analysis import before_after, on_air, stretch
from webcast.analysis.audience import Audience
from webcast.analysis.before_after import Pair
from webcast.charts import words
from webcast.charts.figure import Figure
from webcast.charts.standing import WIDTH, standing
from webcast.charts.theme import Theme, alt
from webcast.errors import ChangeRequest
from webcast.formats import events_in_name, number
from webcast.language import later, phrase, say, speaking
from webcast.presentation import (
    across,
    asked_question,
    attendance,
    compared,
    findings,
    funnel,
    named,
    timeline,
    two_surveys,
    voices,
)
from webcast.presentation.about import About
from webcast.presentation.asked_question import Question
from webcast.presentation.campaigns import Campaigns
from webcast.presentation.prepared import Drawn, Look, Plain, Prepared
from webcast.view.choices import Choices

_EVENTS_NAMED: Final = 120
"""Letters of the titles that a head names; the other events are counted."""

_MADE: Final = phrase("Made")
"""The line of an :class:`About` that a picture leaves out: it says nothing of what is drawn."""


class UnknownPicture(ChangeRequest):
    """A chart was asked for that there is not."""


class NothingToDraw(ChangeRequest):
    """There is such a chart, but these people leave it empty."""


@dataclass(frozen=True)
class Picture:
    """One of the charts.

    Attributes:
        name: As on the command line.
        title: What it shows.
        make: Prepares it of people, choices and how it looks; NothingToDraw where something is missing without which
            there is no such chart.
    """

    name: str
    title: str
    make: Callable[[Audience, Choices, Look], Drawn | Prepared]


def picture(
    name: str,
    audience: Audience,
    about: About,
    zone: str,
    *,
    choices: Choices | None = None,
    theme: Theme = "light",
    width: int = WIDTH,
) -> Figure:
    """Return a chart that stands alone.

    Args:
        name: One of :data:`PICTURES`.
        audience: Who passed filters and sets.
        about: Events, filters, sets, zone and "data as of", for its head.
        zone: IANA name of the zone of its times.
        choices: What it depends on beyond its people.
        theme: Light or dark.
        width: Pixels.

    Raises:
        UnknownPicture: There is no such chart.
        NothingToDraw: These people leave it empty; the message says why.
        FilterError: The choices make no sense for it.
    """
    wanted = PICTURES.get(name)
    if wanted is None:
        raise UnknownPicture(
            later(
                "A chart should be one of {listed}, but '{name}' is none of them.",
                listed=", ".join(PICTURES),
                name=name[:30],
            )
        )
    if not audience.count:
        raise NothingToDraw(
            later("A chart needs registrants, but the filters leave none."), remedy=later("Remove a filter.")
        )
    made = wanted.make(audience, choices or Choices(), Plain(zone, theme))
    drawn = made.drawn() if isinstance(made, Prepared) else made
    if not drawn.figure.spec["data"]:
        raise NothingToDraw(later("There is nothing to draw ({name}): {alt}", name=name, alt=alt(drawn.figure)))
    lines = [line for line in (_events(audience), _context(about), drawn.note) if line]
    title = findings.headline(drawn.title or wanted.title, drawn.finding)
    return standing(drawn.figure, title, lines, theme=theme, width=width)


def file_name(titles: Sequence[str], name: str, extension: str) -> str:
    """Return e.g. ``spring-launch-funnel.png``."""
    events = events_in_name(titles)
    return f"{events}-{name}.{extension}" if events else f"{name}.{extension}"


def _events(audience: Audience) -> str:
    titles = audience.events["title"].fill_null(say("Untitled")).to_list()
    shown, rest = titles[:1], titles[1:]
    while rest and len("; ".join([*shown, rest[0]])) <= _EVENTS_NAMED:
        shown.append(rest.pop(0))
    shown[0] = words.shorten_to(shown[0], _EVENTS_NAMED)
    named = "; ".join(shown)
    return say("{names} and {more} more", names=named, more=number(len(rest))) if rest else named


def _context(about: About) -> str:
    return " · ".join(f"{label}: {text}" for label, text in about.lines if label not in ("Events", _MADE))


# What a picture needs


def _attendance_known(audience: Audience) -> None:
    if not audience.pick("attended")["attended"].count():
        raise NothingToDraw(later("There is nothing to draw: these reports don't tell who attended."))


def _several(audience: Audience) -> None:
    if audience.events.height < 2:
        raise NothingToDraw(named.ONE_EVENT)


def _one_event(audience: Audience, what: str) -> None:
    if audience.events.height != 1:
        count = number(audience.events.height)
        raise NothingToDraw(
            later(
                "{what} drawn of one event, but these are {count}, which have no common clock.",
                what=what,
                count=count,
            ),
            remedy=later("Name one event."),
        )


def _by(choices: Choices, name: str) -> str:
    if not choices.by:
        raise NothingToDraw(
            later("There is nothing to draw ({name}): nothing is named to break it down by.", name=name),
            remedy=later("Name it: event, campaign, domain, company, country, referrer, or a registration question."),
        )
    return choices.by


# The funnel


def _funnel(audience: Audience, choices: Choices, look: Look) -> Prepared:
    _attendance_known(audience)
    return funnel.stages(audience, choices.rules, look, choices.beside)


def _funnel_groups(audience: Audience, choices: Choices, look: Look) -> Prepared:
    _attendance_known(audience)
    return funnel.groups(audience, choices.rules, _by(choices, "funnel-groups"), look)


def _segments(audience: Audience, choices: Choices, look: Look) -> Drawn:
    _attendance_known(audience)
    if choices.first is None:
        raise NothingToDraw(
            later("There is nothing to draw (segments): no segment is named."),
            remedy=later("Name it as a set of people."),
        )
    found = funnel.Segments.of(audience, choices.segments, choices.rules, of_previous=choices.of_previous)
    return found.drawn(look.theme)


def _waits(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return funnel.waits(audience, choices.mode or None, look)


# Over time


def _viewers(audience: Audience, choices: Choices, look: Look) -> Drawn:
    _one_event(audience, say("Viewers over time are"))
    found = _over_time(audience, choices)
    return Drawn(found.viewers(look), named.without_sessions(audience), finding=found.finding(look))


def _arrivals(audience: Audience, choices: Choices, look: Look) -> Drawn:
    _one_event(audience, say("Arrivals and departures are"))
    figure = _over_time(audience, choices).arrivals(look)
    if figure is None:
        raise NothingToDraw(later("There is nothing to draw (arrivals): nobody has watched yet."))
    return Drawn(figure, named.without_sessions(audience))


def _over_time(audience: Audience, choices: Choices) -> timeline.OverTime:
    """Return the stretch that was asked for, else the one that the page shows first."""
    event, known = audience.events.row(0, named=True), on_air.known_of(audience.events)
    if choices.window is None:
        window = next(iter(stretch.of_event(audience, event, known=known).values()))
    else:
        first, last = (datetime.fromtimestamp(moment / 1000, UTC) for moment in choices.window)
        window = first, last
    return timeline.OverTime.of(audience, event, window, known, choices.mode)


def _retention(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    return timeline.retention(audience, look, so_far=on_air.known_here(audience) is not None)


def _survival(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    return timeline.survival(audience, look)


def _on_demand_days(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    return timeline.on_demand_days(audience, look)


def _registrations(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    return timeline.registrations(audience, look)


# Who came, and what they said


def _attendance(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return attendance.by_event(audience, look, choices.beside)


def _groups(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return attendance.by_group(audience, choices.by or "company", look)


def _answers(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return voices.answers(_question(audience, choices), look, choices.beside)


def _answers_by(audience: Audience, choices: Choices, look: Look) -> Drawn:
    by = asked_question.dimension(audience, _by(choices, "answers-by"))
    return voices.Beside.of(audience, _question(audience, choices), by).drawn(look.theme)


def _question(audience: Audience, choices: Choices) -> Question:
    """Return the question that was asked for; without one the first, as on the page."""
    question = asked_question.find(audience, choices.question)
    if question is None:
        raise NothingToDraw(later("There is nothing to draw (answers): these events asked no survey question."))
    if question.own_words:
        raise NothingToDraw(
            later("People answered this question in their own words, so bars would say nothing."),
            remedy=later("Take the table survey-answers."),
        )
    return question


def _change(audience: Audience, choices: Choices, look: Look) -> Prepared:
    """Draw two surveys that are named, else those that the page shows first."""
    pairs = before_after.pairs(audience)
    if choices.before or choices.after:
        before, after = two_surveys.find(audience, choices.before, choices.after)
    elif pairs:
        before, after = pairs[0].before, pairs[0].after
    else:
        raise NothingToDraw(later("There is nothing to draw (survey-change): no two surveys hold the same question."))
    rows = before_after.questions(audience, before, after)
    if asked := choices.shared or choices.question:
        wanted = two_surveys.shared_question(audience, asked, before, after)
        rows = rows.filter(text=wanted)
    found = two_surveys.TwoSurveys.of(audience, Pair(before, after, rows.height), rows.row(0, named=True))
    if not found.row["persons"]:
        raise NothingToDraw(later("There is nothing to draw (survey-change): nobody answered both surveys."))
    return voices.change(found, look)


def _checks(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    found = voices.checks(audience, look)
    if found.frame.is_empty():
        raise NothingToDraw(
            later("There is nothing to draw (attendance-checks): these events had no attendance check.")
        )
    return found


def _asked(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    return voices.asked(audience, look)


# Across events


def _companies(audience: Audience, choices: Choices, look: Look) -> Prepared:
    ranked = across.ranked(audience, choices.weights, "attendees")
    return across.companies(ranked, look, beside=choices.beside)


def _campaigns(audience: Audience, choices: Choices, look: Look) -> Prepared:
    counted = Campaigns.of(audience, choices.costs, choices.weights).counted
    found = across.campaigns(counted, look, choices.beside)
    if not found.frame["campaign"].count():
        raise NothingToDraw(
            later("There is nothing to draw (campaigns): nobody registered by a link with a campaign.")
        )
    return found


def _costs(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return across.costs(Campaigns.of(audience, choices.costs, choices.weights).paid, look)


def _trend(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return across.trend(_beside_each_other(audience, choices, look), look)


def _benchmark(audience: Audience, choices: Choices, look: Look) -> Prepared:
    return across.benchmark(_beside_each_other(audience, choices, look), look)


def _beside_each_other(audience: Audience, choices: Choices, look: Look) -> compared.Compared:
    _several(audience)
    return compared.compare(audience, choices.rate, look.zone, stayed_minutes=choices.rules.stayed_minutes)


def _times(audience: Audience, _choices: Choices, look: Look) -> Prepared:
    _several(audience)
    return across.times(audience, look)


_ALL: Final = (
    Picture("attendance", phrase("How people attended"), _attendance),
    Picture("funnel", phrase("Where did people drop out?"), _funnel),
    Picture("funnel-groups", phrase("Where did people drop out?"), _funnel_groups),
    Picture("segments", phrase("Two segments side by side"), _segments),
    Picture("waits", phrase("From registration to attendance"), _waits),
    Picture("viewers", phrase("Viewers over time"), _viewers),
    Picture("arrivals", phrase("Who came and left"), _arrivals),
    Picture("retention", phrase("How long people stayed live"), _retention),
    Picture("registrations", phrase("When people registered"), _registrations),
    Picture("on-demand-days", phrase("On-demand views by day"), _on_demand_days),
    Picture("on-demand-survival", phrase("How much they watched on demand"), _survival),
    Picture("answers", phrase("What did they say?"), _answers),
    Picture("answers-by", phrase("Who said what"), _answers_by),
    Picture("survey-change", phrase("Before and after"), _change),
    Picture("attendance-checks", phrase("Attendance checks"), _checks),
    Picture("asked", phrase("What did they ask? Event by event"), _asked),
    Picture("groups", phrase("Who came?"), _groups),
    Picture("companies", phrase("Which companies came?"), _companies),
    Picture("campaigns", phrase("Which campaigns brought people who came?"), _campaigns),
    Picture("costs", phrase("What an attendee cost, by campaign"), _costs),
    Picture("trend", phrase("Over time"), _trend),
    Picture("benchmark", phrase("Each event against the others"), _benchmark),
    Picture("times", phrase("Who comes again"), _times),
)

PICTURES: Final[Mapping[str, Picture]] = {found.name: found for found in _ALL}
"""Every chart by its name, in the order of the pages."""


speaking(__name__)
