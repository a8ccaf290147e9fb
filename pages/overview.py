"""Overview: how did it go?"""

from __future__ import annotations

from webcast.analysis import summary
from webcast.analysis.by_event import KEY_FIGURES
from webcast.ui.frame import page
from webcast.ui.kit import baseline, figures, take_along
from webcast.ui.overview import blocks, words

context = page.begin(words.OVERVIEW)
overall = summary.overall(context.audience)
compared = baseline.choose(context, KEY_FIGURES)

take_along.beside_title(context)
context.answer(blocks.answer(overall, compared))
figures.row(blocks.key_figures(overall, compared, context.zone, context.locale))
blocks.chart(context, compared)
blocks.table(context)
blocks.reported(context)
blocks.warnings(context)
