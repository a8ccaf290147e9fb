"""Companies: which of them came?"""

from __future__ import annotations

from webcast.presentation import measures
from webcast.ui.across import companies, words
from webcast.ui.frame import page
from webcast.ui.kit import baseline, downloads, figures, weights

context = page.begin(words.COMPANIES_CAME)
compared = baseline.choose(context, measures.COMPANIES)

downloads.of_page(context)
context.answer(companies.answer(context.audience, weights.current()))
figures.row(companies.key_figures(context, compared))
companies.chart(context, compared)
companies.table(context)
