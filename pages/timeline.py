"""Timeline: when were people there?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis import timeline as analysis
from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures, pairs
from webcast.ui.kit.fragments import part
from webcast.ui.timeline import blocks, curves, on_air, viewers, words

context = page.begin(words.TIMELINE)
above = st.container(key="wi-above-options")
choice = blocks.choose(context)
peak = analysis.peak(choice.audience)
retention = analysis.retention(choice.audience)

downloads.of_page(context, downloads.table("sessions", words.SESSIONS_TABLE), rows=choice.audience.count)
half = blocks.half_gone(retention)
context.answer(
    words.timeline_answer(
        peak.viewers,
        peak.at,
        context.zone,
        context.locale,
        half,
        running=choice.known is not None,
        lacking=bool(blocks.lacking(choice, context)),
        whose=choice.whose,
    )
)
with above:
    figures.row(blocks.key_figures(choice, context, peak, retention))
blocks.say_lacking(choice, context)
on_air.draw(choice, context)
if peak.viewers is not None:
    part(viewers.over_time, choice, context)
left, right = pairs.pair("live")
with left:
    part(curves.staying, choice, context, retention)
with right:
    part(curves.registering, choice, context)
left, right = pairs.pair("on-demand")
with left:
    part(curves.on_demand_days, choice, context)
with right:
    part(curves.survival, choice, context)
part(blocks.one_person, context)
