"""Figures as plain data, as plotly's JavaScript takes them.

plotly's own figure checks every value that is put into it, and copies all of them twice on the way to a browser: a
quarter of a rerun of Timeline. The checks are made once for all in the tests instead, which put every figure that
they see through them (:attr:`Figure.checked`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.basedatatypes import BaseFigure

Trace = dict[str, Any]
"""A trace: ``type``, and what plotly's reference names under it."""


class Figure(BaseFigure):  # type: ignore[misc] # plotly has no types
    """A figure whose parts are plain data from the start.

    Streamlit sends a figure of plotly's as its :meth:`to_dict` says, and looks no further.

    Args:
        data: The traces, in the order in which they are drawn.
        layout: Everything else.

    Attributes:
        spec: Both, under ``data`` and ``layout``; never change it, make another figure.
    """

    def __init__(self, data: Sequence[Trace], layout: Mapping[str, Any]) -> None:
        self._spec = {"data": [_plain(trace) for trace in data], "layout": _plain(layout)}

    @property
    def spec(self) -> dict[str, Any]:
        """The figure: what stands under ``data`` and ``layout``."""
        return self._spec

    def changed(self, **layout: Any) -> Figure:
        """Return the figure with other things in its layout; of an axis those alone that are named."""
        before: dict[str, Any] = self._spec["layout"]
        merged = {
            name: {**before.get(name, {}), **new} if isinstance(new, Mapping) else new for name, new in layout.items()
        }
        return Figure(self._spec["data"], {**before, **merged})

    def to_dict(self) -> dict[str, Any]:
        """Return what is sent; it is not copied."""
        return self._spec

    to_plotly_json = to_dict

    @property
    def checked(self) -> go.Figure:
        """The same as plotly's own figure.

        Raises:
            ValueError: plotly does not know a name, or does not take a value.
        """
        return go.Figure(data=self._spec["data"], layout=self._spec["layout"])

    @property
    def data(self) -> Any:
        """The traces as plotly's own, to be read."""
        return self.checked.data

    @property
    def layout(self) -> Any:
        """The layout as plotly's own, to be read."""
        return self.checked.layout


def scatter(**what: Any) -> Trace:
    """Return a trace of points, lines, areas or texts."""
    return {"type": "scatter", **what}


def bar(**what: Any) -> Trace:
    """Return a trace of bars."""
    return {"type": "bar", **what}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, without names under which nothing stands."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, pl.Series):
        return value.to_list()
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value] if value and isinstance(value[0], Mapping) else list(value)
    return value
