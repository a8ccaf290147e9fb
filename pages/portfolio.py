"""Portfolio: was it better than last time?"""

from __future__ import annotations

import streamlit as st

from webcast.exports.listings import EVENTS
from webcast.ui.across import portfolio, words
from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures
from webcast.ui.kit import words as kit_words

context = page.begin(words.PORTFOLIO)
above = st.container(key="wi-above-options")
choice = portfolio.choose(context)

context.answer(portfolio.answer(choice))
with above:
    figures.row(portfolio.key_figures(context, choice))
portfolio.trend(context, choice)
left, right = st.columns(2, gap="large")
with left:
    portfolio.benchmark(context, choice)
with right:
    portfolio.repeat(context)
portfolio.repeaters(context)
only = portfolio.master(context, choice)
downloads.files(EVENTS, kit_words.THIS_TABLE, columns=only)
downloads.files("benchmark", words.BENCHMARK_TABLE)
downloads.files("times", words.TIMES_TABLE)
downloads.files("people", kit_words.PERSONS_TABLE)
