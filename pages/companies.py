"""Companies: which of them came?"""

from __future__ import annotations

from webcast.analysis import rollups
from webcast.exports import named
from webcast.exports.choices import Choices
from webcast.ui import companies, downloads, figures, page, weights, words

context = page.begin(words.COMPANIES_CAME)
frame = named.companies(rollups.companies(context.audience, weights.current()))

context.answer(companies.answer(frame))
figures.row(companies.key_figures(frame))
companies.chart(context, frame)
only = companies.table(context, frame)
downloads.files("companies", words.THIS_TABLE, choices=Choices(weights.current()), columns=only)
