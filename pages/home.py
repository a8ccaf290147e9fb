"""Home: how are your webcasts doing?"""

from __future__ import annotations

import streamlit as st

from webcast.errors import WebcastError
from webcast.ui.frame import current_run, html, notices, start_page, state, view_list
from webcast.ui.home import accounts, blocks, words
from webcast.ui.home.standing import Standing

here = current_run.get()
app, visitor = here.app, here.visitor

st.title(words.HOME, anchor=False)
listed = start_page.loaded_list(app, visitor)
if listed is None:
    blocks.first_time(files_only=visitor.files_only)
    accounts.draw(app, visitor)
    st.stop()
try:
    standing = Standing.of(app.theirs(visitor), state.looking().zone, app.now(), listed, role=visitor.role)
    html.answer(blocks.answer(standing))
    blocks.latest(standing)
    left, right = st.columns(2, gap="large")
    with left:
        blocks.upcoming(standing)
    with right:
        blocks.since(app, visitor, standing)
    blocks.waiting(standing)
    accounts.draw(app, visitor)
    view_list.start_from(app, visitor)
except WebcastError as exc:
    notices.error(exc)
