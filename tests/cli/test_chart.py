"""Charts as files, drawn by a real Chromium, as a nightly job writes them."""

from __future__ import annotations

import re
import stat
import struct
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import plotly.graph_objects as go
import pytest

from tests.cli.conftest import GUIDE, MENDED, Run
from webcast.commands import chart
from webcast.printing import browser, pdf, picture

PEOPLE = ("Alice", "Williams", "awilliams", "Michael", "mscott", "yourco", "companyx")
"""Names and addresses in the guide's report."""


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.browser
def test_a_png_is_twice_as_wide_as_asked_for(run: Run, printing: str, tmp_path: Path) -> None:
    done = run("chart", GUIDE, "--chart", "funnel", "--live-funnel", "--width", "900", "--to", "funnel.png")
    assert done == (0, "Chart funnel written to funnel.png · All registrants · UTC\n", "")
    width, height = size((tmp_path / "funnel.png").read_bytes())
    assert width == 1800
    assert height > 600
    assert stat.S_IMODE((tmp_path / "funnel.png").stat().st_mode) == 0o600


@pytest.mark.browser
def test_an_svg_says_what_it_shows_and_of_whom(run: Run, printing: str, tmp_path: Path) -> None:
    done = run("chart", GUIDE, "--chart", "funnel", "--on-demand", "--to", "funnel.svg", "--theme", "dark")
    assert done.err == ""
    drawing = (tmp_path / "funnel.svg").read_text("utf-8")
    assert drawing.startswith("<svg")
    text = " ".join(re.findall(r">([^<>]+)<", drawing))
    for said in (
        "Where did people drop out?",
        "API Report Sample",
        "watched on demand",
        "Registrants: 2 of 6",
        "UTC",
    ):
        assert said in text
    assert "20, 22, 27" in drawing  # the dark page's colour


@pytest.mark.browser
def test_no_picture_holds_a_person(run: Run, printing: str, tmp_path: Path) -> None:
    done = run("chart", GUIDE, "--all", "--by", "country", "--format", "svg", "--to", "charts")
    assert done.code == 0
    drawings = {path.name: path.read_text("utf-8") for path in (tmp_path / "charts").iterdir()}
    assert {"api-report-sample-funnel.svg", "api-report-sample-viewers.svg"} <= drawings.keys()
    # Companies are what this chart is of; e-mail addresses are in none.
    for name, drawing in drawings.items():
        assert "customdata" not in drawing
        assert "@" not in drawing
        assert not any(person in drawing for person in PEOPLE[:4]), name


@pytest.mark.browser
def test_all_charts_go_into_a_folder_and_the_others_are_named(run: Run, printing: str, tmp_path: Path) -> None:
    done = run("chart", GUIDE, MENDED, "--all", "--to", "charts")
    first, *left_out = done.out.splitlines()
    files = sorted(path.name for path in (tmp_path / "charts").iterdir())
    assert first == f"{len(files)} charts written to charts · All registrants · UTC"
    assert "2-events-trend.png" in files
    assert [line.partition(". ")[0] for line in left_out] == [
        "Left out: funnel-groups",
        "Left out: segments",
        "Left out: viewers",
        "Left out: arrivals",
        "Left out: answers-by",
        "Left out: costs",
    ]
    assert left_out[2].endswith("these are 2, which have no common clock.")
    assert stat.S_IMODE((tmp_path / "charts").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "charts").iterdir()} == {0o600}


@pytest.mark.browser
def test_a_chart_can_be_a_pdf_and_go_to_standard_output(run: Run, printing: str, tmp_path: Path) -> None:
    assert run("chart", GUIDE, "--chart", "retention", "--to", "retention.pdf").err == ""
    assert (tmp_path / "retention.pdf").read_bytes().startswith(b"%PDF")
    done = run("chart", GUIDE, "--chart", "retention", "--format", "svg", "--to", "-")
    assert (done.code, done.out[:4], done.out[-6:]) == (0, "<svg", "</svg>")


@pytest.mark.browser
def test_nothing_stays_in_the_temporary_folder(run: Run, printing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as private:  # a short path, since Chromium puts a socket there
        monkeypatch.setenv("TMPDIR", private)
        monkeypatch.setattr(tempfile, "tempdir", None)
        assert run("chart", GUIDE, "--chart", "funnel", "--to", "funnel.png").code == 0
        assert run("summary", GUIDE, "--to", "summary.pdf").code == 0
        # Chromium's own mark that it runs, an empty folder, may stay.
        assert [path.name for path in Path(private).iterdir() if not path.name.startswith("org.chromium")] == []


class Proxy(BaseHTTPRequestHandler):
    """Hears what is asked for, and has nothing."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(502)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.browser
def test_what_a_page_asks_for_goes_to_nobody(printing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it goes to one address, at which nobody listens; here somebody does, and hears what was asked for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setattr(pdf, "NOWHERE", f"127.0.0.1:{proxy.server_port}")
        page = b'<img src="http://elsewhere.example/picture.png">'
        assert pdf.printed(page, browser.Browser(printing, sandbox=False)).startswith(b"%PDF")
        proxy.shutdown()
    assert "http://elsewhere.example/picture.png" in Proxy.asked
    assert browser.NOWHERE == "127.0.0.1:9"


@pytest.mark.parametrize("name", ["viewers", "arrivals"])
def test_one_event_of_several_is_drawn_as_if_it_were_alone(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    figures = []

    def kept(wanted: list[go.Figure], kind: str, printer: object, *, locale: object) -> list[bytes]:
        figures.extend(wanted)
        return [b""] * len(wanted)

    monkeypatch.setattr(chart, "drawn", kept)
    monkeypatch.setenv("WEBCAST_BROWSER", "true")
    argv = ("--chart", name, "--to", "x.svg")
    assert run("chart", MENDED, *argv).err == ""
    assert run("chart", GUIDE, MENDED, "--event", "20786", *argv) == (
        0,
        f"Chart {name} written to x.svg · All registrants · Event: “Sample API Event” · UTC\n",
        "",
    )
    alone, one_of_two = figures
    assert one_of_two.data == alone.data
    assert "these are 2, which have no common clock" in run("chart", GUIDE, MENDED, *argv).err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--chart", "noses", "--to", "x.png"), (1, "A chart should be one of attendance, funnel,")),
        (("--chart", "costs", "--to", "x.png"), (1, "nothing to draw (costs): No campaign has a cost yet.")),
        (("--chart", "trend", "--to", "x.png"), (1, "One event alone has nothing to be compared with.")),
        (("--chart", "funnel", "--to", "x.gif"), (1, "ends in .png, .svg or .pdf, but x.gif does not.")),
        (("--chart", "funnel", "--company", "Nobody", "--to", "x.png"), (1, "A chart needs registrants")),
        (("--chart", "funnel", "--width", "10", "--to", "x.png"), (2, "a number of pixels from 400 to 4000")),
        (("--chart", "funnel", "--all", "--to", "x"), (2, "not allowed with argument")),
        (("--to", "x.png"), (2, "one of the arguments --chart --all is required")),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], said: tuple[int, str]
) -> None:
    monkeypatch.setenv("WEBCAST_BROWSER", "true")
    done = run("chart", GUIDE, *argv)
    assert (done.code, done.out, done.err.count("\n")) == (said[0], "", 1)
    assert said[1] in done.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_it_says_what_to_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_BROWSER", "no-such-browser")
    done = run("chart", GUIDE, "--chart", "funnel", "--to", "x.png")
    assert done.err == (
        "webcast: A chart is printed by Chromium or Chrome, but no-such-browser (WEBCAST_BROWSER) is no program. "
        "Correct the setting, or save the chart on its page.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_does_not_draw_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_BROWSER", "true")
    monkeypatch.setattr(picture, "SECONDS", 20.0)
    done = run("chart", GUIDE, "--chart", "funnel", "--to", "x.png")
    assert (done.code, done.err.count("\n")) == (75, 1)
    assert "The browser did not draw the chart (" in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_no_folder_for_charts(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_BROWSER", "true")
    (tmp_path / "charts").write_text("x")
    done = run("chart", GUIDE, "--all", "--to", "charts")
    assert done.err == "webcast: charts should be a folder for the charts, but is not (File exists). Name a folder.\n"
