"""Companies: which of them came?"""

from __future__ import annotations

from webcast.analysis import rollups
from webcast.presentation import named
from webcast.ui.across import companies, words
from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures, weights

context = page.begin(words.COMPANIES_CAME)
frame = named.companies(rollups.companies(context.audience, weights.current()))

downloads.of_page(context)
context.answer(companies.answer(frame))
figures.row(companies.key_figures(frame))
companies.chart(context, frame)
companies.table(context, frame)
