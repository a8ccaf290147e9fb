"""Audit: who did what?"""

from __future__ import annotations

from webcast.ui.administration import audit
from webcast.ui.frame import admission

admission.guarded(audit.page)()
