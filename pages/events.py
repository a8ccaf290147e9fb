"""Events: which of them do you want to look at?"""

from __future__ import annotations

import streamlit as st

from webcast.ui.frame import current_run, event_list, loading, view_list
from webcast.ui.picking import event_picker, uploading, words
from webcast.ui.picking.catalogue import catalogue

here = current_run.get()
app, visitor = here.app, here.visitor

st.title(words.EVENTS, anchor=False)
event_list.refresh_once(app, visitor)
event_picker.list_error()
events = catalogue(app, visitor)
event_picker.summary(app, events, visitor)
view_list.start_from(app, visitor)
loading.status(app, visitor)
event_picker.draw(app, visitor, events)
uploading.draw(app, visitor)
