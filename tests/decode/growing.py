"""Reports of any size that are damaged in one way, over and over: twice the size takes twice the time to read."""

from __future__ import annotations

from collections.abc import Callable

from tests.decode.making import HEAD, TAIL

_HEAD = HEAD.format(zone="GMT", code=1, event_id="77", title="T", event="")
_COMMON = '{"data_headers": ["First Name", "Email"], "data_rows": '


def _viewer(answer: str = "Lee", more: str = "") -> str:
    return (
        "<viewer>\n<registration_date>\n06/18/2024 09:00:00 AM</registration_date>\n<registration_answers>\n"
        f'<ra id="firstname">\n{answer}</ra>\n<ra id="dept_1">\nSales</ra>\n</registration_answers>\n'
        f"{more}</viewer>\n"
    )


def _xml(*viewers: str, before: str = "", head: str = _HEAD, tail: str = TAIL) -> str:
    return f"{before}{head}{''.join(viewers)}{tail}"


Grown = Callable[[Callable[[str], str]], str]

_KINDS: dict[str, Grown] = {
    "& in one answer": lambda many: _xml(_viewer(many("&"))),
    "& and blank in one answer": lambda many: _xml(_viewer(many("& "))),
    "< in one answer": lambda many: _xml(_viewer(many("<"))),
    "<a in one answer": lambda many: _xml(_viewer(many("<a "))),
    "comments before": lambda many: _xml(_viewer(), before=many("<!--")),
    "comments in an answer": lambda many: _xml(_viewer(many("<!--"))),
    "whole comments beside &": lambda many: _xml(_viewer(many("<!-- -->") + "&")),
    "CDATA before": lambda many: _xml(_viewer(), before=many("<![CDATA[")),
    "CDATA in an answer": lambda many: _xml(_viewer(many("<![CDATA["))),
    "whole CDATA beside &": lambda many: _xml(_viewer(many("<![CDATA[&]]>") + "&")),
    "instructions before": lambda many: _xml(_viewer(), before=many("<?")),
    "instructions in an answer": lambda many: _xml(_viewer(many("<?"))),
    "whole instructions beside &": lambda many: _xml(_viewer(many("<?a?>") + "&")),
    "viewers without end": lambda many: _xml(many("<viewer>"), _viewer()),
    "viewers without start": lambda many: _xml(many("</viewer>"), _viewer()),
    "damaged viewers": lambda many: _xml(many(_viewer("a & b"))),
    "viewers that run into one another": lambda many: _xml(many(_viewer().replace("</viewer>", "")), _viewer()),
    "quotes in a tag": lambda many: _xml(_viewer(f"x</ra><ra id={many(chr(34))}>y")),
    "attributes in a tag": lambda many: _xml(_viewer(f"x & y</ra><ra {many('a=' + chr(34) * 2 + ' ')}>y")),
    "tags without end": lambda many: _xml(_viewer(many('</ra><ra id="x"y'))),
    "entities": lambda many: _xml(_viewer(many("&lt;&foo;"))),
    "references to controls": lambda many: _xml(_viewer(many("&#0;"))),
    "halves of pairs": lambda many: _xml(_viewer(many("&#55357;"))),
    "pairs beside &": lambda many: _xml(_viewer(many("&#55357;&#56832;") + "&")),
    "controls": lambda many: _xml(_viewer(many("\x01"))),
    "answers without end": lambda many: _xml(_viewer(many('<ra id="q">'))),
    "answers to one question": lambda many: _xml(_viewer(many('a & b</ra><ra id="firstname">'))),
    "elements in one another": lambda many: _xml(_viewer(many("<b>"))),
    "damaged sessions": lambda many: _xml(
        _viewer(
            "a & b", f"<sessions>{many('<session><type>Live</type><duration>1<</duration></session>')}</sessions>"
        )
    ),
    "damaged questions": lambda many: _xml(_viewer("a & b", f"<qa>{many('<question>a & b</question>')}</qa>")),
    "& in the title": lambda many: _xml(_viewer(), head=_HEAD.replace(">T<", f">{many('&')}<")),
    "< in the title": lambda many: _xml(_viewer(), head=_HEAD.replace(">T<", f">{many('<')}<")),
    "& behind the viewers": lambda many: _xml(
        _viewer(), tail=TAIL.replace("</report_data>", f"{many('&')}</report_data>")
    ),
    "an entity's definitions": lambda many: _xml(
        _viewer(), before=f"<!DOCTYPE a [{many('<!ENTITY a ' + chr(34) * 2 + '>')}]>"
    ),
    "brackets in the zone": lambda many: _xml(_viewer(), head=_HEAD.replace(">GMT<", f">{many('(')}<")),
    "filters": lambda many: _xml(
        _viewer(), head=_HEAD.replace("<viewers>", f"<filters>{many('<a>x</a>')}</filters><viewers>")
    ),
    "blanks in a tag": lambda many: _xml(_viewer().replace("<viewer>", f"<viewer{many(' ')}>")),
    "JSON: lists in one another": lambda many: many("["),
    "JSON: backslashes": lambda many: f'{_COMMON}[["{many(chr(92) * 2)}", ""]]}}',
    "JSON: halves of pairs": lambda many: f'{_COMMON}[["{many(chr(92) + "ud83d")}", ""]]}}',
    "JSON: empty rows": lambda many: f"{_COMMON}[{many('[],')}[]]}}",
    "JSON: one long row": lambda many: f'{_COMMON}[[{many(chr(34) + "a@b.example" + chr(34) + ",")}"a"]]}}',
    "JSON: cut off": lambda many: f"{_COMMON}[{many('[1, 2],')}",
    "JSON: empty cells": lambda many: f'{_COMMON}[["a"{many("," + chr(34) * 2)}]]}}',
    "JSON: points in an address": lambda many: f'{_COMMON}[["a", "b", "a@{many(chr(97) + chr(46))}@"]]}}',
    "CSV: letters before another encoding": lambda many: f"Email,Registered On\n{many('a')},\udcff",
    "CSV: words of another encoding": lambda many: f"Email,Registered On\n{many(chr(0xDCE4) + 'a,')},\udcff",
    "CSV: empty cells": lambda many: f"Email,Registered On\na{many(',')}",
    "CSV: headers that are doubted": lambda many: f"Registered On,First Name{many(',company')}",
    "CSV: quotes in cells": lambda many: f"Email,Registered On\n{many('a' + chr(34) + 'b,c' + chr(10))}",
    "CSV: long rows": lambda many: f"Email,Registered On\n{many('a@b.example,b,c,d' + chr(10))}",
    "CSV: too many columns": lambda many: f"Email,Registered On{many(',A')}\n",
    "CSV: empty lines": lambda many: f"Email,Registered On\n{many(chr(10))}",
}

NAMES = tuple(_KINDS)


def grown(name: str, size: int) -> bytes:
    """Return a report whose damage has about so many bytes."""
    return _KINDS[name](lambda unit: unit * (size // len(unit))).encode("utf-8", "surrogateescape")
