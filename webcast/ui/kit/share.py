"""The Share menu beside a page's title: the link to what is seen, or the main chart as a picture.

The link is the page's address, which holds no person: a colleague who opens it sees what she may see with access of
her own. What no address may hold is left out, and said. ``webcast/web/share.js`` copies, in the browser.
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from webcast.ui.frame import address_bar, html, state
from webcast.ui.kit import share_words
from webcast.view.record import View
from webcast.web.uploads import PREFIX


def draw() -> None:
    """Draw the menu, for the view in force."""
    view = state.looking()
    query = urlencode(address_bar.query())
    target = (st.context.url or "") + (f"?{query}" if query else "")
    said = "".join(f"<p>{html.text(sentence)}</p>" for sentence in (share_words.SHARE_ACCESS, *left_out(view)))
    told = {
        "names": " ".join(sorted(address_bar.NAMES)),
        "file": f"{st.session_state[state.PAGE]}.png",
        "copied": share_words.LINK_COPIED,
        "selected": share_words.LINK_SELECTED,
        "drawn": share_words.PICTURE_COPIED,
        "saved": share_words.PICTURE_SAVED,
        "failed": share_words.PICTURE_FAILED,
    }
    data = " ".join(f'data-{name}="{html.attribute(value)}"' for name, value in told.items())
    with st.popover(share_words.SHARE, type="tertiary", key="wi-share"):
        st.html(
            f'<div class="wi-share" {data}>'
            f'<label>{share_words.SHARE_LINK}<input type="text" readonly value="{html.attribute(target)}"></label>'
            f'<p><button type="button" class="wi-button" data-share="link">{share_words.COPY_LINK}</button></p>'
            f"{said}"
            f'<p class="wi-share-picture"><button type="button" class="wi-button wi-secondary" data-share="picture">'
            f"{share_words.COPY_PICTURE}</button></p>"
            '<p role="status"></p></div>'
        )


def left_out(view: View) -> list[str]:
    """Return in words what of a view its link leaves out; who opens it sees the rest."""
    found = []
    private = view.filters.private()
    if private:
        found.append(share_words.link_without(private))
    if view.choices.costs:
        found.append(share_words.LINK_WITHOUT_COSTS)
    if any(event.startswith(PREFIX) for event in view.events):
        found.append(share_words.LINK_WITHOUT_FILES)
    return found
