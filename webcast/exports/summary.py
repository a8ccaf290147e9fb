"""The one-page summary: HTML that needs no script and no network, and prints well.

It holds figures and no person: free text, which may name somebody, is left out. Bars and curves are drawn as SVG, so
that they print whatever the printer thinks of background colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Final

import polars as pl

from webcast import mark
from webcast.analysis import definitions, funnel, stages, summary, surveys, timeline
from webcast.analysis.answers import CHECK
from webcast.analysis.audience import Audience
from webcast.analysis.summary import Overall
from webcast.errors import ChangeRequest
from webcast.formats import UNKNOWN, duration, events_in_name, instant, number, percent, plural
from webcast.language import counted, later, reader, say
from webcast.presentation import bases, headline, named
from webcast.presentation.about import About

EVENTS_SHOWN: Final = 8
QUESTIONS_SHOWN: Final = 4
ANSWERS_SHOWN: Final = 3

_FIGURES: Final = (
    "total_registrants", "live_conversion_rate", "total_conversion_rate", "average_watch_ms", "peak_viewers",
)  # fmt: skip
_ALSO_DEFINED: Final = ("registrant", "person", "attended", "stayed", "engaged", "answered_survey", "answer_share")
_FREE_TEXT: Final = frozenset({"Textbox", "Text Area"})
_CURVE: Final = (720, 90)

_STYLE: Final = """
@page { size: A4; margin: 10mm 12mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 14px/1.45 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  color: #1B1F27; background: #fff; margin: 0 auto; padding: 24px; max-width: 800px;
  font-variant-numeric: tabular-nums; }
.marks { float: right; display: flex; gap: 8px; margin: 0 0 0 12px; }
.marks img { height: 24px; width: auto; max-width: 160px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 15px; margin: 20px 0 6px; break-after: avoid; }
h3 { font-size: 13px; font-weight: 600; margin: 10px 0 2px; break-after: avoid; }
p { margin: 0 0 6px; }
.answer { font-size: 16px; }
.quiet, figcaption, dd, th { color: #5A6170; }
.quiet, figcaption, dl { font-size: 12px; }
.figures { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 120px; border: 1px solid #DDE0E6; border-radius: 8px; padding: 8px 10px;
  break-inside: avoid; }
.figures b { display: block; font-size: 20px; line-height: 1.3; }
.figures span { display: block; font-size: 12px; color: #5A6170; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
th { font-weight: 600; text-align: left; vertical-align: bottom; }
th, td { padding: 3px 8px 3px 0; border-bottom: 1px solid #DDE0E6; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.bar { width: 38%; padding-right: 0; }
tr, figure, .question { break-inside: avoid; }
thead { display: table-header-group; }
svg { display: block; width: 100%; height: auto; }
td.bar svg { height: 12px; }
figure { margin: 0; }
dl { columns: 2; column-gap: 24px; margin: 0; font-size: 11px; line-height: 1.35; }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 24px; }
.question table { table-layout: fixed; }
.question td.n { width: 17%; }
dl div { break-inside: avoid; margin: 0 0 3px; }
dt { font-weight: 600; color: #1B1F27; }
dt, dd { display: inline; margin: 0; }
@media print {
  body { padding: 0; max-width: none; font-size: 11px; line-height: 1.35; }
  h1 { font-size: 18px; } h2 { margin: 10px 0 2px; font-size: 13px; } h3 { margin: 4px 0 0; font-size: 11px; }
  .answer { font-size: 13px; } .figures { margin: 8px 0; } .figures li { padding: 4px 8px; }
  .figures b { font-size: 16px; } table, .quiet, .figures span { font-size: 10.5px; }
  th, td { padding: 1.5px 8px 1.5px 0; } dl { columns: 3; font-size: 9px; line-height: 1.3; }
}
@media (max-width: 480px) { dl { columns: 1; } .answers { grid-template-columns: 1fr; }
  body { padding: 16px; } td.bar { width: 25%; } }
"""


class NobodyToSumUp(ChangeRequest):
    """A summary of nobody."""


def file_name(titles: Sequence[str], extension: str) -> str:
    """Return e.g. ``spring-launch-summary.html``."""
    events = events_in_name(titles)
    return f"{events}-summary.{extension}" if events else f"summary.{extension}"


def page(audience: Audience, about: About, zone: str, own_mark: str = "") -> str:
    """Return the page.

    Args:
        audience: Whom it is about, after filters and sets.
        about: Events, filters, zone and "data as of", which stand under its headline.
        zone: The zone of its times.
        own_mark: What stands beside the product's mark, as :func:`webcast.mark.own` gives it.

    Raises:
        NobodyToSumUp: The filters leave nobody.
    """
    if not audience.count:
        raise NobodyToSumUp(
            later("A summary needs registrants, but the filters leave none."), remedy=later("Remove a filter.")
        )
    overall = summary.overall(audience)
    titles = audience.events["title"].fill_null(say("Untitled event")).to_list()
    title = titles[0] if len(titles) == 1 else plural(len(titles), "event", "events")
    head = escape(say("{title}: summary", title=title))
    parts = (
        f'<p class="marks">{mark.images(own_mark)}</p>',
        f"<h1>{_text(title)}</h1>",
        f'<p class="answer">{_text(headline.answer(overall))}</p>',
        f'<p class="quiet">{" · ".join(f"{_text(name)}: {_text(said)}" for name, said in about.lines)}</p>',
        _figures(overall, zone),
        _funnel(audience),
        _curve(audience, zone),
        _events(audience),
        *_surveys(audience),
        *_checks(audience),
        _definitions(),
    )
    return (
        f'<!doctype html>\n<html lang="{reader().language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{head}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def _text(value: str) -> str:
    """Escape foreign text and keep its writing direction from spilling into ours."""
    return f"<bdi>{escape(value)}</bdi>"


def _figures(overall: Overall, zone: str) -> str:
    peak = say("on {date}", date=instant(overall.peak_at, zone)) if overall.peak_at else say("no session times")
    said = (
        (number(overall.total_registrants), plural(overall.people, "person", "people")),
        (percent(overall.live_conversion_rate), bases.in_time(overall)),
        (percent(overall.total_conversion_rate), bases.registrants(overall.told)),
        (duration(overall.average_watch_ms), bases.attending(overall.watching_people)),
        (number(overall.peak_viewers), peak),
    )  # fmt: skip
    cells = (
        f"<li><span>{escape(definitions.label(name))}</span><b>{escape(value)}</b><span>{escape(base)}</span></li>"
        for name, (value, base) in zip(_FIGURES, said, strict=True)
    )
    return f'<ul class="figures">{"".join(cells)}</ul>'


def _funnel(audience: Audience) -> str:
    if audience.pick("attended")["attended"].null_count() == audience.count:
        return ""
    found = funnel.funnel(audience)
    names = stages.names().stages
    body = "".join(
        f"<tr><td>{escape(names[stage])}</td>"
        f'<td class="bar">{_bar(share)}</td><td class="n">{number(count)}</td>'
        f'<td class="n">{percent(share)}</td><td class="n">{percent(previous)}</td></tr>'
        for stage, count, share, previous in found.select(
            "stage", "registrants", "of_first", "of_previous"
        ).iter_rows()
    )
    head = _head(say("Stage"), "", say("Registrants"), say("Of all"), say("Of the stage before"))
    note = named.without_attendance(audience)
    said = f'<p class="quiet">{_text(note)}</p>' if note else ""
    title = escape(say("Where people dropped out"))
    return f"<h2>{title}</h2><table>{head}<tbody>{body}</tbody></table>{said}"


def _head(first: str, *others: str) -> str:
    cells = "".join(f'<th scope="col" class="n">{escape(name)}</th>' if name else "<td></td>" for name in others)
    return f'<thead><tr><th scope="col">{escape(first)}</th>{cells}</tr></thead>'


def _bar(share: float | None) -> str:
    width = 200 * min(max(share or 0.0, 0.0), 1.0)
    return (
        '<svg viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="200" height="12" fill="#EDEEF2"/><rect width="{width:.1f}" height="12" fill="#4338CA"/></svg>'
    )


def _curve(audience: Audience, zone: str) -> str:
    """Return the live viewers of a single event over time; over several events a curve says nothing."""
    if audience.events.height != 1:
        return ""
    peak = timeline.peak(audience, "Live")
    start, end = audience.events.row(0, named=True)["live_start"], audience.events.row(0, named=True)["live_end"]
    if not peak.viewers or peak.at is None or start is None or end is None or end <= start:
        return ""
    points = timeline.viewers(audience, "Live", max_points=240).drop_nulls(("at", "viewers"))
    points = points.filter(pl.col("at").is_between(start, end))
    if points.height < 2:
        return ""
    width, height = _CURVE
    length = (end - start).total_seconds()
    steps: list[str] = []
    for at, viewers in points.select("at", "viewers").iter_rows():
        x = width * (at - start).total_seconds() / length
        y = height - (height - 4) * viewers / peak.viewers
        steps.append(f"H{x:.1f}V{y:.1f}")
    path = f"M0,{height}{''.join(steps)}H{width}V{height}Z"
    said = say(
        "Live viewers from {start} to {end}; peak {viewers} on {peak}.",
        start=instant(start, zone),
        end=instant(end, zone),
        viewers=number(peak.viewers),
        peak=instant(peak.at, zone),
    )
    return (
        f'<h2>{escape(say("When they were there"))}</h2><figure><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(said)}"><path d="{path}" fill="#4477AA" fill-opacity="0.35" stroke="#4477AA" '
        f'stroke-width="1.5"/><path d="M0,{height}H{width}" stroke="#8C8C8C"/></svg>'
        f"<figcaption>{escape(said)}</figcaption></figure>"
    )  # fmt: skip


def _events(audience: Audience) -> str:
    found = summary.key_figures(audience)
    if found.height < 2:
        return ""
    shown = found.sort("total_registrants", descending=True, maintain_order=True).head(EVENTS_SHOWN)
    body = "".join(
        f"<tr><td>{_text(row['title'] or row['event_id'])}</td>"
        + "".join(f'<td class="n">{escape(value)}</td>' for value in _event_cells(row))
        + "</tr>"
        for row in shown.iter_rows(named=True)
    )
    labels = [
        definitions.label(name) for name in ("total_registrants", "live_conversion_rate", "total_conversion_rate")
    ]
    head = _head(say("Event"), *labels, definitions.label("average_watch_ms"))
    rest = found.height - shown.height
    said = say("And {events} with fewer registrants.", events=plural(rest, "more event", "more events"))
    more = f'<p class="quiet">{escape(said)}</p>' if rest else ""
    title = escape(say("Event by event"))
    return f"<h2>{title}</h2><table>{head}<tbody>{body}</tbody></table>{more}"


def _event_cells(row: dict[str, Any]) -> Iterable[str]:
    yield number(row["total_registrants"])
    yield percent(row["live_conversion_rate"])
    yield percent(row["total_conversion_rate"])
    yield duration(row["average_watch_ms"])


def _surveys(audience: Audience) -> Iterator[str]:
    """Yield the questions with most respondents, each with its leading answers."""
    asked = surveys.questions(audience).filter((pl.col("type") != CHECK).fill_null(value=True))
    chosen = asked.filter(
        pl.col("respondents") > 0, ~pl.col("type").fill_null("").is_in(list(_FREE_TEXT)),
    ).sort("respondents", descending=True, maintain_order=True)  # fmt: skip
    if chosen.height:
        shown = (_question(audience, row) for row in chosen.head(QUESTIONS_SHOWN).iter_rows(named=True))
        yield f'<h2>{escape(say("What they said"))}</h2><div class="answers">{"".join(shown)}</div>'
    rest = asked.height - min(chosen.height, QUESTIONS_SHOWN)
    if rest and chosen.height:
        more = say("{questions} on the Surveys page.", questions=plural(rest, "more question", "more questions"))
        yield f'<p class="quiet">{escape(more)}</p>'


def _checks(audience: Audience) -> Iterator[str]:
    """Yield a line an attendance check that anybody answered: it is no survey."""
    for row in surveys.attendance_checks(audience).filter(pl.col("respondents") > 0).iter_rows(named=True):
        said = escape(say("{check} (attendance check): {base}.", check="\0", base=bases.respondents(row)))
        yield f'<p class="quiet">{said.replace(chr(0), _text(row["label"]))}</p>'


def _question(audience: Audience, row: dict[str, Any]) -> str:
    answers = surveys.answers(audience, row["survey"], row["text"])
    shown = answers.head(ANSWERS_SHOWN)
    base = bases.respondents(row)
    rest = answers.height - shown.height
    if rest:
        base = counted(
            "{base}; {count} more answer", "{base}; {count} more answers", rest, base=base, count=number(rest)
        )
    body = "".join(
        f'<tr><td>{_text(said)}</td><td class="bar">{_bar(share)}</td><td class="n">{number(count)}</td>'
        f'<td class="n">{percent(share)}</td></tr>'
        for said, count, share in shown.select("answer", "count", "share").iter_rows()
    )
    name = ": ".join(part for part in (row["survey"], row["text"]) if part) or UNKNOWN
    return (
        f'<div class="question"><h3>{_text(name)}</h3><p class="quiet">{escape(base)}</p>'
        f"<table><tbody>{body}</tbody></table></div>"
    )


def _definitions() -> str:
    said = "".join(
        f"<div><dt>{escape(definitions.label(name))}</dt> <dd>{escape(definitions.text(name))}</dd></div>"
        for name in dict.fromkeys((*_FIGURES, *_ALSO_DEFINED))
    )
    return f"<h2>{escape(say('Definitions'))}</h2><dl>{said}</dl>"
