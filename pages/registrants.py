"""Registrants: who came?"""

from __future__ import annotations

from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures, pairs, take_along
from webcast.ui.registrants import blocks, words

context = page.begin(words.REGISTRANTS)

downloads.of_page(context, *take_along.of_persons())
context.answer(blocks.answer(context.audience))
figures.row(blocks.key_figures(context))
left, right = pairs.pair("who")
with left:
    blocks.chart(context)
with right:
    take_along.lists(context.audience)
blocks.table(context)
