"""Timeline: when were people there?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis import timeline as analysis
from webcast.ui import (
    downloads,
    figures,
    on_air,
    page,
    page_words,
    timeline,
    timeline_curves,
    timeline_viewers,
    words,
)
from webcast.ui.parts import part

context = page.begin(words.TIMELINE)
above = st.container(key="wi-above-options")
choice = timeline.choose(context)
peak = analysis.peak(choice.audience)
retention = analysis.retention(choice.audience)

half = timeline.half_gone(retention)
context.answer(
    page_words.timeline_answer(
        peak.viewers, peak.at, context.zone, context.locale, half, running=choice.known is not None
    )
)
with above:
    figures.row(timeline.key_figures(choice, context, peak, retention))
timeline.say_lacking(choice, context)
on_air.draw(choice, context)
if peak.viewers is not None:
    part(timeline_viewers.over_time, choice, context)
left, right = st.columns(2, gap="large")
with left:
    part(timeline_curves.staying, choice, context, retention)
with right:
    part(timeline_curves.registering, choice, context)
st.header(page_words.ON_DEMAND, anchor=False)
left, right = st.columns(2, gap="large")
with left:
    part(timeline_curves.on_demand_days, choice, context)
with right:
    part(timeline_curves.survival, choice, context)
timeline.download(choice)
downloads.files("sessions", words.SESSIONS_TABLE, choice.sets)
part(timeline.one_person, context)
