"""Surveys: what did they say?"""

from __future__ import annotations

import streamlit as st

from webcast.presentation import measures
from webcast.ui.frame import page
from webcast.ui.kit import baseline, downloads, figures, pairs
from webcast.ui.kit.fragments import part
from webcast.ui.voices import answers_by, before_after, checks, surveys, words

context = page.begin(words.SURVEYS)
found = surveys.asked(context)
above = st.container(key="wi-above-options")
question = surveys.choose(context, found)
compared = baseline.choose(context, measures.survey(question))

downloads.of_page(context, downloads.table("survey-answers", words.ALL_ANSWERS))
context.answer(surveys.answer(context, question))
with above:
    figures.row(surveys.key_figures(found, question, compared))
surveys.about(question, compared)
left, right = pairs.pair("answers")
with left:
    if not question.own_words:
        part(surveys.draw, context, question, compared.drawn(measures.answers(question)))
    if question.written:
        part(surveys.table, context, question)
    part(answers_by.draw, context, question)
with right:
    part(checks.draw, context)
part(before_after.draw, context)
surveys.overview(context)
