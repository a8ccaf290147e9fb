"""Registrants: who came?"""

from __future__ import annotations

from webcast.ui import downloads, page, people, words

context = page.begin(words.REGISTRANTS)
downloads.links(context.audience.members.height)
people.table(context.audience.members.lazy(), key="wi-registrants")
