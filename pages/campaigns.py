"""Campaigns: which of them brought people who came?"""

from __future__ import annotations

from webcast.presentation import measures
from webcast.presentation.campaigns import Campaigns
from webcast.ui.across import campaigns, words
from webcast.ui.frame import loading, page, state
from webcast.ui.kit import baseline, downloads, figures, weights

context = page.begin(words.CAMPAIGNS_BROUGHT)
loading.offer_referrers(context.app, context.visitor, state.looking().events, context.picked)
campaigns.stop_without(context)
found = Campaigns.of(context.audience, state.looking().choices.costs, weights.current())
compared = baseline.choose(context, measures.CAMPAIGNS)

downloads.of_page(context)
context.answer(campaigns.answer(found))
figures.row(campaigns.key_figures(found, compared))
campaigns.chart(context, found, compared)
campaigns.table(context, found)
campaigns.costs(found)
