"""Companies: which of them came?"""

from __future__ import annotations

from webcast.presentation import measures, named
from webcast.ui.across import companies, words
from webcast.ui.frame import page
from webcast.ui.kit import baseline, downloads, figures, weights

context = page.begin(words.COMPANIES_CAME)
frame = named.companies_of(context.audience, weights.current())
compared = baseline.choose(context, measures.COMPANIES)

downloads.of_page(context)
context.answer(companies.answer(frame))
figures.row(companies.key_figures(frame, compared))
companies.chart(context, frame, compared)
companies.table(context, frame)
