"""XML that is written otherwise than the platform does: as multiples of the bare expat tokenizer's processor time.

Run: ``python benchmarks/bench_written.py [--registrants N] [--rounds N]``. Both go over the same bytes, in turns; the
best of the rounds counts.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.bench_decode import EVENT, best, tokenize, viewers  # noqa: E402  # needs ROOT
from benchmarks.goals import limit, tell  # noqa: E402  # needs ROOT
from tests.decode.making import Style, Viewer, xml  # noqa: E402  # needs ROOT
from webcast.decode import decode  # noqa: E402  # needs ROOT

LETTERS = {"'": "&apos;", "o": "&#111;"}
Write = Callable[[list[Viewer]], bytes]


def styled(style: Style) -> Write:
    return lambda made: xml(made, event=EVENT, style=style)


def changed(pattern: str, instead: str | Callable[[re.Match[str]], str]) -> Write:
    def write(made: list[Viewer]) -> bytes:
        head, begin, rest = xml(made, event=EVENT).decode().partition("<viewers>")
        every, end, tail = rest.partition("</viewers>")
        return (head + begin + re.sub(pattern, instead, every) + end + tail).encode()

    return write


WAYS: dict[str, Write] = {
    "as the platform does": styled(Style()),
    "indented": styled(Style(gap="\n        ")),
    "line feeds and returns": styled(Style(gap="\r\n", text=lambda text: f"\r\n{escape(text)}")),
    "letters by reference": styled(Style(text=lambda text: escape(text, LETTERS))),
    "single quotes": changed('"', "'"),
    "another order": changed(r'(survey_id="\w+")\s+(question_id="\w+")', r"\2 \1"),
    "a comment in each list": styled(Style(comments=True, empty_tags=False)),
    "a comment in each text": styled(Style(text=lambda text: escape(text) + "<!-- x -->")),
    "every text a CDATA section": styled(Style(text=lambda text: f"<![CDATA[{text}]]>")),
    "an unknown element in each viewer": changed("</viewer>", "<score>17</score></viewer>"),
    "unknown elements everywhere": changed(r"<(ra|session|sr|/viewer)\b", r"<x-y z='1'>a<b/></x-y>\n<\1"),
    "an attribute of each viewer": changed("<viewer>", '<viewer lang="en">'),
    "a number of each viewer": changed("<viewer>", lambda tag: f'<viewer n="{tag.start()}">'),
    "attributes everywhere": changed(r"<(\w+)>", r'<\1 lang="en">'),
    "names in capitals": changed(r"</?(?!viewer)[a-z_]+", lambda tag: tag[0].upper()),
}


def main(registrants: int, rounds: int) -> None:
    made, worst = viewers(registrants), 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xml"
        for name, write in WAYS.items():
            path.write_bytes(write(made))
            assert decode(path).registrants.height == registrants
            ours, expat = best(rounds, lambda: decode(path), lambda: tokenize(path))
            size = path.stat().st_size / 1e6
            worst = max(worst, ours.cpu / expat.cpu)
            print(f"{name:35} {size:5.1f} MB  {ours.cpu / expat.cpu:5.1f} x expat ({ours.cpu:.3f} s)", flush=True)
    print(f"goal: {limit('xml_written')} x, however it is written")
    tell(xml_written=worst)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--registrants", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    main(given.registrants, given.rounds)
