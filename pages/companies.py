"""Companies: which of them came?"""

from __future__ import annotations

from webcast.analysis import rollups
from webcast.ui import companies, figures, page, weights, words

context = page.begin(words.COMPANIES_CAME)
frame = companies.named(rollups.companies(context.audience, weights.current()))

context.answer(companies.answer(frame))
figures.row(companies.key_figures(frame))
companies.chart(context, frame)
companies.table(context, frame)
