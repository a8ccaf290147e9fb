"""Registrants: who came?"""

from __future__ import annotations

from webcast.ui import downloads, page, people, words

context = page.begin(words.REGISTRANTS)
downloads.links(context.audience.count)
people.table(context.audience.lazy(), key="wi-registrants")
