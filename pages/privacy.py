"""Privacy: what is kept of people, and for how long?"""

from __future__ import annotations

from webcast.ui.administration import privacy
from webcast.ui.frame import admission

admission.guarded(privacy.page)()
