"""Registrants: who came?"""

from __future__ import annotations

from webcast.ui import figures, page, registrants, words

context = page.begin(words.REGISTRANTS)

context.answer(registrants.answer(context.audience))
figures.row(registrants.key_figures(context.audience, context.everyone))
registrants.chart(context)
registrants.table(context)
