"""Events: which of them do you want to look at?"""

from __future__ import annotations

import streamlit as st

from webcast.ui import current, event_list, event_picker, loading, uploading, view_list, words
from webcast.ui.catalogue import catalogue

here = current.get()
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
