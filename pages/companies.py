"""Companies: which of them came?"""

from __future__ import annotations

from webcast.analysis import rollups
from webcast.presentation import measures, named
from webcast.ui.across import companies, words
from webcast.ui.frame import page
from webcast.ui.kit import baseline, downloads, figures, weights

context = page.begin(words.COMPANIES_CAME)
frame = named.companies_of(context.audience, weights.current())
listed = named.companies_shown(context.audience, weights.current())
compared = baseline.choose(context, measures.COMPANIES)

downloads.of_page(context)
context.answer(companies.answer(frame, listed))
figures.row(companies.key_figures(frame, compared))
companies.chart(context, listed, compared)
companies.table(context, listed, rollups.known(frame).height)
