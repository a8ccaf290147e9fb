"""Options of a page: the widgets that choose them, seeded from the record and writing into it.

An option is known by its parameter in an address (:mod:`webcast.view.address`). What the reader chose is in
:data:`state.CHOSEN`, where it is not as usual; the address mirrors it, so that a shared link shows the same, and a
page that is left and come back to finds it as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal, TypeVar

import streamlit as st

from webcast.ui.frame import address_bar, seeds, state, words
from webcast.view import address

T = TypeVar("T")

_WIDGET: Final = "wi-option-"


def segments(
    label: str,
    options: Mapping[T, str],
    name: str,
    *,
    help: str | None = None,  # noqa: A002 - Streamlit's word
    label_hidden: bool = False,
) -> T:
    """Draw a choice of a few; the first is the default and is not in the address.

    Args:
        label: What is chosen.
        options: Value → what the reader sees.
        name: Parameter in the address.
        help: Behind the ⓘ.
        label_hidden: The label is for who does not see the page alone.
    """
    usual = next(iter(options))
    key = _seed(name, usual, options)
    found = st.segmented_control(
        label, list(options), format_func=lambda value: options.get(value, str(value)), key=key, required=True,
        help=help, on_change=_changed, args=(name, usual, tuple(options)),
        label_visibility="collapsed" if label_hidden else "visible",
    )  # fmt: skip
    return _shown(name, usual if found is None else found, usual)


def select(label: str, options: Mapping[T, str], name: str, *, width: int | Literal["stretch"] = "stretch") -> T:
    """Draw a choice of many; the first is the default and is not in the address. Arguments as :func:`segments`."""
    usual = next(iter(options))
    key = _seed(name, usual, options)
    found = st.selectbox(
        label, list(options), format_func=lambda value: options.get(value, str(value)), key=key,
        filter_mode="contains", on_change=_changed, args=(name, usual, tuple(options)), width=width,
    )  # fmt: skip
    return _shown(name, usual if found is None else found, usual)


def together(
    label: str, options: Mapping[tuple[str, str], str], names: tuple[str, str], *, width: int | Literal["stretch"]
) -> tuple[str, str]:
    """Draw one choice of two options that make sense together alone; the first is the default."""
    usual = next(iter(options))
    chosen = state.chosen()
    found = (chosen.get(names[0], usual[0]), chosen.get(names[1], usual[1]))
    if found not in options:
        found = (drop(names[0], usual[0]), drop(names[1], usual[1]))
    key = seeds.put(f"{_WIDGET}{'-'.join(names)}", found, tuple(options.items()))

    def changed() -> None:
        put_all(dict(zip(names, picked(key, options, found), strict=True)), dict(zip(names, usual, strict=True)))

    st.selectbox(
        label, list(options), format_func=lambda pair: options.get(pair, str(pair)), key=key, filter_mode="contains",
        on_change=changed, width=width,
    )  # fmt: skip
    return _shown(names[0], found[0], usual[0]), _shown(names[1], found[1], usual[1])


def toggle(label: str, name: str, *, default: bool = False, help: str | None = None) -> bool:  # noqa: A002 - Streamlit's word
    """Draw a switch, off by default."""
    key = _seed(name, default, {True: "", False: ""})
    return _shown(
        name, st.toggle(label, key=key, help=help, on_change=_changed, args=(name, default, (True, False))), default
    )


def picked(key: str, offered: Collection[T], now: T) -> T:
    """Return what a choice box holds, for its callback; what it is at ``now`` where it offers no such thing.

    What a browser sends is handed over as it is where it is none of the box's options: the words of a page that
    another tab has since turned into another language, or anything else that was never offered.
    """
    found = st.session_state[key]
    return found if found in offered else now


def value(name: str, usual: T) -> T:
    """Return an option that no widget of its own holds, as the reader left it."""
    found: T = state.chosen().get(name, usual)
    return _shown(name, found, usual)


def put(name: str, value: Any, *, usual: Any) -> None:
    """Set an option from outside its widget, and write it into the address; one as usual leaves both.

    Args:
        name: Parameter in the address.
        value: What it becomes.
        usual: What is not in the address.
    """
    put_all({name: value}, {name: usual})


def put_all(values: Mapping[str, Any], usual: Mapping[str, Any], *, write: bool = True) -> None:
    """Set options that change together, in one step of the browser's history; arguments as :func:`put`.

    Args:
        values: Of the options.
        usual: What is not in the address, of each.
        write: Write them; else the page will, which has still to find out what they are.
    """
    if _set(values, usual) and write:
        address_bar.mirror()


def keep(values: Mapping[str, Any], usual: Mapping[str, Any]) -> None:
    """Set options to what the page found out while it was drawn; arguments as :func:`put_all`."""
    before = address_bar.query()
    if _set(values, usual):
        address_bar.settle(before)


def drop(name: str, usual: T) -> T:
    """Take an option back to what is usual: what was chosen makes no sense here, for other events perhaps.

    Who came with an address that asks for it is told.
    """
    if name in st.session_state[state.ASKED]:
        state.problem(name, words.not_here(name))
    keep({name: usual}, {name: usual})
    return usual


def _set(values: Mapping[str, Any], usual: Mapping[str, Any]) -> bool:
    """Set options, and tell whether any of them changed."""
    chosen = state.chosen()
    before = dict(chosen)
    for name, found in values.items():
        if found == usual[name]:
            chosen.pop(name, None)
        else:
            chosen[name] = found
        _shown(name, found, usual[name])
    return chosen != before


def _seed(name: str, usual: T, among: Mapping[T, str]) -> str:
    """Put what was chosen into the widget's place in the session, and return its key.

    What is not (any more) among what can be chosen becomes the default; an address that asks for it is told so.
    """
    found = state.chosen().get(name, usual)
    if found not in among:
        found = drop(name, usual)
    st.session_state[state.ASKED].discard(name)
    return seeds.put(f"{_WIDGET}{name}", found, tuple(among.items()))


def _changed(name: str, usual: Any, offered: tuple[Any, ...]) -> None:
    put(name, picked(f"{_WIDGET}{name}", offered, usual), usual=usual)


def _shown(name: str, value: T, usual: T) -> T:
    """Note what an option is at, for files and for saving; how a page looks, only where that is not as usual."""
    if value != usual or name not in address.DISPLAY:
        st.session_state[state.SHOWN][name] = value
    return value
