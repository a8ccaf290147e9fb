"""Funnel: where did people drop out?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis.by_event import reached
from webcast.presentation import funnel as prepare
from webcast.ui.frame import html, page
from webcast.ui.funnel import blocks, segments, waiting, words
from webcast.ui.kit import downloads, figures, pairs
from webcast.ui.kit.fragments import part

context = page.begin(words.FUNNEL)
above = st.container(key="wi-above-options")
choice = blocks.choose(context)
base = blocks.compare(context, choice)
prepared = prepare.stages(context.audience, choice.rules, context, base.drawn(reached(choice.rules)))
stages = prepared.frame.to_dicts()

downloads.of_page(context)
context.answer(words.funnel_answer(stages, choice.wording, live=choice.rules.live))
with above:
    figures.row(blocks.key_figures(base, choice, stages))
for note in blocks.notes(context, choice):
    html.line("wi-context", html.text(note))
part(blocks.draw, context, choice, prepared)
part(blocks.breakdown, context, choice, prepared.frame)
left, right = pairs.pair("more")
with left:
    part(waiting.draw, context)
with right:
    part(segments.draw, context, choice)
