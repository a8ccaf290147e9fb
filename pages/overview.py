"""Overview: how did it go?"""

from __future__ import annotations

from webcast.analysis import summary
from webcast.ui import figures, overview, page, take_along, words

context = page.begin(words.OVERVIEW)
by_event = summary.key_figures(context.audience)
overall = summary.overall(context.audience)
baseline = overview.baseline(context, by_event)

context.answer(overview.answer(overall, baseline))
figures.row(overview.key_figures(overall, baseline, context.zone, context.locale))
overview.chart(context)
overview.table(by_event, context)
take_along.reports()
overview.reported(context)
overview.warnings(context)
