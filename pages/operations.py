"""Operations: is everything working?"""

from __future__ import annotations

from webcast.ui.administration import operations
from webcast.ui.frame import admission

admission.guarded(operations.page)()
