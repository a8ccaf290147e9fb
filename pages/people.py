"""People: who may come in?"""

from __future__ import annotations

from webcast.ui.administration import people
from webcast.ui.frame import admission

admission.guarded(people.page)()
