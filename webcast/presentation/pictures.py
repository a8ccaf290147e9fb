"""The main charts of the pages by name, each as a figure that stands alone: for files, beside or without a page.

A picture is made by the same analysis and the same chart as on its page, as the page first shows it. What has nothing
to draw is an error that says so: an empty picture in a mail would say that nothing happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import polars as pl

from webcast.analysis import attendance as attended
from webcast.analysis import (
    before_after,
    definitions,
    dimensions,
    on_air,
    qa,
    rollups,
    segments,
    stretch,
    surveys,
    timeline,
    waiting,
)
from webcast.analysis import funnel as stages
from webcast.analysis.audience import Audience
from webcast.analysis.before_after import Pair
from webcast.analysis.stages import FEW
from webcast.analysis.stages import names as names_of
from webcast.analysis.timeline import Window
from webcast.charts import asked, attendance, curves, days, flows, funnel, portfolio, viewers, voices, words
from webcast.charts import rollups as bars
from webcast.charts import segments as side_by_side
from webcast.charts import waiting as waiting_bars
from webcast.charts.standing import WIDTH, Figure, standing
from webcast.charts.theme import Theme, alt
from webcast.cohorts.cohort import Cohort, Group, Others
from webcast.errors import ChangeRequest, FilterError
from webcast.formats import events_in_name, number, plural
from webcast.presentation import asked_question, named, two_surveys
from webcast.presentation.about import About
from webcast.presentation.asked_question import ANSWERS_AT_FIRST, ANSWERS_BESIDE, GROUPS_BESIDE, Question, folded
from webcast.presentation.compared import compare
from webcast.presentation.two_surveys import Compared
from webcast.view.choices import Choices

_EVENTS_NAMED: Final = 120
"""Letters of the titles that a head names; the other events are counted."""

_MADE: Final = "Made"
"""The line of an :class:`About` that a picture leaves out: it says nothing of what is drawn."""


class UnknownPicture(ChangeRequest):
    """A chart was asked for that there is not."""


class NothingToDraw(ChangeRequest):
    """There is such a chart, but these people leave it empty."""


@dataclass(frozen=True)
class Drawn:
    """A chart as its page shows it.

    Attributes:
        figure: The chart.
        note: What it leaves out, or has to be known to read it.
        title: What it shows, where that depends on what was chosen.
    """

    figure: Figure
    note: str = ""
    title: str = ""


@dataclass(frozen=True)
class Picture:
    """One of the charts.

    Attributes:
        name: As on the command line.
        title: What it shows.
        make: Makes it of people, choices, the zone of its times, and light or dark; NothingToDraw where a choice is
            missing without which there is no such chart.
    """

    name: str
    title: str
    make: Callable[[Audience, Choices, str, Theme], Drawn]


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
        raise UnknownPicture(f"A chart should be one of {', '.join(PICTURES)}, but '{name[:30]}' is none of them.")
    if not audience.count:
        raise NothingToDraw("A chart needs registrants, but the filters leave none.", remedy="Take a filter away.")
    drawn = wanted.make(audience, choices or Choices(), zone, theme)
    if not drawn.figure.data:
        raise NothingToDraw(f"There is nothing to draw ({name}): {alt(drawn.figure)}")
    lines = [line for line in (_events(audience), _context(about), drawn.note) if line]
    return standing(drawn.figure, drawn.title or wanted.title, lines, theme=theme, width=width)


def file_name(titles: Sequence[str], name: str, extension: str) -> str:
    """Return e.g. ``spring-launch-funnel.png``."""
    events = events_in_name(titles)
    return f"{events}-{name}.{extension}" if events else f"{name}.{extension}"


def _events(audience: Audience) -> str:
    titles = audience.events["title"].fill_null("Untitled").to_list()
    shown, rest = titles[:1], titles[1:]
    while rest and len("; ".join([*shown, rest[0]])) <= _EVENTS_NAMED:
        shown.append(rest.pop(0))
    shown[0] = words.shorten_to(shown[0], _EVENTS_NAMED)
    return "; ".join(shown) + (f" and {number(len(rest))} more" if rest else "")


def _context(about: About) -> str:
    return " · ".join(f"{label}: {text}" for label, text in about.lines if label not in ("Events", _MADE))


# The funnel


def _funnel(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    _attendance_known(audience)
    found = stages.funnel(audience, choices.rules)
    return Drawn(funnel.funnel(found, names_of(choices.rules), theme=theme))


def _funnel_groups(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    _attendance_known(audience)
    label = dimensions.label(_by(choices, "funnel-groups"))
    figure = funnel.breakdown(
        stages.funnel(audience, choices.rules, by=choices.by),
        stages.funnel(audience, choices.rules),
        names_of(choices.rules),
        missing=dimensions.missing(choices.by),
        theme=theme,
    )
    return Drawn(figure, title=f"Where did people drop out? By {_lower(label)}")


def _segments(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    _attendance_known(audience)
    if choices.first is None:
        raise NothingToDraw(
            "There is nothing to draw (segments): no segment is named.", remedy="Name it as a set of people."
        )
    sets = choices.segments
    first, second = (people.apply(audience) for people in sets)
    figure = side_by_side.segments(
        segments.compare(first, second, choices.rules, of_previous=choices.of_previous),
        (_beside(sets[0]), _beside(sets[1])),
        names_of(choices.rules),
        of_previous=choices.of_previous,
        theme=theme,
    )
    both = segments.overlap(first, second)
    who = f"Filled: {sets[0].describe()}. Outlined: {sets[1].describe()}."
    return Drawn(figure, f"{who} {plural(both, 'person is', 'people are')} in both." if both else who)


def _beside(people: Cohort) -> str:
    """Return what a segment is called beside its bar; the head says in full who it is."""
    if isinstance(people, Others):
        return "Everybody else"
    return people.value if isinstance(people, Group) and people.value is not None else people.describe()


def _waits(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    mode = choices.mode or None
    return Drawn(waiting_bars.waits(waiting.waits(audience, mode), mode, theme=theme), _without_sessions(audience))


def _by(choices: Choices, name: str) -> str:
    if not choices.by:
        raise NothingToDraw(
            f"There is nothing to draw ({name}): nothing is named to break it down by.",
            remedy="Name it: event, campaign, domain, company, country, or a registration question.",
        )
    return choices.by


def _attendance_known(audience: Audience) -> None:
    if not audience.pick("attended")["attended"].count():
        raise NothingToDraw("There is nothing to draw: these reports don't tell who attended.")


# Over time


def _viewers(audience: Audience, choices: Choices, zone: str, theme: Theme) -> Drawn:
    _one_event(audience, "Viewers over time are")
    event = audience.events.row(0, named=True)
    name, window = _stretch(audience, choices)
    known = on_air.known_of(audience.events)
    start, end = event["live_start"], event["live_end"] or known
    drawn = stretch.curves(audience, window, known=known)
    figure = viewers.viewers(
        {mode: curve for mode, curve in drawn.items() if choices.mode in ("", mode)},
        zone=zone,
        theme=theme,
        live=(start, end) if start and end and _within(window, start, end, name) else None,
        until=window[1] if window else None,
        known=known,
    )
    return Drawn(figure, _without_sessions(audience))


def _arrivals(audience: Audience, choices: Choices, zone: str, theme: Theme) -> Drawn:
    _one_event(audience, "Arrivals and departures are")
    known = on_air.known_of(audience.events)
    window = _stretch(audience, choices)[1] or stretch.whole(audience)
    if window is None:
        raise NothingToDraw("There is nothing to draw (arrivals): nobody has watched yet.")
    counted = {
        mode: stretch.flows(audience, mode, window, known=known)
        for mode in stretch.curves(audience, window, known=known)
        if choices.mode in ("", mode)
    }
    return Drawn(flows.flows(counted, span=window, zone=zone, theme=theme), _without_sessions(audience))


def _one_event(audience: Audience, what: str) -> None:
    if audience.events.height != 1:
        count = number(audience.events.height)
        raise NothingToDraw(
            f"{what} drawn of one event, but these are {count}, which have no common clock.", remedy="Name one event."
        )


def _stretch(audience: Audience, choices: Choices) -> tuple[str, Window | None]:
    """Return the stretch that was asked for, else the one that the page shows first, and its name."""
    if choices.window is None:
        known = on_air.known_of(audience.events)
        return next(iter(stretch.of_event(audience, audience.events.row(0, named=True), known=known).items()))
    first, last = (datetime.fromtimestamp(moment / 1000, UTC) for moment in choices.window)
    return "", (first, last)


def _within(window: Window | None, start: datetime, end: datetime, name: str) -> bool:
    """Tell whether to shade the live time: as on the page, and where a stretch that was asked for overlaps it."""
    return name == stretch.LIVE or (not name and window is not None and start < window[1] and end > window[0])


def _retention(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    return Drawn(curves.retention(timeline.retention(audience), theme=theme), _without_sessions(audience))


def _survival(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    figure = curves.survival(timeline.on_demand_survival(audience), theme=theme)
    return Drawn(figure, definitions.text("on_demand_survival"))


def _on_demand_days(audience: Audience, _choices: Choices, zone: str, theme: Theme) -> Drawn:
    figure = days.on_demand_days(timeline.on_demand_days(audience, zone), zone=zone, theme=theme)
    return Drawn(figure, _without_sessions(audience))


def _registrations(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    return Drawn(curves.registrations(timeline.registration_curve(audience), theme=theme))


def _without_sessions(audience: Audience) -> str:
    titles = [title or event for event, title in audience.without_sessions.select("event_id", "title").rows()]
    return named.lacking_sessions(titles) if titles else ""


# Who came, and what they said


def _attendance(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    frame = attended.by_event(audience)
    events = frame["event_id"].unique(maintain_order=True)
    shown = events.head(named.ATTENDED_AT_FIRST)
    figure = attendance.by_event(frame.filter(pl.col("event_id").is_in(shown.implode())), theme=theme)
    return Drawn(figure, _left_out(events.len() - shown.len(), "event"))


def _groups(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    by = choices.by or "company"
    label = dimensions.label(by)
    frame = attended.by_group(audience, by)
    shown = frame.head(named.GROUPS_AT_FIRST)
    figure = attendance.by_group(shown, theme=theme)
    return Drawn(figure, _left_out(frame.height - shown.height, "group"), f"Who came? By {_lower(label)}")


def _answers(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    question = _question(audience, choices.question)
    label = question.row["label"]
    _in_no_own_words(question)
    respondents, eligible = question.row["respondents"], question.row["eligible"] or 0
    base = f"{plural(respondents, 'respondent')} of {plural(eligible, 'attendee')}"
    few = "; that is few" if question.few else ""
    return Drawn(question.figure(theme, ANSWERS_AT_FIRST), f"{base}{few}", label)


def _question(audience: Audience, label: str) -> Question:
    """Return the question of a label; without one the first, as on the page."""
    known = asked_question.questions(audience)
    found = known.filter(pl.col("label") == label) if label else known
    if label and found.is_empty():
        raise FilterError(
            f"A survey question should be one of {'; '.join(known['label']) or 'none, since none was asked'}, "
            f"but '{label[:60]}' is not."
        )
    if found.is_empty():
        raise NothingToDraw("There is nothing to draw (answers): these events asked no survey question.")
    return Question.of(audience, found.row(0, named=True))


def _answers_by(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    by = asked_question.dimension(audience, _by(choices, "answers-by"))
    question = _question(audience, choices.question)
    _in_no_own_words(question)
    frame = surveys.crosstab(audience, question.row["survey"], question.row["text"], by)
    groups, answers = frame["group"].n_unique(), question.answers.height if question.numeric is None else 0
    drawn = folded(groups, GROUPS_BESIDE), folded(answers, ANSWERS_BESIDE)
    figure = question.beside(audience, by, theme, groups=drawn[0], answers=drawn[1], frame=frame)
    rest = (_left_out(groups - drawn[0], "group"), _left_out(answers - drawn[1], "answer"))
    label = f"{question.row['label']} By {_lower(dimensions.label(by))}"
    return Drawn(figure, " · ".join(part for part in rest if part), label)


def _in_no_own_words(question: Question) -> None:
    if question.own_words:
        raise NothingToDraw(
            "People answered this question in their own words, so bars would say nothing.",
            remedy="Take the table survey-answers.",
        )


def _change(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    """Draw two surveys that are named, else those that the page shows first."""
    pairs = before_after.pairs(audience)
    if not pairs and not (choices.before or choices.after):
        raise NothingToDraw("There is nothing to draw (survey-change): no two surveys hold the same question.")
    before, after = pairs[0].before, pairs[0].after
    if choices.before or choices.after:
        before, after = two_surveys.find(audience, choices.before, choices.after)
    rows = before_after.questions(audience, before, after)
    if choices.question:
        rows = rows.filter(pl.col("text") == two_surveys.shared_question(audience, choices.question, before, after))
    compared = Compared.of(audience, Pair(before, after, rows.height), rows.row(0, named=True))
    if not compared.row["persons"]:
        raise NothingToDraw("There is nothing to draw (survey-change): nobody answered both surveys.")
    few = "; that is few" if compared.row["persons"] < FEW else ""
    base = f"{before}, then {after}: {plural(compared.row['persons'], 'person', 'people')} answered both{few}"
    return Drawn(compared.figure(theme), base, compared.row["text"])


def _checks(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    found = surveys.attendance_checks(audience)
    if found.is_empty():
        raise NothingToDraw("There is nothing to draw (attendance-checks): these events had no attendance check.")
    return Drawn(voices.checks(found, theme=theme))


def _asked(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    titles = audience.events.select("event_id", "title")
    frame = qa.by_event(audience).join(titles, on="event_id", how="left", maintain_order="left")
    return Drawn(asked.asked(frame, theme=theme))


# Across events


def _companies(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    frame = named.companies(rollups.companies(audience, choices.weights))
    ranked = rollups.known(frame).sort("attendees", "label", descending=[True, False], nulls_last=True)
    shown = ranked.head(named.COMPANIES_AT_FIRST)
    rest = _left_out(ranked.height - shown.height, "company", "companies")
    return Drawn(bars.companies(shown, by="attendees", theme=theme), rest)


def _campaigns(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    frame = named.campaigns(rollups.campaigns(audience, choices.costs, choices.weights))
    counted = frame.filter(pl.col("registrants") > 0)
    if not counted["campaign"].count():
        raise NothingToDraw("There is nothing to draw (campaigns): nobody registered by a link with a campaign.")
    shown = counted.head(named.CAMPAIGNS_AT_FIRST)
    return Drawn(bars.campaigns(shown, theme=theme), _left_out(counted.height - shown.height, "campaign"))


def _costs(audience: Audience, choices: Choices, _zone: str, theme: Theme) -> Drawn:
    frame = named.campaigns(rollups.campaigns(audience, choices.costs, choices.weights))
    paid = frame.drop_nulls("cost").sort("cost_per_attendee", "label", nulls_last=True)
    return Drawn(bars.costs(paid, theme=theme))


def _trend(audience: Audience, choices: Choices, zone: str, theme: Theme) -> Drawn:
    _several(audience)
    found = compare(audience, choices.rate, zone, stayed_minutes=choices.rules.stayed_minutes)
    figure = portfolio.trend(found.dated, found.benchmark, measure=found.measure, zone=zone, theme=theme)
    return Drawn(figure, title=f"{found.label} over time")


def _benchmark(audience: Audience, choices: Choices, zone: str, theme: Theme) -> Drawn:
    _several(audience)
    found = compare(audience, choices.rate, zone, stayed_minutes=choices.rules.stayed_minutes)
    shown = found.benchmark.head(named.EVENTS_AT_FIRST)
    latest = found.latest["event_id"] if found.latest else None
    figure = portfolio.benchmark(shown, measure=found.measure, latest=latest, theme=theme)
    rest = _left_out(found.benchmark.height - shown.height, "event")
    return Drawn(figure, rest, f"{found.label}: each event against the others")


def _times(audience: Audience, _choices: Choices, _zone: str, theme: Theme) -> Drawn:
    _several(audience)
    return Drawn(bars.times(named.times(audience), theme=theme))


def _several(audience: Audience) -> None:
    if audience.events.height < 2:
        raise NothingToDraw(named.ONE_EVENT)


def _left_out(count: int, one: str, many: str = "") -> str:
    if count <= 0:
        return ""
    others = many or f"{one}s"
    return f"Not drawn: {plural(count, f'more {one}', f'more {others}')}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


_ALL: Final = (
    Picture("attendance", "How people attended", _attendance),
    Picture("funnel", "Where did people drop out?", _funnel),
    Picture("funnel-groups", "Where did people drop out?", _funnel_groups),
    Picture("segments", "Two segments side by side", _segments),
    Picture("waits", "From registration to attendance", _waits),
    Picture("viewers", "Viewers over time", _viewers),
    Picture("arrivals", "Who came and left", _arrivals),
    Picture("retention", "How long people stayed live", _retention),
    Picture("registrations", "When people registered", _registrations),
    Picture("on-demand-days", "On-demand views by day", _on_demand_days),
    Picture("on-demand-survival", "How much they watched on demand", _survival),
    Picture("answers", "What did they say?", _answers),
    Picture("answers-by", "Who said what", _answers_by),
    Picture("survey-change", "Before and after", _change),
    Picture("attendance-checks", "Attendance checks", _checks),
    Picture("asked", "What did they ask? Event by event", _asked),
    Picture("groups", "Who came?", _groups),
    Picture("companies", "Which companies came?", _companies),
    Picture("campaigns", "Which campaigns brought people who came?", _campaigns),
    Picture("costs", "What an attendee cost, by campaign", _costs),
    Picture("trend", "Over time", _trend),
    Picture("benchmark", "Each event against the others", _benchmark),
    Picture("times", "Who comes again", _times),
)

PICTURES: Final[Mapping[str, Picture]] = {found.name: found for found in _ALL}
"""Every chart by its name, in the order of the pages."""
