"""Reports decoded out of harm's way: each in a process of its own that has limits and can die alone.

:class:`Decoder` is what pages, library and command line use. Behind it: :mod:`~webcast.workers.pool` keeps the
processes, :mod:`~webcast.workers.process` starts and ends them, :mod:`~webcast.workers.host` is the process that they
are forked from, :mod:`~webcast.workers.worker` is what runs in them, :mod:`~webcast.workers.confined` what they may
not do, :mod:`~webcast.workers.wire` what is said between the two sides.
"""

from webcast.workers.decoder import Decoder
from webcast.workers.limits import Unfinished

__all__ = ["Decoder", "Unfinished"]
