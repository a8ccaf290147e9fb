"""Analyses: an :class:`~webcast.analysis.audience.Audience` in, a small frame or frozen dataclass out.

Pure: polars and the standard library. One file a topic, and every figure bears the name that
:mod:`webcast.analysis.definitions` defines.
"""

from webcast.analysis.audience import Audience

__all__ = ["Audience"]
