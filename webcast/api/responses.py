"""The short answers: sign-in, time zones, event list, password change; bytes in, values out.

The guide shows them as XML; some installations answer in JSON. Both are read with the same functions, whatever
wraps the values. XML is parsed without DTDs, entities or network; a character set that lies is found out.
"""

from __future__ import annotations

import codecs
import html
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl
from lxml import etree

from webcast.api.codes import SUCCESS, error_for
from webcast.api.failures import unexpected
from webcast.api.guide import Call
from webcast.bodies import is_page
from webcast.errors import UnexpectedAnswer
from webcast.language import phrase
from webcast.reports import schema

CHANGED: Final = "password change successful"
"""What the platform says when it has changed a password (guide, "Password Reset")."""

_DECLARATION: Final = re.compile(r"^<\?xml\b([^>]*)\?>", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""^\s*<\?xml\b[^>]*\bencoding\s*=\s*["']([\w.-]+)["']""", re.IGNORECASE)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY: Final = re.compile(r"&(#\d+;|#x[0-9a-fA-F]+;|\w+;|)")
_ENCODINGS: Final = ("utf-", "iso8859", "cp", "koi8", "gb", "big5", "shift", "euc", "iso2022", "mac")
"""How Python's names of encodings begin that answers can be written in; others turn bytes into something else."""

_WIDE: Final = ("utf-16", "utf-32")

_EVENT: Final = "<event_info"
_EVENT_END: Final = re.compile(r"</event_info\s*+>|^[^<>]*+(?<=/)>")
_CODE: Final = re.compile(r"[+-]?\d{1,9}")
_MOST_PARTS: Final = 3_000_000
"""Elements, attributes and members of an answer: an event list of 100,000 events has a million."""

_XML_ENTITIES: Final = ("amp;", "lt;", "gt;", "quot;", "apos;")


_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Node:
    """A named value of an answer, whether it was an XML element or a JSON member."""

    name: str  # in lower case, without namespace and underscores
    text: str  # trimmed
    attributes: dict[str, str]
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything beneath it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, name: str) -> str | None:
        """Return the text of the first node of that name that has one, or of the ``value`` beneath it."""
        for node in self.walk():
            if node.name == name:
                inner = next((n.text for n in node.walk() if n.name == "value" and n.text), "")
                if inner or node.text:
                    return inner or node.text
        return None

    def __repr__(self) -> str:
        # Its text can be a session id.
        return f"Node({self.name!r})"


def read(body: bytes, call: Call) -> Node:
    """Return a whole answer as a nameless node over what came; it is empty for an empty body.

    Raises:
        ReturnCode: The answer holds a return code other than success.
        UnexpectedAnswer: It is a web page, or neither XML nor JSON nor a plain word.
    """
    text = decode_text(body).strip("\ufeff \t\r\n")
    if sum(text.count(sign) for sign in "<={[,") > _MOST_PARTS:
        raise unexpected(
            call, phrase("The platform answered the {call} with more than {most} parts."), most=_MOST_PARTS
        )
    if text.startswith(("{", "[")):
        node = _from_json(text, call)
    elif text.startswith("<"):
        node = _from_xml(text, call)
    else:
        node = Node("", text, {}, ())
    code = node.find("returncode")
    if code is not None and _CODE.fullmatch(code) is None:
        raise unexpected(call, phrase("The platform answered the {call} with a return code that is no number."))
    if code is not None and int(code) != SUCCESS:
        raise error_for(int(code))
    return node


def decode_text(body: bytes) -> str:
    """Return the text of a body: by its byte order mark, else UTF-8 where it is that, else as it declares.

    What decodes as UTF-8 is UTF-8 whatever the declaration says; other encodings practically never do by chance.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        declared = _ENCODING.match(body)
    name = declared[1].decode("ascii") if declared else ""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = "utf-8"
    # Who declares UTF-8 or Latin-1 and sends neither mostly sends Windows-1252, of which Latin-1 is a part.
    # A declaration that can be read by the byte is in no encoding of two or four bytes a character.
    if known in ("utf-8", "iso8859-1", "ascii") or known.startswith(_WIDE) or not known.startswith(_ENCODINGS):
        known = "cp1252"
    return body.decode(known, "replace")


def _from_json(text: str, call: Call) -> Node:
    try:
        return _json_node("", json.loads(text))
    except (ValueError, RecursionError):
        pass  # not chained: the exception holds the whole text
    raise unexpected(call, phrase("The platform answered the {call} with JSON that cannot be read."))


def _json_node(name: str, value: Any) -> Node:
    if isinstance(value, dict):
        return Node(name, "", {}, tuple(_json_node(_plain(key), inner) for key, inner in value.items()))
    if isinstance(value, list):
        return Node(name, "", {}, tuple(_json_node(name, inner) for inner in value))
    # Halves of pairs, which JSON can spell and no table can hold.
    text = "" if value is None else str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Node(name, text.strip(), {}, ())


def _from_xml(text: str, call: Call) -> Node:
    body = _DECLARATION.sub("", text, count=1).lstrip()
    if is_page(body):
        raise unexpected(call, phrase("The platform answered the {call} with a web page."))
    if "<!DOCTYPE" in body.upper():
        raise unexpected(
            call,
            phrase("The platform answered the {call} with a document with a DTD, which no answer of the guide has."),
        )
    # A root of ours, because the event list may come as bare elements side by side.
    root = _parsed(f"<answer>{body}</answer>")
    if root is None:
        root = _parsed(f"<answer>{_mended_text(body)}</answer>")
    if root is None:
        raise unexpected(
            call, phrase("The platform answered the {call} with XML that is cut off or not well-formed.")
        )
    return Node("", (root.text or "").strip(), {}, tuple(_xml_node(e) for e in root if isinstance(e.tag, str)))


def _parsed(text: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _mended_text(text: str) -> str:
    return _ENTITY.sub(_mended, _FORBIDDEN.sub("", text))


def _mended(found: re.Match[str]) -> str:
    """Return a bare ``&`` or an entity of HTML as XML can say it: titles are typed by people."""
    name = found[1]
    if name in _XML_ENTITIES:
        return found[0]
    character = html.unescape(found[0]) if name else "&"
    if character == found[0]:
        return f"&amp;{name}"
    return html.escape(_FORBIDDEN.sub("", character))


def _xml_node(element: etree._Element) -> Node:
    return Node(
        _plain(etree.QName(element).localname),
        "".join(str(part) for part in element.itertext()).strip()
        if not len(element)
        else (element.text or "").strip(),
        {str(name): str(value) for name, value in element.attrib.items()},
        tuple(_xml_node(child) for child in element if isinstance(child.tag, str)),
    )


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def time_zones(body: bytes, call: Call) -> list[str]:
    """Return the ids of a time-zone answer, in its order (guide, "Time Zone Values Request").

    Raises:
        ReturnCode: The platform says that it failed.
        UnexpectedAnswer: There are none.
    """
    zones = [node.text for node in read(body, call).walk() if node.name == "timezoneid" and node.text]
    if not zones:
        raise unexpected(call, phrase("The platform answered the {call} with no time zone."))
    return list(dict.fromkeys(zones))


def events(body: bytes, call: Call) -> pl.DataFrame:
    """Return an event list (guide, "Event ID List Request") as :data:`webcast.reports.schema.EVENT_LIST`.

    The elements are found inside any wrapper and without one; no event at all is an empty table, and so is an
    empty body. What an attribute does not say, or says in a way that cannot be read, is null. An element that is
    damaged or has no id costs itself alone, and the log says how many there were.

    Raises:
        ReturnCode: The platform says that it failed.
        UnexpectedAnswer: It is no event list.
    """
    try:
        answer, damaged = read(body, call), 0
    except UnexpectedAnswer:
        whole, damaged = _without_damaged(body)
        if not damaged:
            raise
        answer = read(whole, call)
    found = [_event(node) for node in answer.walk() if node.name == "eventinfo"]
    if not found and not _says_nothing(answer):
        raise unexpected(call, phrase("The platform answered the {call} with something other than events."))
    rows = [row for row in found if row["event_id"] is not None]
    if found and not rows:
        raise unexpected(call, phrase("The platform answered the {call} with an event without id."))
    damaged += len(found) - len(rows)
    if damaged:
        _log.warning("%d of the listed events are damaged or have no id, and are left out.", damaged)
    return pl.DataFrame(rows, schema=schema.EVENT_LIST).unique("event_id", keep="first", maintain_order=True)


def _without_damaged(body: bytes) -> tuple[bytes, int]:
    """Return an event list without the elements that are not well-formed by themselves, and how many those are.

    A list that ends within an element stays as it is: it is cut off, and nobody knows what is missing.
    """
    text = _mended_text(_DECLARATION.sub("", decode_text(body).strip("\ufeff \t\r\n"), count=1))
    before, *pieces = text.split(_EVENT)
    if not pieces or text.count("<") > _MOST_PARTS:
        return body, 0
    kept, damaged = [before], 0
    for piece in pieces:
        ends = [found.end() for found in _EVENT_END.finditer(piece)]
        if not ends and piece is pieces[-1]:
            return body, 0
        end = ends[-1] if ends else len(piece)
        if _parsed(_EVENT + piece[:end]) is not None:
            kept.append(_EVENT + piece[:end])
        else:
            damaged += 1
        kept.append(piece[end:])
    return "".join(kept).encode("utf-8", "replace"), damaged


def _says_nothing(answer: Node) -> bool:
    """Say whether an answer without events means that there are none, rather than that it is something else."""
    if answer.find("returncode") is not None:  # success: any other was raised
        return True
    return not any(node.text for node in answer.walk())


def _event(node: Node) -> dict[str, object]:
    said = {name: value.strip() for name, value in node.attributes.items()}
    return {
        "event_id": said.get("id") or None,
        "title": _whole_text(node) or None,
        "cost_center": said.get("cost_center") or None,
        "folder_id": said.get("folder_id") or None,
        "expires_at": _instant(said.get("event_expiry", "")),
        "is_expired": {"true": True, "false": False}.get(said.get("is_expired", "").lower()),
        "latest_registration": _instant(said.get("latest_registration", "")),
        "latest_session": _instant(said.get("latest_session", "")),
        "scheduled_start": _instant(said.get("sched_start", "")),
        "scheduled_end": _instant(said.get("sched_end", "")),
    }


def _whole_text(node: Node) -> str:
    return " ".join(n.text for n in node.walk() if n.text)


def _instant(text: str) -> datetime | None:
    """Read a stamp in GMT: epoch milliseconds, ``YYYY-MM-DD HH:MM:SS``, or as reports write it."""
    read = _stamp(text)
    in_years = read is not None and schema.FIRST_YEAR <= read.year <= schema.LAST_YEAR
    return read if in_years else None


def _stamp(text: str) -> datetime | None:
    if re.fullmatch(r"\d{1,14}", text):
        # Zero is what an event says that nobody has registered for or watched yet.
        return datetime.fromtimestamp(int(text) / 1000, UTC) if int(text) else None
    for form in ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def confirmed(body: bytes, call: Call) -> None:
    """Return when a password change is confirmed (guide, "Password Reset").

    Raises:
        ReturnCode: The platform says that it failed.
        UnexpectedAnswer: It says neither.
    """
    answer = read(body, call)
    said = " ".join(node.text for node in answer.walk()).lower()
    if CHANGED not in said and answer.find("returncode") is None:
        raise unexpected(
            call,
            phrase(
                "The platform answered the {call} with neither success nor failure; try to sign in to see which "
                "password is in force."
            ),
        )
