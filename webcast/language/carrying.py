"""What is said later, as text: how it goes to another process or to the store, and is said in any language there.

A message without values is its English text, the key of its translation. One with values is JSON: its key, and the
values, of which some are messages themselves. What comes back was written by somebody else, a worker that a hostile
report took over, say: a message that would do more than name its values is a plain text and no more.
"""

from __future__ import annotations

import json
from string import Formatter
from typing import Any, Final

from webcast.language.texts import Later, Text, counted_later, later

_SAYS: Final = "says"
_DEEP: Final = 4
"""So many messages stand in one another."""


def carried(message: str, *, most: int | None = None) -> str:
    """Return a message as text that :func:`taken` makes the message of again.

    Args:
        message: Of an error or a warning; a text that nobody marked is carried as it is.
        most: Characters that there is room for: what is longer is the English text, cut off.
    """
    if not isinstance(message, Later) or not (message.values or message.many):
        return str(message)[:most]
    found = json.dumps(_plain(message), ensure_ascii=False, separators=(",", ":"))
    return found if most is None or len(found) <= most else str(message)[:most]


def is_carried(text: str) -> bool:
    """Tell a message with values from a plain text, which may be a name that nobody translates."""
    return text.startswith(f'{{"{_SAYS}":')


def taken(text: str) -> str:
    """Return the message that was carried as a text, for :func:`webcast.language.spoken` to say."""
    if is_carried(text):
        try:
            return _message(json.loads(text), 0)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return text
    return later(text)


def _plain(value: object) -> object:
    if isinstance(value, Later):
        told: dict[str, object] = {_SAYS: str(value.message)}
        if value.many:
            told |= {"many": value.many, "count": value.decides}
        return told | (
            {"values": {name: _plain(item) for name, item in value.values.items()}} if value.values else {}
        )
    if isinstance(value, Text):
        return {_SAYS: str(value)}
    return value if isinstance(value, int) else str(value)


def _message(told: dict[str, Any], depth: int) -> str:
    message, many = told[_SAYS], told.get("many")
    values = {name: _value(value, depth) for name, value in told.get("values", {}).items()}
    for form in (message, many or ""):
        _check(form, values)
    if many is not None:
        return counted_later(message, many, int(told["count"]), **values)
    return later(message, **values)


def _value(value: object, depth: int) -> object:
    if isinstance(value, dict) and depth < _DEEP:
        return _message(value, depth + 1)
    if isinstance(value, (str, int)):
        return value
    raise ValueError("no value")


def _check(message: str, values: dict[str, object]) -> None:
    """Refuse a message that does more with its values than to name them: reach into them, or widen them.

    Raises:
        ValueError: It does.
    """
    if not values:
        return
    for _text, name, form, conversion in Formatter().parse(message):
        if name is not None and (name not in values or form or conversion):
            raise ValueError("no message of ours")
