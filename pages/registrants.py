"""Registrants: who came?"""

from __future__ import annotations

from webcast.ui import figures, page, registrants, take_along, words

context = page.begin(words.REGISTRANTS)

context.answer(registrants.answer(context.audience))
figures.row(registrants.key_figures(context.audience, context.everyone))
registrants.chart(context)
take_along.lists(context.audience)
registrants.table(context)
take_along.tables()
