"""What a worker says is what decoding in place would have given: tables, warnings, errors with all they know."""

from __future__ import annotations

import fcntl
import io
import json
import struct
import termios
from array import array
from pathlib import Path
from typing import Any

import pytest

from tests.library.stage import until
from tests.workers.conftest import HEALTHY, Opener
from webcast.analysis.audience import Audience
from webcast.api.codes import TooManyThisHour
from webcast.decode import decode
from webcast.errors import BadData, ChangeRequest, Damaged, DecodeError, UnexpectedAnswer, WebcastError
from webcast.language import ENGLISH, Reader, using
from webcast.library import packing
from webcast.presentation import reported_figures
from webcast.reports import Report
from webcast.workers import Decoder, wire
from webcast.workers.pool import Pool

GERMAN = Reader("de", "de-DE")
DATA = Path(__file__).resolve().parents[1] / "data"
TWICE = b"""Event Id,Registered On,First Name,Email
1,06/19/2024 03:00:00 PM,Ada,ada@analytical.example
"""


def same(found: Report, expected: Report) -> bool:
    return all(frame.equals(expected.tables()[name]) for name, frame in found.tables().items())


@pytest.mark.parametrize("name", ["guide.xml", "guide-mended.json"])
def test_tables_and_warnings_come_back_whole(tame: Decoder, name: str) -> None:
    expected = decode(DATA / name, zone="Europe/Berlin")
    assert same(tame.decode(DATA / name, zone="Europe/Berlin"), expected)
    assert expected.warnings.height > 0


def test_event_id_and_format_go_along(tame: Decoder) -> None:
    assert tame.decode(TWICE, "csv", event_id="77").event["event_id"].to_list() == ["1"]
    with pytest.raises(ValueError, match="The format should be one of xml, json, csv, xlsx, but is 'pdf'"):
        tame.decode(TWICE, "pdf")


@pytest.mark.parametrize(
    ("data", "options", "kind"),
    [
        (b'{"a": [1,\n2', {}, DecodeError),
        (b"<html><body>Sign in</body></html>", {}, UnexpectedAnswer),
        (b"", {}, UnexpectedAnswer),
        (HEALTHY, {"format": "json"}, UnexpectedAnswer),
        (b"<event_report><returnCode>62</returnCode></event_report>", {}, TooManyThisHour),
        (TWICE, {"zone": "Mars/Olympus"}, ChangeRequest),
    ],
)
def test_errors_come_back_whole(
    tame: Decoder, data: bytes, options: dict[str, Any], kind: type[WebcastError]
) -> None:
    with pytest.raises(WebcastError) as expected:
        decode(data, **options)
    with pytest.raises(WebcastError) as found:
        tame.decode(data, **options)
    assert type(found.value) is type(expected.value) is kind
    assert vars(found.value) == vars(expected.value)
    assert str(found.value) == str(expected.value)
    assert found.value.args == (expected.value.message,)


def test_a_file_that_is_not_there_is_said_without_a_worker(opened: Opener, tmp_path: Path) -> None:
    pool = Pool()
    with pytest.raises(DecodeError, match=r"The file none\.xml cannot be opened \(No such file or directory\)"):
        opened(pool).decode(tmp_path / "none.xml")
    assert pool._host is None


def test_a_source_that_fails_fails_as_itself(tame: Decoder) -> None:
    class Torn:
        pieces = iter([HEALTHY[:100]])

        def read(self, _size: int, /) -> bytes:
            for piece in self.pieces:
                return piece
            raise Damaged("A stored piece is missing.")

    with pytest.raises(Damaged, match="A stored piece is missing"):
        tame.decode(Torn())
    assert tame.decode(HEALTHY).registrants.height == 6


def test_a_report_is_decoded_while_it_arrives(wild: Decoder) -> None:
    """The worker has taken the first piece out of the pipe before the second is there."""

    class Arriving:
        pieces = iter((HEALTHY[:1000], HEALTHY[1000:]))

        def read(self, _size: int, /) -> bytes:
            if wild._at_work:
                (process,) = wild._at_work
                until(lambda: waiting(process.incoming.fileno()) == 0)
            return next(self.pieces, b"")

    assert wild.decode(Arriving()).registrants.height == 6


def waiting(pipe: int) -> int:
    """Return how many bytes wait in a pipe for whoever reads it."""
    count = array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def test_what_is_no_answer_is_refused() -> None:
    for data in (b"{}", b"[]", b"\xff", json.dumps({"tables": ["event"], "goes_on": True}).encode()):
        told = struct.pack("<Q", len(data)) + data + struct.pack("<Q", 3) + b"abc" + struct.pack("<Q", 0)
        with pytest.raises(wire.Nonsense):
            wire.receive_answer(io.BytesIO(told), 1000)


def test_more_than_was_allowed_is_not_taken() -> None:
    with pytest.raises(wire.Gone):
        wire.receive(io.BytesIO(struct.pack("<Q", 11) + b"hello world"), 10)
    assert wire.receive(io.BytesIO(struct.pack("<Q", 10) + b"hello worl"), 10) == b"hello worl"


ENDS_EARLY = b'{"event_data": {"event_id": "7"}, "data_headers": ["Email"], "data_rows": [["a@b.example"], ["c'


def test_an_error_of_a_worker_is_said_in_the_language_of_who_reads_it(tame: Decoder) -> None:
    with pytest.raises(DecodeError) as found, using(ENGLISH):
        tame.decode(ENDS_EARLY)
    error = found.value
    with using(GERMAN):
        assert str(error) == (
            "Der Report sollte JSON sein, ist es aber ab Zeile 1, Spalte 94 nicht (Text ohne Ende); er bricht nach 1 "
            "vollständigen Zeile ab. Laden Sie ihn erneut; eine Datei lässt sich an dieser Stelle reparieren."
        )
    assert str(error) == (
        "The report should be JSON, but is not from line 1, column 94 on (unterminated string); it is cut off after "
        "1 whole row. Fetch it again; a file can be mended at that place."
    )


def test_warnings_of_a_worker_that_are_held_are_said_to_each_reader_in_their_language(tame: Decoder) -> None:
    """The same bytes in the library, and the same answers kept with them, for an English and a German reader."""
    file = DATA / "field" / "53_zone_ist.xml"
    with using(GERMAN):
        report = tame.decode(file)
    (event,) = report.event["event_id"]
    stored = packing.together([packing.unpack(event, packing.pack(report))])
    everyone = Audience.of(stored)
    with using(GERMAN):
        assert reported_figures.warnings(everyone)["message"].to_list() == IN_GERMAN
    assert reported_figures.warnings(everyone)["message"].to_list() == IN_ENGLISH
    with using(GERMAN):
        assert reported_figures.warnings(everyone)["message"].to_list() == IN_GERMAN


IN_ENGLISH = ["'IST' stands for India, Israel and Irish standard time; times were read as UTC+05:30."]
IN_GERMAN = ["„IST“ steht für die Normalzeit Indiens, Israels und Irlands; die Zeiten wurden als UTC+05:30 gelesen."]


def test_an_error_that_nobody_here_knows_is_what_it_is_derived_from() -> None:
    pipe = io.BytesIO()

    class FromElsewhere(BadData):
        pass

    wire.send_error(pipe, FromElsewhere("It is odd.", remedy="Mend it."), goes_on=False)
    told = pipe.getvalue().replace(b"FromElsewhere", b"NobodyKnowsIt")
    answer = wire.receive_answer(io.BytesIO(told), 1000)
    assert type(answer.found) is BadData
    assert (str(answer.found), answer.goes_on) == ("It is odd. Mend it.", False)


def test_a_closed_decoder_reads_nothing(opened: Opener) -> None:
    decoder = opened(Pool())
    decoder.close()
    with pytest.raises(WebcastError, match="The report was not read: the program ends"):
        decoder.decode(HEALTHY)
