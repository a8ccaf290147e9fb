"""Portfolio: was it better than last time?"""

from __future__ import annotations

import streamlit as st

from webcast.ui.across import portfolio, words
from webcast.ui.frame import page
from webcast.ui.kit import download_words, downloads, figures, pairs

context = page.begin(words.PORTFOLIO)
above = st.container(key="wi-above-options")
choice = portfolio.choose(context)

downloads.of_page(context, downloads.table("people", download_words.PERSONS_TABLE))
context.answer(portfolio.answer(choice))
with above:
    figures.row(portfolio.key_figures(context, choice))
portfolio.trend(context, choice)
left, right = pairs.pair("events")
with left:
    portfolio.benchmark(context, choice)
with right:
    portfolio.repeat(context)
portfolio.repeaters(context)
portfolio.master(context, choice)
