"""Files to take along: streamed, behind the sign-in, with what and how much they hold on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from webcast.cohorts.cohort import Cohort
from webcast.exports import listings
from webcast.exports.csv import Mode
from webcast.exports.listings import REGISTRANTS
from webcast.language import reader
from webcast.language.catalogues import SOURCE
from webcast.roles import Role
from webcast.ui.frame import current_run, state
from webcast.ui.frame.page import Context
from webcast.ui.kit import download_words, share
from webcast.view.filters import Filters
from webcast.web.links import exports


def _formats() -> dict[str, tuple[str, Mode]]:
    """Return format of a list of registrants → kind of file, and whether its cells are defused."""
    return {
        download_words.SPREADSHEET_CSV: ("csv", Mode.SPREADSHEET),
        download_words.EXACT_CSV: ("csv", Mode.EXACT),
        download_words.KINDS["xlsx"]: ("xlsx", Mode.SPREADSHEET),
        download_words.KINDS["parquet"]: ("parquet", Mode.SPREADSHEET),
    }


def address(
    sets: Sequence[Cohort] = (),
    columns: Sequence[str] = (),
    mode: Mode = Mode.SPREADSHEET,
    *,
    everybody: bool = False,
    kind: str = "csv",
    table: str = REGISTRANTS,
) -> str:
    """Return the address of a file: of what the page shows, narrowed by sets, with some columns or all."""
    return _addresses([(kind, mode)], sets, columns, everybody=everybody, table=table)[0]


def _addresses(
    forms: Iterable[tuple[str, Mode]],
    sets: Sequence[Cohort] = (),
    columns: Sequence[str] = (),
    *,
    everybody: bool = False,
    table: str = REGISTRANTS,
) -> list[str]:
    """Return the addresses of the same file in several kinds and modes."""
    here = current_run.get()
    view = state.view()
    if everybody:
        view = replace(view, filters=Filters(), event="", cohorts=())
    # What a table does not depend on is nobody's business who gets its address.
    view = replace(view, choices=listings.choices_for(table, view.choices))
    return exports(here.app, here.visitor, view.of(table, sets, columns), forms)


@dataclass(frozen=True)
class File:
    """What can be taken along, in several formats.

    Attributes:
        name: What it is, and how much of it.
        formats: Format → address, in the order of the menu.
        of_people: It says who people are.
    """

    name: str
    formats: Mapping[str, str]
    of_people: bool = False


def people(rows: int, sets: Sequence[Cohort] = (), columns: Sequence[str] = (), *, everybody: bool = False) -> File:
    """Return the list of registrants.

    Args:
        rows: How many registrants the file holds.
        sets: What narrows the audience beyond the filters.
        columns: Headers to keep; none means all.
        everybody: Leave the filters out, where a list is of the events whatever they are.
    """
    kinds = _formats()
    addresses = _addresses(kinds.values(), sets, columns, everybody=everybody)
    return File(download_words.list_of(rows, len(columns)), dict(zip(kinds, addresses, strict=True)), of_people=True)


def table(name: str, label: str, sets: Sequence[Cohort] = (), columns: Sequence[str] = ()) -> File:
    """Return a table that is not of registrants.

    Args:
        name: One of :data:`webcast.exports.listings.NAMES`.
        label: What it is.
        sets: What narrows the audience beyond the filters.
        columns: Headers to keep; none means all.
    """
    addresses = _addresses([(kind, Mode.SPREADSHEET) for kind in download_words.KINDS], sets, columns, table=name)
    formats = dict(zip(download_words.KINDS.values(), addresses, strict=True))
    return File(label, formats, of_people=name in listings.OF_PEOPLE)


def allowed(files: Sequence[File]) -> list[File]:
    """Return those of the files that who looks may take: the others are refused, and so are not offered."""
    people_too = current_run.get().visitor.role.may(Role.FILES)
    return [file for file in files if people_too or not file.of_people]


def summary() -> File:
    """Return the one-page summary; as PDF too where the server can print."""
    formats = {download_words.SUMMARY_PAGE: address(kind="html")}
    if current_run.get().app.printer.ready:
        formats[download_words.SUMMARY_PDF] = address(kind="pdf")
    return File(download_words.SUMMARY, formats)


def menu(*files: File, label: str = "") -> None:
    """Draw the quiet menu of files: it opens the formats of each, and a click on one takes it along."""
    if offered := allowed(files):
        with st.popover(label or download_words.DOWNLOAD, type="tertiary"):
            st.html("".join(map(_listed, offered)))


def listed(files: Sequence[File]) -> str:
    """Return what can be taken along as the HTML of a block's menu, each with its formats."""
    return "".join(_listed(file, download_words.taken(file.name)) for file in allowed(files))


def first(of_people: File, *others: File, place: str) -> None:
    """Draw the button that takes people along, in the format that was taken last, and beside it the menu.

    Args:
        of_people: The file of people.
        others: More files.
        place: Names where it stands; a page and a list of people over it each have one.
    """
    if not allowed([of_people]):
        menu(*others)
        return
    here = current_run.get()
    last = here.app.last_formats.of(here.visitor.sid)
    usual = next((name for name, form in _formats().items() if form == last), download_words.SPREADSHEET_CSV)
    target, label = escape(of_people.formats[usual]), escape(download_words.download(of_people.name, usual))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        st.html(f'<a class="wi-button" href="{target}" download>{label}</a>', width="content")
        with st.popover(download_words.OTHER_FILES if others else download_words.OTHER_FORMATS, type="tertiary"):
            st.html("".join(map(_listed, (of_people, *others))))
            _headings(place)


def _headings(place: str) -> None:
    """Draw the switch for headings in the reader's language, for readers of another than the platform's."""
    wanted = state.looking().language
    mine = reader().language if reader().language != SOURCE else wanted
    if mine in ("", SOURCE):
        return
    key = f"wi-headings-{place}-{wanted}"

    def changed() -> None:
        state.look(language=mine if st.session_state[key] else "")

    st.toggle(download_words.HEADINGS, wanted == mine, key=key, help=download_words.HEADINGS_HINT, on_change=changed)


def of_page(context: Context, *others: File, rows: int | None = None) -> None:
    """Draw beside the page's title the download of the people in view, files of the whole page, and how to share it.

    Args:
        context: What the page works with.
        others: More files.
        rows: How many people there are, where the page is of some of them alone.
    """
    with context.primary:
        first(people(context.audience.count if rows is None else rows), *others, place="page")
        share.draw()


def _listed(file: File, label: str = "") -> str:
    links = "".join(
        f'<li><a href="{escape(target)}" download>{escape(name)}</a></li>' for name, target in file.formats.items()
    )
    return f'<div class="wi-menu"><p>{escape(label or file.name)}</p><ul>{links}</ul></div>'
