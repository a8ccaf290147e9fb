"""Campaigns: which of them brought people who came?"""

from __future__ import annotations

from webcast.presentation import measures, named
from webcast.ui.across import campaigns, words
from webcast.ui.frame import loading, page, state
from webcast.ui.kit import baseline, downloads, figures, weights

context = page.begin(words.CAMPAIGNS_BROUGHT)
loading.offer_referrers(context.app, context.visitor, state.looking().events, context.picked)
campaigns.stop_without(context)
frame = named.campaigns_of(context.audience, state.looking().choices.costs, weights.current())
compared = baseline.choose(context, measures.CAMPAIGNS)

downloads.of_page(context)
context.answer(campaigns.answer(frame))
figures.row(campaigns.key_figures(frame, compared))
campaigns.chart(context, frame, compared)
campaigns.table(context, frame)
campaigns.costs(frame)
