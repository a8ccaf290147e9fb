"""``chart``: the charts of the pages as pictures, for slides and for mail."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from webcast.analysis.audience import Audience
from webcast.charts.words import plotly_locale
from webcast.commands import common, sources
from webcast.commands.common import Job
from webcast.commands.console import Console, one_line
from webcast.commands.files import UnreadableFile, write_file
from webcast.errors import ChangeRequest
from webcast.formats import plural
from webcast.language import using
from webcast.presentation import pictures
from webcast.presentation.pictures import NothingToDraw
from webcast.printing import browser
from webcast.printing.browser import Browser
from webcast.printing.picture import KINDS, drawn
from webcast.settings import Settings
from webcast.view.choices import Choices
from webcast.view.record import ALL_EVENTS


def chart(args: argparse.Namespace, settings: Settings, console: Console) -> None:
    """Write one chart to a file, or every chart that has something to draw into a folder."""
    kind = _kind(args)
    printer = browser.needed(settings, "A chart", "save the chart on its page")
    if args.all:
        _must_be_folder(args.to)
    job = common.begin(args, settings, console)
    chosen = job.view.choices
    if args.all:
        figures, left_out = _every(args, job, chosen)
        _write_all(
            args, job, dict(zip(figures, _drawn(job, list(figures.values()), kind, printer), strict=True)), kind
        )
        console.say(job.told(plural(len(figures), "chart", "charts"), args.to))
        for name, why in left_out.items():
            console.say(f"Left out: {name}. {one_line(why)}")
        job.audit(settings, f"export {kind}: all charts", {"charts": len(figures)})
        return
    (content,) = _drawn(job, [_figure(args, job, chosen, args.chart)], kind, printer)
    if args.to == sources.STDIN:
        console.write_bytes(content)
    else:
        write_file(Path(args.to), [content])
        console.say(job.told(f"Chart {args.chart}", args.to))
    job.audit(settings, f"export {kind}: chart {args.chart}", {})


def _kind(args: argparse.Namespace) -> str:
    """Return the kind that was asked for, else that of the file's ending; PNG where neither says one."""
    ending = Path(args.to).suffix.removeprefix(".").lower()
    if args.format is None and not args.all and args.to != sources.STDIN and ending not in KINDS:
        raise ChangeRequest(
            f"A chart should become a file that ends in .png, .svg or .pdf, but {one_line(args.to)} does not.",
            remedy="Name another file, or say --format.",
        )
    return str(args.format or (ending if ending in KINDS and not args.all else "png"))


def _figure(args: argparse.Namespace, job: Job, chosen: Choices, name: str) -> Any:
    with using(job.reader):
        return pictures.picture(
            name, _of(job), job.about, job.view.zone, choices=chosen, theme=args.theme, width=args.width
        )  # fmt: skip


def _drawn(job: Job, figures: list[Any], kind: str, printer: Browser) -> list[bytes]:
    with using(job.reader):
        return drawn(figures, kind, printer, locale=plotly_locale())


def _of(job: Job) -> Audience:
    """Return whom charts are of: with one event in view, its people, and no other event beside it."""
    event = job.view.event
    if event in ("", ALL_EVENTS) or job.people.events.height == 1:
        return job.people
    return job.people.once(("in view", event), lambda: job.people.event(event))


def _every(args: argparse.Namespace, job: Job, chosen: Choices) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the charts that have something to draw, and why the others have not.

    Raises:
        NothingToDraw: None has.
    """
    figures: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for name in pictures.PICTURES:
        try:
            figures[name] = _figure(args, job, chosen, name)
        except NothingToDraw as exc:
            left_out[name] = exc.message
    if not figures:
        raise NothingToDraw("None of the charts has anything to draw.", remedy="Take a filter away, or name others.")
    return figures, left_out


def _must_be_folder(to: str) -> None:
    try:
        Path(to).mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        raise UnreadableFile(
            f"{one_line(to)} should be a folder for the charts, but is not ({exc.strerror or type(exc).__name__}).",
            remedy="Name a folder.",
        ) from None


def _write_all(args: argparse.Namespace, job: Job, contents: dict[str, bytes], kind: str) -> None:
    titles = _of(job).events["title"].fill_null("").to_list()
    for name, content in contents.items():
        write_file(Path(args.to) / pictures.file_name(titles, name, kind), [content])
