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
if question.own_words:
    part(surveys.table, context, question)
else:
    left, right = pairs.pair("answers")
    with left:
        part(surveys.draw, context, question, compared.drawn(measures.answers(question)))
    with right:
        part(surveys.table, context, question)
part(answers_by.draw, context, question)
part(before_after.draw, context)
part(checks.draw, context)
surveys.overview(context, found)
