"""Companies: which of them came?"""

from __future__ import annotations

from webcast.analysis import rollups
from webcast.presentation import named
from webcast.ui.across import companies, words
from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures, weights
from webcast.ui.kit import words as kit_words

context = page.begin(words.COMPANIES_CAME)
frame = named.companies(rollups.companies(context.audience, weights.current()))

context.answer(companies.answer(frame))
figures.row(companies.key_figures(frame))
companies.chart(context, frame)
only = companies.table(context, frame)
downloads.files("companies", kit_words.THIS_TABLE, columns=only)
