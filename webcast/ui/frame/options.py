"""Options of a page that belong in its address, so that a shared link shows the same.

The address is shared with :mod:`webcast.ui.frame.state`, which rewrites it as a whole when filters change; Streamlit
lets nobody else write what a widget is bound to. So these widgets are seeded from the address and write into it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from hashlib import blake2s
from typing import Any, Final, Literal

import streamlit as st

VIEW: Final = "view"
"""Parameter of an address that is a saved view's: it says by itself what the view holds, options included."""

_SEEN = "options_seen"
_KEPT = "options_kept"
_OF_VIEW = "options_of_view"
_WIDGET = "wi-option-"


def slug(*names: str) -> str:
    """Return what stands for names in the address: those of questions, surveys and groups may hold anything."""
    return blake2s("\x1f".join(names).encode(), digest_size=5).hexdigest()


def segments(label: str, options: Mapping[str, str], name: str, *, help: str | None = None) -> str:  # noqa: A002 - Streamlit's word
    """Draw a choice of a few; the first is the default and is not in the address.

    Args:
        label: What is chosen.
        options: Value in the address → what the reader sees.
        name: Of the parameter in the address.
        help: Behind the ⓘ.
    """
    key = _seed(name, str, next(iter(options)), options)
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        required=True,
        help=help,
        on_change=_write,
        args=(name, next(iter(options))),
    )
    return chosen or next(iter(options))


def select(label: str, options: Mapping[str, str], name: str, *, width: int | Literal["stretch"] = "stretch") -> str:
    """Draw a choice of many; the first is the default and is not in the address. Arguments as :func:`segments`."""
    key = _seed(name, str, next(iter(options)), options)
    chosen = st.selectbox(
        label,
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        filter_mode="contains",
        on_change=_write,
        args=(name, next(iter(options))),
        width=width,
    )
    return chosen or next(iter(options))


def number(label: str, name: str, default: int, least: int, most: int, *, width: int = 130) -> int:
    """Draw a whole number; one out of bounds in the address is the default."""

    def read(text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and least <= int(text) <= most else None

    key = _seed(name, read, default)
    return int(
        st.number_input(label, least, most, key=key, step=1, on_change=_write, args=(name, default), width=width)
    )


def whole(name: str, default: int, least: int, most: int) -> int:
    """Return the number that :func:`number` would draw, without drawing it."""
    text = _said(name)
    if text is not None and text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    kept = st.session_state.get(_KEPT, {}).get(name)
    # An address that says nothing of what was written into it means the default.
    return default if kept is None else int(kept)


def held(name: str, read: Callable[[str], str | None]) -> str:
    """Return an option that no widget holds, as it stands in the address or as the reader left it; else nothing.

    Args:
        name: Of the parameter in the address.
        read: Returns the text where it makes sense, else None.
    """
    seen = st.session_state.setdefault(_SEEN, {})
    kept = st.session_state.setdefault(_KEPT, {})
    written = st.query_params.get(name)
    value = kept.get(name) if written is None or seen.get(name) == written else read(written)
    _mirror(name, value or "", "")
    return value or ""


def hold(name: str, text: str) -> None:
    """Set an option that no widget holds; an empty text takes it out of the address."""
    st.session_state.setdefault(_SEEN, {})
    st.session_state.setdefault(_KEPT, {})
    _mirror(name, text, "")


def reset(name: str, default: int) -> None:
    """Set a number back; from a callback, when its widget is not drawn yet."""
    st.session_state[f"{_WIDGET}{name}"] = default
    _leave_view()
    _mirror(name, default, default)


def toggle(label: str, name: str, *, default: bool = False, help: str | None = None) -> bool:  # noqa: A002 - Streamlit's word
    """Draw a switch, off by default."""
    key = _seed(name, {"on": True, "off": False}.get, default=default)
    return st.toggle(label, key=key, help=help, on_change=_write, args=(name, default))


def _seed(name: str, read: Callable[[str], Any], default: Any, among: Collection[str] | None = None) -> str:
    """Put into the session what the address says, where it says something new; return the widget's key.

    What is not (any more) among what can be chosen becomes the default.
    Coming back to a page by a link that says nothing of the option, the reader finds it as she left it.
    """
    key = f"{_WIDGET}{name}"
    seen = st.session_state.setdefault(_SEEN, {})
    kept = st.session_state.setdefault(_KEPT, {})
    written = _said(name)
    if key in st.session_state and seen.get(name) == written:
        value = st.session_state[key]
    else:
        found = read(written) if written is not None else kept.get(name)
        value = default if found is None else found
    if among is not None and value not in among:
        value = default
    # Also where nothing changes: a value that was set here once must be set again when the options are others.
    st.session_state[key] = value
    _mirror(name, value, default)
    return key


def _write(name: str, default: Any) -> None:
    value = st.session_state[f"{_WIDGET}{name}"]
    _leave_view()
    _mirror(name, default if value is None else value, default)


def _mirror(name: str, value: Any, default: Any) -> None:
    """Write an option into the address, unless it says so already or the value is the default."""
    text = None if value == default else {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
    if _said(name) != text:
        # The address of a view stays as it is until the reader changes something.
        place = st.session_state.setdefault(_OF_VIEW, {}) if VIEW in st.query_params else st.query_params
        if text is None:
            del place[name]
        else:
            place[name] = text
    st.session_state[_SEEN][name] = text
    st.session_state[_KEPT][name] = value


def put(name: str, value: Any, *, default: Any) -> None:
    """Set an option from outside its widget; it shows in the next run.

    Args:
        name: Of the parameter in the address.
        value: What it becomes.
        default: What is not in the address.
    """
    st.session_state.setdefault(_SEEN, {})
    st.session_state.setdefault(_KEPT, {})
    _leave_view()
    # The widget may have been drawn in this run already, when nobody else may set it: let the address tell it.
    _mirror(name, value, default)
    del st.session_state[_SEEN][name]


def written() -> dict[str, str]:
    """Return every option that the address says, whichever page draws it; those at their default are not in it."""
    if VIEW in st.query_params:
        return of_view()
    known = {*st.session_state.get(_KEPT, {}), *of_view()}
    return {name: st.query_params[name] for name in st.query_params if name in known}


def of_view() -> dict[str, str]:
    """Return the options of the saved view that was opened last."""
    return dict(st.session_state.get(_OF_VIEW, {}))


def restore(values: Mapping[str, str]) -> None:
    """Put the options of a saved view in force; those that it does not hold are at their default.

    The address is left to who called: either it is the view's, or it will say these values.
    """
    for key in [key for key in st.session_state if str(key).startswith(_WIDGET)]:
        del st.session_state[key]
    st.session_state[_SEEN] = {}
    st.session_state[_KEPT] = {}
    st.session_state[_OF_VIEW] = dict(values)


def _said(name: str) -> str | None:
    """Return what the address says of an option; that of a view says what the view holds."""
    if VIEW in st.query_params:
        found: str | None = st.session_state.get(_OF_VIEW, {}).get(name)
        return found
    return st.query_params.get(name)


def _leave_view() -> None:
    """Let the address say everything by itself, now that something is no longer as in the view."""
    if VIEW in st.query_params:
        st.query_params.from_dict(written())
