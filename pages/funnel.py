"""Funnel: where did people drop out?"""

from __future__ import annotations

import streamlit as st

from webcast.analysis import funnel as analysis
from webcast.ui import downloads, figures, funnel, html, page, page_words, segments, waiting, words
from webcast.ui.parts import part

context = page.begin(words.FUNNEL)
above = st.container(key="wi-above-options")
choice = funnel.choose(context)
frame = analysis.funnel(context.audience, choice.rules)
stages = frame.to_dicts()

context.answer(page_words.funnel_answer(stages, choice.wording))
with above:
    figures.row(funnel.key_figures(context, choice, stages))
for note in funnel.notes(context, choice):
    html.line("wi-context", html.text(note))
part(funnel.draw, context, choice, frame)
part(funnel.breakdown, context, choice, frame)
funnel.table(context, choice, frame)
downloads.files("funnel", words.THIS_TABLE, choices=choice.choices)
part(segments.draw, context, choice)
part(waiting.draw, context)
