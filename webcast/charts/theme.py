"""What a colour means, and what all figures have in common.

Colours come from one table for light and dark. Each meaning has a second cue as well (order, label, dash), since one
reader in twenty does not tell the colours apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from webcast.charts import room
from webcast.charts.figure import Figure
from webcast.charts.words import plotly_locale

Theme = Literal["light", "dark"]

FONT: Final = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"
CLEAR: Final = "rgba(0,0,0,0)"

CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "scrollZoom": False, "typesetMath": False}
"""How plotly runs in the browser: no tool bar; the wheel scrolls the page; a ``$`` in a name is a dollar."""

PICTURES: Final = ("png", "svg")
"""What a chart can be saved as."""


def config() -> dict[str, Any]:
    """Return :data:`CONFIG`, and how plotly writes numbers and dates for the reader."""
    return {**CONFIG, **plotly_locale()}


@dataclass(frozen=True)
class Palette:
    """Colours by meaning."""

    live: str
    on_demand: str
    simlive: str
    absent: str
    comparison: str
    accent: str
    text: str
    quiet: str
    line: str
    surface: str
    ground: str
    """What a label is drawn on where it lies over a line: the page's own colour."""

    @property
    def dropped(self) -> str:
        """What did not reach a stage: the accent at 20 %."""
        return faint(self.accent, 0.2)


LIGHT: Final = Palette(
    live="#4477AA",
    on_demand="#AA3377",
    simlive="#228833",
    absent="#8C8C8C",
    comparison="#CCBB44",
    accent="#4338CA",
    text="#1B1F27",
    quiet="#5A6170",
    line="#DDE0E6",
    surface="#FFFFFF",
    ground="#FFFFFF",
)
DARK: Final = Palette(
    live="#7AA6D6",
    on_demand="#DB86B8",
    simlive="#6CC17B",
    absent="#A6A6A6",
    comparison="#CCBB44",
    accent="#6A5CF0",
    text="#E8EAEE",
    quiet="#A9AFBC",
    line="#333842",
    surface="#1D2027",
    ground="#14161B",
)

DASHES: Final = {"Live": "solid", "SimLive": "dash", "On-Demand": "dot", "Other": "dashdot"}
"""The second cue of a session type."""


def palette(theme: Theme) -> Palette:
    """Return the colours of a theme."""
    return DARK if theme == "dark" else LIGHT


def mode_colour(mode: str, colours: Palette) -> str:
    """Return the colour of a session type; a type that we don't know has that of no meaning."""
    known = {"Live": colours.live, "On-Demand": colours.on_demand, "SimLive": colours.simlive}
    return known.get(mode, colours.absent)


def faint(colour: str, alpha: float) -> str:
    """Return a ``#RRGGBB`` colour with transparency."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def over(colour: str) -> str:
    """Return which of white and our dark text is read better on a ``#RRGGBB`` colour."""
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return LIGHT.surface if light < 0.205 else LIGHT.text


def figure(
    traces: Sequence[Any],
    *,
    theme: Theme,
    alt: str,
    height: int,
    xaxis: dict[str, Any] | None = None,
    yaxis: dict[str, Any] | None = None,
    annotations: Sequence[dict[str, Any]] = (),
    shapes: Sequence[dict[str, Any]] = (),
    margin: dict[str, int] | None = None,
    **layout: Any,
) -> Figure:
    """Return a figure in the product's look.

    Args:
        traces: SVG traces.
        theme: Light or dark.
        alt: What the figure shows, in a sentence or two, for people who do not see it.
        height: Pixels.
        xaxis: What differs from :func:`axis`.
        yaxis: The same.
        annotations: Direct labels.
        shapes: Shades and reference lines.
        margin: Pixels around the plot, where not as usual; more where an axis needs more.
        layout: Anything else of plotly's layout.
    """
    colours = palette(theme)
    across, upright = {**axis(colours), **(xaxis or {})}, {**axis(colours), **(yaxis or {})}
    usual = {"l": 8, "r": 8, "t": 8, "b": 8}
    return Figure(
        data=list(traces),
        layout={
            "autotypenumbers": "strict",  # a company that is called 2024 is no number
            # Streamlit has each figure drawn twice as it comes, which plotly leaves where nothing is another one. It
            # is told so of values; an object under "meta", or an empty one under "template", would be another one.
            "datarevision": 1,
            "meta": alt,
            "height": height,
            "margin": room.around({**usual, **(margin or {})}, across, upright),
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "paper_bgcolor": colours.ground,  # the page's; a saved picture would be clear otherwise
            "plot_bgcolor": CLEAR,
            "showlegend": False,
            "dragmode": False,
            "clickmode": "event+select",
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": colours.surface,
                "bordercolor": colours.line,
                "font": {"family": FONT, "size": 13, "color": colours.text},
                "align": "left",
                "namelength": 0,
            },
            "bargap": 0.3,
            "xaxis": across,
            "yaxis": upright,
            "annotations": list(annotations) or None,
            "shapes": list(shapes) or None,
            **layout,
        },
    )


def axis(colours: Palette, title: str = "") -> dict[str, Any]:
    """Return an axis: quiet ticks, a hairline grid, no zoom by dragging (it steals clicks and touches)."""
    return {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": colours.line,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": room.FONT_SIZE, "color": colours.quiet},
        "ticklabelstandoff": room.STANDOFF,  # where both axes begin, their labels would touch
        "title": {
            "text": title,
            "font": {"size": room.FONT_SIZE, "color": colours.quiet},
            "standoff": room.TITLE_STANDOFF,
        },
    }


def hidden_axis() -> dict[str, Any]:
    """Return what makes an axis invisible where every mark bears its own label."""
    return {"visible": False, "fixedrange": True}


def note(text: str, colours: Palette, **place: Any) -> dict[str, Any]:
    """Return a label without arrow; ``place`` says where, as plotly's annotations do."""
    return {
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": colours.text},
        "captureevents": False,
        **place,
    }


def alt(figure: Figure) -> str:
    """Return the description that a figure carries for people who do not see it."""
    said: str = figure.spec["layout"].get("meta", "")
    return said


def nothing(words: str, *, theme: Theme, height: int = 120) -> Figure:
    """Return the figure that says that there is nothing to draw, and why."""
    colours = palette(theme)
    place = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "font": {"size": 13, "color": colours.quiet}}
    return figure(
        [],
        theme=theme,
        alt=words,
        height=height,
        xaxis=hidden_axis(),
        yaxis=hidden_axis(),
        annotations=[note(words, colours, **place)],
    )
