"""Timeline: when were people there?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis import timeline as analysis
from webcast.ui import figures, page, page_words, timeline, words

context = page.begin(words.TIMELINE)
above = st.container(key="wi-above-options")
choice = timeline.choose(context)
peak = analysis.peak(choice.audience)
retention = analysis.retention(choice.audience)

half = timeline.half_gone(retention)
context.answer(page_words.timeline_answer(peak.viewers, peak.at, context.zone, context.locale, half))
with above:
    figures.row(timeline.key_figures(choice, context, peak, retention))
timeline.say_lacking(choice, context)
if peak.viewers is not None:
    timeline.over_time(choice, context)
left, right = st.columns(2, gap="large")
with left:
    timeline.staying(choice, context, retention)
with right:
    timeline.registering(choice, context)
st.header(page_words.ON_DEMAND, anchor=False)
left, right = st.columns(2, gap="large")
with left:
    timeline.on_demand_days(choice, context)
with right:
    timeline.survival(choice, context)
timeline.one_person(context)
