"""What takes long on the pages for administrators: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import streamlit as st

from webcast.library.steps import LeftOff, Step
from webcast.ui.administration import errand_words as words
from webcast.ui.frame import admission, references, session_keys
from webcast.ui.frame.admission import Said
from webcast.web.administration import Office
from webcast.web.errands import Errand

T = TypeVar("T")

PATIENCE: Final = 0.5
"""Seconds that a press waits: what is done by then is never seen to go on."""

EVERY: Final = 1.0
"""Seconds from one look to the next."""


def begin(
    office: Office, what: str, do: Callable[[Step], T], then: Callable[[T], Said], *, looks: bool = False
) -> Said | None:
    """Begin something, and return what came of it; None: it goes on, and :func:`goes_on` shows how far it is.

    Args:
        office: For whom.
        what: The action, as the audit log has it.
        do: Does it.
        then: Says what came of it.
        looks: It takes nothing away, so it may be left off.

    Raises:
        OneAlready: Something else of theirs goes on.
    """
    errand = Errand(what, do, then, looks=looks)
    office.app.errands.start(office.visitor.sid, errand)
    errand.wait(PATIENCE)
    return _taken(office)


def collect(office: Office) -> None:
    """Keep what came of what is over, for :func:`webcast.ui.frame.admission.said`."""
    errand = office.errand
    if errand is None:
        return
    came = _taken(office)
    if came is not None:
        st.session_state[session_keys.ADMIN_SAID] = (errand.what, came)


def goes_on(office: Office, *actions: str) -> bool:
    """Draw how far one of these actions is, again and again; False: none of them goes on."""
    errand = office.errand
    if errand is None or errand.what not in actions:
        return False
    st.fragment(admission.guarded(_how_far), run_every=EVERY)()
    return True


def _taken(office: Office) -> Said | None:
    errand = office.app.errands.take(office.visitor.sid)
    if errand is None:
        return None
    if isinstance(errand.failed, LeftOff):
        return Said(words.LEFT_OFF)
    if errand.failed is not None:
        return Said(references.said(errand.failed), wrong=True)
    if errand.result is None:
        return Said(words.BROKEN, wrong=True)
    came: Said = errand.then(errand.result)
    return came


def _how_far(office: Office) -> None:
    errand = office.errand
    if errand is None or errand.over:
        st.rerun(scope="app")
    with st.container(border=True, key="wi-errand"):
        share = errand.done / errand.total if errand.total else 0.0
        st.progress(share, words.how_far(errand.what, errand.done, errand.total))
        st.caption(words.MEANWHILE)
        if errand.looks:
            st.button(words.LEAVE_OFF, key="wi-errand-leave-off", on_click=errand.leave_off)
