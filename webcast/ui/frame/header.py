"""Top right: what is left of the limit, the time zone, the account, help. The theme is in Streamlit's own menu."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

import streamlit as st

from webcast import formats, zones
from webcast.charts.theme import PICTURES
from webcast.roles import Role
from webcast.ui.frame import (
    account_switch,
    account_words,
    help_words,
    html,
    loading_words,
    new_password,
    passkeys,
    reading,
    sign_in_form,
    signed_in_elsewhere,
    state,
    tour,
)
from webcast.ui.frame import options as widgets
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor
from webcast.web.zone_lists import Offered


def draw(app: AppState, visitor: Visitor) -> None:
    """Draw the header of a signed-in page."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="wi-header"):
        account_switch.draw(app, visitor)
        if not visitor.files_only:
            left = app.library.limits(visitor.account)
            if left is not None:
                st.html(f'<p class="wi-left">{loading_words.requests_left(left)}</p>')
        with st.popover(formats.place(state.looking().zone), key="wi-zone", type="tertiary"):
            _zone(app.settings.time_zone, app.zone_lists.offered(visitor))
        with st.popover(
            html.markdown(visitor.username or account_words.FILES_ONLY), key="wi-account", type="tertiary"
        ):
            _account(app, visitor)
        with st.popover(help_words.HELP, key="wi-help", type="tertiary"):
            st.markdown(help_words.HELP_TEXT)
            tour.offer("wi-tour-help")
            _pictures()


def _pictures() -> None:
    """Draw the choice of what charts are saved as."""
    key = "wi-picture"

    def changed() -> None:
        st.session_state[state.PICTURE] = st.session_state[key] or PICTURES[0]

    st.segmented_control(
        help_words.PICTURES,
        PICTURES,
        default=st.session_state[state.PICTURE],
        format_func=str.upper,
        key=key,
        required=True,
        on_change=changed,
        help=help_words.PICTURES_HINT,
    )


def _zone(default: str, offered: Offered) -> None:
    current: str = state.looking().zone
    key = f"wi-zone-{current}"

    def changed() -> None:
        state.look(zone=widgets.picked(key, options, current))

    options = zones_to_choose(state.browser_zone(), current, default, offered=offered.names)
    hour = datetime.now(UTC).strftime("%Y-%m-%d %H")
    st.selectbox(
        help_words.TIME_ZONE,
        options,
        index=options.index(current),
        format_func=lambda name: _label(name, hour),
        key=key,
        on_change=changed,
        filter_mode="contains",
        width=300,
    )
    st.caption(help_words.TIME_ZONE_HINT)
    if offered.at is not None:
        st.caption(help_words.zones_listed(formats.day_of(offered.at, current)))
    elif offered.failed:
        st.caption(help_words.ZONES_BUILT_IN)


def zones_to_choose(*first: str, offered: Sequence[str] = ()) -> list[str]:
    """Return the zones to choose from: those named, then UTC, then those offered, else the world's by name."""
    return list(dict.fromkeys([*(name for name in first if name), "UTC", *(offered or _world())]))


@lru_cache(maxsize=1)
def _world() -> tuple[str, ...]:
    regions = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/")
    return tuple(sorted(n for n in zones.names() if n.startswith((*regions, "Indian/", "Pacific/"))))


@lru_cache(maxsize=1024)
def _label(zone: str, hour: str) -> str:
    return formats.zone_in_words(zone, datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC))


def _account(app: AppState, visitor: Visitor) -> None:
    st.caption(account_words.FILES_ONLY_HINT if visitor.files_only else account_words.SIGNED_IN_AS)
    if visitor.username:
        html.line("wi-account-name", html.text(visitor.username))
    if visitor.role is not Role.ADMIN:
        st.caption(account_words.MAY_SEE)
        html.line("wi-account-name", html.text(visitor.role.label))
    sign_in_form.post("/logout", account_words.SIGN_OUT, "wi-button wi-secondary")
    passkeys.own(app, visitor, sign_in_form.here())
    reading.choose(app, visitor)
    if visitor.role is Role.ADMIN:
        (new_password.draw_held if visitor.person else new_password.draw)(app, visitor)
    if visitor.person or (visitor.role is Role.ADMIN and not visitor.files_only):
        signed_in_elsewhere.draw(app, visitor)
