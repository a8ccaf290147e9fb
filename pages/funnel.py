"""Funnel: where did people drop out?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis import funnel as analysis
from webcast.ui.frame import html, page
from webcast.ui.funnel import blocks, segments, waiting, words
from webcast.ui.kit import downloads, figures
from webcast.ui.kit import words as kit_words
from webcast.ui.kit.fragments import part

context = page.begin(words.FUNNEL)
above = st.container(key="wi-above-options")
choice = blocks.choose(context)
frame = analysis.funnel(context.audience, choice.rules)
stages = frame.to_dicts()

context.answer(words.funnel_answer(stages, choice.wording))
with above:
    figures.row(blocks.key_figures(context, choice, stages))
for note in blocks.notes(context, choice):
    html.line("wi-context", html.text(note))
part(blocks.draw, context, choice, frame)
part(blocks.breakdown, context, choice, frame)
blocks.table(context, choice, frame)
downloads.files("funnel", kit_words.THIS_TABLE, choices=choice.choices)
part(segments.draw, context, choice)
part(waiting.draw, context)
