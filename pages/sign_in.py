"""Sign in: the only page of somebody who is not signed in, under whatever address was asked for."""

from __future__ import annotations

from webcast.ui.frame import sign_in

sign_in.draw()
